"""What incentives count: enterprises on the list and certified, what they invest, what is credited, what of the package is held."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.credit.facts import facts_of
from baigong.contexts.incentives.models import HELD, Candidacy, Entitlement, EntitlementState
from baigong.contexts.incentives.money import FEN
from baigong.contexts.incentives.rules import credit_rules, credit_settings
from baigong.engines.surcharge_credit import FactsError, Line, credit_statement
from baigong.kernel.indicators import (
    Case,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SnapshotTable,
    TableColumn,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import pyarrow as pa

READERS = frozenset({WORKING_TEAM, LEADER, LIAISON, COUNTY_OFFICER})
LISTED = (
    TableColumn("candidacy", _("编号"), "int64", is_hidden=True),
    TableColumn("name", _("企业")),
    TableColumn("industry", _("行业")),
    TableColumn("entered_on", _("列入培育日期"), "date"),
    TableColumn("certified_on", _("认证日期"), "date"),
    TableColumn("left_on", _("退出日期"), "date"),
    TableColumn("county", _("所在县区"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
CREDITS = (
    TableColumn("firm", _("企业编号"), "int64", is_hidden=True),
    TableColumn("name", _("企业")),
    TableColumn("year", _("年度"), "int64"),
    TableColumn("counted", _("计入的投资（元）"), "decimal(18,2)"),
    TableColumn("entitled", _("按比例可抵免（元）"), "decimal(20,4)"),
    TableColumn("used", _("测算抵免（元）"), "decimal(18,2)"),
    TableColumn("county", _("所在县区"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
ENTITLEMENTS = (
    TableColumn("entitlement", _("编号"), "int64", is_hidden=True),
    TableColumn("name", _("企业")),
    TableColumn("title", _("激励措施")),
    TableColumn("owner_name", _("责任部门")),
    TableColumn("granted_on", _("享受起"), "date"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)


def produce_listed(now: datetime) -> pa.Table:
    """Every enterprise that is or was on the list. One query."""
    rows = Candidacy.objects.filter(state__in=HELD).select_related("enterprise__organisation").order_by("pk")
    given = [
        {
            "candidacy": row.pk, "name": row.enterprise.name, "industry": row.enterprise.industry, "entered_on": row.entered_on,
            "certified_on": row.certified_on, "left_on": row.left_on, "county": row.enterprise.division_code,
            "path": row.enterprise.organisation.path,
        }
        for row in rows
    ]  # fmt: skip
    return arrow_table(LISTED, given)


def produce_credits(now: datetime) -> pa.Table:
    """Every enterprise's years: what counts, what it gives, what is credited. A ledger that contradicts itself is left out."""
    facts = facts_of()
    rules, settings = credit_rules(), credit_settings(now.date())
    first, last = facts.span(now.year)
    bodies = Enterprise.objects.select_related("organisation").in_bulk(list(facts.firms))
    given = []
    for pk, firm in sorted(facts.firms.items()):
        if not firm.investments and not firm.payables:
            continue
        try:
            years = credit_statement(firm, rules, settings, first, last).years
        except FactsError:
            continue
        body = bodies[pk]
        own = {"firm": pk, "name": body.name, "county": body.division_code, "path": body.organisation.path}
        for year in years:
            counted = sum(line.amount for line in year.lines if line.what == "counted")
            if counted or year.used:
                given.append(own | {
                    "year": year.year, "counted": Decimal(counted) / FEN, "entitled": sum(map(_entitled, year.lines), Decimal(0)),
                    "used": Decimal(year.used) / FEN,
                })  # fmt: skip
    return arrow_table(CREDITS, given)


def _entitled(line: Line) -> Decimal:
    """The credit before it is cut to whole fen, so that the ratio is that of the rule."""
    f: Mapping[str, Any] = line.facts
    if line.what != "credit":
        return Decimal(0)
    exact = Decimal(int(f["net"])) * int(f["numerator"]) / int(f["denominator"]) / FEN
    return exact.quantize(Decimal("0.0001"))


def produce_entitlements(now: datetime) -> pa.Table:
    """Everything of the package that was granted, as it stands. One query."""
    rows = Entitlement.objects.exclude(granted_on=None).select_related("enterprise__organisation", "incentive__owner").order_by("pk")
    with as_recorded():
        given = [
            {
                "entitlement": row.pk, "name": row.enterprise.name, "title": row.incentive.title, "owner_name": row.incentive.owner.name,
                "granted_on": row.granted_on, "state": row.state, "path": row.enterprise.organisation.path,
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(ENTITLEMENTS, given)


declare_table(
    SnapshotTable(
        name="integration_enterprises", label=_("产教融合型企业"), columns=LISTED, owner="path", readers=READERS, is_own_register=True,
        slices={"county": "county"}, produce=produce_listed,
        record_url=lambda row: reverse("incentives:candidacy", args=[row["candidacy"]]),
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="integration_credits", label=_("投资和测算抵免"), columns=CREDITS, owner="path", readers=READERS, is_own_register=True,
        slices={"county": "county", "year": "year"}, produce=produce_credits,
        record_url=lambda row: reverse("incentives:statement", args=[row["firm"]]),
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="integration_entitlements", label=_("享受的激励"), columns=ENTITLEMENTS, owner="path", readers=READERS, is_own_register=True,
        produce=produce_entitlements, record_url=lambda row: reverse("incentives:entitlement", args=[row["entitlement"]]),
    )
)  # fmt: skip


def _listed(t: Any) -> Any:
    return (t.entered_on <= t.as_of) & (t.left_on.isnull() | (t.left_on > t.as_of))


SHARED: dict[str, Any] = {
    "basis": _("武政发〔2020〕81号措施13"), "records_from": _("产教融合激励"), "disclosure": Disclosure(is_public=True, minimum_cell=0),
}  # fmt: skip
INSIDE: dict[str, Any] = SHARED | {"disclosure": Disclosure(is_public=False)}
_ON = {
    "integration_enterprises": [
        {"candidacy": 1, "entered_on": date(2021, 3, 1), "certified_on": date(2022, 4, 1), "left_on": None},
        {"candidacy": 2, "entered_on": date(2022, 6, 27), "certified_on": None, "left_on": None},
        {"candidacy": 3, "entered_on": date(2021, 3, 1), "certified_on": None, "left_on": date(2022, 6, 27)},
        {"candidacy": 4, "entered_on": date(2022, 6, 28), "certified_on": None, "left_on": None},
    ]
}
_CREDITED = {
    "integration_credits": [
        {"firm": 1, "year": 2020, "counted": Decimal("1000000.00"), "entitled": Decimal("300000.0000"), "used": Decimal("180000.00")},
        {"firm": 1, "year": 2021, "counted": Decimal("0.00"), "entitled": Decimal("0.0000"), "used": Decimal("120000.00")},
        {"firm": 2, "year": 2021, "counted": Decimal("0.05"), "entitled": Decimal("0.0150"), "used": Decimal("0.01")},
    ]
}
indicator(
    Indicator(
        code="INC-01", name=_("产教融合型企业"), unit=_("家"), kind=Kind.COUNT,
        definition=_("统计日在产教融合型企业名单上的企业，含建设培育和已认证的；当日退出的不计；按县区分列。"),
        numerator=Measure("integration_enterprises", where=_listed), slices=("county",),
        worked=(Case(_("列入当天计，退出当天不计"), _ON, "2"), Case(_("没有企业"), {"integration_enterprises": []}, "0")), **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INC-02", name=_("已认证的产教融合型企业"), unit=_("家"), kind=Kind.COUNT,
        definition=_("统计日在名单上并已认证的企业；按县区分列。"), slices=("county",),
        numerator=Measure("integration_enterprises", where=lambda t: _listed(t) & (t.certified_on <= t.as_of)),
        worked=(Case(_("只有一家已认证"), _ON, "1"),), **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INC-03", name=_("计入抵免的产教融合投资"), unit=_("元"), kind=Kind.SUM,
        definition=_("名单上的企业列入培育以后、属于可抵免类别的投资，减去当年撤回的；各年合计，按年度和县区分列。"),
        numerator=Measure("integration_credits", amount=lambda t: t.counted), slices=("county", "year"),
        worked=(Case(_("两家企业三个年度"), _CREDITED, "100000005/100"),
                Case(_("按年度"), _CREDITED, "1/20", slice=("year", "2021"))), **INSIDE,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INC-04", name=_("可抵免额占产教融合投资"), unit="%", kind=Kind.RATIO,
        definition=_("按规定比例测算的可抵免额（不舍去分以下），除以计入抵免的投资；没有投资时无数据。"),
        numerator=Measure("integration_credits", amount=lambda t: t.entitled),
        denominator=Measure("integration_credits", amount=lambda t: t.counted),
        worked=(Case(_("各笔都是30%"), _CREDITED, "3/10"), Case(_("没有投资"), {"integration_credits": []}, None)), **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INC-05", name=_("测算抵免的教育费附加和地方教育附加"), unit=_("元"), kind=Kind.SUM,
        definition=_("按台账和登记的应缴附加测算的抵免额，各年合计，按年度和县区分列；以税务部门的决定为准。"),
        numerator=Measure("integration_credits", amount=lambda t: t.used), slices=("county", "year"),
        worked=(Case(_("各年相加"), _CREDITED, "30000001/100"),), **INSIDE,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="INC-06", name=_("企业享受的组合激励"), unit=_("项"), kind=Kind.COUNT,
        definition=_("统计日企业正在享受的金融、财政、土地、信用激励；暂停和终止的不计。"),
        numerator=Measure("integration_entitlements", where=lambda t: t.state == EntitlementState.GRANTED.value),
        worked=(
            Case(
                _("暂停的不计"),
                {"integration_entitlements": [{"entitlement": 1, "state": "granted"}, {"entitlement": 2, "state": "suspended"}]}, "1",
            ),
        ), **SHARED,
    )
)  # fmt: skip
