"""Integration enterprises: conditions, review, plan, certification, reports, re-check, exit and the bar."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.enterprises.models import Cooperation, CooperationState
from baigong.contexts.incentives.conditions import check_conditions
from baigong.contexts.incentives.models import Candidacy, CandidacyState, YearlyReport
from baigong.contexts.incentives.selectors.candidacies import public_catalogue
from baigong.contexts.incentives.services import candidacies
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests import incentive_city as c
from tests.enterprise_city import fire

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return c.make_city()


def verdicts(row, day=date(2022, 6, 27)):
    return {check.condition.code: check.verdict for check in check_conditions(row, day)}


def test_an_application_needs_one_of_the_six_and_all_of_the_general_conditions(city):
    row = c.drafted(city)
    with pytest.raises(Refusal, match="六项条件至少要符合一项"):
        fire(row, "submit", city.winery, city.now)
    c.proven(city, row)
    assert verdicts(row)["CERTIFICATES"] == "met"
    assert fire(row, "submit", city.winery, city.now).applied_on == city.now.date()
    assert Notice.objects.filter(recipient=city.users.reform).exists()


def test_a_claim_without_a_paper_proves_nothing(city):
    row = c.drafted(city)
    candidacies.set_claims(actor=city.winery, now=city.now, candidacy=row, claims={"RESEARCH": candidacies.ClaimHead("共有专利")})
    assert verdicts(row)["RESEARCH"] == "open"
    candidacies.attach(actor=city.winery, now=city.now, candidacy=row, kind="research", upload=c.a_file())
    assert verdicts(row)["RESEARCH"] == "met"


def test_what_the_register_knows_need_not_be_claimed(city):
    row = c.drafted(city)
    for number in range(3):
        Cooperation.objects.create(
            enterprise=city.winery_firm, school=city.school_body, kind="order_class", title=f"订单班{number}", since=date(2021, 9, 1),
            document="示例协议", proposer=city.school_body, asked=city.winery_firm.organisation, state=CooperationState.IN_FORCE,
            created_at=city.now, updated_at=city.now,
        )  # fmt: skip
    check = next(one for one in check_conditions(row, date(2022, 6, 27)) if one.condition.code == "PROGRAMMES")
    assert (check.verdict, len(check.found)) == ("met", 3)
    assert "590" in check.clause
    long_over = Cooperation.objects.first()
    long_over.since, long_over.state, long_over.ended_on = date(2017, 9, 1), CooperationState.TERMINATED, date(2019, 6, 26)
    long_over.save()
    assert verdicts(row)["PROGRAMMES"] == "open", "what was broken off before the years that count is no co-operation of theirs"


def test_a_mark_of_the_register_stands_against_a_general_condition(city):
    row = c.proven(city, c.drafted(city))
    flag = c.a_flag(city)
    assert verdicts(row, date(2022, 4, 30))["SAFE"] == "met"
    assert verdicts(row, date(2022, 5, 1))["SAFE"] == "not_met"
    assert verdicts(row)["CREDIBLE"] == "met"
    with pytest.raises(Refusal, match="重大安全事故"):
        fire(row, "submit", city.winery, c.at(city, "2022-05-01"))
    assert flag.stands_on(date(2022, 5, 1))
    fire(row, "submit", city.winery, c.at(city, "2022-04-30"))


def test_a_number_from_memory_informs_and_does_not_block(city):
    row = c.drafted(city)
    claims = {"APPRENTICES": candidacies.ClaimHead("接收实习生", 59)}
    candidacies.set_claims(actor=city.winery, now=city.now, candidacy=row, claims=claims)
    candidacies.attach(actor=city.winery, now=city.now, candidacy=row, kind="apprentices", upload=c.a_file())
    check = next(one for one in check_conditions(row, date(2022, 6, 27)) if one.condition.code == "APPRENTICES")
    assert (check.verdict, "59" in check.note, "60" in check.asked) == ("met", True, True)


def test_an_enterprise_has_one_application_at_a_time_and_a_closed_one_none(city):
    c.drafted(city)
    with pytest.raises(Refusal, match="已有一份申报"):
        c.drafted(city)
    fire(city.dairy_firm, "close", city.team, city.now, on="2021-03-01", document="注销〔2021〕1号")
    city.dairy_firm.refresh_from_db()
    with pytest.raises(Refusal, match="已于2021-03-01关闭"):
        c.drafted(city, city.team, city.dairy_firm)


def test_another_enterprise_neither_applies_nor_sees(city):
    with pytest.raises(NotPermitted):
        c.drafted(city, city.dairy)
    c.drafted(city)
    from baigong.contexts.incentives.access import CANDIDACY_POLICY

    assert not CANDIDACY_POLICY.visible(city.dairy).exists()
    assert not CANDIDACY_POLICY.visible(city.reform).exists(), "a draft is its author's"


def test_the_list_is_entered_by_a_document_and_the_plan_is_due_three_months_later(city):
    row = c.listed(city)
    assert (row.entered_on, row.plan_due_on, row.state) == (date(2021, 3, 15), date(2021, 6, 15), CandidacyState.LISTED)
    with pytest.raises(Refusal, match="三年规划"):
        fire(row, "publish_plan", city.winery, city.now)
    assert not public_catalogue().exists()
    with pytest.raises(Refusal):
        fire(c.proven(city, c.drafted(city, city.team, city.dairy_firm)), "list", city.reform, city.now)


def test_with_its_plan_an_enterprise_is_in_the_public_catalogue(city):
    row = c.cultivated(city)
    assert [one.pk for one in public_catalogue()] == [row.pk]


def test_certification_waits_a_year_from_the_list_to_the_day(city):
    row = c.cultivated(city)
    with pytest.raises(Refusal, match="12个月"):
        fire(row, "certify", city.reform, c.at(city, "2022-03-14"), document="甘发改〔2022〕2号")
    row = fire(row, "certify", city.reform, c.at(city, "2022-03-15"), document="甘发改〔2022〕2号")
    assert (row.state, row.recheck_due_on) == (CandidacyState.CERTIFIED, date(2025, 3, 15))


def test_every_year_on_the_list_has_a_report_that_is_written_submitted_and_accepted(city):
    row = c.cultivated(city)
    made = candidacies.open_reports(2021, c.at(city, "2022-01-02"))
    assert [(report.candidacy_id, report.due_on) for report in made] == [(row.pk, date(2022, 3, 31))]
    assert candidacies.open_reports(2021, c.at(city, "2022-01-03")) == []
    c.invested(city)
    report = YearlyReport.objects.get()
    with pytest.raises(Refusal, match="接收实习生"):
        fire(report, "submit", city.winery, city.now)
    candidacies.write_report(actor=city.winery, now=city.now, report=report, done="建成基地", problems="", interns=0)
    report = fire(report, "submit", city.winery, city.now)
    assert report.invested == 100_000_000
    with pytest.raises(Conflict):
        candidacies.write_report(actor=city.winery, now=city.now, report=report, done="改", problems="", interns=1)
    with pytest.raises(Refusal):
        fire(report, "return", city.reform, city.now)
    assert fire(report, "accept", city.reform, city.now).state == "accepted"


def test_a_recheck_gives_another_term(city):
    row = c.certified(city)
    row = fire(row, "begin_recheck", city.reform, c.at(city, "2025-03-20"))
    row = fire(row, "pass_recheck", city.reform, c.at(city, "2025-04-01"), document="甘发改〔2025〕5号")
    assert (row.state, row.recheck_due_on) == (CandidacyState.CERTIFIED, date(2028, 4, 1))


def test_who_left_for_cause_may_not_apply_again_for_five_years_to_the_day(city):
    row = c.cultivated(city)
    row = fire(row, "exit", city.reform, c.at(city, "2022-05-10"), "弄虚作假", document="甘发改〔2022〕9号", cause="yes")
    assert (row.left_on, row.is_barred) == (date(2022, 5, 10), True)
    again = c.proven(city, c.drafted(city, now=c.at(city, "2027-05-01")))
    with pytest.raises(Refusal, match="2027-05-10前不得再次申报"):
        fire(again, "submit", city.winery, c.at(city, "2027-05-09"))
    assert fire(again, "submit", city.winery, c.at(city, "2027-05-10")).state == CandidacyState.APPLIED


def test_who_left_of_its_own_will_may_apply_at_once(city):
    row = c.cultivated(city)
    fire(row, "exit", city.reform, c.at(city, "2022-05-10"), "企业自愿退出", document="甘发改〔2022〕9号")
    again = c.proven(city, c.drafted(city, now=c.at(city, "2022-05-11")))
    assert fire(again, "submit", city.winery, c.at(city, "2022-05-11")).state == CandidacyState.APPLIED
    assert Candidacy.objects.filter(enterprise=city.winery_firm).count() == 2


def test_a_step_by_document_asks_for_its_number_and_takes_no_day_to_come(city):
    row = c.proven(city, c.drafted(city))
    fire(row, "submit", city.winery, city.now)
    fire(row, "recommend", city.reform, city.now)
    with pytest.raises(Refusal, match="文号"):
        fire(row, "list", city.reform, city.now)
    for day in ("2021-03-16", "2021-02-30", "2019-04-02"):
        with pytest.raises(Refusal, match=day):
            fire(row, "list", city.reform, city.now, document="甘发改〔2021〕1号", on=day)


@pytest.mark.parametrize(("applied", "is_late"), [(date(2021, 4, 1), True), (date(2021, 3, 15), False), (None, False)])
def test_who_was_on_the_list_before_applying_here_is_said_to_be_entered_afterwards(city, sign_in, applied, is_late):
    row = c.listed(city)
    type(row).objects.filter(pk=row.pk).update(applied_on=applied)
    row.refresh_from_db()
    assert row.is_recorded_later is is_late
    client = sign_in(city.users.winery)
    assert ("补录" in client.get(row.get_absolute_url()).text) is is_late
    assert ("补录" in client.get(f"/incentives/enterprises/{row.enterprise_id}/").text) is is_late
