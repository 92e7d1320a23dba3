"""Navigation, search and words of filings."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import FILING_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("filing", _("方案备案"), "plans:current-filings", "archive", policy=FILING_POLICY, order=10)])
searchable(
    Searchable(
        FILING_POLICY,
        _("备案方案"),
        ("title", "doc_number", "register_number", "organisation__name", "summary"),
        select=("organisation",),
        icon="archive",
    )
)
register_words(
    {
        "plans.filing.started": _("开始备案"),
        "plans.filing.written": _("填写备案"),
        "plans.filing.attached": _("上传备案材料"),
        "plans.filing.detached": _("移除备案材料"),
        "plans.filing.checked": _("形式审查"),
        "plans.filing.commented": _("提出指导意见"),
        "plans.filing.exported": _("导出备案登记"),
        "plans.filing.receipt_taken": _("下载备案回执"),
        "plans.plan.filers_reminded": _("提醒报送备案"),
        "plans.plan.filing_date_set": _("设定备案期限"),
        "plans.plan.filers_set": _("确定须备案的单位"),
        "plans.plan.interval_set": _("设定报送间隔"),
        "plans.plan.published": _("公开计划"),
        "plans.plan.withdrawn_from_public": _("取消公开计划"),
    }
)
