"""HTTP operations of projects: the register, one project, applying, papers, yearly reports, and every step of its life."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q
from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, File, Form, Query, Router, Schema, Status
from ninja.files import UploadedFile

from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY
from baigong.contexts.schools.models import EvidenceKind, Project, ProjectKind, ProjectLevel, ProjectState, all_kinds
from baigong.contexts.schools.selectors.projects import counts_by_kind, get_project, list_hosts, reports_of
from baigong.contexts.schools.services import projects as services
from baigong.kernel.access import Actor, Request, public, requires
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow.operations import StepIn, StepOut, steps_of, take

router = Router(tags=["schools"])
MOST = 200
SEARCHED = ("title", "host__name", "partners", "listing_number", "acceptance_number")


class KindOut(Schema):
    """A kind of project, with how far it is today."""

    code: str
    name: str
    unit: str
    levels: list[ProjectLevel]
    applicants: list[str] = Field(description="Kinds of bodies that may apply")
    asks: dict[str, str] = Field(description="partner, programme, course: optional or required")
    evidence: list[EvidenceKind] = Field(description="Papers that an application must have")
    listed: int
    accepted: int
    underway: int


class ProjectQuery(Schema):
    """Which projects."""

    kind: str = Field("", max_length=30)
    level: str = Field("", max_length=12)
    state: str = Field("", max_length=12)
    host: int | None = Field(None, ge=1, lt=2**31, description="Id of the body that applied")
    q: str = Field("", max_length=100, description="Words of the title, the host, the partners or the document number")
    after: int = Field(0, ge=0, lt=2**31, description="Only those with a greater id, for the next page")
    limit: int = Field(50, ge=1, le=MOST)


class ProjectOut(Schema):
    """A project as everybody may know it once it is listed."""

    id: int
    kind: str
    level: ProjectLevel
    title: str
    state: ProjectState
    host_id: int
    host: str
    county: str
    partners: str
    programme_code: str
    programme_name: str
    course: str
    leader: str
    listed_on: date | None
    listing_number: str
    build_until: date | None
    accepted_on: date | None
    acceptance_number: str
    title_until: date | None
    withdrawn_on: date | None
    withdrawal_number: str
    url: str = Field(description="Path of its page on this site")


class EvidenceOut(Schema):
    """A paper of a project."""

    id: int
    kind: EvidenceKind
    title: str
    file_name: str
    size: int
    sha256: str
    url: str = Field(description="Path of the file on this site")


class ReportOut(Schema):
    """What a host reported of a year of building."""

    year: int
    progress: str
    problems: str
    spent: Decimal | None


class InsideOut(Schema):
    """What those see who work on it."""

    contact: str
    summary: str
    budget: Decimal | None
    predecessor_id: int | None
    applied_on: date | None
    reviewed_on: date | None
    signed_on: date | None
    midterm_on: date | None
    rectify_until: date | None
    updated_at: str = Field(description="Given back as ``seen`` with an edit")
    evidence: list[EvidenceOut]
    reports: list[ReportOut]


class ProjectDetailOut(ProjectOut):
    """One project; ``inside`` is null for everybody else."""

    inside: InsideOut | None
    steps: list[str] = Field(description="Steps the caller may take now")


class HeadIn(Schema):
    """What an application says."""

    title: str = Field(max_length=120)
    level: ProjectLevel
    leader: str = Field(max_length=40)
    contact: str = Field("", max_length=40)
    partners: str = Field("", max_length=300)
    programme_code: str = Field("", max_length=10)
    course: str = Field("", max_length=80)
    summary: str = Field("", max_length=5000)
    budget: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)
    predecessor: int | None = Field(None, ge=1, lt=2**31, description="Id of the host's project of the same kind that it carries on")


class ApplicationIn(HeadIn):
    """A new application."""

    kind: str = Field(max_length=30)
    host: int = Field(ge=1, lt=2**31, description="Id of the body that applies; the caller acts for it")


class EditIn(HeadIn):
    """An application written anew."""

    seen: datetime | None = Field(None, description="``updated_at`` as it was read: 409 where somebody has written meanwhile")


class EvidenceIn(Schema):
    """What a paper is."""

    kind: EvidenceKind
    title: str = Field("", max_length=200)


class ReportIn(Schema):
    """A year of building."""

    year: int = Field(ge=1900, le=9999)
    progress: str = Field(max_length=10_000)
    problems: str = Field("", max_length=5000)
    spent: Decimal | None = Field(None, ge=0, max_digits=14, decimal_places=2)


class ProjectStepIn(StepIn):
    """The step to take, with what it asks for."""

    document_number: str | None = Field(None, max_length=80, description="enlist, accept, withdraw")
    listed_on: date | None = Field(None, description="enlist; today if not given")
    signed_on: date | None = Field(None, description="sign; today if not given")
    build_until: date | None = Field(None, description="sign")
    midterm_on: date | None = Field(None, description="sign")
    accepted_on: date | None = Field(None, description="accept; today if not given")
    title_until: date | None = Field(None, description="accept; no end if not given")
    rectify_until: date | None = Field(None, description="defer")
    withdrawn_on: date | None = Field(None, description="withdraw; today if not given")


@router.get("/projects/kinds", url_name="project-kinds-list", response=list[KindOut], summary="Kinds of projects, with their counts")
@public
def list_kinds(request: Request) -> list[dict[str, Any]]:
    """Every kind of the rulebook, in its order."""
    return [_kind(row.kind) | {name: getattr(row, name) for name in ("listed", "accepted", "underway")}
            for row in counts_by_kind(request.now.date())]  # fmt: skip


@router.get("/projects", url_name="projects-list", response=list[ProjectOut], summary="Projects in the caller's sight, by id")
@requires(PROJECT_POLICY, "view")
def list_projects(request: Request, query: Query[ProjectQuery]) -> list[dict[str, Any]]:
    """Everybody sees what is listed; hosts their own, counties and the city what was handed in."""
    rows = PROJECT_POLICY.visible(request.actor).filter(pk__gt=query.after).select_related("host", "county").order_by("pk")
    asked = {name: value for name in ("kind", "level", "state", "host") if (value := getattr(query, name))}
    rows = rows.filter(**asked)
    if query.q:
        named = [Q(**{f"{name}__icontains": query.q}) for name in SEARCHED]
        rows = rows.filter(reduce(or_, named))
    return [_project(row) for row in rows[: query.limit]]


@router.post("/projects", url_name="projects-draft", response={201: ProjectDetailOut}, summary="Begin an application")
@requires(PROJECT_POLICY, "create")
def draft_project(request: Request, given: ApplicationIn) -> Status[dict[str, Any]]:
    """A draft; papers follow, then the step ``apply``. 409 where the subject has its project at this level."""
    kind = all_kinds().get(given.kind)
    if kind is None:
        raise at_field("kind", _("没有这个项目类别。"))
    host = next((body for body in list_hosts(request.actor, kind) if body.pk == given.host), None)
    if host is None:
        words = _("“%(kind)s”不由您的单位申报；请看各类项目由谁申报。") % {"kind": kind}
        raise Refusal(words, code="applicant", fields={"host": words})
    row = services.draft_project(actor=request.actor, now=request.now, kind=kind.code, host=host, head=_head(request.actor, given))
    return Status(201, _detail(request, row.pk))


@router.get("/projects/{int:pk}", url_name="projects-get", response=ProjectDetailOut, summary="One project")
@requires(PROJECT_POLICY, "view")
def get_one_project(request: Request, pk: int) -> dict[str, Any]:
    """With its papers and reports for those who work on it."""
    return _detail(request, pk)


@router.put("/projects/{int:pk}", url_name="projects-edit", response=ProjectDetailOut, summary="Write an application anew")
@requires(PROJECT_POLICY, "edit")
def edit_project(request: Request, pk: int, given: EditIn) -> dict[str, Any]:
    """While it is a draft or was returned; after that 409."""
    services.edit_project(
        actor=request.actor, now=request.now, project=_get(request, pk), head=_head(request.actor, given), seen=given.seen
    )  # fmt: skip
    return _detail(request, pk)


@router.post("/projects/{int:pk}/evidence", url_name="projects-attach", response={201: EvidenceOut}, summary="Add a paper")
@requires(PROJECT_POLICY, "attach")
def attach(request: Request, pk: int, given: Form[EvidenceIn], file: File[UploadedFile]) -> Status[dict[str, Any]]:
    """The same content a second time is 409."""
    piece = services.attach(actor=request.actor, now=request.now, project=_get(request, pk), upload=file, **given.dict())
    return Status(201, _evidence(piece))


@router.delete("/projects/evidence/{int:pk}", url_name="projects-detach", response={204: None}, summary="Take a paper out")
@requires(EVIDENCE_POLICY, "detach")
def detach(request: Request, pk: int) -> Status[None]:
    """Before the application is handed in; the log keeps its hash."""
    services.detach(actor=request.actor, now=request.now, evidence=EVIDENCE_POLICY.get_or_404(request.actor, pk=_id(pk)))
    return Status(204, None)


@router.put("/projects/{int:pk}/reports", url_name="projects-report", response=list[ReportOut], summary="Report a year of building")
@requires(PROJECT_POLICY, "report")
def report(request: Request, pk: int, given: ReportIn) -> list[dict[str, Any]]:
    """A year that was reported before is written anew. All reports come back, the latest first."""
    row = _get(request, pk)
    services.save_report(actor=request.actor, now=request.now, project=row, **given.dict())
    return [_report(each) for each in reports_of(row)]


@router.get("/projects/{int:pk}/steps", url_name="projects-steps", response=list[StepOut], summary="Steps one may take")
@requires(PROJECT_POLICY, "view")
def list_steps(request: Request, pk: int) -> list[dict[str, Any]]:
    """The steps the caller may take now, and why one cannot be taken yet."""
    return steps_of(_get(request, pk), request.actor)


@router.post("/projects/{int:pk}/steps", url_name="projects-take-step", response=ProjectDetailOut, summary="Take a step")
@requires(PROJECT_POLICY, "work")
def take_step(request: Request, pk: int, step: ProjectStepIn) -> dict[str, Any]:
    """Apply (again, after it was returned), recommend, return, open the review, enlist … withdraw; refused with 403, 409 or 422."""
    take(request, _get(request, pk), step)
    return _detail(request, pk)


def _id(pk: int) -> int:
    if pk >= 2**31:
        raise Http404
    return pk


def _get(request: Request, pk: int) -> Project:
    return get_project(request.actor, _id(pk))


def _head(actor: Actor, given: HeadIn) -> services.Head:
    said = given.dict(exclude={"kind", "host", "seen", "predecessor"})
    earlier = PROJECT_POLICY.get_or_404(actor, pk=given.predecessor) if given.predecessor else None
    return services.Head(**said | {"level": given.level.value}, predecessor=earlier)


def _kind(kind: ProjectKind) -> dict[str, Any]:
    return {
        "code": kind.code, "name": str(kind), "unit": kind.unit, "levels": list(kind.levels), "applicants": sorted(kind.applicants),
        "asks": {name: need for name, need in kind.needs.items() if need}, "evidence": list(kind.evidence),
    }  # fmt: skip


def _project(row: Project) -> dict[str, Any]:
    names = [name for name in ProjectOut.model_fields if name not in {"host", "county", "url"}]
    facts = {name: getattr(row, name) for name in names}
    return facts | {"host": str(row.host), "county": str(row.county or ""), "url": row.public_url}


def _detail(request: Request, pk: int) -> dict[str, Any]:
    row = _get(request, pk)
    steps = [step["name"] for step in steps_of(row, request.actor) if step["allowed"]]
    inside = _inside(row, request.actor) if PROJECT_POLICY.decide(request.actor, "work", row) else None
    return _project(row) | {"inside": inside, "steps": steps}


def _inside(row: Project, actor: Actor) -> dict[str, Any]:
    facts = {name: getattr(row, name) for name in InsideOut.model_fields if name not in {"updated_at", "evidence", "reports"}}
    papers = EVIDENCE_POLICY.visible(actor).filter(project=row)
    return facts | {
        "updated_at": row.updated_at.isoformat(),  # whole: as JSON has hours it would lose its last digits
        "evidence": [_evidence(piece) for piece in papers],
        "reports": [_report(each) for each in reports_of(row)],
    }


def _evidence(piece: Any) -> dict[str, Any]:
    names = ("id", "kind", "title", "file_name", "size", "sha256")
    return {name: getattr(piece, name) for name in names} | {"url": reverse("schools:project-evidence", args=[piece.pk])}


def _report(row: Any) -> dict[str, Any]:
    return {name: getattr(row, name) for name in ReportOut.model_fields}
