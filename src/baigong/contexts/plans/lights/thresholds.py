"""The numbers the light rules use on a day: the team's own where it set one, else the rulebook's defaults."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True)
class Thresholds:
    """Parameters of the lights (``rulebook/lights.yaml``). ``about_tolerance`` is ``None`` until somebody sets it."""

    near_days: int
    silent_days: int
    behind_amber: Fraction
    behind_red: Fraction
    missed_cycles_red: int
    about_tolerance: Fraction | None = None


PARAMETERS = {
    "near_days": "LIGHT-NEAR-DAYS",
    "silent_days": "LIGHT-SILENT-DAYS",
    "behind_amber": "LIGHT-BEHIND-AMBER",
    "behind_red": "LIGHT-BEHIND-RED",
    "missed_cycles_red": "LIGHT-MISSED-CYCLES-RED",
    "about_tolerance": "TARGET-ABOUT-TOLERANCE",
}
