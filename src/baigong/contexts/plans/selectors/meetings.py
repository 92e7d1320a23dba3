"""Questions about meetings: the page of one, what its agenda might hold, decisions with what came of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.organisations.public import members_of
from baigong.contexts.plans.access import MEETING_POLICY, TASK_POLICY
from baigong.contexts.plans.lights import Colour, Light
from baigong.contexts.plans.models import AgendaItem, Attendance, Decision, Meeting, MeetingState, Plan, Task, TaskState
from baigong.contexts.plans.selectors.ledger import list_tasks
from baigong.contexts.plans.selectors.lights import PlanLights, plan_lights
from baigong.contexts.plans.workflow.entitlement import Entitled, entitled_to
from baigong.contexts.plans.workflow.meetings import BEFORE, DECIDED, DECIDING, WRITING
from baigong.kernel.access import Actor
from baigong.kernel.audit import events_of
from baigong.kernel.workflow import Available, available


def list_meetings(actor: Actor, plan: Plan) -> QuerySet[Meeting]:
    """The meetings in sight with how many subjects, decisions and people they have."""
    return (
        MEETING_POLICY.visible(actor)
        .filter(plan=plan)
        .select_related("body")
        .annotate(
            item_count=Count("agenda", distinct=True),
            decision_count=Count("decisions", distinct=True),
            entitled_count=Count("attendances", distinct=True),
            came_count=Count("attendances", distinct=True, filter=Q(attendances__status__in=["present", "proxy"])),
        )
    )


def list_decisions(actor: Actor, plan: Plan) -> QuerySet[Decision]:
    """The decisions of the meetings in sight, with body, subject and task; for others than city staff once the minutes are issued."""
    meetings = MEETING_POLICY.visible(actor).filter(plan=plan)
    if not actor.has(*CITY_STAFF):
        meetings = meetings.filter(state=MeetingState.MINUTED)
    return Decision.objects.filter(meeting__in=meetings).select_related("meeting__body", "organisation", "task", "agenda_item__task")


@dataclass(frozen=True)
class AttendanceCount:
    """Who was expected and who came, as plain counts: whether that suffices is for the body's own rules."""

    entitled: int
    voters: int
    present: int
    proxy: int
    absent: int
    expected: int
    asking: int


def counts(rows: list[Attendance]) -> AttendanceCount:
    """The counts of an attendance. A person is one, however many seats."""
    statuses = [row.status for row in rows]
    return AttendanceCount(
        entitled=len(rows),
        voters=sum(has_vote(row) for row in rows),
        present=statuses.count("present"),
        proxy=statuses.count("proxy"),
        absent=statuses.count("absent"),
        expected=statuses.count("expected"),
        asking=sum(bool(row.flag) for row in rows),
    )


def has_vote(row: Attendance) -> bool:
    """Whether the person of a row has the one vote; running the office gives none, and a seat nobody sits in has none."""
    return any(seat.get("votes") for seat in row.seats)


@dataclass(frozen=True)
class DecisionRow:
    """A decision with what came of it, and what can be done now."""

    decision: Decision
    task: Task | None
    light: Light | None
    may_hand_on: bool
    may_edit: bool
    adjusts: Task | None


@dataclass(frozen=True)
class MeetingPage:
    """A meeting from its agenda to its minutes. ``expected`` is who would be entitled today, before the notice."""

    meeting: Meeting
    agenda: list[tuple[AgendaItem, Light | None, bool]]
    rows: list[Attendance]
    counts: AttendanceCount
    voting: frozenset[int]
    expected: list[Entitled]
    moved: bool
    decisions: list[DecisionRow]
    suggestions: list[tuple[Task, Light]]
    reads_minutes: bool
    steps: list[Available]
    events: list[Any]
    may: frozenset[str]


@dataclass(frozen=True)
class MeetingParts:
    """What belongs to a meeting as one actor may read it. ``seen`` are the ids of the tasks among it that are in the actor's sight."""

    agenda: list[AgendaItem]
    rows: list[Attendance]
    decisions: list[Decision]
    seen: frozenset[int]
    reads_minutes: bool


def meeting_parts(actor: Actor, meeting: Meeting) -> MeetingParts:
    """Agenda, attendance and decisions. What was said and decided is read by others than city staff once the minutes are issued."""
    reads = meeting.state == MeetingState.MINUTED or actor.has(*CITY_STAFF)
    agenda = list(meeting.agenda.select_related("presenter", "task"))
    decisions = list(meeting.decisions.select_related("organisation", "task", "agenda_item__task")) if reads else []
    ids = {i.task_id for i in agenda} | {d.task_id for d in decisions}
    seen = TASK_POLICY.visible(actor).filter(pk__in=[pk for pk in ids if pk]).values_list("pk", flat=True)
    return MeetingParts(agenda, list(meeting.attendances.select_related("person")), decisions, frozenset(seen), reads)


def meeting_page(actor: Actor, meeting: Meeting, now: datetime) -> MeetingPage:
    """Everything the page shows, in a fixed number of queries."""
    edits = bool(MEETING_POLICY.decide(actor, "edit", meeting))
    may = {name for name, states in _DOINGS.items() if edits and meeting.state in states}
    lights = plan_lights(meeting.plan, now.date())
    parts = meeting_parts(actor, meeting)
    rows, seen = parts.rows, parts.seen
    resolved = entitled_to(members_of(meeting.body, meeting.held_on)) if meeting.state in BEFORE else []
    return MeetingPage(
        meeting=meeting,
        agenda=[(i, lights.tasks.get(i.task_id or 0), i.task_id in seen) for i in parts.agenda],
        rows=rows,
        counts=counts(rows),
        voting=frozenset(row.pk for row in rows if has_vote(row)),
        expected=resolved if meeting.state == MeetingState.PREPARED else [],
        moved=meeting.state == MeetingState.CONVENED and _who(resolved) != _written(rows),
        decisions=[_decision_row(actor, d, lights, seen, edits and meeting.state in DECIDED, "decide" in may) for d in parts.decisions],
        suggestions=suggested_tasks(actor, meeting.plan, lights, {i.task_id for i in parts.agenda}) if "agenda" in may else [],
        reads_minutes=parts.reads_minutes,
        steps=available(meeting, actor),
        events=list(events_of(meeting)[:12]) if edits else [],
        may=frozenset(may),
    )


_DOINGS = {
    "edit": BEFORE,
    "agenda": BEFORE,
    "resolve": {MeetingState.CONVENED},
    "register": {MeetingState.CONVENED, MeetingState.HELD},
    "write": WRITING,
    "decide": DECIDING,
}


def _who(resolved: list[Entitled]) -> list[tuple[int | None, list[int]]]:
    return [(e.person.pk if e.person else None, [m.seat.pk for m in e.members]) for e in resolved]


def _written(rows: list[Attendance]) -> list[tuple[int | None, list[int]]]:
    return [(row.person_id, [seat["seat"] for seat in row.seats]) for row in rows]


def _decision_row(actor: Actor, row: Decision, lights: PlanLights, seen: frozenset[int], follows: bool, edits: bool) -> DecisionRow:
    about = row.agenda_item.task if row.agenda_item else None
    waits = about is not None and about.state == TaskState.ADJUSTING and follows
    return DecisionRow(
        decision=row,
        task=row.task if row.task_id in seen else None,
        light=lights.tasks.get(row.task_id or 0),
        may_hand_on=follows and row.task_id is None and row.organisation_id is not None,
        may_edit=edits and row.task_id is None,
        adjusts=about if about is not None and waits and TASK_POLICY.decide(actor, "adjust", about) else None,
    )


def suggested_tasks(actor: Actor, plan: Plan, lights: PlanLights, on_it: set[int | None]) -> list[tuple[Task, Light]]:
    """What a meeting should speak of: tasks waiting for a decision on their adjustment, then red ones. Not those already on it."""
    red = [pk for pk, light in lights.tasks.items() if light.colour == Colour.RED]
    rows = list_tasks(actor, plan, lights).filter(Q(state=TaskState.ADJUSTING) | Q(pk__in=red)).exclude(pk__in=[pk for pk in on_it if pk])
    found = [(task, lights.tasks[task.pk]) for task in rows.order_by("order", "pk")]
    return sorted(found, key=lambda pair: pair[0].state != TaskState.ADJUSTING)


def tasks_to_put(actor: Actor, meeting: Meeting, ids: list[int]) -> QuerySet[Task]:
    """The tasks of the meeting's plan among ``ids`` that the actor may see."""
    return TASK_POLICY.visible(actor).filter(plan=meeting.plan_id, pk__in=ids).order_by("order", "pk")


def lights_of(plan: Plan, on: date) -> dict[int, Light]:
    """The light of every task of a plan by id, for lists of decisions."""
    return plan_lights(plan, on).tasks
