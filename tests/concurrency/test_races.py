"""Two people at once, on PostgreSQL: first the race without protection, then that of two one is refused."""

from __future__ import annotations

import threading

import pytest
from django.db import connection, transaction

from baigong.contexts.organisations.models import Organisation
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Allow, Policy, actors, policies
from baigong.kernel.audit.models import AuditBlock, AuditEvent
from baigong.kernel.errors import Conflict
from baigong.kernel.workflow import StateMachine, Transition, fire, machines
from tests.kernel.workflow.test_firing import Kind

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def at_once(*acts):
    """Run ``acts`` in threads that start together; returns what each gave or raised."""
    start, outcomes = threading.Barrier(len(acts)), [None] * len(acts)

    def run(index, act):
        try:
            start.wait()
            outcomes[index] = act()
        except Exception as error:
            outcomes[index] = error
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.fixture
def machine(monkeypatch):
    monkeypatch.setattr(policies, "_policies", {})
    monkeypatch.setattr(machines, "_machines", {})
    monkeypatch.setattr(actors, "_roles", dict(actors._roles))
    policy = Policy(Organisation, [Allow.of("submit approve", signed_in=True)])
    steps = [
        Transition.of("submit", "county", "college", "提交", "submitted"),
        Transition.of("approve", "college", "base", "通过", "approved"),
    ]
    return StateMachine(policy, Kind, "county", steps, field="kind")


@pytest.fixture
def row(db):
    return Organisation.objects.create(name="一号", kind="county", path="0901.")


def test_control_reading_and_then_writing_lets_both_succeed(row, now):
    """Without lock and conditional update: both read the old state before either writes."""
    both_have_read = threading.Barrier(2)

    def careless():
        with transaction.atomic():
            mine = Organisation.objects.get(pk=row.pk)
            if mine.kind != "county":
                raise Conflict("late", code="late")
            both_have_read.wait(10)
            mine.kind = "college"
            mine.save()
            return "done"

    assert at_once(careless, careless) == ["done", "done"]


def test_of_two_who_fire_at_once_one_is_refused(machine, row, now):
    for _ in range(10):
        Organisation.objects.update(kind="county")
        AuditEvent.objects.all().delete()
        outcomes = at_once(*[lambda: fire(row, "submit", actor=SYSTEM, now=now)] * 4)
        assert sum(isinstance(o, Organisation) for o in outcomes) == 1, outcomes
        assert sum(isinstance(o, Conflict) for o in outcomes) == 3, outcomes
        assert AuditEvent.objects.count() == 1


def test_two_who_seal_at_once_seal_every_event_once(now):
    for number in range(50):
        audit.record(SYSTEM, "plans.report.submitted", now=now, detail={"number": number})
    at_once(*[lambda: audit.seal(now=now)] * 4)
    found = audit.verify()
    assert found.is_sound, found.problems
    assert (found.events, found.unsealed) == (50, 0)
    assert AuditBlock.objects.count() == 1
