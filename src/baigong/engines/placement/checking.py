"""Whether a placing holds, and how good its certificate proves it: from the request alone. No line is shared with what solves.

A certificate is a price for seats and for caps on days. Whatever the prices are, as long as none is below 0: nobody can gain more from
being placed than the best post at these prices leaves, and no cap gives more than its room times its price. The sum of both is a bound on
every placing. So nothing that the solver says needs to be believed but where it says ``search``.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from baigong.engines.placement.facts import Cap, Post, Request, Student, Taken
from baigong.engines.placement.legality import fit, refusals
from baigong.engines.placement.results import Result


@dataclass(frozen=True, slots=True)
class Verdict:
    """``faults``: what does not hold, in words of ids. ``placed`` and ``fit`` as counted anew; the bounds that the certificate gives."""

    faults: tuple[str, ...]
    placed: int
    fit: int
    placed_bound: int
    fit_bound: int

    @property
    def holds(self) -> bool:
        """Whether nothing is wrong."""
        return not self.faults


def check(request: Request, result: Result) -> Verdict:
    """Count a result anew."""
    faults = [*_wrong_placements(request, result), *_wrong_rows(request, result), *_wrong_together(request, result)]
    students = {student.id: student for student in request.students}
    posts = {post.id: post for post in request.posts}
    points = sum(fit(request, students[s], posts[p]) for s, p in result.placements.items() if s in students and p in posts)
    if points != result.fit:
        faults.append(f"fit: {result.fit} is said, {points} counted")
    certificate = result.certificate
    placed, unit, bonus = len(result.placements), certificate.unit, certificate.bonus
    most = len(request.students) * max((_best(request, student) for student, _ in _alike(request)), default=0)
    if unit < 1 or bonus <= unit * most or any(price.amount < 0 for price in certificate.prices):
        faults.append("certificate: a price below 0, or a bonus that fit could outweigh")
        return Verdict(tuple(faults), placed, points, len(request.students), most)
    bound = _bound(request, result)
    placed_bound, fit_bound = bound // bonus, (bound - bonus * placed) // unit
    if (placed_bound, fit_bound) != (result.placed_bound, result.fit_bound):
        faults.append(f"bounds: {(result.placed_bound, result.fit_bound)} is said, the prices give {(placed_bound, fit_bound)}")
    if result.proof == "certificate" and (placed_bound, fit_bound) != (placed, points):
        faults.append("certificate: it is said to prove the best, and leaves a gap")
    return Verdict(tuple(faults), placed, points, placed_bound, fit_bound)


def _alike(request: Request) -> Iterable[tuple[Student, list[str]]]:
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


def _best(request: Request, student: Student) -> int:
    return max((fit(request, student, post) for post in request.posts), default=0)


def _wrong_placements(request: Request, result: Result) -> Iterable[str]:
    students = {student.id: student for student in request.students}
    posts = {post.id: post for post in request.posts}
    for student, post in result.placements.items():
        if student not in students or post not in posts:
            yield f"{student} at {post}: not in the request"
            continue
        for rule in refusals(request, students[student], posts[post]):
            yield f"{student} at {post}: {rule}"
        if (trait := result.reserved.get(student)) is not None and trait not in students[student].traits:
            yield f"{student} at {post}: sits in a seat reserved for {trait}"
    sitting = Counter((p, result.reserved.get(s, "")) for s, p in result.placements.items() if p in posts)
    for (name, trait), count in sitting.items():
        seats = _kept(posts[name]).get(trait, 0)
        if count > seats:
            yield f"post {name}: {count} in {seats} seats {trait}".rstrip()


def _kept(post: Post) -> dict[str, int]:
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


def _under(request: Request, cap: Cap) -> list[Post]:
    return [post for post in request.posts if post.enterprise == cap.enterprise and cap.kind in ("", post.kind)]


def _room(cap: Cap, day: date) -> int:
    limit = max(((since, limit) for since, limit in cap.changes if since <= day), default=(day, cap.limit))[1]
    return max(0, limit - _others(cap.taken, day))


def _days(cap: Cap, posts: Iterable[Post]) -> set[date]:
    """Days on which anything under a cap may change for the worse."""
    days = {day for day, _ in cap.changes} | {each.first for each in cap.taken}
    return days | {post.first for post in posts}


def _wrong_rows(request: Request, result: Result) -> Iterable[str]:
    sitting = Counter(result.placements.values())
    for cap in request.caps:
        posts = [post for post in _under(request, cap) if sitting[post.id]]
        for day in sorted(_days(cap, posts)):
            here = sum(sitting[post.id] for post in posts if post.first <= day <= post.last)
            if here > _room(cap, day):
                yield f"cap {cap.id}: {here} on {day}, {_room(cap, day)} are left"


def _wrong_together(request: Request, result: Result) -> Iterable[str]:
    mentor_of = {post.id: post.mentor for post in request.posts}
    sizes = Counter(mentor_of.get(post, "") for post in result.placements.values())
    for mentor in request.mentors:
        if 0 < sizes[mentor.id] < mentor.minimum:
            yield f"mentor {mentor.id}: {sizes[mentor.id]} of at least {mentor.minimum}"
    for pair in request.pairs:
        if result.placements.get(pair.first) != result.placements.get(pair.second):
            yield f"pair {pair.first}, {pair.second}: torn"
        elif result.reserved.get(pair.first) != result.reserved.get(pair.second):
            yield f"pair {pair.first}, {pair.second}: in seats of two kinds"


def _bound(request: Request, result: Result) -> int:
    """What no placing exceeds at the prices of the certificate."""
    certificate = result.certificate
    posts = {post.id: post for post in request.posts}
    caps = {cap.id: cap for cap in request.caps}
    closed = _closed(request)
    cost: dict[str, dict[str, int]] = {post.id: dict.fromkeys(_kept(post), 0) for post in request.posts if post.id not in closed}
    total = 0
    for price in certificate.prices:
        if price.post:
            kept = _kept(posts[price.post])
            if price.post in cost and price.seats in kept:
                total += price.amount * kept[price.seats]
                cost[price.post][price.seats] += price.amount
            continue
        cap, day = caps[price.cap], price.on
        if day is None:
            continue
        total += price.amount * _room(cap, day)
        for post in _under(request, cap):
            if post.first <= day <= post.last and post.id in cost:
                for seats in cost[post.id]:
                    cost[post.id][seats] += price.amount
    paired = {each for pair in request.pairs for each in (pair.first, pair.second)}
    for student, alike in _alike(request):
        if alike[0] not in paired:
            total += len(alike) * _gain(request, certificate.bonus, certificate.unit, (student,), posts, cost)
    by_id = {student.id: student for student in request.students}
    for pair in request.pairs:
        total += _gain(request, certificate.bonus, certificate.unit, (by_id[pair.first], by_id[pair.second]), posts, cost)
    return total


def _gain(
    request: Request, bonus: int, unit: int, who: tuple[Student, ...], posts: Mapping[str, Post], cost: Mapping[str, Mapping[str, int]]
) -> int:
    """What one student, or a pair, gains at best."""
    best = 0
    for post, seats in cost.items():
        if any(refusals(request, student, posts[post]) for student in who):
            continue
        kept = _kept(posts[post])
        worth = sum(bonus + unit * fit(request, student, posts[post]) for student in who)
        for trait, price in seats.items():
            if (trait == "" or all(trait in student.traits for student in who)) and kept[trait] >= 1:
                if len(who) == 2 and not _two(request, posts[post], kept[trait]):
                    continue
                best = max(best, worth - len(who) * price)
    return best


def _two(request: Request, post: Post, seats: int) -> bool:
    """Whether two places are there at all, on every day of the post."""
    caps = [cap for cap in request.caps if cap.enterprise == post.enterprise and cap.kind in ("", post.kind)]
    days = {post.first} | {day for cap in caps for day in _days(cap, ()) if post.first <= day <= post.last}
    days |= {each.last + timedelta(1) for cap in caps for each in cap.taken if post.first <= each.last < post.last}
    return seats >= 2 and all(_room(cap, day) >= 2 for cap in caps for day in days)


def _closed(request: Request) -> set[str]:
    """Posts of mentors who cannot have a group whatever anybody does: too few may work there, or too few places are left."""
    found: set[str] = set()
    by_id = {student.id: student for student in request.students}
    paired = {each for pair in request.pairs for each in (pair.first, pair.second)}
    for mentor in request.mentors:
        posts = [post for post in request.posts if post.mentor == mentor.id]
        if mentor.minimum <= 1 or not posts:
            continue
        places = {post.id: sum(_kept(post).values()) for post in posts}
        most = sum(places.values())
        for cap in request.caps:
            mine = [post for post in _under(request, cap) if post.mentor == mentor.id]
            for day in _days(cap, _under(request, cap)):
                here = [post for post in mine if post.first <= day <= post.last]
                if here:
                    most = min(most, sum(places.values()) - sum(places[post.id] for post in here) + _room(cap, day))
        able = sum(len(ids) for student, ids in _alike(request) if ids[0] not in paired and _goes(request, (student,), posts))
        able += sum(2 for pair in request.pairs if _goes(request, (by_id[pair.first], by_id[pair.second]), posts))
        if min(most, able) < mentor.minimum:
            found |= {post.id for post in posts}
    return found


def _goes(request: Request, who: tuple[Student, ...], posts: Iterable[Post]) -> bool:
    """Whether a student, or a pair together, may sit in one of the posts."""
    for post in posts:
        if any(refusals(request, student, post) for student in who):
            continue
        for trait, count in _kept(post).items():
            if (trait == "" or all(trait in student.traits for student in who)) and (len(who) == 1 or _two(request, post, count)):
                return True
    return False
