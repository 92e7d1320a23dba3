"""Where a target will stand at its deadline if it goes on as it did, in words. The lights do not look at it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from django.utils.translation import gettext as _

from baigong.contexts.plans.lights import TargetFacts
from baigong.contexts.plans.lights.light import figure
from baigong.contexts.plans.lights.targets import is_counted
from baigong.contexts.plans.models import Target, TargetReading
from baigong.contexts.plans.selectors.lights import target_facts
from baigong.contexts.plans.selectors.thresholds import thresholds
from baigong.engines.rules import Goal, Projection, project
from baigong.kernel.ui.formats import date as show_date

HIGHEST = {"%": Fraction(100), "‰": Fraction(1000)}


@dataclass(frozen=True)
class Forecast:
    """A projection and how it reads. ``value`` and ``gap`` are rounded to what can be, never to the target's favour."""

    projection: Projection
    value: Fraction
    gap: Fraction
    unit: str
    has_baseline: bool

    @property
    def is_missed(self) -> bool:
        """Whether the target would be missed."""
        return not self.projection.outcome.met

    @property
    def tone(self) -> str:
        """How the page sounds."""
        return "warn" if self.is_missed else "good"

    @property
    def words(self) -> str:
        """What would come of it."""
        facts = {"day": show_date(self.projection.due_on), "value": self._shown(self.value), "gap": self._shown(self.gap)}
        if not self.is_missed:
            return _("按目前进度，到期（%(day)s）约达到%(value)s，可以达标。") % facts
        if self.projection.outcome.floor is None:
            return _("按目前进度，到期（%(day)s）约为%(value)s，超出%(gap)s。") % facts
        return _("按目前进度，到期（%(day)s）约达到%(value)s，差%(gap)s。") % facts

    @property
    def method(self) -> str:
        """How it was computed, so that anybody can do it again."""
        start, latest = self.projection.start, self.projection.latest
        facts = {
            "first": show_date(start[0]),
            "from": self._shown(start[1]),
            "last": show_date(latest[0]),
            "now": self._shown(latest[1]),
            "days": (latest[0] - start[0]).days,
            "left": (self.projection.due_on - latest[0]).days,
        }
        facts["start"] = _("基期值") if self.has_baseline else _("首个数值")
        how = _("从%(start)s（%(first)s，%(from)s）到最新值（%(last)s，%(now)s）共%(days)d天，按同样的速度直线推算此后%(left)d天。")
        how %= facts
        if self.projection.is_bounded:
            how += _("直线超出了这个数可能的范围，以其界限为准。")
        return how + _("这是推算，不是统计结果，也不影响灯色。")

    def _shown(self, value: Fraction) -> str:
        return f"{figure(value)}{'' if self.unit in HIGHEST else ' '}{self.unit}".strip()


def target_forecast(target: Target, readings: Sequence[TargetReading], on: date) -> Forecast | None:
    """The forecast of a target on a day from its city-wide readings; None where the target or its readings do not bear one. One query.

    A baseline counts from the day of the plan; a yearly target is read within its year, where the plan's baseline says nothing. Only
    values from where the latest came from are looked at: a step from reports to records is no progress.
    """
    known = sorted((r for r in readings if r.as_of <= on), key=lambda r: (r.as_of, r.recorded_at))
    known = [r for r in known if r.source == known[-1].source]
    facts = target_facts(target, target.plan, known, [], on)
    if facts.value is None or facts.due_on is None or facts.is_withdrawn or facts.is_of_ended_period or on > facts.due_on:
        return None
    points = [(day, value) for day, value in facts.readings if day >= facts.started_on]
    has_baseline = facts.baseline is not None and not target.is_yearly
    if facts.baseline is not None and has_baseline:
        points.insert(0, (facts.started_on, facts.baseline))
    goal = Goal(
        facts.comparator, facts.value, facts.due_on, facts.value_high, thresholds(target.plan, on).about_tolerance,
        highest=HIGHEST.get(facts.unit),
    )  # fmt: skip
    found = project(points, goal)
    if found is None:
        return None
    value, gap = _as_can_be(facts, found)
    return Forecast(found, value, gap, facts.unit, has_baseline)


def _as_can_be(facts: TargetFacts, found: Projection) -> tuple[Fraction, Fraction]:
    """Value and gap as a reader takes them: whole where things are counted, else to two places; the value down, the gap up."""
    unit = Fraction(1) if is_counted(facts) else Fraction(1, 100)
    steps = found.value / unit
    value = (floor(steps) if found.outcome.floor is not None else ceil(steps)) * unit
    return value, ceil(found.outcome.gap / unit) * unit
