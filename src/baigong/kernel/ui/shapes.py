"""Small values that macros draw: a step of a procedure, an entry of a timeline. Templates may pass mappings instead."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Step:
    """A step for ``ui.steps``."""

    label: object
    state: Literal["done", "current", "todo", "returned"]
    note: object = ""


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
