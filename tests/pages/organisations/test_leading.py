"""Pages of leading bodies: members, votes, whom to ask; seats come and go."""

from __future__ import annotations

from datetime import date

from django.urls import reverse

from baigong.contexts.organisations.models import LeadingBody
from baigong.contexts.organisations.public import add_seat, members_of
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_post, appointed


def text(response):
    return response.content.decode()


def test_the_page_says_who_must_be_asked(city, browser):
    page = text(browser("liaison").get(city.group.get_absolute_url(), {"on": "2021-03-15"}))
    assert "有 1 个席位无法推定接任者" in page
    assert "市财政局三级调研员" in page
    assert "登记单位答复" not in page


def test_one_person_in_two_seats_is_shown_as_one_vote(city, browser):
    post = a_post(city.finance)
    appointed(post, city.holding.person, date(2020, 1, 1))
    add_seat(actor=SYSTEM, now=SOME_TIME, body=city.group, role="deputy", post=post)
    page = text(browser("team").get(city.group.get_absolute_url(), {"on": "2021-03-15"}))
    assert "计一票" in page


def test_the_page_costs_the_same_whatever_its_members(city, browser, django_assert_max_num_queries):
    client = browser("team")
    for n in range(15):
        post = a_post(city.finance, f"职务{n}")
        appointed(post, f"人{n}")
        add_seat(actor=SYSTEM, now=SOME_TIME, body=city.group, role="member", post=post)
    with django_assert_max_num_queries(18):
        client.get(city.group.get_absolute_url(), {"on": "2021-03-15"})


def test_a_leading_body_is_formed_and_seated(city, browser):
    client = browser("admin")
    data = {"name": "云中市职教联席会议", "kind": "conference", "office_at": "市教委", "order": "10", "formed_on": "2020-12-01"}
    response = client.post(reverse("organisations:leading-body-add"), data)
    body = LeadingBody.objects.get(name="云中市职教联席会议")
    assert response["Location"] == body.get_absolute_url()
    assert body.office_at == city.education
    seat = reverse("organisations:seat-add", args=[body.pk])
    assert client.post(seat, {"role": "chair", "unit": "市教育局", "title": "副局长"}).status_code == 422
    assert "已登记的有：局长" in text(client.post(seat, {"role": "chair", "unit": "市教育局", "title": "副局长"}))
    assert client.post(seat, {"role": "chair", "unit": "市教育局", "title": "局长"}).status_code == 302
    assert client.post(seat, {"role": "member", "unit": "市财政局", "title": "四级调研员", "by_rank": "on"}).status_code == 302
    page = text(client.get(body.get_absolute_url()))
    assert "召集人" in page
    assert "马知行" in page


def test_the_units_answer_is_noted(city, browser):
    url = reverse("organisations:seat-name", args=[city.group.pk, city.by_rank.pk])
    data = {"person": "孙一凡", "on": "2021-04-01", "basis": "市财政局函〔2021〕2号"}
    assert browser("team").post(url, data).status_code == 302
    assert [m.person.name for m in members_of(city.group, date(2021, 4, 1))] == ["马知行", "孙一凡"]


def test_a_seat_ends_and_the_body_is_dissolved(city, browser):
    client = browser("team")
    end = reverse("organisations:seat-end", args=[city.group.pk, city.seat.pk])
    assert client.post(end, {"on": "2021-04-01"}).status_code == 302
    assert client.post(end, {"on": "2021-05-01"}).status_code == 422
    dissolve = reverse("organisations:leading-body-dissolve", args=[city.group.pk])
    assert client.post(dissolve, {"on": "2020-12-01"}).status_code == 422
    assert client.post(dissolve, {"on": "2021-06-01"}).status_code == 302
    assert client.get(reverse("organisations:seat-add", args=[city.group.pk])).status_code == 403
    edit = reverse("organisations:leading-body-edit", args=[city.group.pk])
    assert client.post(edit, {"short_name": "领导小组", "kind": "group", "order": "5"}).status_code == 302
