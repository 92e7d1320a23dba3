"""Bytes as text: base58btc and base64url with their multibase letter, multihash digests (Controlled Identifiers, 2.4 and 2.5)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re

_ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_VALUE = {letter: number for number, letter in enumerate(_ALPHABET)}
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_LONGEST_BASE58 = 512  # decoding is quadratic; no key or signature comes near
_SHA2_256 = b"\x12\x20"


def encode_base58(data: bytes) -> str:
    """``data`` in base58btc with the multibase letter ``z``."""
    number, letters = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        letters = _ALPHABET[rest] + letters
    zeros = len(data) - len(data.lstrip(b"\0"))
    return "z" + "1" * zeros + letters


def decode_base58(text: str) -> bytes:
    """The bytes of a base58btc multibase text. Raises ``ValueError``."""
    if not text.startswith("z") or len(text) > _LONGEST_BASE58:
        raise ValueError("not base58btc")
    letters = text[1:]
    number = 0
    for letter in letters:
        if letter not in _VALUE:
            raise ValueError("not base58btc")
        number = number * 58 + _VALUE[letter]
    zeros = len(letters) - len(letters.lstrip("1"))
    return b"\0" * zeros + number.to_bytes((number.bit_length() + 7) // 8, "big")


def encode_base64url(data: bytes) -> str:
    """``data`` in base64url without padding, with the multibase letter ``u``."""
    return "u" + base64.urlsafe_b64encode(data).decode().rstrip("=")


def decode_base64url(text: str) -> bytes:
    """The bytes of a base64url multibase text. Raises ``ValueError``."""
    if not text.startswith("u") or not _BASE64URL.fullmatch(text[1:]):
        raise ValueError("not base64url")
    letters = text[1:]
    try:
        return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))
    except binascii.Error as fault:
        raise ValueError("not base64url") from fault


def digest_multibase(digest: bytes) -> str:
    """A SHA-256 ``digest`` as a multihash in multibase, as ``digestMultibase`` carries it."""
    if len(digest) != hashlib.sha256().digest_size:
        raise ValueError("not a SHA-256 digest")
    return encode_base64url(_SHA2_256 + digest)
