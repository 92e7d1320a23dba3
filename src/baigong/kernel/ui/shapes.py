"""Small values that macros draw: a step of a procedure, an entry of a timeline. Templates may pass mappings instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import Any, Literal


@dataclass(frozen=True)
class Step:
    """A step for ``ui.steps``."""

    label: object
    state: Literal["done", "current", "todo", "returned"]
    note: object = ""


def path_of(
    row: Any, path: Sequence[tuple[Any, Container[str]]], *, done: Container[str] = (), returned: Container[str] = ()
) -> list[Step]:
    """How far a row with a state came along ``path``, whose steps have a word and their states. In a state of ``done`` its step is over,
    in one of ``returned`` it goes back, in one of no step it has left the path. The note is the state where the word does not say it.
    """
    at = next((place for place, (_word, states) in enumerate(path) if row.state in states), -1)
    here: Any = "returned" if row.state in returned else "done" if row.state in done else "current"
    said = row.get_state_display()
    return [
        Step(word, "done" if place < at else here if place == at else "todo", said if place == at and said != str(word) else "")
        for place, (word, _states) in enumerate(path)
    ]


@dataclass(frozen=True)
class Entry:
    """An entry for ``ui.timeline``; ``changes`` holds (field, before, after) for ``ui.diff``."""

    at: dt.date | dt.datetime
    title: object
    who: object = ""
    text: object = ""
    tone: str = ""
    href: str = ""
    changes: Sequence[tuple[object, object, object]] = ()
