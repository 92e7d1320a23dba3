"""What the context registers at start: menus, search, words of the log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.contexts.supervision import workflow  # noqa: F401  (the machine is declared)
from baigong.contexts.supervision.access import CASE_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("supervision", _("督查案件"), "supervision:cases", "gavel", policy=CASE_POLICY, action="view", order=10)])
searchable(
    Searchable(
        CASE_POLICY, _("督查案件"), ("number", "title"), detail=lambda row: str(row.subject),
        select=("subject",), icon="gavel",
    )
)  # fmt: skip
register_words(
    {
        "supervision.case.opened": _("登记督查案件"),
        "supervision.case.exported": _("导出督查案件"),
        "supervision.case.informant_read": _("查看反映人"),
        "supervision.case.letter_taken": _("下载督查文书"),
        "supervision.casepaper.added": _("上传案件材料"),
        "supervision.casepaper.removed": _("删除案件材料"),
        "supervision.casepaper.read": _("查看案件材料"),
    }
)
