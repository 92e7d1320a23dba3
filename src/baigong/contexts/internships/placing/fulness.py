"""How full posts and caps are in a result, in numbers that anybody can count again: the limit, who else is there, whom the round sends."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from baigong.engines.placement.facts import Cap, Request
from baigong.engines.placement.results import Result
from baigong.engines.placement.rows import room_on


@dataclass(frozen=True)
class Fulness:
    """A cap on its fullest day (``on``), or the places of a post. ``held`` by others, ``mine``: of this round.

    ``kept``: places of a post that only some may take (students of minorities).
    """

    limit: int
    held: int
    mine: int
    on: date | None = None
    kept: int = 0


def fulness_of(request: Request, result: Result, names: Iterable[str], held: Mapping[int, int]) -> dict[str, Fulness]:
    """Of caps and posts by the ids of explanations. ``held``: how many places of a post others hold, by its key."""
    sitting = Counter(result.placements.values())
    posts, caps = {post.id: post for post in request.posts}, {cap.id: cap for cap in request.caps}
    found = {}
    for name in dict.fromkeys(names):
        if (cap := caps.get(name)) is not None:
            found[name] = _of_cap(request, cap, sitting)
        elif (post := posts.get(name.removeprefix("post:"))) is not None:
            others = held.get(int(post.id), 0)
            kept = sum(reserve.seats for reserve in post.reserves)
            found[name] = Fulness(post.capacity + others, others, sitting[post.id], kept=kept)
    return found


def _of_cap(request: Request, cap: Cap, sitting: Mapping[str, int]) -> Fulness:
    posts = [post for post in request.posts if post.enterprise == cap.enterprise and cap.kind in ("", post.kind)]
    last = max(post.last for post in posts)
    days = {post.first for post in posts} | {day for day, _limit in cap.changes} | {one.first for one in cap.taken}
    told = []
    for day in sorted(day for day in days if min(post.first for post in posts) <= day <= last):
        mine = sum(sitting.get(post.id, 0) for post in posts if post.first <= day <= post.last)
        others = sum(one.count for one in cap.taken if one.first <= day <= one.last)
        told.append(Fulness(room_on(cap, day) + others, others, mine, day))
    return min(told, key=lambda one: one.limit - one.held - one.mine)
