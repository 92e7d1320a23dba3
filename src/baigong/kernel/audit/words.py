"""What people read for an action of the log; contexts and machines register theirs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

_words: dict[str, Any] = {}


def register_words(words: Mapping[str, Any]) -> None:
    """Give actions their words: ``{"plans.task.date_set": _("确定期限")}``."""
    _words.update(words)


def words_of(action: str) -> str:
    """The words for an action; the action itself where nobody gave any."""
    return str(_words.get(action, action))


def all_words() -> dict[str, str]:
    """Every action with its words, for filters."""
    return {action: str(words) for action, words in sorted(_words.items())}
