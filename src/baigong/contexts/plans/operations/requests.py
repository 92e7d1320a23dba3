"""HTTP operations of requests upward: the ledger, and one item with its answer and how it was followed up."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Query, Router, Schema

from baigong.contexts.plans.access import REQUEST_POLICY
from baigong.contexts.plans.models import RequestState, SupportRequest
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.kernel.access import Request, requires

router = Router(tags=["plans"])


class SupportQuery(Schema):
    """Which items."""

    plan: str = Field("", max_length=40, description="Key of the plan; default: the current one")
    state: RequestState | None = None


class SupportOut(Schema):
    """One item of support the city asks of those above."""

    id: int
    plan: str = Field(description="Key of the plan")
    number: str
    title: str
    addressed_to: str
    owner: str = Field(description="The body that carries it; empty where none was named")
    state: RequestState
    sent_on: date | None
    sent_reference: str
    answered_on: date | None
    answer_reference: str
    answer: str


class SupportNoteOut(Schema):
    """How it goes, on a day."""

    on: date
    text: str
    by_name: str


class SupportDetailOut(SupportOut):
    """With its words, the measures it serves and the notes, the latest first."""

    statement: str
    measures: list[str] = Field(description="Numbers of the plan's measures")
    notes: list[SupportNoteOut]


@router.get("/support-requests", url_name="support-requests-list", response=list[SupportOut], summary="Support asked of those above")
@requires(REQUEST_POLICY, "view")
def list_support_requests(request: Request, query: Query[SupportQuery]) -> list[dict[str, Any]]:
    """The ledger of a plan's requests upward, in its order."""
    rows = REQUEST_POLICY.visible(request.actor).filter(plan=get_plan(request.actor, query.plan)).select_related("plan", "owner")
    if query.state:
        rows = rows.filter(state=query.state)
    return [_head(row) for row in rows.order_by("order", "pk")]


@router.get("/support-requests/{int:pk}", url_name="support-requests-get", response=SupportDetailOut, summary="One request upward")
@requires(REQUEST_POLICY, "view")
def get_support_request(request: Request, pk: int) -> dict[str, Any]:
    """One item with its answer and its notes."""
    rows = REQUEST_POLICY.visible(request.actor).select_related("plan", "owner").prefetch_related("measures", "notes")
    row = REQUEST_POLICY.get_or_404(request.actor, rows, pk=pk)
    notes = [{"on": note.on, "text": note.text, "by_name": note.by_name} for note in row.notes.all()]
    return _head(row) | {"statement": row.statement, "measures": [m.number for m in row.measures.all()], "notes": notes}


def _head(row: SupportRequest) -> dict[str, Any]:
    names = (
        "id", "number", "title", "addressed_to", "state", "sent_on", "sent_reference", "answered_on", "answer_reference", "answer",
    )  # fmt: skip
    return {name: getattr(row, name) for name in names} | {"plan": row.plan.key, "owner": str(row.owner) if row.owner else ""}
