"""``baigong`` as an administrator types it: what goes where, and which exit status says what (design, section 7)."""

import json
import socket
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands, load_command_class

from baigong import __version__
from baigong.contexts.plans.models import DraftItem, PlanDocument, PlanDocumentState
from baigong.delivery import cli
from baigong.delivery.processes import refuse_taken
from baigong.kernel.errors import Refusal

SAMPLE = Path(__file__).parents[2] / "docs/examples/sample-plan.txt"
OWN = {name: app for name, app in get_commands().items() if app.startswith("baigong.")}


@pytest.fixture
def type_in(monkeypatch, capsys):
    """Run ``baigong …`` in this process; returns exit status, standard output and standard error."""

    def run(*words):
        monkeypatch.setattr(sys, "argv", ["baigong", *words])
        try:
            cli.main()
            status = 0
        except SystemExit as end:
            status = end.code or 0
        said = capsys.readouterr()
        return status, said.out, said.err

    return run


def test_help_begins_with_our_own_commands_and_what_each_is_for(type_in):
    status, out, _err = type_in("help")
    assert status == 0
    for name, app in OWN.items():
        assert f"  {name:<16}{load_command_class(app, name).help}" in out
    assert "runserver" not in out


def test_help_still_lists_every_name_for_those_who_want_it(type_in):
    _status, out, _err = type_in("help", "--commands")
    assert {"demo", "migrate", "collectstatic"} <= set(out.split())


@pytest.mark.parametrize("word", ["--version", "version"])
def test_the_version_is_ours(type_in, word):
    assert type_in(word) == (0, f"{__version__}\n", "")


@pytest.mark.parametrize(
    "words", [["nonsense"], ["plan"], ["plan", "nonsense"], ["plan", "import"], ["account"], ["audit"], ["backup"], ["init", "--pack", "x"]]
)
def test_wrong_usage_is_status_2_and_leaves_standard_output_to_programs(type_in, words):
    status, out, err = type_in(*words)
    assert (status, out) == (2, "")
    assert err


@pytest.mark.parametrize("number", ["0", "65536", "x", "-1", "８０"])
def test_what_cannot_be_a_port_is_wrong_usage(type_in, number):
    status, _out, err = type_in("serve", f"--port={number}")
    assert status == 2
    assert "1 到 65535" in err


@pytest.mark.django_db
def test_a_refusal_is_status_1_and_nothing_but_its_reason(type_in):
    assert type_in("account", "unlock", "nobody") == (1, "", "“nobody”没有被锁定。\n")


def test_a_port_in_use_is_refused_even_when_the_other_program_would_share_it():
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(Refusal, match="make demo PORT="):
            refuse_taken("127.0.0.1", other.getsockname()[1])
        free = other.getsockname()[1]
    refuse_taken("127.0.0.1", free)


@pytest.mark.django_db
def test_a_plan_is_imported_as_a_draft_that_a_person_confirms(type_in, settings):
    settings.SITE_ADDRESS = "https://baigong.example"
    status, out, err = type_in("plan", "import", str(SAMPLE))
    said = json.loads(out)
    document = PlanDocument.objects.get(pk=said["document"])
    assert (status, document.state, document.imported_by) == (0, PlanDocumentState.DRAFT, None)
    assert said["measures"] + said["tasks"] + said["targets"] + said["bodies"] == DraftItem.objects.count()
    assert said["address"] == f"https://baigong.example{document.get_absolute_url()}"
    assert "尚未进入台账" in err

    status, out, err = type_in("plan", "import", str(SAMPLE))
    assert (status, out) == (1, "")
    assert "已经导入过" in err


@pytest.mark.django_db
@pytest.mark.parametrize(("words", "reason"), [([str(SAMPLE), "--amends", "x"], "没有标识为“x”的计划"), (["没有.docx"], "找不到文件")])
def test_an_import_that_cannot_be_is_refused_and_writes_nothing(type_in, words, reason):
    status, out, err = type_in("plan", "import", *words)
    assert (status, out) == (1, "")
    assert reason in err
    assert not PlanDocument.objects.exists()


@pytest.mark.django_db
def test_a_city_pack_says_in_json_what_was_added_and_what_stood_already(type_in):
    _status, first, _err = type_in("init", "--pack", "wuwei")
    _status, again, _err = type_in("init", "--pack", "wuwei")
    assert json.loads(first)["bodies"]["added"] == json.loads(again)["bodies"]["present"]
    assert json.loads(again)["bodies"]["added"] == {}
    assert (json.loads(first)["new"], json.loads(again)["new"]) == (True, False)
