"""The rulebook as the program sees it: parameters from ``rulebook/*.yaml``, loaded once, evaluated on a day."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib import resources

import yaml

from baigong.engines.common.workdays import WorkCalendar, load_calendar
from baigong.engines.rules import Parameter, ParameterVersion, RulebookError, load_parameters


@cache
def all_parameters() -> dict[str, Parameter]:
    """Every parameter of every rulebook file. Raises ``RulebookError`` naming the file that contradicts itself or another."""
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
    return found


def parameter_on(key: str, day: date) -> ParameterVersion | None:
    """The version of a parameter in force on ``day``. Raises ``KeyError`` for an unknown parameter."""
    return all_parameters()[key].on(day)


@cache
def work_calendar() -> WorkCalendar:
    """The working days of the nation (``rulebook/calendars/national_holidays.yaml``)."""
    file = resources.files("baigong.rulebook") / "calendars" / "national_holidays.yaml"
    return load_calendar(yaml.safe_load(file.read_text(encoding="utf-8"))["years"])
