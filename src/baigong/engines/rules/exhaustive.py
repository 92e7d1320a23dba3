"""The plain references of choosing and of routes: every set is tried. Obviously right, and only for a few ways and courses."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain, combinations, product

from baigong.engines.rules.awards import Award, Held, assess
from baigong.engines.rules.routes import Step
from baigong.engines.rules.ways import Caps, Choice, Way, in_order_of_filling


def choose_exhaustively(ways: Sequence[Way], worth: Mapping[str, int], caps: Caps) -> Choice:
    """The best set by trying all: each course by each way or none, then every subset of the ways that give free credits."""
    courses = [c for c in worth if any(c in w.courses for w in ways)]
    free_ways = in_order_of_filling(ways)
    options = [[n for n, w in enumerate(ways) if c in w.courses] for c in courses]
    # The later an item stands here, the less it weighs.
    items: list[tuple[str | None, int]] = [(c, w) for c, givers in zip(courses, options, strict=True) for w in givers]
    items += [(None, w) for w in free_ways]
    best: tuple[tuple[object, ...], Choice] | None = None
    for picks in product(*[[*givers, None] for givers in options]):
        given = tuple((c, w) for c, w in zip(courses, picks, strict=True) if w is not None)
        for subset in chain.from_iterable(combinations(free_ways, size) for size in range(len(free_ways) + 1)):
            amounts = _fill(ways, worth, caps, given, subset)
            if amounts is None:
                continue
            choice = Choice(given, amounts, sum(worth[c] for c, _ in given) + sum(a for _, a in amounts))
            chosen = {*given, *((None, w) for w, _ in amounts)}
            value = (
                choice.credits,
                [c in {course for course, _ in given} for c in courses],
                [item in chosen for item in items],
            )
            if best is None or value > best[0]:
                best = (value, choice)
    assert best is not None
    return best[1]


def _fill(
    ways: Sequence[Way], worth: Mapping[str, int], caps: Caps, given: Sequence[tuple[str, int]], subset: Sequence[int]
) -> tuple[tuple[int, int], ...] | None:
    """How many free credits each way of the subset gives, in order, under the caps; None where the set is against a rule."""
    active = {w for _, w in given} | set(subset)
    if caps.outcome_once:
        spent = [o for w in active for o in ways[w].outcomes]
        if len(spent) != len(set(spent)):
            return None
    for way in active:
        most = ways[way].most_courses
        if most is not None and sum(w == way for _, w in given) > most:
            return None
    total = caps.total
    by_rule, by_source = dict(caps.by_rule), dict(caps.by_source)

    def room(way: int) -> int:
        return min(total, by_rule.get(ways[way].rule, total), by_source.get(ways[way].source, total))

    def take(way: int, amount: int) -> None:
        nonlocal total
        total -= amount
        for book, name in ((by_rule, ways[way].rule), (by_source, ways[way].source)):
            if name in book:
                book[name] -= amount

    for course, way in given:
        if worth[course] > room(way):
            return None
        take(way, worth[course])
    amounts = []
    for way in subset:
        amount = min(ways[way].free, room(way))
        if amount <= 0:
            return None
        take(way, amount)
        amounts.append((way, amount))
    return tuple(amounts)


def plan_exhaustively(award: Award, held: Sequence[Held], steps: Sequence[Step], caps: Caps, attaining: Mapping[str, int]) -> int | None:
    """The hours of the shortest route by trying every set of steps (free credits whole); None where no set gives the diploma."""
    best = None
    for size in range(len(steps) + 1):
        for chosen in combinations(steps, size):
            if (
                not _fits(chosen, caps)
                or not assess(award, [*held, *(Held(s.credits, s.category, s.source, s.course) for s in chosen)]).is_met
            ):
                continue
            attained = {o for s in chosen for o in s.outcomes} & attaining.keys()
            cost = sum(s.cost for s in chosen) + sum(attaining[o] for o in attained)
            best = cost if best is None else min(best, cost)
    return best


def _fits(chosen: Sequence[Step], caps: Caps) -> bool:
    """Whether a set of steps keeps to the caps, takes no course twice, and lets no two ways spend the same."""
    courses = [s.course for s in chosen if s.course]
    ways = {s.way: s for s in chosen if s.way}
    spent = [o for s in ways.values() for o in s.spends]
    converted = [s for s in chosen if s.way]
    return (
        len(courses) == len(set(courses))
        and len(spent) == len(set(spent))
        and sum(s.credits for s in converted) <= caps.total
        and all(sum(s.credits for s in converted if s.rule == r) <= cap for r, cap in caps.by_rule.items())
        and all(sum(s.credits for s in converted if s.source == q) <= cap for q, cap in caps.by_source.items())
        and all(s.most is None or sum(t.way == s.way and bool(t.course) for t in chosen) <= s.most for s in converted if s.course)
    )
