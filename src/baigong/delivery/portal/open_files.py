"""A table that anybody may take away: CSV (UTF-8 with a byte order mark, so that Excel reads it), or JSON with its notes."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from django.http import HttpResponse

from baigong.kernel.exchange import neutralised
from baigong.kernel.ui.downloads import attachment

Fields = Sequence[tuple[str, Any, Any]]
"""Name, label and note of each column."""
Rows = Iterable[Mapping[str, Any]]


def open_file(name: str, ending: str, fields: Fields, rows: Rows, facts: Mapping[str, Any]) -> HttpResponse:
    """The rows as a file called ``name``, to be fetched from any site. ``facts`` stand before them in JSON."""
    if ending == "json":
        notes = [{"name": key, "label": str(label), "note": str(note)} for key, label, note in fields]
        content = json.dumps({**facts, "fields": notes, "rows": list(rows)}, ensure_ascii=False, default=date.isoformat, indent=1)
    else:
        content = _csv([key for key, _label, _note in fields], rows)
    answer = attachment(content, f"{name}.{ending}")
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


def _csv(names: Sequence[str], rows: Rows) -> str:
    sheet = io.StringIO()
    writer = csv.writer(sheet)
    writer.writerow(names)
    writer.writerows([_cell(row[name]) for name in names] for row in rows)
    return "\ufeff" + sheet.getvalue()


def _cell(value: Any) -> str:
    """A cell as programs read it, and no spreadsheet takes for a formula; the sign that a target is met at alone is none."""
    if isinstance(value, str):
        return value if value == "=" else neutralised(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)
