"""How far a row came along its way: done, current, returned, or off it."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from baigong.kernel.ui.shapes import path_of

PATH = (("申报", {"draft", "returned"}), ("审核", {"claimed"}), ("入账", {"banked"}))


def states(state, said="状态"):
    row = SimpleNamespace(state=state, get_state_display=lambda: said)
    return [(step.state, step.note) for step in path_of(row, PATH, done={"banked"}, returned={"returned"})]


@pytest.mark.parametrize(
    ("state", "expected"),
    [
        ("draft", ["current", "todo", "todo"]), ("returned", ["returned", "todo", "todo"]), ("claimed", ["done", "current", "todo"]),
        ("banked", ["done", "done", "done"]), ("dropped", ["todo", "todo", "todo"]),
    ],
)  # fmt: skip
def test_a_row_stands_at_the_step_of_its_state_and_off_the_path_at_none(state, expected):
    assert [step for step, _note in states(state)] == expected


def test_the_state_is_said_at_its_step_where_the_word_of_the_step_does_not_say_it():
    assert [note for _step, note in states("claimed", "待审核")] == ["", "待审核", ""]
    assert [note for _step, note in states("claimed", "审核")] == ["", "", ""]
