"""Checking a whole ledger: its books by the postings alone, its blocks by recomputing every root.

``check_books`` is the reference that is obviously right and holds everything in memory; where postings lie in a database, the same
questions are asked of it in its own language, and a test holds the two together. ``check_blocks`` streams: one block in memory at a time.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass

from baigong.engines.ledger import merkle
from baigong.engines.ledger.blocks import GENESIS, Block
from baigong.engines.ledger.entries import PERSONAL, Entry, Faulty, balances, check_entry, kind_of


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """What is wrong: a stable code, and the posting, block or account of which it is said."""

    code: str
    subject: str


def check_books(entries: Iterable[Entry], stored: Mapping[str, int] | None = None) -> list[Problem]:
    """Everything that is wrong with postings taken together, and with the ``stored`` balances of personal accounts."""
    by_id: dict[int, Entry] = {}
    problems = []
    for entry in entries:
        if entry.id in by_id:
            problems.append(Problem("number_twice", str(entry.id)))
        by_id[entry.id] = entry
    for entry in by_id.values():
        original = by_id.get(entry.reverses) if entry.reverses is not None else None
        try:
            check_entry(entry, original)
        except Faulty as fault:
            problems.append(Problem(fault.code, str(entry.id)))
        if entry.kind == "reverse" and entry.reverses is not None and original is None:
            problems.append(Problem("reverses_nothing", str(entry.id)))
    problems += [Problem("key_twice", key) for key, n in Counter(e.key for e in by_id.values()).items() if n > 1]
    reversals = Counter(e.reverses for e in by_id.values() if e.reverses is not None)
    problems += [Problem("reversed_twice", str(number)) for number, n in reversals.items() if n > 1]
    problems += _double_uses(list(by_id.values()), frozenset(reversals))
    sums = balances(by_id.values())
    problems += [Problem("below_zero", a) for a, total in sums.items() if kind_of(a) in PERSONAL and total < 0]
    problems += [Problem("above_zero", a) for a, total in sums.items() if kind_of(a) not in PERSONAL and total > 0]
    if stored is not None:
        problems += [Problem("wrong_balance", a) for a in sorted(sums.keys() | stored.keys()) if sums.get(a, 0) != stored.get(a, 0)]
    return sorted(problems)


def _double_uses(entries: list[Entry], reversed_ids: Container[int]) -> list[Problem]:
    """An outcome is deposited once and counts once at a target; one level of a series at a learner's target; nothing that was revoked."""
    standing = [e for e in entries if e.kind in {"deposit", "use"} and e.id not in reversed_ids]
    problems = [Problem("used_twice", f"{o}@{t}") for (o, t), n in Counter((e.outcome, e.target) for e in standing).items() if n > 1]
    levels = Counter((e.lines[-1].account, e.series) for e in standing if e.kind == "use" and e.series)
    problems += [Problem("levels_added", f"{series}@{account}") for (account, series), n in levels.items() if n > 1]
    revoked = {e.outcome for e in entries if e.kind == "deposit"} - {e.outcome for e in standing if e.kind == "deposit"}
    return problems + [Problem("used_though_revoked", str(e.id)) for e in standing if e.kind == "use" and e.outcome in revoked]


def check_blocks(
    blocks: Iterable[Block], postings_of: Callable[[Block], Iterable[bytes]], is_signed: Callable[[Block], bool]
) -> Iterator[Problem]:
    """Everything that is wrong with the chain, block by block in the order of their numbers.

    ``postings_of`` gives the sealed bytes of a block as they are stored now; ``is_signed`` tells whether a signature is that of its key.
    """
    number, first, previous = 1, 0, GENESIS
    latest = None
    for block in blocks:
        if block.number != number:
            yield Problem("block_missing", str(number))
        if block.previous != previous:
            yield Problem("chain_broken", str(block.number))
        if block.first != first:
            yield Problem("wrong_position", str(block.number))
        if latest is not None and block.sealed_at < latest:
            yield Problem("older_than_previous", str(block.number))
        if not is_signed(block):
            yield Problem("wrong_signature", str(block.number))
        top, count = merkle.root(postings_of(block))
        if count != block.count:
            yield Problem("wrong_count", str(block.number))
        elif top.hex() != block.root:
            yield Problem("wrong_root", str(block.number))
        number, first, previous, latest = block.number + 1, block.first + block.count, block.digest, block.sealed_at
