"""Which object of an amended document is which of the one before: by wording first, since numbers run on when something is dropped."""

from __future__ import annotations

import difflib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

SAME_NUMBER = 0.4
"""How alike two wordings under one number must be to be one object reworded; different tasks of one plan stay well below."""
OTHER_NUMBER = 0.6
"""The same where the number changed as well."""


@dataclass(frozen=True)
class Wording:
    """An object as its document words it. ``text`` is empty for what was loaded as facts: then the number alone can tell."""

    number: str
    text: str

    @property
    def plain(self) -> str:
        """The wording without spaces and line breaks."""
        return "".join(self.text.split())


def item_text(item: Any) -> str:
    """The words by which a finding is known again: a measure by its title, a task by its sentence, a target by its quote. A clause
    (of a plan loaded as facts) has its own."""
    if not hasattr(item, "data"):
        return str(item.text) if item.start is not None else ""
    return str(item.data.get("title") or item.data.get("text") or item.data.get("quote") or "")


def row_text(row: Any) -> str:
    """The same of a measure, task or target of the ledger; empty where it was loaded as facts, without a document."""
    if row.clause is None or row.clause.start is None:
        return ""
    return str(row.title if row.clause.kind == "measure" else row.clause.text)


def match(before: Sequence[Wording], after: Sequence[Wording]) -> dict[int, int]:
    """Places in ``after`` to places in ``before``; what is new or gone has none. Each is used once.

    1. The same words (of several the one with the same number). 2. The same number, alike or without words.
    3. Alike under another number, the most alike first.
    """
    pairs: dict[int, int] = {}
    for new, wording in enumerate(after):
        same = [old for old, past in enumerate(before) if past.plain and past.plain == wording.plain and old not in pairs.values()]
        if same:
            pairs[new] = min(same, key=lambda old: before[old].number != wording.number)
    for new, wording in enumerate(after):
        for old, past in enumerate(before):
            if new in pairs or old in pairs.values() or past.number != wording.number or not wording.number:
                continue
            if not past.plain or likeness(past.plain, wording.plain) >= SAME_NUMBER:
                pairs[new] = old
    rest = [
        (likeness(past.plain, wording.plain), new, old)
        for new, wording in enumerate(after)
        for old, past in enumerate(before)
        if new not in pairs and old not in pairs.values() and past.plain
    ]
    for how, new, old in sorted(rest, key=lambda found: -found[0]):
        if how >= OTHER_NUMBER and new not in pairs and old not in pairs.values():
            pairs[new] = old
    return pairs


def likeness(one: str, other: str) -> float:
    """0 to 1; the cheap upper bound first, since most pairs are not alike at all."""
    matcher = difflib.SequenceMatcher(None, one, other, autojunk=False)
    return matcher.ratio() if matcher.quick_ratio() >= SAME_NUMBER else 0.0
