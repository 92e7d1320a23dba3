"""Lights: computed by dated rules from records, never chosen; each says which number and rule made it and what turns it green."""

from baigong.contexts.plans.lights.light import Colour, Light, worst
from baigong.contexts.plans.lights.targets import TargetFacts, target_light
from baigong.contexts.plans.lights.tasks import TaskFacts, task_light
from baigong.contexts.plans.lights.thresholds import Thresholds

__all__ = ["Colour", "Light", "TargetFacts", "TaskFacts", "Thresholds", "target_light", "task_light", "worst"]
