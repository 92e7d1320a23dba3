"""What other contexts may use of organisations."""

from __future__ import annotations

from baigong.contexts.organisations.roles import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    CITY_STAFF,
    COUNTY_OFFICER,
    ENTERPRISE_OFFICER,
    EXCLUSIVE,
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
    "EXCLUSIVE",
    "EXPERT",
    "LEADER",
    "LIAISON",
    "OFFICERS",
    "PUBLISHER",
    "SCHOOL_OFFICER",
    "SECURITY_ADMIN",
    "SYSTEM_ADMIN",
    "WORKING_TEAM",
]
