"""Sample content of the gallery. Bodies are those any city has; persons and numbers are made up."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass, replace
from operator import attrgetter
from typing import Any, cast
from zoneinfo import ZoneInfo

from django.db.models import Q

from baigong.kernel.ui.charts import Chart, Series
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.shapes import Entry, Step

DAY = dt.date(2026, 11, 23)
NOW = dt.datetime(2026, 11, 23, 14, 5, tzinfo=ZoneInfo("Asia/Shanghai"))
ERRORS = ("400", "403", "404", "file_lost", "413", "500", "csrf")

STEPS = [
    Step("拟稿", "done", "11-02 王砚"),
    Step("部门会签", "done", "11-09 市人社局"),
    Step("领导小组审定", "current", "应于 11-25 前"),
    Step("印发", "todo"),
    Step("公开", "todo"),
]
ENTRIES = [
    Entry(NOW - dt.timedelta(minutes=12), "退回补充材料", "周启明 · 专班", "缺少二季度佐证，请补充名册后重报。", "bad"),
    Entry(
        NOW - dt.timedelta(hours=5),
        "修改填报",
        "李禾 · 市人社局",
        changes=[("完成数", "3,120", "3,486"), ("说明", None, "含秋季班"), ("备注", "待核", None)],
    ),
    Entry(NOW - dt.timedelta(days=3), "提交填报", "李禾 · 市人社局", tone="good"),
    Entry(dt.date(2026, 11, 1), "开放填报", "系统"),
]
CHARTS = [
    Chart(
        "trend",
        "开放任务与逾期任务",
        ["6月", "7月", "8月", "9月", "10月", "11月"],
        [Series("进行中", [31, 33, 38, 36, 34, 30]), Series("逾期", [2, 3, 6, 4, 5, 3])],
        kind="line",
        unit="项",
    ),
    Chart(
        "bodies",
        "各单位按期报送率",
        ["市教育局", "市人社局", "市财政局", "市发展改革委", "凉州区", "民勤县"],
        [Series("按期报送率", [98.2, 91.4, 88.0, 95.1, 76.3, None])],
        kind="horizontal",
        unit="%",
    ),
]


@dataclass(frozen=True)
class SampleTask:
    """A row of the sample list."""

    pk: int
    number: str
    title: str
    body: str
    support: str
    light: str
    progress: float | None
    state: str
    due_on: dt.date | None


TITLES = [
    ("扩大面向企业职工的技能提升培训规模", "市人社局", "市总工会、市财政局", "red", 0.42, "open"),
    ("建立职业教育工作联席会议制度并按季召开会议", "市教育局", "各成员单位", "green", 1.0, "done"),
    ("落实生均公用经费拨款标准，建立动态调整机制", "市财政局", "市教育局", "amber", 0.68, "open"),
    ("将产教融合项目纳入年度重点项目储备清单", "市发展改革委", "市工信局、市教育局", "green", 0.85, "open"),
    ("编制并发布人才需求预测年度报告", "市人社局", "市统计局", "grey", None, "draft"),
    ("组织县区履行职责情况年度评价", "市政府教育督导室", "市教育局", "amber", 0.3, "returned"),
    ("建设公共实训基地并向社会开放", "凉州区", "市人社局", "green", 0.74, "review"),
]


def _tasks(count: int) -> list[SampleTask]:
    made = []
    for i in range(count):
        title, body, support, light, progress, state = TITLES[i % len(TITLES)]
        due = DAY + dt.timedelta(days=(i * 11) % 70 - 12) if state != "draft" else None
        made.append(SampleTask(i + 1, f"{i // 12 + 1}-{i % 12 + 1}", title, body, support, light, progress, state, due))
    return made


class SampleRows:
    """Just enough of a queryset over a Python list for the sample list."""

    def __init__(self, items: list[SampleTask]):
        self.items = items

    def filter(self, *conditions: Q) -> SampleRows:
        """Rows that meet every condition."""
        return SampleRows([item for item in self.items if all(_meets(item, q) for q in conditions)])

    def order_by(self, *paths: str) -> SampleRows:
        """Rows in order, missing values last."""
        items = list(self.items)
        for path in reversed(paths):
            key = attrgetter(path.lstrip("-"))
            items.sort(key=lambda item: (key(item) is None, key(item) or ""), reverse=path.startswith("-"))
        return SampleRows(items)

    def count(self) -> int:
        """How many."""
        return len(self.items)

    def __getitem__(self, part: slice) -> SampleRows:
        return SampleRows(self.items[part])

    def __iter__(self) -> Iterator[SampleTask]:
        return iter(self.items)


def _meets(item: SampleTask, q: Q) -> bool:
    answers = [_meets(item, part) if isinstance(part, Q) else _compares(item, cast(tuple[str, Any], part)) for part in q.children]
    found = any(answers) if q.connector == Q.OR else all(answers)
    return found is not q.negated


def _compares(item: SampleTask, condition: tuple[str, Any]) -> bool:
    lookup, wanted = condition
    path, _sep, how = lookup.partition("__")
    value = getattr(item, path)
    if value is None:
        return False
    if how == "in":
        return value in wanted
    if how == "icontains":
        return bool(wanted.lower() in value.lower())
    return bool(value >= wanted if how == "gte" else value <= wanted)


def rows() -> SampleRows:
    """One hundred and thirty sample rows."""
    tasks = _tasks(130)
    return SampleRows([replace(tasks[0], title=tasks[0].title + "（含新业态从业人员与返乡农民工）"), *tasks[1:]])


STATES = {"draft": "未下达", "open": "进行中", "review": "待审核", "returned": "已退回", "done": "已完成"}
LISTING = Listing(
    name="sample",
    caption="任务台账",
    columns=[
        Column("title", "任务", sort="title", width="wide", sub="support"),
        Column("number", "编号", sort="pk", kind="code", priority=2),
        Column("body", "牵头单位", sort="body"),
        Column("light", "灯号", kind="light", labels={"green": "正常", "amber": "临近", "red": "滞后", "grey": "无数据"}),
        Column("progress", "完成率", kind="meter", sort="progress", tone=lambda r: "bad" if r.light == "red" else ""),
        Column(
            "state",
            "状态",
            kind="badge",
            labels=STATES,
            tones={"open": "info", "review": "warn", "returned": "bad", "done": "good"},
        ),
        Column("due_on", "时限", kind="date", sort="due_on", tone=lambda r: "bad" if r.due_on and r.due_on < DAY else ""),
    ],
    filters=[
        ChoiceFilter("body", "牵头单位", choices=[(b, b) for b in dict.fromkeys(t[1] for t in TITLES)]),
        ChoiceFilter("state", "状态", choices=STATES, many=True),
        DateFilter("due_on", "时限"),
    ],
    search=["title", "body"],
    search_hint="任务名称、单位",
    default_sort=("due_on",),
    page_size=25,
    row_link=lambda row: f"/ui/gallery/#task-{row.pk}",
    row_tone=lambda row: "bad" if row.light == "red" else "",
    empty=EmptyState("还没有任务", "导入方案后，任务会按责任单位列在这里。", "clipboard-list"),
)
