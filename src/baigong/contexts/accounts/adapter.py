"""How the sign-in library is bent to the house: no self-registration, secrets encrypted with the field key."""

from __future__ import annotations

from allauth.account.adapter import DefaultAccountAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.http import HttpRequest


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by invitation only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers by themselves."""
        return False


class SocialAccountAdapter(DefaultSocialAccountAdapter):
    """Sign-in through the city's identity provider reaches existing accounts only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: object) -> bool:
        """Nobody registers by themselves."""
        return False
