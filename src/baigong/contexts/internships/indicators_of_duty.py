"""What the duty of places counts: taken in against the staff, who did it, places offered, days served. The plan's target reads the first.

These figures come out of the posts and placements of the house itself; INT-01 and INT-02 out of what enterprises return on a table.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, ENTERPRISE_OFFICER, LEADER, WORKING_TEAM
from baigong.contexts.internships.models import DutyVerdict
from baigong.contexts.internships.selectors.duty import Year, enterprises_owing, years_known, years_of
from baigong.kernel.indicators import Case, Disclosure, Indicator, Kind, Measure, Rule, SnapshotTable, TableColumn, declare_table, indicator
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

PARTS = 12
"""A mean of months is whole in twelfths: shares stay exact."""
COLUMNS = (
    TableColumn("enterprise", _("编号"), "int64", is_hidden=True),
    TableColumn("enterprise_name", _("企业")),
    TableColumn("industry", _("行业")),
    TableColumn("year", _("年度"), "int64", form="year"),
    TableColumn("staff_parts", _("上年平均职工（十二分之一人）"), "int64", is_hidden=True),
    TableColumn("required", _("应接纳人数"), "int64"),
    TableColumn("offered", _("设岗人数"), "int64"),
    TableColumn("filled", _("安排人数"), "int64"),
    TableColumn("taken", _("接纳人数"), "int64"),
    TableColumn("person_days", _("接纳人日"), "int64"),
    TableColumn("verdict", _("结论")),
    TableColumn("state", _("结论代码"), is_hidden=True),
    TableColumn("is_current", _("上一完整年度"), "boolean", is_hidden=True),
    TableColumn("county", _("县区"), is_hidden=True),
    TableColumn("section", _("行业门类"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
DONE = [DutyVerdict.MET.value, DutyVerdict.MET_BY_GROUP.value]
ASKED = [*DONE, DutyVerdict.SHORT.value]


def produce(now: datetime) -> pa.Table:
    """Every enterprise in every year of the duty. A handful of queries a year."""
    today = now.date()
    with as_recorded():
        rows = [_row(one, today) for year in years_known(today) for one in years_of(list(enterprises_owing(year)), year, today)]
    return arrow_table(COLUMNS, rows)


def _row(one: Year, today: date) -> dict[str, Any]:
    firm, body = one.enterprise, one.enterprise.organisation
    return {
        "enterprise": firm.pk, "enterprise_name": body.name, "industry": firm.industry, "year": one.year,
        "staff_parts": int(one.staff.value * PARTS) if one.staff is not None else None, "required": one.duty.required,
        "offered": one.offered, "filled": one.filled, "taken": one.done.students, "person_days": one.done.person_days,
        "verdict": str(DutyVerdict(one.verdict).label), "state": one.verdict, "is_current": one.year == today.year - 1,
        "county": body.division_code, "section": firm.industry_section, "path": body.path,
    }  # fmt: skip


def _address(row: Mapping[str, Any]) -> str:
    return reverse("internships:duty-year", args=[row["enterprise"], row["year"]])


declare_table(
    SnapshotTable(
        name="duty_years", label=_("企业实习岗位责任"), columns=COLUMNS, owner="path", is_own_register=True, record_url=_address,
        readers=frozenset({WORKING_TEAM, LEADER, COUNTY_OFFICER, ENTERPRISE_OFFICER}),
        slices={"county": "county", "industry": "industry", "year": "year"}, produce=produce,
    )
)  # fmt: skip
SHARED: dict[str, Any] = {
    "basis": _("武政发〔2020〕81号 措施14"), "records_from": _("实习岗位和实习安排"), "slices": ("county", "industry", "year"),
    "rules": (Rule("INT-POST-SHARE"),), "disclosure": Disclosure(is_public=True),
}  # fmt: skip


def _of(*rows: dict[str, Any]) -> dict[str, Any]:
    return {"duty_years": [{"enterprise": n, "year": 2021, "is_current": True, "county": "620602"} | row for n, row in enumerate(rows, 1)]}


_ROWS = _of(
    {"staff_parts": 1000 * PARTS, "taken": 20, "state": "met", "offered": 25, "person_days": 2400},
    {"staff_parts": 100 * PARTS + 6, "taken": 1, "state": "short", "offered": 0, "person_days": 60},
    {"staff_parts": 9 * PARTS, "taken": 0, "state": "not_applicable", "offered": 0, "person_days": 0},
    {"taken": 2, "state": "no_data", "offered": 2, "person_days": 0},
    {"staff_parts": 10 * PARTS, "taken": 10, "state": "met", "year": 2020, "is_current": False, "offered": 3, "person_days": 9},
)
indicator(
    Indicator(
        code="DUT-01", name=_("企业接纳实习学生占职工总数"), unit="%", kind=Kind.RATIO,
        definition=_("上一完整年度各企业接纳的实习学生人数（实际到岗，一名学生在一家企业一年只计一次）除以上年平均职工人数，全市合并计算；没有报送职工人数的企业，两边都不计。"),
        numerator=Measure("duty_years", where=lambda t: t.staff_parts.notnull(), amount=lambda t: t.taken * PARTS, current="is_current"),
        denominator=Measure("duty_years", amount=lambda t: t.staff_parts, current="is_current"),
        worked=(
            Case(_("接纳21人，职工1109.5人；没有报职工人数的和上一年的不计"), _ROWS, "42/2219"),
            Case(_("按年度"), _ROWS, "1", slice=("year", "2020")),
            Case(_("没有企业报送职工人数"), _of({"taken": 2, "state": "no_data"}), None),
        ),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="DUT-02", name=_("完成实习岗位责任的企业"), unit="%", kind=Kind.RATIO,
        definition=_("上一完整年度有要求的企业中，接纳人数达到应接纳人数（含集团合并完成）的比例；按上限一人也不能接纳的小企业不作要求，口径未定的不计。"),
        numerator=Measure("duty_years", where=lambda t: t.state.isin(DONE), current="is_current"),
        denominator=Measure("duty_years", where=lambda t: t.state.isin(ASKED), current="is_current"),
        worked=(Case(_("一家完成，一家未完成；小企业和没有报职工人数的不计"), _ROWS, "1/2"), Case(_("没有企业"), {}, None)),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="DUT-03", name=_("企业设置的实习岗位"), unit=_("个"), kind=Kind.SUM,
        definition=_("上一完整年度各企业公布过的实习岗位的接收人数之和。"),
        numerator=Measure("duty_years", amount=lambda t: t.offered, current="is_current"),
        worked=(Case(_("25个和2个；上一年的不计"), _ROWS, "27"),), **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="DUT-04", name=_("企业接纳实习人日"), unit=_("人日"), kind=Kind.SUM,
        definition=_("上一完整年度学生在企业实习的日数之和，同一学生同一日只计一次；按工作日还是自然日计由市里设定。"),
        numerator=Measure("duty_years", amount=lambda t: t.person_days, current="is_current"),
        worked=(Case(_("2400日和60日"), _ROWS, "2460"),), **SHARED,
    )
)  # fmt: skip
