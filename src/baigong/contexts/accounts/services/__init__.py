"""What is done with accounts."""

from baigong.contexts.accounts.services.accounts import (
    create_sample_account,
    disable_account,
    edit_account,
    edit_own_profile,
    enable_account,
    link_person,
    require_password_change,
    reset_link,
    reset_second_factor,
    unlock,
)
from baigong.contexts.accounts.services.factors import demand_second_factor
from baigong.contexts.accounts.services.handing_over import hand_to, invite_successor, post_changed_hands, set_aside
from baigong.contexts.accounts.services.holdings import end_role, grant_role, may_invite_to
from baigong.contexts.accounts.services.invitations import (
    accept_invitation,
    create_own_account,
    find_invitation,
    invite,
    withdraw_invitation,
)
from baigong.contexts.accounts.services.sessions import end_other_sessions, end_session, end_sessions_of
from baigong.contexts.accounts.services.tokens import authenticate_token, issue_token, revoke_token

__all__ = [
    "accept_invitation",
    "authenticate_token",
    "create_own_account",
    "create_sample_account",
    "demand_second_factor",
    "disable_account",
    "edit_account",
    "edit_own_profile",
    "enable_account",
    "end_other_sessions",
    "end_role",
    "end_session",
    "end_sessions_of",
    "find_invitation",
    "grant_role",
    "hand_to",
    "invite",
    "invite_successor",
    "issue_token",
    "link_person",
    "may_invite_to",
    "post_changed_hands",
    "require_password_change",
    "reset_link",
    "reset_second_factor",
    "revoke_token",
    "set_aside",
    "unlock",
    "withdraw_invitation",
]
