"""The engine as rounds use it: placed anew, placed with as few changes as possible, checked again, explained, asked what if."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from baigong.engines.placement.facts import Request
from baigong.engines.placement.results import Change, PostExplained, Result, StudentExplained


def place(request: Request, before: Mapping[str, str], *, large: bool = False) -> Result:
    """The best placing; after a publication (``before``) the best of those that move as few as possible. ``large``: with compiled kernels,
    which only workers and commands may load."""
    raise NotImplementedError


def recheck(request: Request, result: Result) -> list[str]:
    """What a separate function that shares no code with the solving finds wrong with an answer; nothing where it holds."""
    raise NotImplementedError


def explain_student(request: Request, result: Result, student: str) -> StudentExplained:
    """Why here, why not there."""
    raise NotImplementedError


def explain_post(request: Request, result: Result, post: str) -> PostExplained:
    """Who came, and why not more."""
    raise NotImplementedError


def what_if(request: Request, result: Result, other: Request, changed: Sequence[str] = ()) -> Change:
    """What another request would do."""
    raise NotImplementedError
