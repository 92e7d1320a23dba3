"""The people of the pages of accounts: administrators, the working team, officers of two schools."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from django.test import Client

from baigong.contexts.accounts.public import AUDIT_ADMIN, LIAISON, SCHOOL_OFFICER, SECURITY_ADMIN, SYSTEM_ADMIN, WORKING_TEAM
from baigong.contexts.organisations.public import OrganisationKind
from tests.builders import a_body, a_user


@pytest.fixture
def city(db):
    """Bodies, and one account for each kind of reader."""
    bureau = a_body("市教育局")
    school = a_body("市职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, parent=bureau)
    other_school = a_body("另一所职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, parent=bureau)
    return SimpleNamespace(
        bureau=bureau,
        school=school,
        other_school=other_school,
        security=a_user(SECURITY_ADMIN, bureau, username="security"),
        second_security=a_user(SECURITY_ADMIN, bureau, username="security2"),
        system=a_user(SYSTEM_ADMIN, bureau, username="system"),
        auditor=a_user(AUDIT_ADMIN, bureau, username="auditor"),
        team=a_user(WORKING_TEAM, bureau, username="team"),
        liaison=a_user(LIAISON, bureau, username="liaison"),
        officer=a_user(SCHOOL_OFFICER, school, username="officer"),
        colleague=a_user(SCHOOL_OFFICER, school, username="colleague"),
        stranger=a_user(SCHOOL_OFFICER, other_school, username="stranger"),
    )


@pytest.fixture
def as_():
    """``as_(user)`` gives a browser of their own, signed in."""

    def enter(user) -> Client:
        browser = Client()
        browser.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
        return browser

    return enter
