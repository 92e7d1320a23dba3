"""App configuration of enterprises."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EnterprisesConfig(AppConfig):
    name = "baigong.contexts.enterprises"
    label = "enterprises"
    verbose_name = _("企业")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.enterprises import registration  # noqa: F401
