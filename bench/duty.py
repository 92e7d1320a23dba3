"""The duty of places of a hundred thousand enterprises, and a reform (2 % → 3 %, groups pooled) for all of them.

The yardstick is reckoning all enterprises once: it must take no more than two seconds, and a reform held against the answers at hand, with
who changes, no more than twice the yardstick. What is reckoned is held against the plain way on part of the enterprises first.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import numpy as np

from baigong.engines.place_duty.deciding import duties_of
from baigong.engines.place_duty.facts import Counting, DutySettings, EnterpriseYear, Rounding
from baigong.engines.place_duty.many import NONE, VERDICTS, Duties, EnterpriseYears, duties_of_many
from bench.measure import NOISY, interleaved

ENTERPRISES = 100_000
CHECKED = 2_000
MOST_SECONDS = 2.0
MOST_OF_REFORM = 2.0
ONCE, REFORM = "all enterprises reckoned once", "3 % in the place of 2 % held against the answers at hand, with whose answer changes"
SETTINGS = DutySettings(
    share=Fraction(2, 100), cap=Fraction(1, 10), rounding=Rounding.CEIL, counting=Counting.HEADS, least_days=1, pools_groups=True
)
REFORMED = replace(SETTINGS, share=Fraction(3, 100))


def run(rounds: int, enterprises: int = ENTERPRISES) -> dict[str, Any]:
    """Measure; the ratio is a median over the rounds."""
    told = _enterprises(enterprises)
    columns = _columns(told)
    _check(told[:CHECKED])
    seconds: list[float] = []
    known = duties_of_many(columns, SETTINGS)

    def once() -> float:
        taken = _timed(lambda: duties_of_many(columns, SETTINGS))
        seconds.append(taken)
        return enterprises / taken

    cases: dict[str, Callable[[], float]] = {ONCE: once, REFORM: lambda: enterprises / _timed(lambda: _reform(columns, known))}
    rates = interleaved(cases, yardstick=ONCE, rounds=rounds)
    median, least, greatest = rates.ratio(REFORM)
    slowest = max(seconds[1:])
    found = [
        {"name": ONCE, "seconds": slowest, "median": statistics.median(seconds), "target": MOST_SECONDS, "met": slowest <= MOST_SECONDS},
        {"name": REFORM, "ratio": median, "least": least, "greatest": greatest, "target": 1 / MOST_OF_REFORM,
         "met": None if rates.is_noisy else median >= 1 / MOST_OF_REFORM},
    ]  # fmt: skip
    return {"enterprises": enterprises, "noisy": rates.is_noisy, "spread": rates.spread, "cases": found}


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    once, reform = outcome["cases"]
    lines = [f"{outcome['enterprises']:,} enterprises"]
    lines.append(
        f"{once['name']}: median {once['median'] * 1000:.1f} ms, the slowest {once['seconds'] * 1000:.1f} ms (target {once['target']:g} s)"
    )
    cost = 1 / reform["ratio"]
    span = f"{1 / reform['greatest']:.2f} to {1 / reform['least']:.2f}, target at most {1 / reform['target']:g}"
    lines.append(f"{reform['name']}: {cost:.2f}x the time of reckoning once ({span})")
    if outcome["noisy"]:
        lines.append(f"The machine was busy: the yardstick itself varied {outcome['spread']:.1f}-fold (limit {NOISY})")
    return "\n".join(lines) + "\n"


def _reform(columns: EnterpriseYears, known: Duties) -> Any:
    after = duties_of_many(columns, REFORMED)
    return np.flatnonzero(known.verdict != after.verdict), after.missing.sum() - known.missing.sum()


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _check(told: list[EnterpriseYear]) -> None:
    """Columns say what the plain way says."""
    for settings in (SETTINGS, REFORMED):
        plain, fast = duties_of(told, settings), duties_of_many(_columns(told), settings)
        assert [VERDICTS[code] for code in fast.verdict] == [duty.verdict for duty in plain], "the two ways differ"
        assert fast.missing.tolist() == [duty.missing for duty in plain], "the two ways differ"


def _enterprises(count: int) -> list[EnterpriseYear]:
    draw = random.Random(7)
    return [
        EnterpriseYear(
            str(n), None if draw.random() < 0.03 else int(draw.paretovariate(0.9) * 8) % 50_000, Fraction(draw.choice((0, 0, 1, 2, 5, 20))),
            draw.randrange(3000), None if draw.random() < 0.7 else draw.randrange(200), str(n // 4) if n % 5 == 0 else None,
        )
        for n in range(count)
    ]  # fmt: skip


def _columns(told: list[EnterpriseYear]) -> EnterpriseYears:
    groups: dict[str, int] = {}
    for one in told:
        if one.group is not None:
            groups.setdefault(one.group, len(groups))
    return EnterpriseYears(
        staff=np.array([NONE if one.staff is None else int(one.staff) for one in told], np.int64),
        heads=np.array([int(one.heads) for one in told], np.int64),
        person_days=np.array([one.person_days for one in told], np.int64),
        staff_on_post=np.array([NONE if one.staff_on_post is None else int(one.staff_on_post) for one in told], np.int64),
        group=np.array([NONE if one.group is None else groups[one.group] for one in told], np.int64),
    )
