"""Two reports of one period signed at the same moment, on PostgreSQL."""

from __future__ import annotations

import contextlib
import threading
from datetime import timedelta

import pytest
from django.db import IntegrityError

from baigong.contexts.credit_bank.models import Reconciliation, ReconciliationState
from baigong.contexts.credit_bank.services.reconciliations import count, request_reconciliation
from baigong.contexts.credit_bank.workflow import reconciliations
from baigong.kernel.errors import Conflict
from tests.concurrency.test_races import at_once
from tests.credit_city import fire, make_city

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def race(transactional_db, now, monkeypatch):
    """Two reports of one day; each who signs has looked for a signed one before either goes on, where nothing keeps them apart."""
    city, day = make_city(), now.date() - timedelta(days=1)
    rows = [count(request_reconciliation(actor=city.office, now=now, since=day, until=day), now=now) for _copy in range(2)]
    barrier = threading.Barrier(2)
    look = Reconciliation.objects.filter

    def slowly(*args, **facts):
        found = look(*args, **facts)
        if facts.get("state") != ReconciliationState.SIGNED:
            return found
        evaluated = list(found)
        with contextlib.suppress(threading.BrokenBarrierError):
            barrier.wait(1)
        return look(pk__in=[row.pk for row in evaluated])

    monkeypatch.setattr(reconciliations.Reconciliation.objects, "filter", slowly)

    def signing(row):
        def sign():
            try:
                fire(row, "sign", city.office, now)
            except Conflict as refused:
                return refused.code
            except IntegrityError:
                return "constraint"
            return "signed"

        return sign

    return [signing(row) for row in rows]


def test_control_without_taking_turns_the_second_meets_the_databases_constraint(race, monkeypatch):
    monkeypatch.setattr(reconciliations, "_take_turn", lambda row: None)
    assert sorted(at_once(*race)) == ["constraint", "signed"]


def test_of_two_who_sign_reports_of_one_period_the_second_is_told_which_was_signed(race):
    assert sorted(at_once(*race)) == ["signed", "signed_already"]
