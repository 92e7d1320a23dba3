"""Results that a school returned: the returns, and the courses that they name beside the catalogue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet, Sum

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.access_of_registers import REGISTER_COURSE_POLICY
from baigong.contexts.credit_bank.models import Outcome, OutcomeBatch, OutcomeType, OutcomeTypeState, RegisterCourse
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BATCH_POLICY, Batch, StandardTable, current, find_table
from baigong.kernel.access import Actor

if TYPE_CHECKING:
    import polars as pl

RESULTS = ("WW-ROSTERS-2021", "MCKCCJ")
"""The roster of course results."""
FIELDS = ("XH", "XM", "KCH", "KCMC", "XS", "CJ", "SFHG", "PDRQ")


@dataclass(frozen=True)
class Course:
    """A course as results name it: how many passed, and which entry it may be."""

    number: str
    title: str
    passed: int
    proposed: OutcomeType | None


def results_table() -> StandardTable | None:
    """The declared table, where this installation has one."""
    return find_table(*RESULTS)


def list_returns(bodies: Collection[Organisation]) -> QuerySet[Batch]:
    """The returns of results of bodies, latest first, with how many outcomes came of each."""
    rows = Batch.objects.filter(standard=RESULTS[0], table=RESULTS[1], organisation__in=bodies).exclude(rows="")
    return rows.select_related("organisation").annotate(posted=Sum("outcome_batches__count"))


def bodies_that_post(actor: Actor) -> list[Organisation]:
    """The bodies that returned results and for which an actor may post."""
    sent = Batch.objects.filter(standard=RESULTS[0], table=RESULTS[1]).values("organisation")
    bodies = Organisation.objects.filter(pk__in=sent).order_by("order", "pk")
    return [body for body in bodies if OUTCOME_BATCH_POLICY.decide(actor, "post", OutcomeBatch(body=body))]


def source_of(actor: Actor, outcome: Outcome) -> tuple[int, int] | None:
    """The return and the row (from 1) from which an outcome comes, where the actor may see the return."""
    if outcome.source_row is None or outcome.batch is None or outcome.batch.register_batch is None:
        return None
    batch = outcome.batch.register_batch
    return (batch.pk, outcome.source_row) if BATCH_POLICY.decide(actor, "view", batch) else None


def list_courses(actor: Actor) -> QuerySet[RegisterCourse]:
    """The courses that were held against the catalogue."""
    return REGISTER_COURSE_POLICY.visible(actor, "work").select_related("body", "type")


def entries_of(body: Organisation) -> list[OutcomeType]:
    """The entries of the catalogue that a school's courses can be: its own, published."""
    return list(OutcomeType.objects.filter(issuer_body=body, state=OutcomeTypeState.PUBLISHED).order_by("code"))


def results_in_force(body: Organisation) -> pl.DataFrame | None:
    """The results of a body, later returns in the place of earlier ones; ``None`` where this installation declares no such roster."""
    table = results_table()
    return None if table is None else current(table, organisations=[body.pk], fields=FIELDS)


def courses_without_entry(body: Organisation, results: pl.DataFrame | None = None) -> list[Course]:
    """Every course of the results in force that is no entry of the catalogue yet, with the entry of the same code, or alone of the same
    name, proposed. ``results``: where they were read already.
    """
    import polars as pl

    frame = results_in_force(body) if results is None else results
    if frame is None:
        return []
    declared = list(RegisterCourse.objects.filter(body=body).values_list("number", flat=True))
    frame = frame.filter((pl.col("SFHG") == "1") & ~pl.col("KCH").is_in(declared))
    rows = frame.group_by("KCH").agg(pl.col("KCMC").last(), pl.len().alias("passed")).sort("KCH").rows()
    entries = entries_of(body) if rows else []
    by_code, titles = {one.code: one for one in entries}, Counter(one.title for one in entries)
    by_title = {one.title: one for one in entries if titles[one.title] == 1}
    return [Course(number, title, passed, by_code.get(number) or by_title.get(title)) for number, title, passed in rows]
