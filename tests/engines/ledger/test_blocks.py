"""Blocks follow one another, and the checking of a chain finds what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.ledger.blocks import GENESIS, seal
from baigong.engines.ledger.checking import check_blocks
from tests.engines.ledger.entries import AT


def sign(message):
    return sha256(b"secret" + message).digest()


def is_signed(block):
    return block.signature == sign(block.header).hex()


def chain(runs):
    blocks = []
    for number, run in enumerate(runs):
        blocks.append(seal(blocks[-1] if blocks else None, run, at=AT + timedelta(minutes=number), key="k", sign=sign))
    return blocks


def problems(blocks, runs):
    by_number = {block.number: run for block, run in zip(blocks, runs, strict=False)}
    return [(p.code, p.subject) for p in check_blocks(blocks, lambda block: by_number.get(block.number, []), is_signed)]


RUNS = [[b"a", b"b"], [b"c"], [b"d", b"e", b"f"]]


def test_an_untouched_chain_is_sound_and_counts_on():
    blocks = chain(RUNS)
    assert problems(blocks, RUNS) == []
    assert [(b.number, b.first, b.count) for b in blocks] == [(1, 0, 2), (2, 2, 1), (3, 3, 3)]
    assert (blocks[0].previous, blocks[1].previous) == (GENESIS, blocks[0].digest)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda b: [b[0], replace(b[1], root=b[0].root), b[2]], {"wrong_root", "wrong_signature", "chain_broken"}),
        (lambda b: [b[0], replace(b[1], signature=b[0].signature), b[2]], {"wrong_signature"}),
        (lambda b: [b[0], b[2]], {"block_missing", "chain_broken", "wrong_position", "wrong_count"}),
        (lambda b: [b[1], b[2]], {"block_missing", "chain_broken", "wrong_position", "wrong_count"}),
        (lambda b: [replace(b[0], sealed_at=AT + timedelta(days=1)), *b[1:]], {"wrong_signature", "chain_broken", "older_than_previous"}),
    ],
)
def test_what_was_changed_in_the_heads_is_found(change, expected):
    assert {code for code, _subject in problems(change(chain(RUNS)), RUNS)} == expected


@given(st.lists(st.lists(st.binary(min_size=1, max_size=4), min_size=1, max_size=5), min_size=1, max_size=5), st.data())
def test_whatever_is_changed_in_the_postings_is_found_in_its_block(runs, draw):
    blocks = chain(runs)
    assert problems(blocks, runs) == []
    block = draw.draw(st.integers(0, len(runs) - 1))
    place = draw.draw(st.integers(0, len(runs[block]) - 1))
    act = draw.draw(st.sampled_from(["change", "remove", "add", "repeat"]))
    changed = [list(run) for run in runs]
    if act == "change":
        changed[block][place] += b"!"
    elif act == "remove":
        del changed[block][place]
    elif act == "repeat":
        changed[block].insert(place, changed[block][place])
    else:
        changed[block].append(b"new")
    assert {subject for _code, subject in problems(blocks, changed)} == {str(block + 1)}


def test_a_clock_set_back_does_not_take_the_chain_back():
    first = seal(None, [b"a"], at=AT, key="k", sign=sign)
    second = seal(first, [b"b"], at=AT - timedelta(days=3), key="k", sign=sign)
    assert second.sealed_at == AT
    assert problems([first, second], [[b"a"], [b"b"]]) == []


def test_there_is_no_block_of_nothing():
    with pytest.raises(ValueError, match="without postings"):
        seal(None, [], at=AT, key="k", sign=sign)
