"""By when: the dates a plan sets, as YYYY, YYYY-MM-DD or yearly, and which of them governs a place in the text.

A deadline governs from where it stands to the end of its sentence. Where it opens a paragraph it governs the paragraph,
and where it opens a paragraph that announces a list (到2025年，实现以下目标：) it governs the list, always until another
date is named. A start (2019年起), a span (三年内) and a base year (比2020年) are no deadlines; a start ends inheritance.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.quantities import Quantity

_YEAR = r"(?:19|20)\d\d"
PLAN_PERIODS = {"十二": 2015, "十三": 2020, "十四": 2025, "十五": 2030, "十六": 2035}
_DATE = re.compile(
    rf"""
    (?P<base>(?:比|较|相比|相较于?|对比|以|在|与|同|按|截至|截止)\s*)?
    (?P<start>(?:从|自)\s*)?
    (?:到|至|在|于|力争|确保|截至)?\s*
    (?:(?P<from>{_YEAR})年?\s*[-~—至到]{{1,2}}\s*)?(?P<year>{_YEAR})\s*年(?!度?(?:第[一二三四]|春|夏|秋|版|修订|基数))
    (?:\s*(?P<month>\d{{1,2}})\s*月(?:份)?)?(?:\s*(?P<day>\d{{1,2}})\s*日)?
    \s*(?P<edge>年?底|年?末|上半年|下半年|内|年内|[一二三四]季度末?)?\s*(?P<by>之?前|以前)?
    (?P<tail>起|开始|以来|后|以后|的?基础上|水平|的|为基数|相比|度)?
    """,
    re.VERBOSE,
)
_PERIOD = re.compile(r"[“\"]?(?P<plan>十[二三四五六])五[”\"]?\s*(?P<edge>期?末|期间|时期|期满|规划期末|收官)")
_YEARLY = re.compile(r"每(?:一)?(?:学)?年(?:度)?(?![级龄])(?!\d)|按年度|逐年|(?<![\u4e00-\u9fff])年均|年度(?=[^,。;]{0,6}不少于)")
_WEAK_YEARLY = re.compile(
    r"年均|年(?=(?:开展|组织|新增|培训|职业培训|技能培训|招生|接待|完成|引进|培养|服务|受训|参训|举办)[^,。;]{0,20}\d)|"
    r"(?:(?<=[\u4e00-\u9fff])|(?<=[,。;:]))年(?=(?:职业)?(?:培训|招生|就业|参训)(?:人次|规模|人数|量))"
)
_OTHER_SPAN = re.compile(
    r"(?:用|在|未来|今后|近|前后|力争|通过|经过)?(?:\d{1,2}|[一二两三四五六七八九十]{1,2})(?:[-—~至到]\d{1,2})?个?(?:年|月)(?:左右)?(?:之|以)?(?:内|时间)|"
    r"(?:未来|今后|近)[一二两三四五六七八九十\d]{1,2}年|\d年(?=(?:累计)?不少于)"
)
_OPENING = re.compile(r"[\s—·●■◆*-]*(?:[^。;\n]{0,16}[:。]\s*)?")


@dataclass(frozen=True)
class Deadline:
    """A mention of time. `value` is None where the mention sets no date (a start, a span) and only ends inheritance."""

    value: str | None
    raw: str
    span: Span


def find_deadlines(normal: str, within: Span) -> list[Deadline]:
    """All mentions of time in a stretch of normalised text, in order."""
    found: list[Deadline] = []
    for mark in _DATE.finditer(normal, within.start, within.end):
        mention = _read_date(mark, normal)
        if mention is not None:
            found.append(mention)
    for mark in _PERIOD.finditer(normal, within.start, within.end):
        found.append(Deadline(str(PLAN_PERIODS[mark["plan"]]), mark[0], Span(*mark.span())))
    for mark in _YEARLY.finditer(normal, within.start, within.end):
        found.append(Deadline("yearly", mark[0], Span(*mark.span())))
    for mark in _OTHER_SPAN.finditer(normal, within.start, within.end):
        if not any(known.span.meets(Span(*mark.span())) for known in found):
            found.append(Deadline(None, mark[0], Span(*mark.span())))
    return sorted(found, key=lambda mention: mention.span)


def _read_date(mark: re.Match[str], normal: str) -> Deadline | None:
    raw, span = mark[0].strip(), Span(*mark.span())
    before = normal[max(0, mark.start() - 1) : mark.start()]
    if before in ("〔", "[", "(", "《", "/", ".", "-") and before:
        is_cited = bool(re.match(r"[^)\]〕》]{0,4}[)\]〕]\s*\d", normal[mark.end() :]))
        if is_cited:
            return None
    tail = mark["tail"]
    if mark["start"] or tail in ("起", "开始", "以来", "后", "以后"):
        return Deadline(None, raw, span)
    if (mark["base"] and mark["base"].strip() not in ("在", "截至", "截止", "按")) or tail in (
        "的基础上",
        "基础上",
        "水平",
        "为基数",
        "相比",
    ):
        return None
    if tail in ("的", "度") and not (mark["edge"] or mark["by"]):
        return None
    if mark["base"] and mark["base"].strip() in ("截至", "截止"):
        return None
    return Deadline(_date_value(mark), raw, span)


def _date_value(mark: re.Match[str]) -> str:
    year, month, day = mark["year"], mark["month"], mark["day"]
    if month is None or not 1 <= int(month) <= 12:
        if mark["edge"] == "上半年":
            return f"{year}-06-30"
        return str(year)
    last = calendar.monthrange(int(year), int(month))[1]
    if day is not None and 1 <= int(day) <= last:
        return f"{year}-{int(month):02d}-{int(day):02d}"
    if mark["edge"] in ("底", "末") or not mark["by"]:
        return f"{year}-{int(month):02d}-{last:02d}"
    return str(year)  # 6月前: before or within June is not said


def parse_deadline(words: str) -> str | None:
    """The deadline a cell or label states: 2023年12月底前, 每年, 2021-2023年; None for 持续推进 and the like."""
    mentions = [mention for mention in find_deadlines(words, Span(0, len(words))) if mention.value is not None]
    if not mentions:
        bare = re.fullmatch(rf"\s*({_YEAR})[./-](\d{{1,2}})(?:[./-](\d{{1,2}}))?\s*", words)
        if bare is not None and 1 <= int(bare[2]) <= 12:
            last = calendar.monthrange(int(bare[1]), int(bare[2]))[1]
            day = int(bare[3]) if bare[3] else last
            return f"{bare[1]}-{int(bare[2]):02d}-{day:02d}" if 1 <= day <= last else bare[1]
        return "yearly" if re.search(r"每年|全年|年度", words) else None
    dated = [mention for mention in mentions if mention.value != "yearly"]
    return (dated or mentions)[-1].value


class DeadlineReader:
    """Answers which deadline governs a position, for the paragraphs of one document."""

    def __init__(self, normal: str, paragraphs: list[Span], goal_paragraphs: set[int]) -> None:
        self._normal = normal
        self._mentions = {paragraph.start: find_deadlines(normal, paragraph) for paragraph in paragraphs}
        self._inherited = _inherited(normal, paragraphs, self._mentions)
        self._goals = goal_paragraphs

    def governing(self, quantity: Quantity, paragraph: Span, sentence: Span, clause: Span) -> Deadline | None:
        """The deadline of a quantity.

        1. 每年 in the clause, before the number.
        2. The last mention before it in its sentence; one in the same clause after it (…，2025年底前完成).
        3. The last mention in its paragraph, where that one opens the paragraph or the paragraph states goals.
        4. What the announcing paragraph set. 5. A yearly wording without 每 (年均, 年培训).
        """
        position, end = quantity.span
        mentions = self._mentions[paragraph.start]
        in_clause = [m for m in mentions if clause.start <= m.span.start < position]
        for mention in reversed(in_clause):
            if mention.value == "yearly":
                return mention
        in_sentence = [m for m in mentions if sentence.start <= m.span.start < position]
        if in_sentence:
            chosen = in_sentence[-1]
            if chosen.value != "yearly":
                return chosen if chosen.value else None
            return chosen if _runs_on_yearly(chosen, quantity) else self._dated(in_sentence)
        after = [m for m in mentions if end <= m.span.start < clause.end + 1 and m.value and m.span.start - end < 30]
        if after:
            return after[0]
        earlier = [m for m in mentions if m.span.start < sentence.start and m.value != "yearly"]
        if earlier:
            last = earlier[-1]
            opens = self._opens(last, paragraph) or paragraph.start in self._goals
            if opens and last.value is not None:
                return last
            if last.value is None or not opens:
                return self._weak(clause, position)
        inherited = self._inherited.get(paragraph.start)
        return inherited or self._weak(clause, position)

    @staticmethod
    def _dated(mentions: list[Deadline]) -> Deadline | None:
        dated = [mention for mention in mentions if mention.value and mention.value != "yearly"]
        return dated[-1] if dated else None

    def _opens(self, mention: Deadline, paragraph: Span) -> bool:
        return bool(_OPENING.fullmatch(self._normal, paragraph.start, mention.span.start))

    def _weak(self, clause: Span, position: int) -> Deadline | None:
        marks = list(_WEAK_YEARLY.finditer(self._normal, clause.start, position))
        return Deadline("yearly", marks[-1][0], Span(*marks[-1].span())) if marks else None


def _runs_on_yearly(mention: Deadline, quantity: Quantity) -> bool:
    """每年 reaches over the next part of a list of counts, not to a length of time with a rule of its own."""
    return quantity.span.start - mention.span.end < 40 and quantity.base_unit not in ("年", "个月", "学年", "%")


def _inherited(normal: str, paragraphs: list[Span], mentions: dict[int, list[Deadline]]) -> dict[int, Deadline]:
    """For each paragraph of a list, the deadline its announcing paragraph set."""
    inherited: dict[int, Deadline] = {}
    current: Deadline | None = None
    bullet: str | None = None
    for paragraph in paragraphs:
        words = normal[paragraph.start : paragraph.end]
        kind = _bullet(words)
        if current is not None:
            if bullet is None:
                bullet = kind
            if kind is not None and kind == bullet:
                inherited[paragraph.start] = current
                continue
            current = None
        if words.rstrip().endswith((":", "：")):
            dated = [m for m in mentions[paragraph.start] if m.value and m.value != "yearly"]
            current, bullet = (dated[-1], None) if dated else (None, None)
    return inherited


def _bullet(words: str) -> str | None:
    for kind, pattern in (
        ("dash", r"[—\-]{1,2}"),
        ("dot", r"[·●■◆▪]"),
        ("item", r"\d{1,2}[.、]"),
        ("point", r"\(\d{1,2}\)"),
        ("circle", r"[①-⑳]"),
        ("section", r"\([一二三四五六七八九十]+\)"),
    ):
        if re.match(pattern, words):
            return kind
    return "plain" if words else None
