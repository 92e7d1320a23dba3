"""What the office counts for everybody: accounts, credits deposited and used month by month, how long decisions take, appeals.

The tables hold states, days and sums and no person; of the ledger a month of one kind of posting is one row.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, Sum
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import CREDIT_OFFICER, LEADER, WORKING_TEAM
from baigong.contexts.credit_bank.indicators import READERS
from baigong.contexts.credit_bank.models import (
    UNITS_A_CREDIT,
    Appeal,
    AppealState,
    Conversion,
    ConversionState,
    Learner,
    LearnerState,
    Posting,
    PostingKind,
)
from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.kernel.indicators import Case, Disclosure, Indicator, Kind, Measure, SnapshotTable, TableColumn, declare_table, indicator
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

OPEN = (LearnerState.PENDING, LearnerState.ACTIVE)
DECIDED = (ConversionState.APPROVED, ConversionState.REFUSED, ConversionState.REVERSED)
YEAR = TableColumn("year", _("年度"), "int64", form="year")
PATH = TableColumn("path", _("单位"), is_hidden=True)
ACCOUNTS = (
    TableColumn("account", _("编号"), "int64", is_hidden=True),
    TableColumn("home_name", _("办理单位")),
    TableColumn("opened_on", _("开户日期"), "date"),
    TableColumn("state_name", _("状态")),
    YEAR,
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("county", _("县区"), is_hidden=True),
    PATH,
)
MOVEMENTS = (
    TableColumn("month", _("月份"), "date"),
    TableColumn("kind_name", _("事项")),
    TableColumn("postings", _("笔数"), "int64"),
    TableColumn("credits", _("学分"), "decimal(18,2)"),
    YEAR,
    TableColumn("kind", _("事项代码"), is_hidden=True),
)
DECISIONS = (
    TableColumn("conversion", _("编号"), "int64", is_hidden=True),
    TableColumn("programme", _("转换专业")),
    TableColumn("applied_on", _("申请日期"), "date"),
    TableColumn("decided_on", _("决定日期"), "date"),
    TableColumn("days", _("用时（天）"), "int64"),
    TableColumn("state_name", _("状态")),
    YEAR,
    TableColumn("school", _("学校"), is_hidden=True),
    PATH,
)
APPEALS = (
    TableColumn("appeal", _("编号"), "int64", is_hidden=True),
    TableColumn("kind_name", _("申诉事项")),
    TableColumn("body_name", _("作出决定的单位")),
    TableColumn("lodged_on", _("提出日期"), "date"),
    TableColumn("answered_on", _("答复日期"), "date"),
    TableColumn("state_name", _("状态")),
    YEAR,
    TableColumn("state", _("状态代码"), is_hidden=True),
    PATH,
)


def produce_accounts(now: datetime) -> pa.Table:
    """Every account, as it stands. Two queries."""
    counties = list(Organisation.objects.filter(kind=OrganisationKind.COUNTY).values_list("path", "division_code"))
    rows = Learner.objects.select_related("home").order_by("pk")
    with as_recorded():
        given = [
            {
                "account": row.pk, "home_name": row.home.name if row.home else "", "opened_on": localdate(row.opened_at),
                "state_name": row.get_state_display(), "year": localdate(row.opened_at).year, "state": row.state,
                "county": next((code for path, code in counties if row.home and row.home.path.startswith(path)), ""),
                "path": row.home.path if row.home else "",
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(ACCOUNTS, given)


def produce_movements(now: datetime) -> pa.Table:
    """What was posted, a row for each month and kind. One query."""
    days = Posting.objects.values_list("occurred_on", "kind").annotate(n=Count("pk"), units=Sum("amount")).order_by()
    sums: dict[tuple[date, str], list[int]] = {}
    for day, kind, n, units in days:  # days first: cutting a million dates to months takes the database longer than counting them
        sums.setdefault((day.replace(day=1), kind), [0, 0])
        sums[day.replace(day=1), kind][0] += n
        sums[day.replace(day=1), kind][1] += units
    with as_recorded():
        given = [
            {
                "month": month, "kind_name": str(PostingKind(kind).label), "postings": n, "credits": Decimal(units) / UNITS_A_CREDIT,
                "year": month.year, "kind": kind,
            }
            for (month, kind), (n, units) in sorted(sums.items())
        ]  # fmt: skip
    return arrow_table(MOVEMENTS, given)


def produce_decisions(now: datetime) -> pa.Table:
    """Every application for conversion that was decided. One query."""
    rows = Conversion.objects.filter(state__in=DECIDED, decided_on__isnull=False).select_related("programme__school").order_by("pk")
    with as_recorded():
        given = [
            {
                "conversion": row.pk, "programme": str(row.programme), "applied_on": row.applied_on, "decided_on": row.decided_on,
                "days": (row.decided_on - row.applied_on).days, "state_name": row.get_state_display(), "year": row.decided_on.year,
                "school": str(row.programme.school_id), "path": row.programme.school.path,
            }
            for row in rows
            if row.decided_on is not None
        ]  # fmt: skip
    return arrow_table(DECISIONS, given)


def produce_appeals(now: datetime) -> pa.Table:
    """Every appeal, as it stands. One query."""
    rows = Appeal.objects.select_related("body").order_by("pk")
    with as_recorded():
        given = [
            {
                "appeal": row.pk, "kind_name": row.get_kind_display(), "body_name": row.body.name if row.body else "",
                "lodged_on": row.lodged_on, "answered_on": row.answered_on, "state_name": row.get_state_display(),
                "year": row.lodged_on.year, "state": row.state, "path": row.body.path if row.body else "",
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(APPEALS, given)


def movement_url(row: Mapping[str, Any]) -> str:
    """The postings of a month and kind."""
    first: date = row["month"]
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    days = {"occurred_on_from": first.isoformat(), "occurred_on_to": date.fromordinal(following.toordinal() - 1).isoformat()}
    return f"{reverse('credit_bank:postings')}?{urlencode({'kind': row['kind']} | days)}"


declare_table(
    SnapshotTable(
        name="credit_accounts", label=_("学分账户"), columns=ACCOUNTS, owner="path", readers=READERS, is_own_register=True,
        slices={"county": "county", "year": "year"}, record_url=lambda row: reverse("credit_bank:learner", args=[row["account"]]),
        produce=produce_accounts,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="credit_movements", label=_("学分账（按月）"), columns=MOVEMENTS, readers=frozenset({CREDIT_OFFICER, WORKING_TEAM, LEADER}),
        is_own_register=True, slices={"year": "year"}, record_url=movement_url, produce=produce_movements,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="credit_decisions", label=_("已决定的学分转换"), columns=DECISIONS, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school", "year": "year"}, record_url=lambda row: reverse("credit_bank:conversion", args=[row["conversion"]]),
        produce=produce_decisions,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="credit_appeals", label=_("学分银行的申诉"), columns=APPEALS, owner="path", readers=READERS, is_own_register=True,
        slices={"year": "year"}, record_url=lambda row: reverse("credit_bank:appeal", args=[row["appeal"]]), produce=produce_appeals,
    )
)  # fmt: skip

SHARED: dict[str, Any] = {
    "basis": _("《国家职业教育改革实施方案》（国发〔2019〕4号）；武政发〔2020〕81号措施5、7"), "records_from": _("学分银行")
}  # fmt: skip
PERSONS, SUMS = Disclosure(is_public=True), Disclosure(is_public=True, minimum_cell=0)
_ACCOUNTS = {
    "credit_accounts": [
        {"account": n, "state": state, "county": "620622", "year": year}
        for n, (state, year) in enumerate((("active", 2021), ("pending", 2022), ("merged", 2021), ("closed", 2021), ("active", 2022)), 1)
    ]
}
_POSTED = {
    "credit_movements": [
        {"month": date(2021, 12, 1), "kind": "deposit", "credits": Decimal("6.25"), "year": 2021},
        {"month": date(2022, 1, 1), "kind": "deposit", "credits": Decimal("3.50"), "year": 2022},
        {"month": date(2022, 5, 1), "kind": "use", "credits": Decimal("4.00"), "year": 2022},
        {"month": date(2022, 5, 1), "kind": "reverse", "credits": Decimal("2.00"), "year": 2022},
    ]
}
_DECIDED = {"credit_decisions": [{"conversion": n, "days": days, "school": "7", "year": 2022} for n, days in enumerate((0, 4, 11), 1)]}
_APPEALED = {
    "credit_appeals": [
        {"appeal": n, "state": state, "year": 2022}
        for n, state in enumerate(("upheld", "upheld", "changed", "not_admitted", "lodged", "withdrawn"), 1)
    ]
}
indicator(
    Indicator(
        code="CRB-31", name=_("学分账户数"), unit=_("个"), kind=Kind.COUNT,
        definition=_("统计日待核验和使用中的学分账户，一人一个；并入另一账户的和注销的不计。按县区（办理单位）和开户年度分列。"),
        numerator=Measure("credit_accounts", where=lambda t: t.state.isin([state.value for state in OPEN])), slices=("county", "year"),
        disclosure=PERSONS,
        worked=(
            Case(_("并入的和注销的不计"), _ACCOUNTS, "3"),
            Case(_("按开户年度：2022年开立的两个"), _ACCOUNTS, "2", slice=("year", "2022")),
        ),
        **SHARED,
    )
)  # fmt: skip


def _of_kind(kind: PostingKind) -> Measure:
    """The credits posted by one kind of posting."""
    return Measure("credit_movements", where=lambda t: t.kind == kind.value, amount=lambda t: t.credits)


for _code, _kind, _name, _words, _expected in (
    ("CRB-32", PostingKind.DEPOSIT, _("存入学分"), _("学分账上“存入”的学分合计，含后来冲正的；按年度分列。"), "9.75"),
    ("CRB-33", PostingKind.USE, _("使用学分"), _("学分账上“使用”的学分合计，含后来冲正的；按年度分列。"), "4"),
    ("CRB-34", PostingKind.REVERSE, _("冲正学分"), _("学分账上“冲正”的学分合计，包括存入的和使用的；按年度分列。"), "2"),
):
    indicator(
        Indicator(
            code=_code, name=_name, unit=_("学分"), kind=Kind.SUM, definition=_words, slices=("year",), disclosure=SUMS,
            numerator=_of_kind(_kind), worked=(Case(_("只计这一类记账"), _POSTED, _expected),), **SHARED,
        )
    )  # fmt: skip
indicator(
    Indicator(
        code="CRB-35", name=_("学分转换平均办理天数"), unit=_("天"), kind=Kind.RATIO,
        definition=_("已作出决定的学分转换申请，从申请到决定的天数合计，除以件数；按学校和决定年度分列。"),
        numerator=Measure("credit_decisions", amount=lambda t: t.days), denominator=Measure("credit_decisions"), slices=("school", "year"),
        disclosure=PERSONS,
        worked=(Case(_("0天、4天、11天，平均5天"), _DECIDED, "5"), Case(_("没有决定过"), {"credit_decisions": []}, None)),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRB-36", name=_("学分银行申诉件数"), unit=_("件"), kind=Kind.COUNT,
        definition=_("对认定、转换、记账的决定提出的申诉，撤回的也计；按提出年度分列。"),
        numerator=Measure("credit_appeals"), slices=("year",), disclosure=PERSONS,
        worked=(Case(_("撤回的和不予受理的也计"), _APPEALED, "6"),),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRB-37", name=_("申诉复核变更率"), unit="%", kind=Kind.RATIO,
        definition=_("复核后变更原决定的申诉，占作出复核决定（维持或变更）的申诉。"),
        numerator=Measure("credit_appeals", where=lambda t: t.state == AppealState.CHANGED.value),
        denominator=Measure("credit_appeals", where=lambda t: t.state.isin([AppealState.CHANGED.value, AppealState.UPHELD.value])),
        slices=("year",), disclosure=PERSONS,
        worked=(Case(_("复核三件，变更一件"), _APPEALED, "1/3"), Case(_("没有复核过"), {"credit_appeals": []}, None)),
        **SHARED,
    )
)  # fmt: skip
