"""What work, its end and the hotline register at start: machines, menus, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.workflow import agreements, placements, violations, work  # noqa: F401  (the machines are declared)
from baigong.kernel.audit.words import register_words

register_words(
    {
        "internships.internshipagreement.drawn_up": _("拟订实习协议"),
        "internships.internshipagreement.taken": _("下载实习协议"),
        "internships.placementsignature.agreement_signed": _("签实习协议"),
        "internships.placementsignature.consent_signed": _("签知情同意书"),
        "internships.placementpaper.added": _("上传实习材料"),
        "internships.placementpaper.removed": _("删除实习材料"),
        "internships.placementpaper.read": _("查看实习材料"),
        "internships.internshipinsurance.recorded": _("登记实习保险"),
        "internships.safetytraining.recorded": _("登记安全培训"),
        "internships.placementteacher.given": _("指定指导教师"),
        "internships.placement.rescheduled": _("实习改期"),
        "internships.placement.placed_anew": _("变更单位后重新安排"),
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
        "internships.violationreport.read": _("查看违规举报"),
        "internships.violationreport.reporter_looked_at": _("查看举报人"),
        "internships.violationreport.exported": _("导出违规举报"),
        "internships.reporthandler.named": _("指定举报经办人"),
        "internships.reporthandler.ended": _("免去举报经办人"),
    }
)
