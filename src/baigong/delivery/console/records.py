"""Opening a value: the records behind it, page by page or as a file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from baigong.delivery.console import figures
from baigong.delivery.console.plain_lists import answer, plain_list
from baigong.kernel import audit
from baigong.kernel.access import Request, signed_in
from baigong.kernel.exchange import Sheet, write_csv, write_xlsx
from baigong.kernel.indicators import Indicator, TableColumn, find_indicator, may_see
from baigong.kernel.indicators.models import IndicatorValue
from baigong.kernel.indicators.records import PARTS, Records, records_behind
from baigong.kernel.indicators.tables import WHOLE
from baigong.kernel.ui import formats
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.listing import EmptyState
from baigong.kernel.ui.listing.declaration import FORMATS
from baigong.kernel.ui.listing.pages import Cell, Heading, Pager, Row, page_number

PAGE, EXPORT = 50, 20_000


@dataclass(frozen=True)
class RecordsPage:
    """What a value counts. ``parts`` are links to numerator and denominator."""

    indicator: Indicator
    value: IndicatorValue
    amount: str | None
    slice_name: str
    part: str
    parts: list[tuple[str, str, bool, str]]
    found: Records
    export_limit: int = EXPORT


@signed_in
def records(request: Request, code: str) -> HttpResponse:
    """The rows of a value's numerator or denominator, within the reader's reach; ``export`` gives them as a file."""
    found = find_indicator(code)
    asked = request.GET.get("snapshot", "")
    kind, key = request.GET.get("kind", WHOLE), request.GET.get("key", "")
    part = request.GET.get("part", PARTS[0])
    of_slice = IndicatorValue.objects.select_related("snapshot").filter(code=code, slice_kind=kind, slice_key=key, snapshot__fault="")
    value = of_slice.filter(snapshot_id=asked).first() if asked.isdecimal() and len(asked) < 19 else None
    if found is None or value is None or part not in PARTS or not may_see(request.actor, value):
        raise Http404(_("没有这个指标值；或它涉及的人数少，不对您显示；或它的数据快照校验有问题，不再使用。"))
    if (file_format := request.GET.get("export", "")) in FORMATS:
        return _file(request, found, records_behind(value, part, actor=request.actor, limit=EXPORT), value, file_format)
    place = page_number(request.GET.get("page", ""))
    rows = records_behind(value, part, actor=request.actor, offset=(place - 1) * PAGE, limit=PAGE)
    parts = [(PARTS[0], _("分子"), value.numerator)] + ([(PARTS[1], _("分母"), value.denominator)] if value.denominator else [])
    one = RecordsPage(
        found,
        value,
        figures.with_unit(found, value.amount),
        figures.slice_names(kind, [key])[key],
        part,
        [(label, _address(request, part=each, page=None), each == part, figures.part(count)) for each, label, count in parts],
        rows,
    )
    page = plain_list(
        request,
        "records",
        [Heading(c.name, str(c.label), _kind(c), "", 1, place="" if n else "main") for n, c in enumerate(rows.columns)],
        [Row(tuple(Cell(shown(cell, c)) for cell, c in zip(row.cells, rows.columns, strict=True)), row.url) for row in rows.rows],
        count_text=_counted(rows),
        empty=_empty(rows),
        pager=Pager.numbered(place, PAGE, len(rows.rows), rows.in_sight, lambda number: _address(request, page=number)),
        exports=tuple((name, _address(request, export=name, page=None)) for name in FORMATS) if rows.in_sight else (),
    )
    return answer(request, page, "console/records.html", {"one": one})


def _kind(column: TableColumn) -> str:
    if column.form:
        return "text"
    if column.type == "int64" or column.type.startswith("decimal"):
        return "number"
    return column.type if column.type in ("date", "boolean") else "text"


def _counted(rows: Records) -> str:
    facts = {"n": formats.number(rows.total), "seen": formats.number(rows.in_sight)}
    if rows.total == rows.in_sight:
        return _("共 %(n)s 条记录") % facts
    return _("共 %(n)s 条记录，其中 %(seen)s 条在您的职责范围内") % facts


def _empty(rows: Records) -> EmptyState:
    if rows.total:
        return EmptyState(_("这些记录不在您的职责范围内"), _("您可以看到它们的总数；记录由其所属单位和工作专班查看。"), "lock")
    return EmptyState(_("没有记录"), _("这个值为零：没有一条记录符合条件。"))


def _file(request: Request, found: Indicator, rows: Records, value: IndicatorValue, file_format: str) -> HttpResponse:
    heads = [str(column.label) for column in rows.columns]
    cells = [row.cells for row in rows.rows]
    name = f"{found.code}-{value.snapshot.as_of:%Y%m%d}-{value.pk}.{file_format}"
    content = write_csv(heads, cells) if file_format == "csv" else write_xlsx([Sheet(str(rows.table.label), heads, cells)])
    facts = {"format": file_format, "rows": len(cells), "code": found.code, "slice": f"{value.slice_kind}:{value.slice_key}"}
    audit.record(request.actor, "indicators.records.exported", value.snapshot, now=request.now, detail=facts)
    return attachment(content, name)


def _address(request: Request, **changes: Any) -> str:
    kept = {key: request.GET[key] for key in ("snapshot", "kind", "key", "part", "page") if key in request.GET}
    return f"{request.path}?{urlencode({k: v for k, v in {**kept, **changes}.items() if v is not None})}"


def shown(cell: Any, column: TableColumn) -> str:
    """A cell as people read it."""
    if cell is None:
        return formats.MISSING
    if column.form:
        return f"{cell}-{cell + 1}" if column.form == "school_year" else str(cell)
    if isinstance(cell, bool):
        return _("是") if cell else _("否")
    return cell if isinstance(cell, str) else formats.date(cell, "iso") if hasattr(cell, "year") else formats.number(cell)
