"""What work, its end and the hotline register at start: machines, menus, search, words of the log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import (
    DAY_POLICY,
    HANDLER_POLICY,
    LEAVE_POLICY,
    LOG_POLICY,
    PAY_POLICY,
    PLACEMENT_POLICY,
    VIOLATION_POLICY,
    VISIT_POLICY,
)
from baigong.contexts.internships.workflow import agreements, placements, violations, work  # noqa: F401  (the machines are declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav


class Learners:
    """Who signs in as a person and holds no office: to them alone the own internship is an entry of the menu."""

    def reachable(self, actor: Any, action: str) -> bool:
        """Whether the entry is shown."""
        return actor.user_id is not None and not actor.holdings


class _Handlers:
    """Who works in the bureau's team: of them the named ones find reports there, the others an empty list."""

    def reachable(self, actor: Any, action: str) -> bool:
        """Whether the entry is shown."""
        return HANDLER_POLICY.reachable(actor, "view")


register_nav(
    [
        NavItem("internships", _("我的实习"), "internships:work-mine", "briefcase", policy=Learners(), order=5),
        NavItem("internships", _("实习安排"), "internships:placements", "list-details", policy=PLACEMENT_POLICY, action="work", order=20,
                leads_to=frozenset({"internships:work-returns"})),
        NavItem("internships", _("实习考勤"), "internships:days", "calendar", policy=DAY_POLICY, action="work", order=22),
        NavItem("internships", _("实习报酬"), "internships:pays", "wallet", policy=PAY_POLICY, action="work", order=24),
        NavItem("internships", _("实习报告"), "internships:logs", "notes", policy=LOG_POLICY, action="work", order=26),
        NavItem("internships", _("实习请假"), "internships:leaves", "calendar-event", policy=LEAVE_POLICY, action="work", order=28),
        NavItem("internships", _("实习巡访"), "internships:visits", "map-pin", policy=VISIT_POLICY, action="work", order=30),
        NavItem("internships", _("核对发现的违规"), "internships:detected", "alert-triangle", policy=VIOLATION_POLICY, action="detect",
                order=32),
        NavItem("internships", _("违规举报"), "internships:reports", "shield-lock", policy=_Handlers(), order=34),
        NavItem("internships", _("举报经办人"), "internships:handlers", "users", policy=HANDLER_POLICY, action="view", order=36),
        NavItem("portal_firms", _("实习违规举报"), "internships:hotline", "shield-lock", order=48, place="portal"),
    ]
)  # fmt: skip


searchable(
    Searchable(
        PLACEMENT_POLICY, _("实习安排"), ("intern__name", "intern__student_number", "post__title"),
        detail=lambda row: row.enterprise.name, icon="briefcase",
    )
)  # fmt: skip

register_words(
    {
        "internships.internshipagreement.drawn_up": _("拟订实习协议"),
        "internships.internshipagreement.taken": _("下载实习协议"),
        "internships.placementsignature.agreement_signed": _("签实习协议"),
        "internships.placementsignature.consent_signed": _("签知情同意书"),
        "internships.guardianlink.made": _("做监护人签字链接"),
        "internships.guardianlink.opened": _("监护人打开签字链接"),
        "internships.guardianlink.refused": _("监护人签字链接核对不符"),
        "internships.guardianlink.withdrawn": _("收回监护人签字链接"),
        "internships.placementpaper.added": _("上传实习材料"),
        "internships.placementpaper.removed": _("删除实习材料"),
        "internships.placementpaper.read": _("查看实习材料"),
        "internships.internshipinsurance.recorded": _("登记实习保险"),
        "internships.internshipinsurance.corrected": _("重新登记实习保险"),
        "internships.safetytraining.recorded": _("登记安全培训"),
        "internships.safetytraining.corrected": _("重新登记当天的安全培训"),
        "internships.placementteacher.given": _("指定指导教师"),
        "internships.placement.rescheduled": _("实习改期"),
        "internships.placement.placed_anew": _("变更单位后重新安排"),
        "internships.placement.formalised_together": _("批量登记上岗前手续"),
        "internships.placement.exported": _("导出实习安排"),
        "internships.placement.returns_taken": _("下载实习返回表"),
        "internships.internshipday.checked_in": _("实习签到"),
        "internships.internshipday.checked_out": _("实习签退"),
        "internships.internshipday.entered": _("登记实习考勤"),
        "internships.internshipday.exported": _("导出实习考勤"),
        "internships.internshipleave.asked": _("申请实习请假"),
        "internships.internshipleave.exported": _("导出实习请假"),
        "internships.internshippay.entered": _("登记实习报酬"),
        "internships.internshippay.exported": _("导出实习报酬"),
        "internships.internshiplog.submitted": _("提交实习报告"),
        "internships.internshiplog.marked": _("企业导师评分"),
        "internships.internshiplog.exported": _("导出实习报告"),
        "internships.internshipvisit.entered": _("登记实习巡访"),
        "internships.internshipvisit.exported": _("导出实习巡访"),
        "internships.appraisal.decided": _("实习鉴定"),
        "internships.appraisal.certificate_taken": _("下载实习证明"),
        "internships.violationreport.lodged": _("收到违规举报"),
        "internships.violationreport.detected": _("提交核对发现的违规"),
        "internships.violationreport.identified": _("认定被举报单位"),
        "internships.violationreport.read": _("查看违规举报"),
        "internships.violationreport.reporter_looked_at": _("查看举报人"),
        "internships.violationreport.exported": _("导出违规举报"),
        "internships.reporthandler.named": _("指定举报经办人"),
        "internships.reporthandler.ended": _("免去举报经办人"),
    }
)
