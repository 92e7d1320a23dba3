"""The interface's cryptography against published vectors and an independent library."""

from __future__ import annotations

import os

import pytest
from gmssl import sm3 as other_sm3
from gmssl import sm4 as other_sm4

from baigong.contexts.registers.interface.crypto import (
    CipherError,
    Suite,
    new_rsa_key,
    rsa_decrypt,
    rsa_encrypt,
    same,
    sign,
    sm3,
    sm4_key,
)

KEY = bytes.fromhex("0123456789abcdeffedcba9876543210")
TEXTS = [b"", b"x", b"x" * 15, b"x" * 16, b"x" * 17, '{"dataObjName":"示例"}'.encode() * 40]


def test_sm3_gives_the_standard_s_own_examples():
    """GB/T 32905-2016, annex A."""
    assert sm3(b"abc") == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    assert sm3(b"abcd" * 16) == "debe9ff92275b8a138604889c18e5a4d6fdb70e5387e5765293dcba39c0c5732"


def test_sm4_gives_the_standard_s_own_example():
    """GB/T 32907-2016, annex A: the key encrypts itself."""
    assert Suite(KEY, "ecb", "zero").encrypt(KEY) == "681edf34d206965e86b3e94f536e4246"


@pytest.mark.parametrize("text", TEXTS)
def test_an_independent_library_agrees(text):
    assert sm3(text) == other_sm3.sm3_hash(list(text))
    other = other_sm4.CryptSM4()
    other.set_key(KEY, other_sm4.SM4_ENCRYPT)
    assert Suite(KEY).encrypt(text) == other.crypt_ecb(text).hex()
    assert Suite(KEY, "cbc", iv=bytes(16)).encrypt(text) == other.crypt_cbc(bytes(16), text).hex()


@pytest.mark.parametrize("text", TEXTS)
@pytest.mark.parametrize("mode", ["ecb", "cbc", "gcm"])
@pytest.mark.parametrize("padding", ["pkcs7", "zero"])
@pytest.mark.parametrize("fixed", [False, True])
def test_what_was_encrypted_is_read_again(text, mode, padding, fixed):
    iv = os.urandom({"ecb": 0, "gcm": 12}.get(mode, 16)) if fixed else b""
    suite = Suite(KEY, mode, padding, iv)
    assert suite.decrypt(suite.encrypt(text)) == text
    assert suite.decrypt(suite.encrypt(text).upper()) == text


@pytest.mark.parametrize("mode", ["ecb", "cbc", "gcm"])
@pytest.mark.parametrize("spoil", [lambda t: "zz" + t[2:], lambda t: t[:-1], lambda t: t[:-2], lambda t: "", lambda t: t[:8]])
def test_a_spoilt_text_is_refused_and_nothing_else_happens(mode, spoil):
    suite = Suite(KEY, mode)
    with pytest.raises(CipherError):
        suite.decrypt(spoil(suite.encrypt(b"x" * 40)))


def test_gcm_refuses_a_single_changed_digit():
    text = Suite(KEY, "gcm").encrypt(b"x" * 40)
    with pytest.raises(CipherError):
        Suite(KEY, "gcm").decrypt(text[:30] + ("0" if text[30] != "0" else "1") + text[31:])


@pytest.mark.parametrize("padding", ["pkcs1", "oaep"])
def test_parameters_of_any_length_go_under_the_public_key(padding):
    private, public = new_rsa_key()
    plain = b"grant_type=refresh_token&refresh_token=" + b"x" * 600
    text = rsa_encrypt(public, plain, padding)
    assert rsa_decrypt(private, text, padding) == plain
    assert rsa_decrypt(private, text.replace("+", " "), padding) == plain, "a plus sign that a form turned into a space"
    for spoilt in ("", "zz", text[:40], "é"):
        with pytest.raises(CipherError):
            rsa_decrypt(private, spoilt, padding)


def test_the_signature_is_over_body_timestamp_and_random_in_this_order():
    assert sign(b"a", "b", "c") == sm3(b"abc")


def test_an_empty_secret_equals_nothing():
    assert same("x", "x")
    assert not same("x", "y")
    assert not same("", "")
    assert not same("密", "x")


def test_the_key_is_read_as_the_account_says():
    assert sm4_key(KEY.hex(), "hex") == KEY
    assert sm4_key("0123456789abcdef", "text") == b"0123456789abcdef"
