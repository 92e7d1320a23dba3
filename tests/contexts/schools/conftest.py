"""A county with two schools, the city's college, a base, and those who act: hosts, the county, the team, experts."""

from __future__ import annotations

from types import SimpleNamespace

import pytest

from tests.project_city import make_city


@pytest.fixture
def city(db) -> SimpleNamespace:
    """Who exists and who acts."""
    return make_city()
