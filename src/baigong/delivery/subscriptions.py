"""Every subscription in one place: which news of a lower context an upper one listens to."""

from __future__ import annotations

from baigong.delivery.console import navigation


def connect() -> None:
    """Connect listeners and declare the menu's headings. Called once at start."""
    navigation.register()
