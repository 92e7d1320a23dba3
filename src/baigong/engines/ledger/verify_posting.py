#!/usr/bin/env python3
"""核对学分记账证明 / Check the proof of a posting of credits.

    python verify_posting.py proof.json [--key HEX] [--head HEX]

Needs Python 3.8 or later and nothing else: no network, no library, no trust in whoever gave you the proof. It computes the posting's own
digest, climbs the Merkle tree of its block (RFC 6962) to the root that the block's head names, and checks the head's Ed25519 signature
(RFC 8032) by code of its own. ``--key`` demands the public key that the credit bank publishes (or its 16-digit short name); ``--head``
demands that the block has the digest that you noted. Exit status: 0 it holds, 1 it does not, 2 wrong usage or no proof.
"""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any, Tuple  # noqa: UP035 - old Pythons run this file

POSTING, BLOCK, PROOF = "baigong-posting-1", "baigong-block-1", "baigong-proof-1"


class Wrong(Exception):
    """Why a proof does not hold; a stable code."""


# -- Ed25519, RFC 8032 section 5.1: points in extended coordinates (X, Y, Z, T) with x = X/Z, y = Y/Z, xy = T/Z ----------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
Point = Tuple[int, int, int, int]  # noqa: UP006 - evaluated by old Pythons
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def _add(a: Point, b: Point) -> Point:
    e = (a[1] - a[0]) * (b[1] - b[0]) % P
    f = (a[1] + a[0]) * (b[1] + b[0]) % P
    g = 2 * a[3] * b[3] * D % P
    h = 2 * a[2] * b[2] % P
    return ((f - e) * (h - g) % P, (h + g) * (f + e) % P, (h - g) * (h + g) % P, (f - e) * (f + e) % P)


def _times(number: int, point: Point) -> Point:
    found = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _add(found, point)
        point = _add(point, point)
        number >>= 1
    return found


def _point(data: bytes) -> Point | None:
    """The point that 32 bytes stand for, or None."""
    number = int.from_bytes(data, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = P - x
    return (x, y, 1, x * y % P)


_BASE = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
assert _BASE is not None
BASE: Point = _BASE


def is_signed(public_key: bytes, message: bytes, signature: bytes) -> bool:
    """Whether the Ed25519 signature is that of the key over the message."""
    if len(public_key) != 32 or len(signature) != 64:
        return False
    a, r = _point(public_key), _point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public_key + message).digest(), "little") % L
    left, right = _times(s, BASE), _add(r, _times(h, a))
    return not (left[0] * right[2] - right[0] * left[2]) % P and not (left[1] * right[2] - right[1] * left[2]) % P


# -- the posting, the tree, the head --------------------------------------------------------------------------------------


def _joined(parts: Iterable[Any]) -> bytes:
    texts = ["" if part is None else str(part) for part in parts]
    if any("\t" in text or "\n" in text for text in texts):  # else two different postings could have the same bytes
        raise Wrong("not_plain")
    return "\t".join(texts).encode("utf-8")


def posting_bytes(posting: dict[str, Any]) -> bytes:
    """The bytes of a posting that were sealed."""
    lines = [part for line in posting["lines"] for part in (line["account"], line["amount"])]
    return _joined(
        [POSTING]
        + [posting[name] for name in ("id", "key", "kind", "occurred_on", "recorded_at")]
        + [len(posting["lines"])]
        + lines
        + [posting[name] for name in ("outcome", "target", "series", "purpose", "decision", "rule", "evidence")]
        + [posting[name] for name in ("reverses", "reason", "recorded_by")]
    )


def header_bytes(block: dict[str, Any]) -> bytes:
    """The bytes of a block's head that were signed."""
    return _joined([BLOCK] + [block[name] for name in ("number", "first", "count", "root", "previous", "sealed_at", "key")])


def root_of(index: int, count: int, data: bytes, path: Sequence[bytes]) -> bytes:
    """The root to which the path leads (RFC 9162, section 2.1.3.2)."""
    if not 0 <= index < count:
        raise Wrong("wrong_path")
    found, place, last = hashlib.sha256(b"\0" + data).digest(), index, count - 1
    for beside in path:
        if last == 0:
            raise Wrong("wrong_path")
        if place & 1 or place == last:
            found = hashlib.sha256(b"\1" + beside + found).digest()
            while not place & 1 and place:
                place, last = place >> 1, last >> 1
        else:
            found = hashlib.sha256(b"\1" + found + beside).digest()
        place, last = place >> 1, last >> 1
    if last:
        raise Wrong("wrong_path")
    return found


def check(proof: dict[str, Any], key: str = "", head: str = "") -> None:
    """Raises Wrong when the proof does not hold, and KeyError, TypeError or ValueError when it is none."""
    if proof["format"] != PROOF:
        raise Wrong("not_a_proof")
    posting, block, public_key = proof["posting"], proof["block"], bytes.fromhex(proof["public_key"])
    if sum(_whole(line["amount"]) for line in posting["lines"]) != 0:
        raise Wrong("unbalanced")
    path = [bytes.fromhex(each) for each in proof["path"]]
    if any(len(each) != 32 for each in path):
        raise Wrong("wrong_path")
    if root_of(_whole(proof["index"]), _whole(block["count"]), posting_bytes(posting), path).hex() != block["root"]:
        raise Wrong("not_in_block")
    short = hashlib.sha256(public_key).hexdigest()[:16]
    if short != block["key"]:
        raise Wrong("other_key")
    if key and key.lower() not in (short, public_key.hex()):
        raise Wrong("key_not_demanded")
    header = header_bytes(block)
    if not is_signed(public_key, header, bytes.fromhex(proof["signature"])):
        raise Wrong("wrong_signature")
    if head and head.lower() != hashlib.sha256(header).hexdigest():
        raise Wrong("other_head")


def _whole(value: Any) -> int:
    if type(value) is not int:
        raise Wrong("not_an_integer")
    return value


# -- words ----------------------------------------------------------------------------------------------------------------

WORDS = {
    "not_a_proof": "文件不是记账证明，请重新下载。/ This file is no proof of a posting; download it again.",
    "not_plain": "记录中有不允许的字符，证明被改动过。/ A character that no posting has: the proof was changed.",
    "not_an_integer": "数额或位置不是整数，证明被改动过。/ An amount or a place is no integer: the proof was changed.",
    "unbalanced": "收支不平衡，证明被改动过。/ The posting does not balance: the proof was changed.",
    "wrong_path": "证明路径与块的大小不符，证明被改动过。/ The path does not fit the block: the proof was changed.",
    "not_in_block": "这笔记录不在所称的块中：记录或路径被改动过。/ The posting is not in that block: it was changed.",
    "other_key": "公钥与块头所称的不符，证明被改动过。/ The key is not the one that the block names: the proof was changed.",
    "key_not_demanded": "签名公钥不是您指定的公钥，请向学分银行核实。/ Signed by another key than you demand; ask the credit bank.",
    "wrong_signature": "块头签名不对：块不是由这把公钥签发的。/ The signature is wrong: this key did not sign that block.",
    "other_head": "块的摘要与您抄录的不符。/ The block's digest is not the one you noted.",
}


def said(text: str) -> None:
    """A line for people."""
    sys.stdout.write(text + "\n")


def main(arguments: Iterable[str]) -> int:
    """Check the file named on the command line and say what was found."""
    options: dict[str, str] = {"--key": "", "--head": ""}
    files: list[str] = []
    words = list(arguments)
    while words:
        word = words.pop(0)
        if word in options and words:
            options[word] = words.pop(0)
        else:
            files.append(word)
    if len(files) != 1 or files[0].startswith("-"):
        sys.stderr.write((__doc__ or "").strip() + "\n")
        return 2
    try:
        with open(files[0], encoding="utf-8") as file:
            proof = json.load(file)
    except (OSError, ValueError, RecursionError) as error:
        sys.stderr.write(f"读不了文件 / cannot read the file: {error}\n")
        return 2
    try:
        check(proof, options["--key"], options["--head"])
    except Wrong as wrong:
        said(f"不可信 / does NOT hold ({wrong}): {WORDS[str(wrong)]}")
        return 1
    except (KeyError, TypeError, ValueError, AttributeError, RecursionError):
        said(f"不可信 / does NOT hold (not_a_proof): {WORDS['not_a_proof']}")
        return 1
    posting, block = proof["posting"], proof["block"]
    said(f"可信 / holds: 第{posting['id']}号记账 / posting {posting['id']}, {posting['kind']}, {posting['occurred_on']}")
    for line in posting["lines"]:
        sign, amount = "-" if line["amount"] < 0 else "+", abs(line["amount"])
        said(f"  {line['account']}  {sign}{amount // 100}.{amount % 100:02d} 学分 / credits")
    said(f"  依据 / by: {posting['decision']}; {posting['rule']}")
    said(f"  封存于第{block['number']}块 / sealed in block {block['number']}, {block['sealed_at']}")
    said(f"  公钥 / key {proof['public_key']} ({block['key']})")
    if not options["--key"]:
        said("  请把公钥与学分银行公布的核对，或用 --key 指定。/ Compare the key with the published one, or give it with --key.")
    return 0


if __name__ == "__main__":
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")  # a console that cannot show a sign still says the rest
    sys.exit(main(sys.argv[1:]))
