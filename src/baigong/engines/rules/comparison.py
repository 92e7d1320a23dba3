"""A value held against a target, exactly: thresholds compare ratios, never rounded percentages.

以上, 以下 and 以内 include the figure itself (Civil Code, Article 1259); 超过 does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Comparison:
    """Whether a value meets a target, and by how much it misses (``gap`` ≥ 0 in the target's unit; 0 when met)."""

    met: bool
    gap: Fraction
    floor: Fraction | None
    ceiling: Fraction | None


def bounds(
    comparator: str, target: Fraction, high: Fraction | None = None, tolerance: Fraction | None = None
) -> tuple[Fraction | None, Fraction | None, bool]:
    """The lowest and highest value that meet the target, and whether the bound itself is excluded.

    ``=`` in a plan ("建设20个") asks for that many: more is not less, so it is a floor. ``~`` ("20个左右") is a floor too,
    lowered by ``tolerance`` (a share of the target) once somebody has set one. Raises ``ValueError`` for an unknown comparator.
    """
    match comparator:
        case "=" | ">=":
            return target, None, False
        case ">":
            return target, None, True
        case "<=":
            return None, target, False
        case "<":
            return None, target, True
        case "~":
            return target * (1 - (tolerance or 0)), None, False
        case "range":
            return target, high, False
    raise ValueError(f"unknown comparator {comparator!r}")


def compare(
    value: Fraction, comparator: str, target: Fraction, high: Fraction | None = None, tolerance: Fraction | None = None
) -> Comparison:
    """Hold ``value`` against the target. A range is met from its lower figure on: reaching more than the upper one is no miss."""
    floor, ceiling, strict = bounds(comparator, target, high, tolerance)
    if floor is not None:
        met = value > floor if strict else value >= floor
        return Comparison(met, Fraction(0) if met else floor - value, floor, ceiling)
    assert ceiling is not None
    met = value < ceiling if strict else value <= ceiling
    return Comparison(met, Fraction(0) if met else value - ceiling, floor, ceiling)


def progress(value: Fraction, comparator: str, target: Fraction, baseline: Fraction | None = None) -> Fraction | None:
    """How far along: min(1, achieved ÷ asked) from the baseline on (regulations reference, section 1); ``None`` where undefined.

    For "at most" targets progress needs a baseline from which to come down.
    """
    if comparator in {"<=", "<"}:
        if baseline is None or baseline == target:
            return None
        share = (baseline - value) / (baseline - target)
    else:
        start = baseline or Fraction(0)
        if target == start:
            return None
        share = (value - start) / (target - start)
    return max(Fraction(0), min(Fraction(1), share))
