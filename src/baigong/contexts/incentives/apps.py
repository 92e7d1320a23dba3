"""App configuration of incentives."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class IncentivesConfig(AppConfig):
    name = "baigong.contexts.incentives"
    label = "incentives"
    verbose_name = _("产教融合激励")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.incentives import registration  # noqa: F401
