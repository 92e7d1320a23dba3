"""Results that a school returned, beside accounts and catalogue: which of them become outcomes, and why the others do not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.models import UNCLAIMED, LearnerState, Outcome, OutcomeType, OutcomeTypeState, RegisterCourse
from baigong.contexts.credit_bank.selectors.known import PIECE, Known, known_by_hash
from baigong.contexts.credit_bank.selectors.register_results import FIELDS, results_table
from baigong.contexts.credit_bank.selectors.rosters import KINDS, roster_frame
from baigong.contexts.credit_bank.services.posting import MOST, Line
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BATCH, HASH, ROW, Batch, current

if TYPE_CHECKING:
    import polars as pl

ROSTER_FIELDS = ("XH", "SFZJLX", "SFZH", "QTZJH", "SFZH" + HASH, "QTZJH" + HASH)
READY, FAILED, NO_ACCOUNT, NO_ENTRY, ALREADY, UNFIT = "ready", "failed", "no_account", "no_entry", "already", "unfit"
VERDICTS = {
    READY: _("可以存入"),
    NO_ACCOUNT: _("没有学分账户"),
    NO_ENTRY: _("课程没有对照到成果目录"),
    UNFIT: _("须先核对"),
    ALREADY: _("已在账上"),
    FAILED: _("不合格"),
}
REASONS = {
    "not_on_roster": _("学生名册里没有这个学号"),
    "no_account": _("还没有开户"),
    "name": _("姓名与账户不符"),
    "state": _("账户不在使用中"),
    "dates": _("评定日期不在成果目录的使用期内"),
    "twice": _("同一门课程在这批成绩里出现多次"),
}


@dataclass(frozen=True)
class Left:
    """A result that is not posted: the row (from 1), whose, of which course, what stands against it and why."""

    row: int
    student: str
    name: str
    course: str
    title: str
    verdict: str
    why: str


@dataclass(frozen=True)
class Planned:
    """What posting a return would do. ``lines`` are those that can be posted, in the order of the rows."""

    lines: Sequence[Line]
    left: Sequence[Left]
    counts: Mapping[str, int]

    @cached_property
    def digest(self) -> str:
        """What was shown."""
        return hashlib.sha256("\n".join(f"{one.account} {one.code} {one.source_row}" for one in self.lines).encode()).hexdigest()

    @property
    def now(self) -> Sequence[Line]:
        """Those that are posted at one time."""
        return self.lines[:MOST]

    @property
    def to_mend(self) -> list[Left]:
        """Those about which somebody can do something: neither failed nor posted before."""
        return [one for one in self.left if one.verdict not in (FAILED, ALREADY)]


def plan_return(batch: Batch, on: date) -> Planned:
    """What posting the results of a return would do: of rows that a later return has replaced that one tells, not this."""
    import polars as pl

    table = results_table()
    if table is None or not batch.rows:
        return Planned([], [], {})
    frame = current(table, organisations=[batch.organisation_id], fields=FIELDS).filter(pl.col(BATCH) == batch.pk).sort(ROW)
    counts = Counter({FAILED: frame.filter(pl.col("SFHG") != "1").height})
    own = Outcome.objects.filter(batch__in=batch.outcome_batches.all()).exclude(state__in=UNCLAIMED)
    rows = [row - 1 for row in own.values_list("source_row", flat=True) if row is not None]
    frame = frame.filter(pl.col("SFHG") == "1")
    passed = frame.height
    frame = frame.filter(~pl.col(ROW).is_in(rows))
    counts[ALREADY] = passed - frame.height
    # Of a return that was posted whole nobody's document is looked for.
    rows_left = frame.join(_documents(batch.organisation), on="XH", how="left").rows(named=True) if frame.height else []
    return _judged(batch.organisation, rows_left, counts, on)


def _documents(body: Organisation) -> pl.DataFrame:
    import polars as pl

    own = pl.col("SFZJLX") == "1"
    hashed = pl.when(own).then(pl.col("SFZH" + HASH)).otherwise(pl.col("QTZJH" + HASH)).fill_null("").alias("hashed")
    frame = roster_frame(body, fields=ROSTER_FIELDS, all_states=True)
    return frame.select("XH", pl.col("SFZJLX").alias("kind"), hashed)


def _judged(body: Organisation, rows: Sequence[dict[str, Any]], counts: Counter[str], on: date) -> Planned:
    known = known_by_hash({row["hashed"] for row in rows if row["hashed"]})
    types = {one.number: one.type for one in RegisterCourse.objects.filter(body=body).select_related("type")}
    accounts = {(row["kind"], row["hashed"]): _account(row, known) for row in rows}
    posted = _posted({one.pk for one in accounts.values() if one}, {types[row["KCH"]] for row in rows if row["KCH"] in types})
    days = {row["PDRQ"]: date(int(row["PDRQ"][:4]), int(row["PDRQ"][4:6]), int(row["PDRQ"][6:8])) for row in rows}
    lines: list[Line] = []
    left: list[Left] = []
    seen: set[tuple[int, int]] = set()
    for row in rows:
        account, kind, day = accounts[row["kind"], row["hashed"]], types.get(row["KCH"]), days[row["PDRQ"]]
        verdict, why = _verdict(row, account, kind, day, on, posted, seen)
        counts[verdict] += 1
        if verdict != READY or account is None or kind is None:
            left.append(Left(row[ROW] + 1, row["XH"], row["XM"], row["KCH"], row["KCMC"], verdict, why))
            continue
        seen.add((account.pk, kind.pk))
        hours = int(row["XS"]) if (row["XS"] or "").isdecimal() and row["XS"] != "0" else None
        lines.append(Line(account.number, account.name, kind.code, day, hours=hours, grade=row["CJ"] or "", source_row=row[ROW] + 1))
    return Planned(lines, left, {verdict: counts[verdict] for verdict in VERDICTS if counts[verdict]})


def _account(row: Mapping[str, Any], known: Mapping[tuple[str, str], Known]) -> Known | None:
    kind = KINDS.get(row["kind"] or "")
    return known.get((kind.value, row["hashed"])) if kind and row["hashed"] else None


def _posted(accounts: Collection[int], types: Collection[OutcomeType]) -> set[tuple[int, int]]:
    """Which of these accounts has an outcome of which of these entries: a course counts once, however often it was taken."""
    wanted, found = list(accounts), set[tuple[int, int]]()
    standing = Outcome.objects.filter(type__in=list(types)).exclude(state__in=UNCLAIMED)
    for first in range(0, len(wanted), PIECE):
        found.update(standing.filter(learner__in=wanted[first : first + PIECE]).values_list("learner", "type"))
    return found


def _verdict(
    row: Mapping[str, Any], account: Known | None, kind: OutcomeType | None, day: date, on: date, posted: set[tuple[int, int]],
    seen: set[tuple[int, int]],
) -> tuple[str, str]:  # fmt: skip
    if kind is None:
        return NO_ENTRY, ""
    if account is None:
        return NO_ACCOUNT, "no_account" if row["hashed"] else "not_on_roster"
    if (account.pk, kind.pk) in posted:
        return ALREADY, ""
    if not same_name(account.name, row["XM"]):
        return UNFIT, "name"
    if account.state != LearnerState.ACTIVE:
        return UNFIT, "state"
    if day > on or not kind.is_used_on(day) or kind.state != OutcomeTypeState.PUBLISHED:
        return UNFIT, "dates"
    if (account.pk, kind.pk) in seen:
        return UNFIT, "twice"
    return READY, ""
