"""What upper contexts and delivery may use of plans."""

from __future__ import annotations

from baigong.contexts.plans.access import TARGET_POLICY, TASK_POLICY
from baigong.contexts.plans.events import ReportAccepted, TaskMoved
from baigong.contexts.plans.models import Measure, Plan, Report, Target, Task
from baigong.contexts.plans.selectors.ledger import find_current_plan, get_plan
from baigong.contexts.plans.selectors.lights import plan_lights
from baigong.contexts.plans.selectors.workbench import workbench_plan
from baigong.contexts.plans.services.lights import keep_lights, record_lights
from baigong.contexts.plans.services.loading import load_plan

__all__ = [
    "TARGET_POLICY",
    "TASK_POLICY",
    "Measure",
    "Plan",
    "Report",
    "ReportAccepted",
    "Target",
    "Task",
    "TaskMoved",
    "find_current_plan",
    "get_plan",
    "keep_lights",
    "load_plan",
    "plan_lights",
    "record_lights",
    "workbench_plan",
]
