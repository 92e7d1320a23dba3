"""Two desks at one ledger at the same moment, on both databases: first the race without protection, then what the protection does."""

from __future__ import annotations

import json
import sqlite3

import psycopg
import pytest

PREPARE = (
    "from django.db import connection; from baigong.contexts.credit_bank.ledger import guards; guards.remove(connection); "
    "from tests.contexts.credit_bank.ledger_cast import a_learner; from baigong.contexts.credit_bank.models import Learner; "
    "print(Learner.objects.filter(number='1001').exists() or a_learner())"
)
INDEX = "CREATE UNIQUE INDEX posting_outcome_once ON credit_bank_posting (outcome, target, turn) WHERE turn IS NOT NULL"


@pytest.fixture(scope="module")
def opened(migrated):
    """One learner; the guard is lifted so that one test can clear up after the other."""
    migrated.python(PREPARE)
    return migrated


@pytest.fixture
def bank(house, opened, tmp_path):
    """An installation with one learner and an empty ledger."""
    for table in ("posting", "ledgerblock", "ledgerepoch", "creditaccount"):
        sql(house, f"DELETE FROM credit_bank_{table}")
    house.folder = tmp_path
    return house


def sql(house, statement):
    if house.database_url:
        with psycopg.connect(house.database_url) as connection:
            connection.execute(statement)
    else:
        with sqlite3.connect(house.var / "baigong.sqlite3", timeout=20) as connection:
            connection.execute(statement)


def at_once(house, *acts):
    """Run acts as processes that wait for one another; the outcome of each."""
    for mark in house.folder.iterdir():
        mark.unlink()
    before = len(house.processes)
    running = [house.start("-m", "tests.concurrency.ledger_acts", act, f"{n}", str(house.folder)) for n, act in enumerate(acts)]
    for process in running:
        assert process.wait(180) == 0, [log.read_text()[-2000:] for log in sorted(house.var.glob("log-*"))[-2:]]
    return sorted((house.var / f"log-{before + n}").read_text().split()[-1] for n in range(len(acts)))


def standing(house, outcome):
    found = house.ask(
        f"SELECT p.kind FROM credit_bank_posting p WHERE p.outcome = '{outcome}' AND p.kind IN ('deposit', 'use') "
        "AND NOT EXISTS (SELECT 1 FROM credit_bank_posting r WHERE r.reverses_id = p.id)"
    )
    return sorted(kind for (kind,) in found)


def used(house):
    return sum(amount for (amount,) in house.ask("SELECT amount FROM credit_bank_posting WHERE kind = 'use'"))


def verified(house):
    return {problem["code"] for problem in json.loads(house.run("ledger", "verify", check=False).stdout)["problems"]}


def test_control_without_the_constraint_an_outcome_claimed_twice_at_once_counts_twice(bank):
    sql(bank, "DROP INDEX posting_outcome_once")
    try:
        assert at_once(bank, "claims", "claims") == ["done", "done"]
        assert standing(bank, "o1") == ["deposit", "deposit"]
        assert verified(bank) == {"used_twice"}
    finally:
        sql(bank, "DELETE FROM credit_bank_posting")
        sql(bank, INDEX)


def test_of_two_who_claim_one_outcome_at_once_one_is_refused(bank):
    assert at_once(bank, "claims", "claims") == ["done", "used_twice"]
    assert standing(bank, "o1") == ["deposit"]
    assert verified(bank) == set()


def test_control_a_ceiling_that_is_only_looked_at_is_overrun_from_two_desks(bank):
    assert at_once(bank, "converts_carelessly", "converts_carelessly") == ["done", "done"]
    assert used(bank) == 400


def test_a_ceiling_holds_from_two_desks(bank):
    assert at_once(bank, "converts", "converts") == ["done", "over_ceiling"]
    assert used(bank) == 200
    assert verified(bank) == set()


LOCKED = "ORDER BY a.id FOR NO KEY UPDATE"


def given(house):
    return sum(amount for (amount,) in house.ask("SELECT amount FROM credit_bank_posting WHERE kind = 'transfer'"))


@pytest.fixture
def three_hundred(bank):
    """The learner has 300 credits, and there is another."""
    recognised(bank)
    bank.python(
        "from tests.contexts.credit_bank.ledger_cast import a_learner; "
        "from baigong.contexts.credit_bank.models import CreditAccount, Learner; "
        "other = Learner.objects.filter(number='1002').first() or a_learner('1002'); "
        "CreditAccount.objects.create(code='learner:1002', kind='learner', learner=other)"
    )
    return bank


def test_control_without_its_lock_an_account_gives_twice_what_it_has_once(three_hundred):
    if not three_hundred.database_url:
        pytest.skip("SQLite has one writer at a time")
    ((careful,),) = three_hundred.ask("SELECT pg_get_functiondef('credit_bank_book_carefully'::regproc)")
    assert LOCKED in careful
    sql(three_hundred, careful.replace(LOCKED, ""))
    try:
        assert at_once(three_hundred, "gives", "gives") == ["done", "done"]
        assert (given(three_hundred), verified(three_hundred)) == (400, {"below_zero"})
    finally:
        sql(three_hundred, careful)


def test_of_two_who_give_what_is_there_once_one_is_refused(three_hundred):
    assert at_once(three_hundred, "gives", "gives") == ["below_zero", "done"]
    assert (given(three_hundred), verified(three_hundred)) == (200, set())


def test_control_a_use_of_what_the_ledger_was_never_told_of_stands_although_it_was_revoked_meanwhile(bank):
    """Without a deposit nothing in the ledger ties the use to the recognition."""
    assert at_once(bank, "revokes", "uses_late") == ["done", "done"]
    assert standing(bank, "r1") == ["use"]


def recognised(bank):
    """Outcome r1 is deposited."""
    sql(bank, "INSERT INTO credit_bank_creditaccount (code, kind, target, balance) VALUES ('source:s', 'source', '', 0)")
    sql(
        bank,
        "INSERT INTO credit_bank_creditaccount (code, kind, learner_id, target, balance) "
        "SELECT 'learner:1001', 'learner', id, '', 0 FROM credit_bank_learner WHERE number = '1001'",
    )
    sql(
        bank,
        "INSERT INTO credit_bank_posting (key, kind, debit_id, credit_id, amount, occurred_on, recorded_at, outcome, target, turn, series, "
        "purpose, decision, rule, evidence, reason, epoch) SELECT 'd', 'deposit', d.id, c.id, 300, '2021-03-12', '2021-03-15 00:00:00', "
        f"'r1', '', 0, '', '', 'd', 'r', '{'ab' * 32}', '', 1 FROM credit_bank_creditaccount d, credit_bank_creditaccount c "
        "WHERE d.code = 'source:s' AND c.code = 'learner:1001'",
    )


@pytest.mark.parametrize(("act", "outcomes"), [("uses_late", [["done", "revoked"]]), ("uses", [["done", "done"], ["done", "revoked"]])])
def test_revoked_during_a_conversion_no_use_stands_whoever_was_first(bank, act, outcomes):
    recognised(bank)
    assert at_once(bank, "revokes", act) in outcomes
    assert standing(bank, "r1") == []
    assert verified(bank) == set()
