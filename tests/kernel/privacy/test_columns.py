"""A column encrypted at once holds the same tokens and digests as its values encrypted one by one."""

from __future__ import annotations

import base64
import random

import polars as pl
import pytest
from cryptography.fernet import Fernet, InvalidToken

from baigong.contexts.registers.lake.columns import mask, mask_column
from baigong.kernel.privacy import decrypt, encrypt, keyed_hash, token_key
from baigong.kernel.privacy_bulk import encrypt_all, keyed_hash_all

LENGTHS = [*range(40), 100, 1000]


def texts(seed: int = 0) -> list[str]:
    draw = random.Random(seed)
    ascii_ones = ["".join(draw.choice("0123456789X") for _ in range(length)) for length in LENGTHS for _again in range(3)]
    return [*ascii_ones, "张三", "欧阳·修", "６２０６", "", "\n\0", "😀"]


def test_every_token_is_read_back_and_an_empty_value_stays_empty():
    sent = texts()
    tokens = encrypt_all(sent)
    assert [decrypt(token) if token else "" for token in tokens] == sent
    assert [token == "" for token in tokens] == [text == "" for text in sent]


def test_a_token_is_as_long_and_as_old_as_one_made_singly(settings):
    for text in filter(None, texts(1)):
        (token,) = encrypt_all([text])
        assert len(token) == len(encrypt(text))
        assert Fernet(base64.urlsafe_b64encode(token_key(settings.FIELD_KEY))).extract_timestamp(token.encode()) > 1_600_000_000


def test_equal_values_give_different_tokens():
    assert len(set(encrypt_all(["620602200501010011"] * 500))) == 500


def test_a_token_that_was_changed_is_refused():
    (token,) = encrypt_all(["620602200501010011"])
    for place in (0, 20, 60, 110):
        with pytest.raises(InvalidToken):
            decrypt(token[:place] + ("A" if token[place] != "A" else "B") + token[place + 1 :])


def test_under_another_key_tokens_are_not_read_and_digests_differ(settings):
    (token,), (digest,) = encrypt_all(["620602200501010011"]), keyed_hash_all(["620602200501010011"])
    settings.FIELD_KEY = "another" * 8
    assert keyed_hash_all(["620602200501010011"]) != [digest]
    with pytest.raises(InvalidToken):
        decrypt(token)


def test_digests_are_those_made_singly():
    sent = texts(2)
    assert keyed_hash_all(sent) == [keyed_hash(text) if text else "" for text in sent]


def test_a_column_is_masked_like_each_of_its_values():
    sent = texts(3)
    assert pl.DataFrame({"a": sent}).select(mask_column(pl.col("a")))["a"].to_list() == [mask(text) for text in sent]
