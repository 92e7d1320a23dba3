"""What the best set is chosen from: ways in which rules are met, caps, and the set that was chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Way:
    """One rule met by particular outcomes, for choosing: what it may give, and under which caps. Only free credits may be cut."""

    rule: str
    source: str
    outcomes: frozenset[str]
    courses: tuple[str, ...] = ()
    most_courses: int | None = None
    free: int = 0


@dataclass(frozen=True, slots=True)
class Caps:
    """Credits still to be given: in all, by rule and by source (a missing one has no cap). A rule has one source, so caps nest."""

    total: int
    by_rule: Mapping[str, int] = field(default_factory=dict)
    by_source: Mapping[str, int] = field(default_factory=dict)
    outcome_once: bool = True


@dataclass(frozen=True, slots=True)
class Choice:
    """The best set: which way exempts from a course, how many free credits a way gives (ways by their number)."""

    courses: tuple[tuple[str, int], ...]
    free: tuple[tuple[int, int], ...]
    credits: int
    is_proven: bool = True

    @property
    def ways(self) -> frozenset[int]:
        """The ways that give something."""
        return frozenset(way for _, way in self.courses) | frozenset(way for way, _ in self.free)


def in_order_of_filling(ways: Sequence[Way]) -> list[int]:
    """The ways that give free credits, the largest first: so that few outcomes are spent."""
    return sorted((n for n, w in enumerate(ways) if w.free > 0), key=lambda n: -ways[n].free)
