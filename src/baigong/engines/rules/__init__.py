"""Dated rules: parameters with the version in force on a day, and exact comparison of a value with a target."""

from baigong.engines.rules.comparison import Comparison, compare, progress
from baigong.engines.rules.parameters import Citation, Parameter, ParameterVersion, RulebookError, load_parameters

__all__ = [
    "Citation",
    "Comparison",
    "Parameter",
    "ParameterVersion",
    "RulebookError",
    "compare",
    "load_parameters",
    "progress",
]
