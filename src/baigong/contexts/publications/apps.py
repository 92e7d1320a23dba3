"""App configuration of publications."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PublicationsConfig(AppConfig):
    name = "baigong.contexts.publications"
    label = "publications"
    verbose_name = _("信息公开")

    def ready(self) -> None:
        """Register machine, menus and search."""
        from baigong.contexts.publications import registration  # noqa: F401
