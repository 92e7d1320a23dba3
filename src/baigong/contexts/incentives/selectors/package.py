"""What one enterprise is entitled to, and what is missing; the package itself; trials."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.access import ENTITLEMENT_POLICY, INCENTIVE_POLICY, TRIAL_POLICY
from baigong.contexts.incentives.models import (
    CreditTrial,
    CreditTrialChange,
    Entitlement,
    EntitlementState,
    Incentive,
    IncentiveState,
    Suspension,
)
from baigong.contexts.incentives.workflow.entitlements import Standing, why_not
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor

HELD = (EntitlementState.GRANTED, EntitlementState.SUSPENDED)
ASKED = (EntitlementState.APPLIED, *HELD)


@dataclass(frozen=True)
class Offer:
    """One incentive as one enterprise sees it: what it has of it, or why it has not."""

    incentive: Incentive
    entitlement: Entitlement | None
    why: str

    @property
    def may_apply(self) -> bool:
        """Whether nothing stands against asking for it."""
        return self.entitlement is None and not self.why


def offers_for(enterprise: Enterprise) -> list[Offer]:
    """The whole package as one enterprise sees it."""
    held = {row.incentive_id: row for row in Entitlement.objects.filter(enterprise=enterprise, state__in=ASKED)}
    rows = Incentive.objects.filter(Q(state=IncentiveState.OPEN) | Q(pk__in=held)).select_related("owner")
    standing, offers = Standing.of(enterprise.pk), []
    for incentive in rows:
        entitlement = held.get(incentive.pk)
        why = "" if entitlement else why_not(Entitlement(incentive=incentive, enterprise=enterprise), standing) or ""
        offers.append(Offer(incentive, entitlement, why))
    return offers


def suspensions_of(enterprise: Enterprise) -> list[Suspension]:
    """Suspensions of an enterprise, those that stand first."""
    rows = Suspension.objects.filter(enterprise=enterprise).select_related("entered_by")
    return sorted(rows, key=lambda row: (row.lifted_on is not None, -row.since.toordinal()))


def list_incentives(actor: Actor) -> QuerySet[Incentive]:
    """The package as an actor works with it, with how many hold each."""
    rows = INCENTIVE_POLICY.visible(actor, "work").select_related("owner")
    held = Count("entitlements", filter=Q(entitlements__state__in=HELD), distinct=True)
    return rows.annotate(held=held, waits=Count("entitlements", filter=Q(entitlements__state=EntitlementState.APPLIED), distinct=True))


def get_incentive(actor: Actor, pk: int) -> Incentive:
    """An incentive in sight; 404 otherwise."""
    return INCENTIVE_POLICY.get_or_404(actor, Incentive.objects.select_related("owner"), pk=pk)


def owners_for(actor: Actor) -> Sequence[Organisation]:
    """For which departments an actor may write an incentive."""
    rows = Organisation.objects.filter(kind__in=["department", "agency", "institution"]).order_by("order", "pk")
    return [body for body in rows if INCENTIVE_POLICY.decide(actor, "create", Incentive(owner=body))]


def list_entitlements(actor: Actor) -> QuerySet[Entitlement]:
    """The entitlements in sight."""
    return ENTITLEMENT_POLICY.visible(actor).select_related("incentive__owner", "enterprise__organisation")


def get_entitlement(actor: Actor, pk: int) -> Entitlement:
    """An entitlement in sight; 404 otherwise."""
    rows = Entitlement.objects.select_related("incentive__owner", "enterprise__organisation")
    return ENTITLEMENT_POLICY.get_or_404(actor, rows, pk=pk)


def list_trials(actor: Actor) -> QuerySet[CreditTrial]:
    """The trials in sight."""
    return TRIAL_POLICY.visible(actor).select_related("requested_by")


def get_trial(actor: Actor, pk: int) -> CreditTrial:
    """A trial in sight; 404 otherwise."""
    return TRIAL_POLICY.get_or_404(actor, CreditTrial.objects.select_related("requested_by", "job"), pk=pk)


def changes_of(row: CreditTrial) -> QuerySet[CreditTrialChange]:
    """Who would be credited otherwise."""
    return CreditTrialChange.objects.filter(trial=row).select_related("enterprise__organisation")
