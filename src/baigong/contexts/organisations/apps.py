"""App configuration of organisations."""

from django.apps import AppConfig


class OrganisationsConfig(AppConfig):
    name = "baigong.contexts.organisations"
    label = "organisations"
    verbose_name = "机构"

    def ready(self) -> None:
        """Register menu and search."""
        from baigong.contexts.organisations import registration  # noqa: F401
