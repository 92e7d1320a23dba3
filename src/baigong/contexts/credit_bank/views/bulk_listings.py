"""The lists of results of a register: returns, and courses beside the catalogue."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from baigong.kernel.ui.listing import Column, DateFilter, EmptyState, Listing

RETURNS = Listing(
    name="register-results",
    caption=_("报送的课程成绩"),
    columns=[
        Column("received_at", _("收到时间"), kind="datetime", sort="received_at", main=True, sub="file_name"),
        Column("organisation", _("学校"), sort="organisation__order", priority=2),
        Column("stored_count", _("入库行数"), kind="number", sort="stored_count"),
        Column("posted", _("已存入成果"), kind="number", sort="posted"),
        Column("withdrawn_at", _("撤回时间"), kind="datetime", priority=3),
    ],
    filters=[DateFilter("received_at", _("收到时间"))],
    search=["organisation__name", "file_name"],
    default_sort=("-received_at", "-pk"),
    row_link="credit_bank:register-return",
    empty=EmptyState(_("还没有课程成绩"), _("学校报送“课程成绩”名册并入库以后，列在这里，核对后存入学分账户。"), "database"),
)
COURSES = Listing(
    name="register-courses",
    caption=_("课程对照"),
    columns=[
        Column("number", _("课程号"), sort="number", main=True, sub="title"),
        Column("title", _("课程名称"), only_export=True),
        Column("body", _("学校"), sort="body__order", priority=2),
        Column("type", _("成果目录"), value=lambda row: f"{row.type.code} {row.type}", sort="type__code"),
        Column("set_at", _("登记时间"), kind="datetime", sort="set_at", priority=3),
    ],
    search=["number", "title", "type__title", "type__code"],
    default_sort=("body__order", "number"),
    row_link=None,
    empty=EmptyState(
        _("还没有课程对照"), _("写明报送的课程是成果目录里的哪一项，成绩才能存入。"), "list-details", _("导入对照"),
        "credit_bank:register-courses-import",
    ),
)  # fmt: skip
