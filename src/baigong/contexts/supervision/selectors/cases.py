"""Reading cases within what an actor may see."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.supervision.access import CASE_PAPER_POLICY, CASE_POLICY, CASE_RECORD_POLICY
from baigong.contexts.supervision.models import Case, CasePaper, CaseRecord
from baigong.kernel.access import Actor


def list_cases(actor: Actor) -> QuerySet[Case]:
    """The cases in an actor's sight."""
    return CASE_POLICY.visible(actor).select_related("subject", "handler", "handled_by")


def get_case(actor: Actor, pk: int) -> Case:
    """One of them; 404 where it is not in sight."""
    rows = Case.objects.select_related("subject", "handler", "handled_by", "opened_by")
    return CASE_POLICY.get_or_404(actor, rows, pk=pk)


def sources_in_sight(actor: Actor) -> set[int]:
    """The cases of which the actor may see where they came from."""
    return set(CASE_POLICY.visible(actor, "see_source").values_list("pk", flat=True))


def records_of(actor: Actor, case: Case) -> list[CaseRecord]:
    """What of its course the actor may see."""
    return list(CASE_RECORD_POLICY.visible(actor).filter(case=case).select_related("by"))


def papers_of(actor: Actor, case: Case) -> list[CasePaper]:
    """What of its papers the actor may see."""
    return list(CASE_PAPER_POLICY.visible(actor).filter(case=case).select_related("case__subject", "case__handler"))


def possible_subjects() -> QuerySet[Organisation]:
    """Whom a case may be against: schools, enterprises, bases, county governments and departments."""
    kinds = [
        OrganisationKind.SECONDARY_SCHOOL, OrganisationKind.COLLEGE, OrganisationKind.ENTERPRISE, OrganisationKind.BASE,
        OrganisationKind.COUNTY, OrganisationKind.COUNTY_BUREAU, OrganisationKind.DEPARTMENT, OrganisationKind.INSTITUTION,
    ]  # fmt: skip
    return Organisation.objects.filter(Q(kind__in=kinds)).order_by("order", "pk")


def bureau() -> Organisation | None:
    """The body at which the city's supervision sits: where the working team holds its role."""
    return Organisation.objects.filter(role_holdings__role=WORKING_TEAM.key, role_holdings__until_on=None).order_by("order", "pk").first()


def possible_handlers() -> list[Organisation]:
    """Who may handle a case: the bureau and the counties."""
    first = bureau()
    counties = Organisation.objects.filter(kind=OrganisationKind.COUNTY, ended_on=None).order_by("order", "pk")
    return [*([first] if first else []), *counties]
