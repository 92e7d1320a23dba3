"""The rules and settings of incentives, from ``rulebook/incentives.yaml``: conditions, kinds of spending, and dated numbers."""

from __future__ import annotations

import calendar
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib import resources
from typing import Any

import yaml
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import Organisation, book_of_authorities
from baigong.engines.surcharge_credit import EDUCATION, LOCAL, CreditRule, CreditSettings
from baigong.kernel.rules import all_parameters, number_on, parameter_on

RATE = "INC-CREDIT-RATE"


@dataclass(frozen=True)
class Condition:
    """One condition of the rules. ``is_general``: needed of everybody; of the others one is enough. ``records``: what of the register
    shows it; ``count``: what is counted (``heads``, ``items``, ``money``), held against the parameter ``least``.
    """

    code: str
    names: tuple[str, str]
    is_general: bool
    records: str
    count: str
    least: str

    @property
    def label(self) -> str:
        """What it asks, in the reader's language."""
        return _in_words(self.names)

    @property
    def paper(self) -> str:
        """The kind of paper that is evidence of it."""
        return self.code.lower()

    def least_on(self, day: date) -> int | None:
        """How much is asked for on a day."""
        return number_on(self.least, day) if self.least else None


@dataclass(frozen=True)
class Spending:
    """A kind of spending; ``counts``: it is credited."""

    code: str
    names: tuple[str, str]
    counts: bool

    @property
    def label(self) -> str:
        """What it is, in the reader's language."""
        return _in_words(self.names)


def _in_words(names: tuple[str, str]) -> str:
    return names[1] if (get_language() or "").startswith("en") else names[0]


@cache
def _file() -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load((resources.files("baigong.rulebook") / "incentives.yaml").read_text(encoding="utf-8"))
    return told


@cache
def conditions() -> tuple[Condition, ...]:
    """Every condition, in the order of the rules."""
    return tuple(
        Condition(
            one["code"], (one["label"], one["label_en"]), one["needed"] == "all", one["records"], one.get("count", ""), one.get("least", "")
        )
        for one in _file()["conditions"]
    )


@cache
def spendings() -> dict[str, Spending]:
    """Every kind of spending by its code."""
    return {one["code"]: Spending(one["code"], (one["label"], one["label_en"]), one["counts"]) for one in _file()["investments"]}


def spending_choices() -> list[tuple[str, str]]:
    """Codes and labels, for forms and tables."""
    return [(one.code, one.label) for one in spendings().values()]


def spending_label(code: str) -> str:
    """What a kind is called; one that the rulebook no longer has stands for itself."""
    return spendings()[code].label if code in spendings() else code


def credit_rules() -> list[CreditRule]:
    """The versions of the rate, each with its clause."""
    versions = all_parameters()[RATE].versions
    return [CreditRule(RATE, v.value or 0, v.since, v.until, str(v.citation)) for v in versions]  # type: ignore[arg-type]


def credit_settings(day: date) -> CreditSettings:
    """What no text settles, as it is set on ``day``."""
    order = parameter_on("INC-ORDER", day)
    codes = order.codes if order is not None and len(order.codes) == 2 else (EDUCATION, LOCAL)
    return CreditSettings((codes[0], codes[1]), bool(number_on("INC-AFTER-EXIT", day)), number_on("INC-BAR-YEARS", day) or 0)


def months_after(day: date, months: int) -> date:
    """The same day some months later, or the last day of that month.

    >>> months_after(date(2020, 11, 30), 3)
    datetime.date(2021, 2, 28)
    """
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def report_due(year: int, day: date) -> date:
    """By when the report on ``year`` is due."""
    month = number_on("INC-REPORT-MONTH", day) or 12
    return date(year + 1, month, calendar.monthrange(year + 1, month)[1])


def in_force_since(parameter: str) -> date:
    """The first day of the rule that a number belongs to."""
    return all_parameters()[parameter].versions[0].since


def clause_of(parameter: str, day: date) -> str:
    """Where a number stands; empty where it is none on that day."""
    version = parameter_on(parameter, day)
    return str(version.citation) if version is not None else ""


def is_setting(parameter: str, day: date) -> bool:
    """Whether a number is a setting or from memory, so that it informs and never blocks."""
    version = parameter_on(parameter, day)
    return version is None or not version.is_official


def body_named(parameter: str, day: date) -> Organisation | None:
    """The first of the bodies that a setting names and the register has."""
    version = parameter_on(parameter, day)
    names, book = (version.codes if version is not None else ()), book_of_authorities()
    found = (book.resolve(name, day).organisation for name in names)
    return next((body for body in found if body is not None), None)


WHICH = {EDUCATION: _("教育费附加"), LOCAL: _("地方教育附加")}
