"""The engine as rounds use it: placed anew, placed with as few changes as possible, checked again, explained, asked what if.

Solving is imported when it is asked for: what only shows a round does without it.
"""

from __future__ import annotations

from collections.abc import Collection

from baigong.engines.placement.checking import check
from baigong.engines.placement.facts import Request
from baigong.engines.placement.results import Change, PostExplained, Result, StudentExplained


def place(request: Request, before: Result | None, *, large: bool = False) -> Result:
    """The best placing; with ``before`` (what was published) of those equally good one that moves as few as possible.

    ``large``: with compiled kernels, which only workers and commands may load.
    """
    from baigong.engines.placement.solving import solve

    return solve(request, compiled=large, start=before)


def recheck(request: Request, result: Result) -> list[str]:
    """What the function that only checks finds wrong with an answer; nothing where it holds."""
    return list(check(request, result).faults)


def explain_student(request: Request, result: Result, student: str) -> StudentExplained:
    """Why here, why not there, what one place more would change."""
    from baigong.engines.placement import explaining

    return explaining.explain_student(request, result, student)


def explain_students(request: Request, result: Result, students: Collection[str]) -> dict[str, StudentExplained]:
    """The same of many, without what would change it."""
    from baigong.engines.placement import explaining

    return explaining.explain_students(request, result, students)


def full_posts(request: Request, result: Result) -> dict[str, tuple[str, ...]]:
    """Posts to which nobody could be added, and what is full there."""
    from baigong.engines.placement import explaining

    return explaining.full_posts(request, result)


def explain_post(request: Request, result: Result, post: str) -> PostExplained:
    """Who came, and why not more."""
    from baigong.engines.placement import explaining

    return explaining.explain_post(request, result, post)


def what_if(request: Request, result: Result, other: Request) -> Change:
    """What another request would do."""
    from baigong.engines.placement import changing

    return changing.what_if(request, result, other)
