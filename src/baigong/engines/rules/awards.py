"""What a diploma asks: credits in all, by category and by source at least, certain courses; and what is still missing."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Held:
    """Credits counted towards a diploma: of which category, from which source, for which course (empty: free credits)."""

    credits: int
    category: str = ""
    source: str = ""
    course: str = ""


@dataclass(frozen=True, slots=True)
class Minimum:
    """At least so many credits of these categories and from these sources (empty: any)."""

    label: str
    credits: int
    categories: frozenset[str] = frozenset()
    sources: frozenset[str] = frozenset()
    clause: str = ""

    def counts(self, category: str, source: str) -> bool:
        """Whether credits of this category and source go towards the minimum."""
        return (not self.categories or category in self.categories) and (not self.sources or source in self.sources)


@dataclass(frozen=True, slots=True)
class Award:
    """A diploma. The first of ``minimums`` is usually the total. ``sources``: what counts at all (empty: everything)."""

    id: str
    label: str
    minimums: tuple[Minimum, ...]
    courses: tuple[str, ...] = ()
    sources: frozenset[str] = frozenset()
    document: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A minimum with what stands against it."""

    minimum: Minimum
    held: int

    @property
    def missing(self) -> int:
        """Credits short of the minimum."""
        return max(self.minimum.credits - self.held, 0)


@dataclass(frozen=True, slots=True)
class Assessment:
    """Every minimum with what is held, the compulsory courses still open, the credits that do not count at all."""

    lines: tuple[Line, ...]
    missing_courses: tuple[str, ...]
    uncounted: tuple[Held, ...]

    @property
    def is_met(self) -> bool:
        """Whether the diploma may be had."""
        return not self.missing_courses and not any(line.missing for line in self.lines)


def assess(award: Award, held: Iterable[Held]) -> Assessment:
    """Hold the credits against what the diploma asks. A course counts once, with the first credits given for it."""
    counted: list[Held] = []
    uncounted: list[Held] = []
    courses: set[str] = set()
    for credit in held:
        fits = not award.sources or credit.source in award.sources
        if not fits or credit.course in courses:
            uncounted.append(credit)
            continue
        counted.append(credit)
        if credit.course:
            courses.add(credit.course)
    lines = tuple(Line(m, sum(c.credits for c in counted if m.counts(c.category, c.source))) for m in award.minimums)
    return Assessment(lines, tuple(c for c in award.courses if c not in courses), tuple(uncounted))


def shortfall(assessment: Assessment) -> Sequence[int]:
    """Credits short of each minimum, in order."""
    return [line.missing for line in assessment.lines]
