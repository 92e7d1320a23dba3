"""Charts of targets."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Target, TargetReading
from baigong.kernel.ui.charts import Chart, Series


def target_chart(target: Target, readings: Sequence[TargetReading]) -> Chart | None:
    """The values over time against the target; ``None`` below two values, where a table says it better."""
    counted = [r for r in reversed(readings) if r.value is not None]
    if len(counted) < 2:
        return None
    series = [Series(str(_("实际")), [float(r.value or 0) for r in counted])]
    if target.value is not None:
        series.append(Series(str(_("目标")), [float(target.value)] * len(counted)))
    return Chart("target", target.name, categories=[f"{r.as_of:%Y-%m-%d}" for r in counted], series=series, kind="line", unit=target.unit)
