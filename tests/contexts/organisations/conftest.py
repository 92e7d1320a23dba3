"""A small city: its government, three departments, two counties with a bureau each."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from baigong.contexts.organisations.public import SYSTEM_ADMIN, WORKING_TEAM, OrganisationKind
from tests.builders import a_body, an_actor


@pytest.fixture
def city(db):
    government = a_body("云中市人民政府", kind=OrganisationKind.CITY, short_name="市政府")
    education = a_body("云中市教育局", parent=government, short_name="市教育局")
    finance = a_body("云中市财政局", parent=government, short_name="市财政局")
    poverty = a_body("云中市扶贫开发办公室", parent=government, short_name="市扶贫办")
    east = a_body("东河区人民政府", kind=OrganisationKind.COUNTY, parent=government, short_name="东河区")
    west = a_body("西山族自治县人民政府", kind=OrganisationKind.COUNTY, parent=government, short_name="西山县")
    east_bureau = a_body("东河区教育局", kind=OrganisationKind.COUNTY_BUREAU, parent=east)
    return SimpleNamespace(
        government=government, education=education, finance=finance, poverty=poverty, east=east, west=west, east_bureau=east_bureau
    )


@pytest.fixture
def team(city):
    return an_actor(WORKING_TEAM, city.education)


@pytest.fixture
def admin(city):
    return an_actor(SYSTEM_ADMIN, city.government)
