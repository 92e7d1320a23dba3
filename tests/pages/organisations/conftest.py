"""A small city with people who sign in, and what its pages show."""

from __future__ import annotations

from datetime import date
from types import SimpleNamespace

import pytest
from django.test import Client

from baigong.contexts.organisations.public import (
    COUNTY_OFFICER,
    LIAISON,
    SYSTEM_ADMIN,
    WORKING_TEAM,
    OrganisationKind,
    add_alias,
    add_seat,
    form_leading_body,
)
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_body, a_person, a_post, a_user, appointed


@pytest.fixture
def city(db):
    who = {"actor": SYSTEM, "now": SOME_TIME}
    government = a_body("云中市人民政府", kind=OrganisationKind.CITY, short_name="市政府", credit_code="11622300013930944B")
    education = a_body("云中市教育局", parent=government, short_name="市教育局")
    finance = a_body("云中市财政局", parent=government, short_name="市财政局")
    county = a_body("东河区人民政府", kind=OrganisationKind.COUNTY, parent=government, short_name="东河区")
    alias = add_alias(**who, organisation=education, name="市教委")
    director = a_post(education, "局长", is_head=True)
    appointed(director, "马知行", date(2020, 1, 1))
    group = form_leading_body(
        **who, name="技能云中工作领导小组", office_at=education, basis="云政发〔2020〕8号", formed_on=date(2020, 12, 1)
    )
    seat = add_seat(**who, body=group, role="member", post=director)
    by_rank = add_seat(**who, body=group, role="member", organisation=finance, rank_title="三级调研员", named_person=a_person("俞青山"))
    return SimpleNamespace(
        government=government, education=education, finance=finance, county=county,
        alias=alias, director=director, group=group, seat=seat, by_rank=by_rank,
        holding=director.holdings.get(),
    )  # fmt: skip


@pytest.fixture
def cast(city):
    return {
        "team": a_user(WORKING_TEAM, city.education),
        "colleague": a_user(WORKING_TEAM, city.education),
        "admin": a_user(SYSTEM_ADMIN, city.government),
        "liaison": a_user(LIAISON, city.finance),
        "county": a_user(COUNTY_OFFICER, city.county),
    }


@pytest.fixture
def browser(cast):
    """``browser("team")`` gives a client in which that person is signed in; ``browser()`` a stranger's."""

    def open_for(who: str | None = None) -> Client:
        client = Client()
        if who:
            client.force_login(cast[who], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return open_for
