"""The rule on the length of passwords, in words the house translates (the library's own lack a Chinese plural)."""

from __future__ import annotations

from django.contrib.auth.password_validation import MinimumLengthValidator
from django.utils.translation import gettext as _


class MinimumLength(MinimumLengthValidator):
    """At least ``min_length`` characters."""

    def get_error_message(self) -> str:
        """What is said of a password that is too short."""
        return _("密码太短，至少要 %(n)s 个字符。") % {"n": self.min_length}

    def get_help_text(self) -> str:
        """What is said beforehand."""
        return _("密码至少要 %(n)s 个字符。") % {"n": self.min_length}
