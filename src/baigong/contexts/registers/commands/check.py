"""``baigong returns check``: the verdict on the rows of a file, without storing anything and without a database."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from baigong.contexts.registers.lake.columns import mask
from baigong.contexts.registers.standard import all_standards, find_standard, find_table
from baigong.contexts.registers.words import explain
from baigong.kernel.errors import Refusal

if TYPE_CHECKING:
    from baigong.contexts.registers.reading import Sheet

NAME, HELP = "check", "核对文件里的每一行，不入库"
LISTED = 1000


def add_arguments(parser: ArgumentParser) -> None:
    """What it takes."""
    parser.add_argument("file", type=Path, help="CSV、Excel或其压缩包")
    parser.add_argument("--standard", required=True, help="标准编号，如 SZJZ-ZZ-V2.2.0；见 baigong returns tables")
    parser.add_argument("--table", default="", help="表名或中文名，如 ODS_ZZZYSZSJ；不给则按工作表名和表头辨认")
    parser.add_argument("--limit", type=int, default=LISTED, help="最多列出多少处错误（默认1000，0为全部）；计数总是全部的")
    parser.add_argument("--json", action="store_true", help="输出JSON；不给则逐行写出")


def run(options: dict[str, Any], stdout: TextIO, stderr: TextIO) -> int:
    """Check and tell: 0 every row sound, 1 a row wrong or the file refused, 2 no such standard, table or file."""
    path: Path = options["file"]
    standard = find_standard(options["standard"])
    if standard is None:
        known = "、".join(edition.code for edition in all_standards())
        stderr.write(f"没有编号为“{options['standard']}”的标准；现有：{known}。\n")
        return 2
    if options["table"] and find_table(standard.code, options["table"]) is None:
        stderr.write(f"标准“{standard.code}”里没有表“{options['table']}”；用 baigong returns tables --standard {standard.code} 查看。\n")
        return 2
    try:
        data = path.read_bytes()
    except OSError as error:
        stderr.write(f"读不了“{path}”（{error.strerror}）。\n")
        return 2
    from baigong.contexts.registers.reading import read_file

    named = find_table(standard.code, options["table"]) if options["table"] else None
    try:
        sheets = read_file(data, path.name, standard=standard, table=named.name if named else "")
    except Refusal as refusal:
        stderr.write(f"{refusal.message}\n")
        if options["json"]:
            stdout.write(json.dumps({"error": refusal.code, "message": refusal.message}, ensure_ascii=False) + "\n")
        return 1
    limit = options["limit"] or None
    verdicts = [_verdict(sheet, limit) for sheet in sheets]
    if options["json"]:
        said = {"standard": standard.code, "file": path.name, "ok": not any(v["wrong"] for v in verdicts), "tables": verdicts}
        stdout.write(json.dumps(said, ensure_ascii=False) + "\n")
    else:
        for verdict in verdicts:
            stdout.write("".join(f"{line}\n" for line in _lines(verdict)))
    return int(any(verdict["wrong"] for verdict in verdicts))


def _verdict(sheet: Sheet, limit: int | None) -> dict[str, Any]:
    from baigong.engines.checking.frame import check_frame, to_faults

    rules = sheet.table.rules
    checked = check_frame(rules, sheet.frame)
    sensitive = {field.name for field in rules.fields if field.is_sensitive}
    listed = []
    for fault in to_faults(checked.faults.head(limit) if limit else checked.faults):
        fault = fault._replace(found=sheet.found(fault.code, fault.found))
        said, field = explain(fault, rules), rules.field(fault.field)
        listed.append(
            {
                "row": int(sheet.numbers[fault.row]),
                "cell": sheet.cell(fault.row, fault.field),
                "key": fault.key,
                "field": fault.field,
                "label": field.label if field else fault.field,
                "code": fault.code,
                "found": mask(fault.found) if fault.field in sensitive else fault.found,
                "what": said.what,
                "how": said.how,
            }
        )
    wrong = checked.bad_rows.len()
    return {
        "table": sheet.table.name,
        "label": sheet.table.label,
        "place": sheet.place,
        "rows": sheet.frame.height,
        "sound": sheet.frame.height - wrong,
        "wrong": wrong,
        "fault_count": checked.faults.height,
        "notes": sheet.notes,
        "faults": listed,
    }


def _lines(verdict: dict[str, Any]) -> list[str]:
    head = f"{verdict['label']}（{verdict['table']}）：{verdict['rows']}行，{verdict['sound']}行无误，{verdict['wrong']}行有误"
    lines = [head, *verdict["notes"]]
    lines += [f"{f['cell']} {f['label']}：{f['what']}{_found(f)}；{f['how']}" for f in verdict["faults"]]
    left = verdict["fault_count"] - len(verdict["faults"])
    return [*lines, f"另有{left}处未列出，用 --limit 0 列出全部"] if left else lines


def _found(fault: dict[str, Any]) -> str:
    return f"，现为“{fault['found']}”" if fault["found"] else ""
