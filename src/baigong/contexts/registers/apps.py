"""App configuration of registers."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class RegistersConfig(AppConfig):
    name = "baigong.contexts.registers"
    label = "registers"
    verbose_name = _("数据返回")

    def ready(self) -> None:
        """Register menus, search and words of the log."""
        from baigong.contexts.registers import registration  # noqa: F401
