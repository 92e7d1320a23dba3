"""Caps as rows: on which days which posts share how many places, what of that can bind, and whether it nests."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from baigong.engines.placement.facts import Cap, Post, Request, Taken

OPEN = ""


@dataclass(frozen=True, slots=True)
class Row:
    """On the day ``on`` (and on others like it) the ``posts``, by their number, have ``room`` places among them under ``cap``."""

    cap: str
    on: date
    posts: frozenset[int]
    room: int


def seats(post: Post) -> dict[str, int]:
    """Places of a post by whom they are reserved for; what others hold is taken from the open ones first."""
    edges = {post.first} | {each.first for each in post.taken if post.first <= each.first <= post.last}
    left = max(0, post.capacity - max(_held(post.taken, day) for day in edges))
    kept = {}
    for reserve in post.reserves:
        kept[reserve.trait] = min(reserve.seats, left)
        left -= kept[reserve.trait]
    return kept | {OPEN: left}


def rows_of(request: Request) -> tuple[list[Row], list[Row]]:
    """The rows that nest in one another, and those that cross them. A row that can never bind is neither.

    Without crossing rows placing is a flow. They come from posts of one cap that overlap like links of a chain: the first with the second,
    the second with the third, but not the first with the third. Where all that hang together share one day, however they begin and end,
    their rows nest, and so do posts that follow one another.
    """
    places = [sum(seats(post).values()) for post in request.posts]
    by_enterprise: dict[str, list[int]] = defaultdict(list)
    for number, post in enumerate(request.posts):
        by_enterprise[post.enterprise].append(number)
    caps: dict[str, list[Cap]] = defaultdict(list)
    for cap in request.caps:
        caps[cap.enterprise].append(cap)
    nested: list[Row] = []
    crossing: list[Row] = []
    for enterprise in sorted(caps.keys() & by_enterprise.keys()):
        found: dict[frozenset[int], Row] = {}
        for cap in caps[enterprise]:
            mine = [n for n in by_enterprise[enterprise] if cap.kind in ("", request.posts[n].kind)]
            for row in _rows_of_cap(cap, mine, request.posts):
                if row.posts not in found or row.room < found[row.posts].room:
                    found[row.posts] = row
        kept, crossed = _nest(_binding(list(found.values()), places), places)
        nested += kept
        crossing += crossed
    return nested, crossing


def _rows_of_cap(cap: Cap, mine: Sequence[int], posts: Sequence[Post]) -> Iterable[Row]:
    """One row for every stretch of days on which posts and room stay the same."""
    if not mine:
        return
    edges = {posts[n].first for n in mine} | {posts[n].last + timedelta(1) for n in mine} | {day for day, _ in cap.changes}
    edges |= {each.first for each in cap.taken} | {each.last + timedelta(1) for each in cap.taken}
    for day in sorted(edges):
        here = frozenset(n for n in mine if posts[n].first <= day <= posts[n].last)
        if here:
            yield Row(cap.id, day, here, max(0, room_on(cap, day)))


def room_on(cap: Cap, day: date) -> int:
    """What the limit of a day leaves; below 0 where others already pass it."""
    limit = cap.limit
    for since, changed in sorted(cap.changes):
        if since <= day:
            limit = changed
    return limit - _held(cap.taken, day)


def _held(taken: Iterable[Taken], day: date) -> int:
    return sum(each.count for each in taken if each.first <= day <= each.last)


def _binding(rows: list[Row], places: Sequence[int]) -> list[Row]:
    """Without rows that their posts cannot fill and rows inside a larger one with no more room."""
    able = [row for row in rows if row.room < sum(places[n] for n in row.posts)]
    return [row for row in able if not any(row.posts < other.posts and other.room <= row.room for other in able)]


def _nest(rows: list[Row], places: Sequence[int]) -> tuple[list[Row], list[Row]]:
    """A nested family, the tightest rows first, and what crosses it."""
    kept: list[Row] = []
    crossed: list[Row] = []
    for row in sorted(rows, key=lambda r: (r.room * 1000 // max(1, sum(places[n] for n in r.posts)), -len(r.posts), r.on, r.cap)):
        meets = [other for other in kept if row.posts & other.posts]
        if all(row.posts <= other.posts or other.posts <= row.posts for other in meets):
            kept.append(row)
        else:
            crossed.append(row)
    return kept, crossed
