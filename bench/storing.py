"""The million rows of ``checking``, read, checked and stored as the product does it, against PostgreSQL's own COPY of the same file.

Our side is what stands behind an upload: ``read_file``, then ``receive``, which checks every row, writes the accepted ones and the faults
as Parquet, forces both to disk, and commits the batch with its entry in the log. The yardstick reads the same file on the server into a
plain table of the same columns, all of them text, under PostgreSQL's own settings (it forces its log to disk); it checks nothing.
Twice ours: once as the rows are, once with the identity numbers encrypted beside a keyed hash, as every table that has some is stored.
"""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from bench.checking import NAMES, ROWS, RULES, _written
from bench.measure import NOISY, interleaved

TARGET = 0.75
OURS, SEALED = "read, checked and stored", "the same, identity numbers encrypted"
YARDSTICK = "COPY"
NOW = datetime(2022, 6, 27, 10, tzinfo=ZoneInfo("Asia/Shanghai"))


def run(rounds: int, rows: int = ROWS) -> dict[str, Any]:
    """Measure; ratios are medians over the rounds."""
    import psycopg

    from tests import postgres

    binaries = postgres.find_binaries()
    if binaries is None:
        raise SystemExit(postgres.MISSING)
    with tempfile.TemporaryDirectory(prefix="baigong-bench-") as folder, postgres.cluster(binaries, postgres.LISTENING) as url:
        file = Path(folder) / "BENCH.csv"
        file.write_bytes(_written(rows))
        file.chmod(0o644)
        Path(folder).chmod(0o755)  # the server reads the file itself
        body = _prepared(Path(folder) / "var")
        with psycopg.connect(url, autocommit=True) as database:
            columns = ", ".join(f'"{name}" text' for name in NAMES)
            database.execute(f"CREATE TABLE learners ({columns})")
            cases: dict[str, Callable[[], float]] = {
                OURS: lambda: _stored(file, body, rows, is_sealed=False),
                SEALED: lambda: _stored(file, body, rows, is_sealed=True),
                YARDSTICK: lambda: _copied(database, file, rows),
            }
            rates = interleaved(cases, yardstick=YARDSTICK, rounds=rounds)
        size = file.stat().st_size
    measured = []
    for name in (OURS, SEALED):
        median, least, greatest = rates.ratio(name)
        met = None if rates.is_noisy else median >= TARGET
        measured.append({"name": name, "ratio": median, "least": least, "greatest": greatest, "target": TARGET, "met": met})
    return {
        "rows": rows,
        "bytes": size,
        "noisy": rates.is_noisy,
        "spread": rates.spread,
        "rates": {name: sorted(each[name] for each in rates.rounds)[len(rates.rounds) // 2] for name in cases},
        "cases": measured,
    }


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    lines = [f"{outcome['rows']:,} rows, {len(NAMES)} columns, {outcome['bytes'] / 2**20:.0f} MB; COPY varied {outcome['spread']:.2f}-fold"]
    lines += [f"{name}: {rate:,.0f} rows/s" for name, rate in outcome["rates"].items()]
    for case in outcome["cases"]:
        span = f"{case['least']:.2f} to {case['greatest']:.2f}, target {case['target']:g}"
        lines.append(f"{case['name']}: " + ("withheld" if outcome["noisy"] else f"{case['ratio']:.2f}x COPY ({span})"))
    if outcome["noisy"]:
        lines.append(f"The machine was busy: COPY itself varied more than {NOISY}-fold, so nothing is published")
    return "\n".join(lines) + "\n"


def _prepared(var: Path) -> Any:
    """An installation of its own with a school that sends."""
    os.environ |= {"BAIGONG_VAR": str(var), "DJANGO_SETTINGS_MODULE": "baigong.settings"}
    os.environ.pop("DATABASE_URL", None)
    import django

    django.setup()
    from django.core.management import call_command

    from baigong.contexts.organisations.public import OrganisationKind, create_organisation
    from baigong.kernel.access import SYSTEM

    call_command("migrate", "--no-input", verbosity=0)
    return create_organisation(actor=SYSTEM, now=NOW, name="示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL)


def _standard(*, is_sealed: bool) -> Any:
    """The bench's table as an edition of one table."""
    from baigong.contexts.registers.standard.model import CodeSet, Frequency, Standard, StandardField, StandardTable

    fields = [replace(field, is_sensitive=is_sealed and field.check == "citizen_number") for field in RULES.fields]
    sets = {f.code_set: CodeSet(f.code_set, f.code_set, {code: code for code in f.codes}) for f in fields if f.codes}
    table = StandardTable(
        standard="BENCH", number=1, name=RULES.name, label=RULES.label, subset="", source="", frequency=Frequency.TERM, scope="",
        fields=tuple(StandardField(field, "C", "") for field in fields), rules=replace(RULES, fields=tuple(fields)),
    )  # fmt: skip
    return Standard(
        code="BENCH", title="", short_title="", publisher="", issued="2022", source="", tables={table.name: table}, code_sets=sets
    )


def _stored(file: Path, body: Any, rows: int, *, is_sealed: bool) -> float:
    from baigong.contexts.registers.models import Channel
    from baigong.contexts.registers.reading import read_file
    from baigong.contexts.registers.services.receiving import Source, receive
    from baigong.kernel.access import SYSTEM

    standard = _standard(is_sealed=is_sealed)
    os.sync()
    start = time.perf_counter()
    (sheet,) = read_file(file.read_bytes(), file.name, standard=standard)
    source = Source(Channel.UPLOAD, "0" * 64, file_name=file.name)
    batch = receive(actor=SYSTEM, now=NOW, organisation=body, table=sheet.table, frame=sheet.frame, source=source).batch
    seconds = time.perf_counter() - start
    assert batch.row_count == rows
    assert 0 < batch.failed_count < rows / 10
    batch.rows.delete(save=False)
    batch.faults.delete(save=False)
    return rows / seconds


def _copied(database: Any, file: Path, rows: int) -> float:
    database.execute("TRUNCATE learners")
    database.execute("CHECKPOINT")
    os.sync()
    start = time.perf_counter()
    done = database.execute(f"COPY learners FROM '{file}' (FORMAT csv, HEADER)")
    seconds = time.perf_counter() - start
    assert done.rowcount == rows
    return rows / seconds
