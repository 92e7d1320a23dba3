"""Prepared statements: the same answers on both databases, told to whoever counts queries, planned once by PostgreSQL."""

import pytest
from django.db import OperationalError, ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext

from baigong.kernel.prepared import ask_prepared

pytestmark = pytest.mark.django_db
GREATER = "SELECT n FROM (SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3) numbers WHERE n > %(least)s ORDER BY n"


def test_a_statement_answers_for_whatever_values_it_is_asked_with():
    assert [ask_prepared(GREATER, {"least": least}) for least in (1, 2, 3)] == [[(2,), (3,)], [(3,)], []]


def test_what_is_asked_counts_as_a_query():
    with CaptureQueriesContext(connection) as counted:
        ask_prepared(GREATER, {"least": 1})
    assert len(counted) == 1


def test_what_the_database_refuses_is_an_error_of_the_database_and_the_statement_can_be_asked_again():
    ask_prepared(GREATER, {"least": 1})
    with pytest.raises((ProgrammingError, OperationalError)), transaction.atomic():
        ask_prepared("SELECT 1 FROM no_such_table", {})
    assert ask_prepared(GREATER, {"least": 2}) == [(3,)]


def test_postgresql_plans_a_statement_once_for_all_values():
    for least in range(8):
        ask_prepared(GREATER, {"least": least})
    if connection.vendor != "postgresql":
        return  # the driver of SQLite keeps statements by itself
    with connection.cursor() as cursor:
        cursor.execute("SELECT generic_plans, custom_plans FROM pg_prepared_statements WHERE statement LIKE '%numbers%'")
        assert cursor.fetchall() == [(8, 0)]
