"""App configuration of classifications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClassificationsConfig(AppConfig):
    name = "baigong.contexts.classifications"
    label = "classifications"
    verbose_name = _("代码表")

    def ready(self) -> None:
        """Register policies, the state machine, jobs, navigation and search, so that nothing depends on import luck."""
        from baigong.contexts.classifications import registration  # noqa: F401
