"""What the context registers at start: menus of the console and the portal, search, words of the log."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.publications import workflow  # noqa: F401  (the machine is declared)
from baigong.contexts.publications.access import PUBLICATION_POLICY
from baigong.contexts.publications.models import OPEN_STATES
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

DOCUMENTS = pgettext_lazy("标题", "公开文件")
register_nav(
    [
        NavItem("publications", DOCUMENTS, "publications:works", "file-text", policy=PUBLICATION_POLICY, action="work", order=10),
        NavItem("publications", _("公开目录"), "publications:home", "world", order=20),
        NavItem("portal", DOCUMENTS, "publications:home", "file-text", order=30, place="portal"),
    ]
)


def _url(row: Any) -> str:
    return str(row.public_url if row.state in OPEN_STATES else row.get_absolute_url())


searchable(Searchable(PUBLICATION_POLICY, DOCUMENTS, ("title", "doc_number", "index_number", "body"), _url, icon="file-text"))
register_words(
    {
        "publications.publication.drafted": _("拟公开文件"),
        "publications.publication.written": _("修改公开文件"),
        "publications.publication.examined": _("公开前审查"),
        "publications.publication.validity_set": _("注明有效性"),
        "publications.publication.exported": _("导出公开文件"),
        "publications.attachment.added": _("添加附件"),
        "publications.attachment.removed": _("删除附件"),
    }
)
