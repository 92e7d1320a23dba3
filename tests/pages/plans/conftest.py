"""The cast of reporting, for its pages; other pages bring their own."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.contexts.plans.conftest import accepted, begun, cast, late, submitted, written  # noqa: F401


@pytest.fixture
def on(settings, now):
    """``on(day)`` sets the day of the pages; it begins on that of the stories."""

    def turn(day):
        settings.DEMONSTRATION_TODAY = day

    turn(now.date())
    return turn


@pytest.fixture
def as_(on):
    """``as_(user)`` gives a browser of its own in which ``user`` is signed in."""

    def enter(user):
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter
