"""Why here, why not there, what would have changed it: read from prices, and tried where it is said to help."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from datetime import date

from baigong.engines.placement.facts import Cap, Post, Request, Student
from baigong.engines.placement.legality import fit, refusals
from baigong.engines.placement.results import OPEN, Option, PostExplained, Result, StudentExplained
from baigong.engines.placement.rows import room_on, seats
from baigong.engines.placement.solving import solve

TRIES = 4
"""Around how many posts one place more is tried for one student."""


def explain_student(request: Request, result: Result, student: str, *, tries: int = TRIES) -> StudentExplained:
    """One student's place, or why there is none; ``tries``: how much is solved again to learn what would help."""
    who = next(each for each in request.students if each.id == student)
    told = _explained(request, _Look(request, result), who)
    wanted = list(dict.fromkeys(option.full for option in told.better if option.full))[:tries]
    helping = (_least(request, result, who, full) for full in wanted)
    return replace(told, would_help=tuple(dict.fromkeys(each for each in helping if each)))


def explain_students(request: Request, result: Result, students: Collection[str]) -> dict[str, StudentExplained]:
    """Many at once, in the order of the request; nothing is solved again."""
    look, asked = _Look(request, result), set(students)
    return {each.id: _explained(request, look, each) for each in request.students if each.id in asked}


def full_posts(request: Request, result: Result) -> dict[str, tuple[str, ...]]:
    """Posts to which nobody could be added, by what is full there."""
    look = _Look(request, result)
    return {post.id: found for post in request.posts if (found := look.full(post, None))}


def _explained(request: Request, look: _Look, who: Student) -> StudentExplained:
    here = look.result.placements.get(who.id)
    refused: Counter[str] = Counter()
    options = []
    for post in request.posts:
        rules = refusals(request, who, post)
        refused.update(rules)
        if not rules:
            options.append(look.option(who, post))
    own = next((option for option in options if option.post == here), None)
    better = [option for option in options if own is None or option.fit > own.fit]
    better.sort(key=lambda option: (-option.fit, option.price, option.post))
    return StudentExplained(who.id, here, own.fit if own else 0, tuple(better), dict(refused))


def explain_post(request: Request, result: Result, post: str) -> PostExplained:
    """One post's interns: who might have come, where they are instead, and what keeps others out."""
    which = next(each for each in request.posts if each.id == post)
    look = _Look(request, result)
    rules: Counter[str] = Counter()
    legal, elsewhere = 0, Counter[str]()
    for student in request.students:
        kept_out = refusals(request, student, which)
        rules.update(kept_out)
        if not kept_out:
            legal += 1
            if (there := result.placements.get(student.id, "")) != post:
                elsewhere[there] += 1
    placed, count = look.sitting[post], sum(seats(which).values())
    worth = look.price(which, None)
    return PostExplained(post, legal, placed, count, look.full(which, None), dict(rules), worth, dict(elsewhere))


class _Look:
    """Prices and places of a result, at hand for many questions."""

    def __init__(self, request: Request, result: Result) -> None:
        self.request, self.result = request, result
        self.posts = {post.id: post for post in request.posts}
        self.sitting = Counter(result.placements.values())
        self.in_seats = Counter((post, result.reserved.get(student, OPEN)) for student, post in result.placements.items())
        self.seat_price = {(each.post, each.seats): each.amount for each in result.certificate.prices if each.post}
        self.cap_prices = [each for each in result.certificate.prices if each.cap]
        self.caps: dict[str, list[Cap]] = {}
        for cap in request.caps:
            self.caps.setdefault(cap.enterprise, []).append(cap)

    def option(self, student: Student, post: Post) -> Option:
        """A legal post as the student sees it."""
        return Option(post.id, (), fit(self.request, student, post), self.price(post, student), self.full(post, student))

    def price(self, post: Post, student: Student | None) -> int:
        """What a place there is worth to others, in parts: the caps around it, and the cheapest seat that may be taken."""
        of_caps = {cap.id for cap in self._around(post)}
        total = sum(p.amount for p in self.cap_prices if p.cap in of_caps and p.on is not None and post.first <= p.on <= post.last)
        return total + min((self.seat_price.get((post.id, kind), 0) for kind in _kinds(post, student)), default=0)

    def full(self, post: Post, student: Student | None) -> tuple[str, ...]:
        """What is full: the seats that may be taken, and caps on some day of the post."""
        kept = seats(post)
        found = [f"post:{post.id}"] if all(self.in_seats[post.id, kind] >= kept[kind] for kind in _kinds(post, student)) else []
        for cap in self._around(post):
            mine = [each for each in self.request.posts if each.enterprise == cap.enterprise and cap.kind in ("", each.kind)]
            days = {post.first, *(each.first for each in mine), *(day for day, _ in cap.changes), *(each.first for each in cap.taken)}
            for day in days:
                here = sum(self.sitting[each.id] for each in mine if each.first <= day <= each.last)
                if post.first <= day <= post.last and here >= room_on(cap, day):
                    found.append(cap.id)
                    break
        return tuple(found)

    def _around(self, post: Post) -> Iterable[Cap]:
        return [cap for cap in self.caps.get(post.enterprise, ()) if cap.kind in ("", post.kind)]


def _kinds(post: Post, student: Student | None) -> list[str]:
    return [kind for kind in seats(post) if kind == OPEN or student is None or kind in student.traits]


def _least(request: Request, result: Result, student: Student, full: tuple[str, ...]) -> tuple[str, ...]:
    """Of what is full around a post as few as need one place more to help the student; nothing where all of it does not."""
    if not _would_help(request, result, student, full):
        return ()
    for each in full if len(full) > 1 else ():
        fewer = tuple(other for other in full if other != each)
        if _would_help(request, result, student, fewer):
            return _least(request, result, student, fewer)
    return full


def _would_help(request: Request, result: Result, student: Student, what: Collection[str]) -> bool:
    """Whether one place more in each of these places the student, or somebody quite like this one, or places better."""
    after = solve(widened(request, dict.fromkeys(what, 1)), start=result)
    own = _told_of(request, student)
    alike = [each.id for each in request.students if each.programme == student.programme and _told_of(request, each) == own]
    return _standing(request, after.placements, student, alike) > _standing(request, result.placements, student, alike)


def _told_of(request: Request, student: Student) -> tuple[Student, frozenset[date]]:
    """Everything by which a post tells students apart: of the birthday only which days it lies before."""
    days = {each.day for post in request.posts for each in post.born_by}
    return replace(student, id="", born_on=None), frozenset(day for day in days if student.born_on is not None and student.born_on <= day)


def _standing(request: Request, placements: Mapping[str, str], student: Student, alike: Iterable[str]) -> tuple[int, int]:
    posts = {post.id: post for post in request.posts}
    placed = [posts[placements[each]] for each in alike if each in placements]
    return len(placed), sum(fit(request, student, post) for post in placed)


def widened(request: Request, more: Mapping[str, int]) -> Request:
    """The request with more places: of caps by their id, of posts by ``post:`` and theirs; a post's caps stay as they are."""
    return replace(
        request,
        posts=tuple(
            replace(post, capacity=post.capacity + more[f"post:{post.id}"]) if f"post:{post.id}" in more else post for post in request.posts
        ),
        caps=tuple(
            replace(
                cap, limit=cap.limit + more[cap.id], changes=tuple((day, limit + more[cap.id]) for day, limit in cap.changes)
            )
            if cap.id in more
            else cap
            for cap in request.caps
        ),
    )  # fmt: skip
