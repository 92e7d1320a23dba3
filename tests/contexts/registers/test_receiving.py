"""Rows received: sound ones lie in the lake, wrong ones are named, the last write of a key counts, any day can be shown again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.registers.lake.differences import differences
from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.selectors.batches import fault_groups, faults_of, rows_of
from baigong.contexts.registers.services import receiving
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import a_body, an_actor
from tests.contexts.registers.sample import frame, officer, programme, school, send, table  # noqa: F401

pytestmark = pytest.mark.django_db


def names(state):
    return sorted(state["ZYMC"].to_list())


def test_sound_rows_lie_in_the_lake_and_the_batch_says_so(send, table, school):
    batch = send(programme(1), programme(2, ZYMC="护理", ZYDM="720201")).batch
    assert (batch.state, batch.row_count, batch.stored_count, batch.failed_count) == ("stored", 2, 2, 0)
    assert names(current(table)) == ["作物生产技术", "护理"]
    assert current(table)["_organisation"].unique().to_list() == [school.pk]
    assert AuditEvent.objects.filter(action="registers.batch.received").count() == 1


def test_a_wrong_row_is_left_out_and_named_and_the_others_are_stored(send, table):
    receipt = send(programme(1), programme(2, ZYDM=""), programme(3, XZM="99"))
    assert (receipt.batch.state, receipt.batch.stored_count, receipt.batch.failed_count) == ("partly", 1, 2)
    assert [(f["row"], f["field"], f["code"]) for f in receipt.faults.to_dicts()] == [
        (1, "ZYDM", "required"),
        (2, "XZM", "not_in_code_set"),
    ]
    assert faults_of(receipt.batch).to_dicts() == receipt.faults.to_dicts(), "the verdict is kept"
    assert {(g.field, g.count) for g in fault_groups(receipt.faults)} == {("ZYDM", 1), ("XZM", 1)}


def test_sent_as_a_whole_one_wrong_row_keeps_all_out(send, table):
    batch = send(programme(1), programme(2, ZYDM=""), whole=True).batch
    assert (batch.state, batch.stored_count, batch.failed_count) == ("failed", 0, 2)
    assert current(table).is_empty()
    assert rows_of(batch) is None


def test_the_last_write_of_a_key_counts_and_a_deletion_takes_it_away(send, table, now):
    send(programme(1), programme(2))
    send(programme(1, ZYMC="改名"), at=now + timedelta(hours=1))
    assert names(current(table)) == ["作物生产技术", "改名"]
    batch = send(programme(2, SJZTM="0"), at=now + timedelta(hours=2)).batch
    assert batch.deleted_count == 1
    assert names(current(table)) == ["改名"]


def test_what_a_school_had_sent_on_any_day_can_be_shown_again(send, table, now):
    send(programme(1))
    send(programme(1, SJZTM="0"), at=now + timedelta(days=1))
    assert current(table, as_of=now + timedelta(hours=1)).height == 1
    assert current(table, as_of=now + timedelta(days=2)).is_empty()
    assert current(table, as_of=now - timedelta(days=1)).is_empty()


def test_a_row_that_names_another_school_is_refused(send, table):
    receipt = send(programme(1), programme(2, XXDM="3162000002"))
    assert [(f["row"], f["code"], f["found"]) for f in receipt.faults.to_dicts()] == [(1, "not_own_code", "3162000002")]
    assert current(table).height == 1


def test_two_schools_may_use_the_same_key_without_touching_each_other(send, table, school, now):
    other = a_body("另一所学校", kind=OrganisationKind.SECONDARY_SCHOOL, moe_code="3162000002")
    send(programme(1))
    send(programme(1, XXDM="3162000002", ZYMC="另一个"), body=other, actor=an_actor(SCHOOL_OFFICER, other, user_id=None))
    assert names(current(table)) == ["作物生产技术", "另一个"]
    assert names(current(table, organisations=[other.pk])) == ["另一个"]


def test_nobody_sends_for_another_school(send, school):
    other = a_body("另一所学校", kind=OrganisationKind.SECONDARY_SCHOOL)
    with pytest.raises(NotPermitted):
        send(programme(1), actor=an_actor(SCHOOL_OFFICER, other, user_id=None))
    assert not Batch.objects.exists()


def test_an_empty_table_is_refused_with_words(school, officer, table, now):
    source = receiving.Source("push", "0" * 64)
    with pytest.raises(Refusal, match="没有数据行"):
        receiving.receive(actor=officer, now=now, organisation=school, table=table, frame=frame(programme(1)).clear(), source=source)


def test_when_the_database_fails_nothing_counts_of_what_already_lay_on_disk(send, table, monkeypatch):
    def fails(*args, **kwargs):
        raise RuntimeError("killed")

    monkeypatch.setattr(receiving.audit, "record", fails)
    with pytest.raises(RuntimeError):
        send(programme(1))
    assert not Batch.objects.exists()
    assert current(table).is_empty()


def test_the_plan_of_a_file_counts_new_changed_deleted_and_the_same(send, table, school):
    send(programme(1), programme(2), programme(3), programme(4))
    sent = frame(programme(1), programme(2, ZYMC="改名", SJCJSJ="20220701 080000"), programme(3, SJZTM="0"), programme(9))
    seen = receiving.examine(table, sent, school, whole=False)
    change = differences(table, seen.accepted, school.pk)
    assert (change.new, change.changed, change.deleted, change.same, change.absent) == (1, 1, 1, 1, 1)


def test_collected_at_another_hour_is_no_change(send, table, school):
    send(programme(1))
    seen = receiving.examine(table, frame(programme(1, SJCJSJ="20220709 080000")), school, whole=False)
    assert differences(table, seen.accepted, school.pk).same == 1
