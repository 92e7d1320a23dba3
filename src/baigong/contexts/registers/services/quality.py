"""Looking at the returned data as a whole: coverage, duplicates, contradictions, outliers; kept, so that the page only reads."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import FINDING_POLICY
from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import FindingKind, QualityFinding, ReturnDuty, TableCoverage
from baigong.contexts.registers.quality.rules import Side, all_rules
from baigong.contexts.registers.selectors.calendar import Owed, accounts
from baigong.contexts.registers.standard import StandardTable, find_table
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted

if TYPE_CHECKING:
    import polars as pl

    from baigong.contexts.registers.quality.measuring import Found


def assess(*, actor: Actor, now: datetime) -> dict[str, int]:
    """Look at everything that is owed and was returned, and keep what is found in place of what was found before."""
    if not FINDING_POLICY.reachable(actor, "assess"):
        raise NotPermitted(_("数据质量检查由工作专班发起。"), code="not_permitted")

    @cache
    def frames(standard: str, name: str) -> pl.DataFrame:
        table = find_table(standard, name)
        assert table is not None, f"quality/rules.yaml names {standard} {name}"
        return current(table, as_of=now)

    bodies = Organisation.objects.filter(return_duties__isnull=False, ended_on=None).distinct()
    owed = [item for account in accounts(bodies, now.date()) for item in account.owed]
    tables = {(item.table.standard, item.table.name): item.table for item in owed}
    coverage = _coverage(owed, tables.values(), frames, now)
    findings = list(_findings(tables.values(), frames, now))
    with transaction.atomic():
        list(ReturnDuty.objects.select_for_update(no_key=True).order_by("pk").values_list("pk"))  # of two looks at once the second waits
        TableCoverage.objects.all().delete()
        QualityFinding.objects.all().delete()
        TableCoverage.objects.bulk_create(coverage, batch_size=500)
        QualityFinding.objects.bulk_create(findings, batch_size=500)
        told = {"tables": len(coverage), "findings": len(findings)}
        audit.record(actor, "registers.quality.assessed", None, now=now, detail=told)
    return told


def _coverage(owed: list[Owed], tables: Iterable[StandardTable], frames: Any, now: datetime) -> list[TableCoverage]:
    from baigong.contexts.registers.quality.measuring import filled

    full: dict[tuple[int, str, str], tuple[int, float | None, float | None, list[str]]] = defaultdict(lambda: (0, None, None, []))
    for table in tables:
        for body, *rest in filled(table, frames(table.standard, table.name)):
            full[body, table.standard, table.name] = tuple(rest)  # type: ignore[assignment]
    rows = []
    for item in owed:
        count, required, optional, never = full[item.organisation.pk, item.table.standard, item.table.name]
        facts = {"organisation": item.organisation, "standard": item.table.standard, "table": item.table.name, "standing": item.standing}
        shares = {"required_filled": required, "optional_filled": optional, "never_filled": never}
        rows.append(TableCoverage(**facts, **shares, row_count=count, last_at=item.last_at, found_at=now))
    return rows


def _findings(tables: Iterable[StandardTable], frames: Any, now: datetime) -> Iterator[QualityFinding]:
    from baigong.contexts.registers.quality import measuring

    rules = all_rules()
    for rule in rules.contradictions:
        yield from _kept(measuring.contradictions(rule, frames), FindingKind.CONTRADICTION, rule.left, rule.right, now)
    for rule in rules.missing:
        yield from _kept(measuring.missing(rule, frames), FindingKind.CONTRADICTION, rule.left, rule.right, now)
    for one in rules.persons:
        yield from _kept(measuring.persons(one, _table(one.side), frames), FindingKind.DUPLICATE, one.side, None, now)
    for table in tables:
        if len(table.rules.key) == 1 and any(f.name == table.rules.key[0] and f.check == "row_key" for f in table.rules.fields):
            side = Side(table.standard, table.name)
            found = measuring.shared_keys(table, frames(table.standard, table.name))
            yield from _kept(found, FindingKind.DUPLICATE, side, None, now)
    for far in rules.outliers:
        yield from _kept(measuring.outliers(far, _table(far.side), frames), FindingKind.OUTLIER, far.side, None, now)


def _table(side: Side) -> StandardTable:
    table = find_table(side.standard, side.table)
    assert table is not None
    return table


def _kept(found: list[Found], kind: FindingKind, side: Side, other: Side | None, now: datetime) -> Iterator[QualityFinding]:
    for one in found:
        yield QualityFinding(
            organisation_id=one.body,
            kind=kind,
            rule=one.rule,
            standard=side.standard,
            table=side.table,
            subject=one.subject[:200],
            found=one.found[:200],
            expected=one.expected[:200],
            other_standard=other.standard if other else "",
            other_table=other.table if other else "",
            other_body_id=one.other_body,
            rows=one.rows,
            other_rows=one.other_rows,
            weight=one.weight,
            found_at=now,
        )
