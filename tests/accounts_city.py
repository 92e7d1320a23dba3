"""A small city for the tests of accounts: administrators, the working team, officers of two schools."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace

from baigong.contexts.accounts.public import (
    AUDIT_ADMIN,
    LIAISON,
    SCHOOL_OFFICER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    WORKING_TEAM,
    actor_for,
)
from baigong.contexts.organisations.public import OrganisationKind
from tests.builders import a_body, a_user


def a_city() -> SimpleNamespace:
    """Bodies, and one account for each kind of reader, by the name of what they do."""
    bureau = a_body("市教育局")
    school = a_body("市职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, parent=bureau)
    other_school = a_body("另一所职业中专", kind=OrganisationKind.SECONDARY_SCHOOL, parent=bureau)
    return SimpleNamespace(
        bureau=bureau,
        school=school,
        other_school=other_school,
        security=a_user(SECURITY_ADMIN, bureau, username="security"),
        system=a_user(SYSTEM_ADMIN, bureau, username="system"),
        auditor=a_user(AUDIT_ADMIN, bureau, username="auditor"),
        team=a_user(WORKING_TEAM, bureau, username="team"),
        liaison=a_user(LIAISON, bureau, username="liaison"),
        officer=a_user(SCHOOL_OFFICER, school, username="officer"),
        colleague=a_user(SCHOOL_OFFICER, school, username="colleague"),
        stranger=a_user(SCHOOL_OFFICER, other_school, username="stranger"),
        nobody=a_user(username="nobody"),
    )


def acting(user, now: datetime):
    """The actor of an account on that day."""
    return actor_for(user, on=now.date(), address="10.0.0.7")
