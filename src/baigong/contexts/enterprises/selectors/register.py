"""Enterprises that an actor may see, one of them, and those it acts for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, QuerySet, Subquery

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState, Flag, StaffReturn, StaffReturnState
from baigong.contexts.enterprises.selectors.flags import standing_on
from baigong.contexts.organisations.public import Organisation, OrganisationKind, list_organisations
from baigong.kernel.access import Actor


def list_enterprises(actor: Actor, action: str = "view") -> QuerySet[Enterprise]:
    """The enterprises on which the actor may do ``action``, with what lists show of them."""
    return ENTERPRISE_POLICY.visible(actor, action).select_related("organisation__parent", "parent__organisation")


def get_enterprise(actor: Actor, pk: int) -> Enterprise:
    """One enterprise in the actor's sight; 404 otherwise."""
    return ENTERPRISE_POLICY.get_or_404(actor, Enterprise.objects.select_related("organisation__parent", "parent__organisation"), pk=pk)


def own_enterprises(actor: Actor) -> list[Enterprise]:
    """The enterprises for which the actor works."""
    return list(Enterprise.objects.filter(organisation__in=actor.organisation_ids).select_related("organisation__parent"))


def open_on(day: date) -> QuerySet[Enterprise]:
    """Enterprises that had opened and not closed on ``day``: those that owe places. No access asked: for rules and figures."""
    rows = Enterprise.objects.exclude(state=EnterpriseState.CLOSED, closed_on__lt=day).exclude(organisation__founded_on__gt=day)
    return rows.select_related("organisation")


def find_enterprise(credit_code: str) -> Enterprise | None:
    """The enterprise of a unified social credit code."""
    return Enterprise.objects.filter(organisation__credit_code=credit_code).select_related("organisation").first()


def counties_for(actor: Actor, on: date) -> list[Organisation]:
    """The counties below which the actor may enter enterprises."""
    return [county for county in list_counties(on) if ENTERPRISE_POLICY.decide(actor, "create", provisional(county))]


def provisional(county: Organisation) -> Enterprise:
    """An enterprise that would lie below ``county``, to ask the policy about."""
    return Enterprise(organisation=Organisation(name=str(county), kind=OrganisationKind.ENTERPRISE, parent=county, path=f"{county.path}0."))


def list_counties(on: date) -> list[Organisation]:
    """The counties of the city."""
    return list(list_organisations(on=on, kinds=[OrganisationKind.COUNTY]).exclude(division_code=""))


def with_staff(rows: QuerySet[Enterprise]) -> QuerySet[Enterprise]:
    """``rows`` with ``staff``, the latest submitted count, and ``staff_period``, the period it is of; for lists that sort by it."""
    latest = StaffReturn.objects.filter(enterprise=OuterRef("pk"), state=StaffReturnState.SUBMITTED).order_by("-ends_on", "-period")
    return rows.annotate(staff=Subquery(latest.values("headcount")[:1]), staff_period=Subquery(latest.values("period")[:1]))


@dataclass(frozen=True)
class Standing:
    """How many of some enterprises are in business, and how many of these returned last year's average."""

    operating: int
    returned: int
    flagged: int
    year: int


def standing_figures(rows: QuerySet[Enterprise], on: date) -> Standing:
    """The figures above the register. Three queries."""
    year = on.year - 1
    living = rows.filter(state=EnterpriseState.OPERATING)
    returned = StaffReturn.objects.filter(state=StaffReturnState.SUBMITTED, period=str(year)).values("enterprise")
    flags = Flag.objects.filter(standing_on(on), blocks=True).values("enterprise")
    return Standing(living.count(), living.filter(pk__in=returned).count(), living.filter(pk__in=flags).count(), year)


def acting_bodies(actor: Actor) -> list[Organisation]:
    """The bodies at which the actor holds a role, for acts on their behalf."""
    found = Organisation.objects.in_bulk(actor.organisation_ids)
    return [found[pk] for pk in actor.organisation_ids if pk in found]
