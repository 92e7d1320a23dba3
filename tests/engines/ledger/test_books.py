"""The reference check of the books: what may not be true of all postings together."""

from __future__ import annotations

from dataclasses import replace

import pytest

from baigong.engines.ledger.checking import Problem, check_books
from baigong.engines.ledger.entries import Line
from tests.engines.ledger.entries import an_entry, deposit, reversal, use

SOUND = [
    deposit(1), deposit(2, "o2", learner="8"), use(3), use(4, target="other:college"), use(5, "o3", amount=50, series="x:welding"),
    (low := use(6, "o4", series="x:care")), reversal(7, low), use(8, "o5", series="x:care"), reversal(9, use(3)), use(10),
    an_entry(11, "expire", "learner:7", "expired:7", 100), an_entry(12, "transfer", "learner:8", "learner:7", 300),
]  # fmt: skip


def test_sound_books_are_sound():
    assert check_books(SOUND) == []


UNSOUND = {
    "used_twice": [deposit(1), use(2), use(3)],
    "used_twice (deposits)": [deposit(1), deposit(2)],
    "levels_added": [use(1, "low", series="x:care"), use(2, "high", series="x:care")],
    "used_though_revoked": [deposit(1), use(2), reversal(3, deposit(1))],
    "reversed_twice": [deposit(1), reversal(2, deposit(1)), reversal(3, deposit(1))],
    "reverses_nothing": [reversal(2, deposit(1))],
    "does_not_undo": [deposit(1), replace(reversal(2, deposit(1)), lines=(Line("learner:7", -1), Line("source:school:3", 1)))],
    "key_twice": [deposit(1), deposit(2, "o2", key="k1")],
    "number_twice": [deposit(1), deposit(1, "o2")],
    "below_zero": [deposit(1), an_entry(2, "expire", "learner:7", "expired:7", 301)],
    "above_zero": [replace(reversal(2, deposit(1)), reverses=9)],
    "unbalanced": [replace(deposit(1), lines=(Line("source:a", -1), Line("learner:7", 2)))],
    "required": [replace(deposit(1), rule="")],
}


@pytest.mark.parametrize("what", UNSOUND)
def test_unsound_books_are_told(what):
    assert what.partition(" ")[0] in {problem.code for problem in check_books(UNSOUND[what])}


def test_an_outcome_used_at_one_target_may_be_used_at_another_and_again_after_a_reversal():
    assert check_books([use(1, target="a"), use(2, target="b"), reversal(3, use(1, target="a")), use(4, target="a")]) == []


def test_a_stored_balance_that_is_not_the_sum_is_told():
    assert check_books([deposit(1)], {"source:school:3": -300, "learner:7": 299}) == [Problem("wrong_balance", "learner:7")]
    assert check_books([deposit(1)], {"source:school:3": -300, "learner:7": 300, "learner:9": 5}) == [Problem("wrong_balance", "learner:9")]
