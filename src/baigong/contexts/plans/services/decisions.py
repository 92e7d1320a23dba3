"""What a meeting decided, and what comes of it: a task of the ledger, or the adjustment of one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction
from django.db.models import Max
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import MEETING_POLICY, TASK_POLICY
from baigong.contexts.plans.models import (
    AgendaItem,
    DateSource,
    Decision,
    Duty,
    Meeting,
    Plan,
    Responsibility,
    Task,
    TaskKind,
    TaskState,
)
from baigong.contexts.plans.services.lights import record_lights
from baigong.contexts.plans.services.meetings import open_meeting
from baigong.contexts.plans.workflow.meetings import DECIDED, DECIDING, DIGITS
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire


@dataclass(frozen=True)
class DecisionFacts:
    """What was decided, on which subject, who carries it out, by when."""

    text: str
    agenda_item: AgendaItem | None = None
    organisation: Organisation | None = None
    due_on: date | None = None


@transaction.atomic
def save_decision(*, actor: Actor, now: datetime, meeting: Meeting, facts: DecisionFacts, decision: Decision | None = None) -> Decision:
    """Record what a held meeting decided, or change it before the minutes are issued.

    Raises ``Refusal`` without words, for a subject of another meeting or a date before the meeting, and where a task came of it.
    """
    MEETING_POLICY.require(actor, "edit", meeting)
    meeting = open_meeting(meeting, DECIDING)
    if not facts.text.strip():
        raise at_field("text", _("请填写决定事项。"), code="incomplete")
    if facts.agenda_item and facts.agenda_item.meeting_id != meeting.pk:
        raise at_field("agenda_item", _("请选择本次会议的议题。"), code="foreign_item")
    if facts.due_on and facts.due_on < meeting.held_on:
        words = _("期限不能早于会议日期%(day)s。") % {"day": meeting.held_on}
        raise Refusal(words, code="due_before_meeting", fields={"due_on": words})
    event = "plans.meeting.decision_edited" if decision else "plans.meeting.decided"
    if decision is None:
        decision = Decision(meeting=meeting, order=(meeting.decisions.aggregate(m=Max("order"))["m"] or 0) + 1)
    else:
        decision = Decision.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.pk, meeting=meeting)
        _refuse_task(decision)
    decision.text, decision.agenda_item = facts.text.strip(), facts.agenda_item
    decision.organisation, decision.due_on = facts.organisation, facts.due_on
    decision.save()
    audit.record(actor, event, meeting, now=now, detail={"decision": str(decision)})
    return decision


@transaction.atomic
def remove_decision(*, actor: Actor, now: datetime, decision: Decision) -> None:
    """Take out a decision wrongly recorded, before the minutes are issued and while no task came of it."""
    MEETING_POLICY.require(actor, "edit", decision.meeting)
    meeting = open_meeting(decision.meeting, DECIDING)
    decision = Decision.objects.select_for_update(no_key=True, of=("self",)).get(pk=decision.pk)
    _refuse_task(decision)
    audit.record(actor, "plans.meeting.decision_removed", meeting, now=now, detail={"decision": str(decision)})
    decision.delete()


def _refuse_task(decision: Decision) -> None:
    if decision.task_id:
        raise Refusal(_("决定已转为任务%(t)s，请在任务中修改。") % {"t": decision.task}, code="has_task")


@transaction.atomic
def make_task(*, actor: Actor, now: datetime, decision: Decision) -> Task:
    """Make a task of a decision: waiting to be handed down, the responsible body's, with the measures of the subject's task.

    Possible while and after the minutes are written: a task adds nothing to their words. Raises ``Refusal`` without a responsible
    body, ``Conflict`` where a task came of it already.
    """
    MEETING_POLICY.require(actor, "edit", decision.meeting)
    decision = (
        Decision.objects.select_for_update(no_key=True, of=("self",)).select_related("meeting__plan", "organisation").get(pk=decision.pk)
    )
    meeting = decision.meeting
    plan = Plan.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.plan_id)
    TASK_POLICY.require(actor, "create", Task(plan=plan, kind=TaskKind.DECISION))
    if meeting.state not in DECIDED:
        raise Conflict(_("会议现在是“%(state)s”，还没有决定。") % {"state": meeting.get_state_display()}, code="wrong_state")
    if decision.task_id:
        raise Conflict(_("决定已转为任务%(t)s。") % {"t": decision.task}, code="has_task")
    if decision.organisation is None:
        raise Refusal(_("请先写明落实单位，再转为任务。"), code="no_body")
    first_line = decision.text.splitlines()[0]
    about = decision.agenda_item.task if decision.agenda_item else None
    with as_recorded():
        number = _next_number(plan)
        note = _("来自%(meeting)s（%(day)s）") % {"meeting": meeting.title, "day": meeting.held_on}
    task = Task.objects.create(
        plan=plan,
        number=number,
        title=first_line.rstrip("。；;. ")[:200],  # a title stands in sentences of others
        statement=decision.text,
        kind=TaskKind.DECISION,
        state=TaskState.PENDING,
        due_on=decision.due_on,
        due_source=DateSource.TEAM if decision.due_on else "",
        note=note,
        order=(plan.tasks.aggregate(m=Max("order"))["m"] or 0) + 1,
    )
    Responsibility.objects.create(task=task, organisation=decision.organisation, duty=Duty.RESPONSIBLE)
    if about is not None:
        task.measures.set(about.measures.all())
    decision.task = task
    decision.save(update_fields=["task"])
    detail = {"meeting": meeting.pk, "decision": decision.pk}
    audit.record(actor, "plans.task.decided", task, now=now, detail=detail)
    audit.record(actor, "plans.meeting.decision_handed_on", meeting, now=now, detail={"task": task.number})
    record_lights(plan=plan, now=now)
    return task


def _recorded(words: str) -> str:
    """Words kept in a record, in the language of the city, whatever language the clerk reads."""
    with translation.override(settings.LANGUAGE_CODE):
        return _(words)


def _next_number(plan: Plan) -> str:
    """决1，决2 …: decisions are numbered apart from the plan's own list."""
    numbers = plan.tasks.filter(kind=TaskKind.DECISION).values_list("number", flat=True)
    used = [int(found[0]) for number in numbers if (found := DIGITS.search(number))]
    return _recorded(gettext_noop("决%(n)d")) % {"n": max(used, default=0) + 1}


@transaction.atomic
def adjust_by_decision(*, actor: Actor, now: datetime, decision: Decision) -> Task:
    """Adjust the subject's task, which waits for it, with the meeting and its decision as the recorded reason."""
    meeting = decision.meeting
    MEETING_POLICY.require(actor, "edit", meeting)
    if meeting.state not in DECIDED:
        raise Conflict(_("会议现在是“%(state)s”，还没有决定。") % {"state": meeting.get_state_display()}, code="wrong_state")
    task = decision.agenda_item.task if decision.agenda_item else None
    if task is None:
        raise Refusal(_("决定没有对应任务，请先选择带任务的议题。"), code="no_task")
    words = {
        "body": meeting.body,
        "meeting": meeting.title,
        "day": meeting.held_on,
        "number": meeting.minutes_number,
        "text": decision.text,
    }
    with as_recorded():
        reason = _recorded(gettext_noop("%(body)s%(meeting)s（%(day)s）%(number)s决定：%(text)s")) % words
    return fire(task, "adjust", actor=actor, now=now, reason=reason[:2000], meeting=meeting)
