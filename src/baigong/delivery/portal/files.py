"""The files of the open data: CSV (UTF-8 with a byte order mark, so that Excel reads it) and JSON with its field notes."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from baigong.delivery.portal import opendata
from baigong.delivery.portal.caching import kept
from baigong.delivery.portal.views import plan_or_404
from baigong.kernel.access import Request, public
from baigong.kernel.exchange import neutralised


def _cell(value: Any) -> str:
    """A cell as programs read it, and no spreadsheet takes for a formula; the sign that a target is met at alone is none."""
    if isinstance(value, str):
        return value if value == "=" else neutralised(value)
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else value.isoformat() if isinstance(value, date) else str(value)


@public
@kept
def download(request: Request, key: str, dataset: str, ending: str) -> HttpResponse:
    """One table of a public plan as a file."""
    if dataset not in opendata.SOURCES:
        raise Http404(_("没有这个数据集。"))
    plan, on = plan_or_404(key), request.now.date()
    rows = opendata.rows_of(plan, on, dataset)
    source = opendata.SOURCES[dataset]
    if ending == "json":
        content = {
            "title": f"{plan.title} · {source.title}",
            "plan": plan.key,
            "document": plan.doc_number,
            "as_of": on,
            "fields": [{"name": name, "label": str(label), "note": str(note)} for name, label, note in source.fields],
            "rows": rows,
        }
        body = json.dumps(content, ensure_ascii=False, default=date.isoformat, indent=1)
        answer = HttpResponse(body, content_type="application/json; charset=utf-8")
    else:
        sheet = io.StringIO()
        names = [name for name, _label, _note in source.fields]
        writer = csv.writer(sheet)
        writer.writerow(names)
        writer.writerows([[_cell(row[name]) for name in names] for row in rows])
        answer = HttpResponse("\ufeff" + sheet.getvalue(), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{plan.key}-{dataset}-{on:%Y%m%d}.{ending}"'
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
