"""Two placements of one student may not cover the same day: found when the second is entered, with both sides and the way out."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from baigong.contexts.internships.checking.findings import Finding

ONE = timedelta(days=1)


@dataclass(frozen=True)
class Stay:
    """A placement as one student's span of days. ``last`` is the day on which it really ends."""

    key: int | None
    where: str
    what: str
    first: date
    last: date
    state: str = ""

    def __str__(self) -> str:
        words = _("%(where)s“%(what)s”%(first)s至%(last)s") % {
            "where": self.where, "what": self.what, "first": self.first.isoformat(), "last": self.last.isoformat()
        }  # fmt: skip
        return f"{words}（{self.state}）" if self.state else words


def check_overlap(new: Stay, others: Iterable[Stay]) -> list[Finding]:
    """What the new stay runs into, each with both spans and the lawful ways out."""
    found = []
    if new.last < new.first:
        there = _("结束早于开始")
        found.append(Finding("INT-14", "", True, str(new), there, _("请核对起止日期。"), "ends_on"))
    for other in others:
        if other.key is not None and other.key == new.key:
            continue
        if new.first > other.last or other.first > new.last:
            continue
        common = max(new.first, other.first), min(new.last, other.last)
        there = _("与%(other)s重叠，%(first)s至%(last)s同时在两处") % {
            "other": other, "first": common[0].isoformat(), "last": common[1].isoformat()
        }  # fmt: skip
        ways = [_("新的一段改为%(day)s起") % {"day": (other.last + ONE).isoformat()}]
        if other.first < new.first:
            ways.append(_("先办原实习的变更或提前结束，止于%(day)s") % {"day": (new.first - ONE).isoformat()})
        if new.first < other.first:
            ways.append(_("新的一段止于%(day)s") % {"day": (other.first - ONE).isoformat()})
        found.append(Finding("INT-14", "", True, str(new), there, _("可以：%(ways)s。") % {"ways": "；".join(ways)}, "starts_on"))
    return found
