"""Navigation, search and words of the import."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.access import DOCUMENT_POLICY
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav([NavItem("plan", pgettext_lazy("标题", "计划文件"), "plans:documents", "file-import", policy=DOCUMENT_POLICY, order=70)])
searchable(Searchable(DOCUMENT_POLICY, _("计划文件"), ("title", "doc_number", "file_name", "text"), icon="file-text"))
register_words(
    {
        "plans.plan.loaded": _("装入计划数据包"),
        "plans.plandocument.imported": _("导入计划文件"),
        "plans.plandocument.exported": _("导出计划文件目录"),
        "plans.plandocument.items_decided": _("核对识别结果"),
        "plans.plandocument.item_corrected": _("更正识别结果"),
        "plans.plandocument.item_added": _("补充识别结果"),
        "plans.plandocument.downloaded": _("下载计划文件"),
    }
)
