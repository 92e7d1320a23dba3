"""The declared lists of the context's ledger pages."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import Target, TargetKind, Task, TaskKind, TaskState
from baigong.contexts.plans.selectors.ledger import duty_text, goal_text, ledger_search
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing

STATE_TONES = {
    TaskState.PENDING: "neutral",
    TaskState.ASSIGNED: "info",
    TaskState.ACTIVE: "info",
    TaskState.AWAITING: "warn",
    TaskState.COMPLETED: "good",
    TaskState.CLOSED: "good",
    TaskState.ADJUSTING: "warn",
    TaskState.SUSPENDED: "neutral",
}


def _mine(request: Request) -> Q:
    return Q(responsibilities__organisation__in=request.actor.organisation_ids)


def _measures(task: Task) -> str:
    return "、".join(m.number for m in task.measures.all())


LEDGER = Listing(
    name="ledger",
    caption=_("任务台账"),
    columns=[
        Column("number", _("序号"), sort="order", width="narrow", kind="code"),
        Column("title", _("任务"), width="wide", sub=lambda task: task.light_why, main=True),
        Column("colour", _("灯色"), kind="light", labels=COLOUR_LABELS, sort=("light_rank", "order")),
        Column("bodies", _("责任单位"), value=duty_text, width="wide", priority=2),
        Column("state", _("状态"), kind="badge", labels=TaskState, tones=STATE_TONES, sort="state"),
        Column(
            "due_on",
            _("期限"),
            kind="date",
            sort="due_on",
            tone=lambda t: "bad" if t.colour == "red" and t.due_on else "",
            priority=2,
            sub=lambda t: t.get_due_source_display(),
        ),
        Column("due_source", _("期限来源"), value=lambda t: t.get_due_source_display(), only_export=True),
        Column("measures", _("措施"), value=_measures, priority=3, width="narrow"),
        Column("statement", _("内容"), only_export=True),
        Column("light_why", _("亮灯原因"), only_export=True),
    ],
    filters=[
        ChoiceFilter("colour", _("灯色"), choices=[(str(c), label) for c, label in COLOUR_LABELS.items()], many=True),
        ChoiceFilter("state", _("状态"), choices=TaskState, many=True),
        ChoiceFilter("kind", _("来源"), choices=TaskKind),
        BooleanFilter("mine", _("我单位的"), yes=_("只看我单位的"), no=_("其他单位的"), where=_mine),
        DateFilter("due_on", _("期限")),
    ],
    search=ledger_search,
    default_sort=("order",),
    row_link="plans:task",
    page_size=50,
    empty=EmptyState(
        _("还没有任务"),
        _("导入计划文件并确认后，任务列在这里；也可以由系统管理员装入计划数据包。"),
        "clipboard-list",
        _("导入计划文件"),
        "plans:documents",
    ),
)


def _target_due(target: Target) -> object:
    return _("每年") if target.is_yearly else target.due_on


def _slow(target: Any) -> str:
    return {"red": "bad", "amber": "warn"}.get(target.colour, "")


TARGETS = Listing(
    name="targets",
    caption=_("目标"),
    columns=[
        Column("number", _("编号"), sort="order", width="narrow", kind="code"),
        Column("name", _("目标"), width="wide", sub=lambda target: target.light_why, main=True),
        Column("colour", _("灯色"), kind="light", labels=COLOUR_LABELS, sort=("light_rank", "order")),
        Column("now", pgettext_lazy("指标", "现值"), kind="code", sub=lambda t: t.origin if t.now else ""),
        Column("goal", _("要求"), value=goal_text, kind="code"),
        Column("share", _("进度"), kind="meter", tone=_slow, sort=("share", "order"), places=0, priority=2),
        Column("due_on", _("期限"), value=_target_due, kind="code", sort=("due_on", "order"), priority=2,
               sub=lambda t: t.get_due_source_display()),
        Column("as_of", _("数据日期"), kind="date", sort=("as_of", "order"), priority=3),
        Column("measure", _("措施"), value=lambda t: t.measure.number if t.measure else "", priority=3, width="narrow",
               sort=("measure__order", "order")),
        Column("scope", _("范围"), only_export=True),
        Column("due_source", _("期限来源"), value=lambda t: t.get_due_source_display(), only_export=True),
        Column("light_why", _("亮灯原因"), only_export=True),
    ],
    filters=[
        ChoiceFilter("colour", _("灯色"), choices=[(str(c), label) for c, label in COLOUR_LABELS.items()], many=True),
        ChoiceFilter("kind", _("类型"), choices=TargetKind),
    ],
    search=("name", "number", "scope"),
    default_sort=("light_rank", "order"),
    row_link="plans:target",
    page_size=50,
    empty=EmptyState(_("还没有目标"), _("导入计划文件并确认后，文件中的数值目标列在这里。"), "target"),
)  # fmt: skip
