"""Kill -9 while a report is accepted, its evidence stored or it is submitted: all is there or nothing, no row without file."""

from __future__ import annotations

import os
import textwrap

MAKE = """
from datetime import datetime; from decimal import Decimal; from zoneinfo import ZoneInfo
from tests.contexts.plans.reporting_cast import make_cast, a_pdf
from baigong.contexts.plans.models import *; from baigong.contexts.plans.services import reports, evidence
now = datetime(2021, 3, 15, 10, tzinfo=ZoneInfo("Asia/Shanghai"))
"""

PREPARE = MAKE + textwrap.dedent("""
    c = make_cast()
    r = reports.start_report(actor=c.liaison_actor, now=now, cycle=c.cycle, task=c.task, organisation=c.finance)
    reports.write_report(actor=c.liaison_actor, now=now, report=r, content=reports.Content("做了", values={c.target.pk: (Decimal(5), "")}))
    evidence.add_file(actor=c.liaison_actor, now=now, report=r, kind="data", upload=a_pdf(f"{r.pk}.pdf", b"%PDF-" + str(r.pk).encode()))
    reports.submit_report(actor=c.liaison_actor, now=now, report=r)
    print(r.pk, c.reviewer_user.pk, c.liaison_user.pk)
""")

DIE = """
import os, signal
def die(*a, **k): os.kill(os.getpid(), signal.SIGKILL)
"""

WHO = """
from tests.builders import acting_for
from baigong.contexts.accounts.models import User
"""


def dying(house, code):
    process = house.start("-c", "import os, django; django.setup();" + MAKE + WHO + DIE + code)
    assert process.wait(60) == -9, [p.read_text() for p in house.var.glob("log-*")]


def test_killed_while_accepting_while_storing_evidence_and_while_submitting(house):
    """One story, since a house has one cast."""
    report, reviewer, liaison = house.python(PREPARE).split()
    stored = sum(len(files) for _p, _d, files in os.walk(house.var / "files"))

    dying(house, f"""
from baigong.contexts.plans.workflow import reporting
reporting.tell_body = die
reports.accept_report(actor=acting_for(User.objects.get(pk={reviewer})), now=now, report=Report.objects.get(pk={report}))
""")  # fmt: skip
    assert house.ask("SELECT state FROM plans_report") == [("submitted",)]
    assert house.ask("SELECT count(*) FROM plans_targetreading") == [(0,)]

    house.python(MAKE + WHO + f"""
reports.return_report(actor=acting_for(User.objects.get(pk={reviewer})), now=now, report=Report.objects.get(pk={report}), reason="x")
""")  # fmt: skip
    dying(house, f"""
Evidence.save = die
evidence.add_file(actor=acting_for(User.objects.get(pk={liaison})), now=now, report=Report.objects.get(pk={report}), kind="data",
                  upload=a_pdf("b.pdf", b"%PDF-second"))
""")  # fmt: skip
    assert house.ask("SELECT count(*) FROM plans_evidence") == [(1,)]
    assert sum(len(files) for _p, _d, files in os.walk(house.var / "files")) == stored + 1  # the orphan, for the sweep
    assert all((house.var / "files" / name).exists() for (name,) in house.ask("SELECT file FROM plans_evidence"))

    dying(house, f"""
from baigong.kernel.workflow import firing
firing.audit.record = die
reports.submit_report(actor=acting_for(User.objects.get(pk={liaison})), now=now, report=Report.objects.get(pk={report}))
""")  # fmt: skip
    assert house.ask("SELECT state FROM plans_report") == [("returned",)]

    house.python(MAKE + WHO + f"""
row = reports.submit_report(actor=acting_for(User.objects.get(pk={liaison})), now=now, report=Report.objects.get(pk={report}))
reports.accept_report(actor=acting_for(User.objects.get(pk={reviewer})), now=now, report=row)
""")  # fmt: skip
    assert house.ask("SELECT state FROM plans_report") == [("accepted",)]
    assert house.ask("SELECT count(*) FROM plans_targetreading") == [(1,)]
