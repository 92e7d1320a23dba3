"""Indicators: every one with its present value, and one with its slices, its course over time, its definition and worked cases."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.plans.public import TARGET_POLICY
from baigong.delivery.console import figures
from baigong.delivery.console.plain_lists import answer, plain_list, searched
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
from baigong.kernel.ui import formats
from baigong.kernel.ui.charts import Chart
from baigong.kernel.ui.listing import Column, EmptyState, Listing
from baigong.kernel.ui.listing.pages import Cell, Heading, Row


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


@signed_in
def indicator_list(request: Request) -> HttpResponse:
    """Every indicator, or those that contain the words."""
    text = request.GET.get("q", "").strip()[:80]
    used: dict[str, int] = {}
    for code in TARGET_POLICY.visible(request.actor).exclude(indicator_code="").values_list("indicator_code", flat=True):
        used[code] = used.get(code, 0) + 1
    values = latest_values(all_indicators(), actor=request.actor)
    found = [
        each
        for code, each in all_indicators().items()
        if all(word.lower() in f"{code} {each.name} {each.definition}".lower() for word in text.split())
    ]
    page = plain_list(
        request,
        "indicators",
        _headings(),
        [_line(each, values.get(each.code), used.get(each.code, 0)) for each in found],
        count_text=_("共%(n)s项") % {"n": len(found)},
        empty=EmptyState(_("还没有指标"), _("指标在程序中声明，随各业务的记录一同到来。"), "chart-bar"),
        search_hint=_("代码、名称或定义"),
        **searched(request, text),
    )
    return answer(request, page, "console/indicator_list.html", {"snapshot": latest_snapshot()})


def _headings() -> list[Heading]:
    return [
        Heading("code", _("代码"), "code", "", 1, place="lead"),
        Heading("name", pgettext("标题", "指标"), "text", "wide", 1, place="main"),
        Heading("value", _("现值"), "number", "", 1),
        Heading("as_of", _("数据日期"), "date", "", 1),
        Heading("basis", _("依据"), "text", "", 3),
        Heading("targets", _("引用它的目标"), "number", "", 2),
    ]


def _line(found: Indicator, value: IndicatorValue | None, targets: int) -> Row:
    shown = value and figures.with_unit(found, value.amount)
    none = figures.remark(value) if value else _("待计算") if found.is_computed else _("暂据报告")
    cells = (
        Cell(found.code, "code"),
        Cell(str(found.name)),
        Cell(shown, "number", records_url(value)) if value and shown else Cell(none, "number"),
        Cell(f"{value.snapshot.as_of:%Y-%m-%d}", "date", value.snapshot.get_absolute_url()) if value else Cell(formats.MISSING, "date"),
        Cell(str(found.basis)),
        Cell(str(targets), "number"),
    )
    return Row(cells, reverse("console:indicator", args=[found.code]))


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
        figures.remark(value) if value else "",
        _rules(found, value.snapshot.as_of if value else request.now.date()),
        [(each, figures.kind_label(each)) for each in found.slices] if found.is_computed else [],
        kind,
        figures.course(found, ((v.snapshot.as_of, v.amount) for v in values_over_time(code, actor=request.actor)), "line"),
        [table for name in dict.fromkeys(m.table for m in (found.numerator, found.denominator) if m) if (table := find_table(name))],
        list(TARGET_POLICY.visible(request.actor).filter(indicator_code=code).select_related("plan", "measure")),
        request.actor.has(WORKING_TEAM),
    )
    return _slices(request, found, kind).respond(request, rows, "console/indicator.html", {"one": page})


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
