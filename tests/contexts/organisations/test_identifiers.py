"""The unified social credit code: vectors of the standard and of the plan, and what a slip of the pen does."""

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from baigong.contexts.organisations.identifiers import check_credit_code, normalise_credit_code
from baigong.engines.checking.numbers import CREDIT_ALPHABET, credit_check

FIRST17 = st.text(alphabet=CREDIT_ALPHABET, min_size=17, max_size=17)


@pytest.mark.parametrize("code", ["11622300013930944B", "91350100M000100Y43"])
def test_known_codes_are_sound(code):
    check_credit_code(code)


def test_a_code_with_an_abolished_division_is_sound():
    """622300 has been no division since 2001, and the city's own code still carries it."""
    check_credit_code("11622300013930944B")


@given(FIRST17)
def test_a_computed_credit_check_is_accepted(first17):
    check_credit_code(first17 + credit_check(first17))


@given(FIRST17, st.integers(0, 16), st.sampled_from(CREDIT_ALPHABET))
def test_one_wrong_character_is_always_found(first17, place, other):
    code = first17 + credit_check(first17)
    slipped = code[:place] + other + code[place + 1 :]
    if slipped != code:
        with pytest.raises(ValidationError):
            check_credit_code(slipped)


@given(FIRST17, st.integers(0, 15))
def test_two_neighbours_exchanged_are_always_found(first17, place):
    code = first17 + credit_check(first17)
    swapped = code[:place] + code[place + 1] + code[place] + code[place + 2 :]
    if swapped != code:
        with pytest.raises(ValidationError):
            check_credit_code(swapped)


@given(FIRST17)
def test_full_width_and_lower_case_are_put_right(first17):
    code = first17 + credit_check(first17)
    typed = " ".join("".join(chr(ord(c) + 0xFEE0) for c in code.lower()))
    assert normalise_credit_code(typed) == code


@pytest.mark.parametrize(("code", "says"), [("1162230001393094", "16"), ("11622300013930944I", "I"), ("116223000139309443", "校验")])
def test_what_is_wrong_is_said(code, says):
    with pytest.raises(ValidationError) as caught:
        check_credit_code(code)
    assert says in caught.value.messages[0]
