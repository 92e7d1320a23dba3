"""Days among very many: the same ones, by the index of days instead of placement by placement."""

from datetime import date, timedelta

import pytest

from baigong.contexts.internships.access_of_work import DAY_POLICY
from baigong.contexts.internships.models import InternshipDay
from baigong.contexts.internships.selectors import work
from tests.internship_city import START, a_placement, make_city

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(db):
    city = make_city()
    for intern, post in ((city.intern, city.post), (city.adult, city.other_post)):
        placement = a_placement(city, intern, post)
        days = [START + timedelta(days=n) for n in range(3)]
        InternshipDay.objects.bulk_create(InternshipDay(placement=placement, day=day, kind="present", minutes=480) for day in days)
    return city


@pytest.mark.parametrize("many", [0, 10_000])
def test_everybody_finds_the_days_that_the_policy_shows(city, monkeypatch, many):
    monkeypatch.setattr(work, "MANY", many)
    for actor in (city.bureau, city.county, city.school, city.college, city.firm, city.other_firm):
        told = set(DAY_POLICY.visible(actor).values_list("pk", flat=True))
        shown, counted = work.list_days(actor)
        assert told == set(shown.values_list("pk", flat=True)) == set(counted.values_list("pk", flat=True))
    assert work.list_days(city.school)[1].count() == 3


def test_a_day_with_a_breach_is_told_to_whom_it_concerns_alone(city):
    row = InternshipDay.objects.filter(placement__intern=city.intern).first()
    row.breach, row.reason = "超过8小时。", "示例"
    row.save()
    told = [
        [one.key for one in work.detected(actor, date(2022, 8, 1)) if one.key.startswith("day:")] for actor in (city.school, city.college)
    ]
    assert told == [[f"day:{row.pk}"], []]


def test_the_latest_days_what_waits_and_what_breaches_are_read_off_indexes():
    latest = InternshipDay.objects.order_by("-day", "-pk")
    for rows, name in (
        (latest, "internship_day_latest"), (latest.exclude(breach=""), "internship_day_breach"),
        (latest.filter(kind="present", minutes=0), "internship_day_waits"),
    ):  # fmt: skip
        assert name in rows[:50].explain() or "Seq Scan" in rows[:50].explain(), name
