"""What mutual recognition registers at start: its menu, its jobs, what it counts, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank import indicators_of_mutual  # noqa: F401  (what is counted is declared)
from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY
from baigong.contexts.credit_bank.mutual import jobs  # noqa: F401  (ending agreements is declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.ui.navigation import NavItem, register_nav

PAGES = frozenset({"credit_bank:shared-courses", "credit_bank:shared-course", "credit_bank:enrolments", "credit_bank:enrolment"})

register_nav(
    [
        NavItem(
            "credits", _("学分互认"), "credit_bank:agreements", "arrows-join", policy=AGREEMENT_POLICY, action="work", order=48,
            leads_to=PAGES,
        )
    ]
)  # fmt: skip
register_words(
    {
        "credit_bank.recognitionagreement.drafted": _("起草互认协议"),
        "credit_bank.recognitionagreement.edited": _("修改互认协议"),
        "credit_bank.recognitionagreement.exported": _("导出互认协议"),
        "credit_bank.sharedcourse.drafted": _("登记互选课程"),
        "credit_bank.sharedcourse.edited": _("修改互选课程"),
        "credit_bank.sharedcourse.imported": _("导入互选课程"),
        "credit_bank.sharedcourse.exported": _("导出互选课程"),
        "credit_bank.sharedcourse.results_posted": _("存入互选课程成绩"),
        "credit_bank.courseenrolment.applied": _("报名跨校选课"),
        "credit_bank.courseenrolment.exported": _("导出跨校选课"),
    }
)
