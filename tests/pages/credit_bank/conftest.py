"""A college with its bank, its accounts and their browsers, as pages of conversion and of the office are tried."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.conversion_city import make_college


@pytest.fixture
def on_a_day(settings, now):
    """The pages take the day from the demonstration's clock."""
    settings.DEMONSTRATION_TODAY = now.date()


@pytest.fixture
def city(db, now):
    """The college."""
    return make_college(now)


@pytest.fixture
def as_(city):
    """``as_("office")`` gives a browser in which that account is signed in."""

    def enter(name):
        browser = Client()
        browser.force_login(getattr(city.users, name), backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter
