"""A school that returns its programmes on the current edition."""

from __future__ import annotations

import polars as pl
import pytest

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.registers.models import Channel
from baigong.contexts.registers.services.receiving import Source, receive
from baigong.contexts.registers.standard import find_table
from tests.builders import a_body, an_actor

EDITION, PROGRAMMES = "SZJZ-ZZ-V2.2.0", "ODS_ZZZYSZSJ"


@pytest.fixture
def table():
    return find_table(EDITION, PROGRAMMES)


@pytest.fixture
def school(db):
    return a_body("示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, moe_code="3162000001")


@pytest.fixture
def officer(school):
    return an_actor(SCHOOL_OFFICER, school, user_id=None)


def programme(number: int = 1, **changes: str) -> dict[str, str]:
    """A sound row of 专业设置; ``changes`` replace fields."""
    row = {
        "ZJSJWYXBS": f"{number:032X}", "XXDM": "3162000001", "ZYMC": "作物生产技术", "ZYDM": "610101", "PZSZNY": "201503",
        "SCZSNY": "201509", "XZM": "3", "SFZDZY": "0", "SJCJSJ": "20220601 080000",
    }  # fmt: skip
    return row | changes


def frame(*rows: dict[str, str]) -> pl.DataFrame:
    """Rows as they are sent."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    return pl.DataFrame([[row.get(name, "") for name in names] for row in rows], schema=dict.fromkeys(names, pl.String), orient="row")


@pytest.fixture
def send(school, officer, table, now):
    """``send(rows…, at=…, whole=…)`` pushes rows of 专业设置 for the school."""

    def push(*rows, at=None, whole=False, body=None, actor=None):
        source = Source(Channel.PUSH, "0" * 64, sender="pusher")
        facts = {"actor": actor or officer, "now": at or now, "organisation": body or school}
        return receive(**facts, table=table, frame=frame(*rows), source=source, whole=whole)

    return push
