"""The light of a target: met, overdue, behind an interim value, behind time, silent, near, or without a date."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from django.utils.translation import gettext as _

from baigong.contexts.plans.lights.light import Colour, Light, figure, percent
from baigong.contexts.plans.lights.thresholds import Thresholds
from baigong.engines.rules import compare, progress
from baigong.kernel.ui.formats import date as show_date

SHARES = {"%", "‰"}
"""Units of what is measured rather than counted one by one."""


@dataclass(frozen=True)
class TargetFacts:
    """What the rules look at. ``readings`` are the values that count, oldest first; ``interim`` the values due on the way.

    ``started_on`` is the day from which time is counted (the plan's date). For a yearly target ``due_on`` is the end of the
    year under review and ``readings`` those of that year. ``is_of_ended_period``: the readings tell of the last whole period, so how far
    the running year has gone says nothing about them.
    """

    comparator: str
    value: Fraction | None
    unit: str
    started_on: date
    value_high: Fraction | None = None
    baseline: Fraction | None = None
    due_on: date | None = None
    readings: tuple[tuple[date, Fraction], ...] = ()
    interim: tuple[tuple[date, Fraction], ...] = ()
    is_withdrawn: bool = False
    is_of_ended_period: bool = False


def target_light(facts: TargetFacts, today: date, limits: Thresholds) -> Light:
    """The light of a target on ``today``. The first rule that applies decides; the order is part of the rule.

    0. LIGHT-WITHDRAWN: an amended version dropped it: grey.
    1. LIGHT-NO-FIGURE: the plan gives no figure: grey. 2. LIGHT-MET: green. 3. LIGHT-OVERDUE: red.
    4. LIGHT-INTERIM: an interim value due by now is missed: amber, or red when missed by ``behind_red`` of it.
    5. LIGHT-NO-RECORD: nothing counted yet: grey, amber after ``silent_days``.
    6. LIGHT-SILENT: no new value for ``silent_days``: amber. 7. LIGHT-ENDED-PERIOD: the last whole period fell short: amber or red.
    8. LIGHT-BEHIND: progress behind the time elapsed: amber or red. 9. LIGHT-NEAR: due within ``near_days``: amber.
    10. LIGHT-NO-DATE: on the way, but nobody set a date: grey. 11. LIGHT-ON-COURSE: green.
    """
    if facts.is_withdrawn:
        return Light(Colour.GREY, "LIGHT-WITHDRAWN", _("新版文件不再有这个目标。"))
    if facts.value is None:
        return Light(Colour.GREY, "LIGHT-NO-FIGURE", _("文件没有给出数值。"), _("由专班确定可计数的口径，或按节点验收。"))
    latest = facts.readings[-1] if facts.readings else None
    if latest and compare(latest[1], facts.comparator, facts.value, facts.value_high, limits.about_tolerance).met:
        return Light(Colour.GREEN, "LIGHT-MET", _("%(day)s为%(now)s，已达标。") % _numbers(facts, latest))
    if facts.due_on and today > facts.due_on:
        return _overdue(facts, latest, limits)
    for rule in (_interim, _silence, _ended_period, _behind, _near):
        if light := rule(facts, latest, today, limits):
            return light
    if facts.due_on is None:
        why = _("%(day)s为%(now)s，目标%(goal)s；期限未定。") % _numbers(facts, latest)
        return Light(Colour.GREY, "LIGHT-NO-DATE", why, _("由专班确定期限。"))
    return Light(Colour.GREEN, "LIGHT-ON-COURSE", _("%(day)s为%(now)s，进度与时间相符。") % _numbers(facts, latest))


def _overdue(facts: TargetFacts, latest: tuple[date, Fraction] | None, limits: Thresholds) -> Light:
    assert facts.due_on is not None
    day = show_date(facts.due_on)
    if latest is None:
        return Light(Colour.RED, "LIGHT-OVERDUE", _("%(day)s到期，还没有任何数据。") % {"day": day}, _("报送数据并附佐证。"))
    why = _("%(due)s到期，现为%(now)s，目标%(goal)s。") % (_numbers(facts, latest) | {"due": day})
    return Light(Colour.RED, "LIGHT-OVERDUE", why, _remedy(facts, latest[1], limits))


def _interim(facts: TargetFacts, latest: tuple[date, Fraction] | None, today: date, limits: Thresholds) -> Light | None:
    due = [(day, value) for day, value in facts.interim if day <= today]
    if not due:
        return None
    day, asked = due[-1]
    reached = latest[1] if latest else Fraction(0)
    outcome = compare(reached, facts.comparator, asked, None, limits.about_tolerance)
    if outcome.met:
        return None
    colour = Colour.RED if asked and outcome.gap / abs(asked) >= limits.behind_red else Colour.AMBER
    why = _("%(day)s应达到%(asked)s%(unit)s，现为%(now)s%(unit)s。") % {
        "day": show_date(day),
        "asked": figure(asked),
        "now": figure(reached),
        "unit": facts.unit,
    }
    return Light(
        colour, "LIGHT-INTERIM", why, _("再有%(gap)s%(unit)s即达到阶段值。") % {"gap": _whole(facts, outcome.gap), "unit": facts.unit}
    )


def _silence(facts: TargetFacts, latest: tuple[date, Fraction] | None, today: date, limits: Thresholds) -> Light | None:
    since = latest[0] if latest else facts.started_on
    silent = (today - since).days > limits.silent_days
    if latest is None:
        why = _("自%(day)s以来还没有数据。") % {"day": show_date(since)}
        return Light(Colour.AMBER if silent else Colour.GREY, "LIGHT-NO-RECORD", why, _("报送数据并附佐证，或接通业务数据。"))
    if not silent:
        return None
    why = _("%(days)d天没有新数据，最近一次是%(day)s。") % {"days": (today - since).days, "day": show_date(since)}
    return Light(Colour.AMBER, "LIGHT-SILENT", why, _("报送最新数据。"))


def _behind(facts: TargetFacts, latest: tuple[date, Fraction] | None, today: date, limits: Thresholds) -> Light | None:
    if latest is None or facts.due_on is None or facts.value is None:
        return None
    done = progress(latest[1], facts.comparator, facts.value, facts.baseline)
    span = (facts.due_on - facts.started_on).days
    if done is None or span <= 0:
        return None
    elapsed = min(Fraction(1), max(Fraction(0), Fraction((today - facts.started_on).days, span)))
    behind = elapsed - done
    if behind < limits.behind_amber:
        return None
    colour = Colour.RED if behind >= limits.behind_red else Colour.AMBER
    why = _("时间已过%(elapsed)d%%，进度为%(done)d%%（%(now)s，目标%(goal)s）。") % (
        _numbers(facts, latest) | {"elapsed": percent(elapsed), "done": percent(done)}
    )
    return Light(colour, "LIGHT-BEHIND", why, _catch_up(facts, elapsed, latest[1], limits))


def _ended_period(facts: TargetFacts, latest: tuple[date, Fraction] | None, today: date, limits: Thresholds) -> Light | None:
    """A period that has ended is measured against the whole of the goal."""
    if latest is None or facts.value is None or not facts.is_of_ended_period:
        return None
    done = progress(latest[1], facts.comparator, facts.value, facts.baseline)
    colour = Colour.RED if done is None or 1 - done >= limits.behind_red else Colour.AMBER
    why = _("上一完整周期为%(now)s，目标%(goal)s。") % _numbers(facts, latest)
    return Light(colour, "LIGHT-ENDED-PERIOD", why, _remedy(facts, latest[1], limits))


def _near(facts: TargetFacts, latest: tuple[date, Fraction] | None, today: date, limits: Thresholds) -> Light | None:
    if facts.due_on is None or latest is None or today < facts.due_on - timedelta(days=limits.near_days):
        return None
    why = _("距期限%(days)d天，现为%(now)s，目标%(goal)s。") % (_numbers(facts, latest) | {"days": (facts.due_on - today).days})
    return Light(Colour.AMBER, "LIGHT-NEAR", why, _remedy(facts, latest[1], limits))


def _catch_up(facts: TargetFacts, elapsed: Fraction, now: Fraction, limits: Thresholds) -> str:
    assert facts.value is not None
    start = facts.baseline or Fraction(0)
    wanted = start + (facts.value - start) * max(Fraction(0), elapsed - limits.behind_amber)
    gap = abs(wanted - now)
    return _("再有%(gap)s%(unit)s即跟上进度。") % {"gap": _whole(facts, gap), "unit": facts.unit}


def _remedy(facts: TargetFacts, now: Fraction, limits: Thresholds) -> str:
    assert facts.value is not None
    outcome = compare(now, facts.comparator, facts.value, facts.value_high, limits.about_tolerance)
    words = _("还需降低%(gap)s%(unit)s。") if outcome.floor is None else _("还差%(gap)s%(unit)s。")
    return words % {"gap": _whole(facts, outcome.gap), "unit": facts.unit}


def is_counted(facts: TargetFacts) -> bool:
    """Whether target and values are whole numbers of things: nobody founds 1.06 studios."""
    given = [facts.value, facts.baseline, *(value for _day, value in (*facts.readings, *facts.interim))]
    return facts.unit not in SHARES and all(value is None or value.denominator == 1 for value in given)


def _whole(facts: TargetFacts, gap: Fraction) -> str:
    """What is still wanting, for a sentence: of what is counted the next whole number."""
    return figure(Fraction(ceil(gap)) if is_counted(facts) else gap)


def _numbers(facts: TargetFacts, latest: tuple[date, Fraction] | None) -> dict[str, object]:
    assert facts.value is not None
    goal = figure(facts.value) if facts.value_high is None else f"{figure(facts.value)}–{figure(facts.value_high)}"
    now = (figure(latest[1]) + facts.unit) if latest else _("无数据")
    day = show_date(latest[0]) if latest else _("至今")
    return {"day": day, "now": now, "goal": goal + facts.unit}
