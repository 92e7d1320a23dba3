"""A sign-in of one's own for whom a desk or a roster opened the account: by a link, for who knows the document's number, once."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.models import LearnerState, SignInLink
from baigong.contexts.credit_bank.services import people
from baigong.contexts.credit_bank.services import sign_in_links as links
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.links import LinkEnd
from baigong.kernel.notices.models import Notice
from tests.builders import a_user, acting_for
from tests.credit_city import a_number, an_account, make_city

pytestmark = pytest.mark.django_db
NUMBER = a_number(date(1990, 5, 6), 1)
OWN = links.NewSignIn("zhangsan", "right-horse-battery")


@pytest.fixture
def city(db):
    return make_city()


@pytest.fixture
def learner(city, now):
    return an_account(city, now)


@pytest.fixture
def token(city, learner, now):
    return links.make_link(actor=city.school, now=now, learner=learner)[1]


def take_up(token, now, number=NUMBER, **how):
    return links.take_up(actor=ANONYMOUS, now=now, token=token, document_number=number, **(how or {"new": OWN}))


def test_who_has_the_link_and_knows_the_number_signs_in_to_this_account_and_the_link_is_used(learner, token, now):
    user = take_up(token, now)
    learner.refresh_from_db()
    assert (learner.user, user.username, user.display_name, acting_for(user).holdings) == (user, "zhangsan", learner.name, ())
    assert user.check_password(OWN.password)
    with pytest.raises(Refusal, match="已经用过"):
        take_up(token, now)
    assert {"credit_bank.signinlink.made", "credit_bank.learner.joined"} <= set(AuditEvent.objects.values_list("action", flat=True))


def test_the_secret_is_kept_nowhere(token):
    row = SignInLink.objects.get()
    assert token not in (row.token_digest, str(row))
    assert not AuditEvent.objects.filter(detail__icontains=token).exists()


def test_who_has_a_sign_in_already_ties_the_account_to_it(city, learner, token, now):
    assert take_up(token, now, user=city.users.farmer) == city.users.farmer
    learner.refresh_from_db()
    assert learner.user == city.users.farmer


def test_a_wrong_number_is_counted_and_the_fifth_locks_the_link(learner, token, now):
    for left in (4, 3, 2, 1):
        with pytest.raises(Refusal, match=f"还可以试{left}次"):
            take_up(token, now, number=a_number(serial=7))
    with pytest.raises(Refusal, match="已经锁住") as locked:
        take_up(token, now, number="不是号码")
    assert locked.value.status == 410
    with pytest.raises(Refusal, match="已经锁住"):
        take_up(token, now)
    learner.refresh_from_db()
    assert (learner.user, User.objects.filter(username="zhangsan").exists()) == (None, False)
    assert SignInLink.objects.get().closed_why == LinkEnd.TRIES


def test_a_name_that_is_taken_or_a_weak_password_leaves_the_link_as_it_was(city, token, now):
    for new, field in ((links.NewSignIn("school", OWN.password), "username"), (links.NewSignIn("zhangsan", "123"), "password")):
        with pytest.raises(Refusal) as refusal:
            take_up(token, now, new=new)
        assert field in refusal.value.fields
    assert take_up(token, now).username == "zhangsan"


def test_a_new_link_ends_the_old_one_and_one_taken_back_or_too_old_serves_no_more(city, learner, token, now):
    other, second = links.make_link(actor=city.office, now=now, learner=learner)
    with pytest.raises(Refusal, match="已经作废"):
        take_up(token, now)
    with pytest.raises(Refusal, match="到期"):
        take_up(second, now + links.VALID_FOR)
    assert links.withdraw_link(actor=city.school, now=now, link=other).closed_why == LinkEnd.WITHDRAWN
    with pytest.raises(Refusal, match="已经作废"):
        take_up(second, now)
    with pytest.raises(Refusal, match="没有这个链接"):
        take_up("x", now)


def test_only_the_desk_of_the_account_gives_a_link_out_and_takes_it_back(city, learner, token, now):
    for actor in (city.other, city.pupil, city.leader):
        with pytest.raises(NotPermitted):
            links.make_link(actor=actor, now=now, learner=learner)
        with pytest.raises(NotPermitted):
            links.withdraw_link(actor=actor, now=now, link=SignInLink.objects.get())


def test_the_desk_that_made_it_and_whoever_has_an_account_cannot_take_it_up(city, learner, token, now):
    with pytest.raises(Conflict, match="给别人做的链接"):
        take_up(token, now, user=city.users.school)
    people.register_oneself(actor=city.farmer, now=now, opening=people.Opening("赵六", "citizen", a_number(serial=9)))
    with pytest.raises(Conflict, match="已有学分账户"):
        take_up(token, now, user=city.users.farmer)


def test_of_two_links_taken_up_at_one_moment_under_one_sign_in_the_second_is_told(city, learner, token, now, monkeypatch):
    user, looked, look = city.users.farmer, [], links._hold_takes

    def other_was_faster(link, account):
        looked.append(account)
        if len(looked) > 1:
            look(link, account)

    monkeypatch.setattr(links, "_hold_takes", other_was_faster)
    other = an_account(city, now, "王五", serial=2)
    type(other).objects.filter(pk=other.pk).update(user=user)
    with pytest.raises(Conflict, match=f"已有学分账户{other.number}"):
        take_up(token, now, user=user)
    learner.refresh_from_db()
    assert (learner.user, SignInLink.objects.get().closed_at) == (None, None)


def test_an_account_not_checked_yet_or_with_a_sign_in_gets_no_link(city, learner, token, now):
    opening = people.Opening("李四", "citizen", a_number(serial=4))
    pending = people.open_account(actor=city.school, now=now, opening=opening, home=city.school_body)
    assert pending.state == LearnerState.PENDING
    with pytest.raises(Conflict, match="启用后"):
        links.make_link(actor=city.school, now=now, learner=pending)
    take_up(token, now)
    with pytest.raises(Conflict, match="已经开通"):
        links.make_link(actor=city.school, now=now, learner=learner)


def test_a_sign_in_that_was_somebody_elses_is_parted_with_a_reason_and_a_new_link_follows(city, learner, token, now):
    user = take_up(token, now)
    with pytest.raises(Refusal, match="请写明为什么"):
        links.part_from_sign_in(actor=city.school, now=now, learner=learner, reason=" ")
    with pytest.raises(NotPermitted):
        links.part_from_sign_in(actor=acting_for(user), now=now, learner=learner, reason="我要换")
    links.part_from_sign_in(actor=city.school, now=now, learner=learner, reason="绑错了人")
    told = Notice.objects.get(recipient=user)
    assert learner.number[-4:] in told.subject
    assert not [word for word in (learner.name, learner.number, "绑错") if word in told.subject + told.body]  # it may be a stranger's
    learner.refresh_from_db()
    assert learner.user is None
    _row, again = links.make_link(actor=city.school, now=now + timedelta(hours=1), learner=learner)
    assert take_up(again, now + timedelta(hours=2), new=links.NewSignIn("zhang3", OWN.password)).username == "zhang3"


def test_links_for_many_leave_out_who_has_a_sign_in_or_a_link_that_serves_and_whom_another_desk_keeps(city, learner, now):
    fresh, signed, elsewhere = (an_account(city, now, f"学生{n}", serial=20 + n, at="other" if n == 3 else "school") for n in (1, 2, 3))
    signed.user = city.users.pupil
    signed.save()
    links.make_link(actor=city.school, now=now, learner=learner)
    numbers = [row.number for row in (learner, fresh, signed, elsewhere)]
    made = links.make_links(actor=city.school, now=now, numbers=numbers)
    assert [row for row, _token in made] == [fresh]
    assert links.make_links(actor=city.school, now=now, numbers=numbers) == []
    late = now + links.VALID_FOR
    assert [row for row, _token in links.make_links(actor=city.school, now=late, numbers=numbers)] == [learner, fresh]


def test_nobody_parts_the_own_account(city, now):
    officer = a_user(CREDIT_OFFICER, city.bureau, username="second")
    own = an_account(city, now, "王五", serial=6)
    own.user = officer
    own.save()
    with pytest.raises(Conflict, match="您自己的账户"):
        links.part_from_sign_in(actor=acting_for(officer), now=now, learner=own, reason="换")


def test_a_document_of_an_account_that_rests_in_this_one_proves_the_person_too(city, learner, now):
    second = an_account(city, now, "张三", serial=2)
    people.merge(actor=city.office, now=now, kept=learner, absorbed=second, reason="核对了两份证件")
    _row, token = links.make_link(actor=city.school, now=now, learner=learner)
    assert take_up(token, now, number=a_number(date(1990, 5, 6), 2)).username == "zhangsan"
