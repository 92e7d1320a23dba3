"""`baigong returns check` and `tables`: verdicts on a file without a database."""

from __future__ import annotations

import json

import pytest
from django.core.management import call_command

HEAD = "ZJSJWYXBS,XXDM,ZYMC,ZYDM,PZSZNY,SCZSNY,XZM,SFZDZY,SJCJSJ\n"
GOOD = "A" * 32 + ",6200000001,护理,720201,202101,202109,3,0,20220101 080000\n"


def run(capsys, *arguments: str) -> tuple[int, str, str]:
    try:
        call_command("returns", *arguments)
        status = 0
    except SystemExit as end:
        status = int(end.code)
    said = capsys.readouterr()
    return status, said.out, said.err


def check(capsys, path, *more: str) -> tuple[int, str, str]:
    return run(capsys, "check", "--standard", "SZJZ-ZZ-V2.2.0", "--table", "ODS_ZZZYSZSJ", str(path), *more)


def test_a_sound_file_is_said_to_be_sound(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    status, out, _err = check(capsys, path, "--json")
    assert (status, json.loads(out)["ok"], json.loads(out)["tables"][0]["sound"]) == (0, True, 1)


def test_a_wrong_row_is_named_with_its_cell_and_how_to_mend_it(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_bytes((HEAD + GOOD + GOOD.replace("202109", "202113")).encode("gbk"))
    status, out, _err = check(capsys, path, "--json")
    (table,) = json.loads(out)["tables"]
    assert (status, table["rows"], table["wrong"]) == (1, 2, 1)
    assert [(f["row"], f["field"], f["code"]) for f in table["faults"]] == [(3, "SCZSNY", "not_a_month"), (3, "ZJSJWYXBS", "duplicate_key")]
    assert all(fault["what"] and fault["how"] for fault in table["faults"])
    status, out, _err = check(capsys, path, "--limit", "1")
    assert status == 1
    assert "另有1处未列出" in out


def test_an_identity_number_is_masked_in_the_verdict(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("学号,姓名,居民身份证号码\n1,张三,110105194912310021\n", encoding="utf-8")
    _status, out, _err = run(capsys, "check", "--standard", "WW-ROSTERS-2021", "--table", "学生名册", str(path), "--json")
    assert "wrong_check_digit" in out
    assert "110105194912310021" not in out


def test_wrong_usage_is_told_apart_from_wrong_data(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("", encoding="utf-8")
    assert run(capsys, "check", "--standard", "nothing", str(path))[0] == 2
    assert run(capsys, "check", "--standard", "SB-ZZ-2023", "--table", "nothing", str(path))[0] == 2
    assert check(capsys, tmp_path / "absent.csv")[0] == 2
    status, _out, err = check(capsys, path)
    assert status == 1
    assert err


def test_the_tables_are_listed(capsys):
    status, out, _err = run(capsys, "tables", "--standard", "sb-gz-2023")
    (edition,) = json.loads(out)["standards"]
    assert (status, len(edition["tables"])) == (0, 85)
    assert run(capsys, "tables", "--standard", "nothing")[0] == 2
    assert len(json.loads(run(capsys, "tables")[1])["standards"]) == 4


@pytest.mark.parametrize("act", ["check", "tables"])
def test_no_database_is_asked(act, capsys, tmp_path):
    """No ``django_db`` mark stands here: a query would fail."""
    path = tmp_path / "a.csv"
    path.write_text(HEAD + GOOD, encoding="utf-8")
    assert (check(capsys, path) if act == "check" else run(capsys, "tables"))[0] == 0
