"""Fixtures for every test: the embedded database, a fixed clock, the cast."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.cache import caches
from django.db import connection
from django.test import Client
from hypothesis import HealthCheck, settings

from baigong.contexts.credit_bank.ledger import guards as ledger_guards
from baigong.kernel.audit import guards

pytest_plugins = ["tests.machine"]
# A busy machine is slow, which is no fault of what is tested: examples are bounded by number, never by the clock.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("house")
CITY_TIME = ZoneInfo("Asia/Shanghai")


@pytest.fixture(autouse=True)
def files_of_the_test(settings, tmp_path):
    """What a test uploads, mails or collects lies in its own folder, never in ``var/``."""
    settings.MEDIA_ROOT = tmp_path / "files"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    for name in settings.CACHES:
        caches[name].clear()  # what is counted or kept there is not the next test's


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup, django_db_blocker):
    """After all migrations the audit log and the ledger are guarded; tests lift the guards, for what they write is flushed between them."""
    with django_db_blocker.unblock():
        for guard in (guards, ledger_guards):
            assert guard.missing(connection) == []
            guard.remove(connection)


@pytest.fixture
def now() -> datetime:
    """The day on which test stories happen."""
    return datetime(2021, 3, 15, 10, 0, tzinfo=CITY_TIME)


@pytest.fixture
def sign_in(settings):
    """``sign_in(user)`` gives a client of their own in which ``user`` is signed in; ``client`` stays a stranger."""

    def enter(user):
        entered = Client()
        entered.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return entered

    return enter
