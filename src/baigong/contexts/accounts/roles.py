"""The roles of accounts: declared by ``organisations`` (whose own policies speak of them), offered upward from here."""

from __future__ import annotations

from baigong.contexts.organisations.public import (
    ADMINISTRATORS,
    AUDIT_ADMIN,
    CITY_STAFF,
    COUNTY_OFFICER,
    CREDIT_OFFICER,
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
    "CREDIT_OFFICER",
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
