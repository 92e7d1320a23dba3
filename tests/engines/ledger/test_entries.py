"""What may be written as a posting, and the bytes that stand for it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from baigong.engines.ledger.entries import Faulty, Line, Unbalanced, balances, canonical, check_entry, is_plain, read
from tests.engines.ledger.entries import AT, an_entry, deposit, entries, plain_texts, reversal, use


def test_a_right_posting_passes():
    for entry in (
        deposit(1), use(2), an_entry(3, "transfer", "learner:7", "learner:8", 5), an_entry(4, "expire", "learner:7", "expired:7", 5),
        an_entry(5, "transfer", "used:7@a", "used:7@b", 5),
    ):  # fmt: skip
        check_entry(entry)
    check_entry(reversal(9, deposit(1)), deposit(1))


WRONG = {
    "unbalanced": replace(deposit(1), lines=(Line("source:a", -300), Line("learner:7", 299))),
    "too_few_lines": replace(deposit(1), lines=(Line("learner:7", 300),)),
    "not_an_integer": replace(deposit(1), lines=(Line("source:a", -2.5), Line("learner:7", 2.5))),
    "amount_out_of_range": replace(deposit(1), lines=(Line("source:a", 0), Line("learner:7", 0))),
    "account_twice": replace(deposit(1), lines=(Line("learner:7", -1), Line("learner:7", 1))),
    "not_an_account": replace(deposit(1), lines=(Line("source:", -1), Line("learner:7", 1))),
    "wrong_accounts": replace(deposit(1), lines=(Line("learner:8", -1), Line("learner:7", 1))),
    "unknown_kind": replace(deposit(1), kind="gift"),
    "required": replace(deposit(1), decision=""),
    "not_a_digest": replace(deposit(1), evidence="AB" * 32),
    "not_plain": replace(deposit(1), purpose="数学\t2"),
    "no_time_zone": replace(deposit(1), recorded_at=AT.replace(tzinfo=None)),
    "in_the_future": replace(deposit(1), occurred_on=date(2021, 3, 17)),
    "no_target_here": replace(deposit(1), target="college"),
    "not_a_reversal": replace(deposit(1), reverses=3),
}


@pytest.mark.parametrize("code", WRONG)
def test_a_wrong_posting_is_refused_by_its_code(code):
    with pytest.raises(Faulty) as refused:
        check_entry(WRONG[code])
    assert refused.value.code == code


def test_lines_that_do_not_sum_to_zero_are_a_class_of_their_own():
    with pytest.raises(Unbalanced):
        check_entry(WRONG["unbalanced"])


@pytest.mark.parametrize("missing", ["outcome", "key", "rule", "evidence"])
def test_a_posting_without_what_it_rests_on_is_refused(missing):
    with pytest.raises(Faulty):
        check_entry(replace(deposit(1), **{missing: ""}))


def test_a_use_without_a_target_is_refused():
    with pytest.raises(Faulty) as refused:
        check_entry(replace(use(1), target=""))
    assert (refused.value.code, refused.value.field) == ("required", "target")


def test_a_true_is_no_amount():
    with pytest.raises(Faulty):
        check_entry(replace(deposit(1), lines=(Line("source:a", -1), Line("learner:7", True))))


@pytest.mark.parametrize("change", [{"reverses": None}, {"reason": ""}, {"outcome": "o2"}, {"reverses": 4}, {"lines": deposit(1).lines}])
def test_a_reversal_that_does_not_undo_what_it_names_is_refused(change):
    with pytest.raises(Faulty):
        check_entry(replace(reversal(9, deposit(1)), **change), deposit(1))


def test_a_reversal_is_not_reversed():
    with pytest.raises(Faulty) as refused:
        check_entry(reversal(9, reversal(8, deposit(1))), reversal(8, deposit(1)))
    assert refused.value.code == "reverses_a_reversal"


def test_names_with_rare_characters_and_a_dot_are_plain_and_control_characters_are_not():
    assert all(is_plain(name) for name in ("阿卜杜拉·买买提", "㛃䶮𬭊𫘝", "", "a b"))
    assert not any(is_plain(text) for text in ("a\tb", "a\nb", "a\\b", "\x00", "\x85", "\ud800"))


@given(entries)
def test_the_bytes_of_a_posting_read_back_as_the_posting(entry):
    assert read(canonical(entry)) == entry


@given(entries, entries)
def test_two_postings_have_the_same_bytes_only_when_they_are_the_same(one, other):
    assert (canonical(one) == canonical(other)) == (one == other)


@given(plain_texts)
def test_bytes_that_are_no_posting_are_refused(text):
    with pytest.raises(Faulty):
        read(text.encode())


def test_bytes_written_otherwise_than_we_write_them_are_refused():
    good = canonical(deposit(12))
    for bad in (
        good.replace(b"\t12\t", b"\t012\t"),
        good.replace(b"\t300\t", b"\t+300\t"),
        good.replace(b"posting-1", b"posting-2"),
        good + b"\t",
    ):
        with pytest.raises(Faulty):
            read(bad)


def test_a_year_of_postings_balances_to_nothing():
    written = [deposit(n, f"o{n}", n, learner=str(n % 3)) for n in range(1, 100)]
    sums = balances([*written, reversal(200, written[4])])
    assert sum(sums.values()) == 0
    assert sums["learner:2"] == sum(n for n in range(1, 100) if n % 3 == 2) - 5


def test_a_day_that_has_turned_between_the_city_and_utc_is_no_future():
    check_entry(replace(deposit(1), occurred_on=date(2021, 3, 15) + timedelta(days=1)))
