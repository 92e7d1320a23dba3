"""The numbers the light rules use for a plan on a day, and where each comes from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.utils.translation import gettext as _

from baigong.contexts.plans.lights.light import figure
from baigong.contexts.plans.lights.thresholds import PARAMETERS, Thresholds
from baigong.contexts.plans.models import Plan, RuleSetting
from baigong.kernel.rules import all_parameters


@dataclass(frozen=True)
class ThresholdRow:
    """One parameter as a person sees it: the value in force and who set it."""

    key: str
    label: str
    unit: str
    value: Fraction | None
    source: str
    is_own: bool
    since: date | None
    reason: str

    @property
    def shown(self) -> str:
        """The value without trailing zeros; empty where nobody set one."""
        return "" if self.value is None else figure(self.value)


def list_thresholds(plan: Plan, on: date) -> list[ThresholdRow]:
    """Every light parameter with the value in force for ``plan`` on a day. One query."""
    own: dict[str, RuleSetting] = {}
    for setting in RuleSetting.objects.filter(plan=plan, since__lte=on).order_by("since", "pk"):
        own[setting.parameter] = setting
    rows = []
    for key in PARAMETERS.values():
        parameter = all_parameters()[key]
        default = parameter.on(on)
        label, unit = _(parameter.label), _(parameter.unit) if parameter.unit else ""
        if key in own:
            mine = own[key]
            value = None if mine.value is None else Fraction(mine.value)
            rows.append(ThresholdRow(key, label, unit, value, _("专班设定"), True, mine.since, mine.reason))
        else:
            source = _(str(default.citation)) if default else ""
            rows.append(ThresholdRow(key, label, unit, default.value if default else None, source, False, None, ""))
    return rows


def thresholds(plan: Plan, on: date) -> Thresholds:
    """The numbers of the light rules for ``plan`` on a day."""
    values = {row.key: row.value for row in list_thresholds(plan, on)}
    wanted = {name: values[key] for name, key in PARAMETERS.items()}
    return Thresholds(
        near_days=int(wanted["near_days"] or 0),
        silent_days=int(wanted["silent_days"] or 0),
        behind_amber=wanted["behind_amber"] or Fraction(1),
        behind_red=wanted["behind_red"] or Fraction(1),
        missed_cycles_red=int(wanted["missed_cycles_red"] or 1),
        about_tolerance=wanted["about_tolerance"],
    )
