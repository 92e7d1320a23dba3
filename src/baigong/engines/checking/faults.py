"""What is wrong with a row, as data: words for people are made of it elsewhere."""

from __future__ import annotations

from typing import NamedTuple

REQUIRED = "required"
TOO_LONG = "too_long"
NOT_A_NUMBER = "not_a_number"
TOO_MANY_DIGITS = "too_many_digits"
TOO_MANY_DECIMALS = "too_many_decimals"
NOT_A_DATE = "not_a_date"
NOT_A_TIME = "not_a_time"
NOT_A_MOMENT = "not_a_moment"
NOT_A_MONTH = "not_a_month"
NOT_A_YEAR = "not_a_year"
NOT_A_SCHOOL_YEAR = "not_a_school_year"
NOT_IN_CODE_SET = "not_in_code_set"
NOT_A_ROW_KEY = "not_a_row_key"
NOT_A_SCHOOL_CODE = "not_a_school_code"
NOT_A_DIVISION_CODE = "not_a_division_code"
NOT_A_PROGRAMME_CODE = "not_a_programme_code"
NOT_A_CITIZEN_NUMBER = "not_a_citizen_number"
NO_SUCH_BIRTH_DATE = "no_such_birth_date"
NOT_A_CREDIT_CODE = "not_a_credit_code"
WRONG_CHECK_DIGIT = "wrong_check_digit"
NOT_A_MOBILE_NUMBER = "not_a_mobile_number"
REQUIRED_IF = "required_if"
BEFORE_START = "before_start"
MORE_THAN_WHOLE = "more_than_whole"
NOT_BIRTH_DATE = "not_birth_date"
DUPLICATE_KEY = "duplicate_key"
UNKNOWN_COLUMN = "unknown_column"


class Fault(NamedTuple):
    """A fault. ``row`` counts from 0 in what was sent; ``key`` is the record's key as sent, parts joined with ``|``.

    ``found`` is the value as it was checked; of a ``duplicate_key`` the number, from 1, of the row that had the key first.
    """

    row: int
    key: str
    field: str
    code: str
    found: str
