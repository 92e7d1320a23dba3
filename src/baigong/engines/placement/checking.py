"""Whether a placing holds, and how good its certificate proves it: from the request alone. No line is shared with what solves.

What a certificate proves is counted in ``bounding``. So nothing that the solver says needs to be believed but where it says ``search``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from baigong.engines.placement.bounding import alike, bound_by_cases, bound_of, kept, room, turns, under, wrong_cases
from baigong.engines.placement.facts import Request, Student
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
    most = len(request.students) * max((_best(request, student) for student, _ in alike(request)), default=0)
    if unit < 1 or bonus <= unit * most or any(price.amount < 0 for price in certificate.prices):
        faults.append("certificate: a price below 0, or a bonus that fit could outweigh")
        return Verdict(tuple(faults), placed, points, len(request.students), most)
    bound = bound_of(request, result)
    if result.cases.cases:
        faults += wrong_cases(request, result)
        if faults:
            return Verdict(tuple(faults), placed, points, len(request.students), most)
        bound = bound_by_cases(request, result, bound)
    placed_bound, fit_bound = bound // bonus, (bound - bonus * placed) // unit
    if (placed_bound, fit_bound) != (result.placed_bound, result.fit_bound):
        faults.append(f"bounds: {(result.placed_bound, result.fit_bound)} is said, the prices give {(placed_bound, fit_bound)}")
    if result.proof == "certificate" and (placed_bound, fit_bound) != (placed, points):
        faults.append("certificate: it is said to prove the best, and leaves a gap")
    return Verdict(tuple(faults), placed, points, placed_bound, fit_bound)


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
        seats = kept(posts[name]).get(trait, 0)
        if count > seats:
            yield f"post {name}: {count} in {seats} seats {trait}".rstrip()


def _wrong_rows(request: Request, result: Result) -> Iterable[str]:
    sitting = Counter(result.placements.values())
    for cap in request.caps:
        posts = [post for post in under(request, cap) if sitting[post.id]]
        for day in sorted(turns(cap, posts)):
            here = sum(sitting[post.id] for post in posts if post.first <= day <= post.last)
            if here > room(cap, day):
                yield f"cap {cap.id}: {here} on {day}, {room(cap, day)} are left"


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
