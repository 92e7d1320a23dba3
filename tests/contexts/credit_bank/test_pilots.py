"""The pilot of 1+X: places are granted and counted, sites are approved from–until, a body that left the list begins nothing new."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from baigong.contexts.credit_bank.models import BodyState, ClassState, PilotQuota, PilotSchool, QuotaState
from baigong.contexts.credit_bank.selectors import pilots as selectors
from baigong.contexts.credit_bank.services import assessments, certificate_classes, pilots
from baigong.contexts.credit_bank.services.candidates import learners_named
from baigong.contexts.credit_bank.services.certificate_classes import ClassHead
from baigong.kernel import audit
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from tests.credit_city import fire
from tests.pilot_city import a_quota, a_session, entered, make_pilot

pytestmark = pytest.mark.django_db
CLASS = ClassHead("护理一班", "王老师", 60, date(2021, 3, 20), date(2021, 4, 18))


@pytest.fixture
def city(db, now, monkeypatch):
    monkeypatch.setattr(pilots, "find_code", lambda scheme, code, **rest: SimpleNamespace(name="护理") if code == "720201" else None)
    return make_pilot(now)


def asked(city, **facts):
    own = {"school": city.school_body, "programme_code": "720201", "level": city.level, "year": 2022, "asked": 40}
    return pilots.apply_for_quota(actor=city.school, now=city.now, head=pilots.QuotaHead(**(own | facts)))


def delisted(city):
    body = city.level.certificate.body
    body.state, body.delisted_on, body.delisted_reason = BodyState.DELISTED, date(2021, 3, 1), "复核未通过"
    body.save()
    city.level.refresh_from_db()


def test_a_school_asks_and_the_bureau_grants_fewer(city):
    row = asked(city)
    assert (row.state, row.programme, row.approved) == (QuotaState.APPLIED, "护理", None)
    row = fire(row, "approve", city.team, city.now, approved="30", document="示例教函〔2021〕3号")
    assert (row.state, row.approved, row.decided_on) == (QuotaState.APPROVED, 30, city.now.date())


@pytest.mark.parametrize("approved", ["41", "0", "-3", "3.5", "三十"])
def test_more_than_was_asked_for_or_no_number_is_not_granted(city, approved):
    row = asked(city)
    with pytest.raises(Refusal, match="1到40"):
        fire(row, "approve", city.team, city.now, approved=approved, document="文号")
    assert PilotQuota.objects.get(pk=row.pk).state == QuotaState.APPLIED


def test_a_school_does_not_grant_its_own_and_another_does_not_see_it(city):
    row = asked(city)
    with pytest.raises(NotPermitted):
        fire(row, "approve", city.school, city.now, approved="1", document="文号")
    assert list(selectors.list_quotas(city.other)) == []
    with pytest.raises(NotPermitted):
        asked(city, school=city.other_body)


def test_only_a_pilot_school_asks_and_only_once_for_the_same(city):
    asked(city)
    with pytest.raises(Conflict, match="没有重复提交"):
        asked(city)
    PilotSchool.objects.update(until=date(2021, 3, 14))
    with pytest.raises(Refusal, match="不是1\\+X试点学校"):
        asked(city, year=2021, programme_code="720201")


def test_a_refused_application_can_be_made_again(city):
    fire(asked(city), "refuse", city.team, city.now, reason="材料不全")
    assert asked(city).state == QuotaState.APPLIED


def test_a_programme_is_one_of_the_catalogue_and_the_year_is_near(city):
    with pytest.raises(Refusal, match="没有代码"):
        asked(city, programme_code="999999")
    with pytest.raises(Refusal, match="2021或2022"):
        asked(city, year=2030)


def test_what_is_taken_up_is_counted_from_entries(city):
    row = entered(city, city.first, city.second)[0]
    assert [quota.taken for quota in selectors.list_quotas(city.school)] == [2]
    fire(row, "drop", city.school, city.now)
    assert [(quota.taken, quota.left) for quota in selectors.list_quotas(city.school)] == [(1, 1)]


def test_a_class_is_opened_under_a_quota_filled_from_accounts_and_begun(city):
    row = certificate_classes.open_class(actor=city.school, now=city.now, quota=city.quota, head=CLASS)
    with pytest.raises(Refusal, match="还没有学员"):
        fire(row, "start", city.school, city.now)
    names = [(city.first.number, "张三"), (city.second.number, "李四")]
    assert certificate_classes.enrol(actor=city.school, now=city.now, certificate_class=row, learners=learners_named(names)) == 2
    assert certificate_classes.enrol(actor=city.school, now=city.now, certificate_class=row, learners=[city.first]) == 0
    assert fire(row, "start", city.school, city.now).state == ClassState.RUNNING
    fire(row, "finish", city.school, city.now)
    with pytest.raises(Conflict, match="不能再改"):
        certificate_classes.enrol(actor=city.school, now=city.now, certificate_class=row, learners=[city.first])


def test_the_history_of_a_class_says_how_many_came(city):
    row = certificate_classes.open_class(actor=city.school, now=city.now, quota=city.quota, head=CLASS)
    certificate_classes.enrol(actor=city.school, now=city.now, certificate_class=row, learners=[city.first, city.second])
    assert [(event.words, event.text) for event in audit.events_of(row)][:1] == [("添加学员", "2 人")]


def test_a_list_with_a_slip_of_the_pen_takes_in_nobody(city):
    with pytest.raises(Refusal) as refused:
        learners_named([(city.first.number, "张山"), ("9999999999999", "李四"), (city.second.number, "李四")])
    assert "第1行 张山：与账户的姓名不符" in refused.value.message
    assert "第2行 李四：没有这个学分账号" in refused.value.message


def test_a_class_needs_a_quota_that_stands(city):
    waiting = a_quota(city, programme_code="520201", state=QuotaState.APPLIED, approved=None, decided_on=None)
    with pytest.raises(Conflict, match="核准以后才能开班"):
        certificate_classes.open_class(actor=city.school, now=city.now, quota=waiting, head=CLASS)


def test_a_body_off_the_list_begins_nothing_new(city):
    row = asked(city)
    planned = certificate_classes.open_class(actor=city.school, now=city.now, quota=city.quota, head=CLASS)
    certificate_classes.enrol(actor=city.school, now=city.now, certificate_class=planned, learners=[city.first])
    delisted(city)
    with pytest.raises(Refusal, match="移出国家目录"):
        fire(row, "approve", city.team, city.now, approved="1", document="文号")
    with pytest.raises(Refusal, match="移出国家目录"):
        fire(planned, "start", city.school, city.now)
    with pytest.raises(Refusal, match="移出国家目录"):
        asked(city, year=2021)
    city.quota.refresh_from_db()
    with pytest.raises(Refusal, match="移出国家目录"):
        certificate_classes.open_class(actor=city.school, now=city.now, quota=city.quota, head=CLASS)
    with pytest.raises(Refusal, match="移出国家目录"):
        a_session(city, held_on=date(2021, 5, 1))
    with pytest.raises(Refusal, match="移出国家目录"):
        entered(city)


def test_a_session_is_within_the_sites_places_and_its_approval(city):
    with pytest.raises(Refusal, match="只有3个工位"):
        a_session(city, held_on=date(2021, 5, 1), capacity=4)
    with pytest.raises(Refusal, match="的考核核准"):
        a_session(city, held_on=date(2022, 1, 1))
    with pytest.raises(Conflict, match="已有"):
        a_session(city)
    head = assessments.SessionHead(city.site, city.level, date(2021, 5, 1), date(2021, 4, 1), 2)
    with pytest.raises(NotPermitted):
        assessments.open_session(actor=city.school, now=city.now, head=head)


def test_a_session_that_somebody_is_entered_for_does_not_shrink_below_them(city):
    entered(city, city.first, city.second)
    head = assessments.SessionHead(city.site, city.level, city.session.held_on, city.session.registers_until, 1)
    with pytest.raises(Refusal, match="已有2人报名"):
        assessments.edit_session(actor=city.host, now=city.now, session=city.session, head=head)


def test_a_school_leaves_the_pilot_with_a_reason_and_once(city):
    row = PilotSchool.objects.get()
    with pytest.raises(Refusal, match="理由"):
        pilots.end_pilot_school(actor=city.team, now=city.now, pilot=row, reason=" ")
    assert pilots.end_pilot_school(actor=city.team, now=city.now, pilot=row, reason="试点结束").until == city.now.date()
    with pytest.raises(Conflict, match="已经结束"):
        pilots.end_pilot_school(actor=city.team, now=city.now, pilot=row, reason="试点结束")
    again = pilots.enter_pilot_school(actor=city.team, now=city.now, school=city.school_body, since=date(2021, 9, 1), document="再次列入")
    assert again.pk != row.pk
