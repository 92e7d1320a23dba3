"""A small plan on real rules: the city, its bureau, two counties, a school; three tasks, two targets. Fixtures to import by name."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from baigong.contexts.accounts.public import COUNTY_OFFICER, LEADER, LIAISON, SCHOOL_OFFICER, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind, define_collective
from baigong.contexts.plans.models import Plan
from baigong.contexts.plans.public import load_plan
from baigong.kernel import workflow
from baigong.kernel.access import SYSTEM
from tests.builders import SOME_TIME, a_body, an_actor

PACK = {
    "source": {"document": "示例〔2020〕1号"},
    "plan": {
        "key": "sample",
        "title": "示例市职业教育实施方案",
        "short_title": "示例方案",
        "doc_number": "示例〔2020〕1号",
        "issued_on": "2020-12-01",
        "owner": "示例市政府",
        "team": "示例市教育局",
        "filers": "各县区、各职业院校",
    },
    "measures": [{"n": "1", "title": "夯实中职"}, {"n": "2", "title": "加强领导"}],
    "tasks": [
        {"n": "1", "title": "制定方案并备案", "measures": ["2"], "who": ["示例市教育局", "各县区"]},
        {"n": "2", "title": "建设优质学校", "measures": ["1"], "lead": ["示例市教育局"], "support": ["示例市财政局"]},
        {"n": "3", "title": "落实经费", "measures": ["1"], "who": ["示例市财政局"], "due": "2021-12-31"},
    ],
    "targets": [
        {"n": "T1", "name": "优质学校", "measure": "1", "tasks": ["2"], "op": "=", "value": 3, "unit": "所"},
        {"n": "T2", "name": "双师占比", "measure": "1", "tasks": ["2"], "op": ">=", "value": 50, "unit": "%", "due": "2023-12-31"},
    ],
    "requests": [{"n": "1", "title": "支持建设优质学校", "measures": ["1"]}],
    "requests_to": "省政府",
}


@pytest.fixture
def city(db):
    """The bodies of the sample city."""
    government = a_body("示例市政府", kind=OrganisationKind.CITY)
    bodies = SimpleNamespace(
        government=government,
        bureau=a_body("示例市教育局", parent=government),
        finance=a_body("示例市财政局", parent=government),
        east=a_body("东县", kind=OrganisationKind.COUNTY, parent=government),
        west=a_body("西县", kind=OrganisationKind.COUNTY, parent=government),
        school=a_body("示例职业学校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=government),
    )
    define_collective(actor=SYSTEM, now=SOME_TIME, name="各县区", kinds=[OrganisationKind.COUNTY])
    define_collective(actor=SYSTEM, now=SOME_TIME, name="各职业院校", kinds=[OrganisationKind.SECONDARY_SCHOOL, OrganisationKind.COLLEGE])
    return bodies


@pytest.fixture
def cast(city):
    """Who acts: the team, the leader, and one officer a body."""
    return SimpleNamespace(
        team=an_actor(WORKING_TEAM, city.bureau, user_id=None, name="专班"),
        leader=an_actor(LEADER, city.government, user_id=None, name="副市长"),
        bureau=an_actor(LIAISON, city.bureau, user_id=None, name="教育局联络员"),
        finance=an_actor(LIAISON, city.finance, user_id=None, name="财政局联络员"),
        east=an_actor(COUNTY_OFFICER, city.east, user_id=None, name="东县经办"),
        west=an_actor(COUNTY_OFFICER, city.west, user_id=None, name="西县经办"),
        school=an_actor(SCHOOL_OFFICER, city.school, user_id=None, name="学校经办"),
    )


@pytest.fixture
def plan(city) -> Plan:
    """The sample plan as loaded, not yet started."""
    return load_plan(PACK, actor=SYSTEM, now=SOME_TIME).plan


@pytest.fixture
def running_plan(plan, cast, now) -> Plan:
    """The sample plan, started, every task handed down."""
    workflow.fire(plan, "start", actor=cast.team, now=now)
    for task in plan.tasks.all():
        workflow.fire(task, "assign", actor=cast.team, now=now)
    plan.refresh_from_db()
    return plan
