"""What became of pushes, as the result query of the interface asks it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from baigong.contexts.registers.interface.refusals import refused
from baigong.contexts.registers.models import Batch, BatchState, Channel, ReturnAccount
from baigong.contexts.registers.selectors.batches import faults_of, table_of
from baigong.contexts.registers.standard import StandardTable, find_standard
from baigong.contexts.registers.words import explain
from baigong.engines.checking.faults import Fault

if TYPE_CHECKING:
    import polars as pl

FORM = "%Y-%m-%d %H:%M:%S"
MOST_ON_A_PAGE = 200


@dataclass(frozen=True)
class Question:
    """A result query as it was asked. ``table`` is matched loosely; empty means every table."""

    start: datetime
    end: datetime
    page: int = 1
    limit: int = 20
    table: str = ""


def question_of(body: dict[str, Any]) -> Question:
    """The query in a body. Raises ``Refusal`` (``wrong_query``)."""
    start, end = _moment(body, "startTime"), _moment(body, "endTime")
    page, limit = _count(body, "page", 1), min(_count(body, "limit", 20), MOST_ON_A_PAGE)
    return Question(start, end, page, limit, str(body.get("tableName") or "").strip())


def _moment(body: dict[str, Any], name: str) -> datetime:
    text = str(body.get(name) or "").strip()
    try:
        return datetime.strptime(text, FORM).replace(tzinfo=timezone.get_default_timezone())
    except ValueError:
        raise refused("wrong_query", field=name, found=text[:40]) from None


def _count(body: dict[str, Any], name: str, default: int) -> int:
    text = str(body.get(name) or default).strip()
    if not text.isascii() or not text.isdigit() or not int(text[:9]) > 0:
        raise refused("wrong_query", field=name, found=text[:40])
    return int(text[:9])


def find_results(account: ReturnAccount, question: Question) -> tuple[list[Batch], int]:
    """The page of batches that was asked for, the latest first, and how many there are. The end second is included whole."""
    until = question.end.replace(microsecond=999999)
    batches = pushes_of(account).filter(received_at__gte=question.start, received_at__lte=until)
    if question.table:
        standard = find_standard(account.standard)
        named = [t.name for t in standard.tables.values() if question.table in t.label] if standard else []
        batches = batches.filter(Q(table__icontains=question.table) | Q(table__in=named))
    first = (question.page - 1) * question.limit
    return list(batches[first : first + question.limit]), batches.count()


def pushes_of(account: ReturnAccount) -> QuerySet[Batch]:
    """What came through an account's body by push, the latest first."""
    own = Batch.objects.filter(organisation=account.organisation_id, standard=account.standard, channel=Channel.PUSH)
    return own.order_by("-received_at", "-pk")


@dataclass(frozen=True)
class RowFault:
    """One wrong field of one row in words: the row's number from 1, its key, the field, what is wrong, how to mend it."""

    num: int
    key: str
    field: str
    label: str
    code: str
    error: str
    how: str


def verdict(faults: pl.DataFrame | None, table: StandardTable | None) -> list[RowFault]:
    """Every fault in words, in order of the rows; where the edition is no longer carried, by its code alone."""
    if faults is None:
        return []
    labels = {f.name: str(f.label) for f in table.rules.fields} if table else {}
    lines = []
    for row, key, name, code, found in faults.select("row", "key", "field", "code", "found").iter_rows():
        error, how = code, ""
        if table is not None:
            said = explain(Fault(row, key, name, code, found), table.rules)
            error, how = str(said.what), str(said.how)
        lines.append(RowFault(row + 1, key, name, labels.get(name, name), code, error, how))
    return lines


def remark_of(batch: Batch) -> list[dict[str, Any]] | None:
    """The standard's ``remark``: per wrong row its number, key and error; ``None`` where every row was stored."""
    if batch.state == BatchState.STORED:
        return None
    return remark(verdict(faults_of(batch), table_of(batch)))


def remark(lines: list[RowFault]) -> list[dict[str, Any]]:
    """One entry per wrong row."""
    rows: dict[int, dict[str, Any]] = {}
    for line in lines:
        text = f"{line.label}（{line.field}）：{line.error}" if line.field else line.error
        if line.num in rows:
            rows[line.num]["error"] += "；" + text
        else:
            rows[line.num] = {"num": line.num, "pkValue": line.key, "error": text}
    return list(rows.values())
