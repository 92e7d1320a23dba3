"""``baigong returns push`` against a running server: over real HTTP, as a school's own program would."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import sys

import pytest
from django.core.management import call_command
from django.utils import timezone

from baigong.contexts.registers.interface.client import Pusher, PushRefused, read_rows
from baigong.contexts.registers.interface_pages import SAMPLE
from baigong.contexts.registers.models import Batch, ReturnToken
from tests.pages.registers.interface_cast import PROGRAMMES, a_school, an_account, programme

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def school():
    return a_school(name="示例职业中专")


@pytest.fixture
def account(school, tmp_path):
    """An account file on disk."""
    _row, file = an_account(school)
    path = tmp_path / "account.json"
    path.write_text(json.dumps(file), encoding="utf-8")
    return path


@pytest.fixture
def run(account, live_server, capsys):
    """``run(arguments…)`` gives exit status, JSON and messages."""

    def command(*arguments):
        status = 0
        try:
            call_command("returns", "push", "--url", live_server.url, "--account", str(account), *map(str, arguments))
        except SystemExit as stop:
            status = stop.code
        said = capsys.readouterr()
        return status, json.loads(said.out) if said.out else {}, said.err

    return command


@pytest.fixture
def a_file(school, tmp_path):
    """``a_file(rows…, encoding=…)`` is a CSV file."""

    def write(*rows, encoding="utf-8"):
        text = io.StringIO()
        names = list(dict.fromkeys(name for row in rows for name in row))
        writer = csv.DictWriter(text, names)
        writer.writeheader()
        writer.writerows(rows)
        path = tmp_path / "rows.csv"
        path.write_bytes(text.getvalue().encode(encoding))
        return path

    return write


def test_a_file_is_pushed_in_portions_and_every_row_is_stored(run, a_file, school):
    status, said, told = run("--table", PROGRAMMES, "--portion", 2, a_file(*[programme(n, school) for n in range(5)]))
    assert (status, said["collectNum"], said["storageNum"], said["failedNum"], said["rows"]) == (0, 5, 5, 0, [])
    assert [result["storageNum"] for result in said["results"]] == [1, 2, 2]
    assert Batch.objects.count() == 3
    assert "5/5" in told


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8-sig"])
def test_wrong_rows_are_named_by_their_number_in_the_file(run, a_file, school, encoding):
    rows = [programme(1, school), programme(2, school), programme(3, school, ZYDM="")]
    status, said, _told = run("--table", PROGRAMMES, "--portion", 2, a_file(*rows, encoding=encoding))
    assert (status, said["storageNum"], [(row["num"], row["field"]) for row in said["rows"]]) == (1, 2, [(3, "ZYDM")])


def test_without_a_file_everything_but_a_push_is_tried(run):
    status, said, _told = run()
    assert (status, said) == (0, {"ok": True, "resultCount": 0, "results": []})
    assert ReturnToken.objects.count() == 2, "logged in and refreshed"


def test_a_refusal_is_told_in_words_and_by_its_code(run, a_file, school):
    status, said, told = run("--table", "ODS_ZZZYSZ", a_file(programme(1, school)))
    assert (status, said["error"]) == (1, "unknown_table")
    assert PROGRAMMES in told


def test_wrong_usage_is_told(run, a_file, school):
    assert run(a_file(programme(1, school)))[0] == 2
    assert run("--table", PROGRAMMES, "--portion", "0", a_file(programme(1, school)))[0] == 2


def test_an_account_file_that_is_none_is_told(run, account, a_file, school):
    account.write_text("{}", encoding="utf-8")
    status, _said, told = run("--table", PROGRAMMES, a_file(programme(1, school)))
    assert (status, "账号文件" in told) == (1, True)
    account.unlink()
    assert run()[0] == 1


def test_the_program_in_the_guide_pushes_and_is_told_what_is_wrong(account, live_server, a_file, school):
    def run_sample(name, rows):
        said = [sys.executable, str(SAMPLE), live_server.url, str(account), name, str(rows)]
        return subprocess.run(said, capture_output=True, text=True, timeout=60, check=False)

    pushed = run_sample(PROGRAMMES, a_file(programme(1, school), programme(2, school, ZYDM="")))
    assert pushed.returncode == 0, pushed.stderr
    verdict = json.loads(pushed.stdout)
    assert (verdict["storageNum"], [(row["num"], row["field"]) for row in verdict["rows"]]) == (1, [(2, "ZYDM")])
    refused = run_sample("ODS_ZZZYSZ", a_file(programme(3, school)))
    assert (refused.returncode, "unknown_table" in refused.stderr) == (1, True)


def test_a_token_that_ended_is_renewed_and_the_push_goes_on(account, live_server, school):
    pusher = Pusher(live_server.url, json.loads(account.read_text(encoding="utf-8")))
    pusher.push(PROGRAMMES, [programme(1, school)])
    ReturnToken.objects.update(expires_at=timezone.now())
    assert pusher.push(PROGRAMMES, [programme(2, school)])["verdict"]["storageNum"] == 1
    ReturnToken.objects.all().delete()
    assert pusher.push(PROGRAMMES, [programme(3, school)])["verdict"]["storageNum"] == 1


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "ftp://example.org"])
def test_a_server_that_does_not_answer_is_told(account, url):
    with pytest.raises(PushRefused) as refused:
        Pusher(url, json.loads(account.read_text(encoding="utf-8"))).log_in()
    assert refused.value.code == "unreachable"


def test_a_file_without_rows_or_encoding_is_refused():
    for data, code in ((b"A,B\n", "no_rows"), (b"\xff\xff\xff", "wrong_encoding")):
        with pytest.raises(PushRefused) as refused:
            read_rows(data)
        assert refused.value.code == code
