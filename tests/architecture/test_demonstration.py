"""The demonstration: a sample in every state of every machine, and filter and decision agree on every row of it."""

from __future__ import annotations

import tempfile
from collections import defaultdict

import pytest
from django.db import transaction
from django.test import override_settings

from baigong.contexts.publications.public import list_public
from baigong.delivery import demonstration
from baigong.kernel.access import all_policies
from baigong.kernel.workflow import all_machines
from tests.architecture import visiting
from tests.architecture.test_declarations import disagreements

pytestmark = pytest.mark.django_db

WITHOUT_SAMPLE = {
    "classifications.editionupload": "the code tables of a demonstration are the real ones; an invented edition would pass for official",
}
"""Machines of which the story holds no row, each with its reason."""


@pytest.fixture(scope="module", autouse=True)
def city(django_db_setup, django_db_blocker):
    """The demonstration, built once for this module and taken back; where its files lie."""
    with django_db_blocker.unblock(), tempfile.TemporaryDirectory() as files, override_settings(MEDIA_ROOT=files), transaction.atomic():
        demonstration.build(lambda chapter: None)
        yield files
        transaction.set_rollback(True)


def test_filter_and_decision_agree_on_the_demonstration():
    tried = [label for label, policy in all_policies().items() if policy.model._default_manager.exists()]
    assert len(tried) > 15
    assert not [line for label in tried for line in disagreements(all_policies()[label])]


def test_every_state_of_every_machine_has_a_sample():
    missing: dict[str, set[str]] = defaultdict(set)
    for label, machine in all_machines().items():
        found = set(machine.policy.model._default_manager.values_list(machine.field, flat=True))
        if label in WITHOUT_SAMPLE:
            assert not found, f"{label} has rows: its reason no longer holds"
        else:
            missing[label] = {str(value) for value in machine.states.values} - found
    assert not {label: states for label, states in missing.items() if states}


def test_the_public_finds_the_plan_its_circulars_and_minutes_each_with_its_index_number():
    rows = list(list_public())
    assert {row.source_kind for row in rows} >= {"document", "circular", "minutes", "report"}
    assert all(row.index_number for row in rows)
    numbers = sorted(row.index_number for row in rows if "/2022-" in row.index_number)
    assert len(numbers) == len(set(numbers))


def test_every_published_document_was_examined_clear():
    assert all(row.examinations.first().is_clear for row in list_public())


VISITORS = [
    "zhuanban", "gongkai", "anquan", "shenji", "xitong", "lingdao", "minqin", "zhiyuan", "caizheng", "zhuanjia",
    "xuefen", "gulangzj", "gaozhong", "jiaoyuju", "renshe", "xuesheng", "gongren", "nongmin", "gaozhongsheng", "",
]  # fmt: skip
"""Who goes through the house: one account a role, the bank's office and desks, learners, then the public."""

COUNTED = {"console:home": 4}
"""To-dos of one kind are shown up to a number and the rest counted: one more question a kind that overflows, however many there are."""


@pytest.fixture
def walked(settings, city):
    """Every page that can be reached by following links, and what was offered but is not there."""
    settings.DEMONSTRATION_TODAY, settings.MEDIA_ROOT = demonstration.TODAY, city
    return visiting.walk(VISITORS)


def test_everything_that_is_offered_is_there(walked):
    visits, dead = walked
    assert not dead
    assert len(visits) > 130


def test_no_page_asks_the_database_more_often_when_there_are_three_times_as_many_rows(walked):
    visits, _dead = walked
    before = {visit: visiting.queries(visit) for visit in visits}
    with transaction.atomic():
        grown = visiting.grow(2)
        after = {visit: visiting.queries(visit) for visit in visits}
        transaction.set_rollback(True)
    assert len(grown) > 35
    assert not {visit: (before[visit], after[visit]) for visit in visits if after[visit] > before[visit] + COUNTED.get(visit.route, 0)}
