"""Who may act: people who sign in, the roles they hold at organisations, invitations, hand-overs, and tokens of programs."""

from baigong.contexts.accounts.models.handing_over import HandOver, HandOverState
from baigong.contexts.accounts.models.holdings import Invitation, RoleHolding
from baigong.contexts.accounts.models.people import SecondFactorRule, SignInSession, User
from baigong.contexts.accounts.models.tokens import ApiToken

__all__ = [
    "ApiToken",
    "HandOver",
    "HandOverState",
    "Invitation",
    "RoleHolding",
    "SecondFactorRule",
    "SignInSession",
    "User",
]
