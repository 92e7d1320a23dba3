"""App configuration of internships."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InternshipsConfig(AppConfig):
    name = "baigong.contexts.internships"
    label = "internships"
    verbose_name = _("实习与学徒")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.internships import registration  # noqa: F401
