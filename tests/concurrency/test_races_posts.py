"""The night closes a post whose days are over while a school gives its last place away; on PostgreSQL."""

from __future__ import annotations

import threading
from datetime import datetime, timedelta

import pytest

from baigong.contexts.internships.models import Placement, PostState
from baigong.contexts.internships.services import own_units, posts
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import firing
from tests.concurrency.test_races import at_once
from tests.placing_city import OLD, a_published_post, an_intern, make_placing

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def closing(now: datetime, monkeypatch):
    """Somebody takes a place when the night has counted nobody and not yet committed: what the school was told, the post, who is there."""
    city = make_placing(now)
    post, guest = a_published_post(city), an_intern(city, "自选生")
    counted, taken, told = threading.Event(), threading.Event(), []
    real = firing.audit.record_all

    def slow(*args, **kwargs):
        counted.set()
        taken.wait(3)  # where the school waits for the firm, it has not taken it
        return real(*args, **kwargs)

    monkeypatch.setattr(firing.audit, "record_all", slow)

    def take():
        counted.wait(10)
        try:
            own_units.place_in_own_unit(actor=city.as_school, now=now, intern=guest, post=post)
            told.append("placed")
        except Refusal as refused:
            told.append(refused.code)
        taken.set()

    night = datetime.combine(OLD[1] + timedelta(days=1), now.time(), tzinfo=now.tzinfo)
    at_once(lambda: posts.close_over(night), take)
    post.refresh_from_db()
    return told, post.state, Placement.objects.filter(post=post).count()


def test_control_without_the_hold_on_the_firm_a_post_is_closed_over_whoever_was_just_placed(transactional_db, now, monkeypatch):
    monkeypatch.setattr(posts, "_lock_firms", lambda over: None)
    assert closing(now, monkeypatch) == (["placed"], PostState.CLOSED, 1)


def test_with_the_hold_the_school_waits_and_finds_the_post_closed(transactional_db, now, monkeypatch):
    assert closing(now, monkeypatch) == (["post"], PostState.CLOSED, 0)
