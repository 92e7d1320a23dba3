"""Who leads and who supports: the wordings that attach responsible units to a task.

Labelled (牵头单位：…，配合单位：…；责任单位：…；完成时限：…), by verb (…牵头，…配合；…按职责分工负责), or a bare list.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.departments import is_unit, looks_like_units, split_units
from baigong.engines.plan_text.lines import normalise
from baigong.engines.plan_text.model import Department

_LEAD = (
    r"(?:总)?牵头(?:责任|负责|落实|实施)?(?:单位|部门|处室|科室)?|主责(?:单位|部门)?|主办(?:单位|部门)?|"
    r"主要责任(?:单位|部门)|主管(?:单位|部门)|第一责任单位|组织单位"
)
_SUPPORT = (
    r"(?:配合|协办|协同|协作|参与|参加|参建|支持|协助|辅助|会办|共同责任)(?:责任|实施|落实|配合)?"
    r"(?:单位|部门|处室|科室)|协办"
)
_PLAIN = (
    r"(?:任务)?(?:主体)?(?:责任|落实|实施|承办|负责|承担|建设|推进|执行|完成)"
    r"(?:单位|部门|主体|处室|科室|股室)(?:及(?:责任)?分工)?|(?:责任|任务|职责)分工|分工单位"
)
_TIME = (
    r"(?:计划)?(?:完成|办结|实施|推进|落实|建成|整改)?"
    r"(?:时限|时间节点|时间要求|时间|期限|进度|年限)(?:要求|安排)?"
)
_PERSON = r"(?:责任|牵头|分管|联系|包抓)(?:人|领导|[市县区]领导)"
LABEL = re.compile(
    r"(?:【\s*)?(?:[省市州县区]级|[省市州县区]直)?"
    rf"(?:(?P<lead>{_LEAD})|(?P<support>{_SUPPORT})|(?P<plain>{_PLAIN})|(?P<time>{_TIME})|(?P<person>{_PERSON}))\s*(?:】\s*:?|:)"
)
_VERB_LEAD = re.compile(
    r"为(?:牵头|主责)(?:单位|部门)|(?:分别|共同|负责)?(?:总)?牵头(?:组织|督导|协调|统筹|负责|抓总|落实|实施|推进)*|(?<!分工)(?<!分别)(?<!共同)主责"
)
_VERB_SUPPORT = re.compile(r"为配合(?:单位|部门)|(?:分别|共同|积极|协同)?(?:配合|协助|协办|参与|参加|支持)(?:落实|实施|配合)?")
_VERB_PLAIN = re.compile(
    r"为责任(?:单位|部门)|负责(?!解释|落实)[\u4e00-\u9fff]{2,6}|"
    r"(?:(?:按|根据|依|结合)(?:照|据)?(?:各自)?(?:的)?(?:职责|职能|分工|任务|权限|实际)[^,;。]{0,8})?(?:分别|认真|抓好|做好|共同|具体|分头|组织)?(?:负责|落实|承担|实施|执行)"
)
_TIME_PART = re.compile(
    r"(?:力争|确保)?(?:于|在|到)?(?:(?:20)\d\d年|每年|每季|每月|\d{1,2}月|“?十[三四五]五”?|年内|年底)[^,;。]{0,24}|"
    r"(?:长期|持续|常态化|立即|即刻|全年|分阶段|适时|尽快)[^,;。、]{0,10}"
)


@dataclass(frozen=True)
class Duties:
    """The units a wording names, each with its duty, and the time limit it states."""

    departments: tuple[Department, ...]
    is_open_list: bool
    time_span: Span | None
    repaired: tuple[str, ...]


def read_duties(text: str, span: Span, default: str | None = None) -> Duties | None:
    """The duties worded in `text[span]`, or None when it names no units.

    1. Labels, where there are any, govern what follows them.
    2. Otherwise verbs at the end of a part govern what precedes them.
    3. Otherwise the whole must be a list of units and nothing else.
    """
    words, time_span = _without_times(span.of(text))
    found = _read(words, Span(0, len(words)), default)
    if found is None:
        return None
    return Duties(
        tuple(replace(unit, span=unit.span.moved(span.start)) for unit in found.departments),
        found.is_open_list,
        (found.time_span or time_span or Span(0, 0)).moved(span.start) if found.time_span or time_span else None,
        found.repaired,
    )


def _without_times(words: str) -> tuple[str, Span | None]:
    """The words with parts that only say when (2022年底前完成, 长期坚持) blanked out, and where the first of these stands."""
    times = [part for part in _clauses(normalise(words)) if _TIME_PART.fullmatch(normalise(part.of(words)))]
    for part in times:
        words = words[: part.start] + " " * (part.end - part.start) + words[part.end :]
    return words, times[0] if times else None


def _read(text: str, span: Span, default: str | None) -> Duties | None:
    normal = normalise(span.of(text))
    labels = list(LABEL.finditer(normal))
    if labels and labels[0].start() <= 2:
        return _by_labels(text, span, labels, default)
    if re.search(r"牵头|负责|配合|主责|落实|承办|参与|协助|为责任", normal) and "。" not in normal[:-1]:
        found = _by_verbs(text, span, normal, default)
        if found is not None:
            return found
    if looks_like_units(span.of(text)) and default is not None:
        return read_unit_list(text, span, default if default != "plain" else None)
    return None


def read_unit_list(text: str, span: Span, duty: str | None) -> Duties:
    """`text[span]` taken as a list of units that all have `duty`, whatever the units are called."""
    listed = split_units(text, span.start, span.end)
    return Duties(
        tuple(Department(unit.name, unit.span, unit.duty or duty, unit.is_collective) for unit in listed.units),
        listed.is_open,
        None,
        listed.repaired,
    )


def _by_labels(text: str, span: Span, labels: list[re.Match[str]], default: str | None) -> Duties | None:
    departments: list[Department] = []
    repaired: list[str] = []
    is_open = False
    time_span: Span | None = None
    for index, label in enumerate(labels):
        end = labels[index + 1].start() if index + 1 < len(labels) else span.end - span.start
        part = Span(span.start + label.end(), span.start + end).trimmed(text, " \n\u00a0\u3000、,，;；。.")
        if label.lastgroup == "time":
            time_span = part
            continue
        if label.lastgroup == "person" or part.end <= part.start:
            continue
        duty = {"lead": "lead", "support": "support"}.get(label.lastgroup or "")
        found = read_unit_list(text, part, duty)
        worded = _by_verbs(text, part, normalise(part.of(text)), None) if duty is None else None
        if worded is not None and any(unit.duty for unit in worded.departments):
            found = worded
        departments.extend(found.departments)
        repaired.extend(found.repaired)
        is_open = is_open or found.is_open_list
    if not departments and time_span is None:
        return None
    return Duties(_distinct(departments), is_open, time_span, tuple(repaired))


def _by_verbs(text: str, span: Span, normal: str, default: str | None) -> Duties | None:
    """Parts such as 市教育局牵头 and 市财政局、市人社局配合; None when a part is no list of units."""
    departments: list[Department] = []
    repaired: list[str] = []
    is_open = False
    pending: Span | None = None  # a list still waiting for the verb that governs it
    for part in _clauses(normal):
        place = Span(part.start + span.start, part.end + span.start)
        words = part.of(normal)
        duty, words_end, has_verb = _duty_of(words)
        units_span = Span(place.start, place.start + words_end)
        if has_verb and not words[:words_end].strip(" 、,由"):
            if pending is None:
                return None
            units_span, pending = pending, None
        elif pending is not None:
            units_span, pending = Span(pending.start, units_span.end), None
        if not has_verb:
            pending = units_span
            continue
        if not _all_units(units_span.of(text)):
            return None
        listed = split_units(text, units_span.start, units_span.end)
        departments.extend(Department(unit.name, unit.span, unit.duty or duty, unit.is_collective) for unit in listed.units)
        repaired.extend(listed.repaired)
        is_open = is_open or listed.is_open or "等" in words[max(0, words_end - 8) :]
    if pending is not None:
        if not departments or not _all_units(pending.of(text)):
            return None
        listed = split_units(text, pending.start, pending.end)
        departments.extend(Department(unit.name, unit.span, unit.duty, unit.is_collective) for unit in listed.units)
    if not departments:
        return None
    return Duties(_distinct(departments), is_open, None, tuple(repaired))


def _clauses(normal: str) -> list[Span]:
    """Parts between ， ； 。 outside brackets."""
    parts: list[Span] = []
    depth = begin = 0
    for position, char in enumerate(normal):
        if char in "([〔":
            depth += 1
        elif char in ")]〕":
            depth = max(0, depth - 1)
        elif char in ",;。" and depth == 0:
            parts.append(Span(begin, position))
            begin = position + 1
    parts.append(Span(begin, len(normal)))
    return [part for part in (part.trimmed(normal) for part in parts) if part.end > part.start]


def _duty_of(words: str) -> tuple[str | None, int, bool]:
    """(duty, where the units end, whether a verb governs them) of one part."""
    for pattern, duty in ((_VERB_LEAD, "lead"), (_VERB_SUPPORT, "support"), (_VERB_PLAIN, None)):
        for mark in pattern.finditer(words):
            if mark.end() == len(words.rstrip("。. ")):
                return duty, mark.start(), True
    return None, len(words), False


def _all_units(words: str) -> bool:
    listed = split_units(words, 0, len(words)).units
    return (
        bool(listed)
        and all(len(unit.name) <= 32 for unit in listed)
        and (sum(is_unit(unit.name) for unit in listed) >= max(1, (len(listed) + 1) // 2))
    )


def _distinct(departments: list[Department]) -> tuple[Department, ...]:
    """Each unit once: a lead that is repeated among those who share the duty stays a lead."""
    seen: dict[str, Department] = {}
    for unit in departments:
        seen.setdefault(unit.name, unit)
    return tuple(seen.values())
