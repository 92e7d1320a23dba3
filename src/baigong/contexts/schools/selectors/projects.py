"""Questions about projects: whose they are, what counts, what the public reads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from baigong.contexts.accounts.public import COUNTY_OFFICER, EXPERT, LIAISON, SCHOOL_OFFICER, User, people_with
from baigong.contexts.organisations.public import Organisation, OrganisationKind, ancestors_of
from baigong.contexts.schools.access import PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.models import (
    OPEN_STATES,
    RANK,
    Project,
    ProjectKind,
    ProjectReport,
    ProjectReview,
    ProjectState,
    all_kinds,
)
from baigong.kernel.access import ANONYMOUS, Actor

FULL = ("host", "county", "predecessor")


def list_projects(actor: Actor) -> QuerySet[Project]:
    """What an actor works with, hosts and counties at hand."""
    return PROJECT_POLICY.visible(actor, "work").select_related("host", "county")


def list_own(actor: Actor) -> QuerySet[Project]:
    """The projects of the bodies an actor acts for."""
    return PROJECT_POLICY.visible(actor, "apply").select_related("host", "county")


def list_public_projects() -> QuerySet[Project]:
    """The register for everybody: listed and accepted ones."""
    return PROJECT_POLICY.visible(ANONYMOUS).filter(state__in=OPEN_STATES).select_related("host", "county")


def get_public_project(pk: int) -> Project:
    """A project that everybody may know, also one that was withdrawn since; 404 otherwise."""
    return PROJECT_POLICY.get_or_404(ANONYMOUS, Project.objects.select_related("host", "county"), pk=pk)


def get_project(actor: Actor, pk: int) -> Project:
    """A project in sight; 404 otherwise."""
    return PROJECT_POLICY.get_or_404(actor, Project.objects.select_related(*FULL), pk=pk)


def list_reviews(actor: Actor) -> QuerySet[ProjectReview]:
    """The cases in an actor's sight, those that wait first."""
    return REVIEW_POLICY.visible(actor).select_related("project__host", "expert")


def list_hosts(actor: Actor, kind: ProjectKind) -> list[Organisation]:
    """The bodies for which an actor may apply in a kind."""
    bodies = Organisation.objects.none()
    for role in (SCHOOL_OFFICER, LIAISON, COUNTY_OFFICER):
        for holding in actor.at(role):
            below = Q(path=holding.path) if role is not COUNTY_OFFICER else Q(path__startswith=holding.path, kind=OrganisationKind.BASE)
            bodies = bodies | Organisation.objects.filter(below)
    found = bodies.filter(kind__in=kind.applicants, ended_on=None).order_by("order", "pk").distinct()
    return [body for body in found if PROJECT_POLICY.decide(actor, "create", Project(host=body))]


def county_above(host: Organisation) -> Organisation | None:
    """The county that a body belongs to."""
    return next((body for body in ancestors_of(host) if body.kind == OrganisationKind.COUNTY), None)


def list_experts(on: date) -> QuerySet[User]:
    """Who may be asked for an opinion."""
    return people_with([EXPERT], on).order_by("display_name", "pk")


def is_of_host(user_id: int, project: Project, on: date) -> bool:
    """Whether somebody holds any role at the host: then the case is not theirs to judge."""
    user = User.objects.get(pk=user_id)
    return user.role_holdings.filter(Q(until_on=None) | Q(until_on__gte=on), organisation=project.host_id).exists()


def reports_of(project: Project) -> list[ProjectReport]:
    """The yearly reports, the latest first."""
    return list(project.reports.select_related("written_by"))


@dataclass(frozen=True)
class KindCount:
    """How far a kind is: listed (whatever is built or holds its title), of them accepted, and what is on the way."""

    kind: ProjectKind
    listed: int
    accepted: int
    underway: int


def counted(projects: Iterable[Project], on: date) -> tuple[set[int], set[int]]:
    """The keys of the projects that count as listed and as accepted on a day: each subject once, at its highest level.

    A subject counts once, whatever its level, so what is listed by the nation is not counted again by the province; where one is
    listed and another accepted, the subject counts in both.
    """
    listed: dict[tuple[str, str], Project] = {}
    accepted: dict[tuple[str, str], Project] = {}
    for project in sorted(projects, key=lambda p: (-RANK.get(p.level, 0), p.pk)):  # type: ignore[call-overload]
        subject = (project.kind, project.subject_key)
        if project.state in OPEN_STATES and (project.state != ProjectState.ACCEPTED or project.has_title_on(on)):
            listed.setdefault(subject, project)
        if project.state == ProjectState.ACCEPTED and project.has_title_on(on):
            accepted.setdefault(subject, project)
    return {p.pk for p in listed.values()}, {p.pk for p in accepted.values()}


def counts_by_kind(on: date) -> list[KindCount]:
    """Every kind with its counts. Two queries."""
    rows = list(Project.objects.filter(state__in=OPEN_STATES))
    listed, accepted = counted(rows, on)
    of_listed, of_accepted = (Counter(p.kind for p in rows if p.pk in keys) for keys in (listed, accepted))
    before: Mapping[str, int] = dict(
        Project.objects.filter(state__in=[ProjectState.APPLIED, ProjectState.RECOMMENDED, ProjectState.REVIEW])
        .order_by("kind").values_list("kind").annotate(n=Count("pk"))
    )  # fmt: skip
    return [KindCount(kind, of_listed[code], of_accepted[code], before.get(code, 0)) for code, kind in all_kinds().items()]


def list_project_hosts(actor: Actor) -> QuerySet[Organisation]:
    """The bodies whose projects an actor sees, for filters. One query."""
    seen = PROJECT_POLICY.visible(actor).values("host")
    return Organisation.objects.filter(pk__in=seen).order_by("order", "pk")


def list_counties() -> QuerySet[Organisation]:
    """The counties, for filters. One query."""
    return Organisation.objects.filter(kind=OrganisationKind.COUNTY, ended_on=None).order_by("order", "pk")
