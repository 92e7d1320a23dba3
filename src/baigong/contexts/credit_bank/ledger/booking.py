"""What the database itself does and refuses when a posting is written, however it is written.

It brings balances forward when a block is sealed. Of a posting it checks that what gives has it, that the accounts suit the kind, that
a reversal undoes what it names, that an outcome is not used again before it was set free, that one level of a series counts at a
learner's target, that nothing revoked is used, and that no sealed span takes anything in. What concerns one learner's uses and reversals
happens one after another, for each locks the learner's own account. What is refused carries a code (see ``refusing``) or a constraint in
its message. On PostgreSQL a row is booked by itself or, in a batch, with all rows of its statement (``books_of_postgres``); on SQLite
each by itself (``books_of_sqlite``).
"""

from __future__ import annotations

from django.db.backends.base.base import BaseDatabaseWrapper

from baigong.contexts.credit_bank.ledger import books_of_postgres, books_of_sqlite


def names(connection: BaseDatabaseWrapper) -> tuple[str, ...]:
    """The triggers that book."""
    return books_of_postgres.NAMES if connection.vendor == "postgresql" else books_of_sqlite.NAMES


def install(connection: BaseDatabaseWrapper) -> None:
    """Put the triggers up; they may stand already."""
    remove(connection)
    with connection.cursor() as cursor:
        for statement in books_of_postgres.statements() if connection.vendor == "postgresql" else books_of_sqlite.STATEMENTS:
            cursor.execute(statement)


def remove(connection: BaseDatabaseWrapper) -> None:
    """Take the triggers down."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            for name in books_of_postgres.FUNCTIONS:
                cursor.execute(f"DROP FUNCTION IF EXISTS credit_bank_{name} CASCADE")
        else:
            for name in books_of_sqlite.NAMES:
                cursor.execute(f"DROP TRIGGER IF EXISTS {name}")
