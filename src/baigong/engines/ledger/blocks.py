"""Blocks: the head over a run of postings, tied to the head before it and signed.

Postings are written free of one another; a block is made of them afterwards, so that writers never queue for a chain.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from baigong.engines.ledger import merkle
from baigong.engines.ledger.entries import moment

FORMAT = "baigong-block-1"
GENESIS = "0" * 64


@dataclass(frozen=True, slots=True)
class Block:
    """The head of a block: postings number ``first`` to ``first + count - 1`` of all that were ever sealed, counted from nought."""

    number: int
    first: int
    count: int
    root: str
    previous: str
    sealed_at: datetime
    key: str
    signature: str = ""

    @property
    def header(self) -> bytes:
        """The bytes that are signed and that the next block names."""
        fields = (FORMAT, self.number, self.first, self.count, self.root, self.previous, moment(self.sealed_at), self.key)
        return "\t".join(str(field) for field in fields).encode()

    @property
    def digest(self) -> str:
        """The head of the chain once this block is its last."""
        return sha256(self.header).hexdigest()


def key_id(public_key: bytes) -> str:
    """The short name of a key: the beginning of its digest."""
    return sha256(public_key).hexdigest()[:16]


def seal(previous: Block | None, postings: Iterable[bytes], *, at: datetime, key: str, sign: Callable[[bytes], bytes]) -> Block:
    """The block over ``postings`` (as ``entries.canonical`` wrote them) that follows ``previous``.

    A clock that was set back does not take the chain back: no block is older than the one before it. Raises ``ValueError`` for no postings.
    """
    top, count = merkle.root(postings)
    if not count:
        raise ValueError("a block without postings")
    unsigned = Block(
        number=previous.number + 1 if previous else 1,
        first=previous.first + previous.count if previous else 0,
        count=count,
        root=top.hex(),
        previous=previous.digest if previous else GENESIS,
        sealed_at=max(at, previous.sealed_at) if previous else at,
        key=key,
    )
    return replace(unsigned, signature=sign(unsigned.header).hex())
