"""What upper contexts and delivery may use of plans."""

from __future__ import annotations

from baigong.contexts.plans.models import Measure, Plan, Report, Target, Task

__all__ = ["Measure", "Plan", "Report", "Target", "Task"]
