"""Columns that several lists of the bank have."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

from django.utils.functional import Promise

from baigong.contexts.credit_bank.models import number_of
from baigong.kernel.ui.listing import Column

_TEXT: Callable[[Any], str] = attrgetter("credits_text")


def credits_column(
    label: str | Promise, *, key: str = "credits", text: Callable[[Any], str] = _TEXT, none: str | Promise = "", **facts: Any
) -> Column:
    """Credits: on the page as people write them, in the file as numbers that a spreadsheet adds up; ``none`` where a row has none yet."""

    def exported(row: Any) -> Any:
        said = text(row)
        return number_of(said) if said else str(none) or None

    return Column(key, label, value=lambda row: text(row) or str(none), export=exported, **facts)
