"""The two lists: what the public finds, and what is being prepared."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.publications.models import Openness, Publication, PublicationState, Validity
from baigong.contexts.publications.selectors import list_categories
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

TONES = {
    PublicationState.DRAFT: "neutral", PublicationState.REVIEW: "info", PublicationState.ISSUED: "warn", PublicationState.PUBLISHED: "good",
    PublicationState.AMENDED: "neutral", PublicationState.REPEALED: "neutral", PublicationState.ARCHIVED: "neutral",
    PublicationState.DISCARDED: "neutral",
}  # fmt: skip


def _categories(request: HttpRequest) -> list[tuple[str, str]]:
    return [(name, name) for name in list_categories()]


def _numbers(row: Publication) -> str:
    return " · ".join(filter(None, (row.index_number, row.doc_number)))


CATALOGUE = Listing(
    name="publications",
    caption=_("政府信息公开目录"),
    columns=[
        Column("title", _("标题"), sort="title", width="wide", link=lambda row: row.public_url, sub=_numbers),
        Column("index_number", _("索引号"), only_export=True),
        Column("doc_number", _("文件编号"), only_export=True),
        Column("issuer", _("发布机构"), sort="issuer__order", priority=2),
        Column("category", _("组配分类"), sort="category", priority=3),
        Column("formed_on", _("成文日期"), kind="date", sort="formed_on", priority=3),
        Column("published_at", pgettext_lazy("公开", "发布日期"), kind="date", sort="published_at"),
        Column("validity", _("有效性"), value=lambda row: row.get_validity_display() or "", priority=2),
        Column("source", _("信息来源"), only_export=True),
        Column("openness", _("公开方式"), value=lambda row: row.get_openness_display(), only_export=True),
        Column("view_count", _("浏览次数"), kind="number", only_export=True),
    ],
    filters=[
        ChoiceFilter("category", _("组配分类"), choices=_categories),
        ChoiceFilter("validity", _("有效性"), choices=Validity),
        DateFilter("published_at", pgettext_lazy("公开", "发布日期"), instant=True),
    ],
    search=["title", "doc_number", "index_number", "body"],
    default_sort=("-published_at", "-pk"),
    row_link=lambda row: row.public_url,
    empty=EmptyState(_("还没有公开的文件"), _("文件公开以后，列在这里。"), "file-text"),
)

PREPARING = Listing(
    name="preparing",
    caption=pgettext_lazy("标题", "公开文件"),
    columns=[
        Column("title", _("标题"), sort="title", width="wide", sub=_numbers),
        Column("issuer", _("发布机构"), sort="issuer__order", priority=2),
        Column("state", _("状态"), kind="badge", labels=PublicationState, tones=TONES, sort="state"),
        Column("category", _("组配分类"), sort="category", priority=3),
        Column("doc_number", _("文件编号"), only_export=True),
        Column("index_number", _("索引号"), only_export=True),
        Column("formed_on", _("成文日期"), kind="date", sort="formed_on"),
        Column("published_at", pgettext_lazy("公开", "发布日期"), kind="date", sort="published_at", priority=2),
        Column("view_count", _("浏览次数"), kind="number", sort="view_count", priority=3),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=PublicationState, many=True),
        ChoiceFilter("openness", _("公开方式"), choices=Openness),
        ChoiceFilter("category", _("组配分类"), choices=_categories),
    ],
    search=["title", "doc_number", "index_number"],
    default_sort=("-created_at", "-pk"),
    row_link="publications:work",
    empty=EmptyState(_("还没有公开文件"), _("在通报、纪要、报告或计划文件的页面上“拟公开”，或新建。"), "file-text"),
)
