"""Sealing postings into blocks, and the sealed bytes as the database writes them.

Nobody waits for a seal: postings go into the span that is open, a seal opens the next one, waits until whoever is still writing into the
old one has finished, and makes blocks of it. What is in a sealed span is therefore all there ever will be, and no row need be marked.
"""

# ruff: noqa: S608 - SQL made of constants

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.db.models import Max

from baigong.contexts.credit_bank.ledger import keys
from baigong.contexts.credit_bank.ledger.conditions import ACCOUNT, LOCK, POSTING
from baigong.contexts.credit_bank.models import LedgerBlock, LedgerEpoch, Posting
from baigong.engines.ledger import blocks
from baigong.engines.ledger.entries import FORMAT
from baigong.kernel.access import Actor

BLOCK_SIZE = 4096
PATIENCE = "10s"
"""How long a seal waits for a transaction that is still writing; after that the span is left to the next seal."""


def seal(*, actor: Actor, now: datetime) -> int:
    """Seal what was posted since the last time; returns how many blocks were made. Two who seal at once make each block once."""
    _open_next(now)
    current, made = open_epoch(), 0
    for epoch in range(sealed_until() + 1, current):
        try:
            made += _seal_epoch(epoch, actor=actor, now=now)
        except OperationalError:
            break  # somebody is still writing into it, for longer than we wait
    return made


def open_epoch() -> int:
    """The span into which postings go now."""
    return LedgerEpoch.objects.aggregate(latest=Max("number"))["latest"] or 1


def sealed_until() -> int:
    """The last span that is sealed."""
    return LedgerBlock.objects.aggregate(latest=Max("epoch"))["latest"] or 0


def _open_next(now: datetime) -> None:
    current = open_epoch()
    if Posting.objects.filter(epoch=current).exists():
        latest = Posting.objects.aggregate(latest=Max("pk"))["latest"]
        try:
            with transaction.atomic():
                LedgerEpoch.objects.create(number=current + 1, opened_at=now, after=latest)
        except IntegrityError:
            pass  # another seal has opened it


@transaction.atomic
def _seal_epoch(epoch: int, *, actor: Actor, now: datetime) -> int:
    _wait_for_writers(epoch)
    if sealed_until() >= epoch:
        return 0  # another seal has been here
    ids = list(Posting.objects.filter(epoch=epoch).order_by("pk").values_list("pk", flat=True))
    if not ids:
        return 0
    signer, last = keys.signer(actor=actor, now=now), LedgerBlock.objects.order_by("number").last()
    previous = block_of(last) if last else None
    for start in range(0, len(ids), BLOCK_SIZE):
        run = ids[start : start + BLOCK_SIZE]
        lines = sealed_lines(epoch, run[0], run[-1])
        previous = blocks.seal(previous, lines, at=now, key=signer.id, sign=signer.sign)
        LedgerBlock.objects.create(
            number=previous.number, first=previous.first, count=previous.count, root=previous.root, previous=previous.previous,
            digest=previous.digest, sealed_at=previous.sealed_at, key=previous.key, signature=previous.signature, epoch=epoch,
            first_id=run[0], last_id=run[-1],
        )  # fmt: skip
    return -(-len(ids) // BLOCK_SIZE)


def _wait_for_writers(epoch: int) -> None:
    """Until nobody writes into the span any more, and nobody at work on a learner whose balances the seal brings forward.

    The accounts are locked in the order in which whoever posts locks them: a learner's own first.
    """
    if connection.vendor == "postgresql":
        moved = f"SELECT {{side}}_id FROM {POSTING} WHERE epoch = %(epoch)s"
        accounts = f"{moved.format(side='credit')} UNION {moved.format(side='debit')}"
        with connection.cursor() as cursor:
            cursor.execute(f"SET LOCAL lock_timeout = '{PATIENCE}'")
            cursor.execute("SELECT pg_advisory_xact_lock(%s, %s)", [LOCK, epoch])
            cursor.execute(
                f"""SELECT 1 FROM {ACCOUNT} a WHERE a.kind = 'learner' AND a.learner_id IN (
                SELECT o.learner_id FROM {ACCOUNT} o WHERE o.id IN ({accounts})) ORDER BY a.id FOR NO KEY UPDATE""",
                {"epoch": epoch},
            )


def block_of(row: LedgerBlock) -> blocks.Block:
    """A stored block as the engine sees it."""
    return blocks.Block(row.number, row.first, row.count, row.root, row.previous, row.sealed_at, row.key, row.signature)


# -- the sealed bytes: what ``engines.ledger.entries.canonical`` writes, written by the database itself --------------------------

_POSTGRES = {
    "day": "to_char(p.occurred_on, 'YYYY-MM-DD')",
    "moment": """to_char(p.recorded_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')""",
    "text": "{}::text",
}
_SQLITE = {
    "day": "p.occurred_on",
    "moment": "substr(p.recorded_at, 1, 10) || 'T' || substr(p.recorded_at, 12, 8) || '.'"
    " || substr(p.recorded_at || '.000000', 21, 6) || 'Z'",
    "text": "CAST({} AS TEXT)",
}


def _fields() -> list[str]:
    how = _POSTGRES if connection.vendor == "postgresql" else _SQLITE
    return [
        f"'{FORMAT}'", "p.id", "p.key", "p.kind", how["day"], how["moment"], "2", "d.code", "-p.amount", "c.code", "p.amount", "p.outcome",
        "p.target", "p.series", "p.purpose", "p.decision", "p.rule", "p.evidence",
        f"coalesce({how['text'].format('p.reverses_id')}, '')", "p.reason", f"coalesce({how['text'].format('p.recorded_by')}, '')",
    ]  # fmt: skip


_FROM = """FROM credit_bank_posting p JOIN credit_bank_creditaccount d ON d.id = p.debit_id
  JOIN credit_bank_creditaccount c ON c.id = p.credit_id
  WHERE p.epoch = {epoch:d} AND p.id BETWEEN {first:d} AND {last:d} ORDER BY p.id"""


def sealed_lines(epoch: int, first: int, last: int) -> list[bytes]:
    """The sealed bytes of the postings of a span from one number to another, as they are stored now."""
    chosen = _FROM.format(epoch=epoch, first=first, last=last)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # rows of COPY are fields joined by tabs, and nothing in a posting needs escaping
            with cursor.copy(f"COPY (SELECT {', '.join(_fields())} {chosen}) TO STDOUT") as rows:
                return b"".join(rows).split(b"\n")[:-1]
        cursor.execute(f"SELECT {' || char(9) || '.join(_fields())} {chosen}")
        return [row[0].encode() for row in cursor.fetchall()]
