"""Who is entitled to attend a meeting, from the posts of its day, and who came."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.models import Attendance, AttendanceStatus, Meeting, MeetingState
from baigong.contexts.plans.workflow.entitlement import NAME_LENGTH, resolve_attendance
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal


@transaction.atomic
def resolve_again(*, actor: Actor, now: datetime, meeting: Meeting) -> int:
    """Resolve anew after posts changed hands. Refused before the notice (nothing is resolved yet) and after the meeting was held."""
    MEETING_POLICY.require(actor, "edit", meeting)
    meeting = Meeting.objects.select_for_update(no_key=True, of=("self",)).select_related("body").get(pk=meeting.pk)
    if meeting.state != MeetingState.CONVENED:
        raise Conflict(_("会议现在是“%(state)s”，应到人员不再变动。") % {"state": meeting.get_state_display()}, code="wrong_state")
    before = set(meeting.attendances.values_list("person_id", flat=True))
    count = resolve_attendance(meeting)
    after = set(meeting.attendances.values_list("person_id", flat=True))
    detail = {"rows": count, "came": sorted(filter(None, after - before)), "went": sorted(filter(None, before - after))}
    audit.record(actor, "plans.meeting.attendance_resolved", meeting, now=now, detail=detail)
    return count


@dataclass(frozen=True)
class Mark:
    """What is registered of one row: the status, and the name of the proxy or, where nobody is known, of the one who came."""

    status: str
    name: str = ""


@transaction.atomic
def register_attendance(*, actor: Actor, now: datetime, meeting: Meeting, marks: Mapping[int, Mark]) -> Meeting:
    """Register who came, by row id. Rows not mentioned stay as they are.

    Raises ``Refusal`` for a proxy without a name, for somebody present whom nobody named, or a row of another meeting;
    ``Conflict`` unless the notice went out and the minutes are not yet issued.
    """
    MEETING_POLICY.require(actor, "edit", meeting)
    meeting = Meeting.objects.select_for_update(no_key=True).get(pk=meeting.pk)
    if meeting.state not in {MeetingState.CONVENED, MeetingState.HELD}:
        raise Conflict(_("会议现在是“%(state)s”，不登记出席。") % {"state": meeting.get_state_display()}, code="wrong_state")
    rows = {row.pk: row for row in meeting.attendances.select_related("person")}
    if set(marks) - set(rows):
        raise Refusal(_("应到人员刚有变动，请刷新页面后再登记。"), code="rows_changed")
    wrong: dict[str, str] = {}
    for pk, mark in marks.items():
        row, name = rows[pk], mark.name.strip()
        if mark.status not in AttendanceStatus.values:
            wrong[f"status_{pk}"] = _("请选择出席情况")
        elif mark.status == AttendanceStatus.EXPECTED and meeting.state == MeetingState.HELD:
            wrong[f"status_{pk}"] = _("会议已召开，请选择出席、委托或缺席")
        elif len(name) > NAME_LENGTH:
            wrong[f"name_{pk}"] = _("姓名不超过%(n)d字") % {"n": NAME_LENGTH}
        elif not name and mark.status == AttendanceStatus.PROXY:
            wrong[f"name_{pk}"] = _("请填写代会人姓名")
        elif not name and mark.status == AttendanceStatus.PRESENT and row.person is None:
            wrong[f"name_{pk}"] = _("人选未定，请填写到会人姓名")
        needs_name = mark.status == AttendanceStatus.PROXY or (mark.status == AttendanceStatus.PRESENT and row.person is None)
        row.status, row.proxy_name = mark.status, name if needs_name else ""
    if wrong:
        raise Refusal(_("出席情况没有保存，请更正标出的各行。"), code="incomplete", fields=wrong)
    Attendance.objects.bulk_update([rows[pk] for pk in marks], ["status", "proxy_name"])
    audit.record(actor, "plans.meeting.attendance_registered", meeting, now=now, detail={"rows": len(marks)})
    return meeting
