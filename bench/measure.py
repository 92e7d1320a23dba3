"""Measuring cases against one another: interleaved, the order rotated, medians of per-round ratios."""

from __future__ import annotations

import statistics
from collections.abc import Callable
from dataclasses import dataclass, field

NOISY = 1.6
"""When the yardstick itself varies more than this within a run, nothing is published."""


@dataclass
class Rates:
    """Operations a second of each case in each round; the first round is a warm-up and not kept."""

    yardstick: str
    rounds: list[dict[str, float]] = field(default_factory=list)

    @property
    def spread(self) -> float:
        """How much the yardstick varied: greatest through least."""
        own = [each[self.yardstick] for each in self.rounds]
        return max(own) / min(own)

    @property
    def is_noisy(self) -> bool:
        """Whether the machine was too busy with other things to tell."""
        return self.spread > NOISY

    def ratio(self, case: str, yardstick: str = "") -> tuple[float, float, float]:
        """Median, least and greatest of the per-round ratios to the yardstick, or to another case."""
        ratios = [each[case] / each[yardstick or self.yardstick] for each in self.rounds]
        return statistics.median(ratios), min(ratios), max(ratios)


def interleaved(cases: dict[str, Callable[[], float]], *, yardstick: str, rounds: int) -> Rates:
    """Run every case once a round, starting with another one each time; each gives its rate."""
    rates, names = Rates(yardstick), list(cases)
    for number in range(rounds + 1):
        turn = number % len(names)
        seen = {name: cases[name]() for name in names[turn:] + names[:turn]}
        if number:
            rates.rounds.append(seen)
    return rates
