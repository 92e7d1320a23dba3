"""Entering for an assessment, results, certificates: of one's own will, all or nothing; a certificate stands in the account."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from baigong.contexts.credit_bank.ledger.accounts import learner_account
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.models import (
    AssessmentBatch,
    AssessmentEntry,
    AssessmentSession,
    EntryState,
    IssuedCertificate,
    IssuedState,
    Learner,
    Outcome,
    OutcomeState,
    SessionState,
)
from baigong.contexts.credit_bank.selectors.pilots import open_sessions_for
from baigong.contexts.credit_bank.services import pilots
from baigong.contexts.credit_bank.services.appeals import Plea, contested, lodge
from baigong.contexts.credit_bank.services.assessment_results import ResultLine, check_results
from baigong.contexts.credit_bank.services.assessments import Consent, SessionHead, edit_session
from baigong.contexts.credit_bank.services.issuing import check_certificates, rename_holder
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.contexts.credit_bank.standard_facts import a_certificate, a_training_body, certificate_level
from tests.credit_city import a_claim, an_account, fire
from tests.pilot_city import HELD_ON, a_line, a_quota, a_session, day_after, entered, make_pilot, registered, results

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_pilot(now)


def passed(city, *learners):
    people = learners or (city.first,)
    entered(city, *people)
    results(city, *((learner, "passed") for learner in people), key=f"session {city.session.pk}")


def credits_of(learner):
    return balance_of(learner_account(learner).code)


# -- entering --------------------------------------------------------------------------------------------------------


def test_nobody_is_entered_who_did_not_agree(city):
    with pytest.raises(Refusal, match="自愿") as refused:
        entered(city, consent=Consent(is_voluntary=False))
    assert refused.value.code == "voluntary"
    assert entered(city)[0].agreed_on == city.now.date()


def test_a_minor_is_entered_with_a_guardians_consent_only(city, now):
    minor = an_account(city, now, "小王", serial=7, born=date(2006, 1, 1), guardian="王父", guardian_relation="父亲")
    with pytest.raises(Refusal, match="监护人（王父）同意"):
        entered(city, minor)
    row = entered(city, minor, consent=Consent(is_voluntary=True, guardian_agrees=True))[0]
    assert row.guardian.name == "王父"


def test_a_learner_enters_by_himself_under_the_quota_of_his_school(city):
    city.first.user = city.users.pupil
    city.first.save()
    row = entered(city, actor=city.pupil)[0]
    assert row.entered_by == city.users.pupil
    with pytest.raises(NotPermitted):
        entered(city, city.second, actor=city.pupil)


def test_one_entry_for_a_certificate_and_level_at_a_time(city):
    entered(city)
    other = a_session(city, held_on=date(2021, 5, 20))
    with pytest.raises(Refusal, match="张三：已报名同一证书同一等级"):
        entered(city, session=other)


def test_who_failed_may_enter_again(city):
    entered(city)
    results(city, (city.first, "failed"))
    other = a_session(city, held_on=date(2021, 5, 20), registers_until=date(2021, 5, 10))
    assert entered(city, session=other, now=day_after(city))[0].state == EntryState.REGISTERED


def test_neither_session_nor_quota_is_overfilled_and_all_come_or_none(city, now):
    third = an_account(city, now, "王五", serial=3)
    with pytest.raises(Conflict, match="还有2个，要报3人") as refused:
        entered(city, city.first, city.second, third)
    assert refused.value.code == "quota_full"
    city.quota.asked = city.quota.approved = 9
    city.quota.save()
    fourth = an_account(city, now, "赵六", serial=4)
    with pytest.raises(Conflict, match="还有3个考位，要报4人"):
        entered(city, city.first, city.second, third, fourth)
    assert AssessmentEntry.objects.count() == 0


def test_a_withdrawn_entry_frees_its_place_until_the_day(city):
    row = entered(city)[0]
    with pytest.raises(Refusal, match="已过"):
        fire(row, "drop", city.school, day_after(city))
    fire(row, "drop", city.school, city.now)
    assert entered(city)[0].pk != row.pk


def test_a_learner_whose_entry_the_school_gives_up_is_told_and_one_who_gives_it_up_himself_is_not(city):
    Learner.objects.filter(pk=city.first.pk).update(user=city.users.pupil)
    told = Notice.objects.filter(recipient=city.users.pupil, kind="credit_bank.assessmententry.cancelled")
    fire(entered(city)[0], "drop", city.pupil, city.now)
    assert not told.exists()
    fire(entered(city)[0], "drop", city.school, city.now)
    assert told.exists()


def test_a_session_with_places_is_offered_however_many_of_other_certificates_come_before_it(city):
    facts = {"site": city.site, "registers_until": city.now.date(), "capacity": 1, "created_at": city.now}
    levels, days = a_certificate("9-09").levels.all(), [city.now.date() + timedelta(days=n) for n in range(30)]
    AssessmentSession.objects.bulk_create(AssessmentSession(level=one, held_on=day, **facts) for one in levels for day in days)
    assert open_sessions_for(city.first, city.now.date()) == [city.session]


def test_after_the_last_day_or_under_another_year_nobody_enters(city):
    with pytest.raises(Conflict, match="已截止报名"):
        entered(city, now=city.now.replace(month=4, day=11))
    with pytest.raises(Refusal, match="不一致"):
        entered(city, quota=a_quota(city, year=2022))


def test_another_school_enters_nobody_under_this_quota(city):
    with pytest.raises(NotPermitted):
        entered(city, actor=city.other)


def test_who_holds_the_certificate_already_does_not_enter_again(city):
    claim = a_claim(city, city.now, city.first, city.level.outcome_type)
    fire(fire(claim, "submit", city.school, city.now), "recognise", city.school, city.now)
    with pytest.raises(Refusal, match="已持有"):
        entered(city)


def test_a_session_that_is_called_off_sets_everybody_free(city):
    row = entered(city)[0]
    fire(city.session, "cancel", city.host, city.now, reason="设备检修")
    row.refresh_from_db()
    assert row.state == EntryState.CANCELLED
    assert entered(city, session=a_session(city, held_on=date(2021, 5, 20)))[0].state == EntryState.REGISTERED


def test_who_is_entered_is_told_when_day_or_fee_change_and_not_when_only_the_capacity_does(city):
    city.first.user = city.users.pupil
    city.first.save()
    entered(city, city.first, city.second)
    same = {"site": city.site, "level": city.level, "registers_until": date(2021, 4, 10)}

    def edit(**facts):
        head = SessionHead(**(same | {"held_on": HELD_ON, "capacity": 3, "fee": 15000} | facts))
        edit_session(actor=city.host, now=city.now, session=city.session, head=head)
        return Notice.objects.filter(recipient=city.users.pupil, kind="credit_bank.assessmententry.moved")

    assert not edit(capacity=2).exists()
    told = edit(held_on=date(2021, 4, 22), fee=0).get()
    assert told.body == "考核日期由2021-04-20改为2021-04-22；考核费由150.00元/人改为不收费"


def test_a_whole_class_is_entered_with_as_many_queries_as_two_of_it(city, now):
    city.quota.asked = city.quota.approved = 40
    city.quota.save()
    city.site.places = 40
    city.site.save()
    people = [
        an_account(city, now, f"学员{n}", serial=n, born=date(2006, 1, 1), guardian="家长", guardian_relation="父") for n in range(10, 22)
    ]
    consent = Consent(is_voluntary=True, guardian_agrees=True)
    counts = []
    for day, chosen in ((5, people[:2]), (6, people[2:])):
        session = a_session(city, held_on=date(2021, 5, day), registers_until=date(2021, 4, 10), capacity=20)
        with CaptureQueriesContext(connection) as asked:
            rows = entered(city, *chosen, session=session, consent=consent)
        assert [row.guardian.name for row in rows] == ["家长"] * len(chosen)
        counts.append(len(asked))
    assert counts[1] == counts[0]


def test_whoever_rests_in_an_account_that_is_entered_already_is_not_entered_again(city, now):
    twice = an_account(city, now, "张三", serial=9)
    entered(city, twice)
    Learner.objects.filter(pk=twice.pk).update(merged_into=city.first.pk)
    with pytest.raises(Refusal, match="张三：已报名同一证书同一等级"):
        entered(city)


# -- results ---------------------------------------------------------------------------------------------------------


def test_results_are_written_with_scores_and_the_session_is_held_once_nobody_waits(city):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"))
    city.session.refresh_from_db()
    assert city.session.state == SessionState.OPEN
    results(city, (city.second, "absent"), key="k2")
    rows = {row.learner.name: (row.state, row.theory, row.practice) for row in AssessmentEntry.objects.all()}
    assert rows == {"张三": ("passed", 80, Decimal("70.5")), "李四": ("absent", None, None)}
    city.session.refresh_from_db()
    assert city.session.state == SessionState.HELD


def test_one_wrong_line_writes_nothing_and_every_wrong_one_is_named(city):
    entered(city)
    lines = [
        ResultLine(city.first.number, "张山", "passed", 80, 70), ResultLine(city.second.number, "李四", "passed", 80, 70),
        ResultLine(city.first.number, "张三", "absent", 1, None), ResultLine(city.first.number, "张三", "great", 80, 70),
    ]  # fmt: skip
    found = {(wrong.line, wrong.column) for wrong in check_results(city.session, lines, date(2021, 4, 21))}
    assert found == {(0, "name"), (1, "account"), (2, "account"), (2, "theory"), (3, "account"), (3, "result")}
    with pytest.raises(Refusal, match="没有登记任何一条"):
        results(city, (city.first, "passed"), (city.second, "passed"))
    assert AssessmentEntry.objects.get().state == EntryState.REGISTERED
    assert not AssessmentBatch.objects.exists()


def test_the_same_key_and_results_again_change_nothing_and_others_are_refused(city):
    entered(city)
    batch, is_new = results(city, (city.first, "passed"))
    assert is_new
    assert results(city, (city.first, "passed")) == (batch, False)
    with pytest.raises(Conflict, match="另一批"):
        results(city, (city.first, "failed"))


def test_nothing_is_known_before_the_day_and_the_site_alone_brings_results(city):
    entered(city)
    assert "还没有到" in check_results(city.session, [], city.now.date())[0].message
    with pytest.raises(NotPermitted):
        results(city, (city.first, "passed"), actor=city.school)


def test_a_wrong_result_is_taken_back_with_a_reason_until_a_certificate_rests_on_it(city):
    passed(city)
    row = AssessmentEntry.objects.get()
    with pytest.raises(Refusal, match="理由"):
        fire(row, "reopen", city.host, day_after(city))
    row = fire(row, "reopen", city.host, day_after(city), reason="录错")
    assert (row.state, AssessmentEntry.objects.get().theory) == (EntryState.REGISTERED, None)
    with pytest.raises(Conflict, match="换一个批次键"):
        results(city, (city.first, "passed"), key=f"session {city.session.pk}")
    results(city, (city.first, "passed"), key="again")
    registered(city, a_line(city, city.first))
    with pytest.raises(Refusal, match="已按这个成绩登记证书"):
        fire(row, "reopen", city.host, day_after(city), reason="录错")


# -- certificates ----------------------------------------------------------------------------------------------------


def test_a_certificate_becomes_a_recognised_outcome_in_the_account_and_in_the_ledger(city):
    passed(city)
    registered(city, a_line(city, city.first, " x-0001 "))
    row = IssuedCertificate.objects.get()
    assert (row.number, row.holder, row.state, row.registrar) == ("X-0001", "张三", IssuedState.ISSUED, city.school_body)
    assert (row.outcome.state, row.outcome.number, row.outcome.learner) == (OutcomeState.RECOGNISED, "X-0001", city.first)
    assert (credits_of(city.first), row.outcome.decision) == (400, "发证通知")


def test_the_same_certificates_again_change_nothing(city):
    passed(city)
    batch, is_new = registered(city, a_line(city, city.first))
    assert (is_new, registered(city, a_line(city, city.first))) == (True, (batch, False))
    with pytest.raises(Conflict, match="另一批"):
        registered(city, a_line(city, city.first, "X-0002"))
    assert credits_of(city.first) == 400


def test_a_number_stands_once_with_a_body_and_may_stand_with_two(city, now):
    passed(city, city.first, city.second)
    with pytest.raises(Refusal, match="第2条：与第1条重复"):
        registered(city, a_line(city, city.first), a_line(city, city.second))
    registered(city, a_line(city, city.first))
    with pytest.raises(Refusal, match="已经登记过"):
        registered(city, a_line(city, city.second), key="c2")
    a_certificate("2-01", body=a_training_body("另一评价组织"))
    city.level = certificate_level(code="2-01")
    city.quota = a_quota(city)
    pilots.admit_site(
        actor=city.office, now=now, site=city.site, level=city.level, since=date(2021, 1, 1), until=date(2021, 12, 31), document="核准"
    )
    city.session = a_session(city)
    passed(city, city.second)
    registered(city, a_line(city, city.second), key="c3")
    assert IssuedCertificate.objects.filter(number="X-0001").count() == 2


def test_without_a_pass_there_is_no_certificate_and_the_same_level_counts_once(city):
    entered(city, city.first, city.second)
    results(city, (city.first, "passed"), (city.second, "failed"))
    with pytest.raises(Refusal, match="没有由本校报名、考核通过"):
        registered(city, a_line(city, city.second))
    registered(city, a_line(city, city.first))
    wrong = check_certificates(city.school_body, [a_line(city, city.first, "X-0009")], date(2021, 5, 1))
    assert "同一证书同一等级只计一次" in wrong[0].message


def test_every_wrong_line_of_a_register_is_named(city):
    passed(city)
    lines = [
        a_line(city, city.first, name="张山"), a_line(city, city.first, code="X-9"), a_line(city, city.first, issued_on=date(2030, 1, 1)),
        a_line(city, city.first, issued_on=date(2021, 4, 1)), a_line(city, city.first, " "),
    ]  # fmt: skip
    for line, column in zip(lines, ("name", "code", "issued_on", "issued_on", "number"), strict=True):
        assert column in {wrong.column for wrong in check_certificates(city.school_body, [line], date(2021, 5, 1))}, line


def test_what_its_holder_claimed_before_is_linked_and_not_posted_twice(city):
    passed(city)
    claim = a_claim(city, day_after(city, 2), city.first, city.level.outcome_type, number="X-0001", attained_on=date(2021, 4, 21))
    fire(claim, "submit", city.school, day_after(city, 2))
    with pytest.raises(Refusal, match="请先办结那一项"):
        registered(city, a_line(city, city.first))
    fire(claim, "recognise", city.school, day_after(city, 2))
    registered(city, a_line(city, city.first))
    assert IssuedCertificate.objects.get().outcome_id == claim.pk
    assert (Outcome.objects.count(), credits_of(city.first)) == (1, 400)


def test_a_revoked_certificate_takes_its_outcome_and_credits_with_it(city):
    passed(city)
    registered(city, a_line(city, city.first))
    row = IssuedCertificate.objects.get()
    with pytest.raises(Refusal, match="请在那里撤销证书"):
        fire(row.outcome, "revoke", city.school, day_after(city, 6), reason="弄错")
    fire(row, "revoke", city.school, day_after(city, 6), reason="评价组织通报作废")
    row.outcome.refresh_from_db()
    assert (row.outcome.state, credits_of(city.first)) == (OutcomeState.REVOKED, 0)
    registered(city, a_line(city, city.first, "X-0009"), key="c2")
    anew = IssuedCertificate.objects.get(state=IssuedState.ISSUED)
    assert (anew.number, anew.entry, credits_of(city.first)) == ("X-0009", row.entry, 400), "entered anew under its right number"
    with pytest.raises(Refusal, match="只计一次"):
        registered(city, a_line(city, city.first, "X-0010"), key="c3")


def test_an_outcome_of_a_revoked_certificate_comes_back_by_registering_the_certificate_anew(city):
    passed(city)
    registered(city, a_line(city, city.first))
    row, later = IssuedCertificate.objects.get(), day_after(city, 6)
    fire(row, "revoke", city.school, later, reason="编号登错", document="撤1号")
    row.outcome.refresh_from_db()
    appeal = lodge(actor=city.school, now=later, against=contested(row.outcome), plea=Plea("成绩有效", "请求恢复"))
    for step in ("accept", "take"):
        appeal = fire(appeal, step, city.office, later)
    with pytest.raises(Refusal, match="已撤销；请在证书登记重新登记"):
        fire(appeal, "change", city.office, later, reason="查明有效", document="复核1号")
    registered(city, a_line(city, city.first, "X-0009"), key="anew")
    assert fire(appeal, "change", city.office, later, reason="查明有效", document="复核1号").state == "changed"
    row.outcome.refresh_from_db()
    assert (row.outcome.state, credits_of(city.first)) == (OutcomeState.REVOKED, 400)


def test_a_certificate_entered_wrongly_is_revoked_and_entered_anew_under_its_own_number(city):
    passed(city, city.first, city.second)
    registered(city, a_line(city, city.first, issued_on=date(2021, 4, 24)))
    wrong = IssuedCertificate.objects.get()
    fire(wrong, "revoke", city.school, day_after(city, 6), reason="颁发日期登错")
    registered(city, a_line(city, city.first), key="anew")
    right = IssuedCertificate.objects.get(state=IssuedState.ISSUED)
    assert (right.number, right.issued_on, credits_of(city.first)) == (wrong.number, date(2021, 4, 21), 400)
    assert [row.state for row in Outcome.objects.order_by("pk")] == [OutcomeState.REVOKED, OutcomeState.RECOGNISED]
    with pytest.raises(Refusal, match="已经登记过"):
        registered(city, a_line(city, city.second), key="of another, while it stands")


def test_a_number_that_was_entered_for_another_learner_goes_to_whose_it_is(city):
    passed(city, city.first, city.second)
    registered(city, a_line(city, city.first))
    fire(IssuedCertificate.objects.get(), "revoke", city.school, day_after(city, 6), reason="登错了人")
    registered(city, a_line(city, city.second), key="right")
    assert (credits_of(city.first), credits_of(city.second)) == (0, 400)


def test_what_the_register_revoked_is_not_claimed_anew(city):
    passed(city)
    registered(city, a_line(city, city.first))
    fire(IssuedCertificate.objects.get(), "revoke", city.school, day_after(city, 6), reason="评价组织通报作废")
    with pytest.raises(Conflict, match="后来撤销了，不能再申报"):
        a_claim(city, day_after(city, 6), city.first, city.level.outcome_type, number="X-0001")


def test_a_score_is_within_the_full_mark_that_its_session_declares(city):
    entered(city, city.first)
    above = [ResultLine(city.first.number, city.first.name, "passed", Decimal("100.5"), Decimal(80))]
    assert "0到满分100之间" in check_results(city.session, above, HELD_ON)[0].message
    city.session.full_mark = 150
    assert check_results(city.session, above, HELD_ON) == []


def test_a_body_that_left_the_list_after_issue_leaves_certificates_valid(city):
    passed(city)
    body = city.level.certificate.body
    body.state, body.delisted_on, body.delisted_reason = "delisted", date(2021, 4, 1), "复核未通过"
    body.save()
    registered(city, a_line(city, city.first))
    assert IssuedCertificate.objects.get().outcome.is_valid_on(date(2021, 5, 1))


def test_a_holder_who_changed_the_name_is_found_under_both(city):
    passed(city)
    registered(city, a_line(city, city.first))
    row = rename_holder(
        actor=city.school, now=day_after(city, 7), certificate=IssuedCertificate.objects.get(), holder="张叁", document="户籍证明"
    )
    assert (row.holder, row.former_holder, row.name_document) == ("张叁", "张三", "户籍证明")
    with pytest.raises(Refusal, match="更名的依据"):
        rename_holder(actor=city.school, now=day_after(city, 7), certificate=row, holder="张肆", document="")


def test_another_school_enters_no_certificate_of_this_one(city):
    passed(city)
    with pytest.raises(NotPermitted):
        registered(city, a_line(city, city.first), actor=city.other)
