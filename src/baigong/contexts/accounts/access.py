"""Who may do what with accounts.

Rights are the security administrator's; the log is the audit administrator's; neither does the other's work (GB/T 22239, level 3).
The working team sees the people it works with and invites those who report to it. A body sees and revokes the tokens of its own programs.
"""

from __future__ import annotations

from baigong.contexts.accounts.models import ApiToken, HandOver, Invitation, RoleHolding, SecondFactorRule, SignInSession, User
from baigong.contexts.accounts.roles import ENTERPRISE_OFFICER, OFFICERS, SECURITY_ADMIN, WORKING_TEAM
from baigong.kernel.access import Allow, Policy

KEEPERS = {SECURITY_ADMIN, WORKING_TEAM}

ACCOUNTS: Policy[User] = Policy(
    User,
    rules=[
        Allow.of("view", KEEPERS),
        Allow.of("export edit disable reset require_password reset_factor end_sessions unlock", {SECURITY_ADMIN}),
        Allow.of("enable", {SECURITY_ADMIN}, when={"is_active": False}),
    ],
)

HOLDINGS: Policy[RoleHolding] = Policy(
    RoleHolding,
    rules=[
        Allow.of("view", KEEPERS),
        Allow.of("grant", {SECURITY_ADMIN}),
        Allow.of("end", {SECURITY_ADMIN}),
    ],
    relations={"organisation": "organisation"},
)

INVITATIONS: Policy[Invitation] = Policy(
    Invitation,
    rules=[
        Allow.of("view create", KEEPERS),
        Allow.of("withdraw", {SECURITY_ADMIN}, when={"accepted_at": None, "withdrawn_at": None}),
        Allow.of("withdraw", {WORKING_TEAM}, mine="invited_by_id", when={"accepted_at": None, "withdrawn_at": None}),
    ],
)

HAND_OVERS: Policy[HandOver] = Policy(
    HandOver,
    rules=[
        Allow.of("view", KEEPERS),
        Allow.of("hand invite take_up set_aside reopen", KEEPERS),
    ],
)

TOKENS: Policy[ApiToken] = Policy(
    ApiToken,
    rules=[
        Allow.of("view", {SECURITY_ADMIN}),
        Allow.of("view", {*OFFICERS, ENTERPRISE_OFFICER}, via="organisation"),
        Allow.of("create", {SECURITY_ADMIN}),
        Allow.of("revoke", {SECURITY_ADMIN}, when={"revoked_at": None}),
        Allow.of("revoke", {*OFFICERS, ENTERPRISE_OFFICER}, via="organisation", when={"revoked_at": None}),
    ],
    relations={"organisation": "organisation"},
)

SECOND_FACTOR_RULES: Policy[SecondFactorRule] = Policy(
    SecondFactorRule,
    rules=[Allow.of("view set", {SECURITY_ADMIN})],
)

SIGN_INS: Policy[SignInSession] = Policy(
    SignInSession,
    rules=[Allow.of("view", mine="user_id"), Allow.of("end", mine="user_id", when={"ended_at": None})],
)
