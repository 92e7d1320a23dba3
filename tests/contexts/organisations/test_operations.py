"""The HTTP API: the same answers as the pages, typed."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest

from baigong.contexts.organisations import operations as api
from baigong.contexts.organisations.public import LIAISON, add_seat, define_collective, form_leading_body, rename_organisation
from baigong.kernel.access import SYSTEM
from tests.builders import a_body, a_person, a_post, an_actor, appointed


@pytest.fixture
def request_(city, now):
    return SimpleNamespace(actor=an_actor(LIAISON, city.finance), now=now)


def test_bodies_are_listed_as_of_a_day(city, request_, team, now):
    a_body("云中市数据局", founded_on=date(2024, 1, 1))
    rename_organisation(actor=team, now=now, organisation=city.education, name="云中市教体局", on=date(2022, 1, 1))

    def names(**query):
        page = api.Bodies.model_validate(api.list_bodies(request_, api.BodyQuery(**query)))
        return [item.name for item in page.items]

    early, late = names(on="2021-06-01"), names(on="2024-06-01", kind="department")
    assert {"云中市教育局", "东河区人民政府"} <= set(early)
    assert "云中市数据局" not in early
    assert {"云中市教体局", "云中市数据局"} <= set(late)
    assert "东河区人民政府" not in late
    assert names(within=city.east.pk) == ["东河区人民政府", "东河区教育局"]
    assert names(q="财政") == ["云中市财政局"]
    detail = api.BodyDetail.model_validate(api.get_body(request_, city.education.pk, on=date(2023, 1, 1)))
    assert [former.name for former in detail.former_names] == ["云中市教育局"]
    assert detail.aliases == ["市教育局"]


def test_lists_go_on_after_the_last_key(city, request_):
    for n in range(101):
        a_body(f"第{n}公司", kind="enterprise")
    first = api.list_bodies(request_, api.BodyQuery(kind="enterprise"))
    rest = api.list_bodies(request_, api.BodyQuery(kind="enterprise", after=first["next"]))
    assert (len(first["items"]), len(rest["items"]), rest["next"]) == (100, 1, None)


def test_names_are_resolved_with_the_reason_where_they_are_not(city, request_, team, now):
    define_collective(actor=team, now=now, name="各县区", kinds=["county"], within=city.government)
    known, several, unknown = [
        api.Named.model_validate(answer).model_dump()
        for answer in api.resolve(request_, api.NamesIn(names=["市教育局", "各县区", "市财征局"], on=date(2021, 3, 15)))
    ]
    assert (known["organisation_id"], known["how"]) == (city.education.pk, "name")
    assert several["members"] == [city.east.pk, city.west.pk]
    assert (unknown["organisation_id"], unknown["why"], unknown["near"]) == (None, "unknown", ["云中市财政局"])


def test_members_of_a_leading_body_on_a_day(city, request_, now):
    who = {"actor": SYSTEM, "now": now}
    group = form_leading_body(**who, name="领导小组", formed_on=date(2020, 12, 1))
    post = a_post(city.education)
    appointed(post, "马知行")
    add_seat(**who, body=group, role="chair", post=post)
    add_seat(**who, body=group, role="member", organisation=city.finance, rank_title="三级调研员", named_person=a_person("俞青山"))
    answer = api.Members.model_validate(api.leading_members(request_, group.pk, on=date(2021, 1, 1))).model_dump()
    assert answer["votes"] == 2
    assert [(m["person"], m["flags"]) for m in answer["members"]] == [("马知行", []), ("俞青山", ["by_rank_alone"])]
    assert api.list_leading(request_, on=date(2020, 12, 1)) == [group]
    assert api.list_leading(request_, on=date(2020, 11, 30)) == []
