"""Installations whose balances moved with every posting: they become those of the last seal, and the ledger stays what it was."""

from __future__ import annotations

from importlib import import_module

import pytest
from django.db import connection

from baigong.contexts.credit_bank.ledger import booking, guards, sealing
from baigong.contexts.credit_bank.ledger.posting import post, reverse, use
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import CreditAccount, LedgerEpoch, Posting
from baigong.kernel.access import SYSTEM
from tests.contexts.credit_bank.ledger_cast import AT, BASIS, CLERK, COLLEGE, DAY, a_deposit, a_learner

pytestmark = pytest.mark.django_db
MIGRATION = import_module("baigong.contexts.credit_bank.migrations.0005_balances_as_sealed")
OWN = ("learner", "used", "expired")
FACTS = {"actor": CLERK, "now": AT, "basis": BASIS}


def first_span():
    learner = a_learner()
    for outcome in ("o1", "o2"):
        post(a_deposit(learner, outcome), actor=CLERK, now=AT)
    use(learner=learner, target=COLLEGE, on=DAY, outcome="o1", amount=200, **FACTS)
    return learner


def second_span(learner):
    reverse(posting=Posting.objects.get(kind="use"), reason="课程调整", **FACTS)
    use(learner=learner, target=COLLEGE, on=DAY, outcome="o2", amount=150, **FACTS)
    post(a_deposit(learner, "o3", 900), actor=CLERK, now=AT)


def nothing_sealed():
    first_span()


def one_sealed_one_open():
    learner = first_span()
    sealing.seal(actor=SYSTEM, now=AT)
    second_span(learner)


def all_sealed():
    one_sealed_one_open()
    sealing.seal(actor=SYSTEM, now=AT)


def one_left_for_the_next_seal():
    """Somebody wrote for so long that the seal left the span alone, and others went on in the next."""
    learner = first_span()
    sealing._open_next(AT)
    second_span(learner)


def stored():
    return dict(CreditAccount.objects.values_list("code", "balance"))


def as_it_was():
    """Own accounts hold the balance of the moment, and spans do not say from where on they go."""
    now = {code: balance_of(code) for code in CreditAccount.objects.filter(kind__in=OWN).values_list("code", flat=True)}
    guards.remove(connection)
    booking.remove(connection)
    for code, balance in now.items():
        CreditAccount.objects.filter(code=code).update(balance=balance)
    LedgerEpoch.objects.update(after=0)
    return now


@pytest.mark.parametrize("history", [nothing_sealed, one_sealed_one_open, all_sealed, one_left_for_the_next_seal])
def test_converted_the_ledger_is_sound_tells_the_same_balances_and_goes_on(history):
    history()
    as_sealed, spans = stored(), list(LedgerEpoch.objects.order_by("number").values_list("number", "after"))
    before = as_it_was()
    if history is not all_sealed:
        assert stored() != as_sealed, "the old way must differ, else nothing is converted"
    with connection.schema_editor() if connection.vendor == "postgresql" else Plain() as editor:
        MIGRATION.put_up(None, editor)
    assert stored() == as_sealed
    assert list(LedgerEpoch.objects.order_by("number").values_list("number", "after")) == spans
    assert {code: balance_of(code) for code in before} == before
    sealing.seal(actor=SYSTEM, now=AT)
    assert (verify().problems, stored() | before) == ((), stored())


class Plain:
    """SQLite's own editor wants no transaction around it; of an editor the conversion asks these two things only."""

    connection = connection

    def __enter__(self):
        return self

    def __exit__(self, *_):
        return None

    def execute(self, statement):
        with connection.cursor() as cursor:
            cursor.execute(statement)
