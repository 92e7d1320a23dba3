"""Results that a school returned, beside accounts and catalogue: which of them become outcomes, and why the others do not."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.credentials.masking import same_name
from baigong.contexts.credit_bank.models import UNCLAIMED, LearnerState, Outcome, OutcomeType, OutcomeTypeState, RegisterCourse
from baigong.contexts.credit_bank.selectors.known import PIECE, Known, known_by_hash
from baigong.contexts.credit_bank.selectors.register_results import results_in_force
from baigong.contexts.credit_bank.selectors.rosters import KINDS, roster_frame
from baigong.contexts.credit_bank.services.posting import MOST, Line
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BATCH, HASH, ROW, Batch

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


def plan_return(batch: Batch, on: date, results: pl.DataFrame | None = None) -> Planned:
    """What posting the results of a return would do: of rows that a later return has replaced that one tells, not this.

    ``results``: those of the body in force, where they were read already.
    """
    import polars as pl

    results = results_in_force(batch.organisation) if results is None else results
    if results is None or not batch.rows:
        return Planned([], [], {})
    own = results.filter(pl.col(BATCH) == batch.pk).sort(ROW)
    passed = own.filter(pl.col("SFHG") == "1")
    frame = _not_posted(batch, passed, is_whole=own.height == batch.stored_count)
    counts = Counter({FAILED: own.filter(pl.col("SFHG") != "1").height, ALREADY: passed.height - frame.height})
    # Of a return that was posted whole nobody's document is looked for.
    rows_left = frame.join(_documents(batch.organisation), on="XH", how="left").rows(named=True) if frame.height else []
    return _judged(batch.organisation, rows_left, counts, on)


def _not_posted(batch: Batch, passed: pl.DataFrame, *, is_whole: bool) -> pl.DataFrame:
    """The rows of which no outcome came. ``is_whole``: nothing of the return was replaced since, so that counts can tell."""
    import polars as pl

    posted = dict(batch.outcome_batches.values_list("pk", "count"))
    if is_whole and sum(posted.values()) == passed.height and not _set_aside(posted):
        return passed.clear()
    own = Outcome.objects.filter(batch__in=list(posted)).exclude(state__in=UNCLAIMED).order_by()
    rows = [row - 1 for row in own.values_list("source_row", flat=True) if row is not None]
    return passed.filter(~pl.col(ROW).is_in(rows))


def _set_aside(batches: Collection[int]) -> bool:
    """Whether an outcome of these batches was reopened and not recognised again. Few are: they are looked through, not the batches."""
    reopened = Outcome.objects.filter(state__in=UNCLAIMED).annotate(of=F("batch") + 0)
    return reopened.filter(of__in=list(batches)).order_by().exists()


def _documents(body: Organisation) -> pl.DataFrame:
    import polars as pl

    own = pl.col("SFZJLX") == "1"
    hashed = pl.when(own).then(pl.col("SFZH" + HASH)).otherwise(pl.col("QTZJH" + HASH)).fill_null("").alias("hashed")
    frame = roster_frame(body, fields=ROSTER_FIELDS, all_states=True)
    return frame.select("XH", pl.col("SFZJLX").alias("kind"), hashed)


def _judged(body: Organisation, rows: Sequence[dict[str, Any]], counts: Counter[str], on: date) -> Planned:
    known = known_by_hash({row["hashed"] for row in rows if row["hashed"]})
    named = RegisterCourse.objects.filter(body=body, number__in={row["KCH"] for row in rows}).select_related("type")
    types = {one.number: one.type for one in named}
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
