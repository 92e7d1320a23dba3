"""The city of the tests of accounts, and a browser for each of its people."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.accounts_city import a_city


@pytest.fixture
def city(db):
    """See ``tests.accounts_city``."""
    return a_city()


@pytest.fixture
def as_():
    """``as_(user)`` gives a browser of their own, signed in."""

    def enter(user) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter
