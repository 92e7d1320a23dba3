"""Accounts: one for each person, opened on a document, checked by another, merged and taken apart with both histories kept."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from baigong.contexts.accounts.models import RoleHolding
from baigong.contexts.credit_bank.identity import account_number, check_digit, identity_of
from baigong.contexts.credit_bank.models import IdentityDocument, Learner, LearnerState
from baigong.contexts.credit_bank.selectors.looks import who_looked
from baigong.contexts.credit_bank.selectors.people import outcomes_of
from baigong.contexts.credit_bank.services import conversions, people
from baigong.contexts.credit_bank.services.appeals import Plea, contested, lodge
from baigong.contexts.credit_bank.services.outcomes import PAPERS
from baigong.kernel import audit
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.conversion_city import adopted, banked, make_college
from tests.credit_city import a_claim, a_number, a_type, an_account, fire, make_city

pytestmark = pytest.mark.django_db
BORN = date(1990, 5, 6)


@pytest.fixture
def city(db):
    return make_city()


def opening(**facts):
    return people.Opening(**({"name": "张三", "document_kind": "citizen", "document_number": a_number()} | facts))


def test_an_account_waits_until_somebody_has_seen_the_document(city, now):
    row = people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body)
    assert (row.state, row.birth_on, len(row.number)) == (LearnerState.PENDING, BORN, 13)
    with pytest.raises(Refusal, match="还没有核验过身份证件"):
        fire(row, "activate", city.school, now)
    people.check_document(actor=city.school, now=now, document=row.documents.get(), how="roster")
    row.refresh_from_db()
    assert row.state == LearnerState.ACTIVE


def test_the_number_is_kept_encrypted_matched_by_a_digest_and_shown_with_its_middle_hidden(city, now):
    row = people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body)
    document = row.documents.get()
    assert a_number() not in (document.number_sealed, document.number_hash, document.masked)
    assert document.masked == f"620690{'*' * 11}{a_number()[-1]}"
    assert not AuditEvent.objects.filter(detail__icontains=a_number()).exists()


WIDE = "".join(chr(ord(c) + 0xFEE0) if c.isdigit() else c for c in a_number())


@pytest.mark.parametrize("spelt", [a_number().lower(), f" {a_number()[:6]} {a_number()[6:]} ", WIDE])
def test_one_document_has_one_account_however_it_is_spelt(city, now, spelt):
    people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body)
    with pytest.raises(Conflict, match="没有重复开户"):
        people.open_account(actor=city.other, now=now, opening=opening(name="李四", document_number=spelt), home=city.other_body)
    assert Learner.objects.count() == 1


def test_who_opens_twice_elsewhere_is_not_told_whose_account_it_is(city, now):
    people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body)
    with pytest.raises(Conflict) as own:
        people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body)
    with pytest.raises(Conflict) as elsewhere:
        people.open_account(actor=city.other, now=now, opening=opening(), home=city.other_body)
    assert ("张三" in own.value.message, "张三" in elsewhere.value.message) == (True, False)


@pytest.mark.parametrize(
    ("kind", "number", "words"),
    [
        ("citizen", a_number()[:17] + ("1" if a_number()[17] != "1" else "2"), "校验位不对"),
        ("citizen", "62069019900506001", "18位"),
        ("citizen", "620690199013060010", "校验位不对|出生日期不存在"),
        ("passport", "E1", "5至20位"),
        ("licence", "123456", "证件类型"),
    ],
)
def test_a_number_that_cannot_be_is_refused_on_its_field(kind, number, words):
    with pytest.raises(Refusal, match=words):
        identity_of(kind, number)


def test_a_name_with_a_dot_and_rare_characters_stays_as_it_is(city, now):
    row = people.open_account(actor=city.school, now=now, opening=opening(name="阿卜杜·𬱖"), home=city.school_body)
    assert Learner.objects.get(pk=row.pk).name == "阿卜杜·𬱖"


def test_who_is_not_of_age_needs_a_guardian(city, now):
    young = opening(document_number=a_number(date(2004, 9, 1)))
    with pytest.raises(Refusal, match="未满18周岁"):
        people.open_account(actor=city.school, now=now, opening=young, home=city.school_body)
    with_guardian = opening(document_number=a_number(date(2004, 9, 1)), guardian="张父", guardian_relation="父亲")
    row = people.open_account(actor=city.school, now=now, opening=with_guardian, home=city.school_body)
    assert row.guardians.get().consented_on == now.date()
    of_age = opening(document_number=a_number(date(2003, 3, 15), 2))
    assert people.open_account(actor=city.school, now=now, opening=of_age, home=city.school_body).guardians.count() == 0


def test_a_guardian_is_added_later_at_the_desk_for_somebody_not_of_age(city, now):
    young = opening(document_number=a_number(date(2004, 9, 1)), guardian="张父", guardian_relation="父亲")
    row = people.open_account(actor=city.school, now=now, opening=young, home=city.school_body)
    made = people.add_guardian(actor=city.school, now=now, learner=row, name="张母", relation="母亲", phone="1")
    assert (row.guardians.count(), made.consented_on) == (2, now.date())
    with pytest.raises(NotPermitted):
        people.add_guardian(actor=city.other, now=now, learner=row, name="李四", relation="邻居")
    grown = people.open_account(actor=city.school, now=now, opening=opening(document_number=a_number(serial=5)), home=city.school_body)
    with pytest.raises(Refusal, match="已成年"):
        people.add_guardian(actor=city.school, now=now, learner=grown, name="张父", relation="父亲")


def test_one_opens_one_account_for_oneself_and_does_not_check_the_own_document(city, now):
    row = people.register_oneself(actor=city.pupil, now=now, opening=opening(), home=city.school_body)
    with pytest.raises(Conflict, match="已有学分账户"):
        people.register_oneself(actor=city.pupil, now=now, opening=opening(document_number=a_number(serial=2)))
    document = row.documents.get()
    with pytest.raises(NotPermitted):
        people.check_document(actor=city.pupil, now=now, document=document, how="sight")
    with pytest.raises(NotPermitted):
        people.check_document(actor=city.other, now=now, document=document, how="sight")
    assert people.check_document(actor=city.school, now=now, document=document, how="sight").state == LearnerState.ACTIVE


def test_a_second_document_of_the_same_person_finds_the_same_account(city, now):
    row = an_account(city, now)
    people.add_document(actor=city.school, now=now, learner=row, kind="passport", number="e12345678")
    with pytest.raises(Conflict):
        people.open_account(
            actor=city.other, now=now, opening=opening(document_kind="passport", document_number="E12345678", birth_on=BORN),
            home=city.other_body,
        )  # fmt: skip


def test_two_accounts_of_one_person_are_merged_and_can_be_taken_apart_as_they_were(city, now):
    kept, absorbed = an_account(city, now), an_account(city, now, serial=2)
    kind = a_type(city)
    one = a_claim(city, now, kept, kind, number="A-1")
    two = a_claim(city, now, absorbed, kind, number="A-2")
    merger = people.merge(actor=city.office, now=now, kept=kept, absorbed=absorbed, reason="新旧两证")
    absorbed.refresh_from_db()
    assert (absorbed.state, absorbed.merged_into_id) == (LearnerState.MERGED, kept.pk)
    assert kept.one_person() == [kept.pk, absorbed.pk]
    assert {row.pk for row in outcomes_of(kept)} == {one.pk, two.pk}
    with pytest.raises(Conflict):
        people.merge(actor=city.office, now=now, kept=kept, absorbed=absorbed, reason="再来")
    with pytest.raises(Refusal, match="为什么拆分"):
        people.split(actor=city.office, now=now, merger=merger, reason=" ")
    people.split(actor=city.office, now=now, merger=merger, reason="查明是两个人")
    absorbed.refresh_from_db()
    assert (absorbed.state, absorbed.merged_into) == (LearnerState.ACTIVE, None)
    assert [row.pk for row in outcomes_of(kept)] == [one.pk]
    with pytest.raises(Conflict, match="已经拆分"):
        people.split(actor=city.office, now=now, merger=merger, reason="再来")


def test_whoever_opened_a_paper_or_an_account_that_was_merged_is_among_those_who_looked(city, now):
    kept, absorbed = an_account(city, now), an_account(city, now, serial=2)
    paper = a_claim(city, now, absorbed, a_type(city)).evidence.first()
    audit.record(city.office, "credit_bank.learner.read", absorbed, now=now)
    PAPERS.open(actor=city.school, now=now, piece=paper).close()
    assert who_looked(kept) == []
    people.merge(actor=city.office, now=now, kept=kept, absorbed=absorbed, reason="新旧两证")
    assert {look.event.action for look in who_looked(kept)} == {"credit_bank.learner.read", "credit_bank.outcomeevidence.read"}


def test_a_look_names_who_for_which_body_and_which_paper(city, now):
    row = an_account(city, now)
    paper = a_claim(city, now, row, a_type(city)).evidence.first()
    PAPERS.open(actor=city.school, now=now, piece=paper).close()
    look = who_looked(row)[0]
    assert (look.who, look.behalf) == (city.school.name, city.school_body.name)
    assert look.paper == f"{paper.get_kind_display()}（{paper.outcome}）"
    RoleHolding.objects.filter(user=city.users.school).update(until_on=now.date() - timedelta(days=1))
    assert who_looked(row)[0].behalf == "", "what somebody is later is not said of what was before"


def test_who_reads_an_outcome_or_an_application_is_among_those_who_looked_and_the_learner_is_not(city, now, client):
    row = a_claim(city, now, an_account(city, now), a_type(city))
    row = fire(row, "submit", city.office, now)
    Learner.objects.filter(pk=row.learner_id).update(user=city.users.pupil)
    for user in (city.users.pupil, city.users.school):
        client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        page = client.get(row.get_absolute_url())
        assert page.status_code == 200
        assert "查看学习成果" not in page.content.decode(), "who read it is the learner's to know"
    looks = who_looked(Learner.objects.get(pk=row.learner_id))
    assert [(look.who, look.event.action, look.paper) for look in looks] == [(city.school.name, "credit_bank.outcome.read", str(row))]


def test_an_account_that_rests_in_another_or_is_closed_takes_no_document_and_no_guardian(city, now):
    kept, absorbed = an_account(city, now), an_account(city, now, serial=2)
    people.merge(actor=city.office, now=now, kept=kept, absorbed=absorbed, reason="新旧两证")
    with pytest.raises(Conflict, match=f"请在“{kept}”里登记"):
        people.add_document(actor=city.office, now=now, learner=absorbed, kind="passport", number="E12345678")
    assert people.add_document(actor=city.office, now=now, learner=kept, kind="passport", number="E12345678").masked == "*******78"
    closed = an_account(city, now, serial=3)
    fire(closed, "close", city.office, now, reason="本人申请注销")
    with pytest.raises(Conflict, match="已注销"):
        people.add_document(actor=city.office, now=now, learner=closed, kind="passport", number="E12345670")


def test_only_the_office_merges(city, now):
    kept, absorbed = an_account(city, now), an_account(city, now, serial=2)
    with pytest.raises(NotPermitted):
        people.merge(actor=city.school, now=now, kept=kept, absorbed=absorbed, reason="新旧两证")


def test_an_account_with_open_claims_is_not_closed(city, now):
    row = an_account(city, now)
    claim = a_claim(city, now, row, a_type(city))
    fire(claim, "submit", city.school, now)
    with pytest.raises(Refusal, match="没有办完"):
        fire(row, "close", city.office, now, reason="本人申请")
    fire(claim, "reject", city.school, now, reason="材料不符")
    assert fire(row, "close", city.office, now, reason="本人申请").state == LearnerState.CLOSED


def test_an_account_is_not_closed_over_an_application_or_an_appeal_that_waits(now):
    city = make_college(now)
    adopted(city)
    banked(city)
    applied = conversions.apply(actor=city.school, now=now, learner=city.learner, programme=city.programme)
    with pytest.raises(Refusal, match=r"学分转换“.*”没有办完"):
        fire(city.learner, "close", city.office, now, reason="本人申请")
    refused = fire(applied, "refuse", city.other, now, reason="材料不符")
    lodge(actor=city.school, now=now, against=contested(refused), plea=Plea("材料齐全。", "请求重新办理"))
    with pytest.raises(Refusal, match=r"申诉“.*”没有办完"):
        fire(city.learner, "close", city.office, now, reason="本人申请")


def test_a_document_that_was_checked_since_the_page_was_read_is_not_checked_again(city, now):
    document = people.open_account(actor=city.school, now=now, opening=opening(), home=city.school_body).documents.get()
    people.check_document(actor=city.school, now=now, document=IdentityDocument.objects.get(pk=document.pk), how="roster")
    with pytest.raises(Conflict, match="已经核验过"):
        people.check_document(actor=city.office, now=now, document=document, how="sight")


def test_check_digits_find_every_wrong_digit_and_nearly_all_swaps_of_neighbours(city, now):
    number = account_number(identity_of("citizen", a_number()))
    for place in range(12):
        for digit in "0123456789":
            changed = number[:place] + digit + number[place + 1 : 12]
            assert (check_digit(changed) == number[12]) == (changed == number[:12])
    assert IdentityDocument.objects.count() == 0
    rng, found = random.Random(7064), []
    for _number in range(400):
        digits = "".join(rng.choices("0123456789", k=12))
        swapped = {digits[:n] + digits[n + 1] + digits[n] + digits[n + 2 :] for n in range(11)} - {digits}
        found += [check_digit(other) != check_digit(digits) for other in swapped]
    assert 0.97 < sum(found) / len(found) < 1
