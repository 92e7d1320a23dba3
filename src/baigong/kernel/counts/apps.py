"""App configuration of counts."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CountsConfig(AppConfig):
    name = "baigong.kernel.counts"
    label = "counts"
    verbose_name = _("统计快照")

    def ready(self) -> None:
        """Register what runs every night."""
        from baigong.kernel.counts import jobs  # noqa: F401
