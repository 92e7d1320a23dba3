"""The HTTP operations of reporting: the same doors as the pages, each refusal with its code."""

from __future__ import annotations

from datetime import timedelta

import pytest
from ninja.testing import TestClient

from baigong.contexts.plans.models import Report, ReportState, TargetReading
from baigong.contexts.plans.operations.reporting import router
from baigong.contexts.plans.services import reports
from baigong.kernel.errors import Conflict, Refusal
from tests.contexts.plans.reporting_cast import a_pdf


@pytest.fixture
def call(now):
    client = TestClient(router)

    def request(actor, method, path, data=None, *, at=now, **more):
        return getattr(client, method)(path, json=data, actor=actor, now=at, **more)

    return request


def a_report(cast, **more):
    return {"cycle_id": cast.cycle.pk, "task_id": cast.task.pk, "organisation_id": cast.finance.pk, "narrative": "做了"} | more


def code_of(act):
    with pytest.raises(Refusal) as caught:
        act()
    return caught.value.code, caught.value.status


def test_what_is_owed_comes_with_whether_it_could_be_submitted_today(cast, call, now, late):
    found = call(cast.county_actor, "get", "/dues").json()
    assert [(d["task_id"], d["owes"], d["state"], d["refusal"]) for d in found] == [
        (cast.shared.pk, True, "", ""),
        (cast.task.pk, False, "", ""),
    ]
    assert {d["refusal"] for d in call(cast.county_actor, "get", "/dues", at=late).json()} == {"late"}


def test_a_report_is_made_and_submitted_and_the_same_key_makes_no_second(cast, call):
    head = {"headers": {"Idempotency-Key": "2021q1-14"}}
    first = call(cast.liaison_actor, "post", "/reports", a_report(cast, submit=True), **head)
    assert (first.status_code, first.json()["state"]) == (201, "submitted")
    again = call(cast.liaison_actor, "post", "/reports", a_report(cast, narrative="别的", submit=True), **head)
    assert (again.status_code, again.json()["id"], again.json()["narrative"]) == (200, first.json()["id"], "做了")
    assert Report.objects.count() == 1
    other = a_report(cast, task_id=cast.shared.pk, organisation_id=cast.county.pk)
    call(cast.county_actor, "post", "/reports", other, **head)  # another body's keys are its own
    assert Report.objects.count() == 2


def test_the_key_holds_for_a_report_that_was_begun_on_a_page_too(cast, call, now):
    """The answer may be lost on the way; the program asks again and is told what became of it."""
    begun = reports.start_report(actor=cast.liaison_actor, now=now, cycle=cast.cycle, task=cast.task, organisation=cast.finance)
    head = {"headers": {"Idempotency-Key": "2021q1-14"}}
    answers = [call(cast.liaison_actor, "post", "/reports", a_report(cast, submit=True), **head) for _ in range(2)]
    assert [(a.status_code, a.json()["id"], a.json()["state"]) for a in answers] == [
        (201, begun.pk, "submitted"),
        (200, begun.pk, "submitted"),
    ]


def test_a_key_that_names_another_report_is_refused(cast, call, now):
    head = {"headers": {"Idempotency-Key": "2021q1-14"}}
    call(cast.county_actor, "post", "/reports", a_report(cast, task_id=cast.shared.pk, organisation_id=cast.county.pk), **head)
    mine = a_report(cast, task_id=cast.task.pk, organisation_id=cast.county.pk)
    assert code_of(lambda: call(cast.county_actor, "post", "/reports", mine, **head)) == ("key_reused", 409)


def test_what_cannot_be_submitted_is_not_begun_either(cast, call):
    data = a_report(cast, values=[{"target_id": cast.target.pk, "value": "5"}], submit=True)
    assert code_of(lambda: call(cast.liaison_actor, "post", "/reports", data)) == ("not_ready", 422)
    assert not Report.objects.exists()


def test_values_evidence_submission_and_decision(cast, call):
    data = a_report(
        cast, values=[{"target_id": cast.target.pk, "value": "51.5", "explanation": "协议"}],
        milestones=[{"milestone_id": cast.milestone.pk, "done_on": "2021-03-01"}],
    )  # fmt: skip
    pk = call(cast.liaison_actor, "post", "/reports", data).json()["id"]
    made = call(cast.liaison_actor, "post", f"/reports/{pk}/evidence", FILES={"file": a_pdf()}, POST={"kind": "roster"})
    assert (made.status_code, len(made.json()["sha256"])) == (201, 64)
    call(cast.liaison_actor, "post", f"/reports/{pk}/submit")
    call(cast.reviewer_actor, "post", f"/reports/{pk}/return", {"reason": "缺明细"})
    seen = call(cast.liaison_actor, "get", f"/reports/{pk}").json()
    assert (seen["state"], seen["decision_note"]) == ("returned", "缺明细")
    call(cast.liaison_actor, "put", f"/reports/{pk}", {"narrative": "补了", "values": data["values"], "seen": seen["updated_at"]})
    call(cast.liaison_actor, "post", f"/reports/{pk}/submit")
    assert call(cast.reviewer_actor, "post", f"/reports/{pk}/accept", {}).json()["state"] == "accepted"
    assert TargetReading.objects.get().value == 51.5
    corrected = call(cast.liaison_actor, "post", f"/reports/{pk}/correct")
    assert (corrected.status_code, corrected.json()["version"], corrected.json()["corrects_id"]) == (201, 2, pk)


def test_late_closed_accepted_and_not_yours_each_have_their_code(cast, call, written, late, now):
    report = written()
    submit = f"/reports/{report.pk}/submit"
    assert code_of(lambda: call(cast.liaison_actor, "post", submit, at=late)) == ("late", 422)
    cast.cycle.state = "locked"
    cast.cycle.save()
    assert code_of(lambda: call(cast.liaison_actor, "post", submit, at=late)) == ("closed", 422)
    cast.cycle.state = "open"
    cast.cycle.save()
    call(cast.liaison_actor, "post", submit)
    call(cast.reviewer_actor, "post", f"/reports/{report.pk}/accept", {})
    assert code_of(lambda: call(cast.liaison_actor, "post", submit, at=late)) == ("accepted", 409)
    assert code_of(lambda: call(cast.liaison_actor, "put", f"/reports/{report.pk}", {"narrative": "x"})) == ("accepted", 409)
    assert code_of(lambda: call(cast.stranger_actor, "post", "/reports", a_report(cast))) == ("not_yours", 403)
    assert call(cast.stranger_actor, "post", submit).status_code == 404


def test_two_decisions_at_once_leave_one_told(cast, call, submitted):
    call(cast.reviewer_actor, "post", f"/reports/{submitted.pk}/accept", {})
    with pytest.raises(Conflict):
        call(cast.second_actor, "post", f"/reports/{submitted.pk}/return", {"reason": "x"})


def test_writing_over_what_somebody_wrote_since_is_a_conflict(cast, call, begun, now):
    seen = call(cast.liaison_actor, "get", f"/reports/{begun.pk}").json()["updated_at"]
    reports.write_report(actor=cast.liaison_actor, now=now + timedelta(minutes=1), report=begun, content=reports.Content("同事"))
    with pytest.raises(Conflict):
        call(cast.liaison_actor, "put", f"/reports/{begun.pk}", {"narrative": "我", "seen": seen})


def test_a_cycle_stands_as_each_may_see_it(cast, call, submitted):
    team = call(cast.reviewer_actor, "get", f"/cycles/{cast.cycle.pk}/standing").json()
    assert (team["counts"]["owed"], team["counts"]["submitted"], len(team["dues"])) == (3, 1, 4)
    own = call(cast.county_actor, "get", f"/cycles/{cast.cycle.pk}/standing").json()
    assert {d["organisation_id"] for d in own["dues"]} == {cast.county.pk}
    assert call(cast.reviewer_actor, "get", "/cycles").json()[0]["closes_on"] == "2021-03-31"
    done = call(cast.reviewer_actor, "post", f"/cycles/{cast.cycle.pk}/remind", {"organisation_ids": [cast.county.pk]}).json()
    assert done == {"told": 1, "bodies": 1, "without_officer": 0}


def test_lists_hold_what_is_in_sight_page_by_page(cast, call, submitted):
    assert [r["id"] for r in call(cast.reviewer_actor, "get", "/reports?state=submitted").json()] == [submitted.pk]
    assert call(cast.stranger_actor, "get", "/reports").json() == []
    assert call(cast.reviewer_actor, "get", f"/reports?after={submitted.pk}").json() == []
    assert call(cast.liaison_actor, "post", f"/reports/{submitted.pk}/withdraw").json()["state"] == ReportState.DRAFT


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_a_number_that_is_none_is_refused_by_the_schema(cast, call, value):
    data = a_report(cast, values=[{"target_id": cast.target.pk, "value": value}])
    assert call(cast.liaison_actor, "post", "/reports", data).status_code == 422


def test_a_number_beyond_its_bounds_is_refused_at_its_field(cast, call):
    data = a_report(cast, values=[{"target_id": cast.target.pk, "value": "1e40"}])
    with pytest.raises(Refusal) as caught:
        call(cast.liaison_actor, "post", "/reports", data)
    assert caught.value.fields.keys() == {f"value_{cast.target.pk}"}
    assert not Report.objects.exists()
