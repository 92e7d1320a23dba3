"""Returns at once on PostgreSQL: one draft confirmed twice, a push between plan and confirmation, one key twice, one random twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.utils import timezone

from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import Batch, Draft, ReturnNonce
from baigong.contexts.registers.services import receiving, uploading
from baigong.contexts.registers.services.calling import _used_first
from baigong.contexts.registers.standard import find_standard
from baigong.kernel.errors import Conflict
from tests.concurrency.test_races import at_once
from tests.contexts.registers.sample import EDITION, PROGRAMMES, officer, programme, school, send, table  # noqa: F401
from tests.pages.registers.interface_cast import an_account

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def draft(school, officer, now):
    names = list(programme(1))
    text = "\n".join(",".join(line) for line in (names, programme(1).values()))
    facts = {"actor": officer, "now": now, "organisation": school, "standard": find_standard(EDITION)}
    return uploading.prepare(**facts, data=text.encode(), file_name=f"{PROGRAMMES}.csv")


@pytest.fixture
def pushed_between(monkeypatch, send, now):
    """A push that comes when the plan was just found unchanged, and has time to be stored before the confirmation goes on."""
    plan_of, outcome = uploading.plan_of, []

    def looked(sheet, organisation):
        plan = plan_of(sheet, organisation)
        thread = threading.Thread(target=lambda: outcome.extend(at_once(lambda: send(programme(1, ZYMC="推送的"), at=now + timedelta(1)))))
        thread.start()
        thread.join(1.5)
        outcome.append("waits" if thread.is_alive() else "went first")
        looked.thread = thread
        return plan

    monkeypatch.setattr(uploading, "plan_of", looked)
    return SimpleNamespace(outcome=outcome, end=lambda: looked.thread.join(30))


def test_control_without_the_lock_a_push_slips_between_plan_and_confirmation(draft, officer, now, pushed_between, monkeypatch):
    for module in (receiving, uploading):
        monkeypatch.setattr(module, "one_at_a_time", lambda organisation: None)
    uploading.confirm(actor=officer, now=now, draft=draft)
    pushed_between.end()
    assert pushed_between.outcome[-1] == "went first"


def test_a_push_waits_until_what_was_planned_is_stored(draft, officer, now, pushed_between, table):
    uploading.confirm(actor=officer, now=now, draft=draft)
    pushed_between.end()
    assert "waits" in pushed_between.outcome
    assert Batch.objects.count() == 2, "both are kept"
    assert current(table)["ZYMC"].to_list() == ["推送的"]


def test_a_push_that_was_first_turns_the_plan_away(draft, officer, now, send):
    send(programme(1, ZYMC="先到的"))
    with pytest.raises(Conflict):
        uploading.confirm(actor=officer, now=now, draft=draft)
    assert Batch.objects.count() == 1
    assert Draft.objects.exists()


def test_of_two_who_confirm_one_draft_at_once_one_is_told(draft, officer, now):
    outcomes = at_once(*[lambda: uploading.confirm(actor=officer, now=now, draft=Draft(pk=draft.pk, **facts(draft)))] * 2)
    assert [o.code for o in outcomes if isinstance(o, Conflict)] == ["raced"], outcomes
    assert Batch.objects.count() == 1


def facts(draft):
    return {"organisation": draft.organisation, "standard": draft.standard, "file_name": draft.file_name}


def test_two_batches_of_one_key_at_once_are_both_kept_and_the_later_counts(send, table, now):
    acts = [lambda n=n: send(programme(1, ZYMC=f"第{n}"), at=now + timedelta(minutes=n)) for n in range(4)]
    outcomes = at_once(*acts)
    assert all(isinstance(o, receiving.Receipt) for o in outcomes), outcomes
    assert Batch.objects.count() == 4
    assert current(table)["ZYMC"].to_list() == ["第3"]


def test_of_one_random_used_at_once_one_call_goes_through(school):
    account, _file = an_account(school)
    caller = SimpleNamespace(clock=timezone.now())
    assert sorted(at_once(*[lambda: _used_first(account, "r", caller)] * 4)) == [False, False, False, True]
    assert ReturnNonce.objects.count() == 1
