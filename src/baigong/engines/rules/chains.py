"""Chains and cycles: rules by which a credit given becomes the ground of another credit.

A course that somebody was exempted from may itself be an outcome that another rule takes: then one thing learnt is credited again and
again. A chain that comes back to where it began is a cycle; where more comes back than went in, credit is created from nothing.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from baigong.engines.rules.conflicts import Conflict, Surroundings, shared_days
from baigong.engines.rules.conversion import ConversionRule


@dataclass(frozen=True, slots=True)
class _Link:
    """By ``rule`` an outcome of type ``start`` gives a course, which is an outcome of type ``end``; ``ratio`` of credits where known."""

    start: str
    end: str
    rule: ConversionRule
    ratio: Fraction | None


def find_chains(rules: Iterable[ConversionRule], around: Surroundings) -> list[Conflict]:
    """The shortest cycle through every link that lies on one; and chains of two links outside cycles, serious where credit grows."""
    links = _links(rules, around)
    cycles: dict[tuple[str, ...], Conflict] = {}
    cyclic: set[_Link] = set()
    for leaving in links.values():
        for link in leaving:
            path = _way_back(link, links)
            if path:
                cyclic |= set(path)
                cycles.setdefault(_turned(path), _told("cycle", path, is_serious=True))
    chains: dict[tuple[str, ...], Conflict] = {}
    for leaving in links.values():
        for first in leaving:
            for second in links.get(first.end, []):
                if second.rule.id != first.rule.id and shared_days(first.rule, second.rule) and not {first, second} <= cyclic:
                    ratio = _product((first, second))
                    key = (first.start, first.rule.id, second.rule.id, second.end)
                    chains[key] = _told("chain", (first, second), is_serious=ratio is not None and ratio > 1)
    return [cycles[key] for key in sorted(cycles)] + sorted(chains.values(), key=lambda c: (not c.is_serious, c.path))


def _links(rules: Iterable[ConversionRule], around: Surroundings) -> Mapping[str, list[_Link]]:
    by_source: dict[str, list[str]] = defaultdict(list)
    for name, source in around.sources.items():
        by_source[source].append(name)
    links: dict[str, list[_Link]] = defaultdict(list)
    for rule in sorted(rules, key=lambda r: (r.id, r.version)):
        for need in rule.needs:
            for start in [need.type] if need.type else sorted(by_source[need.source]):
                for course in rule.courses:
                    end = around.becomes.get(course)
                    if end is not None:
                        worth, given = around.type_credits.get(start), around.course_credits.get(course)
                        links[start].append(_Link(start, end, rule, Fraction(given, worth) if worth and given else None))
    return links


def _way_back(link: _Link, links: Mapping[str, list[_Link]]) -> tuple[_Link, ...]:
    """The shortest cycle that begins with ``link``, all its rules in force on some same days pairwise; empty where there is none."""
    queue: deque[tuple[_Link, ...]] = deque([(link,)])
    seen = {link.end}
    while queue:
        path = queue.popleft()
        if path[-1].end == link.start:
            return path
        for following in links.get(path[-1].end, []):
            together = all(shared_days(following.rule, earlier.rule) for earlier in path)
            if together and (following.end == link.start or following.end not in seen):
                seen.add(following.end)
                queue.append((*path, following))
    return ()


def _turned(path: tuple[_Link, ...]) -> tuple[str, ...]:
    """The same name for a cycle wherever it is entered: the cycle turned to begin with its least link."""
    names = [(link.start, link.rule.id) for link in path]
    least = names.index(min(names))
    return tuple(part for pair in names[least:] + names[:least] for part in pair)


def _product(path: Iterable[_Link]) -> Fraction | None:
    product = Fraction(1)
    for link in path:
        if link.ratio is None:
            return None
        product *= link.ratio
    return product


def _told(kind: str, path: tuple[_Link, ...], *, is_serious: bool) -> Conflict:
    rules = tuple(dict.fromkeys(link.rule.id for link in path))
    steps = (path[0].start, *(link.end for link in path))
    since, until = max(link.rule.since for link in path), min((link.rule.until for link in path if link.rule.until), default=None)
    return Conflict(kind, rules, path[0].start, since, until, path=steps, ratio=_product(path), is_serious=is_serious)  # type: ignore[arg-type]
