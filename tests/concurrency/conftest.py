"""Each test of real processes runs on both databases."""

from __future__ import annotations

import os

import pytest

from tests import postgres
from tests.concurrency.house import House


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def migrated(request, tmp_path_factory):
    """A migrated installation; what a test writes into it, the next one finds."""
    if request.param == "sqlite":
        house = House(tmp_path_factory.mktemp("house"), None)
        house.run("migrate", "--no-input")
        yield house
        return
    binaries = postgres.find_binaries()
    if binaries is None:
        if os.environ.get("CI"):
            pytest.fail(postgres.MISSING)
        pytest.skip(postgres.MISSING)
    with postgres.cluster(binaries) as url:
        house = House(tmp_path_factory.mktemp("house"), url)
        house.run("migrate", "--no-input")
        yield house


@pytest.fixture
def house(migrated):
    """The installation; its processes are killed after the test."""
    yield migrated
    migrated.kill_all()
