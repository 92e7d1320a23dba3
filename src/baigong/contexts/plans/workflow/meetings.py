"""The life of a meeting of a leading body."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.models import Meeting, MeetingState
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of


def meeting_has_agenda(meeting: Meeting) -> str | None:
    """A notice without a subject is none."""
    return None if meeting.agenda.exists() else gettext("请先列出议题。")


def attendance_is_recorded(meeting: Meeting) -> str | None:
    """Everybody expected must be marked present, by proxy or absent."""
    missing = meeting.attendances.filter(status="expected").count()
    return gettext("还有 %(n)d 人没有登记出席情况。") % {"n": missing} if missing else None


def minutes_are_written(meeting: Meeting) -> str | None:
    """Minutes say something."""
    return None if meeting.minutes_text.strip() or meeting.decisions.exists() else gettext("请先写会议情况或决定事项。")


def meeting_convened(meeting: Meeting, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Attendance is resolved by the service that fires this."""


def minutes_issued(meeting: Meeting, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the day."""
    meeting.issued_on = now.date()
    meeting.save(update_fields=["issued_on"])


MEETING = StateMachine(
    policy=MEETING_POLICY,
    states=MeetingState,
    initial=MeetingState.PREPARED,
    final=frozenset({MeetingState.MINUTED, MeetingState.CANCELLED}),
    transitions=[
        step("convene", MeetingState.PREPARED, MeetingState.CONVENED, _("发出通知"), "convened", guard=meeting_has_agenda,
             effect=meeting_convened, todo=_("待发通知的会议"), due="held_on"),
        step("hold", MeetingState.CONVENED, MeetingState.HELD, _("会议已召开"), "held", guard=attendance_is_recorded,
             todo=_("待登记出席的会议"), due="held_on"),
        step("issue_minutes", MeetingState.HELD, MeetingState.MINUTED, _("印发纪要"), "minutes_issued",
             guard=minutes_are_written, effect=minutes_issued, todo=_("待印发纪要的会议"), due="held_on"),
        step("cancel", [MeetingState.PREPARED, MeetingState.CONVENED], MeetingState.CANCELLED, _("取消会议"), "cancelled",
             reason_required=True, danger=True, explain=_("会议不再召开, 议题和通知保留备查, 不能恢复。")),
    ],
)  # fmt: skip
