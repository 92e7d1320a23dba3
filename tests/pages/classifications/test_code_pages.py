"""Pages of the codes: open to everybody, found by two characters, never more queries with more rows."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from baigong.contexts.accounts.public import LIAISON, SYSTEM_ADMIN
from baigong.contexts.classifications.models import Edition, Entry
from tests.builders import a_body, a_user

ENTRY = "classifications:entry"


def page(client, address: str, **query):
    answer = client.get(address, query)
    return answer, answer.content.decode()


def test_the_overview_names_every_scheme_and_says_which_are_not_loaded(client, load):
    load("divisions")
    answer, text = page(client, reverse("classifications:overview"))
    assert answer.status_code == 200
    assert "行政区划" in text
    assert "省级 34" in text
    assert "已知问题 3" in text
    assert text.count("还没有载入") == 12


def test_nothing_loaded_is_an_empty_state_with_what_to_do(client, db):
    _answer, text = page(client, reverse("classifications:scheme", args=["divisions"]))
    assert "baigong classifications load" in text


def test_a_scheme_shows_its_source_its_checks_and_its_known_errors(client, load):
    load("programmes")
    _answer, text = page(client, reverse("classifications:scheme", args=["programmes"]), tab="about")
    assert "教职成〔2021〕2号" in text
    assert "744/744" in text
    assert "未经核实" in text


def test_the_tree_opens_level_by_level_for_htmx_and_leads_to_pages_without_script(client, load):
    load("divisions")
    _answer, text = page(client, reverse("classifications:scheme", args=["divisions"]))
    province = Entry.objects.get(code="620000")
    assert province.get_absolute_url() in text
    fragment = client.get(f"{province.get_absolute_url()}&branch=1", headers={"HX-Request": "true"}).content.decode()
    assert "武威市" in fragment
    assert "<html" not in fragment


def test_an_entry_shows_where_it_stands_and_what_stands_under_it(client, load):
    load("divisions", "townships")
    _answer, text = page(client, reverse(ENTRY, args=["divisions", "620602"]))
    for word in ("凉州区", "武威市", "甘肃省", "620602", "黄羊镇", "正式行政区划"):
        assert word in text


def test_an_unverified_row_says_so_on_its_page_and_in_the_list(client, load):
    load("programmes")
    _answer, text = page(client, reverse(ENTRY, args=["programmes", "secondary/620101"]))
    assert "未经核实" in text
    _answer, text = page(client, reverse("classifications:scheme", args=["programmes"]), tab="list", doubtful="1", origin="C")
    assert "符合条件 10 条" in text


def test_a_programme_shows_its_occupations_and_an_occupation_its_programmes_and_skills(client, load):
    load("programmes", "occupations", "programme_occupations", "occupation_skills", "programme_courses")
    _answer, text = page(client, reverse(ENTRY, args=["programmes", "secondary/720301"]))
    assert "医药商品购销员" in text
    assert "药学服务礼仪与沟通" in text
    _answer, text = page(client, reverse(ENTRY, args=["occupations", "6-18-01-01"]))
    assert "数控技术应用" in text
    assert "经由 6-18-01" in text
    assert "五级/初级工" in text


def test_a_code_that_only_an_older_edition_has_leads_there(client, load, an_edition):
    load("industries")
    an_edition("industries", "2011", date(2011, 11, 1), [{"code": "Z", "name": "旧门类", "tier": "section"}])
    answer = client.get(reverse(ENTRY, args=["industries", "Z"]))
    assert answer.status_code == 302
    assert "edition=2011" in answer.url
    assert "不是现行版本" in client.get(answer.url).content.decode()


@pytest.mark.parametrize(
    "address",
    ["/codes/nothing/", "/codes/divisions/entry/999999/", "/codes/divisions/?edition=1066", "/codes/divisions/editions/1066/csv/"],
)
def test_what_does_not_exist_is_a_404_with_words(client, load, address):
    load("divisions")
    assert client.get(address).status_code == 404


@pytest.mark.parametrize(("text", "wanted"), [("凉州", "620602"), ("620602", "凉州区"), ("6206", "武威市")])
def test_search_finds_two_characters_and_the_beginning_of_a_code(client, load, text, wanted):
    load("divisions")
    _answer, found = page(client, reverse("classifications:search"), q=text)
    assert wanted in found


def test_search_filters_by_level_and_flag(client, load):
    load("programmes", "occupations")
    _answer, text = page(client, reverse("classifications:search"), q="护理", level="secondary")
    assert "720201" in text
    assert "520201" not in text
    _answer, text = page(client, reverse("classifications:search"), q="工程技术人员", flag="green")
    assert "符合条件" in text


def test_search_without_a_word_or_without_a_find_says_what_to_do(client, load):
    load("divisions")
    assert "写下要找的字词或代码" in page(client, reverse("classifications:search"))[1]
    assert "没有找到" in page(client, reverse("classifications:search"), q="亚特兰蒂斯")[1]


def test_an_edition_is_open_data_and_says_when_nothing_changed(client, load):
    load("divisions")
    address = reverse("classifications:download", args=["divisions", "2023", "csv"])
    answer = client.get(address)
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 3354
    assert answer["Content-Type"].startswith("text/csv")
    assert client.get(address, headers={"If-None-Match": answer["ETag"]}).status_code == 304
    assert client.get(reverse("classifications:download", args=["divisions", "2023", "xlsx"])).content[:2] == b"PK"


def test_a_filtered_list_is_exported(client, load):
    load("occupations")
    address = reverse("classifications:scheme", args=["occupations"])
    answer = client.get(address, {"tab": "list", "green": "1", "export": "csv"})
    assert len(answer.content.decode("utf-8-sig").splitlines()) == 135


def test_signed_in_the_pages_stand_in_the_console(client, load, sign_in):
    load("certificates")
    assert "shell-portal" in page(client, reverse("classifications:overview"))[1]
    staff = sign_in(a_user(LIAISON, a_body()))
    _answer, text = page(staff, reverse("classifications:overview"))
    assert "shell-console" in text
    assert "上传记录" not in text
    admin = sign_in(a_user(SYSTEM_ADMIN, a_body()))
    assert "上传记录" in page(admin, reverse("classifications:overview"))[1]


@pytest.mark.parametrize(
    ("scheme", "small", "large"),
    [("divisions", "620602", "620000"), ("programmes", "secondary/79", "secondary/66"), ("base_codes", "7", "56")],
)
def test_pages_ask_no_more_of_the_database_for_more_rows(client, load, django_assert_max_num_queries, scheme, small, large):
    load(scheme)
    for code in (small, large):
        with django_assert_max_num_queries(9):
            assert client.get(reverse(ENTRY, args=[scheme, code])).status_code == 200
    with django_assert_max_num_queries(4):
        client.get(reverse("classifications:scheme", args=[scheme]))
    with django_assert_max_num_queries(4):
        client.get(reverse("classifications:scheme", args=[scheme]), {"tab": "list"})


def test_a_mark_of_markup_in_a_name_stays_text(client, load, now):
    load("certificates")
    Entry.objects.filter(code="1-01").update(name="<script>alert(1)</script>")
    _answer, text = page(client, reverse("classifications:scheme", args=["certificates"]))
    assert "<script>alert" not in text
    assert Edition.objects.count() == 1


def test_two_editions_are_set_side_by_side_with_the_older_on_the_left(client, an_edition):
    from datetime import date

    old = [{"code": "A", "name": "农业", "tier": "section"}, {"code": "B", "name": "采矿", "tier": "section"}]
    new = [{"code": "A", "name": "农林牧渔业", "tier": "section"}, {"code": "C", "name": "采矿", "tier": "section"}]
    an_edition("industries", "2011", date(2011, 11, 1), old)
    alone = client.get("/codes/industries/").content.decode()
    assert "版本对照" not in alone, "nothing to compare with"
    an_edition("industries", "2017", date(2017, 10, 1), new)
    for address in ("/codes/industries/?tab=changes", "/codes/industries/?edition=2011&tab=changes&with=2017"):
        page = " ".join(client.get(address).content.decode().split())
        assert "2011 版 → " in page
        assert "改码" in page
        assert "农林牧渔业" in page
    assert client.get("/codes/industries/?tab=changes&with=nothing").status_code == 200
