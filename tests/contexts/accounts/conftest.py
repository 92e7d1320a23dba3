"""The city of the tests of accounts."""

from __future__ import annotations

import pytest

from tests.accounts_city import a_city


@pytest.fixture
def city(db):
    """See ``tests.accounts_city``."""
    return a_city()
