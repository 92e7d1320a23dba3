"""The duty of places as everybody reads it: out of the latest snapshot, so that a visit counts nothing and the figure bears its day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.core.cache import cache

from baigong.contexts.internships.models import DutyVerdict
from baigong.kernel.errors import Refusal
from baigong.kernel.indicators.engines import duckdb_engine
from baigong.kernel.indicators.folders import vouched_files
from baigong.kernel.indicators.values import latest_snapshot

TABLE = "duty_years"
ASKED = (DutyVerdict.MET, DutyVerdict.MET_BY_GROUP, DutyVerdict.SHORT, DutyVerdict.UNSETTLED)
"""Of whom something is asked."""
KEPT_SECONDS = 24 * 3600
_COUNTING = f"""
    SELECT year, county, section, COUNT(*), COUNT(*) FILTER (state IN ({", ".join("?" for _one in ASKED)})),
           COALESCE(SUM(required), 0), COALESCE(SUM(taken), 0)
    FROM {TABLE} WHERE is_current GROUP BY ALL ORDER BY ALL
"""  # noqa: S608 - our own names


@dataclass(frozen=True)
class Counted:
    """The enterprises of an industry in a county: how many, of how many something was asked, how many students they owed and took in."""

    county: str
    section: str
    enterprises: int
    asked: int
    required: int
    taken: int


@dataclass(frozen=True)
class PublishedYear:
    """The last whole year of a snapshot, and the day whose state the snapshot shows."""

    as_of: date
    year: int
    groups: Sequence[Counted]


def published_year() -> PublishedYear | None:
    """What the latest snapshot holds of the duty; ``None`` where there is no snapshot, or it knows nothing of the duty or was altered."""
    snapshot = latest_snapshot()
    if snapshot is None:
        return None
    key = f"internships.published_duty.{snapshot.pk}"
    rows: list[tuple[int, str, str, int, int, int, int]] | None = cache.get(key)
    if rows is None:
        try:
            files = vouched_files(snapshot.path, snapshot.manifest_sha256)
        except Refusal:
            return None
        if TABLE not in files:
            return None
        with duckdb_engine({TABLE: files[TABLE]}, threads=1) as run:
            if "section" not in {name for name, *_type in run(f"DESCRIBE {TABLE}")}:  # a snapshot of before there was one
                return None
            found = run(_COUNTING, [str(one.value) for one in ASKED])
            rows = [(int(r[0]), str(r[1]), str(r[2]), int(r[3]), int(r[4]), int(r[5]), int(r[6])) for r in found]
        cache.set(key, rows, KEPT_SECONDS)
    return PublishedYear(snapshot.as_of, rows[0][0], [Counted(*row[1:]) for row in rows]) if rows else None
