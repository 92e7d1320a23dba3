"""Assembly: wires contexts to one another and to the outside."""

from django.apps import AppConfig


class DeliveryConfig(AppConfig):
    name = "baigong.delivery"
    label = "delivery"

    def ready(self) -> None:
        """Connect events to their listeners and declare delivery's own jobs; nothing else happens at start."""
        from baigong.delivery import subscriptions
        from baigong.delivery.console import snapshots  # noqa: F401

        subscriptions.connect()
