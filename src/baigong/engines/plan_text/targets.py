"""The numbers a plan promises, among all the numbers it mentions.

For every quantity of a sentence: first whether it is something else (`exclusions`), then whether a sign makes it a promise
(`promises`). Without a sign it is left out. What is kept is given its words, date, scope and measure.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import zip_longest

from baigong.engines.common.spans import Span
from baigong.engines.plan_text import counters
from baigong.engines.plan_text import exclusion_signs as signs
from baigong.engines.plan_text.deadlines import Deadline, DeadlineReader, find_deadlines
from baigong.engines.plan_text.exclusions import reason_to_leave_out
from baigong.engines.plan_text.lines import collapsed
from baigong.engines.plan_text.model import Goal, Measure, Target
from baigong.engines.plan_text.places import clause_around, place_of
from baigong.engines.plan_text.promises import sign_of_promise
from baigong.engines.plan_text.quantities import Quantity, find_quantities

_SENTENCE = re.compile(r"[^。!?\n]+")
_QUOTED = re.compile(
    r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》|〈[^〈〉\n]*〉|“[^“”\n]{0,40}”|\"[^\"\n]{0,30}\"|「[^「」\n]*」|'[^'\n]{0,20}'|‘[^‘’\n]{0,30}’"
)
_QUOTED_PROMISE = re.compile(r"达到|不低于|不少于|不超过|控制在|突破")  # a quoted sentence, not a quoted name
_DOC_NUMBER = re.compile(r"[〔\[(](?:19|20)\d\d[〕\])]\s*第?\s*\d+\s*号?")
_LIST_MARKS = " \n\u00a0\u3000、,，;；。和与及"
_SCOPE = re.compile(
    r"(?P<scope>(?:[\u4e00-\u9fff]{2,10}(?=每个))?"
    r"(?:每(?:个|所|县|镇|校|乡|街道|村|家|名|位|个县区|县区|区县|市州)|各(?!项|类|种|级各|方|有关|部门)|全部|所有)"
    r"(?:[^,。;、\d]|\([^()]*\)){0,16}?)"
    r"(?=\s*(?:至少|原则上|不少于|不低于|均|都|分别|应|要|每年|建|设|有|打造|培育|达|创|配|公办|占|开|完成|实现|成立|组|举办|培训|\d|[一二两三四五]))"
)
_PERIOD = re.compile(r"每(?:年|月|季|学|周|天)")
_BASELINE = re.compile(
    r"(?:由|从)?(?P<old>\d[\d.,]*[万亿]?[\u4e00-\u9fff%]{1,3}(?:以下|以上|左右)?)(?:[^,\d]{0,6})?"
    r"(?:提高|提升|增加|下降|降低|压缩|缩短|减少|调整)(?:到|至|为)\s*$"
)


def find_targets(
    text: str,
    normal: str,
    paragraphs: Sequence[Span],
    masked: Sequence[Span],
    measures: Sequence[Measure],
    goal_paragraphs: set[int],
    written_in: int | None = None,
) -> tuple[list[Target], list[Goal]]:
    """Targets and numberless dated goals of the given paragraphs.

    `masked` spans (unit notes, heading numbers) hold none. `written_in` is the year of the document: a number under an
    earlier year is background.
    """
    finder = _Finder(text, normal, measures, DeadlineReader(normal, list(paragraphs), goal_paragraphs), written_in)
    targets: list[Target] = []
    goals: list[Goal] = []
    for paragraph in paragraphs:
        hidden = [*(span for span in masked if span.meets(paragraph)), *_names(normal, paragraph)]
        for mark in _SENTENCE.finditer(normal, paragraph.start, paragraph.end):
            sentence = Span(*mark.span())
            found = finder.targets_of(paragraph, sentence, hidden)
            targets.extend(found)
            goal = None if found else finder.goal_of(sentence, hidden)
            if goal is not None:
                goals.append(goal)
    return targets, goals


def _names(normal: str, paragraph: Span) -> list[Span]:
    """Titles, quoted names and document numbers: what stands in them is a name."""
    found = [*_QUOTED.finditer(normal, *paragraph), *_DOC_NUMBER.finditer(normal, *paragraph)]
    return [Span(*mark.span()) for mark in found if mark[0][0] in "《〈〔[(" or not _QUOTED_PROMISE.search(mark[0])]


class _Finder:
    """Reads sentences of one document."""

    def __init__(self, text: str, normal: str, measures: Sequence[Measure], deadlines: DeadlineReader, written_in: int | None) -> None:
        self._text = text
        self._normal = normal
        self._measures = measures
        self._deadlines = deadlines
        self._written_in = written_in

    def targets_of(self, paragraph: Span, sentence: Span, hidden: Sequence[Span]) -> list[Target]:
        """The promises of a sentence, in order."""
        accepted = self._promises(sentence, hidden)
        targets = []
        for index, (quantity, reason) in enumerate(accepted):
            lower = accepted[index - 1][0].span.end if index else sentence.start
            upper = accepted[index + 1][0].span.start if index + 1 < len(accepted) else sentence.end
            clause = clause_around(self._normal, sentence, quantity.span)
            span = self._quote_span(clause, quantity, lower, upper)
            deadline = self._deadline(paragraph, sentence, clause, quantity)
            targets.append(
                Target(
                    quote=span.of(self._text),
                    span=span,
                    value=quantity.values,
                    number_span=quantity.number_span,
                    unit=self._written_unit(quantity),
                    comparator=quantity.comparator,
                    deadline=None if deadline is None else deadline.value,
                    deadline_raw=None if deadline is None else deadline.raw,
                    scope=self._scope(clause, quantity),
                    measure=self._measure_at(quantity.span.start),
                    baseline=self._baseline(clause, quantity),
                    reason=reason,
                )
            )
        return targets

    def _promises(self, sentence: Span, hidden: Sequence[Span]) -> list[tuple[Quantity, str]]:
        mentions = find_deadlines(self._normal, sentence)
        times = [time.span for time in mentions if not time.raw.startswith("每")]
        quantities = [
            quantity
            for quantity in find_quantities(self._normal, sentence)
            if not any(span.meets(quantity.number_span) for span in (*hidden, *times))
        ]
        accepted: list[tuple[Quantity, str]] = []
        for quantity, following in zip_longest(quantities, quantities[1:]):
            place = place_of(self._normal, sentence, quantity)
            if reason_to_leave_out(place, following) is not None or self._is_before_its_time(quantity, mentions):
                continue
            sign = sign_of_promise(place, [known for known, _ in accepted], self._normal)
            if sign is not None:
                accepted.append((quantity, sign))
        return _share_bounds(accepted, self._normal)

    def _is_before_its_time(self, quantity: Quantity, mentions: Sequence[Deadline]) -> bool:
        """Whether the last year named before the number lies before the year the document was written in."""
        years = [time.value[:4] for time in mentions if time.value not in (None, "yearly") and time.span.start < quantity.span.start]
        return bool(years) and self._written_in is not None and int(years[-1]) < self._written_in

    def goal_of(self, sentence: Span, hidden: Sequence[Span]) -> Goal | None:
        """A sentence that sets a date but promises no number."""
        dated = [
            time
            for time in find_deadlines(self._normal, sentence)
            if time.value not in (None, "yearly") and not any(span.meets(time.span) for span in hidden)
        ]
        if not dated or signs.PAST.search(self._normal[sentence.start : dated[0].span.start]):
            return None
        if not re.match(r"\s*(?:到|至|在|力争|确保|于)|.*(?:前|底|末)", dated[0].raw):
            return None
        span = Span(max(sentence.start, dated[0].span.start), sentence.end).trimmed(self._text)
        return Goal(collapsed(span.of(self._text)), span, dated[0].value or "", self._measure_at(span.start))

    def _deadline(self, paragraph: Span, sentence: Span, clause: Span, quantity: Quantity) -> Deadline | None:
        """The governing deadline; a length of time set as a rule (一般为6个月) does not fall due with its paragraph."""
        deadline = self._deadlines.governing(quantity, paragraph, sentence, clause)
        if deadline is None or deadline.value == "yearly" or quantity.base_unit not in counters.DURATIONS:
            return deadline
        if re.search(r"一般|原则上|不超过|不少于|为", self._normal[clause.start : quantity.span.start]) is None:
            return deadline
        is_beside = sentence.covers(deadline.span) and self._normal.count(",", deadline.span.end, quantity.span.start) <= 1
        return deadline if is_beside else None

    def _quote_span(self, clause: Span, quantity: Quantity, lower: int, upper: int) -> Span:
        """The words that state the target: its clause, cut where a neighbouring target begins."""
        start, end = max(clause.start, lower), clause.end
        if lower > clause.start:
            start = lower + _cut(self._normal[lower : quantity.span.start])
        if upper < clause.end:
            gap = self._normal[quantity.span.end : upper]
            end = quantity.span.end + (_cut(gap) or len(gap))
        return Span(min(start, quantity.span.start), max(end, quantity.span.end)).trimmed(self._text, _LIST_MARKS)

    def _written_unit(self, quantity: Quantity) -> str:
        """The unit as the document writes it (套（户）, not its half-width form)."""
        tail = re.search(r"[^\d.,，．\s]+$", quantity.number_span.of(self._text))
        if quantity.is_worded or tail is None or len(tail[0]) != len(quantity.unit) or quantity.unit == "%":
            return quantity.unit
        return tail[0]

    def _measure_at(self, position: int) -> str | None:
        measure = next((measure for measure in self._measures if measure.span.holds(position)), None)
        return None if measure is None else measure.number

    def _scope(self, clause: Span, quantity: Quantity) -> str | None:
        """Of whom or where the number holds (每个县区, 各镇, 全部镇), when the clause says so."""
        found = None
        for mark in _SCOPE.finditer(self._normal, clause.start, quantity.span.start):
            found = None if _PERIOD.match(mark["scope"]) else mark
        return None if found is None else collapsed(self._text[found.start("scope") : found.end("scope")])

    def _baseline(self, clause: Span, quantity: Quantity) -> str | None:
        """The old level, where the clause raises or lowers one (由800元提高到1000元)."""
        found = _BASELINE.search(self._normal[clause.start : quantity.span.start])
        return None if found is None else self._text[clause.start + found.start("old") : clause.start + found.end("old")]


def _share_bounds(accepted: list[tuple[Quantity, str]], normal: str) -> list[tuple[Quantity, str]]:
    """分别达到95%、98%、93%以上: one bound, worded at either end of the row, holds for the whole row."""
    shared = list(accepted)
    start = 0
    for index in range(1, len(shared) + 1):
        if index < len(shared) and _is_next_in_row(shared[index - 1][0], shared[index][0], normal):
            continue
        row = range(start, index)
        bounds = [shared[i][0].comparator for i in (row[-1], row[0]) if shared[i][0].is_compared]
        for i in row:
            quantity, reason = shared[i]
            if bounds and len(row) > 1 and not quantity.is_compared:
                shared[i] = (replace(quantity, comparator=bounds[0]), reason)
        start = index
    return shared


def _is_next_in_row(earlier: Quantity, later: Quantity, normal: str) -> bool:
    """Whether nothing but a mark stands between two shares or amounts of one unit."""
    if earlier.unit != later.unit or len(earlier.values) != 1 or len(later.values) != 1:
        return False
    return normal[earlier.span.end : later.span.start].strip() in ("、", "和")


def _cut(gap: str) -> int:
    """Where, between two numbers of a list, the words of the second begin: at a mark just before it, else the first."""
    if re.search(r"[、,;和及与]\s*$", gap):
        return len(gap)
    first = re.search(r"[、,;和及与]", gap)
    return first.end() if first else 0
