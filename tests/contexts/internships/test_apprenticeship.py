"""Apprenticeship: two kinds told apart, two mentors each, a plan in stages, and a subsidy that is even to the fen in the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from baigong.contexts.accounts.public import LIAISON
from baigong.contexts.internships.exchange.apprentices import ApprenticeSheet
from baigong.contexts.internships.models import (
    Apprentice,
    ApprenticeState,
    ClaimState,
    Cohort,
    CohortState,
    PaymentKind,
    SubsidyClaim,
    SubsidyPayment,
)
from baigong.contexts.internships.selectors.apprenticeship import due_of, expected_of, months_of, paid_of
from baigong.contexts.internships.services import apprenticeship, subsidies
from baigong.contexts.internships.services.apprenticeship import CohortHead, Joining
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.exchange import export
from baigong.kernel.privacy import keyed_hash
from tests.builders import SOME_TIME, a_body, a_user, acting_for
from tests.credit_city import a_number
from tests.internship_city import a_placement, an_intern, at, fire, make_city
from tests.placing_city import codes

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2021, 1, 4), date(2021, 12, 31)
NOW = datetime(2020, 12, 1, 10, tzinfo=SOME_TIME.tzinfo)


@pytest.fixture
def city(db):
    codes()
    made = make_city()
    made.labour_body = a_body("示例市人社局")
    made.users.labour = a_user(LIAISON, made.labour_body, username="labour")
    made.labour = acting_for(made.users.labour)
    return made


def a_head(city, **facts):
    own = {
        "kind": "new_type", "title": "车工班", "enterprise": city.enterprise, "school": city.school_body, "occupation_code": "6-18-01-01",
        "occupation": "车工", "starts_on": FIRST, "ends_on": LAST, "agreement": "校企协议1号", "agreed_on": date(2020, 11, 20),
        "plan": "企业实训为主。", "level": "intermediate",
    }  # fmt: skip
    return CohortHead(**(own | facts))


def a_cohort(city, **facts):
    return apprenticeship.save_cohort(actor=city.firm, now=NOW, head=a_head(city, **facts))


def a_worker(serial=1, **facts):
    own = {
        "enterprise_mentor": "李师傅", "school_mentor": "王老师", "name": f"工人{serial}", "number": a_number(date(1990, 5, 6), serial),
        "contract_since": date(2020, 6, 1), "contract_until": date(2023, 5, 31),
    }  # fmt: skip
    return Joining(**(own | facts))


def enrolled(city, cohort, number=3, **facts):
    people = [a_worker(n, **facts) for n in range(1, number + 1)]
    return apprenticeship.enrol(actor=city.firm, now=NOW, cohort=cohort, people=people)


def planned(city, cohort):
    apprenticeship.add_stage(
        actor=city.firm, now=NOW, cohort=cohort, title="岗位实训", place="enterprise", starts_on=FIRST, ends_on=LAST, hours=480
    )
    return cohort


def filed(city, number=3, **facts):
    row = planned(city, a_cohort(city, **facts))
    enrolled(city, row, number)
    fire(row, "submit", city.firm, NOW)
    return fire(row, "file", city.bureau, NOW, document="示例学徒备〔2020〕1号")


def finished(city, results=("certify", "certify", "finish"), row=None):
    row = row or filed(city, len(results))
    fire(row, "start", city.firm, at(FIRST))
    apprenticeship.finish_stage(actor=city.firm, now=at(LAST), stage=row.stages.get(), result="合格", done_on=LAST)
    fire(row, "assess", city.firm, at(LAST))
    for n, (one, result) in enumerate(zip(row.apprentices.order_by("pk"), results, strict=True)):
        facts = {"certificate": f"证书{n}", "score": "80.5"} if result == "certify" else {}
        fire(one, result, city.firm, at(LAST), reason="离职" if result == "leave" else "", **facts)
    return fire(row, "finish", city.firm, at(LAST))


# -- a cohort --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({"title": " "}, "title"), ({"agreement": ""}, "agreement"), ({"plan": ""}, "plan"), ({"ends_on": FIRST}, "ends_on"),
        ({"agreed_on": date(2021, 1, 5)}, "agreed_on"), ({"level": ""}, "level"), ({"ends_on": date(2024, 1, 4)}, "ends_on"),
        ({"kind": "modern", "level": ""}, "programme_code"),
    ],
)  # fmt: skip
def test_what_does_not_fit_together_is_refused_with_the_field(city, facts, code):
    with pytest.raises(Refusal) as refused:
        a_cohort(city, **facts)
    assert code in refused.value.fields


def test_training_of_three_years_to_the_day_is_not_too_long(city):
    assert a_cohort(city, ends_on=date(2024, 1, 3)).pk


def test_a_closed_firm_trains_nobody(city):
    city.enterprise.closed_on, city.enterprise.state = date(2020, 12, 31), "closed"
    city.enterprise.save()
    with pytest.raises(Refusal) as refused:
        a_cohort(city)
    assert "starts_on" in refused.value.fields


def test_another_firm_registers_no_cohort_of_this_one(city):
    with pytest.raises(NotPermitted):
        apprenticeship.save_cohort(actor=city.other_firm, now=NOW, head=a_head(city))
    row, theirs = a_cohort(city), a_head(city, enterprise=city.other_enterprise)
    with pytest.raises(NotPermitted):
        apprenticeship.save_cohort(actor=city.other_firm, now=NOW, head=theirs, cohort=row)


def test_a_cohort_is_filed_with_people_and_stages_and_not_without(city):
    row = a_cohort(city)
    for act in (lambda: enrolled(city, row), lambda: planned(city, row)):
        with pytest.raises(Refusal) as refused:
            fire(row, "submit", city.firm, NOW)
        assert refused.value.code == "not_ready"
        act()
    fire(row, "submit", city.firm, NOW)
    with pytest.raises(Refusal) as refused:
        fire(row, "file", city.bureau, NOW)
    assert refused.value.code == "document_required"
    assert fire(row, "return", city.bureau, NOW, reason="协议缺页").state == CohortState.DRAFT


def test_who_was_in_a_class_that_was_stopped_or_cancelled_may_join_another(city):
    row = filed(city)
    fire(row, "start", city.firm, at(FIRST))
    fire(row, "stop", city.bureau, at(FIRST), reason="生产线停产")
    assert set(row.apprentices.values_list("state", flat=True)) == {ApprenticeState.LEFT}
    again = a_cohort(city, title="另一班")
    assert enrolled(city, again)
    fire(again, "cancel", city.firm, NOW, reason="不再开班")
    assert set(again.apprentices.values_list("state", flat=True)) == {ApprenticeState.LEFT}


def test_a_stage_of_a_draft_is_removed_and_one_of_a_filed_class_is_not(city, sign_in):
    row = planned(city, a_cohort(city))
    address = f"/internships/apprenticeship/stages/{row.stages.get().pk}/remove/"
    assert sign_in(city.users.other_firm).post(address).status_code in (403, 404)
    browser = sign_in(city.users.firm)
    assert address in browser.get(row.get_absolute_url()).content.decode()
    assert browser.post(address).status_code == 302
    assert not row.stages.exists()
    kept = filed(city, title="已备案的班")
    with pytest.raises(Conflict):
        apprenticeship.remove_stage(actor=city.firm, now=NOW, stage=kept.stages.get())


def test_it_does_not_start_before_its_day_nor_go_on_before_its_stages(city):
    row = filed(city)
    with pytest.raises(Refusal) as refused:
        fire(row, "start", city.firm, at(FIRST - timedelta(days=1)))
    assert refused.value.code == "too_early"
    row = fire(row, "start", city.firm, at(FIRST))
    with pytest.raises(Refusal):
        fire(row, "assess", city.firm, at(LAST))


@pytest.mark.parametrize("days", [(date(2020, 12, 31), LAST), (FIRST, date(2022, 1, 1)), (LAST, FIRST)])
def test_a_stage_lies_within_the_time_of_its_cohort(city, days):
    with pytest.raises(Refusal) as refused:
        apprenticeship.add_stage(
            actor=city.firm, now=NOW, cohort=a_cohort(city), title="实训", place="both", starts_on=days[0], ends_on=days[1], hours=10
        )
    assert refused.value.code == "stage_dates"


def test_it_ends_when_of_everybody_it_is_said_what_became_of_them(city):
    row = finished(city, ("certify", "fail", "leave"))
    assert row.state == CohortState.FINISHED
    assert [one.state for one in row.apprentices.order_by("pk")] == [
        ApprenticeState.CERTIFIED,
        ApprenticeState.FAILED,
        ApprenticeState.LEFT,
    ]


@pytest.mark.parametrize("score", ["优秀", "101", "-1"])
def test_a_score_in_words_or_beyond_the_scale_is_refused(city, score):
    row = filed(city, 1)
    fire(row, "start", city.firm, at(FIRST))
    apprenticeship.finish_stage(actor=city.firm, now=at(LAST), stage=row.stages.get(), result="合格", done_on=LAST)
    fire(row, "assess", city.firm, at(LAST))
    with pytest.raises(Refusal) as refused:
        fire(row.apprentices.get(), "certify", city.firm, at(LAST), certificate="1", score=score)
    assert refused.value.code == "score"


# -- who is trained --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"enterprise_mentor": " "}, "enterprise_mentor"), ({"school_mentor": ""}, "school_mentor"), ({"name": ""}, "name"),
        ({"number": "620621199001011234"}, "number"), ({"contract_since": None}, "contract_since"),
        ({"contract_since": date(2021, 1, 5)}, "contract_since"), ({"contract_until": date(2021, 5, 30)}, "contract_until"),
    ],
)  # fmt: skip
def test_an_employee_needs_two_mentors_a_sound_number_and_a_contract_of_a_year(city, facts, field):
    with pytest.raises(Refusal) as refused:
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=a_cohort(city), people=[a_worker(**facts)])
    assert field in refused.value.fields
    assert not Apprentice.objects.exists()


def test_a_contract_of_a_year_to_the_day_or_without_an_end_suffices(city):
    people = [a_worker(1, contract_until=date(2021, 5, 31)), a_worker(2, contract_until=None)]
    assert len(apprenticeship.enrol(actor=city.firm, now=NOW, cohort=a_cohort(city), people=people)) == 2


def test_whoever_is_an_intern_is_no_employee_at_the_same_time(city):
    number = a_number(date(2001, 5, 6), 7)
    intern = an_intern(city.school_body, "赵六", date(2001, 5, 6), number_hash=keyed_hash(number))
    placement = a_placement(city, intern)
    row = a_cohort(city)
    with pytest.raises(Refusal) as refused:
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=row, people=[a_worker(number=number)])
    assert "实习" in refused.value.message
    placement.delete()
    assert apprenticeship.enrol(actor=city.firm, now=NOW, cohort=row, people=[a_worker(number=number)])


def test_one_is_trained_in_one_cohort_at_a_time_and_named_once(city):
    enrolled(city, a_cohort(city), 1)
    other = a_cohort(city, title="焊工班")
    with pytest.raises(Refusal) as refused:
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=other, people=[a_worker(1)])
    assert "车工班" in refused.value.message
    with pytest.raises(Refusal):
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=other, people=[a_worker(2), a_worker(2)])


def test_an_apprentice_of_the_modern_kind_is_a_student_of_the_school(city):
    row = apprenticeship.save_cohort(actor=city.school, now=NOW, head=a_head(city, kind="modern", level="", programme_code="720201"))
    own = Joining("李师傅", "王老师", city.intern)
    made = apprenticeship.enrol(actor=city.school, now=NOW, cohort=row, people=[own])
    assert made[0].number_hash == city.intern.number_hash
    with pytest.raises(Refusal) as refused:
        apprenticeship.enrol(actor=city.school, now=NOW, cohort=row, people=[Joining("李师傅", "王老师", city.adult)])
    assert refused.value.code == "joining"


def a_line(serial, until=None):
    return {
        "name": f"工人{serial}", "number": a_number(serial=serial), "contract_since": date(2020, 6, 1), "contract_until": until,
        "enterprise_mentor": "李师傅", "school_mentor": "王老师", "other_subsidy": None,
    }  # fmt: skip


def test_a_table_shows_every_wrong_line_and_enters_nobody(city):
    sheet = ApprenticeSheet(city.firm, NOW, a_cohort(city))
    short = a_line(2, date(2020, 12, 1))
    assert not sheet.plan_of(export(sheet.table, [a_line(1), short]), "名单.xlsx").is_clean
    assert sheet.plan_of(export(sheet.table, [a_line(1)]), "名单.xlsx").is_clean


# -- the subsidy -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [(FIRST, LAST, 11), (date(2021, 1, 1), LAST, 12), (date(2021, 1, 1), date(2022, 12, 31), 12), (FIRST, date(2021, 1, 20), 0)],
)
def test_whole_months_count_and_no_longer_than_the_level_takes(city, first, last, months):
    assert months_of(a_cohort(city, starts_on=first, ends_on=last)) == months


@pytest.mark.parametrize(("first", "rate"), [(date(2021, 6, 1), 4000), (date(2021, 7, 1), 5000)])
def test_the_rate_is_that_of_the_day_on_which_training_began(city, first, rate):
    row = a_cohort(city, starts_on=first, ends_on=first + timedelta(days=365))
    enrolled(city, row, 1)
    assert expected_of(row).amount == rate * 100


def claimed(city, row, advance=None):
    claim = subsidies.draft_claim(actor=city.firm, now=NOW, cohort=row, payer=city.labour_body)
    fire(claim, "submit", city.firm, NOW)
    claim = SubsidyClaim.objects.get(pk=claim.pk)
    advance = claim.expected // 2 if advance is None else advance
    return subsidies.approve_claim(actor=city.labour, now=NOW, claim=claim, advance=advance, document="示例人社补〔2020〕1号")


def paid(city, claim, kind, amount, voucher):
    return subsidies.enter_payment(
        actor=city.labour, now=at(LAST), claim=claim, kind=kind, amount=amount, paid_on=date(2021, 1, 20), voucher=voucher
    )


def test_modern_apprenticeship_a_draft_and_a_level_without_a_rate_get_no_subsidy(city):
    modern = apprenticeship.save_cohort(actor=city.school, now=NOW, head=a_head(city, kind="modern", level="", programme_code="720201"))
    for row in (modern, a_cohort(city, title="草稿班")):
        with pytest.raises(Refusal) as refused:
            subsidies.draft_claim(actor=city.firm, now=NOW, cohort=row, payer=city.labour_body)
        assert refused.value.code in ("kind", "not_filed")
    with pytest.raises(Refusal) as refused:
        subsidies.draft_claim(actor=city.firm, now=NOW, cohort=filed(city, level="technician"), payer=city.labour_body)
    assert refused.value.code == "no_rate"


def test_more_than_the_share_is_not_paid_in_advance_and_another_department_decides_nothing(city):
    row = filed(city)
    claim = subsidies.draft_claim(actor=city.firm, now=NOW, cohort=row, payer=city.labour_body)
    claim = fire(claim, "submit", city.firm, NOW)
    with pytest.raises(Refusal) as refused:
        subsidies.approve_claim(actor=city.labour, now=NOW, claim=claim, advance=claim.expected // 2 + 1, document="1号")
    assert refused.value.code == "advance"
    stranger = acting_for(a_user(LIAISON, a_body("示例市水务局")))
    with pytest.raises(NotPermitted):
        subsidies.approve_claim(actor=stranger, now=NOW, claim=claim, advance=0, document="1号")


def test_the_claim_is_even_to_the_fen_when_all_is_paid(city):
    row = filed(city)
    claim = claimed(city, row)
    paid(city, claim, PaymentKind.ADVANCE, claim.advance, "凭证1")
    finished(city, row=row)
    claim = subsidies.settle_claim(actor=city.labour, now=at(LAST), claim=claim)
    assert (claim.state, claim.due) == (ClaimState.SETTLING, due_of(row).amount)
    paid(city, claim, PaymentKind.BALANCE, claim.due - claim.advance, "凭证2")
    claim.refresh_from_db()
    assert (claim.state, paid_of(claim)) == (ClaimState.SETTLED, claim.due)


def test_what_was_paid_beyond_what_is_due_is_claimed_back_until_it_is_even(city):
    row = filed(city)
    claim = claimed(city, row)
    paid(city, claim, PaymentKind.ADVANCE, claim.advance, "凭证1")
    finished(city, ("certify", "fail", "leave"), row)
    claim = subsidies.settle_claim(actor=city.labour, now=at(LAST), claim=claim)
    assert claim.state == ClaimState.RECOVERING
    assert claim.recover_by > LAST
    back = claim.advance - claim.due
    with pytest.raises(Refusal):
        paid(city, claim, PaymentKind.RECOVERY, back + 1, "凭证2")
    paid(city, claim, PaymentKind.RECOVERY, back, "凭证2")
    claim.refresh_from_db()
    assert claim.state == ClaimState.SETTLED


def test_who_has_another_subsidy_of_the_same_time_gets_none_and_is_told(city):
    row = a_cohort(city)
    apprenticeship.enrol(actor=city.firm, now=NOW, cohort=row, people=[a_worker(1), a_worker(2, other_subsidy="岗前培训补贴")])
    worth = expected_of(row)
    assert [share.amount > 0 for share in worth.shares] == [True, False]
    assert "岗前培训补贴" in worth.shares[1].words


def test_a_voucher_is_used_once_and_an_advance_paid_once(city):
    claim = claimed(city, filed(city))
    paid(city, claim, PaymentKind.ADVANCE, claim.advance, "凭证1")
    with pytest.raises(Refusal) as refused:
        paid(city, claim, PaymentKind.ADVANCE, claim.advance, "凭证2")
    assert refused.value.code == "amount"
    other = claimed(city, _second(city))
    with pytest.raises(Conflict) as refused:
        paid(city, other, PaymentKind.ADVANCE, 1, "凭证1")
    assert refused.value.code == "voucher_used"
    assert SubsidyPayment.objects.count() == 1


def _second(city):
    row = planned(city, a_cohort(city, title="焊工班"))
    apprenticeship.enrol(actor=city.firm, now=NOW, cohort=row, people=[a_worker(9)])
    fire(row, "submit", city.firm, NOW)
    return fire(row, "file", city.bureau, NOW, document="示例学徒备〔2020〕2号")


def test_it_is_reckoned_up_when_the_cohort_is_over_and_not_before(city):
    claim = claimed(city, filed(city))
    with pytest.raises(Refusal) as refused:
        subsidies.settle_claim(actor=city.labour, now=at(LAST), claim=claim)
    assert refused.value.code == "not_over"


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_pages_lead_from_the_form_to_the_subsidy(city, sign_in):
    client = sign_in(city.users.firm)
    given = {name: getattr(a_head(city), name) for name in CohortHead.__dataclass_fields__}
    given |= {"enterprise": city.enterprise.pk, "school": city.school_body.pk}
    assert client.post("/internships/apprenticeship/add/", given).status_code == 302
    row = Cohort.objects.get()
    stage = {"title": "实训", "place": "enterprise", "starts_on": FIRST, "ends_on": LAST, "hours": 480}
    assert client.post(f"/internships/apprenticeship/{row.pk}/stages/add/", stage).status_code == 302
    worker = {name: value for name, value in vars(a_worker()).items() if name != "intern"}
    assert client.post(f"/internships/apprenticeship/{row.pk}/people/add/", worker).status_code == 302
    assert client.get(f"/internships/apprenticeship/{row.pk}/people/template/").status_code == 200
    assert client.get(f"/internships/apprenticeship/{row.pk}/people/import/").status_code == 200
    fire(row, "submit", city.firm, NOW)
    fire(row, "file", city.bureau, NOW, document="示例学徒备〔2020〕1号")
    page = client.get(row.get_absolute_url()).content.decode()
    assert "工人1" in page
    assert a_worker().number not in page
    assert client.post(f"/internships/apprenticeship/{row.pk}/subsidy/add/", {"payer": city.labour_body.pk}).status_code == 302
    claim = SubsidyClaim.objects.get()
    fire(claim, "submit", city.firm, NOW)
    desk = sign_in(city.users.labour)
    assert desk.get(claim.get_absolute_url()).status_code == 200
    approved = desk.post(f"{claim.get_absolute_url()}approve/", {"advance": "100.00", "document": "示例人社补1号"})
    assert approved.status_code == 302
    money = {"kind": "advance", "amount": "100.00", "paid_on": "2021-01-20", "voucher": "凭证1"}
    assert desk.post(f"{claim.get_absolute_url()}pay/", money).status_code == 302
    assert SubsidyPayment.objects.get().amount == 10_000
    for address in ("/internships/apprenticeship/?export=xlsx", "/internships/apprenticeship/subsidies/?export=xlsx"):
        assert client.get(address).status_code == 200
    assert client.get(f"{claim.get_absolute_url()}?export=xlsx").status_code == 200


def test_another_firm_sees_neither_the_class_nor_its_money(city, sign_in):
    row = filed(city)
    claim = subsidies.draft_claim(actor=city.firm, now=NOW, cohort=row, payer=city.labour_body)
    other = sign_in(city.users.other_firm)
    assert other.get(row.get_absolute_url()).status_code == 404
    assert other.get(claim.get_absolute_url()).status_code == 404


def test_one_person_is_refused_without_the_number_of_a_line_and_several_with_it(city):
    cohort = a_cohort(city)
    wrong = a_worker(2, enterprise_mentor="")
    with pytest.raises(Refusal) as alone:
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=cohort, people=[wrong])
    assert not alone.value.message.startswith("第")
    with pytest.raises(Refusal) as among:
        apprenticeship.enrol(actor=city.firm, now=NOW, cohort=cohort, people=[a_worker(1), wrong])
    assert among.value.message.startswith("第2行：")


def test_a_trade_or_programme_that_the_tables_do_not_know_is_refused_with_what_is_called_so(city):
    with pytest.raises(Refusal, match="没有代码“99”") as caught:
        a_cohort(city, occupation_code="99")
    assert "occupation_code" in caught.value.fields
    with pytest.raises(Refusal, match="6-18-01-01") as caught:
        a_cohort(city, occupation_code="车工")
    with pytest.raises(Refusal, match="没有代码“999999”") as caught:
        a_cohort(city, kind="modern", level="", programme_code="999999")
    assert "programme_code" in caught.value.fields
    assert a_cohort(city).occupation_code == "6-18-01-01"


def test_two_stages_do_not_share_days_and_may_follow_one_another(city):
    row = a_cohort(city)
    half = date(2021, 6, 30)

    def add(title, first, last):
        return apprenticeship.add_stage(
            actor=city.firm, now=NOW, cohort=row, title=title, place="school", starts_on=first, ends_on=last, hours=100
        )

    add("理论", FIRST, half)
    with pytest.raises(Refusal, match=r"与阶段“理论”.*重叠") as caught:
        add("实训", half, LAST)
    assert "starts_on" in caught.value.fields
    assert add("实训", half + timedelta(days=1), LAST).order == 2


def test_a_subsidy_is_offered_and_taken_only_where_somebody_is_trained_and_asks_the_department_of_last_time(city, sign_in):
    empty = planned(city, a_cohort(city, title="空班"))
    client = sign_in(city.users.firm)
    assert "申请补贴" not in client.get(f"/internships/apprenticeship/{empty.pk}/").text
    Cohort.objects.filter(pk=empty.pk).update(state=CohortState.FILED, document="备案1号", filed_on=NOW.date())
    empty.refresh_from_db()
    with pytest.raises(Refusal, match="还没有学徒"):
        subsidies.draft_claim(actor=city.firm, now=NOW, cohort=empty, payer=city.labour_body)
    first = filed(city)
    address = f"/internships/apprenticeship/{first.pk}/"
    assert "申请补贴" in client.get(address).text
    assert " selected" not in client.get(f"{address}subsidy/add/").text.split("payer")[1]
    subsidies.draft_claim(actor=city.firm, now=NOW, cohort=first, payer=city.labour_body)
    assert f'value="{city.labour_body.pk}" selected' in client.get(f"/internships/apprenticeship/{empty.pk}/subsidy/add/").text
