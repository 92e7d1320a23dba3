"""What other contexts may use of accounts: the roles, the people who hold them, and who acts."""

from __future__ import annotations

from baigong.contexts.accounts.actors import actor_for
from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.api_auth import TokenAuth
from baigong.contexts.accounts.hearing import keep_accounts_with_posts
from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.passwords import password_rules
from baigong.contexts.accounts.roles import (
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
from baigong.contexts.accounts.selectors import find_user, organisations_of, people_at, people_at_each, people_with
from baigong.contexts.accounts.services import (
    create_own_account,
    create_sample_account,
    demand_second_factor,
    grant_role,
    hand_to,
    invite,
    invite_successor,
    link_person,
    post_changed_hands,
    set_aside,
    withdraw_invitation,
)
from baigong.contexts.accounts.services.sessions import enter

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
    "TokenAuth",
    "User",
    "actor_for",
    "address_of",
    "create_own_account",
    "create_sample_account",
    "demand_second_factor",
    "enter",
    "find_user",
    "grant_role",
    "hand_to",
    "invite",
    "invite_successor",
    "keep_accounts_with_posts",
    "link_person",
    "organisations_of",
    "password_rules",
    "people_at",
    "people_at_each",
    "people_with",
    "post_changed_hands",
    "set_aside",
    "withdraw_invitation",
]
