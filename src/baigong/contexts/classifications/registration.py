"""What the context registers with the kernel."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.classifications import access, uploads, workflow  # noqa: F401  (policies, machine and job register themselves)
from baigong.contexts.classifications.access import ENTRY_POLICY, UPLOAD_POLICY
from baigong.contexts.classifications.models import Entry
from baigong.contexts.classifications.selectors import search_entries
from baigong.kernel.audit.words import register_words
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav


def _place(entry: Entry) -> str:
    return " · ".join(str(word) for word in (entry.code, entry.scheme.label, entry.part_label, entry.edition.code) if word)


searchable(
    Searchable(
        ENTRY_POLICY,
        _("代码"),
        ("name", "code"),
        order=90,
        title=lambda entry: entry.name,
        detail=_place,
        select=("edition",),
        icon="list-details",
        find=search_entries,
    )
)
register_words(
    {
        "classifications.edition.loaded": _("载入代码表版本"),
        "classifications.editionupload.created": _("上传代码表新版本"),
        "classifications.editionupload.exported": _("导出代码表上传记录"),
    }
)
register_nav(
    [
        NavItem("reference", pgettext_lazy("标题", "代码表"), "classifications:overview", "list-details", policy=ENTRY_POLICY, order=20),
        NavItem("reference", _("代码表上传"), "classifications:upload-list", "upload", policy=UPLOAD_POLICY, order=21),
        NavItem("portal_data", pgettext_lazy("标题", "代码表"), "classifications:overview", "list-details", order=60, place="portal"),
    ]
)
