"""Alliances and co-operation that an actor may see, and what rules ask of them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Count, Q, QuerySet

from baigong.contexts.accounts.public import ENTERPRISE_OFFICER, SCHOOL_OFFICER
from baigong.contexts.enterprises.access import ALLIANCE_POLICY, COOPERATION_POLICY
from baigong.contexts.enterprises.models import Alliance, AllianceMember, Cooperation, CooperationState
from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation, OrganisationKind, list_organisations
from baigong.kernel.access import Actor

AGREED = (CooperationState.IN_FORCE, CooperationState.ENDED, CooperationState.TERMINATED)


def list_alliances(actor: Actor, action: str = "work") -> QuerySet[Alliance]:
    """The groups and alliances the actor may see, with how many belong to them now."""
    rows = ALLIANCE_POLICY.visible(actor, action).select_related("lead", "organisation")
    return rows.annotate(member_count=Count("members", filter=Q(members__until=None), distinct=True))


def alliances_of(organisation_ids: Collection[int], day: date) -> dict[int, list[AllianceMember]]:
    """The memberships of each body that hold on ``day``, by its key: in alliances that work."""
    found: dict[int, list[AllianceMember]] = {pk: [] for pk in organisation_ids}
    rows = AllianceMember.objects.filter(
        Q(until=None) | Q(until__gte=day), organisation__in=organisation_ids, since__lte=day, alliance__state="active"
    )
    for row in rows.select_related("alliance__lead"):
        found[row.organisation_id].append(row)
    return found


def list_cooperations(actor: Actor, action: str = "work") -> QuerySet[Cooperation]:
    """The co-operations the actor may see, with what lists show of them."""
    return COOPERATION_POLICY.visible(actor, action).select_related("enterprise__organisation", "school", "proposer", "asked", "site")


def cooperations_between(enterprise_ids: Collection[int], first: date, last: date) -> dict[int, list[Cooperation]]:
    """What each enterprise and its schools had agreed on and that held at some time from ``first`` to ``last``, by its key.

    No access asked: for rules (the conditions of integration enterprises count them).
    """
    found: dict[int, list[Cooperation]] = {pk: [] for pk in enterprise_ids}
    rows = Cooperation.objects.filter(
        Q(until=None) | Q(until__gte=first), Q(ended_on=None) | Q(ended_on__gte=first), enterprise__in=list(enterprise_ids),
        state__in=AGREED, since__lte=last,
    )  # fmt: skip
    for row in rows.select_related("school", "enterprise__organisation").order_by("since", "pk"):
        found[row.enterprise_id].append(row)
    return found


def proposers_for(actor: Actor) -> list[Organisation]:
    """The schools and firms for which the actor enters co-operation."""
    own = Organisation.objects.filter(pk__in=actor.organisation_ids, kind__in=[*SCHOOL_KINDS, OrganisationKind.ENTERPRISE], ended_on=None)
    held = {holding.organisation_id for holding in actor.at(SCHOOL_OFFICER, ENTERPRISE_OFFICER)}
    return [body for body in own if body.pk in held]


def schools_on(day: date) -> list[Organisation]:
    """The vocational schools there are on a day: what is suggested as the other side."""
    return list(list_organisations(on=day, kinds=SCHOOL_KINDS))


def bodies_to_lead(day: date) -> list[Organisation]:
    """The bodies suggested as leading an alliance: schools and departments; any other may be typed."""
    kinds = [*SCHOOL_KINDS, OrganisationKind.DEPARTMENT, OrganisationKind.SOCIETY]
    return list(list_organisations(on=day, kinds=kinds))
