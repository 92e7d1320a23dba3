"""App configuration of background jobs."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JobsConfig(AppConfig):
    name = "baigong.kernel.jobs"
    label = "jobs"
    verbose_name = _("后台任务")

    def ready(self) -> None:
        """Declare what the house does for itself."""
        from baigong.kernel.jobs import housekeeping  # noqa: F401
