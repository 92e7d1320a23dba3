"""What the pilot of 1+X registers at start: menu entries, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from baigong.contexts.credit_bank import indicators_of_pilots  # noqa: F401  (what counts is declared)
from baigong.contexts.credit_bank.access_of_pilots import ISSUED_POLICY, QUOTA_POLICY, SESSION_POLICY
from baigong.kernel.audit.words import register_amounts, register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("credits", _("1+X试点"), "credit_bank:x-quotas", "clipboard-list", policy=QUOTA_POLICY, action="work", order=50),
        NavItem("credits", _("考核场次"), "credit_bank:x-sessions", "calendar-event", policy=SESSION_POLICY, action="work", order=52),
    ]
)


searchable(Searchable(ISSUED_POLICY, _("证书登记"), ("number", "holder"), detail=lambda row: row.number, icon="certificate"))
register_words(
    {
        "credit_bank.pilotschool.entered": _("登记试点学校"),
        "credit_bank.pilotschool.ended": _("结束试点"),
        "credit_bank.pilotschool.exported": _("导出试点学校"),
        "credit_bank.pilotquota.applied": _("申请试点配额"),
        "credit_bank.pilotquota.exported": _("导出试点配额"),
        "credit_bank.pilotschool.report_taken": _("下载试点报告"),
        "credit_bank.assessmentsite.entered": _("登记考核站点"),
        "credit_bank.assessmentsite.edited": _("修改考核站点"),
        "credit_bank.assessmentsite.admitted": _("登记站点核准"),
        "credit_bank.assessmentsite.exported": _("导出考核站点"),
        "credit_bank.certificateclass.opened": _("登记证书培训班"),
        "credit_bank.certificateclass.edited": _("修改证书培训班"),
        "credit_bank.certificateclass.enrolled": _("添加学员"),
        "credit_bank.certificateclass.left": _("学员退出"),
        "credit_bank.certificateclass.exported": _("导出证书培训班"),
        "credit_bank.assessmentsession.opened": _("公布考核场次"),
        "credit_bank.assessmentsession.edited": _("修改考核场次"),
        "credit_bank.assessmentsession.results_posted": _("登记考核成绩"),
        "credit_bank.assessmentsession.exported": _("导出考核场次"),
        "credit_bank.assessmententry.registered": _("报名考核"),
        "credit_bank.assessmententry.exported": _("导出考核报名"),
        "credit_bank.issuedcertificate.registered": _("登记证书"),
        "credit_bank.issuedcertificate.renamed": _("登记持证人更名"),
        "credit_bank.issuedcertificate.exported": _("导出证书登记"),
    }
)
register_amounts(
    {
        "credit_bank.certificateclass.enrolled": lambda n: ngettext("%(num)s 人", "%(num)s 人", n) % {"num": n},
        "credit_bank.assessmentsession.results_posted": lambda n: ngettext("%(num)s 人", "%(num)s 人", n) % {"num": n},
    }
)
