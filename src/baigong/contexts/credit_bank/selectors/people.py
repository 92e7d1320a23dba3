"""Questions about accounts: whose they are, what is in them, who looked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER, LIAISON, SCHOOL_OFFICER
from baigong.contexts.credit_bank.access import LEARNER_POLICY, SIGN_IN_LINK_POLICY
from baigong.contexts.credit_bank.models import (
    Learner,
    LearnerMerger,
    Outcome,
    OutcomeKind,
    OutcomeState,
    SignInLink,
    all_outcome_kinds,
    shown,
)
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.kernel.access import Actor

SCHOOLS = (OrganisationKind.SECONDARY_SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.GENERAL_SCHOOL)
"""Schools whose pupils the bank serves: general ones too, for they choose courses at vocational ones (m3)."""


def list_learners(actor: Actor) -> QuerySet[Learner]:
    """The accounts an actor works with."""
    return LEARNER_POLICY.visible(actor, "work").select_related("home")


def get_learner(actor: Actor, pk: int) -> Learner:
    """An account in sight; 404 otherwise."""
    return LEARNER_POLICY.get_or_404(actor, Learner.objects.select_related("home", "merged_into", "user"), pk=pk)


def own_learner(actor: Actor) -> Learner | None:
    """The actor's own account."""
    if actor.user_id is None:
        return None
    return Learner.objects.select_related("home", "merged_into").filter(user_id=actor.user_id).first()


def list_sign_in_links(actor: Actor, row: Learner) -> QuerySet[SignInLink]:
    """The links made for an account, the newest first."""
    return SIGN_IN_LINK_POLICY.visible(actor).filter(learner=row).select_related("made_by")[:20]


def get_sign_in_link(actor: Actor, pk: int) -> SignInLink:
    """One in sight; 404 otherwise."""
    return SIGN_IN_LINK_POLICY.get_or_404(actor, SignInLink.objects.select_related("learner"), pk=pk)


def homes_of(actor: Actor, on: date) -> list[Organisation]:
    """The bodies at whose desk an actor opens accounts; for the office the schools and its own."""
    bodies = Q(pk__in=[])
    for role in (SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER, CREDIT_OFFICER):
        bodies |= Q(pk__in=[holding.organisation_id for holding in actor.at(role)])
    if actor.has(CREDIT_OFFICER):
        bodies |= Q(kind__in=SCHOOLS)
    return [body for body in Organisation.objects.filter(bodies).order_by("order", "pk") if body.exists_on(on)]


def schools_on(on: date) -> list[Organisation]:
    """The schools that see documents and keep accounts on a day."""
    schools = Organisation.objects.filter(kind__in=SCHOOLS)
    return [body for body in schools.order_by("order", "pk") if body.exists_on(on)]


def mergers_of(learner: Learner) -> QuerySet[LearnerMerger]:
    """What was merged into an account or out of it, latest first."""
    return LearnerMerger.objects.filter(Q(kept=learner) | Q(absorbed=learner)).select_related("kept", "absorbed", "merged_by", "split_by")


@dataclass(frozen=True)
class KindSum:
    """What stands in an account of one kind of outcome: how many, and units."""

    kind: OutcomeKind
    count: int
    units: int

    @property
    def text(self) -> str:
        """The credits as people write them."""
        return shown(self.units)


def standing(outcomes: Sequence[Outcome], on: date) -> list[Outcome]:
    """Those that count on ``on``: recognised, valid, and of one family only the highest level (CRB-05); of two alike the later one."""
    valid = [row for row in outcomes if row.is_valid_on(on)]
    best: dict[str, Outcome] = {}
    for row in sorted(valid, key=lambda row: (row.type.declared.rank(row.type.level), row.attained_on, row.pk)):
        best[row.type.family or f"outcome {row.pk}"] = row
    return [row for row in valid if row in best.values()]


def sums_of(outcomes: Sequence[Outcome], on: date) -> list[KindSum]:
    """Those that stand by kind, in the rulebook's order; kinds of which there is none are left out."""
    valid = standing(outcomes, on)
    sums = []
    for kind in all_outcome_kinds().values():
        of_kind = [row for row in valid if row.type.kind == kind.code]
        if of_kind:
            sums.append(KindSum(kind, len(of_kind), sum(row.credits or 0 for row in of_kind)))
    return sums


@dataclass(frozen=True)
class OwnCredits:
    """An account in one line: its number, and its credits as people write them."""

    number: str
    total: str


def own_credits(actor: Actor, on: date) -> OwnCredits | None:
    """What the first page tells of the actor's own account; ``None`` without one."""
    row = own_learner(actor)
    return OwnCredits(row.number, shown(sum(part.units for part in sums_of(outcomes_of(row), on)))) if row else None


def outcomes_of(learner: Learner) -> list[Outcome]:
    """Everything of one person, latest first; what was given up is left out."""
    rows = Outcome.objects.filter(learner_id__in=learner.one_person()).exclude(state=OutcomeState.DROPPED)
    return list(rows.select_related("type", "reviewer", "learner").order_by("-attained_on", "-pk"))
