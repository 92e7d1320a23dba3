"""Agreements of mutual recognition: one drafts, every other party agrees, a document puts them into force, and they end."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.credit_bank.models import (
    AgreementKind,
    AgreementState,
    RecognitionAgreement,
)
from baigong.contexts.credit_bank.selectors.mutual import list_agreements
from baigong.contexts.credit_bank.services import mutual
from baigong.contexts.credit_bank.services.mutual import PartyHead
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.notices.models import Notice
from baigong.kernel.workflow import fire as machine_fire
from baigong.kernel.workflow import todos
from tests.credit_city import fire
from tests.mutual_city import (
    agreement_head,
    in_force,
    later,
    make_schools,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db, now):
    return make_schools(now)


def drafted(city, **facts):
    return mutual.draft_agreement(actor=city.school, now=city.now, head=agreement_head(city, **facts))


def test_an_agreement_comes_into_force_once_the_other_side_agreed_and_it_has_a_document(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    with pytest.raises(Conflict):
        fire(row, "sign", city.school, city.now, document="文号")
    theirs = row.parties.get(organisation=city.general_body)
    with pytest.raises(NotPermitted):
        fire(theirs, "agree", city.school, city.now)
    fire(theirs, "agree", city.general, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.AGREED
    with pytest.raises(Refusal, match="协议文号"):
        fire(row, "sign", city.general, city.now)
    row = fire(row, "sign", city.general, city.now, document="示例合〔2021〕1号")
    assert (row.kind, row.signed_on) == (AgreementKind.GENERAL_VOCATIONAL, city.now.date())
    assert row.is_in_force(date(2022, 8, 31))
    assert not row.is_in_force(date(2022, 9, 1))


def test_of_three_the_last_yes_concludes(city):
    three = (PartyHead(city.school_body), PartyHead(city.general_body), PartyHead(city.other_body, offers=False))
    row = fire(drafted(city, parties=three), "propose", city.school, city.now)
    fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.PROPOSED
    fire(row.parties.get(organisation=city.other_body), "agree", city.other, city.now)
    row.refresh_from_db()
    assert row.state == AgreementState.AGREED


def test_one_no_sends_it_back_with_its_reason_and_everybody_is_asked_anew(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    fire(row.parties.get(organisation=city.general_body), "decline", city.general, city.now, reason="比例要再议")
    row.refresh_from_db()
    assert row.state == AgreementState.RETURNED
    assert row in list_agreements(city.general), "who declined still sees it"
    assert Notice.objects.filter(recipient=city.users.school, body__contains="比例要再议").exists()
    mutual.edit_agreement(actor=city.school, now=city.now, agreement=row, head=agreement_head(city, rate_permille=800))
    row = fire(row, "propose", city.school, city.now)
    assert {party.state for party in row.parties.all()} == {"agreed", "pending"}


def waiting(actor):
    return {group.label: [item.title for item in group.items] for group in todos(actor)}


def test_an_agreement_that_was_proposed_waits_for_the_answer_of_each_other_party_and_a_draft_for_nobodys(city):
    row = drafted(city)
    assert "待答复的互认协议" not in waiting(city.general)
    with pytest.raises(NotPermitted):
        fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    row = fire(row, "propose", city.school, city.now)
    assert waiting(city.general)["待答复的互认协议"] == ["课程互选协议（丙高中）"]
    assert "待答复的互认协议" not in waiting(city.school)
    fire(row.parties.get(organisation=city.general_body), "agree", city.general, city.now)
    assert "待答复的互认协议" not in waiting(city.general)


def test_what_its_author_takes_back_waits_for_nobody(city):
    row = fire(drafted(city), "propose", city.school, city.now)
    asked = Notice.objects.filter(recipient=city.users.general, url=row.get_absolute_url())
    assert asked.get().read_at is None
    fire(row, "recall", city.school, city.now, reason="比例要再议")
    assert asked.get().read_at is not None


def test_a_draft_is_its_authors_and_what_was_proposed_does_not_change(city):
    row = drafted(city)
    assert list(list_agreements(city.general)) == []
    assert list(list_agreements(city.office)) == [row]
    with pytest.raises(NotPermitted):
        mutual.edit_agreement(actor=city.general, now=city.now, agreement=row, head=agreement_head(city))
    fire(row, "propose", city.school, city.now)
    with pytest.raises(Conflict, match="内容不再改动"):
        mutual.edit_agreement(actor=city.school, now=city.now, agreement=row, head=agreement_head(city))


def test_nobody_puts_a_draft_into_another_bodys_mouth(city):
    row = drafted(city)
    with pytest.raises(NotPermitted):
        mutual.edit_agreement(actor=city.school, now=city.now, agreement=row, head=agreement_head(city, proposer=city.general_body))
    row.refresh_from_db()
    assert row.proposer == city.school_body


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"until": date(2020, 8, 31)}, "until"), ({"rate_permille": 0}, "rate"), ({"rate_permille": 1001}, "rate"),
        ({"parties": ()}, "parties"),
    ],
)  # fmt: skip
def test_an_agreement_that_cannot_be_is_refused(city, facts, field):
    with pytest.raises(Refusal) as refusal:
        drafted(city, **facts)
    assert field in refusal.value.fields
    assert not RecognitionAgreement.objects.exists()


def test_an_agreement_in_which_nobody_may_choose_is_not_proposed(city):
    row = drafted(city, parties=(PartyHead(city.school_body, takes=False), PartyHead(city.general_body, takes=False)))
    with pytest.raises(Refusal, match="另一方的学生可以选"):
        fire(row, "propose", city.school, city.now)


def test_what_is_over_ends_by_itself_and_not_before(city):
    row = in_force(city, until=date(2021, 8, 31))
    with pytest.raises(Refusal, match="才期满"):
        fire(row, "end", city.school, city.now)
    assert mutual.end_agreements(later(city, date(2021, 8, 31))).count == 0
    assert mutual.end_agreements(later(city, date(2021, 9, 1))).count == 1
    row.refresh_from_db()
    assert (row.state, row.ended_on) == (AgreementState.ENDED, date(2021, 8, 31))


def test_an_agreement_that_somebody_ends_at_this_moment_keeps_no_other_from_ending(city, monkeypatch):
    first, second = in_force(city, until=date(2021, 8, 31)), in_force(city, until=date(2021, 8, 31), title="另一协议")

    def beaten_to_the_first(row, step, **facts):
        if row == first:
            raise Conflict("刚被他人处理。", code="raced")
        return machine_fire(row, step, **facts)

    monkeypatch.setattr(mutual, "fire", beaten_to_the_first)
    assert mutual.end_agreements(later(city, date(2021, 9, 1))) == mutual.Ended(1, ("刚被他人处理。",))
    second.refresh_from_db()
    assert second.state == AgreementState.ENDED
