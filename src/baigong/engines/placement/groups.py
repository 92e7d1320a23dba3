"""Pairs and groups under a mentor: what can be met at all, and what of it a flow tears."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from baigong.engines.placement.facts import Request
from baigong.engines.placement.legality import refusals
from baigong.engines.placement.network import Network, legal_students
from baigong.engines.placement.results import BadGroup, BadPair


@dataclass(frozen=True, slots=True)
class Group:
    """The lots of a mentor's posts."""

    mentor: str
    minimum: int
    lots: tuple[int, ...]
    posts: tuple[str, ...]
    possible: int = 0


def groups_of(request: Request, net: Network) -> tuple[list[Group], list[BadGroup]]:
    """The groups that can be had, and those that cannot: of their posts nobody can be placed in one."""
    able, bad = [], []
    for mentor in request.mentors:
        lots = tuple(n for n, (post, _) in enumerate(net.lots) if request.posts[post].mentor == mentor.id)
        group = Group(mentor.id, mentor.minimum, lots, tuple(dict.fromkeys(request.posts[net.lots[n][0]].id for n in lots)))
        if not lots or mentor.minimum <= 1:
            continue
        students, places = legal_students(net, lots), _places(net, group)
        if min(students, places) >= mentor.minimum:
            able.append(replace(group, possible=min(students, places)))
        else:
            reason = "too_few_students" if students < mentor.minimum else "too_few_seats"
            bad.append(BadGroup(mentor.id, mentor.minimum, min(students, places), reason, group.posts))
    return able, bad


def _places(net: Network, group: Group) -> int:
    """How many could sit under a mentor if nobody else came, as far as any one cap tells."""
    posts = {net.lots[n][0] for n in group.lots}
    least = sum(net.cap[n] for n in group.lots)
    for row in (*net.rows, *net.crossing):
        if row.posts & posts:
            outside = sum(net.cap[n] for n in group.lots if net.lots[n][0] not in row.posts)
            least = min(least, outside + row.room)
    return least


def torn_pairs(net: Network, flow: Any) -> list[int]:
    """Types of pairs of whom one is placed without the other."""
    found = []
    for t in net.pairs:
        units = [int(flow[a]) for a in range(net.first[t], net.first[t + 1]) if flow[a]]
        if units and units != [2]:
            found.append(t)
    return found


def seated(net: Network, flow: Any, where: Sequence[int]) -> Counter[int]:
    """How many sit in each lot; ``where``: the arcs with flow."""
    found: Counter[int] = Counter()
    for a in where:
        found[int(net.lot[a])] += int(flow[a])
    return found


def small_groups(groups: Sequence[Group], sizes: Mapping[int, int]) -> list[Group]:
    """Groups that some joined but too few."""
    return [group for group in groups if 0 < sum(sizes.get(n, 0) for n in group.lots) < group.minimum]


def bad_pairs(request: Request, net: Network, placed: Mapping[str, str]) -> tuple[BadPair, ...]:
    """Every pair that was not placed, and why."""
    students = {student.id: student for student in request.students}
    types = {pair: t for t, pair in net.pairs.items()}
    found = []
    for pair in request.pairs:
        if pair.first in placed:
            continue
        t = types.get((pair.first, pair.second), types.get((pair.second, pair.first), -1))
        if net.first[t + 1] > net.first[t]:
            found.append(BadPair(pair.first, pair.second, "crowded_out"))
            continue
        rules: Counter[str] = Counter()
        common = False
        for post in request.posts:
            kept = {*refusals(request, students[pair.first], post), *refusals(request, students[pair.second], post)}
            rules.update(kept)
            common = common or not kept
        found.append(BadPair(pair.first, pair.second, "no_two_seats" if common else "no_common_post", {} if common else dict(rules)))
    return tuple(found)
