"""`baigong plan read FILE [--json]`: reads a plan document and touches no database.

JSON goes to standard output, messages to standard error; exit status 0 done, 1 refused with the reason, 2 wrong usage.
No Django is imported, so that other programs can call it as often as they like.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from typing import NoReturn

from baigong.engines.plan_text import PlanReading, read_plan
from baigong.kernel.documents.extract import ExtractionError, extract_text


class _Usage(Exception):
    pass


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        raise _Usage(message)


def run(argv: Sequence[str]) -> int:
    """Runs the command with the words after `plan read`; returns the exit status."""
    parser = _Parser(prog="baigong plan read", description="读取计划文件（.txt .html .docx .pdf），不触及数据库。")
    parser.add_argument("file", help="计划文件")
    parser.add_argument("--json", action="store_true", help="输出 JSON")
    try:
        options = parser.parse_args(list(argv))
    except _Usage:
        sys.stderr.write("用法：baigong plan read 文件 [--json]\n请给出一个计划文件，文件名有空格时加引号。\n")
        return 2
    except SystemExit as done:  # --help
        return int(done.code or 0)
    try:
        document = extract_text(options.file)
    except ExtractionError as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return 1
    reading = read_plan(document.text, document.tables)
    for warning in (*document.warnings, *(remark.message for remark in reading.warnings)):
        sys.stderr.write(f"提示：{warning}\n")
    if options.json:
        output = json.dumps(reading.as_json() | {"warnings": _warnings(reading, document.warnings)}, ensure_ascii=False, indent=1)
    else:
        output = summarise(reading)
    sys.stdout.buffer.write((output + "\n").encode("utf-8"))
    sys.stdout.flush()
    return 0


def _warnings(reading: PlanReading, of_extraction: Sequence[str]) -> list[str]:
    return [*of_extraction, *(remark.message for remark in reading.warnings)]


def summarise(reading: PlanReading) -> str:
    """The reading as a person wants to see it first."""
    lines = [
        f"标题：{reading.title or '（未读到）'}",
        f"文号：{reading.doc_number or '—'}　发文机关：{reading.issuer or '—'}　日期：{reading.date or '—'}",
        f"举措 {len(reading.measures)} 条，任务 {len(reading.tasks)} 项，目标 {len(reading.targets)} 个，机构 {len(reading.bodies)} 个",
        "",
        "举措",
    ]
    lines += [f"  {measure.number}　{measure.title}" for measure in reading.measures]
    if reading.tasks:
        lines += ["", "任务"]
        lines += [
            f"  {task.number or '·'}　{task.text[:40]}{'…' if len(task.text) > 40 else ''}\n"
            f"      {'、'.join(_unit(unit.name, unit.duty) for unit in task.departments)}"
            for task in reading.tasks
        ]
    if reading.targets:
        lines += ["", "目标"]
        signs = {"=": "", ">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "约", "range": ""}
        for target in reading.targets:
            value = "—".join(str(number) for number in target.value)
            due = {"yearly": "每年", None: "未定期限"}.get(target.deadline, target.deadline)
            lines.append(f"  {signs[target.comparator]}{value}{target.unit}　{due}　{' '.join(target.quote.split())}")
    if reading.bodies:
        lines += ["", "机构"]
        lines += [f"  {body.name}：{len(body.members)} 人" for body in reading.bodies]
    return "\n".join(lines)


def _unit(name: str, duty: str | None) -> str:
    return name + {"lead": "（牵头）", "support": "（配合）"}.get(duty or "", "")
