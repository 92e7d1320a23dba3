"""Personal data: annotated per field with purpose, retention and disclosure; secrets encrypted with the field key.

Every model says ``privacy = NOT_PERSONAL`` or maps its personal fields to a ``Personal`` note; a test refuses a model that is silent.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
from dataclasses import dataclass
from functools import cache
from typing import Any

from cryptography.fernet import Fernet
from django.conf import settings


@dataclass(frozen=True)
class Personal:
    """Why a personal field is kept, until when, and who may be shown it."""

    purpose: str
    retention: str
    disclosure: str
    is_sensitive: bool = False


NOT_PERSONAL: dict[str, Personal] = {}


@cache
def token_key(field_key: str) -> bytes:
    """The key of tokens, made of the field key: 16 bytes to sign with, 16 to encrypt with."""
    return hashlib.sha256(b"baigong field encryption\0" + field_key.encode()).digest()


@cache
def hashing_key(field_key: str) -> bytes:
    """The key of digests, made of the field key."""
    return hashlib.sha256(field_key.encode()).digest()


def _cipher() -> Fernet:
    return Fernet(base64.urlsafe_b64encode(token_key(settings.FIELD_KEY)))


def encrypt(text: str) -> str:
    """``text`` encrypted and authenticated with the field key."""
    return _cipher().encrypt(text.encode()).decode("ascii")


def decrypt(token: str) -> str:
    """What ``encrypt`` was given. Raises ``cryptography.fernet.InvalidToken`` for another key or a changed token."""
    return _cipher().decrypt(token.encode("ascii")).decode()


def encrypt_file(content: bytes) -> bytes:
    """The content of a file encrypted and authenticated with the field key, a third larger than it is."""
    return _cipher().encrypt(content)


def decrypt_file(stored: bytes) -> bytes:
    """What ``encrypt_file`` was given. Raises ``cryptography.fernet.InvalidToken`` for another key or a changed file."""
    return _cipher().decrypt(stored)


def keyed_hash(text: str) -> str:
    """A keyed digest of ``text`` for matching without decrypting; useless without the field key."""
    return hashlib.blake2b(text.encode(), key=hashing_key(settings.FIELD_KEY), digest_size=32).hexdigest()


def new_receipt() -> str:
    """What somebody without an account gets to ask later what became of a matter; only its digest is kept."""
    return secrets.token_hex(8).upper()


def receipt_digest(receipt: str) -> str:
    """What is kept of a receipt, however its groups are written; empty where there is none.

    >>> receipt_digest("8709-1655 6382a866") == receipt_digest("870916556382A866")
    True
    """
    plain = "".join(filter(str.isalnum, receipt)).upper()
    return keyed_hash(plain) if plain else ""


def personal_fields(model: Any) -> dict[str, Personal]:
    """The annotations of a model. Raises ``LookupError`` for a model that does not say."""
    declared = model.__dict__.get("privacy")
    if declared is None:
        raise LookupError(f"{model.__name__} does not say which of its fields are personal (privacy = …)")
    return dict(declared)
