"""Every subscription in one place: which news of a lower context an upper one listens to."""

from __future__ import annotations


def connect() -> None:
    """Connect listeners. Called once at start."""
