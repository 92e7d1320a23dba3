"""App configuration of plans."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    name = "baigong.contexts.plans"
    label = "plans"
    verbose_name = "计划执行"

    def ready(self) -> None:
        """Register machines, navigation, search and jobs."""
        from baigong.contexts.plans import indicators, registration, workflow  # noqa: F401
