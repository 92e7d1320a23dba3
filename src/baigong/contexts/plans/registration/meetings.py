"""Navigation, search and words of meetings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("plan", pgettext_lazy("标题", "会议"), "plans:current-meetings", "users-group", policy=MEETING_POLICY, order=50)])
FIELDS = ("title", "place", "minutes_number")
searchable(Searchable(MEETING_POLICY, _("会议"), FIELDS, icon="users-group"))
register_words(
    {
        "plans.meeting.prepared": _("筹备会议"),
        "plans.meeting.edited": _("修改会议"),
        "plans.meeting.item_added": _("增加议题"),
        "plans.meeting.item_edited": _("修改议题"),
        "plans.meeting.item_removed": _("去掉议题"),
        "plans.meeting.attendance_resolved": _("重新确定应到人员"),
        "plans.meeting.attendance_registered": _("登记出席"),
        "plans.meeting.minutes_written": _("写纪要"),
        "plans.meeting.minutes_numbered": _("纪要编号"),
        "plans.meeting.decided": _("记录决定"),
        "plans.meeting.decision_edited": _("修改决定"),
        "plans.meeting.decision_removed": _("删除决定"),
        "plans.meeting.decision_handed_on": _("决定转为任务"),
        "plans.meeting.paper_taken": _("下载会议文件"),
        "plans.meeting.exported": _("导出会议"),
        "plans.meeting.decisions_exported": _("导出会议决定"),
        "plans.task.decided": _("由会议决定设立任务"),
    }
)
