"""Search finds bodies by every writing, posts as one word, leading bodies by their document."""

from __future__ import annotations

import pytest

from baigong.contexts.organisations import registration  # noqa: F401  (declares what can be found)
from baigong.contexts.organisations.public import LIAISON, add_alias, form_leading_body
from baigong.kernel.access import ANONYMOUS
from baigong.kernel.search import search
from tests.builders import a_post, an_actor


@pytest.fixture
def found(city, team, now):
    add_alias(actor=team, now=now, organisation=city.education, name="市教委")
    add_alias(actor=team, now=now, organisation=city.education, name="云中教委")
    a_post(city.education, "局长")
    form_leading_body(actor=team, now=now, name="技能云中工作领导小组", basis="云政发〔2020〕8号附件1")

    def titles(text, actor=None):
        groups = search(actor or an_actor(LIAISON, city.finance), text)
        return [hit.title for group in groups for hit in group.hits if "/organisations/" in hit.url]

    return titles


@pytest.mark.parametrize(
    ("text", "title"),
    [("教委", "市教育局"), ("市教育局局长", "市教育局局长"), ("附件1", "技能云中工作领导小组"), ("云中 教育", "市教育局")],
)
def test_search_finds(found, text, title):
    assert found(text).count(title) == 1


def test_a_stranger_finds_no_body(found):
    assert found("教育", ANONYMOUS) == []
