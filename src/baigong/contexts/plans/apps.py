"""App configuration of plans."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PlansConfig(AppConfig):
    name = "baigong.contexts.plans"
    label = "plans"
    verbose_name = _("计划执行")

    def ready(self) -> None:
        """Register machines, navigation, search and jobs."""
        from baigong.contexts.plans import registration, workflow  # noqa: F401
