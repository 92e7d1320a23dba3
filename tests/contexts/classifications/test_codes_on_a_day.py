"""Selectors: a code means what the edition of the day says; what is not known is said with what is near."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.classifications import links, selectors
from baigong.contexts.classifications.models import Edition
from baigong.contexts.classifications.nearness import near
from baigong.kernel.errors import Refusal


def a_section(code: str, name: str, **more) -> dict:
    return {"code": code, "name": name, "tier": "section", **more}


@pytest.fixture
def two_editions(an_edition) -> tuple[Edition, Edition]:
    old = an_edition("industries", "2011", date(2011, 11, 1), [a_section("A", "农业"), a_section("Z", "旧门类")])
    new = an_edition("industries", "2017", date(2017, 10, 1), [a_section("A", "农、林、牧、渔业"), a_section("B", "采矿业")])
    return old, new


def test_of_two_editions_the_one_in_force_on_the_day_answers(two_editions):
    assert selectors.label_of("industries", "A", on=date(2017, 9, 30)) == "农业"
    assert selectors.label_of("industries", "A", on=date(2017, 10, 1)) == "农、林、牧、渔业"
    assert selectors.find_code("industries", "Z", on=date(2020, 1, 1)) is None
    assert selectors.find_code("industries", "Z", on=date(2015, 1, 1)).name == "旧门类"
    assert selectors.find_code("industries", "B", on=date(2015, 1, 1)) is None


def test_a_day_before_the_oldest_edition_is_answered_by_it_and_says_so(two_editions):
    old, new = two_editions
    day = date(2000, 1, 1)
    assert selectors.edition_in_force("industries", day) == old
    assert selectors.predates(old, day)
    assert not selectors.predates(new, date(2020, 1, 1))


def test_an_edition_that_ended_without_a_successor_answers_no_more(an_edition):
    an_edition("industries", "2011", date(2011, 1, 1), [a_section("A", "农业")], effective_to=date(2017, 9, 30))
    assert selectors.edition_in_force("industries", date(2017, 9, 30)) is not None
    assert selectors.edition_in_force("industries", date(2017, 10, 1)) is None
    with pytest.raises(Refusal) as refused:
        selectors.check_code("industries", "A", on=date(2020, 1, 1))
    assert refused.value.code == "no_edition"


def test_a_code_keeps_its_history(two_editions):
    _old, new = two_editions
    entry = new.entries.get(code="A")
    assert [(e.edition.code, e.name) for e in selectors.history_of(entry)] == [("2017", "农、林、牧、渔业"), ("2011", "农业")]


def test_a_code_added_later_is_not_known_before(load):
    load("programmes")
    later = Edition.objects.get().entries.filter(part="secondary", since=date(2025, 1, 1)).first()
    assert selectors.find_code("programmes", later.code, part="secondary", on=date(2024, 9, 1)) is None
    assert selectors.find_code("programmes", later.code, part="secondary", on=date(2025, 9, 1)) == later
    with pytest.raises(Refusal, match="2025-01-01") as refused:
        selectors.check_code("programmes", later.code, part="secondary", on=date(2024, 9, 1))
    assert refused.value.code == "not_yet_listed"


def test_the_national_standard_has_two_editions_of_its_own(load):
    load("secondary_standard")
    assert selectors.edition_in_force("secondary_standard", date(2024, 1, 1)).code == "SB-ZZ-2023"
    assert selectors.edition_in_force("secondary_standard", date(2025, 6, 1)).code == "SZJZ-ZZ-V2.2.0"


def test_the_same_code_in_another_level_is_not_the_same_programme(load, today):
    load("programmes")
    assert selectors.find_code("programmes", "720301", part="secondary", on=today).name == "药剂"
    assert selectors.find_code("programmes", "720301", part="higher_associate", on=today) is None
    assert selectors.find_code("programmes", "720301", on=today) is None


@pytest.mark.parametrize(
    ("scheme", "part", "code", "wanted"),
    [
        ("divisions", "", "620603", "620602 凉州区"),
        ("industries", "", "０１１１9", "0111 稻谷种植"),
        ("programmes", "higher_associate", "520101", "520101K 临床医学"),
        ("programmes", "secondary", "520101K", "它属于高职专科：临床医学"),
        ("programmes", "secondary", "护理", "名称里有“护理”的是：720201护理"),
    ],
)
def test_an_unknown_code_is_refused_with_what_is_near(load, today, scheme, part, code, wanted):
    load(scheme)
    with pytest.raises(Refusal) as refused:
        selectors.check_code(scheme, code, part=part, on=today)
    assert refused.value.code == "unknown_code"
    assert wanted in refused.value.message


def test_a_known_code_passes_and_a_class_is_no_programme(load, today):
    load("programmes")
    assert selectors.check_code("programmes", "720301", part="secondary", tier="programme", on=today).name == "药剂"
    with pytest.raises(Refusal) as refused:
        selectors.check_code("programmes", "7203", part="secondary", tier="programme", on=today)
    assert refused.value.code == "wrong_tier"


@pytest.mark.parametrize(
    ("typed", "first"), [("111", "0111"), ("520101", "520101K"), ("０１１１", "0111"), ("62 0602", "620602"), ("602602", "620602")]
)
def test_the_usual_slips_are_understood(typed, first):
    assert near(typed, {"0111", "520101K", "620602", "999999"})[0] == first


def test_children_follow_the_tree(load, today):
    load("divisions", "programmes", "base_codes")
    assert [e.name for e in selectors.children_of("divisions", "620600", on=today)] == ["凉州区", "民勤县", "古浪县", "天祝藏族自治县"]
    assert len(selectors.children_of("programmes", part="secondary", on=today)) == 19
    assert len(selectors.children_of("base_codes", on=today)) == 328
    assert len(selectors.children_of("base_codes", "4", on=today)) == 5
    entry = selectors.find_code("base_codes", "11", part="3", on=today)
    assert [above.name for above in selectors.ancestors_of(entry)] == ["办学类型代码"]


def test_a_code_set_is_found_by_its_key_or_its_identifier(load, today):
    load("base_codes", "industries")
    by_key = selectors.choices("base_codes", "3", on=today)
    assert selectors.choices("base_codes", "BXLX", on=today) == by_key
    assert ("11", "幼儿园") in by_key
    assert len(selectors.choices("industries", "section", on=today)) == 20
    with pytest.raises(LookupError):
        selectors.choices("base_codes", "NOTHING", on=today)


def test_many_labels_take_two_queries(load, today, django_assert_num_queries):
    load("divisions")
    with django_assert_num_queries(2):
        labels = selectors.labels_of("divisions", [("", "620600"), ("", "620602"), ("", "999999")], on=today)
    assert labels == {("", "620600"): "武威市", ("", "620602"): "凉州区", ("", "999999"): "999999"}


@pytest.mark.parametrize(("text", "first"), [("凉州", "620602"), ("6206", "620600"), ("620602", "620602"), ("天祝 自治县", "620623")])
def test_two_characters_or_the_beginning_of_a_code_are_found(load, today, text, first):
    load("divisions")
    found = selectors.search_codes(text, on=today)
    assert found[0].code == first


def test_a_search_looks_at_editions_of_the_day_only_and_blank_finds_nothing(two_editions):
    assert [e.name for e in selectors.search_codes("A", on=date(2020, 1, 1))] == ["农、林、牧、渔业"]
    assert not selectors.search_codes("   ", on=date(2020, 1, 1))
    assert not selectors.search_codes("农", on=date(2020, 1, 1), scheme="occupations")


def test_a_programme_leads_to_its_occupations_and_back(load, today, django_assert_max_num_queries):
    load("programmes", "occupations", "programme_occupations")
    with django_assert_max_num_queries(4):
        found = links.occupations_for_programme("secondary", "720301", on=today)
    assert [one.code for one in found] == ["4-01-05-02", "4-02-06-01", "4-14-01-01"]
    assert found[0].entry.name == "医药商品购销员"
    with django_assert_max_num_queries(6):
        back = links.programmes_for_occupation("4-14-01-01", on=today)
    assert ("secondary", "720301") in [(one.part, one.code) for one in back]


def test_a_programme_tied_to_a_group_is_found_from_the_occupation_and_says_by_which_way(load, today):
    load("programmes", "occupations", "programme_occupations")
    found = links.programmes_for_occupation("6-18-01-01", on=today)
    assert {one.via for one in found} == {"", "6-18-01"}
    assert found[0].via == ""


def test_an_occupation_that_is_not_in_the_edition_is_shown_without_a_name(load, today):
    load("programmes", "occupations", "programme_occupations")
    edition = selectors.edition_in_force("programme_occupations", today)
    broken = edition.mappings.filter(caution="unknown_target").first()
    found = links.occupations_for_programme(broken.from_part, broken.from_code, on=today)
    assert [one.entry for one in found if one.code == broken.to_code] == [None]
    assert edition.mappings.filter(caution="unknown_target").count() == 15


def test_skill_weights_that_do_not_add_up_are_doubtful(load, today):
    load("occupation_skills")
    turner = links.skills_of("6-18-01-01", on=today)
    assert [group.grade for group in turner] == ["5", "4", "3", "2", "1"]
    assert {group.total for group in turner} == {100}
    edition = selectors.edition_in_force("occupation_skills", today)
    groups = [g for code in sorted(set(edition.supplements.values_list("code", flat=True)))[:60] for g in links.skills_of(code, on=today)]
    assert any(group.is_doubtful for group in groups)


def test_courses_are_suggestions(load, today):
    load("programme_courses")
    assert "药学服务礼仪与沟通" in links.courses_of("secondary", "720301", on=today)


def test_nothing_loaded_is_an_answer_not_an_error(db, today):
    assert selectors.find_code("divisions", "620602", on=today) is None
    assert selectors.label_of("divisions", "620602", on=today) == "620602"
    assert selectors.children_of("divisions", on=today) == []
    assert links.occupations_for_programme("secondary", "720301", on=today) == []
    assert links.programmes_for_occupation("4-14-01-01", on=today) == []
    assert links.skills_of("4-14-01-01", on=today) == []


def test_a_tree_that_bites_its_tail_is_refused(an_edition):
    rows = [{"code": "1", "name": "甲", "tier": "section", "parent": "2"}, {"code": "2", "name": "乙", "tier": "division", "parent": "1"}]
    with pytest.raises(Refusal, match="第 1 行"):
        an_edition("industries", "x", date(2020, 1, 1), rows)
