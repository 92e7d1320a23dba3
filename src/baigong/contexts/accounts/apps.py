"""App configuration of accounts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "baigong.contexts.accounts"
    label = "accounts"
    verbose_name = _("账号")

    def ready(self) -> None:
        """Listen to the sign-in libraries; register policies, machine, jobs, words, menu."""
        from baigong.contexts.accounts import registration, signals  # noqa: F401

        signals.connect()
