"""App configuration of organisations."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class OrganisationsConfig(AppConfig):
    name = "baigong.contexts.organisations"
    label = "organisations"
    verbose_name = _("机构")

    def ready(self) -> None:
        """Register menu and search."""
        from baigong.contexts.organisations import registration  # noqa: F401
