"""What a school sent, row by row: of one batch, or the table as it stood on any day; every look is in the log."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.registers.access import BATCH_POLICY
from baigong.contexts.registers.lake.state import current
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.selectors.batches import rows_of, table_of
from baigong.contexts.registers.selectors.rows import PAGE, exported, narrowed, one_row, shown
from baigong.contexts.registers.selectors.senders import find_body
from baigong.contexts.registers.standard import StandardTable, find_table
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import write_csv
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.listing.pages import Pager, page_number

if TYPE_CHECKING:
    import polars as pl


@requires(BATCH_POLICY, "read")
@require_safe
def batch_rows(request: Request, pk: int) -> HttpResponse:
    """The rows of a batch as they were stored."""
    row = BATCH_POLICY.get_or_404(request.actor, Batch.objects.select_related("organisation"), pk=pk)
    BATCH_POLICY.require(request.actor, "read", row)
    table, frame = table_of(row), rows_of(row)
    if table is None or frame is None:
        raise Http404(_("这一批没有入库的行。"))
    return _answer(request, table, frame, row, None)


@requires(BATCH_POLICY, "view")
@require_safe
def batch_row(request: Request, pk: int, number: int) -> HttpResponse:
    """One row as it came, with the place where it stood. Who sees the batch but not its rows is told where the row is, not what it says."""
    row = BATCH_POLICY.get_or_404(request.actor, Batch.objects.select_related("organisation"), pk=pk)
    table, frame = table_of(row), rows_of(row)
    found = one_row(row, table, frame, number) if table is not None and frame is not None else None
    if found is None:
        raise Http404(_("这一批没有入库的第%(n)s行。") % {"n": number})
    may_read = bool(BATCH_POLICY.decide(request.actor, "read", row))
    if may_read:
        facts = {"table": row.table, "batch": row.pk, "on": "", "rows": 1, "row": number}
        audit.record(request.actor, "registers.rows.read", row, now=request.now, detail=facts)
    return render(request, "registers/row.html", {"batch": row, "table": table, "row": found, "may_read": may_read})


@requires(BATCH_POLICY, "read")
@require_safe
def table_rows(request: Request, pk: int, standard: str, name: str) -> HttpResponse:
    """The rows of a body's table in force now, or at the end of ``?on=``."""
    body, table = find_body(pk), find_table(standard, name)
    if body is None or table is None or not BATCH_POLICY.decide(request.actor, "read", Batch(organisation=body)):
        raise Http404(_("没有这张表，或不在您的职责范围内。"))
    day = _day(request)
    as_of = datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())
    row = Batch(organisation=body, standard=standard, table=name)
    return _answer(request, table, current(table, organisations=[body.pk], as_of=as_of), row, day)


def _day(request: Request) -> date:
    try:
        return date.fromisoformat(request.GET.get("on", ""))
    except ValueError:
        return request.now.date()


def _answer(request: Request, table: StandardTable, frame: pl.DataFrame, row: Batch, day: date | None) -> HttpResponse:
    """The page or the file; either is written into the log before it is given."""
    conditions = request.GET.getlist("f")
    frame = narrowed(table, frame, conditions)
    facts = {"table": table.name, "batch": row.pk, "on": day.isoformat() if day else "", "rows": min(frame.height, PAGE)}
    subject = row if row.pk else row.organisation
    if request.GET.get("export") == "csv":
        is_unsealed = bool(BATCH_POLICY.decide(request.actor, "unseal", row))
        heads, lines = exported(table, frame, is_unsealed=is_unsealed)
        audit.record(
            request.actor, "registers.rows.exported", subject, now=request.now, detail=facts | {"rows": len(lines), "full": is_unsealed}
        )
        return attachment(write_csv(heads, lines), f"{table.name}.csv")
    number = page_number(request.GET.get("page", ""))
    page = shown(table, frame, number)
    audit.record(request.actor, "registers.rows.read", subject, now=request.now, detail=facts | {"page": number})
    pager = Pager.numbered(number, PAGE, len(page.lines), page.total, lambda number: _address(request, page=number))
    context = {"page": page, "table": table, "row": row, "day": day, "conditions": conditions, "pager": pager}
    return render(request, "registers/rows.html", context | {"export": _address(request, export="csv")})


def _address(request: Request, **changes: object) -> str:
    kept = [("f", condition) for condition in request.GET.getlist("f")]
    kept += [("on", request.GET["on"])] if "on" in request.GET else []
    return f"{request.path}?{urlencode([*kept, *((key, str(value)) for key, value in changes.items())])}"
