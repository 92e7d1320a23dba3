"""How PostgreSQL reads a balance and a statement: by the account's own indexes, whatever lies beside, and without compiling a plan."""

from __future__ import annotations

import re

import pytest
from django.db import connection

from baigong.contexts.credit_bank.ledger import reading, sealing
from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.batches import post_batch
from baigong.contexts.credit_bank.models import CreditAccount
from baigong.kernel.access import SYSTEM
from tests.contexts.credit_bank.ledger_cast import AT, CLERK, a_deposit, a_learner

pytestmark = pytest.mark.django_db
LEARNERS, EACH = 200, 50


@pytest.fixture
def account(db):
    """One of two hundred that share a sealed ledger of ten thousand postings, of which PostgreSQL has taken stock."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite plans by rule here, not by stock")
    learners = [a_learner(f"{n}") for n in range(LEARNERS)]
    post_batch([a_deposit(one, f"{one.number}/{n}", 1) for n in range(EACH) for one in learners], actor=CLERK, now=AT, name="x")
    sealing.seal(actor=SYSTEM, now=AT)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return CreditAccount.objects.get(code=learner_account(learners[7]).code)


def ways(statement, **values):
    """The plan for all values, which is the one that is kept, and by which indexes it comes to postings, if by any."""
    for place, name in enumerate(values, 1):
        statement = statement.replace(f"%({name})s", f"${place}")
    with connection.cursor() as cursor:
        cursor.execute(f"PREPARE asked AS {statement}")
        cursor.execute(f"EXPLAIN EXECUTE asked({', '.join(repr(value) for value in values.values())})")
        plan = "\n".join(line for (line,) in cursor.fetchall())
        cursor.execute("DEALLOCATE asked")
    assert "$1" in plan
    by_index = re.findall(r"using (\w+) on credit_bank_posting|Bitmap Index Scan on (\w+)", plan)
    return plan, {name for pair in by_index for name in pair if name} | set(re.findall(r"Seq Scan on (credit_bank_posting)", plan))


def test_a_balance_comes_to_postings_by_the_indexes_of_its_account_alone(account):
    assert ways(f"{reading._BALANCE} WHERE a.code = %(code)s", code=account.code)[1] == {"posting_in", "posting_out"}
    assert reading.balance_of(account.code) == EACH


def test_a_statement_comes_to_postings_by_the_indexes_of_its_account_alone(account):
    assert ways(reading._STATEMENT, account=account.pk, lines=50)[1] == {"posting_in", "posting_out"}
    assert [line.balance for line in reading.statement_of(account, lines=2)] == [EACH, EACH - 1]


def test_no_plan_is_compiled_however_dear_it_seems(account):
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL jit_above_cost = 0")
    assert "JIT" not in ways(reading._STATEMENT, account=account.pk, lines=50)[0]
