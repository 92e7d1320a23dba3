"""The life of a meeting of a leading body."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import LeadingBody
from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.models import Meeting, MeetingState
from baigong.contexts.plans.workflow.entitlement import resolve_attendance
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.documents.numbering import year_serial
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
BEFORE = frozenset({MeetingState.PREPARED, MeetingState.CONVENED})
WRITING = frozenset({MeetingState.CONVENED, MeetingState.HELD})
DECIDING = frozenset({MeetingState.HELD})
DECIDED = frozenset({MeetingState.HELD, MeetingState.MINUTED})
DIGITS = re.compile(r"\d+")


def number_minutes(meeting: Meeting, now: datetime) -> str:
    """The next number of the body's minutes in the year: 〔2021〕3号.

    The body's row is locked, so of two who issue at once one waits; the number is taken in the transaction that issues, so none is
    lost. Numbers go by body and year of issue, across plans.
    """
    LeadingBody.objects.select_for_update(no_key=True, of=("self",)).get(pk=meeting.body_id)
    issued = Meeting.objects.filter(body=meeting.body_id).exclude(minutes_number="").values_list("minutes_number", flat=True)
    given = [[int(part) for part in DIGITS.findall(number)] for number in issued]
    serials = [serial for year, serial in given if year == now.year]
    return year_serial(now.year, max(serials, default=0) + 1)


def content_digest(meeting: Meeting) -> str:
    """The hash of what the minutes say: text, agenda with discussion, decisions, attendance. What comes of a decision is not in it."""
    said = {
        "meeting": [meeting.title, str(meeting.held_on), meeting.place, meeting.minutes_number, meeting.minutes_text],
        "agenda": list(meeting.agenda.order_by("pk").values_list("title", "discussion")),
        "decisions": [[d.text, d.organisation_id, str(d.due_on)] for d in meeting.decisions.order_by("pk")],
        "attendance": list(meeting.attendances.order_by("pk").values_list("capacity", "status", "proxy_name", "person_id")),
    }
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def meeting_has_agenda(meeting: Meeting) -> str | None:
    """A notice without a subject is none."""
    if meeting.agenda.exists():
        return None
    return Unmet(gettext("请先列出议题。"), gettext("增加议题"), reverse("plans:agenda-add", args=[meeting.pk]), needs="edit")


def attendance_is_recorded(meeting: Meeting) -> str | None:
    """Everybody expected must be marked present, by proxy or absent."""
    missing = meeting.attendances.filter(status="expected").count()
    if not missing:
        return None
    words = gettext("还有 %(n)d 人没有登记出席情况：请逐人登记出席、委托或缺席。") % {"n": missing}
    return Unmet(words, gettext("登记出席"), reverse("plans:meeting-attendance", args=[meeting.pk]), needs="edit")


def minutes_are_written(meeting: Meeting) -> str | None:
    """Minutes say something."""
    if meeting.minutes_text.strip() or meeting.decisions.exists():
        return None
    words = gettext("请先写会议情况或决定事项。")
    return Unmet(words, gettext("写纪要"), reverse("plans:meeting-write", args=[meeting.pk]), needs="edit")


def meeting_convened(meeting: Meeting, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Write down who is entitled to attend, by the posts of the meeting's day."""
    resolve_attendance(meeting)


def its_day_has_come(meeting: Meeting, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What has not happened was not held."""
    if now.date() < meeting.held_on:
        raise Refusal(gettext("会议定于%(day)s，当天起才能登记为已召开。") % {"day": meeting.held_on}, code="too_early")


def minutes_issued(meeting: Meeting, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Number the minutes and stamp the day. The log keeps the digest of what was issued."""
    meeting.minutes_number, meeting.issued_on = number_minutes(meeting, now), now.date()
    meeting.save(update_fields=["minutes_number", "issued_on"])
    detail = {"number": meeting.minutes_number, "content_hash": content_digest(meeting)}
    audit.record(actor, "plans.meeting.minutes_numbered", meeting, now=now, detail=detail)


MEETING = StateMachine(
    policy=MEETING_POLICY,
    states=MeetingState,
    initial=MeetingState.PREPARED,
    final=frozenset({MeetingState.MINUTED, MeetingState.CANCELLED}),
    transitions=[
        step("convene", MeetingState.PREPARED, MeetingState.CONVENED, _("发出通知"), "convened", guard=meeting_has_agenda,
             effect=meeting_convened, todo=_("待发通知的会议"), due="held_on"),
        step("hold", MeetingState.CONVENED, MeetingState.HELD, _("会议已召开"), "held", guard=attendance_is_recorded,
             prepare=its_day_has_come, todo=_("待登记出席的会议"), due="held_on"),
        step("issue_minutes", MeetingState.HELD, MeetingState.MINUTED, _("印发纪要"), "minutes_issued",
             guard=minutes_are_written, effect=minutes_issued, todo=_("待印发纪要的会议"), due="held_on",
             explain=_("编号后印发，会议情况、决定和出席情况不再修改；决定仍可转为任务。")),
        step("cancel", [MeetingState.PREPARED, MeetingState.CONVENED], MeetingState.CANCELLED, _("取消会议"), "cancelled",
             reason_required=True, danger=True, explain=_("会议不再召开，议题和通知保留备查，不能恢复。")),
    ],
)  # fmt: skip
