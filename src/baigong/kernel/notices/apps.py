"""App configuration of notices."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "baigong.kernel.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Register the bell, the jobs and the menu."""
        from baigong.kernel.notices import registration  # noqa: F401
