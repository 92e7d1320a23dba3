"""The HTTP operations on codes: open, typed, paged by a cursor."""

from __future__ import annotations

import pytest
from ninja.testing import TestClient

from baigong.contexts.classifications.operations import router


@pytest.fixture
def api(now):
    client = TestClient(router)
    return lambda path: client.get(path, now=now)


def test_schemes_come_with_the_edition_that_answers_and_its_known_errors(api, load):
    load("divisions")
    found = {one["key"]: one for one in api("/schemes").json()}
    assert found["divisions"]["edition"]["rows"] == 3353
    assert len(found["divisions"]["edition"]["known_errors"]) == 3
    assert found["industries"]["edition"] is None


def test_entries_come_page_by_page_until_the_end(api, load):
    load("townships")
    seen: list[str] = []
    after = 0
    while after is not None:
        answer = api(f"/schemes/townships/entries?limit=200&after={after}").json()
        seen += [item["code"] for item in answer["items"]]
        after = answer["next"]
    assert len(seen) == len(set(seen)) == 1403


def test_entries_are_narrowed_by_parent_and_tier(api, load):
    load("divisions")
    found = api("/schemes/divisions/entries?parent=620600&tier=county").json()
    assert [item["name"] for item in found["items"]] == ["凉州区", "民勤县", "古浪县", "天祝藏族自治县"]


def test_one_entry_comes_with_those_above_it_and_says_when_the_day_is_too_early(api, load):
    load("divisions")
    found = api("/schemes/divisions/entry?code=620602").json()
    assert [above["code"] for above in found["ancestors"]] == ["620000", "620600"]
    assert found["predates"] is True
    assert api("/schemes/divisions/entry?code=620602&on=2024-05-01").json()["predates"] is False


def test_search_and_links(api, load):
    load("programmes", "occupations", "programme_occupations")
    assert api("/search?q=护理&scheme=programmes").json()[0]["name"] == "护理"
    found = api("/programmes/secondary/720301/occupations").json()
    assert found[0]["name"] == "医药商品购销员"
    assert any(one["code"] == "720301" for one in api("/occupations/4-14-01-01/programmes").json())


@pytest.mark.parametrize("path", ["/schemes/nothing/editions", "/schemes/divisions/entry?code=1", "/programmes/x/1/occupations",
                                  "/occupations/1/programmes", "/schemes/programme_courses/entries"])  # fmt: skip
def test_what_does_not_exist_is_not_found(api, load, path):
    load("divisions")
    assert api(path).status_code == 404


def test_a_wrong_parameter_is_answered_with_422(api, db):
    assert api("/schemes/divisions/entries?limit=100000").status_code == 422
    assert api("/schemes/divisions/entries?on=yesterday").status_code == 422


def test_what_an_edition_changes_is_told(api, an_edition):
    from datetime import date

    an_edition("industries", "2011", date(2011, 11, 1), [{"code": "A", "name": "农业", "tier": "section"}])
    new = [{"code": "A", "name": "农林牧渔业", "tier": "section"}, {"code": "B", "name": "采矿", "tier": "section"}]
    an_edition("industries", "2017", date(2017, 10, 1), new)
    found = api("/schemes/industries/changes?before=2011&after=2017").json()
    assert [entry["code"] for entry in found["added"]] == ["B"]
    assert found["changed"][0]["differences"] == [{"what": "名称", "before": "农业", "after": "农林牧渔业"}]
    assert api("/schemes/industries/changes?before=1994&after=2017").status_code == 404
