"""Indicators: every one with its present value, and one with its slices, its course over time, its definition and worked cases."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.plans.public import TARGET_POLICY
from baigong.delivery.console import figures
from baigong.kernel.access import Request, signed_in
from baigong.kernel.indicators import (
    Indicator,
    all_indicators,
    as_shown,
    find_indicator,
    find_table,
    latest_value,
    latest_values,
    may_see,
    records_url,
    values_over_time,
)
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.records import PARTS
from baigong.kernel.indicators.values import latest_snapshot
from baigong.kernel.rules import all_parameters
from baigong.kernel.ui.charts import Chart
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing, PlainRows


@dataclass(frozen=True)
class IndicatorPage:
    """One indicator. ``kinds`` are the ways it can be cut; ``chart`` is its course, where there is one."""

    indicator: Indicator
    value: IndicatorValue | None
    amount: str | None
    unit: str
    numerator: str
    denominator: str
    opens: list[str]
    remark: str
    rules: list[list[str]]
    kinds: list[tuple[str, str]]
    kind: str
    chart: Chart | None
    tables: list[Any]
    targets: list[Any]
    may_take: bool
    floor: int


class FigureColumn(Column):
    """A figure in words, with its unit or why there is none; beside other figures."""

    def text(self, value: Any) -> str:
        """As it is."""
        return str(value)


SOURCES = {"records": gettext_lazy("由记录算出"), "reports": gettext_lazy("暂据报告")}
INDICATORS = Listing(
    name="indicators",
    caption=gettext_lazy("指标"),
    columns=[
        Column("code", gettext_lazy("代码"), kind="code", sort="code"),
        Column("name", pgettext_lazy("标题", "指标"), sort="name", width="wide", main=True),
        FigureColumn(
            "shown", pgettext_lazy("指标", "现值"), kind="number", link=lambda row: row["opens"], export=lambda row: row["amount"]
        ),
        Column("unit", pgettext_lazy("计量", "单位"), only_export=True),
        Column("numerator", gettext_lazy("分子"), kind="number", only_export=True),
        Column("denominator", gettext_lazy("分母"), kind="number", only_export=True),
        Column("remark", gettext_lazy("说明"), only_export=True),
        Column("as_of", gettext_lazy("数据日期"), kind="date", sort="as_of", link=lambda row: row["snapshot"]),
        Column("source", gettext_lazy("数值来源"), labels=SOURCES, only_export=True),
        Column("basis", gettext_lazy("依据"), priority=3),
        Column("definition", gettext_lazy("定义"), only_export=True),
        Column("targets", gettext_lazy("引用它的目标"), kind="number", sort="targets", priority=2),
    ],
    filters=[
        ChoiceFilter("source", gettext_lazy("数值来源"), choices=SOURCES),
        ChoiceFilter("has_value", pgettext_lazy("指标", "现值"), choices={"1": gettext_lazy("有值"), "0": gettext_lazy("无数据")}),
        ChoiceFilter("is_named", gettext_lazy("目标"), choices={"1": gettext_lazy("目标引用的"), "0": gettext_lazy("没有目标引用的")}),
    ],
    search=("code", "name", "definition"),
    search_hint=gettext_lazy("代码、名称或定义"),
    default_sort="code",
    row_link=lambda row: reverse("console:indicator", args=[row["code"]]),
    page_size=200,
    empty=EmptyState(gettext_lazy("还没有指标"), gettext_lazy("指标在程序中声明，随各业务的记录一同到来。"), "chart-bar"),
)


@signed_in
def indicator_list(request: Request) -> HttpResponse:
    """Every indicator with its present value."""
    used = Counter(TARGET_POLICY.visible(request.actor).exclude(indicator_code="").values_list("indicator_code", flat=True))
    values = latest_values(all_indicators(), actor=request.actor)
    rows = [_line(each, values.get(each.code), used[each.code]) for each in all_indicators().values()]
    context = {"snapshot": latest_snapshot()}
    return INDICATORS.respond(request, PlainRows(rows), "console/indicator_list.html", context, on_export="indicators.indicator.exported")


def _line(found: Indicator, value: IndicatorValue | None, targets: int) -> dict[str, Any]:
    amount = value.amount if value else None
    none = figures.remark(value) if value else _("待计算") if found.is_computed else _("暂据报告")
    parts = {name: Decimal(text) if value and (text := getattr(value, name)) else None for name in ("numerator", "denominator")}
    return parts | {
        "pk": found.code, "code": found.code, "name": str(found.name), "definition": str(found.definition), "basis": str(found.basis),
        "unit": str(found.unit), "amount": None if amount is None else round(float(found.in_unit(amount)), 4),
        "shown": figures.with_unit(found, amount) or none, "remark": "" if amount is not None else none,
        "opens": records_url(value) if value and amount is not None else "",
        "as_of": value.snapshot.as_of if value else None, "snapshot": value.snapshot.get_absolute_url() if value else "",
        "source": "records" if found.is_computed else "reports", "has_value": "1" if amount is not None else "0",
        "is_named": "1" if targets else "0", "targets": targets,
    }  # fmt: skip


@signed_in
def indicator(request: Request, code: str) -> HttpResponse:
    """One indicator; ``by`` says how it is cut."""
    found = find_indicator(code)
    if found is None:
        raise Http404(_("没有代码为%(code)s的指标。") % {"code": code})
    value = latest_value(code, actor=request.actor)
    kind = request.GET.get("by", "")
    kind = kind if kind in found.slices else next(iter(found.slices), "") if found.is_computed else ""
    rows = IndicatorValue.objects.filter(snapshot=value.snapshot_id if value else None, code=code, slice_kind=kind).select_related(
        "snapshot"
    )
    page = IndicatorPage(
        found,
        value,
        figures.words(found, value.amount) if value else None,
        figures.unit(found),
        figures.part(value.numerator) if value else "",
        figures.part(value.denominator) if value and value.denominator else "",
        [records_url(value, part) for part in PARTS] if value and may_see(request.actor, value) else [],
        figures.remark(value) or _of_version(found, value) if value else "",
        _rules(found, value.snapshot.as_of if value else request.now.date()),
        [(each, figures.kind_label(each)) for each in found.slices] if found.is_computed else [],
        kind,
        figures.course(found, ((v.snapshot.as_of, v.amount) for v in values_over_time(code, actor=request.actor)), "line"),
        [table for name in dict.fromkeys(m.table for m in (found.numerator, found.denominator) if m) if (table := find_table(name))],
        list(TARGET_POLICY.visible(request.actor).filter(indicator_code=code).select_related("plan", "measure")),
        request.actor.has(WORKING_TEAM),
        found.disclosure.floor(value.snapshot.as_of if value else request.now.date()),
    )
    context, action = {"one": page}, "indicators.indicator.exported"
    return _slices(request, found, kind).respond(request, rows, "console/indicator.html", context, on_export=action)


def _of_version(found: Indicator, value: IndicatorValue) -> str:
    """Where a value was computed by an earlier definition than the one that stands below it."""
    return "" if value.version == found.version else _("按定义第%(v)s版算出") % {"v": value.version}


def _plain(value: Fraction) -> str:
    """As it stands in the rulebook: neither grouped nor rounded."""
    return f"{Decimal(value.numerator) / Decimal(value.denominator):f}"


def _rules(found: Indicator, day: date) -> list[list[str]]:
    """The parameters that an indicator hangs on, in the version that counts on a day: label, value, where it stands, how sure we are."""
    rows = []
    for rule in found.rules:
        parameter, version = all_parameters()[rule.parameter], rule.version(day)
        unit = _(parameter.unit) if parameter.unit else ""
        if version is None:
            rows.append([_(parameter.label), _("统计日没有有效的规定"), "", ""])
            continue
        value = "、".join(version.codes) if version.value is None else f"{_plain(version.value)} {unit}".strip()
        citation = " ".join(_(part) for part in (version.citation.title, version.citation.number, version.citation.article) if part)
        rows.append([_(parameter.label), value, citation, "" if version.is_official else _("未核对原文，教育局可另行确定")])
    return rows


def _slices(request: Request, found: Indicator, kind: str) -> Listing:
    """The list of an indicator's slices; names are asked for once, when the first row is drawn."""
    names: dict[str, str] = {}

    def name(value: IndicatorValue) -> str:
        if value.slice_key not in names:
            same = IndicatorValue.objects.filter(snapshot=value.snapshot_id, code=value.code, slice_kind=kind)
            names.update(figures.slice_names(kind, same.values_list("slice_key", flat=True)))
        return names[value.slice_key]

    def shown(value: IndicatorValue) -> IndicatorValue:
        return as_shown(request.actor, value)

    columns = [
        Column("slice", figures.kind_label(kind) if kind else "", value=name, sort="slice_key", main=True),
        Column(
            "amount",
            pgettext("指标", "值"),
            value=lambda v: shown(v).amount,
            kind="meter" if found.is_percentage else "number",
            places=2,
            link=records_url,
        ),
        Column("numerator", _("分子"), value=lambda v: figures.part(shown(v).numerator), priority=2),
        *([Column("denominator", _("分母"), value=lambda v: figures.part(shown(v).denominator), priority=2)] if found.denominator else []),
        Column("remark", _("说明"), value=lambda v: figures.remark(shown(v)), priority=2),
    ]
    empty = EmptyState(_("还没有分组的值"), _("生成数据快照时按分组计算。"), "chart-bar")
    return Listing("slices", columns, caption=found.name, default_sort="slice_key", empty=empty, keep=("by",))
