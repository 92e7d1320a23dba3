"""Whatever says that a disk is full, people and programs are told so, and nothing else is taken for it."""

from __future__ import annotations

import errno
import sqlite3

import pytest
from django.db import DatabaseError, OperationalError
from django.test import RequestFactory
from psycopg.errors import DiskFull, UndefinedTable

from baigong.delivery.errors import server_error
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.files import is_out_of_room


def of_sqlite(code: int) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("database or disk is full")
    error.sqlite_errorcode = code
    return error


def caused(error: Exception, by: Exception) -> Exception:
    error.__cause__ = by
    return error


@pytest.mark.parametrize(
    ("error", "is_full"),
    [
        (OSError(errno.ENOSPC, ""), True),
        (OSError(errno.EDQUOT, ""), True),
        (OSError(errno.EACCES, ""), False),
        (caused(OperationalError(), DiskFull()), True),
        (caused(DatabaseError(), UndefinedTable()), False),
        (caused(OperationalError(), of_sqlite(13)), True),
        (caused(OperationalError(), of_sqlite(5)), False),
        (caused(RuntimeError(), caused(OperationalError(), DiskFull())), True),
        (None, False),
    ],
)
def test_a_full_disk_is_known_by_what_the_system_or_the_database_says(error, is_full):
    assert is_out_of_room(error) is is_full


@pytest.mark.parametrize(("path", "said"), [("/returns/", "磁盘已满"), ("/api/returns/x", "disk_full")])
def test_the_answer_is_507_with_words_or_a_code(path, said):
    request = RequestFactory().post(path)
    request.actor, request._messages = ANONYMOUS, []
    try:
        raise OSError(errno.ENOSPC, "No space left on device")
    except OSError:
        answer = server_error(request)
    assert answer.status_code == 507
    assert said in answer.content.decode()


def test_any_other_error_is_a_500_with_its_reference():
    request = RequestFactory().post("/returns/")
    request.actor, request._messages = ANONYMOUS, []
    try:
        raise ValueError
    except ValueError:
        assert server_error(request).status_code == 500
