"""Placing by trying everything: obviously right, and only for a handful of students. Days are walked one by one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from baigong.engines.placement.facts import Post, Request, Student, Taken
from baigong.engines.placement.legality import fit, refusals
from baigong.engines.placement.results import OPEN


def place_exhaustively(request: Request) -> tuple[int, int]:
    """The most placements that are possible, and the most points of so many."""
    return max((len(placing), points(request, placing)) for placing in placings(request))


def placings(request: Request) -> Iterator[Mapping[str, str]]:
    """Every placing that breaks no rule."""
    legal = [[post for post in request.posts if not refusals(request, student, post)] for student in request.students]

    def extend(number: int, placing: dict[str, str]) -> Iterator[Mapping[str, str]]:
        if number == len(request.students):
            if not faults(request, placing):
                yield dict(placing)
            return
        yield from extend(number + 1, placing)
        student = request.students[number].id
        for post in legal[number]:
            placing[student] = post.id
            yield from extend(number + 1, placing)
            del placing[student]

    yield from extend(0, {})


def points(request: Request, placing: Mapping[str, str]) -> int:
    """Points of fit of a placing."""
    posts = {post.id: post for post in request.posts}
    return sum(fit(request, student, posts[placing[student.id]]) for student in request.students if student.id in placing)


def faults(request: Request, placing: Mapping[str, str]) -> list[str]:
    """What is wrong with a placing, in the words of ids; nothing where it may stand."""
    posts = {post.id: post for post in request.posts}
    students = {student.id: student for student in request.students}
    found = [f"{s} at {p}: {rule}" for s, p in placing.items() for rule in refusals(request, students[s], posts[p])]
    for post in request.posts:
        here = [students[s] for s, p in placing.items() if p == post.id]
        if not _seated(_units(request, here), post):
            found.append(f"post:{post.id} is over-full")
    for cap in request.caps:
        mine = [p for p in request.posts if p.enterprise == cap.enterprise and cap.kind in ("", p.kind)]
        for day in _days(mine):
            limit = next((limit for since, limit in sorted(cap.changes, reverse=True) if since <= day), cap.limit)
            here_ids = {p.id for p in mine if p.first <= day <= p.last}
            new = sum(p in here_ids for p in placing.values())
            if new and new + _held(cap.taken, day) > limit:
                found.append(f"cap:{cap.id} is passed on {day}")
    sizes = Counter(posts[p].mentor for p in placing.values())
    found += [f"mentor:{m.id} has {sizes[m.id]}" for m in request.mentors if 0 < sizes[m.id] < m.minimum]
    for pair in request.pairs:
        if placing.get(pair.first) != placing.get(pair.second):
            found.append(f"pair {pair.first}, {pair.second} is torn")
    return found


def _units(request: Request, here: list[Student]) -> list[list[Student]]:
    """Students one by one, but pairs together."""
    unit_of = {student: number for number, pair in enumerate(request.pairs) for student in (pair.first, pair.second)}
    units: dict[object, list[Student]] = {}
    for student in here:
        units.setdefault(unit_of.get(student.id, student.id), []).append(student)
    return sorted(units.values(), key=len, reverse=True)


def _days(posts: list[Post]) -> Iterator[date]:
    if posts:
        day, last = min(p.first for p in posts), max(p.last for p in posts)
        while day <= last:
            yield day
            day += timedelta(1)


def _held(taken: tuple[Taken, ...], day: date) -> int:
    return sum(each.count for each in taken if each.first <= day <= each.last)


def _seated(units: list[list[Student]], post: Post) -> bool:
    """Whether all have a seat that they may take; a unit is a student, or a pair that sits in seats of one kind."""
    held = max((_held(post.taken, day) for day in _days([post])), default=0)
    left = max(0, post.capacity - held)
    seats = {}
    for reserve in post.reserves:  # where others hold so much that reserves do not fit, the later ones give way
        seats[reserve.trait] = min(reserve.seats, left)
        left -= seats[reserve.trait]
    seats[OPEN] = left

    def sit(number: int) -> bool:
        if number == len(units):
            return True
        unit = units[number]
        for kind in seats:
            if seats[kind] >= len(unit) and (kind == OPEN or all(kind in student.traits for student in unit)):
                seats[kind] -= len(unit)
                found = sit(number + 1)
                seats[kind] += len(unit)
                if found:
                    return True
        return False

    return sit(0)
