"""Pages of bodies and posts: what they show on a day, and what a form does or says."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse, reverse_lazy

from baigong.contexts.organisations.models import Organisation, Person
from baigong.contexts.organisations.public import holder_of, rename_organisation, reorganise, resolve_name
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit.models import AuditEvent
from tests.builders import SOME_TIME, a_body, a_post, appointed

LIST = reverse_lazy("organisations:organisation-list")


def text(response):
    return response.content.decode()


def test_the_list_finds_a_body_by_alias_and_former_name(city, browser):
    rename_organisation(actor=SYSTEM, now=SOME_TIME, organisation=city.finance, name="云中市财税局", on=date(2021, 1, 1))
    client = browser("liaison")
    assert "云中市教育局" in text(client.get(LIST, {"q": "教委"}))
    assert "云中市财税局" in text(client.get(LIST, {"q": "财政"}))
    assert "没有符合条件" in text(client.get(LIST, {"q": "水务"}))


def test_the_list_finds_a_body_by_the_codes_it_bears(city, browser):
    school = a_body("东河一职", kind="secondary_school", parent=city.county, moe_code="3162013518", division_code="620602")
    client = browser("liaison")
    for code in ("11622300013930944B", "620602", "3162013518"):
        assert "没有符合条件" not in text(client.get(LIST, {"q": code}))
    assert school.name in text(client.get(LIST, {"q": "6206"}))


def test_the_list_shows_a_branch_of_the_tree(city, browser):
    school = a_body("东河一职", kind="secondary_school", parent=city.county)
    page = text(browser("team").get(LIST, {"within": city.county.pk}))
    assert school.name in page
    assert "云中市教育局" not in page


def test_an_export_is_written_down(city, browser):
    response = browser("liaison").get(LIST, {"export": "csv"})
    assert "云中市教育局" in response.content.decode("utf-8-sig")
    assert AuditEvent.objects.get(action="organisations.organisation.exported").detail["rows"] == 4


@pytest.mark.parametrize("path", ["organisation-list", "leading-body-list"])
def test_lists_cost_the_same_whatever_their_length(city, browser, path, django_assert_max_num_queries):
    client = browser("team")
    for n in range(20):
        a_post(a_body(f"第{n}局", parent=city.government), "局长")
    with django_assert_max_num_queries(14):
        client.get(reverse(f"organisations:{path}"))


def test_the_page_of_a_body_costs_the_same_whatever_it_holds(city, browser, django_assert_max_num_queries):
    client = browser("team")
    for n in range(12):
        appointed(a_post(city.education, f"职务{n}"), f"人{n}")
        a_body(f"下级{n}", parent=city.education)
    with django_assert_max_num_queries(24):
        page = text(client.get(city.education.get_absolute_url()))
    assert "人11" in page
    assert "下级11" in page


def test_a_body_is_shown_as_it_was_on_a_day(city, browser):
    rename_organisation(actor=SYSTEM, now=SOME_TIME, organisation=city.education, name="云中市教体局", on=date(2022, 1, 1))
    client, url = browser("team"), city.education.get_absolute_url()
    assert "<h1>云中市教育局</h1>" in text(client.get(url, {"on": "2021-06-01"}))
    assert "<h1>云中市教体局</h1>" in text(client.get(url, {"on": "2022-06-01"}))
    assert "看不懂" in text(client.get(url, {"on": "昨天"}))


def test_a_body_that_is_no_more_names_its_heir(city, browser):
    heir = a_body("云中市财税局")
    reorganise(actor=SYSTEM, now=SOME_TIME, organisation=city.finance, successor=heir, on=date(2021, 1, 1))
    page = text(browser("team").get(city.finance.get_absolute_url(), {"on": "2022-01-01"}))
    assert "这个机构不存在" in page
    assert "空缺" not in page, "nobody is missing where there is no body"
    assert heir.get_absolute_url() in page


def test_a_body_is_entered_below_its_parent(city, browser):
    client = browser("team")
    data = {"name": "东河一职", "kind": "secondary_school", "parent": "东河区", "order": "500"}
    response = client.post(reverse("organisations:organisation-add"), data)
    school = Organisation.objects.get(name="东河一职")
    assert response["Location"] == school.get_absolute_url()
    assert school.parent == city.county
    assert "已登记" in text(client.get(response["Location"]))


@pytest.mark.parametrize(
    ("data", "says"),
    [
        ({"name": "云中市教育局"}, "已有机构叫"),
        ({"name": "新局", "parent": "市教育句"}, "是否指：云中市教育局"),
        ({"name": "新局", "credit_code": "11622300013930944C"}, "校验位"),
        ({"name": "新局", "credit_code": "11622300013930944b"}, "已登记在“云中市人民政府”"),
        ({"name": "<script>alert(1)</script>" + "长" * 120}, "120"),
    ],
)
def test_what_cannot_be_entered_comes_back_with_the_reason(city, browser, data, says):
    response = browser("team").post(reverse("organisations:organisation-add"), {"kind": "department", "order": "1", **data})
    assert response.status_code == 422
    assert says in text(response)
    assert "<script>alert" not in text(response)


def test_a_script_in_a_name_is_shown_as_text(city, browser):
    body = a_body("<script>alert(1)</script>局")
    page = text(browser("team").get(body.get_absolute_url()))
    assert "<script>alert(1)" not in page
    assert "&lt;script&gt;alert(1)" in page


def test_a_rename_and_a_move_go_through_their_forms(city, browser):
    client = browser("admin")
    url = reverse("organisations:organisation-rename", args=[city.finance.pk])
    assert client.post(url, {"name": "云中市财税局", "on": "2021-02-01"}).status_code == 302
    assert client.post(url, {"name": "云中市财税局", "on": "2022-02-01"}).status_code == 422
    assert client.post(reverse("organisations:organisation-move", args=[city.finance.pk]), {"parent": "东河区"}).status_code == 302
    city.finance.refresh_from_db()
    assert (city.finance.name, city.finance.parent) == ("云中市财税局", city.county)


def test_a_reorganisation_wants_as_many_heirs_as_its_kind(city, browser):
    client, url = browser("team"), reverse("organisations:organisation-reorganise", args=[city.finance.pk])
    assert client.post(url, {"kind": "split", "successors": "市教育局", "on": "2022-01-01"}).status_code == 422
    assert client.post(url, {"kind": "ended", "successors": "市教育局", "on": "2022-01-01"}).status_code == 422
    assert client.post(url, {"kind": "merged", "successors": "市教育局", "on": "2022-01-01"}).status_code == 302
    assert resolve_name("市财政局", date(2022, 1, 1)) == city.education


def test_an_alias_is_noted_and_taken_back(city, browser):
    client = browser("team")
    assert client.post(reverse("organisations:alias-add", args=[city.finance.pk]), {"name": "市教委"}).status_code == 422
    client.post(reverse("organisations:alias-remove", args=[city.education.pk, city.alias.pk]))
    assert client.post(reverse("organisations:alias-add", args=[city.finance.pk]), {"name": "市教委"}).status_code == 302


def test_an_appointment_changes_the_member_on_its_day(city, browser):
    client = browser("team")
    url = reverse("organisations:post-appoint", args=[city.director.pk])
    data = {"person": "李 若水", "person_note": "", "on": "2021-04-01", "basis": "云任〔2021〕3号"}
    assert client.post(url, data).status_code == 302
    group = city.group.get_absolute_url()
    assert "马知行" in text(client.get(group, {"on": "2021-03-31"}))
    page = text(client.get(group, {"on": "2021-04-01"}))
    assert "李 若水" in page
    assert "成立以来的变动" in page
    assert client.post(url, data).status_code == 422


def test_a_refused_appointment_enters_nobody(city, browser):
    url = reverse("organisations:post-appoint", args=[city.director.pk])
    response = browser("team").post(url, {"person": "李若水", "on": "2019-04-01"})
    assert response.status_code == 422
    assert "马知行" in text(response)
    assert not Person.objects.filter(name="李若水").exists()


def test_people_of_one_name_must_be_told_apart(city, browser):
    Person.objects.create(name="张伟", note="财政局")
    Person.objects.create(name="张伟", note="民勤县")
    url = reverse("organisations:post-appoint", args=[city.director.pk])
    response = browser("team").post(url, {"person": "张伟", "on": "2021-04-01"})
    assert "财政局、民勤县" in text(response)
    assert browser("team").post(url, {"person": "张伟", "person_note": "财政局", "on": "2021-04-01"}).status_code == 302
    assert holder_of(city.director, date(2021, 4, 1)).note == "财政局"


def test_a_post_is_vacated_corrected_and_abolished(city, browser):
    client, post = browser("team"), city.director
    correct = reverse("organisations:holding-correct", args=[post.pk, city.holding.pk])
    assert client.post(correct, {"from_on": "2019-12-01", "reason": ""}).status_code == 422
    assert client.post(correct, {"from_on": "2019-12-01", "reason": "录入有误"}).status_code == 302
    assert client.post(reverse("organisations:post-vacate", args=[post.pk]), {"on": "2021-04-01"}).status_code == 302
    assert "空缺" in text(client.get(post.get_absolute_url(), {"on": "2021-04-02"}))
    assert client.post(reverse("organisations:post-abolish", args=[post.pk]), {"on": "2021-05-01"}).status_code == 302
    page = text(client.get(city.group.get_absolute_url(), {"on": "2021-05-01"}))
    assert "职务已撤销，须向单位核实" in page
