"""A request as numbers: students alike become types, seats become lots, caps a tree, and every legal way an arc; no pair is left out.

Whether a type may take a lot is a byte of a long number: rules of each sort are looked at once for each thing they ask after (a programme,
a set of traits, a year of birth …) and joined by ``&``, so that ten thousand students and five thousand posts are no more than a few sums.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from itertools import compress
from typing import Any

from baigong.engines.placement.facts import Post, Request, Student
from baigong.engines.placement.rows import OPEN, Row, rows_of, seats


@dataclass(slots=True)
class Network:
    """What ``bidding``, ``flow`` and ``mending`` run on. A unit of ``fit`` is ``unit`` times a point: pairs count by halves of what they
    gain together.

    ``members``: the students of each type, in their order; a pair is a type of its own with both. ``lots``: post and seats of each.
    ``rows``: of the nodes after the lots. ``closed``: lots of mentors who cannot have a group.
    """

    members: list[list[str]] = field(default_factory=list)
    pairs: dict[int, tuple[str, str]] = field(default_factory=dict)
    lots: list[tuple[int, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    crossing: list[Row] = field(default_factory=list)
    supply: list[int] = field(default_factory=list)
    first: Any = field(default_factory=lambda: array("q", [0]))
    lot: Any = field(default_factory=lambda: array("i"))
    fit: Any = field(default_factory=lambda: array("i"))
    parent: list[int] = field(default_factory=list)
    cap: list[int] = field(default_factory=list)
    child: list[int] = field(default_factory=list)
    sibling: list[int] = field(default_factory=list)
    begin: list[int] = field(default_factory=list)
    stop: list[int] = field(default_factory=list)
    unit: int = 1
    bonus: int = 1

    @property
    def arcs(self) -> int:
        """How many legal ways from a type to a lot there are."""
        return len(self.lot)

    @property
    def is_small(self) -> bool:
        """Whether numbers of 64 bits hold whatever is counted here: a bid with who made it, a distance with where it leads."""
        best = self.bonus // max(1, sum(self.supply))
        return best < 1 << 26 and self.bonus * (len(self.supply) + len(self.parent) + 1) < 1 << 60


def build(request: Request) -> Network:
    """The network of a request; pairs and groups are not held to here, nor rows that cross the tree."""
    net = Network(unit=2 if request.pairs else 1)
    nested, net.crossing = rows_of(request)
    _plant(net, request, nested)
    masks = _Masks(request, [request.posts[post] for post, _ in net.lots], [reserved for _, reserved in net.lots])
    types: dict[Hashable, list[Student]] = defaultdict(list)
    paired = {each: number for number, pair in enumerate(request.pairs) for each in (pair.first, pair.second)}
    for student in request.students:
        key: Hashable = ("pair", paired[student.id]) if student.id in paired else masks.key(student)
        types[key].append(student)
    best = 0
    for key, students in types.items():
        legal, fits = masks.legal(students[0]), masks.fits(students[0])
        best = max(best, net.unit * max(fits, default=0))
        if isinstance(key, tuple) and key[0] == "pair":
            net.pairs[len(net.members)] = (students[0].id, students[1].id)
            legal &= masks.legal(students[1]) & masks.flags(lambda n: _room(net, n) >= 2)
            others = masks.fits(students[1])
            best = max(best, net.unit * max(others, default=0))
            fits = [one + other for one, other in zip(fits, others, strict=True)]
        elif net.unit == 2:
            fits = [2 * each for each in fits]
        which = legal.to_bytes(max(1, len(net.lots)), "little")
        net.lot.extend(compress(range(len(net.lots)), which))
        net.fit.extend(compress(fits, which))
        net.first.append(len(net.lot))
        net.members.append([student.id for student in students])
        net.supply.append(len(students))
    net.bonus = 1 << (best * max(1, len(request.students))).bit_length()
    return net


def _room(net: Network, lot: int) -> int:
    """How many could sit in a lot if nobody else came."""
    room = min([net.cap[lot], *(row.room for row in net.crossing if net.lots[lot][0] in row.posts)])
    v = lot
    while v >= 0:
        room, v = min(room, net.cap[v]), net.parent[v]
    return room


def _plant(net: Network, request: Request, nested: list[Row]) -> None:
    """The tree: lots in such an order that those inside a row stand together, then rows, the smaller first."""
    rows = sorted(nested, key=lambda row: len(row.posts))
    inside: dict[int, list[int]] = defaultdict(list)  # post → rows around it, the smallest first
    for number, row in enumerate(rows):
        for post in row.posts:
            inside[post].append(number)
    order = sorted(range(len(request.posts)), key=lambda n: ([-number for number in reversed(inside[n])], n))
    for post in order:
        for reserved, count in seats(request.posts[post]).items():
            net.lots.append((post, reserved))
            net.cap.append(count)
    lots = len(net.lots)
    net.rows = rows
    net.cap += [row.room for row in rows]
    net.parent = [lots + inside[post][0] if inside[post] else -1 for post, _ in net.lots]
    for row in rows:
        around = inside[min(row.posts)]
        outer = [number for number in around if rows[number].posts > row.posts]
        net.parent.append(lots + outer[0] if outer else -1)
    nodes = len(net.parent)
    net.begin, net.stop = [*range(lots), *[lots] * len(rows)], [*range(1, lots + 1), *[0] * len(rows)]
    net.child, net.sibling = [-1] * nodes, [-1] * nodes
    for v in range(nodes):
        above = net.parent[v]
        if above >= 0:
            net.begin[above], net.stop[above] = min(net.begin[above], net.begin[v]), max(net.stop[above], net.stop[v])
            net.sibling[v], net.child[above] = net.child[above], v


class _Masks:
    """Which lots are open to whom, and how well they fit: a byte, a number a lot."""

    def __init__(self, request: Request, posts: list[Post], reserved: list[str]) -> None:
        self.request, self.posts, self.reserved = request, posts, reserved
        self.firsts, self.lasts = sorted({post.first for post in posts}), sorted({post.last for post in posts})
        self.days = sorted({each.day for post in posts for each in post.born_by})
        told = {trait for post in posts for trait in post.forbids}
        told |= {trait for post in posts for each in post.demands for trait in each.any_of}
        self.told = told | set(reserved) - {OPEN}
        self.ids = {post.id for post in posts} | {post.enterprise for post in posts}
        self.kept: dict[Hashable, int] = {}
        self.rows: dict[tuple[str, str], list[int]] = {}
        self.places: dict[str, list[int]] = defaultdict(list)
        for number, post in enumerate(posts):
            self.places[post.id].append(number)

    def key(self, student: Student) -> tuple[Any, ...]:
        """What of a student decides where he may go and how well he fits there: who shares it is alike."""
        born = len(self.days) if student.born_on is None else bisect_left(self.days, student.born_on)
        since = bisect_left(self.firsts, student.free_from) if student.free_from else 0
        until = bisect_right(self.lasts, student.free_until) if student.free_until else len(self.lasts)
        refused = frozenset(student.refuses & self.ids)
        return (student.programme, student.traits & self.told, born, student.place, student.farthest, since, until, student.wishes, refused)

    def legal(self, student: Student) -> int:
        """A byte for every lot: 1 where the student may sit."""
        programme, traits, born, place, farthest, since, until, _, refused = self.key(student)
        request = self.request
        found = self._of(("traits", traits), lambda n: self._suits(self.posts[n], self.reserved[n], student))
        found &= self._of(("born", born), lambda n: all(bisect_left(self.days, each.day) >= born for each in self.posts[n].born_by))
        found &= self._of(("since", since), lambda n: bisect_left(self.firsts, self.posts[n].first) >= since)
        found &= self._of(("until", until), lambda n: bisect_left(self.lasts, self.posts[n].last) < until)
        if request.weights.match_rule:
            matches = request.weights.matches
            found &= self._of(("programme", programme), lambda n: (programme, self.posts[n].occupation) in matches)
        if student.farthest is not None:
            limit = student.farthest
            found &= self._of(("far", place, farthest), lambda n: request.distances.get((student.place, self.posts[n].site), 0) <= limit)
        if refused:
            found &= self._of(("no", refused), lambda n: not {self.posts[n].id, self.posts[n].enterprise} & student.refuses)
        return found

    def fits(self, student: Student) -> list[int]:
        """Points of every lot, legal or not."""
        weights, distances = self.request.weights, self.request.distances

        def raw(post: Post) -> int:
            points = weights.base + weights.matches.get((student.programme, post.occupation), 0)
            return points - weights.per_km * distances.get((student.place, post.site), 0)

        key = (student.programme, student.place)
        if key not in self.rows:
            by_look: dict[tuple[str, str], int] = {}
            for post in self.posts:
                if (post.occupation, post.site) not in by_look:
                    by_look[post.occupation, post.site] = max(0, raw(post))
            self.rows[key] = [by_look[post.occupation, post.site] for post in self.posts]
        row = self.rows[key]
        if student.wishes and weights.wishes:
            row = row.copy()
            for rank, wish in reversed(list(enumerate(student.wishes))):  # a post that is wished for twice counts by its first rank
                for number in self.places.get(wish, ()):
                    row[number] = max(0, raw(self.posts[number]) + (weights.wishes[rank] if rank < len(weights.wishes) else 0))
        return row

    def flags(self, test: Callable[[int], bool]) -> int:
        """A byte for every lot that passes."""
        return int.from_bytes(bytes(test(n) for n in range(len(self.posts))), "little")

    def _of(self, key: Hashable, test: Callable[[int], bool]) -> int:
        if key not in self.kept:
            self.kept[key] = self.flags(test)
        return self.kept[key]

    def _suits(self, post: Post, reserved: str, student: Student) -> bool:
        if reserved != OPEN and reserved not in student.traits:
            return False
        return not post.forbids.keys() & student.traits and all(each.any_of & student.traits for each in post.demands)


def legal_students(net: Network, lots: Iterable[int]) -> int:
    """How many students have an arc to one of the lots."""
    asked = set(lots)
    count = 0
    for t, supply in enumerate(net.supply):
        if any(net.lot[a] in asked for a in range(net.first[t], net.first[t + 1])):
            count += supply
    return count
