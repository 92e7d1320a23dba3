"""HTTP operations of meetings: the list, one with agenda, attendance counts and decisions; its steps, and tasks made of decisions."""

from __future__ import annotations

from datetime import date
from typing import Any

from ninja import Field, Query, Router, Schema

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.models import Meeting, MeetingState, TaskState
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.selectors.meetings import counts, list_meetings, meeting_parts
from baigong.contexts.plans.services.decisions import make_task
from baigong.kernel.access import Request, requires
from baigong.kernel.workflow.operations import StepIn, take

router = Router(tags=["plans"])
MOST = 200


class MeetingQuery(Schema):
    """Which meetings."""

    plan: str = Field("", max_length=40, description="Key of the plan; default: the current one")
    state: MeetingState | None = None
    limit: int = Field(50, ge=1, le=MOST)


class MeetingOut(Schema):
    """A meeting as lists show it."""

    id: int
    plan: str = Field(description="Key of the plan")
    body: str = Field(description="Full name of the leading body")
    title: str
    held_on: date
    held_at_time: str
    place: str
    state: MeetingState
    minutes_number: str = Field(description="number by body and year; empty until the minutes are issued")
    issued_on: date | None


class ItemOut(Schema):
    """A subject of the agenda."""

    title: str
    presenter: str
    task_id: int | None
    discussion: str = Field(description="Empty for others than city staff until the minutes are issued")


class DecisionOut(Schema):
    """What was decided, and what came of it."""

    text: str
    organisation: str
    due_on: date | None
    task_id: int | None = Field(description="The task in the ledger, if in the caller's sight")
    task_state: TaskState | None


class CountsOut(Schema):
    """Plain counts; whether they suffice is for the body's own rules. A person is one, however many seats."""

    entitled: int
    voters: int
    present: int
    proxy: int
    absent: int
    expected: int = Field(description="Not yet registered")
    asking: int = Field(description="Rows for which the unit must be asked or a fact checked")


class MeetingDetailOut(MeetingOut):
    """A meeting from its agenda to its decisions."""

    minutes_text: str
    agenda: list[ItemOut]
    attendance: CountsOut
    decisions: list[DecisionOut]


class HandedOnOut(Schema):
    """The task that came of a decision."""

    task_id: int
    number: str
    state: TaskState


@router.get("/meetings", response=list[MeetingOut], summary="Meetings in sight, the latest first")
@requires(MEETING_POLICY, "view")
def list_all(request: Request, query: Query[MeetingQuery]) -> list[dict[str, Any]]:
    """The meetings of a plan."""
    rows = list_meetings(request.actor, get_plan(request.actor, query.plan or None)).select_related("plan")
    return [_meeting(row) for row in (rows.filter(state=query.state) if query.state else rows)[: query.limit]]


@router.get("/meetings/{int:pk}", response=MeetingDetailOut, summary="One meeting")
@requires(MEETING_POLICY, "view")
def get_meeting(request: Request, pk: int) -> dict[str, Any]:
    """With agenda, attendance counts and decisions."""
    row = _get(request, pk)
    parts = meeting_parts(request.actor, row)
    attendance = counts(parts.rows)
    return _meeting(row) | {
        "minutes_text": row.minutes_text if parts.reads_minutes else "",
        "agenda": [
            {
                "title": item.title, "presenter": str(item.presenter or ""),
                "task_id": item.task_id if item.task_id in parts.seen else None,
                "discussion": item.discussion if parts.reads_minutes else "",
            }
            for item in parts.agenda
        ],
        "attendance": {name: getattr(attendance, name) for name in CountsOut.model_fields},
        "decisions": [
            {
                "text": d.text, "organisation": str(d.organisation or ""), "due_on": d.due_on,
                "task_id": d.task_id if d.task_id in parts.seen else None,
                "task_state": d.task.state if d.task and d.task_id in parts.seen else None,
            }
            for d in parts.decisions
        ],
    }  # fmt: skip


@router.post("/meetings/{int:pk}/steps", response=MeetingDetailOut, summary="Take a step")
@requires(MEETING_POLICY, "view")
def take_meeting_step(request: Request, pk: int, step: StepIn) -> dict[str, Any]:
    """Convene, hold, issue the minutes, cancel; refused with 403, 409 or 422 and the reason."""
    take(request, _get(request, pk), step)
    return get_meeting(request, pk)


@router.post("/decisions/{int:pk}/task", response=HandedOnOut, summary="Make a task of a decision")
@requires(MEETING_POLICY, "edit")
def hand_decision_on(request: Request, pk: int) -> dict[str, Any]:
    """A task of the responsible body, waiting to be handed down; 409 where one came of the decision already."""
    meeting = MEETING_POLICY.get_or_404(request.actor, Meeting.objects.select_related("plan", "body"), decisions__pk=pk)
    task = make_task(actor=request.actor, now=request.now, decision=meeting.decisions.get(pk=pk))
    return {"task_id": task.pk, "number": task.number, "state": task.state}


def _get(request: Request, pk: int) -> Meeting:
    return MEETING_POLICY.get_or_404(request.actor, Meeting.objects.select_related("plan", "body"), pk=pk)


def _meeting(row: Meeting) -> dict[str, Any]:
    names = ("id", "title", "held_on", "held_at_time", "place", "state", "minutes_number", "issued_on")
    return {name: getattr(row, name) for name in names} | {"plan": row.plan.key, "body": row.body.name}
