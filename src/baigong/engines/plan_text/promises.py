"""The signs that make a number a promise. `sign_of_promise` names the first that holds; without a sign it is none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from baigong.engines.plan_text import counters
from baigong.engines.plan_text import promise_signs as signs
from baigong.engines.plan_text.exclusions import is_counted_subject
from baigong.engines.plan_text.places import Place
from baigong.engines.plan_text.quantities import Quantity

_NEAR_VERB = 12  # characters between a verb and a measure it governs
_NEAR_NUMERAL = 24  # characters between a verb and a Chinese numeral it governs


def sign_of_promise(place: Place, accepted: Sequence[Quantity], normal: str) -> str | None:
    """Which sign makes the number a promise, or None. `accepted` are the promises before it in the sentence."""
    quantity, before = place.quantity, place.before
    unit = quantity.base_unit
    if signs.EVERY.search(before) and (unit in signs.OCCASIONS or quantity.is_compared):
        return "frequency"
    if unit in counters.TIME_LIMITS and (quantity.comparator == "<=" or place.after.startswith(("内", "之内"))):
        return "time limit"
    if unit in ("年", "个月", "周", "天") and signs.CYCLE.match(place.after):
        return "cycle"
    if quantity.is_compared and (unit or before):
        return "worded bound"
    if signs.SET_LEVEL.search(before) and (unit in counters.DURATIONS or signs.NAMES_LEVEL.search(before)):
        return "set level"
    if unit in counters.SHARES:
        return _sign_of_share(place, bool(accepted))
    if is_counted_subject(place):
        return "counted subject"
    if unit in counters.POINTS:
        return "change of a ratio" if signs.POINTS_MOVE.search(before + place.after[:8]) else None
    if unit == "倍":
        return "multiple" if signs.TIMES.search(before) or "番" in place.written else None
    if signs.GROWTH.search(before):
        return "growth"
    if accepted and _continues_list(quantity, accepted[-1], normal):
        return "list of promises"
    return _sign_of_count(place) if unit in counters.COUNT_UNITS else _sign_of_measure(place, bool(accepted))


def _sign_of_share(place: Place, follows_promise: bool) -> str | None:
    before = place.before
    if signs.RATIO.search(before[-40:]):
        return "ratio"
    if signs.REACHED_BY_SHARE.match(place.after) or (signs.COVERS.search(before) and signs.PART_OF.match(place.after)):
        return "share of a whole"
    if follows_promise and before.rstrip().endswith(("、", "和", "及")):
        return "list of promises"
    if signs.BARE_NOUN.fullmatch(before) and signs.NAMES_RATIO.search(before[-8:]):
        return "ratio"
    return None


def _continues_list(quantity: Quantity, last: Quantity, normal: str) -> bool:
    """、15个市级工作室 and 和10个优质专业: a counted thing in a list that began with a promise."""
    gap = normal[last.span.end : quantity.span.start]
    if quantity.base_unit in counters.EXTENTS and quantity.base_unit == last.base_unit:
        return signs.LIST_STEP.search(gap) is not None
    if quantity.base_unit not in counters.COUNT_UNITS:
        return False
    if last.base_unit not in counters.COUNT_UNITS and last.base_unit not in ("%", "", *counters.EXTENTS):
        return False
    if signs.NEW_SUBJECT.search(gap) or signs.OTHER_CASE.search(gap[-8:]):
        return False
    if quantity.is_worded and not quantity.is_compared and not gap.rstrip().endswith(("、", "和", "及", "与", ",")):
        return False
    return signs.LIST_STEP.search(gap) is not None


def _sign_of_count(place: Place) -> str | None:
    """A counted thing governed by a verb of bringing about, or a count after its noun in a promise."""
    quantity, before = place.quantity, re.sub(r"\([^()]*\)", "", place.before)
    verbs = list(signs.ACHIEVE.finditer(before))
    if verbs:
        gap = before[verbs[-1].end() :]
        if quantity.is_worded and (len(gap) > _NEAR_NUMERAL or signs.PLACED.search(gap)):
            return None
        return "verb"
    if quantity.is_worded:
        return None
    promised = signs.ACHIEVE.search(place.sentence_before) is not None
    closes_part = signs.AFTER_NOUN.fullmatch(place.after) is not None and bool(before.strip())
    if closes_part and (promised or signs.FUTURE.search(place.sentence_before)):
        return "count after its noun"
    if signs.EACH.search(before):
        return "each"
    if promised and not before.strip(" 、和及"):
        return "list of promises"
    return None


def _sign_of_measure(place: Place, follows_promise: bool) -> str | None:
    """Money, length, area and the like right after a verb of bringing about, or closing its clause."""
    closes_part = signs.ENDS_PART.fullmatch(place.after) is not None
    if follows_promise and closes_part and place.quantity.base_unit in counters.EXTENTS and signs.AMOUNT_OF.search(place.before):
        return "amount after its noun"
    verbs = list(signs.ACHIEVE.finditer(place.before))
    if not verbs or place.quantity.is_worded:
        return None
    if place.quantity.base_unit in counters.DURATIONS and not closes_part:
        return None  # 15分钟生活圈: the time names a thing
    if len(place.before) - verbs[-1].end() <= _NEAR_VERB and not place.after.startswith("的"):
        return "verb"
    if place.quantity.base_unit in counters.EXTENTS and closes_part:
        return "verb"
    return None
