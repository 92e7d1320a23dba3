"""What the city has fixed about the duty of places, on a day, from the rulebook; and the rules an answer names, as people read them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.engines.place_duty.facts import Counting, DutySettings, Rounding, Sharing
from baigong.kernel.rules import all_parameters, number_on, parameter_on, work_calendar

SHARE, CAP = "INT-POST-SHARE", "INT-STAFF-CAP"
RULES = {"DUT-SHARE": SHARE, "DUT-CAP": CAP, "DUT-SMALL": "DUT-SMALL-STAFF", "DUT-POOL": "DUT-POOLING"}
"""The rules that the engine's steps name, by the parameters they stand in."""
SETTINGS = (
    "DUT-ROUNDING", "DUT-COUNTING", "DUT-LEAST-DAYS", "DUT-DAYS-A-PLACE", "DUT-DAYS", "DUT-SMALL-STAFF", "DUT-SHARING", "DUT-POOLING",
)  # fmt: skip
WORDS: dict[str, Any] = {
    "ceil": gettext_lazy("进位"),
    "floor": gettext_lazy("舍去"),
    "half_up": gettext_lazy("四舍五入"),
    "heads": gettext_lazy("接纳人数"),
    "person_days": gettext_lazy("接纳人日"),
    "host": gettext_lazy("设岗企业"),
    "split": gettext_lazy("按份额"),
    "none": gettext_lazy("不合并"),
    "group": gettext_lazy("合并"),
    "working": gettext_lazy("工作日"),
    "calendar": gettext_lazy("自然日"),
}
"""Choices in words."""


def code_on(key: str, day: date) -> str | None:
    """The choice that a setting is on a day; ``None`` where it is left open."""
    version = parameter_on(key, day)
    return version.codes[0] if version is not None and version.codes else None


def settings_on(day: date) -> DutySettings | None:
    """What is fixed on ``day``; ``None`` before there was a duty."""
    share = parameter_on(SHARE, day)
    if share is None or share.value is None:
        return None
    cap = parameter_on(CAP, day)
    rounding, counting = code_on("DUT-ROUNDING", day), code_on("DUT-COUNTING", day)
    days_a_place = number_on("DUT-DAYS-A-PLACE", day)
    if counting == Counting.PERSON_DAYS and days_a_place is None:
        counting = None  # counted by days, but how many make up a place is fixed by nobody: nothing is concluded
    return DutySettings(
        share=share.value, cap=cap.value if cap is not None else None, rounding=Rounding(rounding) if rounding else None,
        counting=Counting(counting) if counting else None, least_days=number_on("DUT-LEAST-DAYS", day) or 1, days_a_place=days_a_place,
        small_staff=number_on("DUT-SMALL-STAFF", day), sharing=Sharing(code_on("DUT-SHARING", day) or Sharing.HOST),
        pools_groups=code_on("DUT-POOLING", day) == "group",
    )  # fmt: skip


def day_of(year: int) -> date:
    """The day whose settings count for a year: its last."""
    return date(year, 12, 31)


def counted_days(day: date) -> Callable[[date], bool]:
    """Which days are person-days."""
    if code_on("DUT-DAYS", day) == "calendar":
        return lambda _day: True
    return lru_cache(maxsize=1000)(work_calendar().is_working)


@dataclass(frozen=True)
class RuleLine:
    """A rule or setting as it stands: what it is called, its value, where it comes from, and whether a text fixes it."""

    key: str
    label: str
    value: str
    citation: str
    is_official: bool
    standing: str = ""
    """How sure it is, where no text that was looked at fixes it: a setting, or a text that is still to be compared."""


def rule_line(key: str, day: date) -> RuleLine:
    """One of them on a day."""
    parameter, version = all_parameters()[key], parameter_on(key, day)
    if version is None or (version.value is None and not version.codes):
        return RuleLine(key, _(parameter.label), _("未规定"), str(version.citation) if version else "", False, _("设定，可由市里调整"))
    if version.codes:
        value = _("、").join(str(WORDS.get(code, code)) for code in version.codes)
    elif key in (SHARE, CAP):
        value = f"{float(version.value or 0) * 100:g}%"
    else:
        value = f"{version.value}{parameter.unit}"
    standing = _("出处待核对原文") if version.verification == "memory" else _("设定，可由市里调整")
    return RuleLine(key, _(parameter.label), value, str(version.citation), version.is_official, "" if version.is_official else standing)


def rule_lines(day: date) -> list[RuleLine]:
    """All of them on a day, the rules first."""
    return [rule_line(key, day) for key in (SHARE, CAP, *SETTINGS)]
