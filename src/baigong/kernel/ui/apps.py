"""The Django application of the toolkit; its checks say what to run when assets or navigation are incomplete."""

from __future__ import annotations

from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error, Warning, register


class UiConfig(AppConfig):
    """Templates, static files and template tags of every page."""

    name = "baigong.kernel.ui"
    label = "ui"

    def ready(self) -> None:
        """Register the checks."""
        register(assets_are_built)
        register(navigation_is_complete)


def assets_are_built(**kwargs: Any) -> list[CheckMessage]:
    """Say ``make install`` when the icon sprite or the chart library is missing."""
    from baigong.kernel.ui.assets import missing_assets

    absent = missing_assets()
    if not absent:
        return []
    return [Warning(f"browser assets are missing: {', '.join(absent[:5])}", hint="run `make install`", id="ui.W001")]


def navigation_is_complete(**kwargs: Any) -> list[CheckMessage]:
    """Every navigation item stands in a declared section."""
    from baigong.kernel.ui import navigation

    return [Error(problem, id="ui.E001") for problem in navigation.problems()]
