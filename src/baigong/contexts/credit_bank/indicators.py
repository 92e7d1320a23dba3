"""What the credit bank counts: outcomes that stand, people who hold a certificate, and what became of applications for conversion.

The tables hold states and days and no person: a learner is a number that means nothing outside. What counts on a day is derived in the
snapshot, so that an outcome revoked or run out since stays counted in an old one.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.accounts.public import COUNTY_OFFICER, CREDIT_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionState,
    Outcome,
    OutcomeState,
    OutcomeType,
    all_outcome_kinds,
    outcome_kind,
)
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.indicators import (
    Case,
    Derived,
    Disclosure,
    Indicator,
    Kind,
    Measure,
    SliceKind,
    SnapshotTable,
    TableColumn,
    Tables,
    declare_slice_kind,
    declare_table,
    indicator,
)
from baigong.kernel.indicators.folders import arrow_table, arrow_type
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    import ibis.expr.types as ir
    import pyarrow as pa

READERS = frozenset({WORKING_TEAM, LEADER, CREDIT_OFFICER, COUNTY_OFFICER, SCHOOL_OFFICER, LIAISON})
OUTCOMES = (
    TableColumn("outcome", _("编号"), "int64", is_hidden=True),
    TableColumn("title", _("成果")),
    TableColumn("kind_name", _("成果类别")),
    TableColumn("level", pgettext_lazy("学习成果", "级别")),
    TableColumn("issuer", _("颁发单位")),
    TableColumn("reviewer", _("认定单位")),
    TableColumn("attained_on", _("取得日期"), "date"),
    TableColumn("expires_on", _("有效期止"), "date"),
    TableColumn("decided_on", _("认定日期"), "date"),
    TableColumn("kind", _("类别代码"), is_hidden=True),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("learner", _("学分账户"), "int64", is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
CONVERSIONS = (
    TableColumn("conversion", _("编号"), "int64", is_hidden=True),
    TableColumn("programme", _("转换专业")),
    TableColumn("school_name", _("学校")),
    TableColumn("applied_on", _("申请日期"), "date"),
    TableColumn("decided_on", _("决定日期"), "date"),
    TableColumn("state_name", _("状态")),
    TableColumn("state", _("状态代码"), is_hidden=True),
    TableColumn("school", _("学校"), is_hidden=True),
    TableColumn("path", _("单位"), is_hidden=True),
)
COUNTED = (OutcomeState.RECOGNISED, OutcomeState.REVOKED)
DECIDED = (ConversionState.APPROVED, ConversionState.REFUSED, ConversionState.REVERSED)


def produce_outcomes(now: datetime) -> pa.Table:
    """Every outcome that was recognised, as it stands: a column at a time, for there may be millions. Three queries."""
    import pyarrow as pa

    with as_recorded():
        types = {
            row.pk: (row.title, outcome_kind(row.kind).name, row.level, row.issuer, row.kind) for row in OutcomeType.objects.order_by("pk")
        }
    bodies = {pk: (name, path) for pk, name, path in Organisation.objects.values_list("pk", "name", "path")}
    own = ("pk", "type", "reviewer", "learner", "attained_on", "expires_on", "decided_on", "state")
    rows = Outcome.objects.filter(state__in=COUNTED).order_by("pk").values_list(*own)
    given: list[Sequence[Any]] = list(zip(*rows.iterator(chunk_size=20_000), strict=True)) or [()] * len(own)
    held = dict(zip(own, given, strict=True))
    of_type = {
        name: {pk: row[place] for pk, row in types.items()} for place, name in enumerate(("title", "kind_name", "level", "issuer", "kind"))
    }
    columns: dict[str, Sequence[Any]] = {"outcome": held["pk"], **{name: held[name] for name in own[3:]}}
    columns |= {name: [known[pk] for pk in held["type"]] for name, known in of_type.items()}
    columns |= {name: [bodies[pk][place] for pk in held["reviewer"]] for place, name in enumerate(("reviewer", "path"))}
    return pa.table({c.name: pa.array(columns[c.name], arrow_type(c.type)) for c in OUTCOMES})


def produce_conversions(now: datetime) -> pa.Table:
    """Every application for conversion that was not taken back, as it stands. One query."""
    rows = Conversion.objects.exclude(state=ConversionState.WITHDRAWN).select_related("programme__school").order_by("pk")
    with as_recorded():
        given = [
            {
                "conversion": row.pk, "programme": str(row.programme), "school_name": row.programme.school.name,
                "applied_on": row.applied_on, "decided_on": row.decided_on, "state_name": row.get_state_display(), "state": row.state,
                "school": str(row.programme.school_id), "path": row.programme.school.path,
            }
            for row in rows
        ]  # fmt: skip
    return arrow_table(CONVERSIONS, given)


def holders(tables: Tables) -> ir.Table:
    """One row a person: whether a valid X certificate stands on the day of the snapshot (X02: the same one counts once)."""
    import ibis

    rows = tables["credit_outcomes"]
    as_of = ibis.literal(tables.as_of, "date")
    standing = rows.filter(
        (rows.kind == "x_certificate")
        & (rows.state == OutcomeState.RECOGNISED.value)
        & (rows.expires_on.isnull() | (rows.expires_on >= as_of))
    )
    place = ibis.window(group_by="learner", order_by=[standing.attained_on.desc(), standing.outcome.asc()])
    return standing.mutate(is_first=ibis.row_number().over(place) == 0).filter(ibis._.is_first).drop("is_first")


def _kinds(keys: Collection[str]) -> Mapping[str, str]:
    return {key: str(kind) for key, kind in all_outcome_kinds().items() if key in keys}


declare_slice_kind(SliceKind("outcome_kind", _("成果类别"), _kinds))
declare_table(
    SnapshotTable(
        name="credit_outcomes", label=_("已认定的学习成果"), columns=OUTCOMES, owner="path", readers=READERS, is_own_register=True,
        slices={"outcome_kind": "kind"}, record_url=lambda row: reverse("credit_bank:outcome", args=[row["outcome"]]),
        produce=produce_outcomes,
    )
)  # fmt: skip
declare_table(
    Derived(
        name="credit_certificate_holders", label=_("持有有效X证书的学习者"), columns=OUTCOMES, owner="path", readers=READERS,
        is_own_register=True, slices={}, record_url=lambda row: reverse("credit_bank:outcome", args=[row["outcome"]]), build=holders,
    )
)  # fmt: skip
declare_table(
    SnapshotTable(
        name="credit_conversions", label=_("学分转换申请"), columns=CONVERSIONS, owner="path", readers=READERS, is_own_register=True,
        slices={"school": "school"}, record_url=lambda row: reverse("credit_bank:conversion", args=[row["conversion"]]),
        produce=produce_conversions,
    )
)  # fmt: skip


def _stands(t: Any) -> Any:
    return (t.state == OutcomeState.RECOGNISED.value) & (t.expires_on.isnull() | (t.expires_on >= t.as_of))


def _decided(t: Any) -> Any:
    return t.state.isin([state.value for state in DECIDED])


def _approved(t: Any) -> Any:
    return t.state == ConversionState.APPROVED.value


BASIS = _("《国家职业教育改革实施方案》（国发〔2019〕4号）；武政发〔2020〕81号措施5、7")
SHARED: dict[str, Any] = {"basis": BASIS, "records_from": _("学分银行"), "disclosure": Disclosure(is_public=True)}
_ROWS = {
    "credit_outcomes": [
        {"outcome": 1, "kind": "x_certificate", "state": "recognised", "learner": 1, "attained_on": date(2021, 6, 1)},
        {"outcome": 2, "kind": "x_certificate", "state": "recognised", "learner": 1, "attained_on": date(2022, 1, 1)},
        {"outcome": 3, "kind": "farmer_training", "state": "recognised", "learner": 2, "attained_on": date(2021, 6, 1)},
        {"outcome": 4, "kind": "x_certificate", "state": "revoked", "learner": 3, "attained_on": date(2021, 6, 1)},
        {"outcome": 5, "kind": "x_certificate", "state": "recognised", "learner": 4, "expires_on": date(2022, 6, 26)},
        {"outcome": 6, "kind": "x_certificate", "state": "recognised", "learner": 5, "expires_on": date(2022, 6, 27)},
    ]
}
_ASKED = {
    "credit_conversions": [
        {"conversion": n, "state": state, "school": "7"}
        for n, state in enumerate(("approved", "approved", "refused", "reversed", "applied"), 1)
    ]
}
indicator(
    Indicator(
        code="CRB-01", name=_("有效的学习成果"), unit=_("项"), kind=Kind.COUNT,
        definition=_("已认定、统计日未撤销也未过有效期的学习成果；按成果类别分列。"),
        numerator=Measure("credit_outcomes", where=_stands), slices=("outcome_kind",),
        worked=(
            Case(_("撤销的和过期的不计，有效期止的当天仍计"), _ROWS, "4"),
            Case(_("按类别：农民培训一项"), _ROWS, "1", slice=("outcome_kind", "farmer_training")),
        ),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRB-02", name=_("持有有效X证书的学习者"), unit=_("人"), kind=Kind.COUNT,
        definition=_("统计日持有至少一项已认定、有效的职业技能等级证书的学习者；一人有几项只计一人。"),
        numerator=Measure("credit_certificate_holders"),
        worked=(Case(_("一人两证计一人，撤销和过期的不计"), _ROWS, "2"),),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRB-03", name=_("已同意的学分转换"), unit=_("件"), kind=Kind.COUNT,
        definition=_("学校已同意、没有撤销的学分转换申请；按学校分列。"),
        numerator=Measure("credit_conversions", where=_approved), slices=("school",),
        worked=(Case(_("同意两件；撤销的、不同意的和待审批的不计"), _ASKED, "2"),),
        **SHARED,
    )
)  # fmt: skip
indicator(
    Indicator(
        code="CRB-04", name=_("学分转换同意率"), unit="%", kind=Kind.RATIO,
        definition=_("已同意且没有撤销的申请，占已作出决定的申请；待审批的不在内。"),
        numerator=Measure("credit_conversions", where=_approved), denominator=Measure("credit_conversions", where=_decided),
        slices=("school",),
        worked=(
            Case(_("作出决定四件，其中两件同意且没有撤销"), _ASKED, "1/2"),
            Case(_("没有决定过"), {"credit_conversions": [{"conversion": 1, "state": "applied", "school": "7"}]}, None),
        ),
        **SHARED,
    )
)  # fmt: skip
