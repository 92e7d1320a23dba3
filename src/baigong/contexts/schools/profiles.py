"""What the page of a school shows: its figures of the last snapshot, the conditions with what is lacking, its returns, its projects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import SCHOOL_KINDS, Organisation
from baigong.contexts.registers.public import Account, accounts, bodies_that_owe
from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.models import OPEN_STATES
from baigong.contexts.schools.selectors.conditions import Gap, condition_gaps
from baigong.kernel.access import Actor
from baigong.kernel.indicators import find_indicator, latest_values, records_url
from baigong.kernel.ui import formats

UNITS = {
    "land": _("平方米"), "floor": _("平方米"), "equipment": _("元"), "books": _("册"), "computers": _("台"),
}  # fmt: skip
"""What the things that conditions name are counted in; people where nothing else is said."""
FIGURES = ("STU-01", "INT-10", "CND-06", "CND-09", "TCH-01", "TCH-02", "EMP-21", "EMP-01", "TRN-02", "CUR-02", "TXT-06", "CRT-01")


@dataclass(frozen=True)
class SchoolFigure:
    """One figure of the school: its name, value in words, the day of the snapshot, and the records behind it."""

    name: Any
    value: str
    unit: str
    day: date
    href: str


@dataclass(frozen=True)
class ConditionLine:
    """A condition as the page says it."""

    label: str
    unit: str
    has: str
    needs: str
    lacks: str
    is_met: bool
    basis: str


@dataclass(frozen=True)
class SchoolPage:
    """A school: what it is counted to have, what conditions it meets, what it owes, what it builds."""

    school: Organisation
    figures: list[SchoolFigure]
    conditions: list[ConditionLine]
    account: Account | None
    projects: list[Any]


def list_schools(actor: Actor) -> list[Organisation]:
    """The schools whose returns the actor sees."""
    return list(bodies_that_owe(actor).filter(kind__in=SCHOOL_KINDS))


def school_page(actor: Actor, school: Organisation, on: date) -> SchoolPage:
    """Everything the page says of one school."""
    found = accounts([school], on)
    projects = PROJECT_POLICY.visible(actor).filter(host=school).order_by("kind", "-listed_on", "pk")
    if not actor.is_authenticated:
        projects = projects.filter(state__in=OPEN_STATES)
    return SchoolPage(school, _figures(actor, school), condition_lines(school, on), found[0] if found else None, list(projects))


def condition_lines(school: Organisation, on: date) -> list[ConditionLine]:
    """The conditions of the set in force, each with what is lacking; empty where the school returned none."""
    return [_line(gap) for gap in condition_gaps(school, on)]


def _figures(actor: Actor, school: Organisation) -> list[SchoolFigure]:
    values = latest_values(FIGURES, "school", str(school.pk), actor=actor)
    figures = []
    for code in FIGURES:
        value, declared = values.get(code), find_indicator(code)
        if value is None or declared is None or value.amount is None:
            continue
        shown = formats.percent(value.amount, 1) if declared.is_percentage else _number(value.amount)
        unit = "" if declared.is_percentage else str(declared.unit)
        figures.append(SchoolFigure(declared.name, shown, unit, value.snapshot.as_of, records_url(value)))
    return figures


def _line(gap: Gap) -> ConditionLine:
    citation = gap.version.citation
    basis = " ".join(filter(None, (citation.title, citation.number)))
    lacks = "" if gap.is_met else _number(gap.lacks)
    unit = str(UNITS.get(gap.condition.have, _("人")))
    return ConditionLine(str(gap.label), unit, _number(gap.has), _number(gap.needs), lacks, gap.is_met, basis)


def _number(amount: Fraction) -> str:
    """A whole number as such, any other to two decimals."""
    return formats.number(amount, None if amount.denominator == 1 else 2)
