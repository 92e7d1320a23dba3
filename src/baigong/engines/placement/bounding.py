"""What a certificate proves, counted from the request alone, with no line shared with what solves: what no placing exceeds.

By prices: nobody gains more from being placed than the best post at these prices leaves, and no cap gives more than its room times its
price. By cases, where there are some: the same in each, with the price of its limits, and that no placing is forgotten.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from baigong.engines.placement.facts import Cap, Post, Request, Student, Taken
from baigong.engines.placement.legality import fit, refusals
from baigong.engines.placement.results import Case, Limit, Price, Result


@dataclass(frozen=True, slots=True)
class _Group:
    """Students alike, or the two of a pair (``size`` 2): where they may sit, post and seats, and what one, or the pair, is worth there."""

    ids: Sequence[str]
    size: int
    worth: Mapping[tuple[str, str], int]

    def best(self, cost: Mapping[tuple[str, str], int]) -> int:
        """What one, or the pair, gains at most."""
        return max((worth - self.size * cost.get(place, 0) for place, worth in self.worth.items()), default=0)


def bound_of(request: Request, result: Result) -> int:
    """What no placing exceeds at the prices of the certificate, with its bonus for each placement."""
    certificate = result.certificate
    total, cost = _priced(request, certificate.prices)
    groups = _groups(request, certificate.bonus, certificate.unit)
    return total + sum(len(group.ids) // group.size * max(0, group.best(cost)) for group in groups)


def bound_by_cases(request: Request, result: Result, bound: int) -> int:
    """The same by its cases: of the worst of them. ``bound``: by its prices, which closes the seats that lose more than the gap."""
    certificate, fine = result.certificate, result.cases.fine
    _, cost = _priced(request, certificate.prices)
    gap = bound - certificate.bonus * len(result.placements) - certificate.unit * result.fit
    groups = []
    for group in _groups(request, certificate.bonus, certificate.unit):
        least = max(0, group.best(cost)) - gap
        left = {place: fine * worth for place, worth in group.worth.items() if worth - group.size * cost.get(place, 0) >= least}
        groups.append(replace(group, worth=left))
    return min(bound, max(_bound_of_case(request, case, groups) for case in result.cases.cases) // fine)


def _bound_of_case(request: Request, case: Case, groups: Iterable[_Group]) -> int:
    total, cost = _priced(request, case.prices)
    total += sum(weight * limit.count for limit, weight in zip(case.limits, case.weights, strict=True))
    named = [(limit, frozenset(limit.students), weight) for limit, weight in zip(case.limits, case.weights, strict=True) if weight]
    for group in groups:
        for touched, count in Counter(tuple(not who or each in who for _, who, _ in named) for each in group.ids).items():
            own: dict[tuple[str, str], int] = defaultdict(int, cost)
            for is_here, (limit, _, weight) in zip(touched, named, strict=True):
                for place in limit.places if is_here else ():
                    own[place] += weight
            total += count // group.size * max(0, group.best(own))
    return total


def wrong_cases(request: Request, result: Result) -> Iterable[str]:
    """What is wrong with the cases themselves: prices of the wrong sign, one of a pair with a limit, a placing in none of them."""
    told = result.cases
    pairs = [{pair.first, pair.second} for pair in request.pairs]
    for case in told.cases:
        signs = zip(case.limits, case.weights, strict=False)
        if len(case.weights) != len(case.limits) or any(weight > 0 if limit.at_least else weight < 0 for limit, weight in signs):
            yield "cases: a limit with a price of the wrong sign"
        if any(price.amount < 0 for price in case.prices):
            yield "cases: a price below 0"
        if any(len(pair & {*limit.students}) == 1 for limit in case.limits for pair in pairs):
            yield "cases: a limit for one of a pair"
    if told.fine < 1 or (told.cases and not _cover(request, told.cases, 0)):
        yield "cases: not every placing is in one of them"


def _cover(request: Request, cases: Sequence[Case], depth: int) -> bool:
    """Whether every placing is in one of these cases, that agree in their first limits."""
    if len(cases) == 1 and len(cases[0].limits) == depth:
        return True
    if any(len(case.limits) <= depth for case in cases):
        return False
    below = [case for case in cases if not case.limits[depth].at_least]
    above = [case for case in cases if case.limits[depth].at_least]
    two = {case.limits[depth] for case in cases}
    if not below or not above or len(two) != 2:
        return False
    low, high = below[0].limits[depth], above[0].limits[depth]
    return _leaves_none(request, low, high) and _cover(request, below, depth + 1) and _cover(request, above, depth + 1)


def _leaves_none(request: Request, low: Limit, high: Limit) -> bool:
    """Whether no placing has more than the one and fewer than the other: whole numbers, both of a pair or none, a group or none."""
    if set(low.places) != set(high.places) or set(low.students) != set(high.students):
        return False
    if high.count <= low.count + 1:
        return True
    if any({pair.first, pair.second} == set(low.students) for pair in request.pairs):
        return low.count % 2 == 0 and high.count <= low.count + 2
    for mentor in request.mentors:
        under = {(post.id, seats) for post in request.posts if post.mentor == mentor.id for seats in kept(post)}
        if not low.students and under == set(low.places):
            return low.count == 0 and high.count <= mentor.minimum
    return False


def _groups(request: Request, bonus: int, unit: int) -> Iterable[_Group]:
    posts = {post.id: post for post in request.posts}
    closed = _closed(request)
    seats = {post.id: kept(post) for post in request.posts if post.id not in closed}
    paired = {each for pair in request.pairs for each in (pair.first, pair.second)}
    by_id = {student.id: student for student in request.students}

    def group(ids: Sequence[str], who: tuple[Student, ...]) -> _Group:
        worth = {}
        for name, counts in seats.items():
            post = posts[name]
            if any(refusals(request, student, post) for student in who):
                continue
            here = sum(bonus + unit * fit(request, student, post) for student in who)
            for trait, count in counts.items():
                suits = trait == "" or all(trait in student.traits for student in who)
                if suits and count >= 1 and (len(who) == 1 or _two(request, post, count)):
                    worth[name, trait] = here
        return _Group(ids, len(who), worth)

    for student, ids in alike(request):
        if ids[0] not in paired:
            yield group(ids, (student,))
    for pair in request.pairs:
        yield group((pair.first, pair.second), (by_id[pair.first], by_id[pair.second]))


def _priced(request: Request, prices: Iterable[Price]) -> tuple[int, dict[tuple[str, str], int]]:
    """The price of all the room there is, and of each seat with the caps around it on every day."""
    posts = {post.id: kept(post) for post in request.posts}
    closed = _closed(request)
    caps = {cap.id: cap for cap in request.caps}
    cost: dict[tuple[str, str], int] = defaultdict(int)
    total = 0
    for price in prices:
        if price.post:
            if price.post not in closed and price.seats in posts[price.post]:
                total += price.amount * posts[price.post][price.seats]
                cost[price.post, price.seats] += price.amount
            continue
        cap, day = caps[price.cap], price.on
        if day is None:
            continue
        total += price.amount * room(cap, day)
        for post in under(request, cap):
            if post.first <= day <= post.last:
                for seats in posts[post.id]:
                    cost[post.id, seats] += price.amount
    return total, dict(cost)


def alike(request: Request) -> Iterable[tuple[Student, list[str]]]:
    """Students who differ in nothing but who they are; pairs are none of these."""
    paired = {each for pair in request.pairs for each in (pair.first, pair.second)}
    found: dict[Student, list[str]] = defaultdict(list)
    for student in request.students:
        if student.id not in paired:
            found[replace(student, id="")].append(student.id)
    yield from found.items()
    for student in request.students:
        if student.id in paired:
            yield student, [student.id]


def kept(post: Post) -> dict[str, int]:
    """Places of a post by whom they are reserved for, without those that others hold."""
    days = [post.first, *(each.first for each in post.taken if post.first <= each.first <= post.last)]
    left = max(0, post.capacity - max(_others(post.taken, day) for day in days))
    found: dict[str, int] = {}
    for reserve in post.reserves:
        found[reserve.trait] = min(reserve.seats, left)
        left -= found[reserve.trait]
    found[""] = left
    return found


def _others(taken: Sequence[Taken], day: date) -> int:
    return sum(each.count for each in taken if each.first <= day <= each.last)


def under(request: Request, cap: Cap) -> list[Post]:
    """The posts that a cap counts."""
    return [post for post in request.posts if post.enterprise == cap.enterprise and cap.kind in ("", post.kind)]


def room(cap: Cap, day: date) -> int:
    """The places that a cap leaves on a day."""
    limit = max(((since, limit) for since, limit in cap.changes if since <= day), default=(day, cap.limit))[1]
    return max(0, limit - _others(cap.taken, day))


def turns(cap: Cap, posts: Iterable[Post]) -> set[date]:
    """Days on which anything under a cap may change for the worse."""
    found = {day for day, _ in cap.changes} | {each.first for each in cap.taken}
    return found | {post.first for post in posts}


def _two(request: Request, post: Post, seats: int) -> bool:
    """Whether two places are there at all, on every day of the post."""
    caps = [cap for cap in request.caps if cap.enterprise == post.enterprise and cap.kind in ("", post.kind)]
    days = {post.first} | {day for cap in caps for day in turns(cap, ()) if post.first <= day <= post.last}
    days |= {each.last + timedelta(1) for cap in caps for each in cap.taken if post.first <= each.last < post.last}
    return seats >= 2 and all(room(cap, day) >= 2 for cap in caps for day in days)


def _closed(request: Request) -> set[str]:
    """Posts of mentors who cannot have a group whatever anybody does: too few may work there, or too few places are left."""
    found: set[str] = set()
    by_id = {student.id: student for student in request.students}
    paired = {each for pair in request.pairs for each in (pair.first, pair.second)}
    for mentor in request.mentors:
        posts = [post for post in request.posts if post.mentor == mentor.id]
        if mentor.minimum <= 1 or not posts:
            continue
        places = {post.id: sum(kept(post).values()) for post in posts}
        most = sum(places.values())
        for cap in request.caps:
            mine = [post for post in under(request, cap) if post.mentor == mentor.id]
            for day in turns(cap, under(request, cap)):
                here = [post for post in mine if post.first <= day <= post.last]
                if here:
                    most = min(most, sum(places.values()) - sum(places[post.id] for post in here) + room(cap, day))
        able = sum(len(ids) for student, ids in alike(request) if ids[0] not in paired and _goes(request, (student,), posts))
        able += sum(2 for pair in request.pairs if _goes(request, (by_id[pair.first], by_id[pair.second]), posts))
        if min(most, able) < mentor.minimum:
            found |= {post.id for post in posts}
    return found


def _goes(request: Request, who: tuple[Student, ...], posts: Iterable[Post]) -> bool:
    """Whether a student, or a pair together, may sit in one of the posts."""
    for post in posts:
        if any(refusals(request, student, post) for student in who):
            continue
        for trait, count in kept(post).items():
            if (trait == "" or all(trait in student.traits for student in who)) and (len(who) == 1 or _two(request, post, count)):
                return True
    return False
