"""The cast of reporting."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from baigong.contexts.plans.models import Report
from baigong.contexts.plans.services.evidence import add_file
from baigong.contexts.plans.services.reports import Content, accept_report, start_report, submit_report, write_report
from tests.contexts.plans.reporting_cast import a_pdf, make_cast


@pytest.fixture
def cast(db):
    return make_cast()


@pytest.fixture
def late():
    """After the cycle's closing day."""
    return datetime(2021, 4, 2, 9, 0, tzinfo=ZoneInfo("Asia/Shanghai"))


@pytest.fixture
def begun(cast, now):
    """A draft of the leading department."""
    return start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)


@pytest.fixture
def written(cast, begun, now):
    """A draft with a value and its evidence."""

    def write(value="40", report: Report | None = None, **more) -> Report:
        row = report or begun
        content = Content("开展了摸底。", "经费未到位。", "争取专项。", {cast.target.pk: (Decimal(value), "截至季末")}, **more)
        row = write_report(actor=cast.liaison_actor, now=now, report=row, content=content)
        if not row.evidence.exists():
            add_file(actor=cast.liaison_actor, now=now, report=row, kind="roster", upload=a_pdf())
        return row

    return write


@pytest.fixture
def submitted(cast, written, now):
    return submit_report(actor=cast.liaison_actor, now=now, report=written())


@pytest.fixture
def accepted(cast, submitted, now):
    return accept_report(actor=cast.reviewer_actor, now=now + timedelta(hours=1), report=submitted)
