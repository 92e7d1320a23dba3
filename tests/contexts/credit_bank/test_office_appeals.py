"""Appeals and reversals: within a term, reviewed by another, answered by document; what is changed is opened anew, never edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.public import CREDIT_OFFICER, SCHOOL_OFFICER
from baigong.contexts.credit_bank.ledger.accounts import learner_account, used_account
from baigong.contexts.credit_bank.ledger.posting import expire
from baigong.contexts.credit_bank.ledger.reading import balance_of
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.ledger.verifying import verify
from baigong.contexts.credit_bank.models import (
    Appeal,
    AppealKind,
    AppealState,
    Conversion,
    ConversionState,
    Guardian,
    Outcome,
    OutcomeState,
    Posting,
    PostingKind,
)
from baigong.contexts.credit_bank.outputs.appeals import letter_document
from baigong.contexts.credit_bank.pages_of_office import appeal_page
from baigong.contexts.credit_bank.selectors.appeals import office_body
from baigong.contexts.credit_bank.selectors.conversion import standing_exemptions
from baigong.contexts.credit_bank.selectors.looks import who_looked
from baigong.contexts.credit_bank.services import appeals, conversions
from baigong.contexts.credit_bank.services.appeals import Plea, contested, lodge
from baigong.contexts.credit_bank.services.reversals import reverse_posting
from baigong.contexts.credit_bank.workflow.undoing import what_follows
from baigong.kernel import audit
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from tests.builders import a_user, acting_for
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import PDF, a_claim, fire

pytestmark = pytest.mark.django_db
PLEA = Plea("材料齐全，证书可查。", "请求重新认定")


@pytest.fixture
def city(db, now):
    return make_college(now)


def rejected(city):
    row = a_claim(city, city.now, city.learner, city.web)
    fire(row, "submit", city.school, city.now)
    return fire(row, "reject", city.school, city.now, reason="看不清印章")


def appealed(city, subject, plea=PLEA, by="school", now=None):
    against = contested(type(subject).objects.get(pk=subject.pk))
    assert against is not None
    return lodge(actor=getattr(city, by), now=now or city.now, against=against, plea=plea)


def reviewed(city, row, step, document="示例复核〔2021〕1号"):
    for before in ("accept", "take"):
        row = fire(row, before, city.office, city.now)
    return fire(row, step, city.office, city.now, reason="查明印章清楚。", document=document)


def colleague(city, at="school"):
    """Another officer of the same school."""
    user = User.objects.filter(username=f"colleague-{at}").first()
    return acting_for(user or a_user(SCHOOL_OFFICER, getattr(city, f"{at}_body"), username=f"colleague-{at}"))


def granted(city):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    return fire(row, "approve", city.other, city.now, decision="示例院教〔2021〕5号")


def used(city):
    return balance_of(used_account(city.learner, city.programme.target).code)


# -- lodging ---------------------------------------------------------------------------------------------------------


def test_an_appeal_keeps_what_was_decided_by_whom_and_why_and_waits_with_a_date(city):
    row = appealed(city, rejected(city))
    assert (row.state, row.kind, row.body) == (AppealState.LODGED, AppealKind.REJECTED, city.school_body)
    assert "看不清印章" in row.contested
    assert row.contested_on == city.now.date()
    assert row.admit_by > city.now.date()


def test_an_appeal_says_that_a_conversion_was_granted_in_part(city):
    row = granted(city)
    assert "已同意" in contested(row).words
    Conversion.objects.filter(pk=row.pk).update(refused_lines=[{"title": "老年护理"}])
    row.refresh_from_db()
    assert "部分同意" in contested(row).words


def test_the_term_begins_on_the_day_on_which_it_was_decided_here_however_early(city):
    city.now = city.now.replace(hour=7)
    row = rejected(city)
    assert contested(Outcome.objects.get(pk=row.pk)).on == city.now.date()


def test_nothing_is_appealed_against_that_was_not_decided_against_somebody(city):
    claim = a_claim(city, city.now, city.learner, city.web)
    assert contested(claim) is None
    assert contested(banked(city, city.farming_type, number="", hours=80)) is None


def test_after_the_term_an_appeal_says_why_it_is_late(city):
    row, late = rejected(city), city.now + timedelta(days=31)
    with pytest.raises(Refusal, match="申诉期限到") as refused:
        appealed(city, row, now=late)
    assert "late_reason" in refused.value.fields
    made = appealed(city, row, Plea("在外务工", "请求重新认定", late_reason="在外务工，返乡才知道"), now=late)
    assert made.late_reason


@pytest.mark.parametrize("plea", [Plea("", "请求"), Plea("事实", " ")])
def test_an_appeal_says_what_is_wrong_and_what_is_asked(city, plea):
    with pytest.raises(Refusal, match="请写明"):
        appealed(city, rejected(city), plea)


def test_one_appeal_at_a_time_is_open_against_a_decision(city):
    row = rejected(city)
    first = appealed(city, row)
    with pytest.raises(Conflict, match="正在办理"):
        appealed(city, row)
    fire(first, "withdraw_for", city.office, city.now, reason="本人来电要求")
    assert appealed(city, row).state == AppealState.LODGED


def test_a_reviewed_decision_is_not_reviewed_again(city):
    row = rejected(city)
    reviewed(city, appealed(city, row), "uphold")
    with pytest.raises(Conflict, match="已经复核过"):
        appealed(city, row)


def test_another_school_can_neither_lodge_nor_see_an_appeal(city):
    row = rejected(city)
    with pytest.raises(NotPermitted):
        appealed(city, row, by="other")


def test_the_learner_appeals_and_a_guardian_of_somebody_else_cannot(city):
    row = rejected(city)
    city.learner.user = city.users.pupil
    city.learner.save()
    guardian = Guardian.objects.create(learner=city.learner, name="王母", relation="母亲", phone="1", consented_on=city.now.date())
    made = appealed(city, row, Plea("事实", "请求", guardian=guardian), by="pupil")
    assert made.guardian == guardian
    fire(made, "withdraw", city.pupil, city.now)
    stranger = banked(city, city.farming_type, number="", hours=80).learner
    guardian.learner = type(stranger)(pk=stranger.pk + 1000)
    with pytest.raises(Refusal, match="监护人"):
        appealed(city, row, Plea("事实", "请求", guardian=guardian), by="pupil")


def test_papers_come_until_the_answer_and_leave_only_before_the_admission(city):
    row = appealed(city, rejected(city))
    kind, upload = "certificate", SimpleUploadedFile("证明.pdf", PDF + b"1")
    paper = appeals.attach(actor=city.school, now=city.now, appeal=row, kind=kind, upload=upload)
    appeals.PAPERS.open(actor=city.office, now=city.now, piece=paper).close()
    assert [(look.who, look.paper) for look in who_looked(city.learner)] == [(city.office.name, f"{paper.get_kind_display()}（{row}）")]
    fire(row, "accept", city.office, city.now)
    with pytest.raises(Conflict, match="不能再撤下"):
        appeals.detach(actor=city.school, now=city.now, paper=type(paper).objects.get(pk=paper.pk))
    fire(row, "take", city.office, city.now)
    fire(row, "uphold", city.office, city.now, reason="维持", document="1号")
    with pytest.raises(Conflict, match="不再接收材料"):
        appeals.attach(actor=city.school, now=city.now, appeal=row, kind=kind, upload=SimpleUploadedFile("二.pdf", PDF + b"2"))


# -- reviewing -------------------------------------------------------------------------------------------------------


def test_who_decided_does_not_review_and_another_does(city):
    row = a_claim(city, city.now, city.learner, city.web)
    fire(row, "submit", city.school, city.now)
    fire(row, "reject", city.office, city.now, reason="不清楚")
    appeal = fire(appealed(city, row), "accept", city.office, city.now)
    with pytest.raises(NotPermitted, match="没有参与的人"):
        fire(appeal, "take", city.office, city.now)
    colleague = acting_for(a_user(CREDIT_OFFICER, city.bureau, username="colleague"))
    appeal = fire(appeal, "take", colleague, city.now)
    assert appeal.reviewer_id == colleague.user_id
    with pytest.raises(NotPermitted):
        fire(appeal, "uphold", city.office, city.now, reason="维持", document="1号")


def test_a_review_is_decided_by_a_numbered_document_with_its_reasons(city):
    row = appealed(city, rejected(city))
    row = fire(fire(row, "accept", city.office, city.now), "take", city.office, city.now)
    with pytest.raises(Refusal, match="理由"):
        fire(row, "uphold", city.office, city.now, document="1号")
    with pytest.raises(Refusal, match="文号"):
        fire(row, "uphold", city.office, city.now, reason="维持")
    done = fire(row, "uphold", city.office, city.now, reason="印章不清。", document="示例复核〔2021〕1号")
    assert (done.state, done.answered_on) == (AppealState.UPHELD, city.now.date())
    written = str(letter_document(done, "示例市教育局"))
    assert "维持原决定" in written
    assert "印章不清" in written


def test_an_appeal_that_is_not_admitted_is_answered_with_the_reason(city):
    row = fire(appealed(city, rejected(city)), "decline", city.office, city.now, reason="不属于申诉范围。")
    assert (row.state, row.answer) == (AppealState.NOT_ADMITTED, "不属于申诉范围。")
    assert "不予受理告知书" in str(letter_document(row, "示例市教育局").title)


def test_who_decided_does_not_shut_the_door_on_the_appeal(city):
    row = appealed(city, rejected(city))
    RoleHolding.objects.create(user=city.users.school, role=CREDIT_OFFICER.key, organisation=city.bureau, from_on=city.now.date())
    with pytest.raises(NotPermitted, match="没有参与的人办理"):
        fire(row, "decline", acting_for(city.users.school), city.now, reason="不属于申诉范围。")


def test_the_body_that_decided_does_not_take_the_appeal_back_for_its_learner_but_another_desk_of_his_does(city):
    row = appealed(city, rejected(city))
    assert "withdraw_for" not in [item.step.name for item in appeal_page(city.school, row).steps]
    with pytest.raises(NotPermitted, match="作出原决定的单位"):
        fire(row, "withdraw_for", city.school, city.now, reason="本人来电要求")
    Appeal.objects.filter(pk=row.pk).update(body=city.other_body)
    row.refresh_from_db()
    assert "withdraw_for" in [item.step.name for item in appeal_page(city.school, row).steps]
    assert fire(row, "withdraw_for", city.school, city.now, reason="本人来电要求").state == AppealState.WITHDRAWN


def test_learners_take_their_appeal_back_and_others_only_for_them_with_what_they_said(city):
    city.learner.user = city.users.pupil
    city.learner.save()
    row = appealed(city, rejected(city))
    with pytest.raises(NotPermitted):
        fire(row, "withdraw", city.school, city.now)
    with pytest.raises(Refusal, match="理由"):
        fire(row, "withdraw_for", city.office, city.now)
    row = fire(row, "withdraw_for", city.office, city.now, reason="本人书面要求撤回")
    event = audit.events_of(row).first()
    assert (event.action, event.detail["reason"]) == ("credit_bank.appeal.withdrawn_for", "本人书面要求撤回")
    assert Notice.objects.get(recipient=city.users.pupil, kind="credit_bank.appeal.withdrawn_for").body == "本人书面要求撤回"


def test_the_office_sits_where_it_is_held_on_that_day(city):
    assert office_body(city.now.date()) == city.bureau
    RoleHolding.objects.filter(role=CREDIT_OFFICER.key).update(until_on=city.now.date() + timedelta(days=30))
    assert office_body(city.now.date()) == city.bureau
    assert office_body(city.now.date() + timedelta(days=31)) is None


# -- what a change does ----------------------------------------------------------------------------------------------


def test_a_rejected_claim_is_opened_for_a_new_decision(city):
    outcome = rejected(city)
    reviewed(city, appealed(city, outcome), "change")
    outcome.refresh_from_db()
    assert (outcome.state, outcome.decided_on) == (OutcomeState.CLAIMED, None)
    assert fire(outcome, "recognise", colleague(city), city.now).credits == 200


def test_who_rejected_a_claim_does_not_decide_it_again_after_the_review(city):
    outcome = rejected(city)
    reviewed(city, appealed(city, outcome), "change")
    for step in ("recognise", "reject"):
        with pytest.raises(NotPermitted, match="没有参与原决定的人") as refused:
            fire(outcome, step, city.school, city.now, reason="再看")
        assert refused.value.code == "decided_before"
    by_another = fire(outcome, "return", colleague(city), city.now, reason="补材料")
    fire(by_another, "submit", city.school, city.now)
    assert fire(by_another, "reject", colleague(city), city.now, reason="材料不符").state == OutcomeState.REJECTED


def test_who_refused_a_conversion_does_not_decide_on_the_one_that_took_its_place(city):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    fire(row, "refuse", city.other, city.now, reason="重复")
    renewed = reviewed(city, appealed(city, row), "change").renewed
    for step in ("approve", "refuse"):
        with pytest.raises(NotPermitted, match="没有参与原决定的人"):
            fire(renewed, step, city.other, city.now, reason="仍然重复")
    assert fire(renewed, "approve", colleague(city, "other"), city.now).credits == 400


def test_who_reviewed_an_appeal_may_decide_on_what_took_the_place_of_a_conversion_it_reversed(city):
    row = granted(city)
    renewed = reviewed(city, appealed(city, row), "change").renewed
    with pytest.raises(NotPermitted, match="没有参与原决定的人"):
        fire(renewed, "approve", city.other, city.now)
    assert fire(renewed, "approve", city.office, city.now).state == ConversionState.APPROVED


def test_a_claim_is_not_opened_while_the_same_certificate_is_claimed_again(city):
    outcome = rejected(city)
    appeal = appealed(city, outcome)
    again = a_claim(city, city.now, city.learner, city.web)
    fire(again, "submit", city.school, city.now)
    with pytest.raises(Conflict, match="已经申报过"):
        reviewed(city, appeal, "change")
    outcome.refresh_from_db()
    assert outcome.state == OutcomeState.REJECTED


def test_a_revoked_outcome_is_recognised_anew_and_deposited_once_more(city):
    outcome = banked(city)
    fire(outcome, "revoke", city.school, city.now, reason="误")
    reviewed(city, appealed(city, outcome), "change")
    fire(outcome, "recognise", colleague(city), city.now)
    assert balance_of(learner_account(city.learner).code) == 200
    assert [row.kind for row in Posting.objects.order_by("pk")] == ["deposit", "reverse", "deposit"]
    assert verify().is_sound


def test_a_refused_conversion_is_applied_for_anew_as_of_its_day_and_the_old_one_stays(city):
    adopted(city)
    banked(city)
    row = conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    fire(row, "refuse", city.other, city.now, reason="重复")
    appeal = reviewed(city, appealed(city, row), "change")
    row.refresh_from_db()
    assert (row.state, appeal.renewed.state, appeal.renewed.applied_on) == (
        ConversionState.REFUSED,
        ConversionState.APPLIED,
        row.applied_on,
    )
    assert fire(appeal.renewed, "approve", colleague(city, "other"), city.now).credits == 400


def test_a_partly_granted_conversion_is_reversed_first_and_its_exemption_ends(city):
    row = granted(city)
    appeal = reviewed(city, appealed(city, row), "change")
    row.refresh_from_db()
    assert (row.state, used(city), standing_exemptions(city.other).count()) == (ConversionState.REVERSED, 0, 0)
    assert Posting.objects.get(kind=PostingKind.REVERSE).decision == "示例复核〔2021〕1号"
    assert fire(appeal.renewed, "approve", colleague(city, "other"), city.now).credits == 400
    assert used(city) == 400


def test_nothing_is_applied_for_anew_where_an_application_waits_already(city):
    row = granted(city)
    fire(row, "reverse", city.other, city.now, reason="误", document="示例院教〔2021〕6号")
    appeal = appealed(city, row)
    conversions.apply(actor=city.school, now=city.now, learner=city.learner, programme=city.programme)
    with pytest.raises(Conflict, match="正等待审批"):
        reviewed(city, appeal, "change")
    assert Conversion.objects.count() == 2


# -- reversal --------------------------------------------------------------------------------------------------------


def test_reversing_a_deposit_revokes_its_outcome_and_shows_before_what_ends_with_it(city):
    row = granted(city)
    deposit = Posting.objects.get(kind=PostingKind.DEPOSIT)
    follows = what_follows(deposit)
    assert [posting.kind for posting in follows.postings] == ["use", "deposit"]
    assert [line.conversion for line in follows.exemptions] == [row]
    reverse_posting(actor=city.office, now=city.now, posting=deposit, reason="重复入账", document="示例决〔2021〕2号")
    assert Outcome.objects.get().state == OutcomeState.REVOKED
    assert (balance_of(learner_account(city.learner).code), used(city), standing_exemptions(city.other).count()) == (0, 0, 0)
    assert {p.decision for p in Posting.objects.filter(kind=PostingKind.REVERSE)} == {"示例决〔2021〕2号"}


def test_reversing_a_use_reverses_its_conversion(city):
    row = granted(city)
    use = Posting.objects.get(kind=PostingKind.USE)
    assert what_follows(use).record == row
    reverse_posting(actor=city.office, now=city.now, posting=use, reason="录入有误", document="示例决〔2021〕3号")
    row.refresh_from_db()
    assert (row.state, used(city)) == (ConversionState.REVERSED, 0)


def test_a_posting_that_rests_on_no_record_is_reversed_alone(city):
    outcome = banked(city)
    basis = Basis("示例决〔2021〕4号", "CRB-01/X-2", "ab" * 32)
    receipt = expire(
        actor=city.office, now=city.now, learner=city.learner, outcome=f"outcome:{outcome.pk}", amount=50, on=city.now.date(), basis=basis
    )
    posting = Posting.objects.get(pk=receipt.id)
    assert what_follows(posting).record is None
    reverse_posting(actor=city.office, now=city.now, posting=posting, reason="不应失效", document="示例决〔2021〕5号")
    assert balance_of(learner_account(city.learner).code) == 200


def test_a_reversal_names_reason_and_document_and_happens_once_by_the_office_alone(city):
    banked(city)
    posting = Posting.objects.get()
    with pytest.raises(Refusal, match="文号"):
        reverse_posting(actor=city.office, now=city.now, posting=posting, reason="误", document=" ")
    with pytest.raises(NotPermitted):
        reverse_posting(actor=city.school, now=city.now, posting=posting, reason="误", document="1号")
    reverse_posting(actor=city.office, now=city.now, posting=posting, reason="误", document="1号")
    with pytest.raises(Conflict, match="已经冲正过"):
        reverse_posting(actor=city.office, now=city.now, posting=posting, reason="误", document="1号")
    with pytest.raises(Refusal, match="不能再冲正"):
        reverse_posting(actor=city.office, now=city.now, posting=Posting.objects.get(kind="reverse"), reason="误", document="1号")


def test_an_appeal_against_a_posting_that_is_changed_reverses_it(city):
    outcome = banked(city)
    reviewed(city, appealed(city, Posting.objects.get()), "change")
    outcome.refresh_from_db()
    assert outcome.state == OutcomeState.REVOKED
    assert balance_of(learner_account(city.learner).code) == 0
