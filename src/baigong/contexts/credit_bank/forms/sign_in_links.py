"""What a learner types to come to a sign-in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.public import password_rules


class DocumentNumberForm(forms.Form):
    """That it is the person the account was opened for."""

    document_number = forms.CharField(
        label=_("证件号码"), max_length=30, help_text=_("开户时登记的证件，一般是居民身份证。"),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}),
    )  # fmt: skip


class SignInForm(DocumentNumberForm):
    """The same, with a name and a password of one's own."""

    username = forms.CharField(
        label=_("用户名"), min_length=3, max_length=60, help_text=_("登录时用，3 个字符以上，不分大小写。"),
        widget=forms.TextInput({"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
    )  # fmt: skip
    password = forms.CharField(
        label=_("密码"), strip=False, help_text=password_rules(), widget=forms.PasswordInput({"autocomplete": "new-password"})
    )
    again = forms.CharField(label=_("再输一次密码"), strip=False, widget=forms.PasswordInput({"autocomplete": "new-password"}))

    def clean(self) -> dict[str, Any]:
        """Both passwords are the same."""
        data: dict[str, Any] = super().clean() or {}
        if data.get("password") and data.get("again") and data["password"] != data["again"]:
            self.add_error("again", _("两次输入的密码不同。"))
        return data
