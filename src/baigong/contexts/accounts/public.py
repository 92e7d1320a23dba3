"""What other contexts may use of accounts."""

from __future__ import annotations

from baigong.contexts.accounts.actors import actor_for
from baigong.contexts.accounts.roles import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    CITY_STAFF,
    COUNTY_OFFICER,
    ENTERPRISE_OFFICER,
    EXPERT,
    LEADER,
    LIAISON,
    OFFICERS,
    PUBLISHER,
    SCHOOL_OFFICER,
    SECURITY_ADMIN,
    SYSTEM_ADMIN,
    WORKING_TEAM,
)

__all__ = [
    "ADMINISTRATORS",
    "AUDIT_ADMIN",
    "CITY_STAFF",
    "COUNTY_OFFICER",
    "ENTERPRISE_OFFICER",
    "EXPERT",
    "LEADER",
    "LIAISON",
    "OFFICERS",
    "PUBLISHER",
    "SCHOOL_OFFICER",
    "SECURITY_ADMIN",
    "SYSTEM_ADMIN",
    "WORKING_TEAM",
    "actor_for",
]
