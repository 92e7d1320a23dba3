"""HTTP operations of supervision: the cases in one's sight, and opening one. Steps are taken through the workflow's own operations."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.supervision.access import CASE_POLICY
from baigong.contexts.supervision.models import Case
from baigong.contexts.supervision.selectors.cases import get_case, list_cases, possible_handlers, possible_subjects, sources_in_sight
from baigong.contexts.supervision.services.opening import Matter, Source, open_case
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["supervision"])
ID = 2**31 - 1


class CaseOut(Schema):
    """A case as its reader may see it."""

    id: int
    number: str
    title: str
    subject: str
    handler: str
    source: str | None = Field(description="Null where the source is protected from this reader")
    opened_on: date
    due_on: date | None
    document: str
    rectify_by: date | None
    ended_on: date | None
    state: str


class CasesQuery(Schema):
    """Which cases."""

    state: str = Field("", max_length=14)
    after: int = Field(0, ge=0, le=ID, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


class CaseIn(Schema):
    """A case opened by hand, with its source."""

    source_kind: Literal["inspection", "letter", "transfer", "media"]
    source_title: str = Field(max_length=200, description="What the source is; without one no case is opened")
    is_protected: bool = False
    subject: int = Field(ge=1, le=ID, description="Id of the organisation")
    handler: int = Field(ge=1, le=ID, description="Id of the bureau or county")
    title: str = Field(max_length=120, description="Shown to the subject: says nothing of the source")
    statement: str = Field(max_length=2000)
    clause: str = Field("", max_length=200)
    occurred_on: date | None = None


def _told(row: Case, known: set[int]) -> dict[str, Any]:
    names = ("number", "title", "opened_on", "due_on", "document", "rectify_by", "ended_on", "state")
    bodies = {"subject": row.subject.name, "handler": row.handler.name, "source": row.source_kind if row.pk in known else None}
    return {"id": row.pk, **bodies, **{name: getattr(row, name) for name in names}}


@router.get("/cases", url_name="cases", response=list[CaseOut], summary="List cases")
@requires(CASE_POLICY, "view")
def cases(request: Request, asked: Query[CasesQuery]) -> list[dict[str, Any]]:
    """The cases in one's sight, in the order of their ids."""
    rows = list_cases(request.actor).filter(pk__gt=asked.after).order_by("pk")
    if asked.state:
        rows = rows.filter(state=asked.state)
    known = sources_in_sight(request.actor)
    return [_told(row, known) for row in rows[: asked.limit]]


@router.get("/cases/{pk}", url_name="case", response=CaseOut, summary="One case")
@requires(CASE_POLICY, "view")
def case(request: Request, pk: int) -> dict[str, Any]:
    """One case in one's sight."""
    return _told(get_case(request.actor, pk), sources_in_sight(request.actor))


@router.post("/cases", url_name="case-open", response=CaseOut, summary="Open a case")
@requires(CASE_POLICY, "open")
def case_open(request: Request, given: CaseIn) -> dict[str, Any]:
    """Open a case by hand. Those that follow from reports and from the duty of places open by themselves."""
    subject = possible_subjects().filter(pk=given.subject).first()
    handler = next((body for body in possible_handlers() if body.pk == given.handler), None)
    if subject is None or handler is None:
        raise Refusal(_("没有这个被督查单位或承办单位。"), code="body", status=404)
    source = Source(given.source_kind, given.source_title, is_protected=given.is_protected)
    matter = Matter(subject, handler, given.title, given.statement, given.clause, given.occurred_on)
    row = open_case(actor=request.actor, now=request.now, source=source, matter=matter)
    return _told(row, {row.pk})
