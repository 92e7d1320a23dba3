"""The register as a whole: the tree on a day, and every post with its holder, vacancies and what one person holds."""

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from baigong.contexts.organisations.public import OrganisationKind, rename_organisation, reorganise
from baigong.contexts.organisations.selectors.tree import tree_on
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_body, a_person, a_post, appointed

TREE, POSTS = "organisations:organisation-tree", "organisations:post-list"


def text(response):
    return " ".join(response.content.decode().split())


def shape(nodes):
    return {node.name: shape(node.below) for node in nodes}


@pytest.fixture
def changed(city):
    """A bureau renamed and another reorganised, both in 2021; an older centre now stands below the new one."""
    who = {"actor": SYSTEM, "now": SOME_TIME}
    rename_organisation(**who, organisation=city.finance, name="云中市财税局", short_name="市财税局", on=date(2021, 6, 1))
    office = a_body("云中市扶贫办", parent=city.government)
    appointed(a_post(office, "主任", is_head=True), "冯志", date(2019, 1, 1))
    heir = a_body("云中市乡村振兴局", parent=city.government, founded_on=date(2021, 6, 1))
    a_body("云中市帮扶中心", parent=heir)
    reorganise(**who, organisation=office, successor=heir, on=date(2021, 6, 1))
    return city


def test_the_tree_shows_the_bodies_of_the_day_under_the_names_of_the_day(changed):
    before = shape(tree_on(date(2020, 12, 1)))["云中市人民政府"]
    assert before["云中市扶贫办"] == {}
    assert before["云中市帮扶中心"] == {}, "its superior was not yet: it hangs from the next one above"
    assert "云中市财政局" in before
    assert "云中市乡村振兴局" not in before
    after = shape(tree_on(date(2022, 6, 27)))["云中市人民政府"]
    assert "云中市财税局" in after
    assert "云中市扶贫办" not in after
    assert after["云中市乡村振兴局"] == {"云中市帮扶中心": {}}


def test_the_tree_names_who_headed_a_body_that_day_and_leaves_enterprises_out(city, django_assert_num_queries):
    a_body("云中酒业", kind=OrganisationKind.ENTERPRISE, parent=city.government)
    with django_assert_num_queries(3):
        (root,) = tree_on(date(2020, 6, 1))
    education = next(node for node in root.below if node.body == city.education)
    assert education.head.person.name == "马知行"
    assert "云中酒业" not in shape(root.below)
    (earlier,) = tree_on(date(2019, 6, 1))
    assert next(node for node in earlier.below if node.body == city.education).head is None


def test_the_tree_is_a_page_for_any_day(changed, browser):
    page = text(browser("liaison").get(reverse(TREE), {"on": "2020-12-01"}))
    assert "云中市扶贫办" in page
    assert "局长 马知行" in page
    assert "?on=2020-12-01" in page, "links stay on the day"
    assert "看不懂" in text(browser("liaison").get(reverse(TREE), {"on": "昨天"}))


def test_vacancies_are_found_and_a_person_with_all_their_posts(city, browser):
    deputy = a_post(city.education, "副局长")
    mayor, person = a_post(city.government, "副市长", remit="分管教育"), a_person("俞明")
    appointed(mayor, person, date(2021, 1, 1))
    appointed(a_post(city.finance, "局长", is_head=True), person, date(2021, 3, 1))
    client = browser("liaison")
    vacant = text(client.get(reverse(POSTS), {"vacant": "1"}))
    assert deputy.get_absolute_url() in vacant
    assert mayor.get_absolute_url() not in vacant
    held = text(client.get(reverse(POSTS), {"q": "俞明"}))
    assert held.count("<tr") == 3, "the header and two posts"
    assert mayor.get_absolute_url() in held
    assert text(client.get(reverse(POSTS), {"q": "市教育局局长"})).count("<tr") == 2
    assert mayor.get_absolute_url() not in text(client.get(reverse(POSTS), {"q": "俞明", "on": "2020-06-01"}))


def test_posts_of_ended_bodies_are_listed_on_their_days_only(changed, browser):
    client = browser("team")
    assert "冯志" not in text(client.get(reverse(POSTS)))
    assert "冯志" in text(client.get(reverse(POSTS), {"on": "2020-12-01"}))


def test_a_holders_name_leads_to_all_they_hold_and_is_found_by_the_search_over_everything(city, browser):
    client = browser("team")
    body = text(client.get(city.education.get_absolute_url()))
    assert reverse(POSTS) + "?q=%E9%A9%AC%E7%9F%A5%E8%A1%8C" in body
    found = text(client.get(reverse("console:search"), {"q": "马知行"}))
    assert city.director.get_absolute_url() in found


def test_the_list_of_posts_leaves_as_a_file_with_its_note_in_the_log(city, browser):
    from baigong.kernel.audit.models import AuditEvent

    answer = browser("liaison").get(reverse(POSTS), {"export": "csv"})
    assert "马知行" in answer.getvalue().decode("utf-8-sig")
    assert AuditEvent.objects.filter(action="organisations.post.exported").exists()


def test_the_list_asks_the_same_number_of_questions_for_any_number_of_posts(city, browser, django_assert_max_num_queries):
    client = browser("team")
    client.get(reverse(POSTS))
    for number in range(30):
        appointed(a_post(city.finance, f"科长{number}"), f"某人{number}", date(2021, 1, 1))
    with django_assert_max_num_queries(14):
        client.get(reverse(POSTS))
