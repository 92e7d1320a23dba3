"""Conversion by rules: how long one decision takes with its whole explanation, and what trying other rules on past claims costs.

The yardstick of a trial is deciding the same claims once. A hundred thousand claims of a city's size: up to six outcomes each of 120 types,
against 80 rules on 40 courses, under caps that bind. The trial must find what two whole runs of decisions find; that is checked first.

Beside them sets made hard on purpose (``hard_sets``), each decision of which is timed by itself; how many were not proven best is told.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from baigong.engines.rules.conversion import ConversionRule, Need, RuleBook
from baigong.engines.rules.decision import decide
from baigong.engines.rules.facts import ApplicantFacts, CourseFact, OutcomeFact, SchoolSettings, Target
from baigong.engines.rules.what_if import Claim, WhatIf, try_rules
from bench.measure import NOISY, interleaved

CLAIMS = 100_000
CHECKED = 2_000
SLOWEST = 0.010
"""Seconds that 99 of 100 ordinary decisions, and every one of the hard ones, may take at most."""
HARD = 500
"""Decisions of each hard set."""
LEAST = 0.5
"""A trial may cost twice the yardstick."""
ONCE, ONE_RULE, ALL = "decided once", "a new version of one rule tried", "other caps tried, every claim decided anew"
SETTINGS = SchoolSettings(Fraction(1, 3), 5, True, {"certificate": 2000})


def run(rounds: int, claims: int = CLAIMS, hard: int = HARD) -> dict[str, Any]:
    """Measure; ratios are medians over the rounds."""
    rules = _rules(random.Random(1))
    book = RuleBook(rules)
    told = _claims(random.Random(2), claims)
    newer = RuleBook([replace(rules[0], version=2, credits=600), *rules[1:]])
    narrower = replace(SETTINGS, cap_ratio=Fraction(1, 4))
    _check(told[:CHECKED], book, newer, SETTINGS, SETTINGS)
    _check(told[:CHECKED], book, book, SETTINGS, narrower)
    seconds = sorted(_of_the_processor(claim, book) for claim in told[:10_000])
    slowest = seconds[int(len(seconds) * 0.99)]
    cases: dict[str, Callable[[], float]] = {
        ONCE: lambda: claims / _timed(lambda: [decide(claim.facts, book, SETTINGS, claim.on) for claim in told]),
        ONE_RULE: lambda: claims / _timed(lambda: try_rules(told, book, newer, SETTINGS)),
        ALL: lambda: claims / _timed(lambda: try_rules(told, book, book, SETTINGS, narrower)),
    }
    rates = interleaved(cases, yardstick=ONCE, rounds=rounds)
    found = [{"name": "one decision, explained", "seconds": slowest, "median": seconds[len(seconds) // 2], "target": SLOWEST,
              "met": slowest <= SLOWEST}]  # fmt: skip
    found += [_hard_case(name, claims, hard_book, settings) for name, (claims, hard_book, settings) in hard_sets(hard).items()]
    for name in (ONE_RULE, ALL):
        median, least, greatest = rates.ratio(name)
        met = None if rates.is_noisy else median >= LEAST
        found.append({"name": name, "ratio": median, "least": least, "greatest": greatest, "target": LEAST, "met": met})
    return {"claims": claims, "noisy": rates.is_noisy, "spread": rates.spread, "cases": found}


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    decision = outcome["cases"][0]
    hard = [case for case in outcome["cases"] if "worst" in case]
    lines = [
        f"{outcome['claims']:,} claims",
        f"{decision['name']}: median {decision['median'] * 1000:.2f} ms, 99 of 100 within {decision['seconds'] * 1000:.2f} ms "
        f"(target {decision['target'] * 1000:g})",
        *(
            f"hard, {case['name']}: {case['count']} decisions, median {case['median'] * 1000:.2f} ms, 99 of 100 within "
            f"{case['seconds'] * 1000:.2f} ms, the worst {case['worst'] * 1000:.2f} ms (target {case['target'] * 1000:g}), "
            f"{case['unproven']} not proven best"
            for case in hard
        ),
    ]
    for case in (case for case in outcome["cases"] if "ratio" in case):
        cost = 1 / case["ratio"]
        span = f"{1 / case['greatest']:.2f} to {1 / case['least']:.2f}, target at most {1 / case['target']:g}"
        lines.append(f"{case['name']}: {cost:.2f}x the time of deciding once ({span})")
    if outcome["noisy"]:
        lines.append(f"The machine was busy: the yardstick itself varied {outcome['spread']:.1f}-fold (limit {NOISY})")
    return "\n".join(lines) + "\n"


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _of_the_processor(claim: Claim, book: RuleBook, settings: SchoolSettings = SETTINGS) -> float:
    """Processor time of one decision: so short a time by the clock would tell of the machine's other work."""
    start = time.process_time()
    decide(claim.facts, book, settings, claim.on)
    return time.process_time() - start


def _hard_case(name: str, claims: Sequence[Claim], book: RuleBook, settings: SchoolSettings) -> dict[str, Any]:
    """Every decision by itself, the better of two: the first may pay for the machine's other work."""
    seconds = sorted(min(_of_the_processor(claim, book, settings) for _ in range(2)) for claim in claims)
    unproven = sum(not decide(claim.facts, book, settings, claim.on).is_proven for claim in claims)
    worst = seconds[-1]
    return {"name": name, "count": len(claims), "median": seconds[len(seconds) // 2], "seconds": seconds[int(len(seconds) * 0.99)],
            "worst": worst, "unproven": unproven, "target": SLOWEST, "met": worst <= SLOWEST}  # fmt: skip


def _check(claims: Sequence[Claim], old: RuleBook, new: RuleBook, before: SchoolSettings, after: SchoolSettings) -> None:
    """A trial says what two runs of decisions say."""
    said: WhatIf = try_rules(claims, old, new, before, after)
    wanted = {}
    for claim in claims:
        one, other = decide(claim.facts, old, before, claim.on), decide(claim.facts, new, after, claim.on)
        if (one.credits, {g.course for g in one.exemptions}) != (other.credits, {g.course for g in other.exemptions}):
            wanted[claim.id] = (one.credits, other.credits)
    assert {change.claim: (change.before, change.after) for change in said.changes} == wanted, "the trial and two runs differ"


def _rules(rng: random.Random, count: int = 80, kinds_of: int = 120) -> list[ConversionRule]:
    kinds = _kinds(kinds_of)
    rules = []
    for number in range(count):
        name = rng.choice(list(kinds))
        needs = (Need(name, minimum_level=rng.choice([0, 1, 2])),)
        if not number % 10:
            needs = (*needs, Need(rng.choice(list(kinds))))
        courses = tuple(f"C{n}" for n in rng.sample(range(40), rng.choice([0, 1, 1, 2])))
        hours, credits = (16, 0) if not courses and number % 2 else (0, 0 if courses else 300)
        cap = rng.choice([None, 600])
        given = {"courses": courses, "credits": credits, "hours_per_credit": hours, "cap": cap}
        rules.append(ConversionRule(f"R{number}", 1, date(2020, 1, 1), needs, kinds[name], **given))
    return rules


def _kinds(count: int = 120) -> dict[str, str]:
    return {f"T{n}": ("certificate", "training", "contest", "work")[n % 4] for n in range(count)}


def _claims(rng: random.Random, count: int, held: Sequence[int] = (1, 1, 2, 2, 3, 4, 6), kinds_of: int = 120) -> list[Claim]:
    kinds = _kinds(kinds_of)
    courses = tuple(CourseFact(f"C{n}", (200, 300, 400, 600)[n % 4], "major" if n % 3 else "general", n) for n in range(40))
    target = Target("520201", sum(course.credits for course in courses), courses)
    claims = []
    for number in range(count):
        outcomes = tuple(
            OutcomeFact(
                f"{number}-{place}", name, kinds[name], date(2020, 1, 1) + timedelta(rng.randrange(700)), level=rng.randrange(4),
                ladder=name if kinds[name] == "certificate" else "", hours=rng.randrange(160),
            )
            for place, name in enumerate(rng.choices(list(kinds), k=rng.choice(held)))
        )  # fmt: skip
        claims.append(Claim(str(number), ApplicantFacts(outcomes, target), date(2022, 3, 1) + timedelta(rng.randrange(90))))
    return claims


def hard_sets(count: int) -> dict[str, tuple[list[Claim], RuleBook, SchoolSettings]]:
    """Claims made hard on purpose, with their rules and settings."""
    narrow = replace(SETTINGS, cap_ratio=Fraction(1, 8), source_caps={"certificate": 900, "training": 700})
    third = replace(SETTINGS, source_caps={"certificate": 1500, "training": 1200})
    many, asked_by_ten = (RuleBook(_rules(random.Random(3), 200, kinds)) for kinds in (120, 20))
    return {
        "ten outcomes against 200 rules": (_claims(random.Random(4), count, held=(10,)), many, narrow),
        "ten outcomes, each asked for by ten rules": (_claims(random.Random(4), count, held=(10,), kinds_of=20), asked_by_ten, third),
        "fourteen outcomes, sixty rules that cross": (*_crossing(random.Random(5), count), third),
        "credits that fit no cap": (*_uneven(random.Random(6), count), replace(SETTINGS, cap_ratio=Fraction(1, 3), source_caps={})),
        "ten of a kind": (*_alike(random.Random(7), count), narrow),
    }


def _claim(number: int, kinds: Sequence[tuple[str, str]], worth: Sequence[int], rng: random.Random) -> Claim:
    outcomes = tuple(
        OutcomeFact(f"{number}-{place}", name, source, date(2021, 1, 1), hours=rng.randrange(16, 160))
        for place, (name, source) in enumerate(kinds)
    )
    courses = tuple(CourseFact(f"C{n}", credits, "major", rng.randrange(100)) for n, credits in enumerate(worth))
    return Claim(str(number), ApplicantFacts(outcomes, Target("520201", sum(worth), courses)), date(2022, 3, 1))


def _crossing(rng: random.Random, count: int) -> tuple[list[Claim], RuleBook]:
    """Each rule asks for one or two of fourteen outcomes and gives up to three of twenty courses."""
    sources = ("certificate", "training", "contest", "work")
    kinds = [(f"T{n}", sources[n % 4]) for n in range(14)]
    rules = []
    for number in range(60):
        chosen = rng.sample(range(14), rng.choice([1, 1, 1, 2]))
        courses = tuple(f"C{n}" for n in rng.sample(range(20), rng.choice([0, 1, 1, 2, 3])))
        given: dict[str, Any] = {"courses": courses, "credits": 0 if courses else rng.choice([100, 200, 350])}
        rules.append(
            ConversionRule(
                f"R{number}", 1, date(2020, 1, 1), tuple(Need(f"T{n}") for n in chosen), sources[chosen[0] % 4],
                most_courses=rng.choice([None, 1]), cap=400 if not number % 3 else None, **given,
            )
        )  # fmt: skip
    worths = [[rng.choice([100, 150, 200, 250, 300, 400, 450, 600]) for _ in range(20)] for _ in range(count)]
    return [_claim(number, kinds, worth, rng) for number, worth in enumerate(worths)], RuleBook(rules)


def _uneven(rng: random.Random, count: int) -> tuple[list[Claim], RuleBook]:
    """One course for each of twelve outcomes, of credits that hardly ever fill the cap: every set would have to be tried."""
    kinds = [(f"T{n}", "certificate") for n in range(12)]
    rules = [ConversionRule(f"R{n}", 1, date(2020, 1, 1), (Need(f"T{n}"),), "certificate", courses=(f"C{n}",)) for n in range(12)]
    return [_claim(n, kinds, [rng.randrange(101, 600, 2) for _ in range(14)], rng) for n in range(count)], RuleBook(rules)


def _alike(rng: random.Random, count: int) -> tuple[list[Claim], RuleBook]:
    """Rules that take any outcome of a kind, for learners with ten of that kind: every rule is met in ten ways."""
    kinds = [("T", "training")] * 10
    rules = [
        ConversionRule(
            f"R{n}", 1, date(2020, 1, 1), (Need(source="training"),), "training", cap=rng.choice([None, 500]),
            courses=tuple(f"C{m}" for m in rng.sample(range(12), rng.choice([1, 1, 2]))) if n % 3 else (),
            hours_per_credit=0 if n % 3 else 16,
        )
        for n in range(8)
    ]  # fmt: skip
    return [_claim(n, kinds, [rng.choice([150, 200, 300, 400]) for _ in range(12)], rng) for n in range(count)], RuleBook(rules)
