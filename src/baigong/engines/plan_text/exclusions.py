"""What a number in a plan is when it is no promise: a name, an age, a condition, a rule of support, the past, a whole.

Each test has one reason and speaks of one quantity in its place. `reason_to_leave_out` asks them in turn.
"""

from __future__ import annotations

import re

from baigong.engines.plan_text import counters, promise_signs
from baigong.engines.plan_text import exclusion_signs as signs
from baigong.engines.plan_text.places import Place
from baigong.engines.plan_text.quantities import Quantity


def reason_to_leave_out(place: Place, following: Quantity | None) -> str | None:
    """Why the number is no promise, or None. `following` is the next quantity of the sentence."""
    if _is_name(place):
        return "name"
    if _is_age(place):
        return "age"
    if place.quantity.is_worded and place.quantity.base_unit != "%" and _is_set_phrase(place):
        return "set phrase"
    if place.quantity.base_unit in counters.DURATIONS and _is_passing_time(place):
        return "passing time"
    if is_past(place):
        return "past"
    if is_counted_subject(place):
        return None
    tests = (
        ("condition", signs.EXPERIENCE.match(place.after) is not None),
        ("old level", _is_old_level(place)),
        ("rule of support", _is_support_rule(place) or _is_ceiling_of_support(place)),
        ("condition", _is_condition(place) or _is_attribute(place)),
        ("existing whole", _is_existing_whole(place)),
        ("criterion", _is_criterion(place, following)),
    )
    return next((reason for reason, holds in tests if holds), None)


def is_past(place: Place) -> bool:
    """Whether the part of the sentence tells what has been, with no promise between that word and the number."""
    before = place.sentence_before.split(";")[-1]
    marks = [mark for mark in signs.PAST.finditer(before) if not (mark[0] == "同比" and signs.PROMISE.search(before[: mark.start()]))]
    return bool(marks) and signs.PROMISE.search(before[marks[-1].start() :]) is None


def is_counted_subject(place: Place) -> bool:
    """100个示范社区全面建成, 对300户家庭进行改造: what is counted stands before the verb that brings it about."""
    if place.quantity.base_unit not in counters.COUNT_UNITS or place.quantity.is_worded:
        return False
    if signs.SERVED.search(place.before) and signs.SERVICE.match(place.after):
        return True
    if signs.TRIED_IN.search(place.before) and signs.TRIED.match(place.after):
        return True
    if place.before.endswith("等") and signs.WORKS.match(place.after):
        return True
    return signs.BROUGHT_ABOUT.match(place.after) is not None and promise_signs.FUTURE.search(place.sentence_before) is not None


def _is_name(place: Place) -> bool:
    """1+X, 6G, 第3: the number is part of a name."""
    if (
        signs.NAME_BEFORE.search(place.before)
        or signs.NAMED_BY_SIZE.match(place.after)
        or signs.ONE_EACH.match(place.written + place.after)
    ):
        return True
    return signs.NAME_AFTER.match(place.after) is not None and signs.ABBREVIATION.match(place.after) is None


def _is_age(place: Place) -> bool:
    """65岁以上老年人, 满18周岁; a life expectancy (预期寿命达到78岁) is a number like any other."""
    if signs.AGE.match(place.after):
        return True
    return place.quantity.base_unit in ("岁", "周岁") and signs.LIFE.search(place.before) is None


def _is_set_phrase(place: Place) -> bool:
    """一个, 两个维护, 三个方面 count the plan's own words unless a bound is worded."""
    quantity = place.quantity
    if quantity.is_compared:
        return False
    if len(quantity.values) == 1 and quantity.values[0] == 1:
        return signs.EVERY_ONE.search(place.before) is None
    if signs.DIVIDES.search(place.before):
        return True
    return signs.ABSTRACT.match(place.after) is not None or quantity.base_unit in counters.LOOSE_COUNTERS


def _is_passing_time(place: Place) -> bool:
    """A span of time that passes, a clock time or opening hours, not a length that is set."""
    quantity = place.quantity
    if quantity.base_unit in ("年", "学年", "学期", "个月"):
        if signs.PASSING.search(place.before) or place.written.endswith("内"):
            return True
        if signs.SPAN_OF_TIME.match(place.after) and not (quantity.is_compared and place.after.startswith("时间")):
            return True
        if quantity.is_worded and not quantity.is_compared:
            return True
    if quantity.base_unit in ("天", "小时", "个小时") and signs.OPENING_HOURS.match(place.after):
        return True
    return re.search(r"[×x*每]\s*$", place.before) is not None


def _is_old_level(place: Place) -> bool:
    """由9600元提高到15600元, 从5%降至3%: the number the plan starts from."""
    if signs.RAISED_TO.match(place.after):
        return re.search(r"[、和及与]", re.split("[到至]", place.after)[0]) is None
    return signs.FROM_LEVEL.search(place.before) is not None and signs.FROM_TO.match(place.after) is not None


def _is_support_rule(place: Place) -> bool:
    """Money or a share under 给予, 补助, 抵免 and the like, in the same clause or the next one it leads to."""
    unit = place.quantity.base_unit
    if signs.ENJOYED.search(place.before):
        return True
    if unit in counters.SHARES and signs.RATE_OF_RULE.match(place.after):
        return True
    if unit not in (*counters.SHARES, "倍") and not unit.startswith(counters.MONEY):
        return False
    if signs.TAX.search(place.after[:20]):
        return True
    if signs.SUPPORT_RULE.search(place.before[-30:] + "|" + place.after[:20]):
        return signs.SUPPORT_LEVEL.search(place.before) is None
    if signs.PERMITTED_RATE.search(place.before):
        return True
    following = place.after + place.sentence_after[len(place.after) :][:14]
    return signs.BY_RATE.search(place.before) is not None and signs.RATE_APPLIED.match(following) is not None


def _is_ceiling_of_support(place: Place) -> bool:
    """给予补助，最高500万元, 最长不超过3年: the ceiling of the support that the sentence grants."""
    unit = place.quantity.base_unit
    if not unit.startswith(counters.MONEY) and unit not in counters.DURATIONS:
        return False
    return (
        signs.CEILING.search(place.before) is not None
        and signs.SUPPORT_GRANTED.search(place.sentence_before + place.sentence_after) is not None
    )


def _is_condition(place: Place) -> bool:
    """What someone must have to be eligible, or a case that may arise."""
    before = re.sub(r"\([^()]*\)", "", place.before)
    if signs.HARD_CONDITION.search(before) or signs.ELIGIBILITY.search(place.sentence_before):
        return True
    marks = list(signs.CONDITION.finditer(before))
    if marks and signs.CONDITION_CLOSED.search(before[marks[-1].end() :]) is None:
        return True
    measured = place.quantity.base_unit in (*counters.DURATIONS, *counters.MONEY, "分")
    return measured and place.quantity.is_compared and signs.ELIGIBLE.match(place.after) is not None


def _is_attribute(place: Place) -> bool:
    """What makes a thing one of those spoken of: 不足500人的学校, 对接收50人以上的企业给予补助, 建设规模1200人以上的学校20所."""
    quantity, before, after = place.quantity, place.before, place.after
    if signs.SIZE_CLASS.match(after) or signs.CASE_OF.match(before + place.written + after):
        return True
    if not quantity.is_compared:
        return False
    if signs.REGULATED.match(after) or _fills_bracket(place):
        return True
    if not signs.DESCRIBES.match(after):
        return False
    falls_short = quantity.comparator == "<" and not place.written.endswith("以下")
    tells_size = quantity.base_unit in counters.SIZES and promise_signs.ACHIEVE.search(before) is None
    return falls_short or tells_size or bool(signs.SPOKEN_OF.match(before) or signs.COUNTED_BEFORE.search(before))


def _fills_bracket(place: Place) -> bool:
    """自然村(20户以上)"""
    return not place.before and not place.after and place.sentence_before.endswith("(")


def _is_existing_whole(place: Place) -> bool:
    """全市12个县区, 等10个部门: a number that describes what there is."""
    if place.quantity.is_compared:
        return False
    if signs.EXISTING_WHOLE.search(place.before) and place.quantity.base_unit in counters.COUNT_UNITS:
        if signs.WORKS.match(place.after) and promise_signs.ACHIEVE.search(place.before):
            return False
        return signs.WORKS_NAMED.search(place.before + "|" + place.after) is None
    return signs.WHOLE_AFTER.match(place.after) is not None and signs.CHOSEN.search(place.before) is None


def _is_criterion(place: Place, following: Quantity | None) -> bool:
    """A measure inside the description of what another number counts: 年产值超100亿元的企业2家."""
    quantity = place.quantity
    if quantity.base_unit in (*counters.COUNT_UNITS, *counters.SHARES, "倍"):
        return False
    if following is not None and following.span.start < place.clause.end and following.base_unit in counters.COUNT_UNITS:
        gap = place.after[: following.span.start - quantity.span.end]
        if gap and not signs.NEXT_ITEM.match(gap.strip()):
            return True
        if signs.QUALITY.match(gap) or signs.QUALITY_LIST.search(gap):
            return True
    return signs.SIZED_THING.match(place.after) is not None
