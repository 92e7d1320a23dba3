"""Navigation, search and the daily light job of the ledger."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import MEASURE_POLICY, PLAN_POLICY, TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.selectors.computed import snapshots_of_figures
from baigong.contexts.plans.services.lights import record_all_lights
from baigong.kernel import jobs
from baigong.kernel.audit.words import register_words
from baigong.kernel.clock import current_time
from baigong.kernel.indicators.retention import names_snapshots
from baigong.kernel.search import Searchable, searchable
from baigong.kernel.ui.navigation import NavItem, register_nav

register_nav(
    [
        NavItem("plan", _("一页概览"), "plans:current-overview", "layout-dashboard", policy=PLAN_POLICY, action="overview", order=10),
        NavItem("plan", _("任务台账"), "plans:current-ledger", "clipboard-list", policy=TASK_POLICY, order=20),
        NavItem("plan", _("目标"), "plans:current-targets", "target", policy=TARGET_POLICY, order=30),
        NavItem("plan", _("措施"), "plans:current-measures", "list-details", policy=MEASURE_POLICY, order=40),
    ]
)


names_snapshots(snapshots_of_figures)


searchable(
    Searchable(TASK_POLICY, _("任务"), ("title", "statement", "number"), select=("plan",), icon="clipboard-list", order=10),
    Searchable(TARGET_POLICY, _("目标"), ("name", "scope", "note"), icon="target", order=10),
    Searchable(MEASURE_POLICY, _("措施"), ("title", "summary"), select=("plan",), icon="list-details", order=10),
)


@jobs.scheduled("plans.lights", _("记录灯色变化"), cron="10 5 * * *")
def record_lights_daily(progress: Any) -> dict[str, int]:
    """Write down every light that changed since yesterday (time passes: a date may have gone by)."""
    return {"changed": record_all_lights(now=current_time())}


register_words(
    {
        "plans.task.date_set": _("确定期限"),
        "plans.task.edited": _("修改任务"),
        "plans.task.broken_down": _("分解任务"),
        "plans.task.responsibilities_set": _("调整责任单位"),
        "plans.task.measures_linked": _("对应措施"),
        "plans.task.exported": _("导出台账"),
        "plans.target.exported": _("导出目标"),
        "plans.milestone.added": _("增加节点"),
        "plans.milestone.removed": _("删除节点"),
        "plans.target.date_set": _("确定目标期限"),
        "plans.target.interim_set": _("设定阶段值"),
        "plans.target.tasks_named": _("指定对应任务"),
        "plans.target.sliced": _("分解目标"),
        "plans.target.outcome_named": _("指定成效"),
        "plans.target.computed": _("由快照取得目标数值"),
        "plans.plan.rule_set": _("设定亮灯参数"),
    }
)
