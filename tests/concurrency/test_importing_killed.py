"""Kill -9 while a document is imported and while it is confirmed: all of it is there, or nothing."""

from __future__ import annotations

from tests.concurrency.test_reporting_killed import MAKE as CLOCK
from tests.concurrency.test_reporting_killed import dying

MAKE = """
from tests.contexts.plans import test_importing as sample
from baigong.contexts.plans.services import importing, confirming
from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.organisations.models import Organisation
from tests.builders import an_actor
def team(): return an_actor(WORKING_TEAM, Organisation.objects.get(name="示例市教育局"), user_id=None)
def imported(): return importing.import_document(actor=team(), now=now, data=sample.TEXT.encode(), file_name="方案.txt")
def confirmed():
    document = PlanDocument.objects.get()
    importing.decide_items(actor=team(), now=now, document=document, items=[i.pk for i in document.items.all()], keep=True)
    return confirming.confirm_document(actor=team(), now=now, document=document, names=names())
def names():
    owner, keeper = (Organisation.objects.get(name=name) for name in ("示例市政府", "示例市教育局"))
    return confirming.Names("cj-2021", "产教融合", owner, keeper)
"""

PREPARE = """
from tests.contexts.plans import sample as s
from tests.builders import SOME_TIME
from baigong.kernel.access import SYSTEM
from baigong.contexts.organisations.public import add_alias
city = s.city.__wrapped__(None)
add_alias(actor=SYSTEM, now=SOME_TIME, organisation=city.finance, name="示例市财改委")
"""


def counts(house):
    tables = ("plandocument", "draftitem", "plan", "measure", "task", "target", "responsibility")
    return [house.ask(f"SELECT count(*) FROM plans_{table}")[0][0] for table in tables]


def test_killed_while_importing_and_while_confirming(house):
    house.python(PREPARE)
    dying(house, MAKE + "importing.DraftItem.objects.bulk_create = die\nimported()")
    assert counts(house) == [0] * 7

    dying(house, MAKE + "importing.audit.record = die\nimported()")
    assert counts(house) == [0] * 7

    found = counts_after(house, "imported()")
    assert found[0] == 1
    assert found[1] > 3

    for last_step in ("record_lights", "form_bodies"):
        dying(house, MAKE + f"confirming.{last_step} = die\nconfirmed()")
        assert counts(house) == found
        assert house.ask("SELECT state FROM plans_plandocument") == [("draft",)]

    whole = counts_after(house, "confirmed()")
    assert whole[2:5] == [1, 2, 2]
    assert house.ask("SELECT state FROM plans_plandocument") == [("confirmed",)]


def counts_after(house, code):
    house.python(CLOCK + MAKE + code)
    return counts(house)
