"""What a password must be (GB/T 22239: complex, and changed from time to time), each rule with its own words."""

from __future__ import annotations

import unicodedata
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.functional import lazy
from django.utils.translation import gettext as _

LONG_ENOUGH = 10
PASSPHRASE = 16
"""From this length on two kinds of characters are enough: a sentence is remembered, and harder to guess than signs."""

SHORTEST_NAME = 3


def _rules() -> str:
    return _(
        "至少 %(n)s 个字符，大写字母、小写字母、数字、符号中至少三种（%(m)s 个字符以上的两种即可）；不含用户名、姓名和电话，不用常见密码。"
    ) % {"n": LONG_ENOUGH, "m": PASSPHRASE}


password_rules = lazy(_rules, str)
"""The rules in one sentence, for every page on which a password is chosen."""


class _Rule:
    """A rule says nothing beforehand: the page says all of them in one sentence."""

    def get_help_text(self) -> str:
        """Nothing."""
        return ""


class Length(_Rule):
    """At least ``LONG_ENOUGH`` characters."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse one that is too short."""
        if len(password) < LONG_ENOUGH:
            raise ValidationError(_("密码太短，至少要 %(n)s 个字符。") % {"n": LONG_ENOUGH}, code="password_too_short")


class Kinds(_Rule):
    """Three kinds of characters, or two in a long one."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse one that is too uniform."""
        least = 2 if len(password) >= PASSPHRASE else 3
        if len({_kind(character) for character in password}) < least:
            raise ValidationError(_("大写字母、小写字母、数字、符号中至少要有 %(n)s 种。") % {"n": least}, code="password_too_uniform")


class NotPersonal(_Rule):
    """Not built of what everybody knows of its owner."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse one that contains the user name, the name, the number or the mail name of ``user``."""
        own = (getattr(user, name, "") or "" for name in ("username", "display_name", "phone"))
        known = {_folded(part) for part in (*own, (getattr(user, "email", "") or "").partition("@")[0])}
        if any(len(part) >= SHORTEST_NAME and part in _folded(password) for part in known):
            raise ValidationError(_("密码里不要有用户名、姓名、电话或邮箱名。"), code="password_too_similar")


class NotCommon(_Rule, CommonPasswordValidator):
    """Not among those that are tried first."""

    def get_error_message(self) -> str:
        """What is said of one that is."""
        return _("这个密码太常见，最先被人试到。")


class NotThePresent(_Rule):
    """A new password is another one."""

    def validate(self, password: str, user: Any = None) -> None:
        """Refuse the one that ``user`` has."""
        if user is not None and user.pk and user.has_usable_password() and user.check_password(password):
            raise ValidationError(_("新密码不能与现在的密码相同。"), code="password_unchanged")


def is_expired(user: Any, now: datetime) -> bool:
    """Whether a password has served its days. Programs and those who have none owe nothing."""
    if not settings.PASSWORD_DAYS or user.is_program or not user.has_usable_password():
        return False
    return bool(now - (user.password_set_at or user.date_joined) > timedelta(days=settings.PASSWORD_DAYS))


def _kind(character: str) -> str:
    if character.isdecimal():
        return "digit"
    return "upper" if character.isupper() else "lower" if character.islower() else "sign"


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold().replace(" ", "")
