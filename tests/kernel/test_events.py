"""News travels after commit, and one deaf listener does not keep it from the others."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from django.db import transaction

from baigong.kernel import events

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Happened:
    what: str


@pytest.fixture
def heard(monkeypatch):
    monkeypatch.setattr(events, "_subscribers", events.defaultdict(list))
    said = []
    events.subscribe(Happened, lambda event: 1 / 0)
    events.subscribe(Happened, lambda event: said.append(event.what))
    return said


def test_a_listener_hears_after_the_commit(heard, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        events.publish(Happened("收到"))
        assert heard == []
    assert heard == ["收到"]


def test_what_was_rolled_back_is_not_told(heard, django_capture_on_commit_callbacks):
    def fail():
        with transaction.atomic():
            events.publish(Happened("没有发生"))
            raise RuntimeError

    with django_capture_on_commit_callbacks(execute=True), pytest.raises(RuntimeError):
        fail()
    assert heard == []
