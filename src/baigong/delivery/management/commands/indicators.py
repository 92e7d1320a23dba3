"""``baigong indicators compute``: every indicator from a snapshot, or from the united snapshots of several cities, on DuckDB or Spark."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from baigong.kernel.errors import Refusal
from baigong.kernel.indicators.computing import Computed, as_text
from baigong.kernel.indicators.engines import ENGINES
from baigong.kernel.indicators.snapshots import compute_folders
from baigong.kernel.indicators.values import latest_snapshot


class Command(BaseCommand):
    """JSON or a table on standard output, progress on standard error; nothing is stored."""

    help = "指标：compute 由快照计算（多个 --snapshot 合并为省）；只输出，不存"

    def add_arguments(self, parser: CommandParser) -> None:
        """One act."""
        acts = parser.add_subparsers(dest="act", required=True)
        compute = acts.add_parser("compute", help="计算")
        compute.add_argument("codes", nargs="*", metavar="指标代码", help="不给则全部")
        compute.add_argument("--engine", choices=sorted(ENGINES), default="duckdb")
        compute.add_argument(
            "--snapshot", action="append", type=Path, default=[], metavar="DIR", help="快照的文件夹，可给多个；不给则用最近一份"
        )
        compute.add_argument("--json", action="store_true", help="输出 JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Compute and print."""
        places = options["snapshot"]
        if not places:
            latest = latest_snapshot()
            if latest is None:
                raise Refusal("还没有数据快照；先运行 baigong snapshot take。", code="no_snapshot")
            places = [latest.path]
        self.stderr.write(f"用 {options['engine']} 计算 {len(places)} 份快照…")
        began = time.monotonic()
        values = compute_folders(places, engine=options["engine"], codes=options["codes"])
        self.stderr.write(f"{len(values)} 个值，{time.monotonic() - began:.1f} 秒。")
        if options["json"]:
            self.stdout.write(json.dumps([_as_json(value) for value in values], ensure_ascii=False))
            return
        for value in values:
            place = f"{value.kind}:{value.key}" if value.key else value.kind
            self.stdout.write(f"{value.code}\t{place}\t{_exact(value) or value.why}")


def _as_json(value: Computed) -> dict[str, Any]:
    return {
        "code": value.code,
        "version": value.version,
        "slice": {"kind": value.kind, "key": value.key},
        "numerator": as_text(value.numerator) or None,
        "denominator": as_text(value.denominator) or None,
        "amount": _exact(value) or None,
        "why": value.why or None,
    }


def _exact(value: Computed) -> str:
    """The value as an exact fraction, ``2/3``, or a whole number."""
    return "" if value.amount is None else str(value.amount)
