"""What apprenticeship registers at start: menus, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.public import read_by
from baigong.contexts.internships import indicators_of_apprenticeship  # noqa: F401  (what counts is declared)
from baigong.contexts.internships.access_of_apprenticeship import COHORT_POLICY, SUBSIDY_POLICY
from baigong.contexts.internships.selectors.training_shown import training_shown
from baigong.contexts.internships.workflow import apprenticeship  # noqa: F401  (the machines are declared)
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

read_by("interns", training_shown)
register_nav(
    [
        NavItem("internships", _("学徒班"), "internships:cohorts", "certificate", policy=COHORT_POLICY, action="work", order=70),
        NavItem("internships", _("学徒培训补贴"), "internships:subsidies", "coin", policy=SUBSIDY_POLICY, action="work", order=72),
    ]
)
searchable(
    Searchable(
        COHORT_POLICY, _("学徒班"), ("title", "occupation"),
        detail=lambda row: str(row.enterprise), select=("enterprise__organisation",), icon="certificate",
    )
)  # fmt: skip
register_words(
    {
        "internships.cohort.drafted": _("登记学徒班"),
        "internships.cohort.edited": _("修改学徒班"),
        "internships.cohort.exported": _("导出学徒班"),
        "internships.cohort.stage_added": _("添加培养阶段"),
        "internships.cohort.stage_removed": _("删除培养阶段"),
        "internships.cohort.stage_finished": _("登记阶段完成"),
        "internships.cohort.enrolled": _("添加学徒"),
        "internships.cohortpaper.added": _("上传学徒班材料"),
        "internships.cohortpaper.removed": _("删除学徒班材料"),
        "internships.cohortpaper.read": _("查看学徒班材料"),
        "internships.subsidyclaim.drafted": _("申请学徒培训补贴"),
        "internships.subsidyclaim.exported": _("导出学徒培训补贴"),
        "internships.subsidyclaim.reckoning_taken": _("下载学徒培训补贴明细"),
        "internships.subsidypayment.entered": _("登记补贴收支"),
    }
)
