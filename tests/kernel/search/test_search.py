"""Search finds what one may see, by any part of its name."""

from __future__ import annotations

import pytest

from baigong.contexts.organisations.models import Organisation, OrganisationAlias
from baigong.kernel import search as module
from baigong.kernel.access import ANONYMOUS, Actor, Allow, Holding, Policy, Reach, role
from baigong.kernel.search import Finder, Hit, Searchable, findable, search, searchable

pytestmark = pytest.mark.django_db


@pytest.fixture
def clerk(declarations, monkeypatch):
    monkeypatch.setattr(module, "_searchables", [])
    held = role("test_clerk", "经办", Reach.SUBTREE)
    policy = Policy(Organisation, [Allow.of("view", {held}, via="self")], {"self": ""})
    searchable(Searchable(policy, "机构", ("name", "aliases__name"), url=lambda row: f"/{row.pk}/"))
    return held


@pytest.fixture
def actor(clerk):
    for number, name in enumerate(["市教育局", "市人力资源和社会保障局", "凉州区教育局", "100%_校"]):
        row = Organisation.objects.create(name=name, kind="department", path=f"01.{number}.")
        OrganisationAlias.objects.create(organisation=row, name=f"{name}甲")
        OrganisationAlias.objects.create(organisation=row, name=f"{name}乙")
    Organisation.objects.create(name="外市教育局", kind="department", path="02.")
    return Actor(1, "张三", (Holding(clerk, 1, "01."),))


def titles(actor, text):
    return [hit.title for group in search(actor, text) for hit in group.hits]


def test_two_characters_are_enough_and_foreign_rows_stay_out(actor):
    assert titles(actor, "教育") == ["市教育局", "凉州区教育局"]


def test_every_word_must_occur(actor):
    assert titles(actor, "教育\u3000凉州") == ["凉州区教育局"]


def test_a_row_with_several_matching_names_appears_once(actor):
    assert titles(actor, "社会保障") == ["市人力资源和社会保障局"]


@pytest.mark.parametrize("text", ["", "   ", "\x00", "没有这个"])
def test_nothing_to_find_is_no_error(actor, text):
    assert titles(actor, text) == []


def test_signs_of_the_pattern_language_mean_themselves(actor):
    assert titles(actor, "0%_") == ["100%_校"]
    assert titles(actor, "%") == ["100%_校"]


def test_a_very_long_query_is_cut_and_answered(actor):
    assert titles(actor, "教育 " * 10_000) == ["市教育局", "凉州区教育局"]


def test_visitors_find_nothing_that_is_not_public(actor):
    assert search(ANONYMOUS, "教育") == []


def test_more_than_are_shown_are_said(actor):
    Organisation.objects.bulk_create(Organisation(name=f"教育{n:02}", kind="base", path=f"01.9{n}.") for n in range(20))
    (group,) = search(actor, "教育")
    assert (len(group.hits), group.more) == (8, True)


def test_what_is_no_row_is_found_in_its_place_among_the_rest(actor):
    asked = []

    def find(who, text, most):
        asked.append((who, text, most))
        return [Hit(f"字段{number}", "", "/") for number in range(most)] if text == "教育" else []

    findable(Finder("字段", "book", find, order=10))
    first, *rest = search(actor, "教育", first=2)
    assert asked == [(actor, "教育", 3)]
    assert ([hit.title for hit in first.hits], first.more) == (["字段0", "字段1"], True)
    assert [group.label for group in rest] == ["机构"]
    assert [group.label for group in search(actor, "凉州")] == ["机构"]
