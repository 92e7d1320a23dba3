"""What somebody who has signed in still owes before they may work."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from baigong.contexts.accounts.passwords import is_expired
from baigong.contexts.accounts.selectors.factors import has_second_factor, is_factor_required
from baigong.kernel.access import Request


@dataclass(frozen=True)
class Duty:
    """Something owed: ``code`` for programs, ``words`` for people, ``url_name`` where it is done."""

    code: str
    words: str
    url_name: str


def pending_duty(request: Request) -> Duty | None:
    """What the signed-in person owes: first a password of their own, then the second factor that one of their roles demands."""
    user: Any = request.user
    if user.must_change_password:
        return Duty("must_change_password", _("请先设置您自己的新密码。"), "account_change_password")
    if is_expired(user, request.now) and not _came_by_provider(request):
        words = _("您的密码已用满 %(n)s 天，请换一个新的。") % {"n": settings.PASSWORD_DAYS}
        return Duty("password_expired", words, "account_change_password")
    actor = request.actor
    if actor.second_factor or not is_factor_required(actor):
        return None
    if has_second_factor(user):
        return Duty("second_factor_required", _("您的职责要求双因素验证，请输入动态口令。"), "mfa_reauthenticate")
    return Duty("second_factor_required", _("您的职责要求双因素验证，请先按下面的步骤设置。"), "mfa_activate_totp")


def _came_by_provider(request: Request) -> bool:
    """Whether the city's identity provider let this session in: then its rules on passwords hold."""
    return any(record.get("method") == "socialaccount" for record in get_authentication_records(request, request.user))


def page_of(duty: Duty, request: Request) -> str:
    """The address where a duty is done; a page that was only to be read is returned to."""
    back = request.get_full_path() if request.method == "GET" else reverse("accounts:profile")
    return f"{reverse(duty.url_name)}?{urlencode({'next': back})}"
