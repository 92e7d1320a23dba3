"""Charts of targets."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from baigong.contexts.plans.models import Target, TargetReading, ValueSource
from baigong.contexts.plans.selectors.forecast import Forecast
from baigong.kernel.access import Actor
from baigong.kernel.indicators import find_indicator, values_by_year
from baigong.kernel.ui.charts import Chart, Series


def years_chart(actor: Actor, target: Target) -> Chart | None:
    """What the indicator of a target says of each year, by the latest snapshot, as the reader may be shown it. Two queries.

    ``None`` where the indicator is not cut by time, or tells of less than two years.
    """
    declared = find_indicator(target.indicator_code)
    values = values_by_year(target.indicator_code, actor=actor) if declared is not None else []
    if declared is None or sum(value.amount is not None for value in values) < 2:
        return None
    amounts = [None if value.amount is None else round(float(declared.in_unit(value.amount)), 2) for value in values]
    day = f"{values[-1].snapshot.as_of:%Y-%m-%d}"
    title = _("各年度的值（快照 %(day)s）") % {"day": day}
    return Chart("years", title, [value.slice_key for value in values], [Series(declared.name, amounts)], "bar", declared.unit)


def target_chart(target: Target, readings: Sequence[TargetReading], forecast: Forecast | None = None) -> Chart | None:
    """The values over time against the target, dashed on to the deadline where there is a forecast.

    ``None`` where that is fewer than two points: a table says it better.
    """
    ordered = sorted(readings, key=lambda r: (r.as_of, r.source == ValueSource.INDICATOR, r.recorded_at))
    counted = {r.as_of: float(r.value) for r in ordered if r.value is not None}  # of several on a day what records give, else the last
    if not counted or len(counted) + (forecast is not None) < 2:
        return None
    days = sorted({*counted, *([forecast.projection.due_on] if forecast else ())})
    series = [Series(_("实际"), [counted.get(day) for day in days])]
    if target.value is not None:
        series.append(Series(pgettext("数值", "目标"), [float(target.value)] * len(days)))
    if forecast is not None:
        drawn = {max(counted): counted[max(counted)], forecast.projection.due_on: float(forecast.value)}
        series.append(Series(_("按目前进度推算"), [drawn.get(day) for day in days], is_dashed=True))
    return Chart("target", target.name, [f"{day:%Y-%m-%d}" for day in days], series, "course", target.unit)
