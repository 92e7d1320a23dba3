"""`baigong plan read`: what other programs rely on (design, section 7)."""

import json
import subprocess
import sys

import pytest

from baigong.delivery.cli import plan_read

PLAN = "甲市行动方案\n\n一、任务\n\n1．建强学校。到2025年，建设3所学校。（责任单位：市教育局）\n\n2．强化保障。落实资金。（市财政局负责）\n"
KEYS = ["title", "doc_number", "issuer", "date", "index_number", "measures", "tasks", "targets", "bodies", "warnings"]


@pytest.fixture
def plan(tmp_path):
    path = tmp_path / "方案.txt"
    path.write_text(PLAN, encoding="utf-8")
    return path


def test_json_goes_to_standard_output_in_the_agreed_form(plan, capfd):
    assert plan_read.run([str(plan), "--json"]) == 0
    reading = json.loads(capfd.readouterr().out)
    assert list(reading)[: len(KEYS)] == KEYS
    assert set(reading["measures"][0]) >= {"number", "title", "span"}
    assert set(reading["tasks"][0]) >= {"number", "text", "span", "departments", "lead", "support"}
    target = reading["targets"][0]
    assert set(target) >= {"quote", "value", "unit", "comparator", "deadline", "scope", "measure", "span"}
    start, end = target["span"]
    assert PLAN[start:end] == target["quote"]
    assert (target["value"], target["unit"], target["comparator"], target["deadline"]) == (3, "所", "=", "2025")


def test_without_json_a_summary_is_printed(plan, capfd):
    assert plan_read.run([str(plan)]) == 0
    output = capfd.readouterr().out
    assert "举措 2 条，任务 2 项，目标 1 个" in output
    assert "市教育局" in output


def test_a_refused_file_gives_status_1_and_the_reason_on_standard_error(tmp_path, capfd):
    assert plan_read.run([str(tmp_path / "没有.docx"), "--json"]) == 1
    captured = capfd.readouterr()
    assert captured.out == ""
    assert "没有.docx" in captured.err


@pytest.mark.parametrize("words", [[], ["--json"], ["a.txt", "b.txt"], ["a.txt", "--unknown"]])
def test_wrong_usage_gives_status_2(words, capfd):
    assert plan_read.run(words) == 2
    assert "用法" in capfd.readouterr().err


def test_the_command_needs_neither_settings_nor_a_database(plan):
    code = (
        "import sys; from baigong.delivery.cli import plan_read; "
        f"plan_read.run([{str(plan)!r}, '--json']); "
        "sys.exit(bool({'django.conf', 'django.db', 'django.core.management'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, check=False).returncode == 0
