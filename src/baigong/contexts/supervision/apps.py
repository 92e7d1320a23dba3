"""App configuration of supervision."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SupervisionConfig(AppConfig):
    name = "baigong.contexts.supervision"
    label = "supervision"
    verbose_name = _("督查")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.supervision import registration  # noqa: F401
