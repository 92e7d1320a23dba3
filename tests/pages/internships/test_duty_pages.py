"""Pages and programs of the duty of places: the city, a firm's year, notices; who sees what; thousands of firms."""

from __future__ import annotations

from datetime import timedelta

import pytest

from baigong.contexts.accounts.public import LEADER
from baigong.contexts.internships import pages_of_duty_city
from baigong.contexts.internships.models import DutyReturn, Placement
from baigong.contexts.internships.pages_of_duty_city import public_tables, tables_for
from baigong.contexts.internships.selectors.duty import enterprises_in_sight
from baigong.contexts.internships.selectors.duty_published import Counted
from baigong.contexts.internships.services import duty
from baigong.kernel.counts.jobs import recount
from baigong.kernel.errors import NotPermitted
from baigong.kernel.jobs import Progress
from baigong.kernel.jobs.models import Job
from tests.builders import a_user, acting_for
from tests.duty_city import RUNNING, make_duty_city, noticed, served

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    return make_duty_city()


# -- pages -----------------------------------------------------------------------------------------------------------


def test_the_city_adds_up_and_each_line_leads_to_its_enterprises(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.bureau)
    page = client.get("/internships/duty/?year=2021").content.decode()
    assert "/internships/duty/enterprises/?year=2021&amp;county=" in page
    listed = client.get("/internships/duty/enterprises/?year=2021&verdict=short").content.decode()
    assert str(city.enterprise) in listed
    assert str(city.other_enterprise) not in listed
    for address in ("/internships/duty/?year=2021&export=xlsx", "/internships/duty/enterprises/?year=2021&export=xlsx"):
        assert client.get(address).status_code == 200
    assert client.get("/internships/duty/?year=1999").status_code == 404


def test_an_enterprises_year_shows_steps_posts_and_students_and_leads_through_confirming(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.firm)
    assert client.get("/internships/duty/mine/").status_code == 302
    address = f"/internships/duty/enterprises/{city.enterprise.pk}/2021/"
    page = client.get(address).content.decode()
    assert "上年平均职工120人" in page
    assert "饲养员" in page
    assert client.post(f"{address}draft/", {"reason": "没有对口学生"}).status_code == 302
    row = DutyReturn.objects.get()
    assert "确认并锁定" in client.get(address).content.decode()
    assert client.post(f"/workflow/internships.dutyreturn/{row.pk}/submit/").status_code in (302, 404)
    assert client.get("/internships/duty/").status_code == 403


def test_a_county_works_with_its_own_enterprises_and_a_leader_only_looks(city, sign_in):
    assert [one.pk for one in enterprises_in_sight(city.county, 2021)] == [city.other_enterprise.pk, city.enterprise.pk]
    leader = a_user(LEADER, city.bureau_body, username="leader")
    assert sign_in(leader).get("/internships/duty/?year=2021").status_code == 200
    with pytest.raises(NotPermitted):
        duty.draft_return(actor=acting_for(leader), now=city.now, enterprise=city.enterprise, year=2021)


def test_small_numbers_of_students_and_what_would_give_them_away_are_left_out():
    found = [Counted("620602", "C", 3, 2, 40, 30), Counted("620621", "C", 1, 1, 3, 2), Counted("620621", "A", 2, 1, 20, 25)]
    counties, industries = public_tables(found, RUNNING)
    assert [row[-1] for row in counties.rows] == [30, 27, 57]
    assert [row[-1] for row in industries.rows] == [25, 32, 57]
    few = public_tables([Counted("620602", "C", 3, 2, 40, 30), Counted("620621", "C", 1, 1, 3, 2)], RUNNING)
    assert [row[-1] for row in few[0].rows] == [None, None, 32]
    assert few[0].is_suppressed


def test_the_page_of_a_notice_offers_the_firm_reason_and_plan_and_the_list_is_exported(city, sign_in):
    row = noticed(city)
    page = sign_in(city.users.firm).get(row.get_absolute_url()).content.decode()
    assert "说明理由" in page
    assert "报补足计划" in page
    assert "停止享受激励</button>" not in page
    assert sign_in(city.users.bureau).get("/internships/duty/shortfalls/?export=xlsx").status_code == 200
    assert Placement.objects.count() == 0


# -- thousands of firms ----------------------------------------------------------------------------------------------


def test_of_many_firms_the_same_is_told_from_a_count_of_the_day_until_it_is_counted_anew(city, monkeypatch):
    served(city, 2)
    at_once = tables_for(actor=city.bureau, now=city.now, year=2021)
    monkeypatch.setattr(pages_of_duty_city, "COUNTED_AT_ONCE", -1)
    first, kept = (tables_for(actor=city.bureau, now=city.now, year=2021) for _time in range(2))
    assert (at_once.city, at_once.rows) == (first.city, first.rows) == (kept.city, kept.rows)
    assert (at_once.counted_at, kept.counted_at) == (None, city.now)
    served(city, 1)
    later = city.now + timedelta(hours=1)
    assert tables_for(actor=city.bureau, now=later, year=2021).city.total.served == 2
    assert tables_for(actor=city.bureau, now=later, year=2021, anew=True).city.total.served == 3
    assert tables_for(actor=city.county, now=later, year=2021).city.total.served == 3, "who sees other firms is counted apart"


def test_of_many_firms_table_and_list_agree_say_since_when_and_ask_little(city, sign_in, monkeypatch, django_assert_max_num_queries):
    served(city, 2)
    monkeypatch.setattr(pages_of_duty_city, "COUNTED_AT_ONCE", -1)
    client = sign_in(city.users.bureau)
    addresses = [f"/internships/duty/{part}?year=2021" for part in ("", "enterprises/")]
    for address in addresses:
        client.get(address)
    for address in addresses:
        with django_assert_max_num_queries(25):
            page = client.get(address).content.decode()
        assert "数据统计于" in page
        assert f"{address}&amp;anew=1" in page
    assert str(city.enterprise) in client.get(f"{addresses[1]}&verdict=short").content.decode()
    assert client.get(f"{addresses[0]}&export=xlsx").status_code == 200


def test_in_the_night_the_year_that_runs_is_counted_for_whoever_asked(city, monkeypatch):
    monkeypatch.setattr(pages_of_duty_city, "COUNTED_AT_ONCE", -1)
    tables_for(actor=city.bureau, now=city.now, year=2021)
    night = city.now + timedelta(days=1)
    recount(Progress(Job(pk=0), night))
    assert tables_for(actor=city.bureau, now=night + timedelta(hours=3), year=2022).counted_at == night


@pytest.mark.parametrize("year", [1999, 99999, 10**25])
def test_a_year_without_a_duty_has_no_page_and_nobody_is_reminded_of_it(city, sign_in, year):
    client = sign_in(city.users.bureau)
    own = f"/internships/duty/enterprises/{city.enterprise.pk}/{year}/"
    for address in (own, f"{own}draft/", f"{own}share/"):
        assert client.get(address).status_code == 404
    assert client.post(f"/internships/duty/{year}/notice/").status_code == 404


# -- programs --------------------------------------------------------------------------------------------------------


def test_programs_read_what_is_asked_and_draw_up_a_year(city, sign_in):
    served(city, 2)
    client = sign_in(city.users.bureau)
    told = client.get("/api/internships/duty?year=2021").json()
    assert {one["enterprise"]: one["required"] for one in told}[city.enterprise.pk] == 3
    firm = sign_in(city.users.firm)
    one = firm.get(f"/api/internships/duty/{city.enterprise.pk}/2021").json()
    assert (one["served"], one["missing"]) == (2, 1)
    assert one["steps"]
    assert firm.get(f"/api/internships/duty/{city.other_enterprise.pk}/2021").status_code == 404
    assert client.get("/api/internships/duty?year=2019").status_code == 404
    made = firm.post(f"/api/internships/duty/{city.enterprise.pk}/2021", {"reason": "没有学生"}, content_type="application/json")
    assert (made.status_code, made.json()["state"]) == (200, "draft")
    assert client.get("/api/internships/apprenticeship").json() == []
