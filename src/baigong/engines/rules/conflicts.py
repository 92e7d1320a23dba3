"""What contradicts itself in a set of conversion rules, before a learner meets it.

Found by looking at the declarations only: dates that leave gaps or run into each other, two rules that give credit for one outcome, caps
that contradict each other or leave a rule nothing to give, rules that ask what nobody can have. Chains and cycles: ``chains.py``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction
from itertools import combinations, pairwise
from typing import Literal

from baigong.engines.rules.conversion import ConversionRule, Need

Kind = Literal[
    "from_nothing", "never", "overlap", "gap", "double", "same_course", "cap_too_small", "cap_below_gift", "cap_never_reached",
    "unknown_type", "unknown_course", "level_out_of_reach", "cycle", "chain",
]  # fmt: skip
SERIOUS: frozenset[Kind] = frozenset({"from_nothing", "never", "overlap", "cap_too_small", "cycle"})
"""What makes a rule set wrong whatever a school meant by it. The rest may be meant, and a person looks at it."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """One contradiction: the rules in it, what it is about (``subject``: an outcome type, a course, a source), from when until when."""

    kind: Kind
    rules: tuple[str, ...]
    subject: str = ""
    since: date | None = None
    until: date | None = None
    asked: int | None = None
    found: int | None = None
    path: tuple[str, ...] = ()
    ratio: Fraction | None = None
    is_serious: bool = False


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the rules stand in: the outcome types with their source, highest level and usual credits; the courses with theirs, and the
    outcome type that each course becomes; the caps of sources, and the cap of each programme. What is empty is not checked against.
    """

    sources: Mapping[str, str] = field(default_factory=dict)
    levels: Mapping[str, int] = field(default_factory=dict)
    type_credits: Mapping[str, int] = field(default_factory=dict)
    course_credits: Mapping[str, int] = field(default_factory=dict)
    becomes: Mapping[str, str] = field(default_factory=dict)
    source_caps: Mapping[str, int] = field(default_factory=dict)
    programme_caps: Mapping[str, int] = field(default_factory=dict)
    outcome_once: bool = True


def find_conflicts(rules: Iterable[ConversionRule], around: Surroundings) -> list[Conflict]:
    """Every contradiction of single rules and of pairs, the serious first, in a fixed order."""
    rules = sorted(rules, key=lambda r: (r.id, r.since, r.version))
    found = [*_alone(rules, around), *_versions(rules), *_doubles(rules, around), *_caps(rules, around)]
    return sorted(found, key=lambda c: (not c.is_serious, c.kind, c.rules, c.subject, c.since or date.min))


def _conflict(kind: Kind, *rules: ConversionRule, is_serious: bool | None = None, **values: object) -> Conflict:
    names = tuple(dict.fromkeys(r.id for r in rules))
    serious = kind in SERIOUS if is_serious is None else is_serious
    return Conflict(kind, names, is_serious=serious, **values)  # type: ignore[arg-type]


def _alone(rules: Sequence[ConversionRule], around: Surroundings) -> Iterator[Conflict]:
    """What is wrong with one rule by itself."""
    for rule in rules:
        if not rule.needs or any(not need.type and not need.source for need in rule.needs):
            yield _conflict("from_nothing", rule, since=rule.since, until=rule.until)
        if rule.until is not None and rule.until < rule.since:
            yield _conflict("never", rule, since=rule.since, until=rule.until)
        for need in rule.needs:
            if need.type and around.sources and need.type not in around.sources:
                yield _conflict("unknown_type", rule, subject=need.type)
            highest = around.levels.get(need.type)
            if highest is not None and need.minimum_level > highest:
                yield _conflict("level_out_of_reach", rule, subject=need.type, asked=need.minimum_level, found=highest)
        for course in rule.courses:
            if around.course_credits and course not in around.course_credits:
                yield _conflict("unknown_course", rule, subject=course)


def _versions(rules: Sequence[ConversionRule]) -> Iterator[Conflict]:
    """Versions of one rule that run into each other, or leave days on which none holds."""
    by_id: dict[str, list[ConversionRule]] = defaultdict(list)
    for rule in rules:
        if rule.until is None or rule.since <= rule.until:
            by_id[rule.id].append(rule)
    for versions in by_id.values():
        for earlier, later in combinations(versions, 2):
            if days := shared_days(earlier, later):
                yield _conflict("overlap", earlier, later, since=days[0], until=days[1], asked=later.version, found=earlier.version)
        covered: date | None = None
        for earlier, later in pairwise(versions):
            if earlier.until is None:
                break
            covered = earlier.until if covered is None else max(covered, earlier.until)
            first = covered + timedelta(days=1)
            if later.since > first:
                yield _conflict("gap", earlier, later, since=first, until=later.since - timedelta(days=1))


def shared_days(one: ConversionRule, other: ConversionRule) -> tuple[date, date | None] | None:
    """The days on which both hold; None where there is none."""
    since = max(one.since, other.since)
    until = min(one.until or date.max, other.until or date.max)
    return (since, None if until == date.max else until) if since <= until else None


def _doubles(rules: Sequence[ConversionRule], around: Surroundings) -> Iterator[Conflict]:
    """Two rules that one and the same outcome can meet, on the same days, for the same programme."""
    by_type: dict[str, list[tuple[ConversionRule, Need]]] = defaultdict(list)
    types_of: dict[str, list[str]] = defaultdict(list)
    for name, source in around.sources.items():
        types_of[source].append(name)
    for rule in rules:
        for need in rule.needs:
            for name in [need.type] if need.type else types_of[need.source] or [f"*{need.source}"]:
                by_type[name].append((rule, need))
    seen: set[tuple[str, str, str]] = set()
    for name, members in sorted(by_type.items()):
        for (one, need), (other, second) in combinations(members, 2):
            days = shared_days(one, other)
            same_programme = not one.programmes or not other.programmes or one.programmes & other.programmes
            if one.id == other.id or days is None or not same_programme:
                continue
            if need.type == second.type == "" and (one.id, other.id, need.source) in seen:
                continue
            seen.add((one.id, other.id, need.source))
            subject = name if need.type or second.type else need.source
            if set(one.courses) & set(other.courses) and not (one.credits or other.credits):
                yield _conflict("same_course", one, other, subject=subject, since=days[0], until=days[1])
            else:
                yield _conflict("double", one, other, subject=subject, since=days[0], until=days[1], is_serious=not around.outcome_once)


def _caps(rules: Sequence[ConversionRule], around: Surroundings) -> Iterator[Conflict]:
    """Caps that leave nothing to give, are below one gift of the rule, or can never be reached because another is narrower."""
    for rule in rules:
        worth = [around.course_credits[c] for c in rule.courses if c in around.course_credits]
        open_ended = bool(rule.hours_per_credit or rule.keeps_credits)
        reach = [cap for name, cap in around.programme_caps.items() if rule.is_for(name)]
        limits = [("rule", rule.cap), (rule.source, around.source_caps.get(rule.source)), ("programme", max(reach, default=None))]
        smallest = min([*worth, *([rule.credits or 1] if rule.credits or open_ended else [])], default=None)
        for subject, cap in limits:
            if cap is None or smallest is None:
                continue
            # Free credits can be cut to the cap, a course cannot.
            needed = 1 if rule.credits or open_ended else smallest
            if cap < needed:
                yield _conflict("cap_too_small", rule, subject=subject, asked=needed, found=cap)
            elif rule.credits > cap or any(amount > cap for amount in worth):
                yield _conflict("cap_below_gift", rule, subject=subject, asked=max([rule.credits, *worth]), found=cap)
        for subject, cap in limits[1:]:
            if rule.cap is not None and cap is not None and rule.cap > cap:
                yield _conflict("cap_never_reached", rule, subject=subject, asked=rule.cap, found=cap)
