"""Preparing meetings of leading bodies and keeping what they said: the meeting itself, its agenda, discussion and minutes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import LeadingBody, Organisation
from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.models import AgendaItem, Meeting, MeetingState, Plan, Task
from baigong.contexts.plans.workflow.entitlement import resolve_attendance
from baigong.contexts.plans.workflow.meetings import BEFORE, WRITING
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@dataclass(frozen=True)
class MeetingFacts:
    """When and where a body meets."""

    body: LeadingBody
    title: str
    held_on: date
    held_at_time: str = ""
    place: str = ""


def open_meeting(meeting: Meeting, states: Iterable[str]) -> Meeting:
    """The meeting, locked, if it is in one of ``states``; else ``Conflict``. Issued minutes are never written again."""
    locked = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("body", "plan").get(pk=meeting.pk)
    if locked.state == MeetingState.MINUTED:
        raise Conflict(_("纪要%(n)s已印发，不再修改；有变化请开会另作决定。") % {"n": locked.minutes_number}, code="issued")
    if locked.state not in states:
        raise Conflict(_("会议现在是“%(state)s”，不能这样做。") % {"state": locked.get_state_display()}, code="wrong_state")
    return locked


@transaction.atomic
def save_meeting(*, actor: Actor, now: datetime, plan: Plan, facts: MeetingFacts, meeting: Meeting | None = None) -> Meeting:
    """Prepare a meeting, or change one not yet held. A new day after the notice resolves anew who is entitled to attend.

    Raises ``Refusal`` for a missing title or a body that does not exist on that day; ``Conflict`` once the meeting was held.
    """
    body, title = facts.body, facts.title.strip()
    if meeting is None:
        meeting = Meeting(plan=plan)
        MEETING_POLICY.require(actor, "create", meeting)
        event, before = "plans.meeting.prepared", None
    else:
        MEETING_POLICY.require(actor, "edit", meeting)
        meeting = open_meeting(meeting, BEFORE)
        event, before = "plans.meeting.edited", (meeting.body_id, meeting.held_on)
    if not title:
        raise at_field("title", _("请填写会议名称。"), code="incomplete")
    if (body.formed_on and facts.held_on < body.formed_on) or (body.dissolved_on and facts.held_on > body.dissolved_on):
        words = _("%(body)s在%(day)s不存在，请核对日期。") % {"body": body, "day": facts.held_on}
        raise Refusal(words, code="body_absent", fields={"held_on": words})
    if before and before[0] != body.pk and meeting.state != MeetingState.PREPARED:
        words = _("通知已发出，领导机构不再更换；请取消后另行筹备。")
        raise Refusal(words, code="body_fixed", fields={"body": words})
    meeting.body, meeting.title, meeting.held_on = body, title, facts.held_on
    meeting.held_at_time, meeting.place = facts.held_at_time.strip(), facts.place.strip()
    meeting.save()
    if before and before[1] != facts.held_on and meeting.state == MeetingState.CONVENED:
        resolve_attendance(meeting)
    audit.record(actor, event, meeting, now=now, detail={"held_on": str(facts.held_on)})
    return meeting


@dataclass(frozen=True)
class ItemFacts:
    """A subject: its words, who presents it, the task it is about."""

    title: str
    presenter: Organisation | None = None
    task: Task | None = None
    order: int | None = None


@transaction.atomic
def save_item(*, actor: Actor, now: datetime, meeting: Meeting, facts: ItemFacts, item: AgendaItem | None = None) -> AgendaItem:
    """Put a subject on the agenda, or change one. Without a title it is called as its task. ``Refusal`` for neither."""
    MEETING_POLICY.require(actor, "edit", meeting)
    meeting = open_meeting(meeting, BEFORE)
    title = facts.title.strip() or (facts.task.title if facts.task else "")
    if not title:
        raise at_field("title", _("请填写议题，或选择任务。"), code="incomplete")
    if facts.task and facts.task.plan_id != meeting.plan_id:
        raise at_field("task", _("请从本计划的任务中选择。"), code="foreign_task")
    event = "plans.meeting.item_edited" if item else "plans.meeting.item_added"
    item = item or AgendaItem(meeting=meeting, order=_next_order(meeting.agenda.all()))
    item.title, item.presenter, item.task = title[:200], facts.presenter, facts.task
    item.order = facts.order if facts.order is not None else item.order
    item.save()
    audit.record(actor, event, meeting, now=now, detail={"item": item.title})
    return item


@transaction.atomic
def put_on_agenda(*, actor: Actor, now: datetime, meeting: Meeting, tasks: Iterable[Task]) -> list[AgendaItem]:
    """Put tasks on the agenda as subjects, presented by who leads them. Those already on it are passed over."""
    on_it = set(meeting.agenda.values_list("task_id", flat=True))
    added = []
    for task in tasks:
        if task.pk not in on_it:
            duty = min(task.responsibilities.select_related("organisation"), key=lambda r: (r.duty != "lead", r.order, r.pk), default=None)
            facts = ItemFacts("", duty.organisation if duty else None, task)
            added.append(save_item(actor=actor, now=now, meeting=meeting, facts=facts))
    return added


@transaction.atomic
def remove_item(*, actor: Actor, now: datetime, item: AgendaItem) -> None:
    """Take a subject off the agenda before the meeting. A notice keeps at least one subject."""
    MEETING_POLICY.require(actor, "edit", item.meeting)
    meeting = open_meeting(item.meeting, BEFORE)
    if meeting.state == MeetingState.CONVENED and meeting.agenda.count() == 1:
        raise Refusal(_("通知已发出，至少保留一个议题；会议不开了请取消会议。"), code="last_item")
    audit.record(actor, "plans.meeting.item_removed", meeting, now=now, detail={"item": item.title})
    item.delete()


@transaction.atomic
def write_minutes(*, actor: Actor, now: datetime, meeting: Meeting, text: str, discussions: Mapping[int, str]) -> Meeting:
    """Keep what was said: of the meeting, and by id of each subject. Refused before the notice and after the minutes were issued."""
    MEETING_POLICY.require(actor, "edit", meeting)
    meeting = open_meeting(meeting, WRITING)
    meeting.minutes_text = text.strip()
    meeting.save(update_fields=["minutes_text"])
    for item in meeting.agenda.all():
        if item.pk in discussions:
            item.discussion = discussions[item.pk].strip()
            item.save(update_fields=["discussion"])
    audit.record(actor, "plans.meeting.minutes_written", meeting, now=now)
    return meeting


def _next_order(rows: object) -> int:
    found = rows.aggregate(m=Max("order"))["m"]  # type: ignore[attr-defined]
    return int(found or 0) + 1
