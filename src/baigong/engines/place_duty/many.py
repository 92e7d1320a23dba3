"""The same answers for a hundred thousand enterprises at once: whole numbers in columns, exact as the reference is.

Steps are not told here: whoever opens one enterprise asks ``deciding.duty_of`` for it.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np
import numpy.typing as npt

from baigong.engines.place_duty.facts import MOST_STAFF, Counting, DutySettings, Rounding, Verdict

Numbers = npt.NDArray[np.int64]
NONE = -1
"""No number, no group."""
VERDICTS = tuple(Verdict)
"""Verdicts by the code that stands in ``Duties.verdict``."""
_CODE = {verdict: np.int8(place) for place, verdict in enumerate(VERDICTS)}


@dataclass(frozen=True)
class EnterpriseYears:
    """Enterprises in columns.

    ``staff`` and ``staff_on_post`` are in parts of ``staff_parts`` (12 where means of months and quarters are among them), ``heads`` in
    parts of ``head_parts`` (1 where posts are not split); ``NONE`` where a number is missing.
    """

    staff: Numbers
    heads: Numbers
    person_days: Numbers
    staff_on_post: Numbers
    group: Numbers
    staff_parts: int = 1
    head_parts: int = 1

    def __post_init__(self) -> None:
        """Refuse numbers that no enterprise has."""
        for column in (self.staff, self.staff_on_post):
            if len(column) and (int(column.min()) < NONE or int(column.max()) > MOST_STAFF * self.staff_parts):
                raise ValueError("a head-count that no enterprise has")


@dataclass(frozen=True)
class Duties:
    """Answers in columns; ``required`` and ``at_most`` are ``NONE`` where there is none."""

    verdict: npt.NDArray[np.int8]
    required: Numbers
    at_most: Numbers
    missing: Numbers


def duties_of_many(given: EnterpriseYears, settings: DutySettings) -> Duties:
    """What ``deciding.duties_of`` says of each, in their order."""
    known = given.staff != NONE
    staff = np.where(known, given.staff, 0)
    low, high = _places(staff, given.staff_parts, settings)
    at_most = _at_most(staff, given.staff_on_post, given.staff_parts, settings.cap)
    asked = known & (staff > 0) & (high > 0)
    if settings.small_staff is not None:
        asked &= staff > settings.small_staff * given.staff_parts
    if settings.cap is not None:
        asked &= at_most > 0
        low, high = np.minimum(low, at_most), np.minimum(high, at_most)
    # What was done and what is asked, both in the same small parts of a place: comparisons stay whole numbers.
    by_days = settings.counting is Counting.PERSON_DAYS
    parts = settings.unit if by_days else given.head_parts
    done = given.person_days if by_days else given.heads
    verdict = np.full(len(staff), _CODE[Verdict.SHORT], np.int8)
    verdict[done >= low * parts] = _CODE[Verdict.UNSETTLED]
    verdict[done >= high * parts] = _CODE[Verdict.MET]
    if settings.counting is None:
        verdict[:] = _CODE[Verdict.UNSETTLED]
    missing = np.maximum(0, -((done - high * parts) // parts))
    verdict[~asked] = _CODE[Verdict.NOT_APPLICABLE]
    verdict[~known] = _CODE[Verdict.NO_DATA]
    required = np.where(asked, high, np.where(known, 0, NONE))
    at_most = np.where(known & (settings.cap is not None), at_most, NONE)
    missing = np.where(asked, missing, 0)
    if settings.pools_groups:
        _pool(given.group, asked, required, at_most, done, parts, verdict, missing)
    return Duties(verdict, required, at_most, missing)


def _places(staff: Numbers, parts: int, settings: DutySettings) -> tuple[Numbers, Numbers]:
    top, bottom = settings.share.numerator, settings.share.denominator * parts
    whole = staff * top
    low, high = whole // bottom, -(-whole // bottom)
    if settings.rounding is None:
        return low, high
    one = {Rounding.FLOOR: low, Rounding.CEIL: high, Rounding.HALF_UP: (2 * whole + bottom) // (2 * bottom)}[settings.rounding]
    return one, one


def _at_most(staff: Numbers, on_post: Numbers, parts: int, cap: Fraction | None) -> Numbers:
    if cap is None:
        return np.full(len(staff), NONE, np.int64)
    least: Any = np.where(on_post == NONE, staff, np.minimum(staff, on_post))
    return np.asarray(least * cap.numerator // (cap.denominator * parts), np.int64)


def _pool(
    group: Numbers, asked: Any, required: Numbers, at_most: Numbers, done: Numbers, parts: int, verdict: Any, missing: Numbers
) -> None:
    """Those who fell short by themselves, of groups that did their part together: met by the group."""
    member = group != NONE
    if not member.any():
        return
    size = int(group.max()) + 1
    owed, reached = np.zeros(size, np.int64), np.zeros(size, np.int64)
    np.add.at(owed, group[member & asked], required[member & asked])
    counted = np.where(at_most == NONE, done, np.minimum(done, at_most * parts))
    np.add.at(reached, group[member], counted[member])
    helped = member & (verdict == _CODE[Verdict.SHORT]) & (reached >= owed * parts)[np.where(member, group, 0)]
    verdict[helped] = _CODE[Verdict.MET_BY_GROUP]
    missing[helped] = 0
