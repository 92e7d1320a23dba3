"""Whether a placing holds under the caps as they are now: looked at again when it is published, and when a person changes it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from baigong.engines.placement.facts import Cap, Post, Request


@dataclass(frozen=True)
class Breach:
    """A cap that a placing passes: on its first such day, with both sides' numbers. ``held`` are others', ``new`` are this round's."""

    cap: Cap
    on: date
    limit: int
    held: int
    new: int


def breaches(request: Request, placing: Mapping[str, str]) -> list[Breach]:
    """Every cap that is passed on some day, each once."""
    posts = {post.id: post for post in request.posts}
    counts: dict[str, int] = {}
    for post in placing.values():
        counts[post] = counts.get(post, 0) + 1
    found = [_breach(cap, [(posts[post], n) for post, n in counts.items() if _under(cap, posts[post])]) for cap in request.caps]
    return [one for one in found if one is not None]


def overfull(request: Request, placing: Mapping[str, str]) -> list[tuple[Post, int]]:
    """Posts with more students than places."""
    counts: dict[str, int] = {}
    for post in placing.values():
        counts[post] = counts.get(post, 0) + 1
    return [(post, counts[post.id]) for post in request.posts if counts.get(post.id, 0) > post.capacity]


def _under(cap: Cap, post: Post) -> bool:
    return cap.enterprise == post.enterprise and cap.kind in ("", post.kind)


def _breach(cap: Cap, mine: list[tuple[Post, int]]) -> Breach | None:
    """The number on a day changes only where something begins or ends: these days are looked at."""
    days = {post.first for post, _n in mine} | {one.first for one in cap.taken} | {day for day, _limit in cap.changes}
    days |= {post.last + timedelta(1) for post, _n in mine} | {one.last + timedelta(1) for one in cap.taken}
    for day in sorted(days):
        new = sum(n for post, n in mine if post.first <= day <= post.last)
        held = sum(one.count for one in cap.taken if one.first <= day <= one.last)
        limit = next((limit for since, limit in sorted(cap.changes, reverse=True) if since <= day), cap.limit)
        if new and new + held > limit:
            return Breach(cap, day, limit, held, new)
    return None
