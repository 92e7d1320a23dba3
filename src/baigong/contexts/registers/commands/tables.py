"""``baigong returns tables``: which editions and tables there are."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from typing import Any, TextIO

from baigong.contexts.registers.standard import Standard, all_standards, find_standard

NAME, HELP = "tables", "列出标准和其中的表"


def add_arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("--standard", default="", help="只列一个标准")


def run(options: dict[str, Any], stdout: TextIO, stderr: TextIO) -> int:
    """JSON to ``stdout``: 0 done, 2 no such standard."""
    wanted = find_standard(options["standard"]) if options["standard"] else None
    if options["standard"] and wanted is None:
        stderr.write(f"没有编号为“{options['standard']}”的标准；现有：{'、'.join(edition.code for edition in all_standards())}。\n")
        return 2
    said = [_edition(edition) for edition in ([wanted] if wanted else all_standards())]
    stdout.write(json.dumps({"standards": said}, ensure_ascii=False) + "\n")
    return 0


def _edition(edition: Standard) -> dict[str, Any]:
    return {
        "standard": edition.code,
        "title": edition.title,
        "publisher": edition.publisher,
        "issued": edition.issued,
        "superseded_by": edition.superseded_by or None,
        "tables": [
            {
                "table": table.name,
                "label": table.label,
                "frequency": str(table.frequency.value),
                "fields": len(table.fields),
                "required": sum(field.field.is_required for field in table.fields),
                "key": list(table.rules.key),
            }
            for table in edition.tables.values()
        ],
    }
