"""The HTTP operations of filings: from the receipt to the register, as each may see it."""

from types import SimpleNamespace

import pytest
from ninja.testing import TestClient

from baigong.contexts.accounts.public import COUNTY_OFFICER, SCHOOL_OFFICER, WORKING_TEAM, actor_for
from baigong.contexts.plans.models import Filing
from baigong.contexts.plans.operations.filings import router
from baigong.contexts.plans.workflow.filings import form_items
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import a_user
from tests.contexts.plans.sample import city, plan, running_plan  # noqa: F401
from tests.contexts.plans.test_filings import filed, written


@pytest.fixture
def cast(city, now):
    """Each with an account: the plan itself is for those who have signed in."""
    bodies = {"team": (WORKING_TEAM, city.bureau), "east": (COUNTY_OFFICER, city.east), "west": (COUNTY_OFFICER, city.west)}
    people = bodies | {"school": (SCHOOL_OFFICER, city.school)}
    return SimpleNamespace(**{name: actor_for(a_user(*held), on=now.date()) for name, held in people.items()})


@pytest.fixture
def call(now):
    client = TestClient(router)
    return lambda actor, method, path, data=None: getattr(client, method)(path, actor=actor, now=now, **({"json": data} if data else {}))


def test_a_filing_goes_from_receipt_to_register_over_http(call, cast, city, running_plan, now):
    filing = written(running_plan, city.east, cast.east, now, measures=[running_plan.measures.get(number="1")])
    address = f"/filings/{filing.pk}"
    sent = call(cast.east, "post", f"{address}/steps", {"step": "submit"}).json()
    assert (sent["state"], sent["receipt_number"], sent["uncovered_measures"]) == ("submitted", "收〔2021〕1号", ["2"])
    marks = [{"item": item, "is_met": item != "加盖公章"} for item in form_items()]
    assert call(cast.team, "post", f"{address}/check", marks).json()["steps"] == ["ask_supplement"]
    with pytest.raises(Refusal, match="补正期限"):
        call(cast.team, "post", f"{address}/steps", {"step": "ask_supplement", "reason": "请补盖公章"})
    asked = {"step": "ask_supplement", "reason": "请补盖公章", "due_on": "2021-04-01"}
    assert call(cast.team, "post", f"{address}/steps", asked).json()["supplement_due_on"] == "2021-04-01"
    call(cast.east, "post", f"{address}/steps", {"step": "resubmit"})
    call(cast.team, "post", f"{address}/check", [mark | {"is_met": True} for mark in marks])
    assert call(cast.team, "post", f"{address}/steps", {"step": "register"}).json()["register_number"] == "备〔2021〕1号"
    rows = call(cast.team, "get", f"/{running_plan.key}/filings").json()
    assert next((r["organisation"], r["register_number"]) for r in rows) == ("东县", "备〔2021〕1号")
    assert [r["id"] for r in call(cast.team, "get", f"/{running_plan.key}/filings/register").json()] == [filing.pk]


def test_a_neighbour_finds_nothing_over_http_and_takes_no_step(call, cast, city, running_plan, now):
    filing = filed(running_plan, city.east, cast, now)
    assert call(cast.west, "get", f"/filings/{filing.pk}").status_code == 404
    assert call(cast.west, "post", f"/filings/{filing.pk}/steps", {"step": "submit"}).status_code == 404
    assert call(cast.west, "get", f"/{running_plan.key}/filings/register").json() == []
    with pytest.raises(NotPermitted):
        call(cast.east, "post", f"/filings/{filing.pk}/check", [{"item": "加盖公章", "is_met": True}])


def test_steps_of_services_and_unknown_ones_do_not_exist_over_http(call, cast, city, running_plan, now):
    filing = filed(running_plan, city.east, cast, now)
    for step in ("supersede", "approve"):
        assert call(cast.team, "post", f"/filings/{filing.pk}/steps", {"step": step}).status_code == 404
    assert Filing.objects.get().state == "submitted"


def test_those_who_have_not_filed_are_reminded_over_http(call, cast, running_plan):
    done = call(cast.team, "post", f"/{running_plan.key}/filings/reminders").json()
    assert done == {"people": 3, "bodies": 3, "without_officer": []}
    with pytest.raises(NotPermitted):
        call(cast.east, "post", f"/{running_plan.key}/filings/reminders")


def test_the_register_over_http_asks_no_more_for_many_filings(call, cast, city, running_plan, now, django_assert_max_num_queries):
    for body, actor in ((city.east, cast.east), (city.west, cast.west), (city.school, cast.school)):
        filing = written(running_plan, body, actor, now, name=f"{body}.pdf", measures=running_plan.measures.all())
        call(actor, "post", f"/filings/{filing.pk}/steps", {"step": "submit"})
    with django_assert_max_num_queries(4):
        assert len(call(cast.team, "get", f"/{running_plan.key}/filings/register").json()) == 3
