"""How the sign-in library is bent to the house: no self-registration, secrets encrypted with the field key, nobody mapped by chance."""

from __future__ import annotations

import time
from typing import Any

from allauth.account import app_settings
from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.authentication import get_authentication_records
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.socialaccount.adapter import DefaultSocialAccountAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _

from baigong.contexts.accounts.address import address_of
from baigong.contexts.accounts.models import User
from baigong.contexts.accounts.selectors.locks import find_lock
from baigong.contexts.accounts.services.invitations import normalise_username
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.clock import current_time
from baigong.kernel.privacy import decrypt, encrypt
from baigong.kernel.ui.errors import error_response
from baigong.kernel.ui.navigation import url_if

SILENT = {"account/messages/logged_in.txt", "account/messages/logged_out.txt"}


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Accounts are made by invitation only; one returns to this house only."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Nobody registers by themselves."""
        return False

    def is_safe_url(self, url: str) -> bool:
        """Only addresses of the host that was asked: no open redirect by way of ``next``."""
        return url_has_allowed_host_and_scheme(url, allowed_hosts={context.request.get_host()}, require_https=context.request.is_secure())

    def get_client_ip(self, request: HttpRequest) -> str:
        """The address the house goes by."""
        return address_of(request) or "0.0.0.0"  # noqa: S104  (an unknown address, not one to bind to)

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        """The public's first page; the sign-in page where there is none."""
        return url_if("portal:home") or reverse("account_login")

    def format_email_subject(self, subject: str) -> str:
        """The product's name before the subject."""
        return f"[{_('百工')}] {subject}"

    def add_message(self, request: HttpRequest, level: int, message_template: str | None = None, *args: Any, **kwargs: Any) -> None:
        """Say what matters; that one has just signed in, one sees."""
        if message_template not in SILENT:
            super().add_message(request, level, message_template, *args, **kwargs)

    def pre_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse | None:
        """Sample accounts enter demonstrations only; programs never sign in."""
        if isinstance(user, User) and (user.is_program or (user.is_sample and not settings.DEMONSTRATION)):
            return self.respond_user_inactive(request, user)  # type: ignore[no-any-return]
        return super().pre_login(request, user, **kwargs)  # type: ignore[no-any-return]

    def is_reauthentication_required(self, *, app: str, **kwargs: Any) -> bool:
        """Changing the second factor asks for the password again, unless it was given in the last minutes."""
        records = get_authentication_records(self.request, self.request.user) if self.request else []
        latest = max((record.get("at", 0) for record in records), default=0)
        return bool(time.time() - latest >= app_settings.REAUTHENTICATION_TIMEOUT)


class SecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Keys of authenticators and seeds of recovery codes are encrypted at rest."""

    def encrypt(self, text: str) -> str:
        """With the field key."""
        return encrypt(text)

    def decrypt(self, encrypted_text: str) -> str:
        """With the field key."""
        return decrypt(encrypted_text)

    def get_totp_label(self, user: AbstractBaseUser) -> str:
        """The user name, which tells one's accounts apart in the authenticator."""
        return str(user.get_username())


class SocialAccountAdapter(DefaultSocialAccountAdapter):  # type: ignore[misc]
    """Sign-in through the city's identity provider reaches existing accounts only."""

    def is_open_for_signup(self, request: HttpRequest, sociallogin: Any) -> bool:
        """Nobody registers by themselves."""
        return False

    def pre_social_login(self, request: HttpRequest, sociallogin: Any) -> None:
        """Find the account behind an identity: the one it is tied to, or the one whose user name the provider's claim gives.

        A locked name stays locked on this way in too. Nothing is matched by mail: whoever holds an address is not proven to be the person.
        """
        now = current_time()
        user = sociallogin.user if sociallogin.is_existing else self._account_of(sociallogin)
        if user is None or not user.is_active or user.is_program or (user.is_sample and not settings.DEMONSTRATION):
            audit.record(Actor(address=address_of(request)), "accounts.user.identity_refused", user, now=now)
            what = _("统一身份认证已通过，但这里没有与之对应的账号。请联系安全管理员开通。")
            raise ImmediateHttpResponse(error_response(request, 403, what=what))
        lock = find_lock(user.username, now=timezone.localtime())
        if lock is not None:
            raise ImmediateHttpResponse(locked_page(request, lock.username))
        if not sociallogin.is_existing:
            sociallogin.connect(request, user)
            audit.record(Actor(user.pk, str(user), address=address_of(request)), "accounts.user.identity_tied", user, now=now)

    def _account_of(self, sociallogin: Any) -> User | None:
        provider = sociallogin.provider
        claim = provider.app.settings.get("username_claim", "preferred_username")
        data = sociallogin.account.extra_data
        found = (data.get("userinfo") or {}).get(claim) or (data.get("id_token") or {}).get(claim) or data.get(claim)
        name = normalise_username(found) if isinstance(found, str) else ""
        return User.objects.filter(username=name).first() if name else None


def locked_page(request: HttpRequest, username: str) -> HttpResponse:
    """The page of a locked name: when the lock ends and whom to ask. It says the same whether or not such an account exists."""
    now = timezone.localtime()
    lock = find_lock(username, now=now)
    seconds = max(1, int((lock.until - now).total_seconds())) if lock else int(settings.AXES_COOLOFF_TIME.total_seconds())
    context_ = {
        "until": timezone.localtime(lock.until) if lock else now + settings.AXES_COOLOFF_TIME,
        "minutes": -(-seconds // 60),
        "failures": settings.AXES_FAILURE_LIMIT,
        "contact": settings.HELP_CONTACT,
    }
    response = render(request, "accounts/locked_out.html", context_, status=429)
    response["Retry-After"] = str(seconds)
    return response
