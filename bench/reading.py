"""A workbook of 100,000 rows, read and checked by the declared rules, against openpyxl and the row-by-row check.

Both sides give the faults of the same rows. openpyxl is no part of the installation: where it is missing the peer is left out, and said.
"""

from __future__ import annotations

import importlib.util
import io
import time
from collections.abc import Callable
from typing import Any

from bench.measure import NOISY, interleaved

EDITION, TABLE = "SZJZ-ZZ-V2.2.0", "ODS_ZZSXXMSJ"
ROWS = 100_000
TARGET = 12.0
OURS = "read_file and check_frame"
AS_IT_COMES, READ_ONLY = "openpyxl as it comes, row by row", "openpyxl read-only, row by row"
"""Most programs use openpyxl as it comes; its other mode holds nothing in memory and is twice as fast. The target is held against both."""


def run(rounds: int, rows: int = ROWS) -> dict[str, Any]:
    """Measure; ratios are medians over the rounds."""
    standard, table, data = _prepared(rows)
    has_peer = importlib.util.find_spec("openpyxl") is not None
    cases: dict[str, Callable[[], float]] = {OURS: lambda: _rate(rows, lambda: _ours(data, standard, table))}
    if has_peer:
        cases |= {
            AS_IT_COMES: lambda: _rate(rows, lambda: _peer(data, table, read_only=False)),
            READ_ONLY: lambda: _rate(rows, lambda: _peer(data, table, read_only=True)),
        }
    rates = interleaved(cases, yardstick=AS_IT_COMES if has_peer else OURS, rounds=rounds)
    outcome: dict[str, Any] = {
        "rows": rows,
        "columns": len(table.fields),
        "bytes": len(data),
        "noisy": rates.is_noisy,
        "spread": rates.spread,
        "rates": {name: sorted(each[name] for each in rates.rounds)[len(rates.rounds) // 2] for name in cases},
        "cases": [],
    }
    if has_peer:
        for name in (AS_IT_COMES, READ_ONLY):
            median, least, greatest = rates.ratio(OURS, name)
            met = None if rates.is_noisy else median >= TARGET
            outcome["cases"].append({"name": name, "ratio": median, "least": least, "greatest": greatest, "target": TARGET, "met": met})
    return outcome


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    lines = [f"{outcome['rows']:,} rows, {outcome['columns']} columns, {outcome['bytes'] / 2**20:.1f} MB"]
    lines += [f"{name}: {rate:,.0f} rows/s" for name, rate in outcome["rates"].items()]
    for case in outcome["cases"]:
        lines.append(f"{case['name']}: {case['ratio']:.1f}x ({case['least']:.1f} to {case['greatest']:.1f}, target {case['target']:g})")
    if not outcome["cases"]:
        lines.append("openpyxl is not installed: no ratio (pip install openpyxl)")
    if outcome["noisy"]:
        lines.append(f"The machine was busy: the yardstick itself varied {outcome['spread']:.1f}-fold (limit {NOISY})")
    return "\n".join(lines) + "\n"


def _rate(rows: int, work: Callable[[], int]) -> float:
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    assert found == rows, f"{found} rows of {rows}"
    return rows / seconds


def _prepared(rows: int) -> tuple[Any, Any, bytes]:
    import os

    import django

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "baigong.settings")
    django.setup()
    import xlsxwriter

    from baigong.contexts.registers.describing import example_of
    from baigong.contexts.registers.standard import find_standard
    from baigong.engines.checking.fields import NUMERIC

    standard = find_standard(EDITION)
    assert standard is not None
    table = standard.tables[TABLE]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"constant_memory": False, "strings_to_urls": False})
    page = book.add_worksheet(table.label)
    examples = [example_of(field, standard) or f"示例{field.label}" for field in table.fields]
    for index, field in enumerate(table.fields):
        page.write_string(0, index, field.label)
        for row in range(1, rows + 1):
            if field.name in table.rules.key:
                page.write_string(row, index, f"{row:032X}")
            elif field.field.kind in NUMERIC:
                page.write_number(row, index, row % 90)
            elif field.field.codes is None and field.field.kind == "text" and not field.field.check and field.field.length > 8:
                page.write_string(row, index, f"{examples[index][:4]}{row % 5000}")
            else:
                # One row in twenty-three has a wrong cell.
                page.write_string(row, index, "?" if row % 23 == 0 and index == len(examples) - 1 else examples[index])
    book.close()
    return standard, table, out.getvalue()


def _ours(data: bytes, standard: Any, table: Any) -> int:
    from baigong.contexts.registers.reading import read_file
    from baigong.engines.checking.frame import check_frame

    (sheet,) = read_file(data, "a.xlsx", standard=standard)
    assert check_frame(table.rules, sheet.frame).faults.height
    return int(sheet.frame.height)


def _peer(data: bytes, table: Any, *, read_only: bool) -> int:
    import openpyxl

    from baigong.engines.checking.plain import check_rows

    page = openpyxl.load_workbook(io.BytesIO(data), read_only=read_only, data_only=True).active
    lines = page.iter_rows(values_only=True)
    names = {field.label: field.name for field in table.fields}
    columns = [names[label] for label in next(lines)]
    rows = [{name: "" if cell is None else str(cell) for name, cell in zip(columns, line, strict=True)} for line in lines]
    assert check_rows(table.rules, rows)
    return len(rows)
