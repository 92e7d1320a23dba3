"""Posts change hands: who held which post on which day, and the news of it."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.organisations.public import (
    LIAISON,
    PostChangedHands,
    abolish_post,
    appoint,
    correct_holding,
    create_post,
    edit_post,
    end_organisation,
    find_holding,
    holder_of,
    posts_held_by,
    vacate,
)
from baigong.kernel import events
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import a_person, a_post, an_actor, appointed


@pytest.fixture
def heard(monkeypatch):
    """The events that came after commit."""
    found = []
    monkeypatch.setitem(events._subscribers, PostChangedHands, [found.append])
    return found


@pytest.fixture
def director(city):
    return a_post(city.education, "局长", is_head=True)


def test_the_former_holder_leaves_the_day_before(director, team, now, heard, django_capture_on_commit_callbacks):
    old, new = appointed(director, "马某"), a_person("李某")
    with django_capture_on_commit_callbacks(execute=True):
        appoint(actor=team, now=now, post=director, person=new, on=date(2021, 4, 1), basis="武任〔2021〕3号")
    assert holder_of(director, date(2021, 3, 31)) == old
    assert holder_of(director, date(2021, 4, 1)) == new
    assert heard == [PostChangedHands(director.pk, old.pk, new.pk, date(2021, 4, 1))]


def test_a_vacated_post_is_vacant_and_can_be_filled_later(director, team, now, heard, django_capture_on_commit_callbacks):
    old = appointed(director, "马某", date(2019, 1, 1))
    with django_capture_on_commit_callbacks(execute=True):
        vacate(actor=team, now=now, post=director, on=date(2021, 4, 1))
    assert heard == [PostChangedHands(director.pk, old.pk, None, date(2021, 4, 1))]
    assert holder_of(director, date(2021, 4, 1)) is None
    appoint(actor=team, now=now, post=director, person=a_person(), on=date(2021, 5, 1))
    assert holder_of(director, date(2021, 4, 30)) is None
    assert holder_of(director, date(2021, 5, 1)) is not None


def test_one_person_may_hold_several_posts(city, team, now, director):
    somebody = appointed(director, "杨某")
    other = a_post(city.finance)
    appoint(actor=team, now=now, post=other, person=somebody, on=date(2021, 1, 1))
    assert set(posts_held_by(somebody, date(2021, 2, 1))) == {director, other}


@pytest.mark.parametrize("on", [date(2021, 4, 1), date(2021, 3, 1), None])
def test_an_appointment_does_not_overwrite_what_came_later(director, team, now, on):
    appointed(director, "马某", date(2021, 4, 1))
    with pytest.raises(Refusal, match="马某") as caught:
        appoint(actor=team, now=now, post=director, person=a_person(), on=on)
    assert caught.value.code == "later_holding"


def test_nobody_is_appointed_to_what_he_holds(director, team, now):
    somebody = appointed(director, "马某")
    with pytest.raises(Refusal) as caught:
        appoint(actor=team, now=now, post=director, person=somebody, on=date(2021, 4, 1))
    assert caught.value.code == "already_holds"


def test_nobody_is_appointed_while_a_closed_spell_still_runs(director, team, now):
    appointed(director, "马某", date(2020, 1, 1))
    vacate(actor=team, now=now, post=director, on=date(2022, 1, 1))
    with pytest.raises(Refusal) as caught:
        appoint(actor=team, now=now, post=director, person=a_person(), on=date(2021, 6, 1))
    assert caught.value.code == "later_holding"


def test_a_vacant_post_cannot_be_vacated(director, team, now):
    with pytest.raises(Refusal) as caught:
        vacate(actor=team, now=now, post=director, on=date(2021, 4, 1))
    assert caught.value.code == "vacant"


def test_an_abolished_post_and_an_ended_body_take_nobody(city, director, team, now):
    deputy = a_post(city.finance, "副局长")
    appointed(director, "马某")
    abolish_post(actor=team, now=now, post=director, on=date(2021, 4, 1))
    assert holder_of(director, date(2021, 4, 1)) is None
    director.refresh_from_db()
    with pytest.raises(NotPermitted):  # an abolished post allows no appointment at all
        appoint(actor=team, now=now, post=director, person=a_person(), on=date(2021, 5, 1))
    end_organisation(actor=team, now=now, organisation=city.finance, on=date(2021, 4, 1))
    with pytest.raises(Refusal) as caught:
        appoint(actor=team, now=now, post=deputy, person=a_person(), on=date(2021, 5, 1))
    assert caught.value.code == "unit_ended"


def test_posts_of_one_title_are_told_apart_by_their_remit(city, team, now):
    first = create_post(actor=team, now=now, organisation=city.education, title="副局长", remit="分管职教")
    create_post(actor=team, now=now, organisation=city.education, title="副局长", remit="分管基教")
    assert first.full_title == "副局长（分管职教）"
    with pytest.raises(Refusal) as caught:
        create_post(actor=team, now=now, organisation=city.education, title="副局长", remit="分管职教")
    assert caught.value.code == "post_exists"


def test_a_body_has_one_head(city, director, team, now):
    deputy = a_post(city.education, "副局长")
    with pytest.raises(Refusal) as caught:
        edit_post(actor=team, now=now, post=deputy, title="副局长", remit="", is_head=True, order=20)
    assert caught.value.code == "second_head"


def test_a_wrong_day_is_put_right_with_a_reason(director, team, now):
    appointed(director, "马某", date(2020, 5, 1))
    holding = find_holding(director, now.date())
    facts = {"actor": team, "now": now, "holding": holding, "until_on": None, "basis": ""}
    with pytest.raises(Refusal, match="理由"):
        correct_holding(**facts, from_on=date(2020, 3, 1), reason=" ")
    correct_holding(**facts, from_on=date(2020, 3, 1), reason="录入有误")
    assert holder_of(director, date(2020, 3, 1)) is not None


def test_a_correction_may_not_put_two_people_on_one_day(director, team, now):
    appointed(director, "马某", date(2020, 1, 1))
    appointed(director, "李某", date(2021, 1, 1))
    holding = find_holding(director, date(2021, 2, 1))
    with pytest.raises(Refusal, match="马某"):
        correct_holding(actor=team, now=now, holding=holding, from_on=date(2020, 12, 1), until_on=None, basis="", reason="提前")


def test_a_wrong_day_of_change_is_put_right_for_both_at_once(director, team, now):
    first, second = appointed(director, "马某", date(2020, 1, 1)), appointed(director, "李某", date(2021, 1, 1))
    facts = {"actor": team, "now": now, "basis": "", "reason": "任免通知写的是10日", "with_neighbours": True}
    later = find_holding(director, date(2021, 2, 1))
    correct_holding(**facts, holding=later, from_on=date(2020, 12, 10), until_on=None)
    assert (holder_of(director, date(2020, 12, 9)), holder_of(director, date(2020, 12, 10))) == (first, second)
    earlier = find_holding(director, date(2020, 2, 1))
    correct_holding(**facts, holding=earlier, from_on=date(2020, 1, 1), until_on=date(2020, 12, 31))
    assert (holder_of(director, date(2020, 12, 31)), holder_of(director, date(2021, 1, 1))) == (first, second)
    with pytest.raises(Refusal) as caught:
        correct_holding(**facts, holding=find_holding(director, now.date()), from_on=date(2019, 12, 1), until_on=None)
    assert caught.value.code == "neighbour_gone"
    assert holder_of(director, date(2020, 12, 31)) == first


def test_a_gap_between_two_terms_is_left_alone(director, team, now):
    appointed(director, "马某", date(2020, 1, 1))
    vacate(actor=team, now=now, post=director, on=date(2020, 6, 1))
    appointed(director, "李某", date(2021, 1, 1))
    holding = find_holding(director, date(2021, 2, 1))
    correct_holding(
        actor=team, now=now, holding=holding, from_on=date(2020, 12, 1), until_on=None, basis="", reason="提前", with_neighbours=True
    )
    assert holder_of(director, date(2020, 5, 31)) is not None
    assert holder_of(director, date(2020, 6, 1)) is None


def test_a_liaison_appoints_nobody(city, director, now):
    with pytest.raises(NotPermitted):
        appoint(actor=an_actor(LIAISON, city.education), now=now, post=director, person=a_person(), on=date(2021, 4, 1))


def test_a_holder_does_not_outlast_a_body_whose_end_is_decided(city, team, now):
    post = a_post(city.finance, "局长")
    end_organisation(actor=team, now=now, organisation=city.finance, on=date(2022, 1, 1))
    appointed(post, "文某", date(2021, 5, 1))
    assert holder_of(post, date(2021, 12, 31)) is not None
    assert holder_of(post, date(2022, 1, 1)) is None
