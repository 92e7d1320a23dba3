"""What rounds count: how many of their students were placed, and how many of these at posts for their own programme."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.internships.models import EntryStanding, RoundEntry
from baigong.kernel.indicators import Case, Disclosure, Indicator, Kind, Measure, SnapshotTable, TableColumn, declare_table, indicator
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

CLASS_DIGITS = 4
"""Digits of a programme's code that name its class (专业类)."""
READERS = frozenset({WORKING_TEAM, LEADER, COUNTY_OFFICER, SCHOOL_OFFICER})
COLUMNS = (
    TableColumn("entry", _("编号"), "int64", is_hidden=True),
    TableColumn("round_name", _("轮次")),
    TableColumn("school_name", _("学校")),
    TableColumn("year", _("年度"), "int64", form="year"),
    TableColumn("programme", _("专业名称")),
    TableColumn("state_name", _("情况")),
    TableColumn("state", _("情况代码"), is_hidden=True),
    TableColumn("fits", _("专业对口"), "boolean"),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)


def produce(now: datetime) -> pa.Table:
    """Every student of a published round who did not leave it. One query."""
    rows = RoundEntry.objects.filter(round__times__gt=0).exclude(standing=EntryStanding.WITHDRAWN).order_by("pk")
    with as_recorded():
        given = [
            {
                "entry": row.pk, "round_name": row.round.title, "school_name": row.intern.school.name, "year": row.round.starts_on.year,
                "programme": row.intern.programme_name, "state": row.standing, "state_name": row.get_standing_display(),
                "fits": _fits(row), "school": str(row.intern.school_id), "path": row.intern.school.path,
            }
            for row in rows.select_related("round", "intern__school", "published_post").defer("round__problem", "round__answer")
        ]  # fmt: skip
    return arrow_table(COLUMNS, given)


def _fits(row: RoundEntry) -> bool:
    """Whether the post is for the student's programme, or one of the same class."""
    meant = row.published_post.programmes if row.published_post is not None else []
    return any(code[:CLASS_DIGITS] == row.intern.programme_code[:CLASS_DIGITS] for code in meant)


def _address(row: Mapping[str, Any]) -> str:
    return reverse("internships:entry", args=[row["entry"]])


declare_table(
    SnapshotTable(
        name="round_placements", label=_("已公布轮次的学生"), columns=COLUMNS, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school", "year": "year"}, record_url=_address, produce=produce,
    )
)  # fmt: skip


def _of(*rows: tuple[str, bool]) -> dict[str, Any]:
    told = [{"entry": n, "school": "7", "year": 2022, "state": state, "fits": fits} for n, (state, fits) in enumerate(rows, 1)]
    return {"round_placements": told}


def _placed(t: Any) -> Any:
    return t.state == EntryStanding.PLACED.value


SHARED: dict[str, Any] = {
    "basis": _("教职成〔2021〕4号；武政发〔2020〕81号措施12"), "records_from": _("各校公布的实习安排轮次"), "slices": ("school", "year"),
    "disclosure": Disclosure(is_public=True), "unit": "%", "kind": Kind.RATIO,
}  # fmt: skip
FOUR = _of(("placed", True), ("placed", True), ("placed", False), ("unplaced", False))
indicator(
    Indicator(
        code="INT-21", name=_("实习安排率"),
        definition=_("已公布的实习安排轮次里，安排到岗位的学生占轮次学生的比例；退出轮次的不计，自选单位的不在轮次内。"),
        numerator=Measure("round_placements", where=_placed), denominator=Measure("round_placements"),
        worked=(Case(_("四人三人有岗位"), FOUR, "3/4"), Case(_("还没有公布过"), {}, None)),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INT-22", name=_("实习专业对口率"),
        definition=_("已公布的实习安排里，岗位的对口专业与学生专业相同或同属一个专业类的学生占安排到岗位的学生的比例。"),
        numerator=Measure("round_placements", where=lambda t: t.fits), denominator=Measure("round_placements", where=_placed),
        worked=(Case(_("三人有岗位，两人对口"), FOUR, "2/3"), Case(_("没有人安排到岗位"), _of(("unplaced", False)), None)),
        **SHARED,
    )
)  # fmt: skip
