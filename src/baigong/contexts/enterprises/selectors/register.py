"""Enterprises that an actor may see, one of them, and those it acts for."""

from __future__ import annotations

from datetime import date

from django.db.models import QuerySet

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState
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
    rows = list_organisations(on=on, kinds=[OrganisationKind.COUNTY]).exclude(division_code="")
    return [county for county in rows if ENTERPRISE_POLICY.decide(actor, "create", provisional(county))]


def provisional(county: Organisation) -> Enterprise:
    """An enterprise that would lie below ``county``, to ask the policy about."""
    return Enterprise(organisation=Organisation(name=str(county), kind=OrganisationKind.ENTERPRISE, parent=county, path=f"{county.path}0."))
