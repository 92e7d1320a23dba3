"""The rulebook as the program sees it: parameters from ``rulebook/*.yaml``, loaded once, evaluated on a day.

What no text fixes, or what was not checked against one, the bureau may fix otherwise: in files of the same form in a folder of its own.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources
from pathlib import Path

import yaml
from django.conf import settings

from baigong.engines.common.workdays import WorkCalendar, load_calendar
from baigong.engines.rules import Parameter, ParameterVersion, RulebookError, load_parameters


@cache
def all_parameters() -> dict[str, Parameter]:
    """Every parameter of every rulebook file, the bureau's own in place of ours. Raises ``RulebookError`` naming the file that contradicts
    itself or another."""
    found: dict[str, Parameter] = {}
    for file in sorted(resources.files("baigong.rulebook").iterdir(), key=lambda f: f.name):
        if not file.name.endswith(".yaml"):
            continue
        try:
            loaded = load_parameters(yaml.safe_load(file.read_text(encoding="utf-8"))["parameters"])
        except RulebookError as error:
            raise RulebookError(f"{file.name}: {error}") from error
        if twice := found.keys() & loaded.keys():
            raise RulebookError(f"{file.name}: {sorted(twice)} stand in another file too")
        found |= loaded
    return found | _own_parameters(found)


def _own_parameters(ours: dict[str, Parameter]) -> dict[str, Parameter]:
    """What the bureau has fixed. Refuses a parameter that there is not, and one that an authority's text fixes."""
    own: dict[str, Parameter] = {}
    for file in sorted(Path(settings.RULEBOOK_DIR).glob("*.yaml")) if settings.RULEBOOK_DIR else ():
        try:
            loaded = load_parameters(yaml.safe_load(file.read_text(encoding="utf-8"))["parameters"])
        except RulebookError as error:
            raise RulebookError(f"{file.name}: {error}") from error
        if unknown := loaded.keys() - ours.keys():
            raise RulebookError(f"{file.name}: there are no parameters {sorted(unknown)}")
        if fixed := [key for key in loaded if any(version.is_official for version in ours[key].versions)]:
            raise RulebookError(f"{file.name}: {fixed} stand in a text of an authority, and are no setting")
        own |= loaded
    return own


def parameter_on(key: str, day: date) -> ParameterVersion | None:
    """The version of a parameter in force on ``day``. Raises ``KeyError`` for an unknown parameter."""
    return all_parameters()[key].on(day)


def number_on(key: str, day: date) -> int | None:
    """The whole number that a parameter is on ``day``; ``None`` where no version is in force, or it leaves the number open."""
    version = parameter_on(key, day)
    return None if version is None or version.value is None else int(version.value)


@cache
def work_calendar() -> WorkCalendar:
    """The working days of the nation (``rulebook/calendars/national_holidays.yaml``)."""
    file = resources.files("baigong.rulebook") / "calendars" / "national_holidays.yaml"
    return load_calendar(yaml.safe_load(file.read_text(encoding="utf-8"))["years"])
