"""Kill -9 while rows are stored, a file is confirmed, a push is answered; and no room on disk: all of it is there, or nothing."""

from __future__ import annotations

import json
import os
import socket

import pytest

from baigong.contexts.registers.interface.client import Pusher, PushRefused
from tests.concurrency.test_reporting_killed import DIE

MAKE = """
from datetime import datetime, timedelta; from zoneinfo import ZoneInfo
from baigong.contexts.organisations.models import Organisation
from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.registers.models import Draft
from baigong.contexts.registers.services import receiving, uploading
from baigong.contexts.registers.standard import find_standard, find_table
from tests.builders import an_actor
from tests.contexts.registers.sample import EDITION, PROGRAMMES, frame, programme
now = datetime(2021, 3, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
body = Organisation.objects.get(moe_code="3162000001")
who = an_actor(SCHOOL_OFFICER, body, user_id=None)
table = find_table(EDITION, PROGRAMMES)
def sent(*rows):
    facts = {"actor": who, "now": now, "organisation": body, "table": table}
    return receiving.receive(**facts, frame=frame(*rows), source=receiving.Source("push", "0" * 64))
def prepared():
    text = "\\n".join(",".join(line) for line in (list(programme(1)), programme(1).values()))
    facts = {"actor": who, "now": now, "organisation": body, "standard": find_standard(EDITION)}
    return uploading.prepare(**facts, data=text.encode(), file_name=PROGRAMMES + ".csv")
def confirmed(): return uploading.confirm(actor=who, now=now, draft=Draft.objects.get())
"""

PREPARE = """
import json
from tests.builders import a_body
from baigong.contexts.organisations.public import OrganisationKind
from tests.pages.registers.interface_cast import an_account
school = a_body("示例职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, moe_code="3162000001")
print(json.dumps(an_account(school)[1], default=str))
"""

SERVE = """
from wsgiref.simple_server import make_server
from django.core.wsgi import get_wsgi_application
make_server("127.0.0.1", {port}, get_wsgi_application()).serve_forever()
"""


def batches(house):
    return house.ask("SELECT count(*) FROM registers_batch")[0][0]


def files(house):
    return sum(len(names) for _p, _d, names in os.walk(house.var / "files" / "lake" / "rows"))


def dying(house, code):
    process = house.start("-c", "import os, django; django.setup();" + MAKE + DIE + code)
    assert process.wait(60) == -9, [p.read_text() for p in house.var.glob("log-*")]


def serving(house, code=""):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    house.start("-c", "import os, django; django.setup();" + MAKE + DIE + code + SERVE.format(port=port))

    def answers():
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", port)) == 0

    house.wait_for(answers, "the server")
    return f"http://127.0.0.1:{port}"


def test_killed_between_lake_and_database_while_confirming_and_while_answering_a_push(house):
    """One story, since a house has one cast."""
    account = json.loads(house.python(PREPARE).splitlines()[-1])

    dying(house, "receiving.Batch.save = die\nsent(programme(7))")
    assert (batches(house), files(house)) == (0, 1)
    house.python(MAKE + "from baigong.kernel.files import sweep\nassert sweep(datetime.now(now.tzinfo) + timedelta(2)) == 1")
    assert files(house) == 0

    dying(house, "receiving.audit.record = die\nsent(programme(7))")
    assert batches(house) == 0

    house.python(MAKE + "prepared()")
    for last in ("uploading.receive = die", "receiving.audit.record = die", "Draft.delete = die"):
        dying(house, last + "\nconfirmed()")
        assert batches(house) == 0
        assert house.ask("SELECT count(*) FROM registers_draft") == [(1,)], "the draft stands, to be confirmed again"
    house.python(MAKE + "confirmed()")
    assert batches(house) == 1
    assert house.ask("SELECT count(*) FROM registers_draft") == [(0,)]

    row = json.loads(house.python(MAKE + "import json; print(json.dumps(programme(8)))"))
    pusher = Pusher(serving(house, "receiving.audit.record = die\n"), account, timeout=30)
    with pytest.raises(PushRefused) as refused:
        pusher.push("ODS_ZZZYSZSJ", [row])
    assert refused.value.code == "unreachable", "it was not acknowledged"
    assert batches(house) == 1

    pusher = Pusher(serving(house), account, timeout=30)
    assert pusher.push("ODS_ZZZYSZSJ", [row])["verdict"]["storageNum"] == 1
    house.kill_all()
    assert batches(house) == 2, "what was acknowledged is there"

    house.python(MAKE + """
import resource
from baigong.kernel.errors import Refusal
resource.setrlimit(resource.RLIMIT_FSIZE, (200, resource.RLIM_INFINITY))
try: sent(programme(9))
except Refusal as refusal: code = refusal.code
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
assert code == "disk_full", code
""")  # fmt: skip
    assert batches(house) == 2
