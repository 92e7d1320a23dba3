"""The Merkle tree of RFC 6962, section 2.1: root, the path that proves a leaf, and checking such a path.

``plain_root`` and ``plain_path`` are the definitions of the RFC as they stand there; ``root`` and ``path`` give the same level by level.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from hashlib import sha256

EMPTY = sha256(b"").digest()


def leaf(data: bytes) -> bytes:
    """The hash of a leaf."""
    return sha256(b"\0" + data).digest()


def node(left: bytes, right: bytes) -> bytes:
    """The hash of a node."""
    return sha256(b"\1" + left + right).digest()


def _split(count: int) -> int:
    """The largest power of two below ``count``."""
    return 1 << (count - 1).bit_length() - 1


def plain_root(leaves: Sequence[bytes]) -> bytes:
    """MTH of the RFC, over hashes of leaves."""
    if not leaves:
        return EMPTY
    if len(leaves) == 1:
        return leaves[0]
    k = _split(len(leaves))
    return node(plain_root(leaves[:k]), plain_root(leaves[k:]))


def plain_path(index: int, leaves: Sequence[bytes]) -> list[bytes]:
    """PATH of the RFC, over hashes of leaves."""
    if len(leaves) == 1:
        return []
    k = _split(len(leaves))
    if index < k:
        return [*plain_path(index, leaves[:k]), plain_root(leaves[k:])]
    return [*plain_path(index - k, leaves[k:]), plain_root(leaves[:k])]


def _above(level: list[bytes]) -> list[bytes]:
    """The next level: pairs are joined; the last of an odd number goes up as it is, which is the RFC's split."""
    above = [sha256(b"\1" + left + right).digest() for left, right in zip(level[::2], level[1::2], strict=False)]
    if len(level) % 2:
        above.append(level[-1])
    return above


def root(data: Iterable[bytes]) -> tuple[bytes, int]:
    """The root over ``data`` and how many there were."""
    level = [sha256(b"\0" + each).digest() for each in data]
    count = len(level)
    while len(level) > 1:
        level = _above(level)
    return (level[0] if level else EMPTY), count


def path(index: int, data: Iterable[bytes]) -> list[bytes]:
    """The path that proves the item at ``index``. Raises ``IndexError`` when there is none."""
    level = [sha256(b"\0" + each).digest() for each in data]
    if not 0 <= index < len(level):
        raise IndexError(index)
    found = []
    while len(level) > 1:
        beside = index ^ 1
        if beside < len(level):
            found.append(level[beside])
        level, index = _above(level), index >> 1
    return found


def root_by_path(index: int, count: int, leaf_hash: bytes, proof: Sequence[bytes]) -> bytes | None:
    """The root to which a path leads from a leaf of a tree of ``count`` (RFC 9162, section 2.1.3.2); ``None`` for a path that fits none."""
    if not 0 <= index < count:
        return None
    place, last, found = index, count - 1, leaf_hash
    for beside in proof:
        if last == 0:
            return None
        if place & 1 or place == last:
            found = node(beside, found)
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = node(found, beside)
        place, last = place >> 1, last >> 1
    return found if last == 0 else None
