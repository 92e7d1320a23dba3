"""Before work: nobody starts without consent, agreement, insurance and training; each in time, by whom the rules say."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.internships.models import AgreementState, InternshipAgreement, Placement, PlacementState
from baigong.contexts.internships.services import agreements, formalities, together
from baigong.contexts.internships.services.agreements import SignedBy
from baigong.contexts.internships.services.stays import reschedule
from baigong.kernel import audit
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.internship_city import (
    END,
    START,
    a_placement,
    a_scan,
    at,
    at_work,
    fire,
    formalised,
    insured,
    later,
    make_city,
    trained,
)

pytestmark = pytest.mark.django_db
BEFORE = START - timedelta(days=7)


@pytest.fixture
def city(db):
    return make_city()


def drawn(city, placement, day=BEFORE):
    return agreements.draw_up(actor=city.school, now=at(day), placement=placement)


def on_paper(city, row, parties, day=BEFORE, now=None):
    signatures = [SignedBy(party, f"{party}签字人", day) for party in parties]
    return agreements.sign_on_paper(actor=city.school, now=at(now or day), agreement=row, signatures=signatures, upload=a_scan())


def test_the_facts_open_the_gates_in_whatever_order_they_come(city):
    placement = a_placement(city)
    trained(city, placement, now=at(BEFORE))
    insured(city, placement, now=at(BEFORE))
    placement.refresh_from_db()
    assert placement.state == PlacementState.PLANNED or placement.state == PlacementState.CONSENTED
    on_paper(city, drawn(city, placement), ["student", "school", "unit"])
    placement.refresh_from_db()
    assert placement.state == PlacementState.TRAINED


def test_formalised_one_starts_on_the_day_and_not_before(city):
    placement = formalised(city, a_placement(city))
    assert placement.state == PlacementState.TRAINED
    with pytest.raises(Refusal, match="到开始那天再确认上岗"):
        fire(placement, "start", city.school, at(BEFORE))
    assert fire(placement, "start", city.firm, at(START)).state == PlacementState.ACTIVE


def test_nobody_starts_without_the_agreement_of_all_three(city):
    placement = a_placement(city)
    insured(city, placement, now=at(BEFORE))
    trained(city, placement, now=at(BEFORE))
    on_paper(city, drawn(city, placement), ["student", "school"])
    with pytest.raises(Conflict, match="不能“确认上岗”"):
        fire(placement, "start", city.school, at(START))
    assert InternshipAgreement.objects.get().state == AgreementState.OPEN


def test_a_minor_needs_the_guardian_in_consent_and_agreement(city):
    placement = a_placement(city, city.child)
    row = drawn(city, placement)
    on_paper(city, row, ["student", "school", "unit"])
    row.refresh_from_db()
    assert row.state == AgreementState.OPEN
    on_paper(city, row, ["guardian"])
    row.refresh_from_db()
    assert row.state == AgreementState.SIGNED
    placement.refresh_from_db()
    assert placement.state == PlacementState.PLANNED  # the guardian has not consented


def test_who_is_of_age_needs_no_consent_before_and_signs_with_the_guardian_since(city):
    placement = a_placement(city)
    on_paper(city, drawn(city, placement), ["student", "school", "unit"])
    placement.refresh_from_db()
    assert placement.state == PlacementState.AGREED
    new = a_placement(city, city.adult, **later())
    day = date(2022, 2, 21)
    row = agreements.draw_up(actor=city.college, now=at(day), placement=new)
    assert row.template == "2021-1"
    everybody = [SignedBy(party, party, day) for party in ("student", "school", "unit")]
    agreements.sign_on_paper(actor=city.college, now=at(day), agreement=row, signatures=everybody, upload=a_scan())
    new.refresh_from_db()
    assert new.state == PlacementState.PLANNED


def test_a_text_file_is_no_paper_signed_by_hand(city):
    placement = a_placement(city)
    agreement, signed = drawn(city, placement), [SignedBy("student", "学生", BEFORE), SignedBy("guardian", "其母", BEFORE)]
    with pytest.raises(Refusal, match="看不出签字"):
        agreements.consent_on_paper(
            actor=city.school, now=at(BEFORE), placement=placement, signatures=signed, upload=SimpleUploadedFile("scan.txt", b"x")
        )
    with pytest.raises(Refusal, match="看不出签字"):
        agreements.sign_on_paper(
            actor=city.school, now=at(BEFORE), agreement=agreement, signatures=signed, upload=SimpleUploadedFile("scan.txt", b"x")
        )
    assert agreements.consent_on_paper(
        actor=city.school, now=at(BEFORE), placement=placement, signatures=signed, upload=a_scan("签字")
    )  # fmt: skip


def test_an_agreement_signed_after_the_start_is_refused_in_plain_words(city):
    placement = a_placement(city)
    row = drawn(city, placement)
    late = START + timedelta(days=3)
    with pytest.raises(Refusal, match="协议须在开始之前签订，事后补签无效") as refused:
        on_paper(city, row, ["student", "school", "unit"], day=late)
    assert refused.value.code == "after_start"
    assert not row.signatures.exists()
    with pytest.raises(Refusal, match="事后补签无效"):
        agreements.sign(actor=city.school, now=at(late), agreement=row, party="school")
    with pytest.raises(Refusal, match="已经过了"):
        agreements.draw_up(actor=city.college, now=at(late), placement=a_placement(city, city.adult))


@pytest.mark.parametrize("days", [later(date(2022, 1, 4), date(2022, 6, 30)), {}])
def test_it_is_refused_on_both_sides_of_the_change_of_law(city, days):
    placement = a_placement(city, **days)
    row = agreements.draw_up(actor=city.school, now=at(placement.starts_on - timedelta(days=9)), placement=placement)
    with pytest.raises(Refusal, match="教职成〔2021〕4号" if days else "教职成〔2016〕3号"):
        on_paper(city, row, ["school"], day=placement.starts_on + timedelta(days=1))


def test_each_party_signs_in_the_system_for_itself_alone(city):
    placement = a_placement(city)
    row = drawn(city, placement)
    agreements.sign(actor=city.student, now=at(BEFORE), agreement=row, party="student")
    agreements.sign(actor=city.firm, now=at(BEFORE), agreement=row, party="unit")
    for actor, party in ((city.school, "unit"), (city.firm, "school"), (city.school, "guardian")):
        with pytest.raises(NotPermitted, match="不能代"):
            agreements.sign(actor=actor, now=at(BEFORE), agreement=row, party=party)
    with pytest.raises(NotPermitted):
        agreements.sign(actor=city.other_firm, now=at(BEFORE), agreement=row, party="unit")
    with pytest.raises(Conflict, match="已经签过字"):
        agreements.sign(actor=city.firm, now=at(BEFORE), agreement=row, party="unit")
    agreements.sign(actor=city.school, now=at(BEFORE), agreement=row, party="school")
    row.refresh_from_db()
    assert (row.state, row.signed_on) == (AgreementState.SIGNED, BEFORE)
    assert {one.digest for one in row.signatures.all()} == {row.digest}


def test_a_school_cannot_consent_for_the_student(city):
    placement = a_placement(city, city.child)
    with pytest.raises(NotPermitted, match="学校和单位不能代签"):
        agreements.consent(actor=city.school, now=at(BEFORE), placement=placement)
    assert agreements.consent(actor=city.minor, now=at(BEFORE), placement=placement).party == "student"


def test_what_changed_after_it_was_drawn_up_is_not_signed(city):
    placement = a_placement(city)
    row = drawn(city, placement)
    Placement.objects.filter(pk=placement.pk).update(ends_on=date(2021, 9, 30))
    with pytest.raises(Conflict, match="作废后重新拟订"):
        agreements.sign(actor=city.school, now=at(BEFORE), agreement=row, party="school")
    fire(row, "void", city.school, at(BEFORE), "改期")
    assert drawn(city, placement).facts["ends_on"] == "2021-09-30"


def test_one_agreement_stands_at_a_time(city):
    placement = a_placement(city)
    drawn(city, placement)
    with pytest.raises(Conflict, match="已有一份协议"):
        drawn(city, placement)


def test_insurance_that_leaves_days_open_or_that_the_student_pays_is_refused(city):
    placement = a_placement(city)
    with pytest.raises(Refusal, match="没有覆盖整个实习"):
        insured(city, placement, now=at(BEFORE), last=date(2021, 7, 31))
    with pytest.raises(Refusal, match="不得由学生承担"):
        insured(city, placement, now=at(BEFORE), payer="student")
    with pytest.raises(Refusal, match="早于起期"):
        insured(city, placement, now=at(BEFORE), last=date(2021, 1, 1))


def test_training_after_the_start_or_failed_opens_no_gate(city):
    placement = a_placement(city)
    with pytest.raises(Refusal, match="不算上岗前培训"):
        trained(city, placement, now=at(START + timedelta(days=2)))
    insured(city, placement, now=at(BEFORE))
    on_paper(city, drawn(city, placement), ["student", "school", "unit"])
    trained(city, placement, now=at(BEFORE), is_passed=False)
    placement.refresh_from_db()
    assert placement.state == PlacementState.INSURED


def test_a_score_that_does_not_pass_is_not_entered_as_passed(city):
    placement = a_placement(city)
    with pytest.raises(Refusal, match="30分低于合格线60分"):
        trained(city, placement, now=at(BEFORE), score=30)
    trained(city, placement, now=at(BEFORE), score=30, is_passed=False)
    trained(city, placement, now=at(BEFORE), score=60)
    assert [(row.score, row.is_passed) for row in placement.trainings.all()] == [(60, True)]


def test_a_training_of_the_same_day_is_recorded_anew_and_the_log_keeps_what_stood_before(city):
    placement = a_placement(city)
    trained(city, placement, now=at(BEFORE), is_passed=False)
    trained(city, placement, now=at(BEFORE), is_passed=False)
    trained(city, placement, now=at(BEFORE))
    assert [row.is_passed for row in placement.trainings.all()] == [True]
    corrected = [event.detail["before"]["is_passed"] for event in AuditEvent.objects.filter(action="internships.safetytraining.corrected")]
    assert corrected == ["False"]


def test_a_closed_firm_takes_nobody(city):
    placement = formalised(city, a_placement(city))
    city.enterprise.closed_on = START - timedelta(days=1)
    city.enterprise.save()
    with pytest.raises(Refusal, match="已于2021-03-21注销"):
        fire(placement, "start", city.school, at(START))


def test_moved_days_are_agreed_anew_and_overlaps_name_both_stays(city):
    placement = formalised(city, a_placement(city))
    moved = reschedule(
        actor=city.school, now=at(BEFORE), placement=placement, starts_on=date(2021, 4, 1), ends_on=date(2021, 8, 31), reason="岗位推迟"
    )
    assert moved.state == PlacementState.PLANNED
    assert not moved.signatures.filter(agreement=None).exists()
    assert InternshipAgreement.objects.get().state == AgreementState.ENDED
    old = at_work(city, intern=city.child)
    fire(old, "end_early", city.school, at(date(2021, 5, 31)), "身体不适", last_day="2021-05-31")
    new = a_placement(city, city.child, city.other_post, starts_on=date(2021, 7, 1), ends_on=date(2021, 8, 31))
    with pytest.raises(Refusal) as refused:
        reschedule(actor=city.school, now=at(date(2021, 5, 20)), placement=new, starts_on=date(2021, 5, 25), ends_on=date(2021, 8, 31),
                   reason="提前")  # fmt: skip
    for part in ("示例机械公司“装配工”2021-05-25至2021-08-31", "示例牧业公司“饲养员”2021-03-22至2021-05-31", "改为2021-06-01起"):
        assert part in refused.value.message


def test_who_withdraws_before_the_start_gives_the_place_back_and_the_draft_is_void(city):
    placement = a_placement(city)
    row = drawn(city, placement)
    assert fire(placement, "withdraw", city.school, at(BEFORE), "另有安排").state == PlacementState.WITHDRAWN
    row.refresh_from_db()
    assert row.state == AgreementState.VOID
    with pytest.raises(Conflict, match="不再办理"):
        drawn(city, placement)


def test_a_foreign_school_and_the_unit_prepare_nothing(city):
    placement = a_placement(city)
    for actor in (city.college, city.firm, city.student):
        with pytest.raises(NotPermitted):
            agreements.draw_up(actor=actor, now=at(BEFORE), placement=placement)


def test_a_policy_that_was_prolonged_under_its_number_is_recorded_anew_with_what_stood_before_in_the_log(city):
    placement = a_placement(city)
    insured(city, placement, now=at(date(2021, 3, 1)))
    insured(city, placement, now=at(date(2021, 3, 2)), bought_on=date(2021, 3, 1))
    longer = END + timedelta(days=30)
    insured(city, placement, now=at(date(2021, 3, 3)), bought_on=date(2021, 3, 1), last=longer)
    row = placement.insurances.get()
    assert row.last == longer
    (event,) = [one for one in audit.events_of(row) if one.action == "internships.internshipinsurance.corrected"]
    assert event.detail["before"]["last"] == END.isoformat()


def test_a_whole_group_is_formalised_at_once_by_the_same_rules_as_one_and_starts(city):
    rows = [a_placement(city), a_placement(city, city.child)]
    own = {"kind": "liability", "insurer": "示例保险公司", "number": "BX1", "payer": "school", "first": START, "last": END}

    def formalise(signed_on=BEFORE, bought_on=BEFORE, trained_on=BEFORE):
        return together.formalise_together(
            actor=city.school, now=at(BEFORE), placements=rows, signed_on=signed_on,
            policy=formalities.PolicyHead(**own, bought_on=bought_on),
            training=formalities.TrainingHead(on=trained_on, hours=Decimal(8), organiser="school"), upload=a_scan(),
        )  # fmt: skip

    tomorrow = BEFORE + timedelta(days=1)
    for wrong, field in (({"trained_on": tomorrow}, "on"), ({"bought_on": tomorrow}, "bought_on"), ({"signed_on": tomorrow}, "signed_on")):
        with pytest.raises(Refusal) as refused:
            formalise(**wrong)
        assert field in refused.value.fields
    assert not InternshipAgreement.objects.exists()
    assert formalise() == 2
    assert together.start_together(actor=city.school, now=at(START), placements=rows) == 2
    assert set(Placement.objects.values_list("state", flat=True)) == {PlacementState.ACTIVE}
    with pytest.raises(Conflict, match="已经办过手续"):
        formalise()
