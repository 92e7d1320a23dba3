"""When files lie on disk: each at once, or those of one piece of work together."""

from __future__ import annotations

import os

import pytest

from baigong.kernel.files import force_to_disk, forced_together


@pytest.fixture
def forced(monkeypatch):
    calls = []
    monkeypatch.setattr(os, "fsync", lambda handle: calls.append("file"))
    monkeypatch.setattr(os, "sync", lambda: calls.append("all"))
    return calls


def test_a_file_is_on_disk_before_what_wrote_it_goes_on(tmp_path, forced):
    force_to_disk(tmp_path)
    assert forced == ["file"]


def test_files_of_one_piece_of_work_are_forced_once_before_it_ends(tmp_path, forced):
    with forced_together():
        force_to_disk(tmp_path)
        force_to_disk(tmp_path)
        assert forced == []
    assert forced == ["all"]
    force_to_disk(tmp_path)
    assert forced == ["all", "file"]


def test_work_that_failed_forces_nothing_and_the_next_file_is_forced_again(tmp_path, forced):
    with pytest.raises(RuntimeError), forced_together():
        raise RuntimeError
    force_to_disk(tmp_path)
    assert forced == ["file"]
