"""Interns in an actor's sight."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.accounts.public import SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.access import INTERN_POLICY
from baigong.contexts.internships.models import Intern, RoundEntry
from baigong.contexts.internships.selectors.rounds import HEAVY
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation
from baigong.kernel.access import Actor


def list_interns(actor: Actor) -> QuerySet[Intern]:
    """Interns an actor works with."""
    return INTERN_POLICY.visible(actor, "work").select_related("school")


def get_intern(actor: Actor, pk: int) -> Intern:
    """One in sight; 404 otherwise."""
    return INTERN_POLICY.get_or_404(actor, Intern.objects.select_related("school", "learner"), pk=pk)


def schools_to_take_for(actor: Actor) -> list[Organisation]:
    """The schools for which an actor takes interns out of the roster: its own, the bureau every one."""
    rows = Organisation.objects.filter(kind__in=SCHOOL_KINDS, ended_on=None)
    if actor.has(SCHOOL_OFFICER):
        rows = rows.filter(pk__in=[holding.organisation_id for holding in actor.at(SCHOOL_OFFICER)])
    return [school for school in rows.order_by("order", "pk") if INTERN_POLICY.decide(actor, "take", Intern(school=school))]


def organisers_for(actor: Actor) -> list[Organisation]:
    """Who may open a round: the bureau, for several schools together, and each school for its own students."""
    bureaus = Organisation.objects.filter(pk__in=[holding.organisation_id for holding in actor.at(WORKING_TEAM)]).order_by("order", "pk")
    return [*bureaus, *schools_to_take_for(actor)]


def own_entries(actor: Actor) -> list[RoundEntry]:
    """One's own places in rounds, the latest first."""
    if actor.user_id is None:
        return []
    rows = RoundEntry.objects.filter(intern__learner__user=actor.user_id).defer(*HEAVY)
    return list(rows.select_related("round__school", "intern", "published_post__enterprise").order_by("-round__starts_on", "-pk"))
