"""App configuration of classifications."""

from django.apps import AppConfig


class ClassificationsConfig(AppConfig):
    name = "baigong.contexts.classifications"
    label = "classifications"
    verbose_name = "代码表"

    def ready(self) -> None:
        """Register policies, the state machine, jobs, navigation and search, so that nothing depends on import luck."""
        from baigong.contexts.classifications import registration  # noqa: F401
