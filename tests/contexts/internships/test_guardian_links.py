"""Guardians sign in the system: one link, one guardian, one wording, one week, five tries; each refused in words where it does not hold."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.credit_bank.models import Guardian as AccountGuardian
from baigong.contexts.internships.models import AgreementState, GuardianLink, Intern, PlacementState
from baigong.contexts.internships.services import agreements, guardians
from baigong.contexts.internships.services.stays import reschedule
from baigong.kernel.access import Actor
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.internship_city import a_placement, at, fire, later, make_city

pytestmark = pytest.mark.django_db
DAY = date(2022, 2, 21)
SOMEBODY = Actor(address="10.1.2.3")


@pytest.fixture
def city(db):
    made = make_city()
    Intern.objects.filter(school=made.school_body).update(guardian_phone="138-9354-1234")
    made.child.refresh_from_db()
    return made


@pytest.fixture
def placement(city):
    return a_placement(city, city.child, **later())


def made(city, placement, day=DAY, actor=None):
    return guardians.make_link(actor=actor or city.school, now=at(day), placement=placement)


def proven(token, digits="1234", day=DAY):
    return guardians.prove(actor=SOMEBODY, now=at(day), token=token, digits=digits)


def signed(link, name="李四之母", day=DAY, actor=SOMEBODY):
    return guardians.sign_by_link(actor=actor, now=at(day), link=link, name=name)


def drawn(city, placement, day=DAY):
    return agreements.draw_up(actor=city.school, now=at(day), placement=placement)


def test_everybody_signs_in_the_system_and_the_minor_is_formalised(city, placement):
    row = drawn(city, placement)
    agreements.consent(actor=city.minor, now=at(DAY), placement=placement)
    for actor, party in ((city.minor, "student"), (city.school, "school"), (city.firm, "unit")):
        agreements.sign(actor=actor, now=at(DAY), agreement=row, party=party)
    row.refresh_from_db()
    assert row.state == AgreementState.OPEN
    _link, token = made(city, placement, actor=city.minor)
    signed(proven(token))
    row.refresh_from_db()
    placement.refresh_from_db()
    assert (row.state, placement.state) == (AgreementState.SIGNED, PlacementState.AGREED)
    event = AuditEvent.objects.filter(action="internships.placementsignature.agreement_signed").latest("pk")
    assert (event.actor_name, event.address, event.actor_id) == ("李四之母", "10.1.2.3", None)


def test_only_the_student_and_the_school_make_a_link(city, placement):
    for actor in (city.firm, city.college, city.student, city.county):
        with pytest.raises(NotPermitted):
            made(city, placement, actor=actor)
    for actor in (city.minor, city.school, city.bureau):
        assert made(city, placement, actor=actor)
    assert GuardianLink.objects.filter(closed_at=None).count() == 1


def test_the_guardian_of_the_credit_account_stands_in_where_the_school_entered_none(city, placement):
    Intern.objects.filter(pk=city.child.pk).update(guardian_name="", guardian_phone="")
    with pytest.raises(Refusal, match="没有登记李四的监护人姓名和电话"):
        made(city, placement)
    AccountGuardian.objects.create(
        learner=city.child.learner, name="李父", relation="父亲", phone="13900005678", consented_on=DAY
    )  # fmt: skip
    _link, token = made(city, placement)
    signed(proven(token, "5678"), "李父")
    assert placement.signatures.get().name == "李父"


def test_a_wrong_number_is_counted_and_the_fifth_locks_the_link(city, placement):
    _link, token = made(city, placement)
    for left in (4, 3, 2, 1):
        with pytest.raises(Refusal, match=f"还可以试{left}次"):
            proven(token, "0000")
    assert proven(token).tries == 4
    with pytest.raises(Refusal, match="已经锁住"):
        proven(token, "")
    with pytest.raises(Refusal, match="已经锁住"):
        proven(token)
    assert GuardianLink.objects.get().closed_why == "tries"


def test_another_name_is_not_signed_and_one_with_spaces_is_the_same(city, placement):
    _link, token = made(city, placement)
    with pytest.raises(Refusal, match="监护人姓名不一致"):
        signed(proven(token), "李四")
    assert not placement.signatures.exists()
    signed(proven(token), " 李四 之母 ")
    assert placement.signatures.get().name == "李四之母"


def test_a_link_serves_once_and_the_one_before_no_more(city, placement):
    _first, old = made(city, placement)
    link, token = made(city, placement)
    with pytest.raises(Refusal, match="已经作废"):
        proven(old)
    signed(proven(token))
    with pytest.raises(Conflict, match="已经签过字"):
        signed(link)
    with pytest.raises(Conflict, match="现在没有要监护人签的"):
        made(city, placement)


@pytest.mark.parametrize(("starts_on", "still", "over"), [(date(2022, 4, 1), 6, 7), (date(2022, 2, 23), 2, 3)])
def test_a_link_lasts_a_week_and_never_beyond_the_first_day(city, starts_on, still, over):
    placement = a_placement(city, city.child, **later(starts_on))
    link, token = made(city, placement)
    assert proven(token, day=DAY + timedelta(days=still))
    with pytest.raises(Refusal, match="到期"):
        signed(link, day=DAY + timedelta(days=over))


def test_a_new_version_of_the_agreement_kills_the_link(city, placement):
    row = drawn(city, placement)
    _link, token = made(city, placement)
    fire(row, "void", city.school, at(DAY), "写错")
    drawn(city, placement)
    with pytest.raises(Refusal, match="有变动"):
        proven(token)
    link, _token = made(city, placement)
    reschedule(
        actor=city.school, now=at(DAY), placement=placement, starts_on=date(2022, 3, 2), ends_on=placement.ends_on, reason="推迟"
    )  # fmt: skip
    with pytest.raises(Refusal, match="有变动"):
        signed(link)


def test_an_agreement_drawn_up_after_the_link_and_another_guardian_kill_it(city, placement):
    _link, token = made(city, placement)
    drawn(city, placement)
    with pytest.raises(Refusal, match="有变动"):
        proven(token)
    _link, token = made(city, placement)
    Intern.objects.filter(pk=city.child.pk).update(guardian_phone="13800009999")
    with pytest.raises(Refusal, match="有变动"):
        proven(token, "9999")


def test_school_and_student_do_not_sign_for_the_guardian_while_signed_in(city, placement):
    link, token = made(city, placement)
    for actor in (city.school, city.minor):
        with pytest.raises(Refusal, match="先退出登录"):
            guardians.prove(actor=actor, now=at(DAY), token=token, digits="1234")
        with pytest.raises(Refusal, match="先退出登录"):
            signed(link, actor=actor)
    assert not placement.signatures.exists()


def test_after_the_start_nothing_is_signed_by_a_link_any_more(city, placement):
    link, _token = made(city, placement)
    fire(placement, "withdraw", city.school, at(DAY), "不去了")
    with pytest.raises(Refusal, match="上岗前的手续不再办理"):
        signed(link)
