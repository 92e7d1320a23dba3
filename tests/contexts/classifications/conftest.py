"""Codes for tests: only the schemes a test speaks of are loaded, since all of them take seconds."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.classifications.public import load_bundled
from baigong.kernel.access import SYSTEM


@pytest.fixture
def load(db, now):
    """``load("divisions", …)`` brings the bundled editions of these schemes into the database."""

    def bring(*schemes: str):
        return [one for scheme in schemes for one in load_bundled(actor=SYSTEM, now=now, scheme=scheme)]

    return bring


@pytest.fixture
def today() -> date:
    """A day after every bundled edition began."""
    return date(2026, 11, 1)
