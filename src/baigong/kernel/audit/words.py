"""What people read for an action of the log; contexts and machines register theirs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

_words: dict[str, Any] = {}
_amounts: dict[str, Callable[[int], str]] = {}


def register_words(words: Mapping[str, Any]) -> None:
    """Give actions their words: ``{"plans.task.date_set": _("确定期限")}``."""
    _words.update(words)


def words_of(action: str) -> str:
    """The words for an action; the action itself where nobody gave any."""
    return str(_words.get(action, action))


def register_amounts(amounts: Mapping[str, Callable[[int], str]]) -> None:
    """Say how many were concerned, where an action keeps ``count`` in its detail: ``{"plans.task.added": lambda n: ngettext(…)}``."""
    _amounts.update(amounts)


def text_of(action: str, detail: Mapping[str, Any]) -> str:
    """What stands below the words of an entry: its reason, the code it names, or how many were concerned."""
    if said := detail.get("reason") or detail.get("code"):
        return str(said)
    return _amounts[action](detail["count"]) if action in _amounts and "count" in detail else ""


def all_words() -> dict[str, str]:
    """Every action with its words, for filters."""
    return {action: str(words) for action, words in sorted(_words.items())}
