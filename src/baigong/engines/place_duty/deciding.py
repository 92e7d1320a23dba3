"""The plain reference: one enterprise after the other, in fractions, with every step told."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from baigong.engines.place_duty.facts import Counting, Duty, DutySettings, EnterpriseYear, Rounding, Step, Verdict

Numbers = dict[str, Fraction | int | str | None]
SHARE, CAP, BAND, POOL = "DUT-SHARE", "DUT-CAP", "DUT-SMALL", "DUT-POOL"
"""The rules an answer names; the caller knows their text and edition."""
ASKED = (Verdict.MET, Verdict.MET_BY_GROUP, Verdict.SHORT, Verdict.UNSETTLED)
"""The verdicts on those of whom something is asked."""


def rounded(exact: Fraction, rounding: Rounding) -> int:
    """Whole places of a share."""
    if rounding is Rounding.CEIL:
        return ceil(exact)
    return floor(exact) if rounding is Rounding.FLOOR else floor(exact + Fraction(1, 2))


def duty_of(facts: EnterpriseYear, settings: DutySettings) -> Duty:
    """What one enterprise owes and whether it did it, by itself.

    1. Without a head-count nothing is said. 2. Its share of the staff, rounded as fixed. 3. What the cap lets it take: nobody is asked for
    more, and whom the cap lets take nobody is asked for nothing. 4. What was done is held against it; where rounding or the way of
    counting is fixed by nobody, only what holds either way is said.
    """
    if facts.staff is None:
        return Duty(facts.key, Verdict.NO_DATA, None, None, None, _achieved(facts, settings), 0, (Step("no_staff", SHARE),))
    exact = facts.staff * settings.share
    low, high = (floor(exact), ceil(exact)) if settings.rounding is None else (rounded(exact, settings.rounding),) * 2
    steps = [Step("share", SHARE, {"staff": facts.staff, "share": settings.share, "exact": exact, "low": low, "high": high})]
    at_most = None
    if settings.cap is not None:
        on_post = facts.staff if facts.staff_on_post is None else min(facts.staff, facts.staff_on_post)
        at_most = floor(on_post * settings.cap)
        steps.append(Step("cap", CAP, {"on_post": on_post, "cap": settings.cap, "at_most": at_most}))
    achieved = _achieved(facts, settings)
    if (why := _why_not_asked(facts.staff, high, at_most, settings)) is not None:
        return Duty(facts.key, Verdict.NOT_APPLICABLE, exact, 0, at_most, achieved, 0, (*steps, why))
    if at_most is not None and at_most < high:
        low, high = min(low, at_most), at_most
        steps.append(Step("limited", CAP, {"at_most": at_most}))
    verdict, missing, step = _judged(low, high, facts, settings)
    return Duty(facts.key, verdict, exact, high, at_most, achieved, missing, (*steps, step))


def _why_not_asked(staff: Fraction | int, high: int, at_most: int | None, settings: DutySettings) -> Step | None:
    if staff == 0:
        return Step("nobody", SHARE, {"staff": 0})
    if settings.small_staff is not None and staff <= settings.small_staff:
        return Step("small", BAND, {"staff": staff, "small_staff": settings.small_staff})
    if at_most == 0:
        return Step("reserve_only", CAP, {"staff": staff, "at_most": 0})
    return Step("nothing_owed", SHARE, {"high": 0}) if high == 0 else None


def _achieved(facts: EnterpriseYear, settings: DutySettings) -> Fraction:
    """What was done, in places."""
    return Fraction(facts.person_days, settings.unit) if settings.counting is Counting.PERSON_DAYS else facts.heads


def _judged(low: int, high: int, facts: EnterpriseYear, settings: DutySettings) -> tuple[Verdict, int, Step]:
    achieved = _achieved(facts, settings)
    numbers: Numbers = {"achieved": achieved, "low": low, "high": high, "heads": facts.heads, "person_days": facts.person_days}
    if settings.counting is None:  # which of the two counts is fixed by nobody: done with nobody there, it is done by neither
        return Verdict.UNSETTLED, max(0, ceil(high - achieved)), Step("counting_open", SHARE, numbers)
    if achieved >= high:
        return Verdict.MET, 0, Step("met", SHARE, numbers)
    missing = ceil(high - achieved)
    if achieved >= low:
        return Verdict.UNSETTLED, missing, Step("rounding_open", SHARE, numbers)
    return Verdict.SHORT, missing, Step("short", SHARE, {**numbers, "missing": missing})


def duties_of(enterprises: Sequence[EnterpriseYear], settings: DutySettings) -> list[Duty]:
    """The duties of many, in their order; groups pooled where the settings say so.

    A group whose members together did what is asked of them together is not short: those of it who fell short by themselves are met by
    the group. What a small member does, of whom nothing is asked, counts for the group too. No member may go beyond its own cap for it:
    what lies beyond the cap of the one who did it does not count for others.
    """
    alone = [duty_of(one, settings) for one in enterprises]
    if not settings.pools_groups:
        return alone
    members: dict[str, list[int]] = defaultdict(list)
    for place, one in enumerate(enterprises):
        if one.group is not None:
            members[one.group].append(place)
    for places in members.values():
        group = [alone[place] for place in places]
        required = sum(duty.required or 0 for duty in group if duty.verdict in ASKED)
        achieved = sum((_pooled(duty) for duty in group), Fraction(0))
        for place in places:
            if alone[place].verdict is Verdict.SHORT:
                alone[place] = _in_group(alone[place], len(group), required, achieved)
    return alone


def _pooled(duty: Duty) -> Fraction:
    return duty.achieved if duty.at_most is None else min(duty.achieved, Fraction(duty.at_most))


def _in_group(duty: Duty, size: int, required: int, achieved: Fraction) -> Duty:
    numbers: Numbers = {"members": size, "required": required, "achieved": achieved}
    if achieved >= required:
        steps = (*duty.steps, Step("met_by_group", POOL, numbers))
        return Duty(duty.key, Verdict.MET_BY_GROUP, duty.exact, duty.required, duty.at_most, duty.achieved, 0, steps)
    steps = (*duty.steps, Step("group_short", POOL, numbers))
    return Duty(duty.key, duty.verdict, duty.exact, duty.required, duty.at_most, duty.achieved, duty.missing, steps)
