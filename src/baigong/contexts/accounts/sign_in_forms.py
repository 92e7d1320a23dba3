"""The sign-in library's forms, with one writing of user names and the lock minded on the second step too."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, PasswordVerificationMixin, ResetPasswordKeyForm
from allauth.core import context
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm, BaseAuthenticateForm, ReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from axes.handlers.proxy import AxesProxyHandler
from django.utils.translation import gettext_lazy as _

from baigong.contexts.accounts.passwords import password_rules
from baigong.contexts.accounts.services.invitations import normalise_username


class SignInForm(LoginForm):  # type: ignore[misc]
    """User name and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in (("login", _("用户名")), ("password", _("密码"))):
            self.fields[name].label = label
            self.fields[name].widget.attrs.pop("placeholder", None)
        self.fields["login"].widget.attrs["autofocus"] = True

    def clean_login(self) -> str:
        """One writing of a name, or each writing would be counted, and locked, separately."""
        return normalise_username(self.cleaned_data["login"])


class _ChoosesPassword(PasswordVerificationMixin):  # type: ignore[misc]
    """A form on which a password is chosen: the rules in one sentence, and no label said twice."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password1"].help_text = password_rules()
        self.fields["password2"].label = _("再输一次新密码")
        for field in self.fields.values():
            field.widget.attrs.pop("placeholder", None)


class ChangeForm(_ChoosesPassword, ChangePasswordForm):  # type: ignore[misc]
    """One's own new password."""


class ResetForm(_ChoosesPassword, ResetPasswordKeyForm):  # type: ignore[misc]
    """A new password by a one-time address."""


class _MindsTheLock(BaseAuthenticateForm):  # type: ignore[misc]
    """A code of six digits is soon guessed unless guesses count: they do, with the wrong passwords."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("动态口令或恢复码")
        self.fields["code"].widget.attrs |= {"placeholder": "", "inputmode": "numeric", "autofocus": True}

    def clean_code(self) -> str:
        """Refuse while the account is locked, however right the code."""
        request, credentials = context.request, {"username": self.user.get_username()}
        if not AxesProxyHandler.is_allowed(request, credentials):
            request.axes_locked_out, request.axes_credentials = True, credentials
            raise get_adapter().validation_error("incorrect_code")
        return str(super().clean_code())


class SecondFactorForm(_MindsTheLock, AuthenticateForm):  # type: ignore[misc]
    """The second step of signing in."""


class SecondFactorAgainForm(_MindsTheLock, ReauthenticateForm):  # type: ignore[misc]
    """The second factor asked again."""


class SetUpForm(ActivateTOTPForm):  # type: ignore[misc]
    """The first code of a new authenticator."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["code"].label = _("应用显示的 6 位动态口令")
        self.fields["code"].widget.attrs |= {"placeholder": "", "inputmode": "numeric"}
