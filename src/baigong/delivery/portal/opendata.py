"""The open data: tables of tasks, targets, values and lights, each with what its fields mean.

Field names are stable and in English; whoever reads the files by program may rely on them. Dates are ISO 8601, numbers
plain decimals, an empty cell means that there is nothing to say.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans import public as plans
from baigong.delivery.portal.pages import Dataset

Rows = list[dict[str, Any]]


def _number(value: Any) -> Any:
    return None if value is None else f"{value.normalize():f}"


def _tasks(opened: plans.PublicPlan) -> Rows:
    return [
        {
            "number": t.task.number, "title": t.task.title, "statement": t.task.statement, "bodies": t.bodies,
            "measures": " ".join(m.number for m in t.task.measures.all()), "state": t.task.state, "deliverable": t.task.deliverable,
            "due_on": t.task.due_on, "due_source": t.task.due_source, "yearly": t.task.is_yearly, "light": str(t.light.colour),
            "light_rule": t.light.rule, "light_reason": t.light.why, "light_since": t.since,
        }
        for t in opened.tasks
    ]  # fmt: skip


def _targets(opened: plans.PublicPlan) -> Rows:
    return [
        {
            "number": t.target.number, "name": t.target.name, "measure": t.target.measure.number if t.target.measure else "",
            "kind": t.target.kind, "comparator": t.target.comparator, "value": _number(t.target.value),
            "value_high": _number(t.target.value_high), "unit": t.target.unit, "baseline": _number(t.target.baseline),
            "due_on": t.target.due_on, "due_source": t.target.due_source, "yearly": t.target.is_yearly, "scope": t.target.scope,
            "indicator": t.target.indicator_code, "latest": t.row.value.replace(",", "") or None, "latest_as_of": t.row.as_of,
            "light": str(t.light.colour), "light_rule": t.light.rule, "light_reason": t.light.why, "light_since": t.since,
        }
        for t in opened.targets
    ]  # fmt: skip


def _readings(opened: plans.PublicPlan) -> Rows:
    return [
        {
            "target": r.target.number, "as_of": r.as_of, "value": _number(r.value), "unit": r.target.unit, "numerator": r.numerator,
            "denominator": r.denominator, "no_data_reason": r.why, "source": r.source,
            "reported_by": str(r.report.organisation) if r.report else "", "cycle": r.report.cycle.name if r.report else "",
            "definition_version": r.definition_version, "snapshot": r.snapshot,
        }
        for r in plans.public_readings(opened.plan)
    ]  # fmt: skip


def _lights(opened: plans.PublicPlan) -> Rows:
    return [
        {
            "kind": "task" if row.task else "target", "number": (row.task or row.target).number, "since": row.on,  # type: ignore[union-attr]
            "light": row.colour, "rule": row.rule, "reason": plans.history_of([row])[0][1].why,
        }
        for row in plans.public_lights(opened.plan)
    ]  # fmt: skip


@dataclass(frozen=True)
class Source:
    """How a table is made."""

    title: Any
    what: Any
    rows: Callable[[plans.PublicPlan], Rows]
    fields: Sequence[tuple[str, Any, Any]]


NUMBER = ("number", _("序号"), _("文件中的编号，在计划内唯一"))
DUE = [
    ("due_on", _("期限"), _("完成期限；空为未定")),
    ("due_source", _("期限来源"), _("plan 文件规定；team 工作专班确定；group 领导小组决定")),
    ("yearly", _("每年"), _("是否每年进行")),
]
LIGHT = [
    ("light", _("灯色"), _("green 正常、amber 预警、red 滞后、grey 待定；由规则计算")),
    ("light_rule", _("规则"), _("决定灯色的规则代码，见“灯色怎么来”")),
    ("light_reason", _("原因"), _("规则所依据的数字")),
    ("light_since", _("自何日起"), _("保持这一灯色的起始日期")),
]

SOURCES: dict[str, Source] = {
    "tasks": Source(
        pgettext_lazy("标题", "任务"),
        _("任务清单、责任单位、期限、状态和灯色。"),
        _tasks,
        [
            NUMBER,
            ("title", _("任务"), _("标题")),
            ("statement", _("内容"), _("任务内容")),
            ("bodies", _("责任单位"), _("按文件的写法，牵头单位注明")),
            ("measures", _("措施"), _("所属措施的序号，以空格分隔")),
            ("state", _("状态"), _("pending 待分解、assigned 已下达、active 进行中、awaiting 待验收、completed 办结、closed 销号等")),
            ("deliverable", _("成果形式"), ""),
            *DUE,
            *LIGHT,
        ],
    ),
    "targets": Source(
        _("目标"),
        _("可计数的目标、目标值、最新值和灯色。"),
        _targets,
        [
            NUMBER,
            ("name", _("指标"), ""),
            ("measure", _("措施"), _("所属措施的序号")),
            ("kind", _("类型"), _("output 产出；outcome 成效")),
            ("comparator", _("要求"), _("=、>=、>、<=、<, ~ 为左右，range 为区间")),
            ("value", _("目标值"), _("区间时为下限")),
            ("value_high", _("目标上限"), _("仅区间有")),
            ("unit", pgettext_lazy("计量", "单位"), ""),
            ("baseline", _("基期值"), ""),
            *DUE,
            ("scope", _("范围"), ""),
            ("indicator", _("指标代码"), _("数值由业务数据计算时的指标")),
            ("latest", _("最新值"), _("保留两位小数；精确值见“目标值记录”")),
            ("latest_as_of", _("截至"), _("最新值的日期")),
            *LIGHT,
        ],
    ),
    "readings": Source(
        _("目标值记录"),
        _("每个目标全市口径的历次数值及其来源。"),
        _readings,
        [
            ("target", _("目标"), _("目标的编号")),
            ("as_of", _("截至"), ""),
            ("value", _("数值"), _("空为无数据，见原因")),
            ("unit", pgettext_lazy("计量", "单位"), ""),
            ("numerator", _("分子"), _("比率才有")),
            ("denominator", _("分母"), _("比率才有")),
            ("no_data_reason", _("无数据原因"), ""),
            ("source", _("来源"), _("indicator 由业务数据计算；report 据经审核的报告")),
            ("reported_by", _("报送单位"), ""),
            ("cycle", _("报告期"), ""),
            ("definition_version", _("定义版本"), ""),
            ("snapshot", _("快照"), _("计算所用的数据快照")),
        ],
    ),
    "lights": Source(
        _("灯色记录"),
        _("任务和目标的灯色自何日起变化、因为什么。"),
        _lights,
        [
            ("kind", _("对象"), _("task 任务；target 目标")),
            NUMBER,
            ("since", _("日期"), _("自该日起")),
            ("light", _("灯色"), LIGHT[0][2]),
            ("rule", _("规则"), LIGHT[1][2]),
            ("reason", _("原因"), ""),
        ],
    ),
}


def rows_of(plan: plans.Plan, on: date, dataset: str) -> Rows:
    """The rows of one table. Raises ``KeyError`` for a table there is not."""
    return SOURCES[dataset].rows(plans.public_plan(plan, on))


def describe(plan: plans.Plan, on: date) -> list[Dataset]:
    """Every table with its size and fields, for the page."""
    opened = plans.public_plan(plan, on)
    return [
        Dataset(
            key, str(s.title), str(s.what), len(s.rows(opened)), [(name, gettext(str(label)), str(note)) for name, label, note in s.fields]
        )
        for key, s in SOURCES.items()
    ]
