"""Dated rules: parameters with the version in force on a day, exact comparison of a value with a target, and its projection."""

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
