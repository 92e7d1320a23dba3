"""App configuration of credit_bank."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CreditBankConfig(AppConfig):
    name = "baigong.contexts.credit_bank"
    label = "credit_bank"
    verbose_name = _("学分银行")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.credit_bank import registration  # noqa: F401
