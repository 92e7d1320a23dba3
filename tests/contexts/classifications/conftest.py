"""Codes for tests: only the schemes a test speaks of are loaded, since all of them take seconds."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.classifications.bundled import EditionFacts
from baigong.contexts.classifications.models import Origin
from baigong.contexts.classifications.public import load_bundled
from baigong.contexts.classifications.services import store_edition
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


@pytest.fixture
def an_edition(db, now):
    """``an_edition("industries", "2011", date(2011, 11, 1), rows)`` stores a small edition."""

    def store(scheme: str, code: str, starts: date, rows: list[dict], **facts):
        known = EditionFacts(scheme=scheme, code=code, title=code, source="测试", effective_from=starts, **facts)
        return store_edition(known, rows, digest="0" * 64, origin=Origin.UPLOADED, actor=SYSTEM, now=now)

    return store
