"""A file that waits to be confirmed: unreadable on disk, one hand at a time, and not kept for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.registers.models import Draft
from baigong.contexts.registers.services import uploading
from baigong.contexts.registers.services.forgetting import discard_forgotten
from baigong.contexts.registers.standard import find_standard
from baigong.delivery.demonstration.population import identity_number
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict
from tests.contexts.registers.sample import EDITION, PROGRAMMES, officer, programme, school, table  # noqa: F401

pytestmark = pytest.mark.django_db


@pytest.fixture
def hand_in(officer, school, now):
    """``hand_in(standard, table, rows…)`` leaves a draft."""

    def prepare(standard, name, *rows, at=now):
        heads = list(rows[0])
        data = "\n".join([",".join(heads), *(",".join(row[head] for head in heads) for row in rows)]).encode()
        facts = {"organisation": school, "standard": find_standard(standard), "data": data, "file_name": f"{name}.csv"}
        return uploading.prepare(actor=officer, now=at, **facts)

    return prepare


def test_what_lies_on_disk_until_it_is_confirmed_tells_nobody_anything(hand_in, officer, now):
    number = identity_number(now.date().replace(year=2005), 7)
    row = {"XH": "1", "XM": "示例学生", "XBM": "1", "CSRQ": "20050315", "SFZJLX": "1", "SFZH": number, "ZYDM": "720201", "PYCC": "1",
           "XSLX": "1", "RXNY": "202009", "NJ": "2020", "BH": "20A", "XSZT": "1", "SFSX": "0"}  # fmt: skip
    draft = hand_in("WW-ROSTERS-2021", "MCXS", row)
    with draft.file.open("rb") as file:
        stored = file.read()
    assert number.encode() not in stored
    assert "示例学生".encode() not in stored
    (receipt,) = uploading.confirm(actor=officer, now=now, draft=draft)
    assert receipt.batch.stored_count == 1, "whoever confirms it has it whole"


def test_a_file_that_nobody_confirmed_goes_after_the_days_of_the_rulebook(hand_in, now):
    hand_in(EDITION, PROGRAMMES, programme(1), at=now - timedelta(days=31))
    young = hand_in(EDITION, PROGRAMMES, programme(2), at=now - timedelta(days=29))
    assert discard_forgotten(actor=SYSTEM, now=now) == 1
    assert Draft.objects.get() == young
    assert AuditEvent.objects.filter(action="registers.draft.discarded").count() == 1


@pytest.mark.parametrize("act", [uploading.renew, uploading.confirm, uploading.discard])
def test_of_two_who_decide_the_second_is_told(hand_in, officer, now, act):
    draft = hand_in(EDITION, PROGRAMMES, programme(1))
    uploading.discard(actor=officer, now=now, draft=Draft.objects.get())
    with pytest.raises(Conflict) as refused:
        act(actor=officer, now=now, draft=draft)
    assert refused.value.code == "raced"
