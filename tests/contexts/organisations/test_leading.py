"""Leading bodies are made of posts: successors are members at once, a person has one vote, a rank has no successor."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.organisations.public import (
    Flag,
    LeadingBodyKind,
    add_seat,
    appoint,
    changes_between,
    dissolve_leading_body,
    end_seat,
    form_leading_body,
    members_of,
    merge,
    name_by_rank,
    reorganise,
    vacate,
    voters_of,
)
from baigong.kernel.audit.models import AuditEvent
from baigong.kernel.errors import NotPermitted, Refusal
from tests.builders import a_body, a_person, a_post, appointed

FOUNDED = date(2020, 12, 1)


@pytest.fixture
def group(city, team, now):
    return form_leading_body(
        actor=team, now=now, name="技能云中工作领导小组", office_at=city.education, basis="云政发〔2020〕8号", formed_on=FOUNDED
    )


@pytest.fixture
def seated(city, group, team, now):
    """A director of education with a seat, in office since before anybody remembers."""
    post = a_post(city.education, "局长", is_head=True)
    appointed(post, "马某")
    add_seat(actor=team, now=now, body=group, role="member", post=post)
    return post


def people(body, day):
    return [member.person.name if member.person else None for member in members_of(body, day)]


def test_a_successor_in_the_post_is_a_member_from_that_day_with_no_new_document(group, seated, team, now):
    events = AuditEvent.objects.filter(action__startswith="organisations.leadingbody").count()
    appoint(actor=team, now=now, post=seated, person=a_person("李某"), on=date(2021, 4, 1))
    assert [people(group, day) for day in (FOUNDED, date(2021, 3, 31), date(2021, 4, 1))] == [["马某"], ["马某"], ["李某"]]
    assert AuditEvent.objects.filter(action__startswith="organisations.leadingbody").count() == events
    member = members_of(group, date(2021, 4, 1))[0]
    assert (member.since, member.flags, member.needs_asking) == (date(2021, 4, 1), (), False)


def test_a_vacant_post_is_a_vacant_seat(group, seated, team, now):
    vacate(actor=team, now=now, post=seated, on=date(2021, 4, 1))
    member = members_of(group, date(2021, 4, 1))[0]
    assert (member.person, member.flags) == (None, (Flag.VACANT,))
    assert voters_of(group, date(2021, 4, 1)) == []


def test_one_person_with_three_posts_has_one_vote(city, group, seated, team, now):
    somebody = a_person("杨某")
    posts = [a_post(unit, title) for unit, title in ((city.finance, "局长"), (city.poverty, "主任"), (city.government, "农办主任"))]
    for post in posts:
        appointed(post, somebody)
        add_seat(actor=team, now=now, body=group, role="member", post=post)
    voters = voters_of(group, now.date())
    assert [(voter.person.name, len(voter.members)) for voter in voters] == [("马某", 1), ("杨某", 3)]
    appoint(actor=team, now=now, post=posts[1], person=a_person("王某"), on=date(2021, 4, 1))
    assert [(v.person.name, len(v.members)) for v in voters_of(group, date(2021, 4, 1))] == [("马某", 1), ("杨某", 2), ("王某", 1)]


def test_running_the_office_is_no_vote(city, group, seated, team, now):
    add_seat(actor=team, now=now, body=group, role="office_director", post=seated)
    deputy = a_post(city.education, "副局长")
    appointed(deputy, "赵某")
    add_seat(actor=team, now=now, body=group, role="office_deputy", post=deputy)
    assert [voter.person.name for voter in voters_of(group, now.date())] == ["马某"]


def test_a_member_by_rank_alone_is_flagged_and_the_unit_is_asked(city, group, team, now):
    seat = add_seat(
        actor=team, now=now, body=group, role="member", organisation=city.finance, rank_title="三级调研员", named_person=a_person("俞某")
    )
    member = members_of(group, now.date())[0]
    assert (member.person.name, member.flags, member.needs_asking) == ("俞某", (Flag.BY_RANK_ALONE,), True)
    name_by_rank(actor=team, now=now, seat=seat, person=a_person("孙某"), on=date(2021, 4, 1), basis="市财政局函")
    assert people(group, date(2021, 3, 31)) == ["俞某"]
    assert people(group, date(2021, 4, 1)) == ["孙某"]


def test_nobody_is_named_into_a_seat_of_a_post(group, seated, team, now):
    seat = group.seats.get()
    with pytest.raises(Refusal) as caught:
        name_by_rank(actor=team, now=now, seat=seat, person=a_person(), on=date(2021, 4, 1), basis="")
    assert caught.value.code == "seat_of_post"


def test_the_head_of_the_succeeding_body_takes_the_seat(city, group, team, now):
    old = a_post(city.poverty, "主任", is_head=True)
    appointed(old, "杨某")
    add_seat(actor=team, now=now, body=group, role="member", post=old)
    revival = a_body("云中市乡村振兴局", founded_on=date(2021, 6, 1))
    appointed(a_post(revival, "局长", is_head=True), "周某", date(2021, 6, 1))
    reorganise(actor=team, now=now, organisation=city.poverty, successor=revival, on=date(2021, 6, 1))
    assert people(group, date(2021, 5, 31)) == ["杨某"]
    member = members_of(group, date(2021, 6, 1))[0]
    assert (member.person.name, member.organisation, member.flags) == ("周某", revival, (Flag.BY_SUCCESSION,))


def test_a_deputy_of_a_body_that_is_no_more_has_no_inferred_successor(city, group, team, now):
    deputy = a_post(city.poverty, "副主任")
    appointed(deputy, "王某")
    add_seat(actor=team, now=now, body=group, role="member", post=deputy)
    merge(actor=team, now=now, organisation=city.poverty, into=city.finance, on=date(2021, 6, 1))
    member = members_of(group, date(2021, 6, 1))[0]
    assert (member.person, set(member.flags), member.needs_asking) == (None, {Flag.BODY_ENDED, Flag.VACANT}, True)


def test_what_changed_since_the_document_is_told(city, group, seated, team, now):
    second = a_post(city.finance)
    appointed(second, "文某")
    add_seat(actor=team, now=now, body=group, role="member", post=second)
    assert changes_between(group, FOUNDED, now.date()) == []
    appoint(actor=team, now=now, post=seated, person=a_person("李某"), on=date(2021, 4, 1))
    third = a_post(city.government, "市长")
    add_seat(actor=team, now=now, body=group, role="chair", post=third, from_on=date(2021, 4, 1))
    changes = changes_between(group, FOUNDED, date(2021, 4, 1))
    assert [(c.before and c.before.person.name, c.after and c.after.person and c.after.person.name) for c in changes] == [
        ("马某", "李某"),
        (None, None),
    ]
    assert changes[1].before is None


def test_an_ended_seat_seats_nobody_any_more(group, seated, team, now):
    end_seat(actor=team, now=now, seat=group.seats.get(), on=date(2021, 4, 1))
    assert people(group, date(2021, 3, 31)) == ["马某"]
    assert people(group, date(2021, 4, 1)) == []


def test_a_post_sits_once_in_a_role(group, seated, team, now):
    with pytest.raises(Refusal) as caught:
        add_seat(actor=team, now=now, body=group, role="member", post=seated)
    assert caught.value.code == "seat_exists"


def test_a_seat_is_of_a_post_or_of_a_rank(city, group, team, now):
    with pytest.raises(Refusal) as caught:
        add_seat(actor=team, now=now, body=group, role="member", organisation=city.finance)
    assert caught.value.code == "seat_of_nothing"


def test_a_dissolved_body_takes_no_seat(group, seated, team, now):
    group = dissolve_leading_body(actor=team, now=now, body=group, on=date(2021, 4, 1))
    with pytest.raises(NotPermitted, match="状态"):
        add_seat(actor=team, now=now, body=group, role="chair", post=seated)


def test_a_conference_is_convened_not_chaired(city, team, now, seated):
    body = form_leading_body(actor=team, now=now, name="联席会议", kind=LeadingBodyKind.CONFERENCE)
    seat = add_seat(actor=team, now=now, body=body, role="chair", post=seated)
    assert seat.role_label == "召集人"
    assert seated.seats.exclude(pk=seat.pk).get().role_label == "成员"


def test_members_cost_the_same_whatever_their_number(city, group, seated, team, now, django_assert_max_num_queries):
    with django_assert_max_num_queries(4):
        members_of(group, now.date())
    for n in range(8):
        post = a_post(city.finance, f"职务{n}")
        appointed(post, f"人{n}")
        add_seat(actor=team, now=now, body=group, role="member", post=post)
    with django_assert_max_num_queries(4):
        assert len(members_of(group, now.date())) == 9
