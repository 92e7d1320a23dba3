"""What another request would do to a placing: a withdrawal, twenty posts more, a pair set free. As few move as can, and they are named."""

from __future__ import annotations

from collections.abc import Iterable

from baigong.engines.placement.facts import Request
from baigong.engines.placement.results import Change, Move, Result
from baigong.engines.placement.solving import solve, without


def what_if(request: Request, result: Result, other: Request, *, compiled: bool = False, seconds: float | None = None) -> Change:
    """The placing of ``other``, begun from the prices of ``result``; and everybody who is in both and does not stay.

    Of shortest ways to the new optimum those are gone that move the fewest. Students alike count as one: the one who stays is she who was
    there before.
    """
    after = solve(other, compiled=compiled, seconds=seconds, start=result)
    kept = {student.id for student in other.students}
    moves = [
        Move(student.id, before, after.placements.get(student.id))
        for student in request.students
        if student.id in kept and (before := result.placements.get(student.id)) != after.placements.get(student.id)
    ]
    return Change(after, tuple(moves), after.placed - result.placed, after.fit - result.fit)


def withdraw(
    request: Request, result: Result, *, students: Iterable[str] = (), posts: Iterable[str] = (), compiled: bool = False
) -> tuple[Request, Change]:
    """The request without those who withdrew, and what that changes. Whoever was in a pair with one of them goes alone."""
    other = without(request, frozenset(students), frozenset(posts))
    return other, what_if(request, result, other, compiled=compiled)
