"""The audit log: sealed, verified, and caught when somebody changed it behind its back."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.audit import guards, sealing
from baigong.kernel.audit.models import AuditBlock, AuditEvent
from baigong.kernel.errors import Refusal

pytestmark = pytest.mark.django_db
CLERK = Actor(7, "张三", address="10.0.0.8")


@pytest.fixture
def log(now, monkeypatch):
    """Three blocks of two events each, and one event not sealed yet."""
    monkeypatch.setattr(sealing, "BLOCK_SIZE", 2)
    for number in range(6):
        audit.record(CLERK, "plans.report.submitted", now=now + timedelta(seconds=number), detail={"number": number, "名称": "上报"})
    audit.seal(now=now + timedelta(minutes=1))
    audit.record(CLERK, "plans.report.returned", now=now + timedelta(minutes=2))
    return list(AuditEvent.objects.order_by("pk"))


def sql(statement, *values):
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def test_an_untouched_log_is_sound_and_says_what_it_holds(log):
    found = audit.verify()
    assert (found.is_sound, found.blocks, found.events, found.unsealed) == (True, 3, 6, 1)
    assert found.head == AuditBlock.objects.last().digest


def test_sealing_again_takes_only_what_is_new(log, now):
    assert audit.seal(now=now) == 1
    assert audit.seal(now=now) == 0
    assert audit.verify().unsealed == 0


TAMPERINGS = {
    "a word changed": lambda log: sql("UPDATE audit_auditevent SET actor_name = %s WHERE id = %s", "李四", log[2].pk),
    "the hour changed": lambda log: sql("UPDATE audit_auditevent SET at = %s WHERE id = %s", log[0].at, log[2].pk),
    "a detail changed": lambda log: sql("UPDATE audit_auditevent SET detail = %s WHERE id = %s", '{"number": 9}', log[2].pk),
    "an event deleted": lambda log: sql("DELETE FROM audit_auditevent WHERE id = %s", log[3].pk),
    "an event slipped into a sealed block": lambda log: AuditEvent.objects.create(
        at=log[0].at, actor_name="张三", action="plans.report.accepted", block=log[0].block
    ),
    "an event moved to another block": lambda log: sql(
        "UPDATE audit_auditevent SET block_id = %s WHERE id = %s", log[0].block_id, log[3].pk
    ),
    "two events exchanged": lambda log: (
        sql("UPDATE audit_auditevent SET action = 'x' WHERE id = %s", log[0].pk),
        sql("UPDATE audit_auditevent SET action = 'y' WHERE id = %s", log[1].pk),
    ),
    "a block with its events deleted": lambda log: (
        sql("DELETE FROM audit_auditevent WHERE block_id = %s", log[2].block_id),
        sql("DELETE FROM audit_auditblock WHERE id = %s", log[2].block_id),
    ),
    "the hour of sealing changed": lambda log: AuditBlock.objects.filter(number=2).update(sealed_at=log[0].at),
    "a digest made to fit": lambda log: AuditBlock.objects.filter(number=1).update(digest="f" * 64),
}  # fmt: skip


@pytest.mark.parametrize("what", TAMPERINGS)
def test_verify_catches(log, what, capsys):
    TAMPERINGS[what](log)
    assert not audit.verify().is_sound
    with pytest.raises(Refusal, match="审计日志被改动"):
        call_command("audit", "verify")
    assert json.loads(capsys.readouterr().out)["problems"]


def test_blocks_cut_off_at_the_end_are_found_by_a_head_noted_outside(log):
    head = audit.verify().head
    last = AuditBlock.objects.last()
    sql("DELETE FROM audit_auditevent WHERE block_id = %s", last.pk)
    sql("DELETE FROM audit_auditblock WHERE id = %s", last.pk)
    assert audit.verify().is_sound
    assert not audit.verify(head=head).is_sound


def test_the_command_prints_the_head_and_nothing_is_wrong(log, capsys):
    call_command("audit", "verify")
    said = json.loads(capsys.readouterr().out)
    assert said["sound"] is True
    assert said["head"] == AuditBlock.objects.last().digest


def test_the_database_refuses_to_change_or_remove_what_was_recorded(log):
    guards.install(connection)
    try:
        for statement in (
            "UPDATE audit_auditevent SET actor_name = 'x'",
            "UPDATE audit_auditevent SET block_id = NULL WHERE block_id IS NOT NULL",
            "UPDATE audit_auditevent SET block_id = (SELECT min(id) FROM audit_auditblock), action = 'x' WHERE block_id IS NULL",
            "DELETE FROM audit_auditevent",
            "UPDATE audit_auditblock SET digest = 'x'",
            "DELETE FROM audit_auditblock",
        ):
            with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
                sql(statement)
        assert guards.missing(connection) == []
    finally:
        guards.remove(connection)


def test_the_guard_lets_events_be_added_and_sealed(log, now):
    guards.install(connection)
    try:
        audit.record(CLERK, "plans.report.accepted", now=now)
        assert audit.seal(now=now) == 1
    finally:
        guards.remove(connection)
    assert audit.verify().is_sound


def test_an_event_and_its_write_stand_or_fall_together(now):
    def write_and_fail():
        with transaction.atomic():
            audit.record(CLERK, "plans.report.submitted", now=now)
            raise RuntimeError

    with pytest.raises(RuntimeError):
        write_and_fail()
    assert not AuditEvent.objects.exists()
