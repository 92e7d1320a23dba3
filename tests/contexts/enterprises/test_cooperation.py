"""Co-operation and alliances: one side enters, the other confirms; members, records, the end of both."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.enterprises.models import Cooperation
from baigong.contexts.enterprises.selectors.cooperation import alliances_of, cooperations_between
from baigong.contexts.enterprises.services.alliances import (
    AllianceHead,
    RecordHead,
    add_members,
    add_record,
    draft_alliance,
    edit_alliance,
    end_membership,
)
from baigong.contexts.enterprises.services.cooperation import CooperationHead, draft_cooperation, edit_cooperation, end_cooperations
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.enterprise_city import fire, make_city, on

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_city()


def given(city, **facts):
    own = {
        "enterprise": city.winery_firm, "school": city.school_body, "kind": "order_class", "title": "酿酒订单班",
        "programme_code": "660301", "since": on("2021-03-01"), "until": on("2021-12-31"),
    }  # fmt: skip
    return CooperationHead(**(own | facts))


def begun(city, actor=None, proposer=None, **facts):
    return draft_cooperation(
        actor=actor or city.winery, now=city.now, proposer=proposer or city.winery_firm.organisation, head=given(city, **facts)
    )  # fmt: skip


def in_force(city, **facts):
    row = fire(begun(city, **facts), "propose", city.winery, city.now)
    return fire(row, "confirm", city.school, city.now, document="校企〔2021〕1号")


def test_one_side_enters_and_only_the_other_confirms(city):
    row = begun(city)
    assert (row.asked, row.programme) == (city.school_body, "机电技术应用")
    row = fire(row, "propose", city.winery, city.now)
    with pytest.raises(NotPermitted):
        fire(row, "confirm", city.winery, city.now, document="1号")
    with pytest.raises(NotPermitted):
        begun(city, actor=city.dairy)
    row = fire(row, "confirm", city.school, city.now, document="校企〔2021〕1号")
    assert (row.state, row.confirmed_on) == ("in_force", city.now.date())


def test_what_comes_back_is_changed_and_proposed_again_and_what_is_proposed_is_not_changed(city):
    row = fire(begun(city), "propose", city.winery, city.now)
    with pytest.raises(Conflict, match="要改请先撤回"):
        edit_cooperation(actor=city.winery, now=city.now, cooperation=row, head=given(city))
    row = fire(row, "return", city.school, city.now, "人数不对")
    row = edit_cooperation(actor=city.winery, now=city.now, cooperation=row, head=given(city, places=30))
    row = fire(row, "propose", city.winery, city.now)
    assert row.places == 30
    row = fire(row, "recall", city.winery, city.now)
    with pytest.raises(Refusal, match="双方不能改"):
        edit_cooperation(actor=city.winery, now=city.now, cooperation=row, head=given(city, enterprise=city.dairy_firm))


@pytest.mark.parametrize(
    ("facts", "field"),
    [({"programme_code": ""}, "programme_code"), ({"programme_code": "999999"}, "programme_code"), ({"kind": "equipment"}, "amount"),
     ({"until": on("2021-01-01")}, "until"), ({"title": " "}, "title"), ({"kind": "dinner"}, "kind")],
)  # fmt: skip
def test_what_cannot_be_is_said_on_its_field(city, facts, field):
    with pytest.raises(Refusal) as refused:
        begun(city, **facts)
    assert field in refused.value.fields


def test_a_co_operation_ends_by_its_term_or_before_with_a_reason(city):
    row, early = in_force(city), in_force(city, title="基地", kind="base", programme_code="")
    assert end_cooperations(city.now) == 0
    fire(early, "terminate", city.winery, city.now, "停产")
    assert end_cooperations(city.now + timedelta(days=400)) == 1
    row.refresh_from_db()
    assert (row.state, row.ended_on) == ("ended", on("2021-12-31"))
    found = cooperations_between([city.winery_firm.pk], on("2021-01-01"), on("2021-12-31"))[city.winery_firm.pk]
    assert {one.pk for one in found} == {row.pk, early.pk}
    assert cooperations_between([city.winery_firm.pk], on("2021-04-01"), on("2021-12-31"))[city.winery_firm.pk] == [row]
    assert Cooperation.objects.get(pk=early.pk).is_in_force(city.now.date())
    assert not Cooperation.objects.get(pk=early.pk).is_in_force(city.now.date() + timedelta(days=1))


def test_nothing_is_begun_with_a_firm_that_is_closed(city):
    fire(city.winery_firm, "close", city.team, city.now, on="2021-03-01", document="1号")
    city.winery_firm.refresh_from_db()
    with pytest.raises(Refusal, match="已关闭"):
        begun(city)


# -- alliances -------------------------------------------------------------------------------------------------------------


def formed(city):
    head = AllianceHead("示例酿造职教集团", "education_group", city.school_body)
    return draft_alliance(actor=city.team, now=city.now, head=head, since=on("2021-01-04"))


def test_an_alliance_is_founded_with_members_by_a_document(city):
    row = formed(city)
    with pytest.raises(Refusal, match="还没有成员"):
        fire(row, "found", city.team, city.now, on="2021-02-01", document="1号")
    bodies = [city.winery_firm.organisation, city.dairy_firm.organisation]
    add_members(actor=city.school, now=city.now, alliance=row, bodies=bodies, since=on("2021-02-01"))
    with pytest.raises(Refusal, match="已是成员"):
        add_members(actor=city.school, now=city.now, alliance=row, bodies=bodies[:1], since=on("2021-02-01"))
    with pytest.raises(Refusal, match="成立日期"):
        fire(row, "found", city.team, city.now, on="2022-02-01", document="1号")
    row = fire(row, "found", city.team, city.now, on="2021-02-01", document="1号")
    key = bodies[0].pk
    assert [one.alliance for one in alliances_of([key], on("2021-02-01"))[key]] == [row]
    assert alliances_of([key], on("2021-01-31"))[key] == []


def test_who_leads_does_not_leave_before_another_leads(city):
    row = formed(city)
    (joined,) = add_members(actor=city.team, now=city.now, alliance=row, bodies=[city.winery_firm.organisation], since=on("2021-02-01"))
    lead = row.members.get(role="lead")
    with pytest.raises(Refusal, match="牵头单位不能退出"):
        end_membership(actor=city.team, now=city.now, member=lead, until=city.now.date())
    edit_alliance(actor=city.team, now=city.now, alliance=row, head=AllianceHead(row.name, row.kind, city.winery_firm.organisation))
    end_membership(actor=city.team, now=city.now, member=lead, until=city.now.date())
    joined.refresh_from_db()
    assert joined.role == "lead"


def test_records_say_what_their_kind_needs(city):
    row = formed(city)
    for head, field in (
        (RecordHead("agreement", "协议", on("2021-02-01")), "document"),
        (RecordHead("asset", "设备", on("2021-02-01"), body=city.school_body), "amount"),
        (RecordHead("activity", "大赛", on("2022-02-01")), "on"),
    ):
        with pytest.raises(Refusal) as refused:
            add_record(actor=city.team, now=city.now, alliance=row, head=head)
        assert field in refused.value.fields
    with pytest.raises(NotPermitted):
        add_record(actor=city.dairy, now=city.now, alliance=row, head=RecordHead("activity", "大赛", on("2021-02-01")))


def test_a_dissolved_alliance_takes_nothing_more_and_its_members_left_with_it(city):
    row = formed(city)
    add_members(actor=city.team, now=city.now, alliance=row, bodies=[city.winery_firm.organisation], since=on("2021-02-01"))
    row = fire(row, "found", city.team, city.now, on="2021-02-01", document="1号")
    row = fire(row, "dissolve", city.team, city.now, "并入他处")
    assert not row.members.filter(until=None).exists()
    with pytest.raises(Conflict, match="不再登记"):
        add_record(actor=city.team, now=city.now, alliance=row, head=RecordHead("activity", "大赛", on("2021-02-01")))
