"""What is kept or sent is worded in the city's language, whatever language its author happens to read."""

from __future__ import annotations

from contextlib import AbstractContextManager

from django.conf import settings
from django.utils import translation


def as_recorded() -> AbstractContextManager[None]:
    """Within it ``gettext`` speaks the city's language: for numbers, reasons and titles that are stored, and for notices to others.

    Refusals are raised outside of it: they are for the reader.
    """
    return translation.override(settings.LANGUAGE_CODE)
