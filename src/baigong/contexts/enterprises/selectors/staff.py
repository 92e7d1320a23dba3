"""Head-counts that others reckon with: the average of a year, the staff on a day, the staff of one kind of post."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db.models import QuerySet

from baigong.contexts.enterprises.access import STAFF_RETURN_POLICY
from baigong.contexts.enterprises.models import Enterprise, Period, StaffByPost, StaffDefinition, StaffReturn, StaffReturnState
from baigong.kernel.access import Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.rules import number_on, parameter_on

STANDING = (StaffReturnState.SUBMITTED, StaffReturnState.DRAFT)
"""What stands for a period: another begins only once it is gone."""


@dataclass(frozen=True)
class Count:
    """A head-count and where it comes from. ``value`` is exact (a mean of quarters need not be whole); ``returns`` are the keys of the
    submitted returns behind it; ``as_of`` the last day they speak of."""

    value: Fraction
    definition: str
    returns: tuple[int, ...]
    as_of: date
    how: str
    """``yearly`` (returned as an average), ``months``, ``quarters`` (their mean), ``count`` (on a day)."""

    @property
    def is_by(self) -> str:
        """The definition in words."""
        return str(StaffDefinition(self.definition).label)


def definition_on(day: date) -> str:
    """Whom head-counts count on ``day``: the first of what the setting names."""
    version = parameter_on("ENT-STAFF-DEFINITION", day)
    return version.codes[0] if version is not None and version.codes else StaffDefinition.ON_POST.value


def average_staff(enterprise_ids: Collection[int], year: int) -> dict[int, Count | None]:
    """The average staff of each enterprise in ``year``, by its key; ``None``: nothing was returned.

    What was returned as the average counts; else the mean of the ends of all months, else of all quarters, as the rulebook says
    (``ENT-AVERAGE-MONTHS``, ``ENT-AVERAGE-QUARTERS``): of a part of them there is no average. A count of zero is a count.
    One query for every 5,000 enterprises.
    """
    day = date(year, 12, 31)
    found: dict[int, Count | None] = dict.fromkeys(enterprise_ids)
    parts: dict[int, dict[str, tuple[int, int, str]]] = defaultdict(dict)
    for pk, owner, period, headcount, definition in _standing(
        enterprise_ids, ("pk", "enterprise", "period", "headcount", "definition"), period__startswith=str(year)
    ):
        parts[owner][period] = (headcount, pk, definition)
    for owner, returned in parts.items():
        found[owner] = _average(returned, year, day)
    return found


def _average(returned: dict[str, tuple[int, int, str]], year: int, day: date) -> Count | None:
    if (whole := returned.get(str(year))) is not None:
        return Count(Fraction(whole[0]), whole[2], (whole[1],), day, "yearly")
    for how, rule, codes in (
        ("months", "ENT-AVERAGE-MONTHS", [Period(year, month=n).code for n in range(1, 13)]),
        ("quarters", "ENT-AVERAGE-QUARTERS", [Period(year, quarter=n).code for n in range(1, 5)]),
    ):
        have = [returned[code] for code in codes if code in returned]
        if have and len(have) == number_on(rule, day):
            total = sum(count for count, _pk, _definition in have)
            return Count(Fraction(total, len(have)), have[-1][2], tuple(pk for _count, pk, _definition in have), day, how)
    return None


def staff_on(enterprise_ids: Collection[int], day: date) -> dict[int, Count | None]:
    """The staff of each enterprise on ``day``, by its key: the latest submitted count that ends on or before it (of two that end on one
    day the finer). ``None``: nothing was returned by then. One query for every 5,000 enterprises."""
    found: dict[int, Count | None] = dict.fromkeys(enterprise_ids)
    columns = ("pk", "enterprise", "period", "headcount", "definition", "ends_on")
    for pk, owner, period, headcount, definition, ends_on in _standing(enterprise_ids, columns, order=True, ends_on__lte=day):
        if found[owner] is None:
            how = "yearly" if len(period) == 4 else "count"
            found[owner] = Count(Fraction(headcount), definition, (pk,), ends_on, how)
    return found


def staff_by_kind_of_post(enterprise_ids: Collection[int], day: date) -> dict[int, dict[int, Count]]:
    """The staff of each kind of post (``PostKind`` key) of each enterprise on ``day``, by their keys: from the latest submitted return
    that ends on or before it and names the kind. A kind that no return names is missing: its number is not known."""
    found: dict[int, dict[int, Count]] = {pk: {} for pk in enterprise_ids}
    for piece in pieces(enterprise_ids):
        rows = (
            StaffByPost.objects.filter(
                staff_return__enterprise__in=piece, staff_return__state=StaffReturnState.SUBMITTED, staff_return__ends_on__lte=day
            )
            .order_by("-staff_return__ends_on", "-staff_return__period")
            .values_list(
                "staff_return__enterprise", "kind", "headcount", "staff_return", "staff_return__definition", "staff_return__ends_on"
            )
        )
        for owner, kind, headcount, source, definition, ends_on in rows:
            found[owner].setdefault(kind, Count(Fraction(headcount), definition, (source,), ends_on, "count"))
    return found


def _standing(enterprise_ids: Iterable[int], columns: tuple[str, ...], *, order: bool = False, **which: Any) -> Iterator[tuple[Any, ...]]:
    for piece in pieces(enterprise_ids):
        rows = StaffReturn.objects.filter(enterprise__in=piece, state=StaffReturnState.SUBMITTED, **which)
        yield from rows.order_by(*(("-ends_on", "-period") if order else ())).values_list(*columns)


def list_returns(actor: Actor) -> QuerySet[StaffReturn]:
    """The returns the actor may see, with what lists show of them."""
    return STAFF_RETURN_POLICY.visible(actor).select_related("enterprise__organisation", "entered_by")


def periods_due(enterprise: Enterprise, today: date, back: int = 3) -> list[Period]:
    """What may be returned now: of the last ``back`` years what has ended since the firm opened and has no return yet; averages of years
    before quarters and months, the latest first, since everything else is reckoned from them."""
    years = range(today.year, today.year - back, -1)
    all_of = [Period(year) for year in years]
    all_of += [Period(year, quarter=n) for year in years for n in range(4, 0, -1)]
    all_of += [Period(year, month=n) for year in years for n in range(12, 0, -1)]
    stand = set(enterprise.staff_returns.filter(state__in=STANDING).values_list("period", flat=True))
    opened = enterprise.opened_on or date.min
    return [one for one in all_of if opened <= one.ends_on < today and one.code not in stand]


def returns_of(actor: Actor, enterprise: Enterprise) -> QuerySet[StaffReturn]:
    """The returns of one enterprise, the latest first."""
    return list_returns(actor).filter(enterprise=enterprise).order_by("-ends_on", "-version")
