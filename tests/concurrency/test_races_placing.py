"""Two schools that publish rounds at one firm at the same moment, and a student who leaves one while it is published; on PostgreSQL."""

from __future__ import annotations

import contextlib
import threading

import pytest

from baigong.contexts.accounts.public import SCHOOL_OFFICER
from baigong.contexts.internships.models import EntryStanding, Placement
from baigong.contexts.internships.services import publishing, rounds, solving
from baigong.contexts.organisations.public import OrganisationKind
from baigong.kernel.errors import Conflict
from tests.builders import a_body, a_user, acting_for
from tests.concurrency.test_races import at_once
from tests.placing_city import OLD, a_firm, a_published_post, a_round, an_intern, make_placing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def race(transactional_db, now):
    """Two rounds of two schools, each of which takes all three places of one firm; what each was told."""
    city = make_placing(now)
    firm = a_firm("小厂", city, now, staff=30, kind=500)
    post = a_published_post(city, firm, capacity=20)
    body = a_body("第二职校", kind=OrganisationKind.SECONDARY_SCHOOL, parent=city.county)
    other = acting_for(a_user(SCHOOL_OFFICER, body))
    second = rounds.open_round(actor=other, now=now, head=rounds.RoundHead(body, "外校轮次", *OLD))
    rounds.add_students(actor=other, now=now, row=second, interns=[an_intern(city, f"外{n}", school=body) for n in range(3)])
    rounds.set_posts(actor=other, now=now, row=second, seats={post.pk: 5})
    first = a_round(city, post)
    pairs = [(city.as_school, first), (other, second)]
    for actor, row in pairs:
        solving.start_solving(actor=actor, now=now, row=row)
    told = []

    def publisher(actor, row):
        def run():
            row.refresh_from_db()
            try:
                publishing.publish_round(actor=actor, now=now, row=row)
                told.append("published")
            except Conflict as refused:
                told.append(refused.code)

        return run

    return [publisher(*pair) for pair in pairs], told


def together(monkeypatch):
    """Both have counted before either writes."""
    counted = threading.Barrier(2, timeout=10)
    real = publishing._refuse_passed_caps

    def slow(*args):
        real(*args)
        with contextlib.suppress(threading.BrokenBarrierError):  # where the other one waits for the lock it cannot have counted
            counted.wait(3)

    monkeypatch.setattr(publishing, "_refuse_passed_caps", slow)


def test_control_without_the_lock_both_publish_and_the_firm_has_twice_as_many_as_the_law_allows(race, monkeypatch):
    acts, told = race
    together(monkeypatch)
    monkeypatch.setattr(publishing, "_lock_firms", lambda entries: None)
    at_once(*acts)
    assert told == ["published", "published"]
    assert Placement.objects.count() == 6


def test_with_the_lock_the_second_waits_counts_and_is_told(race, monkeypatch):
    acts, told = race
    together(monkeypatch)
    at_once(*acts)
    assert sorted(told) == ["cap_taken", "published"]
    assert Placement.objects.count() == 3


def leaving(city, now, monkeypatch):
    """A round is published, and somebody leaves it once the publication has read who is in it; what the leaver was told."""
    row = a_round(city, a_published_post(city, capacity=20))
    solving.start_solving(actor=city.as_school, now=now, row=row)
    row.refresh_from_db()
    read, left, told = threading.Event(), threading.Event(), []
    real = publishing._refuse_passed_caps

    def slow(*args):
        real(*args)
        read.set()
        left.wait(3)

    monkeypatch.setattr(publishing, "_refuse_passed_caps", slow)

    def leave():
        read.wait(10)
        entry = row.entries.filter(standing=EntryStanding.PLACED).order_by("pk").first()
        try:
            rounds.withdraw_entry(actor=city.as_school, now=now, entry=entry, reason="转学")
            told.append("left")
        except Conflict as refused:
            told.append(refused.code)
        left.set()

    at_once(lambda: publishing.publish_round(actor=city.as_school, now=now, row=row), leave)
    gone = row.entries.filter(standing=EntryStanding.WITHDRAWN).values("intern")
    return told, Placement.objects.filter(intern__in=gone).count()


def test_control_without_the_hold_on_the_round_who_has_left_it_is_placed_all_the_same(transactional_db, now, monkeypatch):
    monkeypatch.setattr(rounds, "hold_round", lambda pk: None)
    assert leaving(make_placing(now), now, monkeypatch) == (["left"], 1)


def test_with_the_hold_the_leaver_waits_and_is_told_that_it_is_published(transactional_db, now, monkeypatch):
    assert leaving(make_placing(now), now, monkeypatch) == (["published"], 0)
