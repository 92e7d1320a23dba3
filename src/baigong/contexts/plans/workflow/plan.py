"""The life of a plan."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import PLAN_POLICY
from baigong.contexts.plans.models import Plan, PlanState
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of


def plan_has_tasks(plan: Plan) -> str | None:
    """A plan without tasks cannot be run."""
    return None if plan.tasks.exists() else gettext("计划还没有任务：请先导入文件并确认，或装入计划数据包。")


PLAN = StateMachine(
    policy=PLAN_POLICY,
    states=PlanState,
    initial=PlanState.PREPARED,
    final=frozenset({PlanState.CLOSED}),
    transitions=[
        step("start", PlanState.PREPARED, PlanState.RUNNING, _("开始执行"), "started", guard=plan_has_tasks),
        step("close", PlanState.RUNNING, PlanState.CLOSED, _("结束计划"), "closed", reason_required=True, danger=True,
             explain=_("结束后不再开放新的报告期；已有记录全部保留。")),
    ],
)  # fmt: skip
