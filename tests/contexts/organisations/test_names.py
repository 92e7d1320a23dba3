"""From the names in documents to the bodies that bear the duty on a day."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.organisations.public import (
    OrganisationKind,
    Why,
    add_alias,
    book_of_authorities,
    define_collective,
    duties_now_with,
    end_organisation,
    expand_collective,
    find_collective,
    merge,
    rename_organisation,
    reorganise,
    resolve_name,
    resolve_names,
    split,
)
from baigong.kernel.access import SYSTEM
from baigong.kernel.errors import Refusal
from tests.builders import a_body, a_post, appointed

DAY = date(2021, 3, 15)


@pytest.mark.parametrize("text", ["云中市教育局", "市教育局", " 市 教育局", "市\u3000教育局", "“市教育局”", "教育局", "云中教育局"])
def test_every_way_to_write_a_department_finds_it(city, text):
    assert resolve_name(text, DAY) == city.education


@pytest.mark.parametrize("text", ["西山县", "西山县人民政府", "西山县政府", "西山族自治县人民政府", "西山族自治县"])
def test_every_way_to_write_a_county_finds_its_government(city, text):
    assert resolve_name(text, DAY) == city.west


def test_who_asks_for_an_authority_is_not_answered_with_an_enterprise(city):
    """A city's thousands of enterprises are not even loaded."""
    firm = a_body("云中纺织有限公司", kind=OrganisationKind.ENTERPRISE, parent=city.government)
    assert resolve_name(firm.name, DAY) == firm
    book = book_of_authorities()
    assert book.resolve("市教育局", DAY).organisation == city.education
    assert book.resolve(firm.name, DAY).organisation is None
    assert firm.pk not in book.bodies


def test_the_city_and_its_government_are_one_body(city):
    assert {resolve_name(text, DAY) for text in ("市政府", "市人民政府", "云中市", "云中市人民政府")} == {city.government}


def test_a_county_makes_its_own_bureau_of_a_bare_name(city):
    assert resolve_name("县教育局", DAY) is None
    assert resolve_name("区教育局", DAY, within=city.east) == city.east_bureau
    assert resolve_name("教育局", DAY, within=city.east) == city.east_bureau


def test_full_width_letters_are_letters(db):
    lab = a_body("IT产业园", kind=OrganisationKind.BASE)
    assert resolve_name("ＩＴ产业园", DAY) == lab


def test_an_alias_finds_its_body(city, team, now):
    add_alias(actor=team, now=now, organisation=city.finance, name="市财委")
    assert resolve_name("市财委", DAY) == city.finance


def test_a_former_name_still_finds_the_body_and_a_new_one_too(city, team, now):
    rename_organisation(actor=team, now=now, organisation=city.education, name="云中市教体局", on=date(2022, 1, 1))
    for text in ("市教育局", "云中市教育局", "市教体局"):
        assert resolve_name(text, date(2021, 6, 1)) == resolve_name(text, date(2023, 6, 1)) == city.education


def test_a_name_taken_over_by_another_body_means_whoever_bore_it_that_day(city, team, now):
    rename_organisation(actor=team, now=now, organisation=city.education, name="云中市教体局", on=date(2022, 1, 1))
    heir = a_body("云中市教育局", founded_on=date(2022, 6, 1))
    assert resolve_name("云中市教育局", date(2021, 6, 1)) == city.education
    assert resolve_name("云中市教育局", date(2022, 7, 1)) == heir


@pytest.fixture
def revival(city, team, now):
    body = a_body("云中市乡村振兴局", parent=city.government, short_name="市乡村振兴局", founded_on=date(2021, 6, 1))
    reorganise(actor=team, now=now, organisation=city.poverty, successor=body, on=date(2021, 6, 1), basis="机构改革")
    return body


def test_the_duty_goes_with_the_succession_on_its_day(city, revival):
    assert resolve_name("市扶贫办", date(2021, 5, 31)) == city.poverty
    assert resolve_name("市扶贫办", date(2021, 6, 1)) == revival
    answer = resolve_names(["市扶贫办"], date(2022, 1, 1))["市扶贫办"]
    assert answer.is_by_succession
    assert answer.named == city.poverty


def test_a_later_name_means_the_predecessor_on_an_earlier_day(city, revival):
    assert resolve_name("市乡村振兴局", date(2020, 12, 1)) == city.poverty


def test_successions_are_followed_to_the_end(city, revival, team, now):
    rural = a_body("云中市农业农村局", parent=city.government)
    merge(actor=team, now=now, organisation=revival, into=rural, on=date(2024, 3, 1))
    assert [resolve_name("市扶贫办", day) for day in (date(2023, 1, 1), date(2024, 2, 29), date(2024, 3, 1))] == [revival, revival, rural]
    assert duties_now_with(city.poverty, date(2025, 1, 1)) == [rural]


def test_a_split_body_is_not_guessed(city, team, now):
    first, second = a_body("云中市教育一局"), a_body("云中市教育二局")
    split(actor=team, now=now, organisation=city.education, among=[first, second], on=date(2022, 1, 1))
    answer = resolve_names(["市教育局"], date(2022, 1, 1))["市教育局"]
    assert (answer.organisation, answer.why, set(answer.near)) == (None, Why.SPLIT, {first, second})
    assert duties_now_with(city.education, date(2022, 1, 1)) == [first, second]


def test_a_body_that_ended_without_heir_names_nobody_afterwards(city, team, now):
    end_organisation(actor=team, now=now, organisation=city.finance, on=date(2022, 1, 1))
    assert resolve_name("市财政局", date(2021, 12, 31)) == city.finance
    assert resolve_names(["市财政局"], date(2022, 1, 1))["市财政局"].why is Why.ENDED


def test_one_short_name_of_two_bodies_is_not_guessed(city):
    twin = a_body("云中市文化体育局", short_name="市文旅局")
    other = a_body("云中市旅游局", short_name="市文旅局")
    answer = resolve_names(["市文旅局"], DAY)["市文旅局"]
    assert (answer.why, set(answer.near)) == (Why.AMBIGUOUS, {twin, other})


def test_what_is_unknown_is_reported_with_the_nearest_names(city):
    answers = resolve_names(["市教育局", "市财征局", "水务公司", "", "市"], DAY)
    assert answers.organisation("市教育局") == city.education
    assert [(a.text, a.why) for a in answers.unresolved] == [(t, Why.UNKNOWN) for t in ("市财征局", "水务公司", "", "市")]
    assert answers["市财征局"].near[0] == city.finance


def test_names_cost_the_same_whatever_their_number(city, django_assert_max_num_queries):
    texts = ["市教育局", "市财政局", "东河区", "没有的局"]
    with django_assert_max_num_queries(5):
        resolve_names(texts, DAY)
    for n in range(12):
        a_body(f"云中市第{n}局", short_name=f"市{n}局")
    with django_assert_max_num_queries(5):
        resolve_names(texts * 9, DAY)


@pytest.fixture
def counties(city, team, now):
    return define_collective(
        actor=team, now=now, name="各县区", kinds=["county"], within=city.government, writings=["各县（市、区）", "县区"]
    )


@pytest.mark.parametrize("text", ["各县区", "各县、区", "各县(市、区)", "各县（市、区）人民政府", "各县区政府", "县区"])
def test_a_collective_means_the_bodies_of_that_day(city, counties, text):
    assert expand_collective(text, DAY) == [city.east, city.west]
    a_body("南湾县人民政府", kind=OrganisationKind.COUNTY, parent=city.government, founded_on=date(2022, 1, 1))
    assert len(expand_collective(text, DAY)) == 2
    assert len(expand_collective(text, date(2022, 1, 1))) == 3


def test_a_collective_reaches_no_further_than_its_city(city, counties):
    a_body("外市某县人民政府", kind=OrganisationKind.COUNTY)
    assert expand_collective("各县区", DAY) == [city.east, city.west]


def test_a_collective_is_no_body_and_an_unknown_one_is_nobody(city, counties):
    assert resolve_names(["各县区"], DAY)["各县区"].why is Why.COLLECTIVE
    assert find_collective("各乡镇") is None
    assert expand_collective("各乡镇", DAY) == []


def test_a_body_with_bodies_below_it_does_not_end(city, team, now):
    with pytest.raises(Refusal) as caught:
        end_organisation(actor=team, now=now, organisation=city.east, on=date(2022, 1, 1))
    assert caught.value.code == "has_children"


def test_the_end_of_a_body_vacates_its_posts(city, team, now, django_capture_on_commit_callbacks):
    post = a_post(city.poverty, "主任", is_head=True)
    appointed(post, "甲")
    end_organisation(actor=SYSTEM, now=now, organisation=city.poverty, on=date(2021, 6, 1))
    assert post.holdings.get().until_on == date(2021, 5, 31)
