"""What enterprises are counted by: how many there are, who returned its staff, what they build with schools (measures 12 to 14)."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, WORKING_TEAM
from baigong.contexts.enterprises.models import Alliance, AllianceState, Cooperation, Enterprise, EnterpriseState
from baigong.contexts.enterprises.selectors.cooperation import AGREED
from baigong.contexts.enterprises.selectors.flags import blocking_flags
from baigong.contexts.enterprises.selectors.staff import average_staff
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

READERS = frozenset({WORKING_TEAM, LEADER, COUNTY_OFFICER, LIAISON})
FIRMS = (
    TableColumn("firm", _("编号"), "int64", is_hidden=True),
    TableColumn("name", _("企业名称")),
    TableColumn("credit_code", _("统一社会信用代码")),
    TableColumn("industry", _("行业")),
    TableColumn("size_name", _("规模")),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("average", _("上年平均职工人数"), "int64"),
    TableColumn("returned", _("已报送上年平均人数"), "boolean"),
    TableColumn("flagged", _("暂停激励"), "boolean"),
    TableColumn("county", _("所在县区"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
BUILT = (
    TableColumn("cooperation", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("名称")),
    TableColumn("kind_name", _("合作类型")),
    TableColumn("enterprise_name", _("企业")),
    TableColumn("school_name", _("学校")),
    TableColumn("kind", _("合作类型代码"), is_hidden=True),
    TableColumn("since", _("起"), "date"),
    TableColumn("last", _("止"), "date"),
    TableColumn("school", _("学校代号"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
JOINED = (
    TableColumn("alliance", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("名称")),
    TableColumn("kind_name", _("类型")),
    TableColumn("lead", _("牵头单位")),
    TableColumn("members", _("成员单位"), "int64"),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)


def produce_firms(now: datetime) -> pa.Table:
    """Every enterprise of the register as it stands, with last year's average staff (whole people, parts dropped)."""
    rows = list(Enterprise.objects.select_related("organisation").order_by("pk"))
    keys = [row.pk for row in rows]
    averages, flags = average_staff(keys, now.year - 1), blocking_flags(keys, now.date())
    with as_recorded():
        given = [
            {
                "firm": row.pk, "name": row.name, "credit_code": row.credit_code, "industry": row.industry,
                "size_name": row.get_size_display(), "state": row.state, "average": int(count.value) if count else None,
                "returned": count is not None, "flagged": bool(flags[row.pk]), "county": row.division_code, "path": row.organisation.path,
            }
            for row in rows
            for count in (averages[row.pk],)
        ]  # fmt: skip
    return arrow_table(FIRMS, given)


def produce_built(now: datetime) -> pa.Table:
    """Every co-operation that both sides agreed on, with its last day where it has one. One query."""
    rows = Cooperation.objects.filter(state__in=AGREED).select_related("enterprise__organisation", "school").order_by("pk")
    with as_recorded():
        given = [
            {
                "cooperation": row.pk, "title": row.title, "kind_name": row.get_kind_display(), "enterprise_name": row.enterprise.name,
                "school_name": row.school.name, "kind": row.kind, "since": row.since,
                "last": min((day for day in (row.until, row.ended_on) if day is not None), default=None),
                "school": str(row.school_id), "path": row.school.path,
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(BUILT, given)


def produce_joined(now: datetime) -> pa.Table:
    """Every group and alliance that was founded, with its members of today. Two queries."""
    rows = Alliance.objects.filter(state__in=[AllianceState.ACTIVE, AllianceState.DISSOLVED]).select_related("lead")
    with as_recorded():
        given = [
            {
                "alliance": row.pk, "title": row.name, "kind_name": row.get_kind_display(), "lead": row.lead.name, "state": row.state,
                "members": sum(member.is_member(now.date()) for member in row.members.all()), "path": row.lead.path,
            }
            for row in rows.prefetch_related("members").order_by("pk")
        ]  # fmt: skip
    return arrow_table(JOINED, given)


declare_table(
    SnapshotTable(
        name="enterprise_register", label=_("企业名册"), columns=FIRMS, owner="path", readers=READERS, is_own_register=True,
        slices={"county": "county"}, record_url=lambda row: reverse("enterprises:enterprise", args=[row["firm"]]), produce=produce_firms,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="enterprise_cooperation", label=_("校企合作"), columns=BUILT, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school"}, record_url=lambda row: reverse("enterprises:cooperation", args=[row["cooperation"]]),
        produce=produce_built,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="enterprise_alliances", label=_("集团和联盟"), columns=JOINED, owner="path", readers=READERS, is_own_register=True,
        record_url=lambda row: reverse("enterprises:alliance", args=[row["alliance"]]), produce=produce_joined,
    )
)  # fmt: skip


def _works(t: Any) -> Any:
    return t.state == EnterpriseState.OPERATING.value


def _holds(t: Any) -> Any:
    return (t.since <= t.as_of) & (t.last.isnull() | (t.last >= t.as_of))


SHARED: dict[str, Any] = {"records_from": _("企业名册"), "disclosure": Disclosure(is_public=True, minimum_cell=0)}
FOURTEEN: dict[str, Any] = SHARED | {"basis": _("武政发〔2020〕81号 措施14")}
_FIRMS = {
    "enterprise_register": [
        {"firm": 1, "state": "operating", "average": 100, "returned": True, "flagged": False, "county": "620602"},
        {"firm": 2, "state": "operating", "average": None, "returned": False, "flagged": True, "county": "620621"},
        {"firm": 3, "state": "closed", "average": 50, "returned": True, "flagged": True, "county": "620602"},
    ]
}
_BUILT = {
    "enterprise_cooperation": [
        {"cooperation": 1, "kind": "order_class", "since": date(2021, 3, 1), "last": None, "school": "7"},
        {"cooperation": 2, "kind": "base", "since": date(2021, 3, 1), "last": date(2022, 6, 27), "school": "7"},
        {"cooperation": 3, "kind": "order_class", "since": date(2021, 3, 1), "last": date(2022, 6, 26), "school": "8"},
    ]
}
_JOINED = {"enterprise_alliances": [{"alliance": 1, "state": "active"}, {"alliance": 2, "state": "dissolved"}]}
indicator(
    Indicator(
        code="ENT-01", name=_("在业企业"), unit=_("家"), kind=Kind.COUNT,
        definition=_("统计日企业名册中状态为在业的企业；停业和关闭的不计；按所在县区分列。"),
        numerator=Measure("enterprise_register", where=_works), slices=("county",),
        worked=(Case(_("两家在业，一家已关闭"), _FIRMS, "2"), Case(_("按县区"), _FIRMS, "1", slice=("county", "620602"))),
        **FOURTEEN,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-02", name=_("已报送上年平均职工人数的企业"), unit="%", kind=Kind.RATIO,
        definition=_("在业企业中，已报送上一年度平均职工人数（或月末数、季末数齐全）的占比；按所在县区分列。"),
        numerator=Measure("enterprise_register", where=lambda t: _works(t) & t.returned),
        denominator=Measure("enterprise_register", where=_works), slices=("county",),
        worked=(
            Case(_("两家在业，一家报了"), _FIRMS, "1/2"),
            Case(_("没有登记企业"), {"enterprise_register": []}, None),
        ),
        **FOURTEEN,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-03", name=_("企业职工总数（上年平均）"), unit=_("人"), kind=Kind.SUM,
        definition=_("在业企业上一年度平均职工人数之和，没有报送的不计；按所在县区分列。"),
        numerator=Measure("enterprise_register", where=lambda t: _works(t) & t.returned, amount=lambda t: t.average), slices=("county",),
        worked=(Case(_("一家报了100人，一家没有报，关闭的不计"), _FIRMS, "100"),),
        **FOURTEEN,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-04", name=_("暂停激励的企业"), unit=_("家"), kind=Kind.COUNT,
        definition=_("统计日在业、有暂停享受激励的信用标记的企业；按所在县区分列。"), basis=_("武政发〔2020〕81号 措施13"),
        numerator=Measure("enterprise_register", where=lambda t: _works(t) & t.flagged), slices=("county",),
        worked=(Case(_("一家在业的有标记，关闭的不计"), _FIRMS, "1"),),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-05", name=_("执行中的校企合作"), unit=_("项"), kind=Kind.COUNT,
        definition=_("统计日双方确认、在合作期内的共建专业、实训基地、订单班等；按学校分列。"), basis=_("武政发〔2020〕81号 措施12"),
        numerator=Measure("enterprise_cooperation", where=_holds), slices=("school",),
        worked=(Case(_("最后一天仍计，过了的不计"), _BUILT, "2"), Case(_("按学校"), _BUILT, "2", slice=("school", "7"))),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-06", name=_("执行中的订单班"), unit=_("个"), kind=Kind.COUNT,
        definition=_("统计日双方确认、在合作期内的订单班；按学校分列。"), basis=_("武政发〔2020〕81号 措施12"),
        numerator=Measure("enterprise_cooperation", where=lambda t: _holds(t) & (t.kind == "order_class")), slices=("school",),
        worked=(Case(_("两个订单班，一个昨天期满"), _BUILT, "1"),),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="ENT-07", name=_("运行中的职教集团和产教联盟"), unit=_("个"), kind=Kind.COUNT,
        definition=_("统计日已登记成立、没有撤销的职教集团、产教联盟和产教融合体。"), basis=_("武政发〔2020〕81号 措施12"),
        numerator=Measure("enterprise_alliances", where=lambda t: t.state == AllianceState.ACTIVE.value),
        worked=(
            Case(_("撤销的不计"), _JOINED, "1"),
        ),
        **SHARED,
    )
)  # fmt: skip
