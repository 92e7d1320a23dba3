"""App configuration of schools."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SchoolsConfig(AppConfig):
    name = "baigong.contexts.schools"
    label = "schools"
    verbose_name = _("学校")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.schools import registration  # noqa: F401
