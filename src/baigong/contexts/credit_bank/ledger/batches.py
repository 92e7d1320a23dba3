"""Writing many postings as one: by COPY on PostgreSQL, by one prepared statement on SQLite; all of them or none."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, OperationalError, connection, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.accounts import open_accounts
from baigong.contexts.credit_bank.ledger.books_of_postgres import BATCH
from baigong.contexts.credit_bank.ledger.posting import TABLE, find_known
from baigong.contexts.credit_bank.ledger.refusing import explained, refused
from baigong.contexts.credit_bank.ledger.rows import COLUMNS, NewPosting
from baigong.contexts.credit_bank.models import Posting
from baigong.engines.ledger.entries import Faulty
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal

PIECE = 500
"""Rows that are handed to the database at a time."""
MEMORY = "64MB"
"""For the rows that PostgreSQL keeps for its trigger: else they go to disk."""


@dataclass(frozen=True, slots=True)
class BatchReceipt:
    """How many postings were written, and how many had been written under their keys before."""

    written: int
    known: int


@transaction.atomic
def post_batch(postings: Sequence[NewPosting], *, actor: Actor, now: datetime, name: str) -> BatchReceipt:
    """Write postings together; a batch that is sent again, whole or in part, writes only what is missing.

    ``name`` is what the log calls the batch. Reversals are not for batches. Raises ``Refusal`` for the first posting that is wrong in
    itself (its place is told), ``Conflict`` as ``post`` does; nothing was written then.
    """
    if not postings:
        return BatchReceipt(0, 0)
    _refuse_keys_twice(postings)
    accounts = open_accounts({account.code: account for p in postings for account in (p.debit, p.credit)}.values())
    known = 0
    try:
        with transaction.atomic():
            _write(postings, accounts, {}, actor, now)
    except (IntegrityError, OperationalError) as error:
        # Perhaps it was sent before, or an outcome was set free since its first use: look, and write the rest.
        missing = _without_known(postings)
        turns = _turns(missing)
        if len(missing) == len(postings) and not turns:
            raise explained(error) from error
        known = len(postings) - len(missing)
        try:
            with transaction.atomic():
                _write(missing, accounts, turns, actor, now)
        except (IntegrityError, OperationalError) as again:
            raise explained(again) from again
    receipt = BatchReceipt(len(postings) - known, known)
    if receipt.written:
        audit.record(
            actor, "credit_bank.posting.batch_posted", now=now, detail={"name": name, "written": receipt.written, "known": receipt.known}
        )
    return receipt


def _refuse_keys_twice(postings: Sequence[NewPosting]) -> None:
    if len({posting.key for posting in postings}) < len(postings):
        twice = next(key for key, n in Counter(p.key for p in postings).items() if n > 1)
        raise Refusal(_("幂等键“%(key)s”在批次中出现多次，没有记账。") % {"key": twice}, code="key_twice")


def _checked(postings: Sequence[NewPosting], now: datetime) -> Iterator[NewPosting]:
    """The postings one after another, each looked at while the database is busy with those before it."""
    for place, posting in enumerate(postings, 1):
        try:
            posting.check(now)
        except Faulty as fault:
            refusal = refused(fault)
            raise Refusal(_("第%(n)d笔：%(words)s") % {"n": place, "words": refusal.message}, code=refusal.code) from None
        if posting.reverses is not None:
            raise Refusal(_("第%(n)d笔是冲正，冲正逐笔办理。") % {"n": place}, code="reversal_in_batch")
        yield posting


def _without_known(postings: Sequence[NewPosting]) -> list[NewPosting]:
    """Those that are not written yet. Raises ``Conflict`` where a key is another posting's."""
    found: set[str] = set()
    for start in range(0, len(postings), PIECE):
        keys = [p.key for p in postings[start : start + PIECE]]
        found.update(Posting.objects.filter(key__in=keys).values_list("key", flat=True))
    for posting in postings:
        if posting.key in found:
            find_known(posting)
    return [posting for posting in postings if posting.key not in found]


def _turns(postings: Sequence[NewPosting]) -> dict[tuple[str, str], int]:
    """How often outcomes were set free at their targets; only those that were."""
    turns: Counter[tuple[str, str]] = Counter()
    outcomes = sorted({posting.outcome for posting in postings if posting.outcome})
    for start in range(0, len(outcomes), PIECE):
        freed = Posting.objects.filter(outcome__in=outcomes[start : start + PIECE], turn__isnull=False, reversal__isnull=False)
        turns.update(freed.values_list("outcome", "target"))
    return dict(turns)


def _turn(posting: NewPosting, turns: dict[tuple[str, str], int]) -> int | None:
    return turns.get((posting.outcome, posting.target), 0) if posting.takes_a_turn else None


def _write(
    postings: Sequence[NewPosting], accounts: dict[str, int], turns: dict[tuple[str, str], int], actor: Actor, now: datetime
) -> None:
    if not postings:
        return
    if connection.vendor == "postgresql":
        _copy(postings, accounts, turns, actor, now)
        return
    columns = ", ".join(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 1) FROM credit_bank_ledgerepoch")
        epoch = cursor.fetchone()[0]
        rows = [
            p.row(
                debit=accounts[p.debit.code], credit=accounts[p.credit.code], turn=_turn(p, turns), epoch=epoch,
                now=now, by=actor.user_id,
            )
            for p in _checked(postings, now)
        ]  # fmt: skip
        cursor.executemany(f"INSERT INTO {TABLE} ({columns}) VALUES ({', '.join(['%s'] * len(COLUMNS))})", rows)  # noqa: S608


def _copy(postings: Sequence[NewPosting], accounts: dict[str, int], turns: dict[tuple[str, str], int], actor: Actor, now: datetime) -> None:
    with connection.cursor() as cursor:
        settings = "set_config('work_mem', %s, true), set_config(%s, %s, true)"
        cursor.execute(f"SELECT credit_bank_open_epoch(), {settings}", [MEMORY, *BATCH])
        epoch = cursor.fetchone()[0]
        lines = _lines(_checked(postings, now), accounts, turns, epoch, actor, now)
        with connection.wrap_database_errors, cursor.copy(f"COPY {TABLE} ({', '.join(COLUMNS)}) FROM STDIN") as copy:
            piece: list[str] = []
            for line in lines:
                piece.append(line)
                if len(piece) == PIECE:
                    copy.write("".join(piece))
                    piece.clear()
            copy.write("".join(piece))


def _lines(
    postings: Iterable[NewPosting], accounts: dict[str, int], turns: dict[tuple[str, str], int], epoch: int, actor: Actor, now: datetime
) -> Iterator[str]:
    """Rows as COPY reads them. Nothing needs escaping: texts of a posting have neither control characters nor backslashes."""
    at, by = now.isoformat(), "\\N" if actor.user_id is None else str(actor.user_id)
    for p in postings:
        basis = p.basis
        turn = "0" if not turns and p.takes_a_turn else "\\N" if (known := _turn(p, turns)) is None else known
        yield (
            f"{p.key}\t{p.kind.value}\t{accounts[p.debit.code]}\t{accounts[p.credit.code]}\t{p.amount}\t{p.occurred_on}\t{at}\t{by}"
            f"\t{p.outcome}\t{p.target}\t{turn}\t{p.series}\t{p.purpose}\t{basis.decision}\t{basis.rule}\t{basis.evidence}\t\\N\t\t{epoch}\n"
        )
