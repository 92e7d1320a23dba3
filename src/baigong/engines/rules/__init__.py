"""Dated rules: parameters in force on a day, comparison with a target, projection; conversion of credits, its conflicts, and routes."""

from baigong.engines.rules.comparison import Comparison, compare, progress
from baigong.engines.rules.parameters import Citation, Parameter, ParameterVersion, RulebookError, load_parameters
from baigong.engines.rules.projection import Goal, Projection, project

__all__ = [
    "Citation",
    "Comparison",
    "Goal",
    "Parameter",
    "ParameterVersion",
    "Projection",
    "RulebookError",
    "compare",
    "load_parameters",
    "progress",
    "project",
]
