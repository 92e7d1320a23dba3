"""The credit of a hundred thousand enterprises over six years, and a reform (30 % → 25 %) for all of them in one pass.

The yardstick is counting all enterprises once, sums included: it must take no more than two seconds, and a reform, both ways and who
gains and
who loses, no more than twice the yardstick. What is counted is held against the plain way on part of the enterprises first.
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable
from datetime import date
from fractions import Fraction
from typing import Any

import numpy as np

from baigong.engines.surcharge_credit import CreditRule, CreditSettings, Firm, Investment, Membership, Payable, Withdrawal, credit_statement
from baigong.engines.surcharge_credit.all_firms import STILL, Columns, compare_rules, credit_of_all, sums_of
from bench.measure import NOISY, interleaved

ENTERPRISES = 100_000
CHECKED = 500
FIRST, YEARS = 2019, 6
MOST_SECONDS = 2.0
MOST_OF_REFORM = 2.0
ONCE, REFORM = "all enterprises counted once", "30 % and 25 % side by side, with who gains and who loses"
RULES = [CreditRule("INC-CREDIT-RATE", Fraction(3, 10), date(2019, 1, 1))]
LOWER = [CreditRule("REFORM", Fraction(1, 4), date(2019, 1, 1))]
SETTINGS = CreditSettings(("education", "local"), False, 5)


def run(rounds: int, enterprises: int = ENTERPRISES) -> dict[str, Any]:
    """Measure; the ratio is a median over the rounds."""
    columns = _columns(enterprises)
    _check(columns)
    seconds: list[float] = []

    def once() -> float:
        taken = _timed(lambda: credit_of_all(sums_of(columns, RULES, SETTINGS), SETTINGS))
        seconds.append(taken)
        return enterprises / taken

    cases: dict[str, Callable[[], float]] = {
        ONCE: once,
        REFORM: lambda: enterprises / _timed(lambda: compare_rules(columns, RULES, LOWER, SETTINGS)),
    }
    rates = interleaved(cases, yardstick=ONCE, rounds=rounds)
    median, least, greatest = rates.ratio(REFORM)
    slowest = max(seconds[1:])
    found = [
        {"name": ONCE, "seconds": slowest, "median": statistics.median(seconds), "target": MOST_SECONDS,
         "met": slowest <= MOST_SECONDS},
        {"name": REFORM, "ratio": median, "least": least, "greatest": greatest, "target": 1 / MOST_OF_REFORM,
         "met": None if rates.is_noisy else median >= 1 / MOST_OF_REFORM},
    ]  # fmt: skip
    return {"enterprises": enterprises, "noisy": rates.is_noisy, "spread": rates.spread, "cases": found}


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    once, reform = outcome["cases"]
    lines = [
        f"{outcome['enterprises']:,} enterprises, {YEARS} years",
        f"{once['name']}: median {once['median']:.3f} s, the slowest {once['seconds']:.3f} s (target {once['target']:g} s)",
        f"{reform['name']}: {1 / reform['ratio']:.2f}x the time of counting once "
        f"({1 / reform['greatest']:.2f} to {1 / reform['least']:.2f}, target at most {1 / reform['target']:g})",
    ]
    if outcome["noisy"]:
        lines.append(f"The machine was busy: the yardstick itself varied {outcome['spread']:.1f}-fold (limit {NOISY})")
    return "\n".join(lines) + "\n"


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _columns(count: int) -> Columns:
    """Enterprises of a city's kind: one stay, five investments on average, one in ten taken back in part, surcharges of every year."""
    rng = np.random.default_rng(5)
    begin, end = date(FIRST, 1, 1).toordinal(), date(FIRST + YEARS - 1, 12, 31).toordinal()
    entries, backs = count * 5, count // 2
    came = rng.integers(begin, end, count)
    left = np.where(rng.random(count) < 0.2, came + rng.integers(200, 1500, count), STILL)
    amount = rng.integers(1_000_00, 5_000_000_00, entries)
    on = rng.integers(begin, end + 1, entries)
    of = rng.permutation(entries)[:backs]
    education = rng.integers(0, 500_000_00, (count, YEARS))
    return Columns(
        count, FIRST, np.arange(count), came, left, rng.integers(0, count, entries), on, amount, of,
        np.minimum(on[of] + rng.integers(0, 900, backs), end), rng.integers(1, amount[of] + 1), education, education * 2 // 3,
    )  # fmt: skip


def _check(columns: Columns) -> None:
    """On some enterprises both ways say the same."""
    fast = credit_of_all(sums_of(columns, RULES, SETTINGS), SETTINGS)
    for number in range(min(CHECKED, columns.firms)):
        plain = credit_statement(_firm(columns, number), RULES, SETTINGS, FIRST, columns.last)
        said = [(y.new, y.used_education, y.used_local, y.clawback, y.closing) for y in plain.years]
        seen = np.stack([a[number] for a in (fast.new, fast.used_education, fast.used_local, fast.clawback, fast.closing)], axis=1)
        assert [tuple(row) for row in seen.tolist()] == said, f"the two ways differ on enterprise {number}"


def _firm(columns: Columns, number: int) -> Firm:
    def day(ordinal: Any) -> date:
        return date.fromordinal(int(ordinal))

    stay, own = np.flatnonzero(columns.stay_firm == number), np.flatnonzero(columns.entry_firm == number)
    return Firm(
        str(number),
        tuple(
            Membership(day(columns.stay_from[s]), None if columns.stay_to[s] == STILL else day(columns.stay_to[s])) for s in stay
        ),
        tuple(Investment(str(e), day(columns.entry_on[e]), int(columns.entry_amount[e])) for e in own),
        tuple(
            Withdrawal(f"W{w}", str(columns.back_entry[w]), day(columns.back_on[w]), int(columns.back_amount[w]))
            for w in np.flatnonzero(np.isin(columns.back_entry, own))
        ),
        tuple(
            Payable(FIRST + place, int(columns.education[number, place]), int(columns.local[number, place]))
            for place in range(columns.education.shape[1])
        ),
    )  # fmt: skip
