"""A public indicator: its page, and its file with every snapshot and slice."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from baigong.contexts.plans import public as plans
from baigong.delivery.console import figures
from baigong.delivery.portal.caching import kept
from baigong.delivery.portal.licence import licence
from baigong.delivery.portal.open_files import Fields, open_file
from baigong.delivery.portal.published import Published, as_published, find_public_indicator, in_unit, published_values, spans
from baigong.kernel.access import Request, public
from baigong.kernel.indicators import Indicator
from baigong.kernel.indicators.tables import WHOLE
from baigong.kernel.ui.charts import Chart

FIELDS: Fields = (
    ("as_of", gettext_lazy("数据日期"), gettext_lazy("数值反映哪一天的情况")),
    ("snapshot", pgettext_lazy("标题", "数据快照"), gettext_lazy("计算所用的数据快照")),
    ("definition_version", gettext_lazy("定义版本"), ""),
    ("slice_kind", gettext_lazy("分组"), gettext_lazy("city 全市，其余为分组方式")),
    ("slice_key", gettext_lazy("分组代码"), ""),
    ("slice_name", gettext_lazy("分组名称"), ""),
    ("value", pgettext_lazy("指标", "值"), gettext_lazy("以“单位”栏的单位计，最多六位小数；精确值为分子除以分母")),
    ("unit", pgettext_lazy("计量", "单位"), ""),
    ("numerator", gettext_lazy("分子"), gettext_lazy("精确值；计数时即数值")),
    ("denominator", gettext_lazy("分母"), gettext_lazy("精确值；比率才有")),
    (
        "no_data_reason",
        gettext_lazy("无数据原因"),
        gettext_lazy("no_records 还没有记录；zero_denominator 分母为零；no_rule 统计日没有有效的规定"),
    ),
    ("suppressed", gettext_lazy("不公开"), gettext_lazy("true 为人数过少，或能由它推出人数过少的分组；数值留空")),
)


@dataclass(frozen=True)
class SliceTable:
    """The values of one way to cut, in one snapshot."""

    kind: str
    label: str
    rows: list[Published]


@dataclass(frozen=True)
class IndicatorPage:
    """A public indicator as its page shows it."""

    indicator: Indicator
    value: Published | None
    amount: str | None
    unit: str
    tables: list[SliceTable]
    chart: Chart | None
    targets: list[tuple[plans.Plan, plans.Target]]
    floor: int

    def words(self, value: Published) -> str:
        """A value in its place in a table."""
        if value.is_suppressed:
            return _("人数过少，不公开")
        return figures.words(self.indicator, value.amount) or value.why_words or _("无数据")

    def part(self, text: str) -> str:
        """A numerator or denominator."""
        return figures.part(text)


def _published_or_404(code: str) -> Indicator:
    found = find_public_indicator(code)
    if found is None:
        raise Http404(_("没有这个公开的指标。"))
    return found


@public
@kept
def indicator(request: Request, code: str) -> HttpResponse:
    """One indicator: what it is, where it stands, how it came there, slice by slice."""
    found = _published_or_404(code)
    values = published_values(found)
    course = as_published(values.filter(slice_kind=WHOLE, slice_key=""))
    latest = course[0] if course else None
    of_latest = as_published(values.filter(snapshot_id=latest.snapshot).exclude(slice_kind=WHOLE)) if latest else []
    tables = [SliceTable(kind, figures.kind_label(kind), [row for row in of_latest if row.kind == kind]) for kind in found.slices]
    page = IndicatorPage(
        found,
        latest,
        figures.words(found, latest.amount) if latest else None,
        figures.unit(found),
        [table for table in tables if table.rows],
        figures.course(found, ((value.as_of, value.amount) for value in reversed(course)), "course"),
        [(target.plan, target) for target in plans.public_targets_of(code)],
        found.disclosure.floor(latest.as_of if latest else request.now.date()),
    )
    return render(request, "portal/indicator.html", {"page": page})


@public
@kept
def indicator_file(request: Request, code: str, ending: str) -> HttpResponse:
    """Every value of an indicator as a file: CSV with a byte order mark, or JSON with its notes."""
    found = _published_or_404(code)
    span = spans([code]).get(code)
    facts = {
        "code": code, "title": str(found.name), "definition": str(found.definition), "unit": str(found.unit), "kind": str(found.kind),
        "basis": str(found.basis), "definition_version": found.version, "minimum_cell": found.disclosure.floor(request.now.date()),
        "updated": span.modified.isoformat() if span else None, "licence": licence().address or None, "rights": licence().words,
    }  # fmt: skip
    rows = (_row(found, value) for value in as_published(published_values(found)))
    return open_file(f"{code}-{request.now:%Y%m%d}", ending, FIELDS, rows, facts)


def _row(found: Indicator, value: Published) -> dict[str, Any]:
    return {
        "as_of": value.as_of, "snapshot": value.snapshot, "definition_version": value.version, "slice_kind": value.kind,
        "slice_key": value.key, "slice_name": value.name, "value": in_unit(found, value.amount) or None, "unit": str(found.unit),
        "numerator": value.numerator or None, "denominator": value.denominator or None, "no_data_reason": value.why or None,
        "suppressed": value.is_suppressed,
    }  # fmt: skip
