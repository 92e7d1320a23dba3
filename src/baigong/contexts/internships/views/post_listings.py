"""The lists of posts."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.models import PostState
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

POST_TONES = {
    PostState.DRAFT: "neutral", PostState.SUBMITTED: "info", PostState.REVIEWED: "info", PostState.PUBLISHED: "good",
    PostState.PAUSED: "warn", PostState.CLOSED: "neutral", PostState.WITHDRAWN: "neutral",
}  # fmt: skip


def _years(request: Request) -> list[tuple[str, str]]:
    return [(str(year), str(year)) for year in range(request.now.year + 1, 2019, -1)]


def _yuan(row: Any) -> Decimal | None:
    return None if row.pay is None else Decimal(row.pay) / 100


POSTS = Listing(
    name="internship-posts",
    caption=_("实习岗位"),
    columns=[
        Column("title", _("岗位名称"), sort="title", main=True, sub=lambda row: str(row.enterprise)),
        Column("enterprise", _("企业"), only_export=True),
        Column("county", _("县区"), value=lambda row: row.enterprise.organisation.parent, priority=3),
        Column("site", _("工作地点"), only_export=True),
        Column("programmes", _("对口专业代码"), value=lambda row: "、".join(row.programmes), priority=2),
        Column("occupation", _("职业名称"), only_export=True),
        Column("starts_on", _("开始日期"), kind="date", sort="starts_on"),
        Column("ends_on", _("结束日期"), kind="date", sort="ends_on", priority=3),
        Column("capacity", _("接收人数"), kind="number", sort="capacity"),
        Column("held", _("已安排"), kind="number", sort="held", priority=2),
        Column("pay", _("实习报酬（元/月）"), value=_yuan, kind="number", sort="pay", priority=2),
        Column("state", _("状态"), kind="badge", labels=PostState, tones=POST_TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", _("状态"), choices=PostState, many=True),
        ChoiceFilter("starts_on__year", _("年度"), choices=_years),
        DateFilter("starts_on", _("开始日期")),
    ],
    search=["title", "enterprise__organisation__name", "occupation", "enterprise__organisation__credit_code"],
    default_sort=("-starts_on", "-pk"),
    row_link="internships:post",
    empty=EmptyState(_("还没有实习岗位"), _("企业、学校或教育局登记岗位，按规定核对、审核后公布。"), "briefcase"),
)
