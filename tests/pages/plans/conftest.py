"""The cast of reporting, for its pages; other pages bring their own."""

from __future__ import annotations

import pytest

from tests.contexts.plans.conftest import accepted, begun, cast, late, submitted, written  # noqa: F401


@pytest.fixture
def on(settings, now):
    """``on(day)`` sets the day of the pages; it begins on that of the stories."""

    def turn(day):
        settings.DEMONSTRATION_TODAY = day

    turn(now.date())
    return turn


@pytest.fixture
def as_(on, sign_in):
    """``as_(user)`` gives a browser of its own in which ``user`` is signed in."""
    return lambda user: sign_in(user)
