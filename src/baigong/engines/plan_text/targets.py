"""The numbers a plan promises, among all the numbers it mentions.

For every quantity of a sentence the judge first asks whether it is something else (a name, a date, an age, a condition, a
rule of support, the past, a criterion of what is counted), then whether a sign makes it a promise (a worded bound, a
frequency, a ratio, a verb of bringing about, a list that began with a promise). Without a sign it is left out.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from baigong.engines.common.spans import Span
from baigong.engines.plan_text import target_signs as signs
from baigong.engines.plan_text.deadlines import DeadlineReader, find_deadlines
from baigong.engines.plan_text.lines import collapsed
from baigong.engines.plan_text.model import Goal, Measure, Target
from baigong.engines.plan_text.quantities import Quantity, find_quantities

_SENTENCE = re.compile(r"[^。!?\n]+")
_CLAUSE_MARKS = ",:;"
_QUOTED = re.compile(r"《[^《》\n]*(?:《[^《》\n]*》[^《》\n]*)*》|〈[^〈〉\n]*〉|“[^“”\n]{0,40}”|\"[^\"\n]{0,30}\"|「[^「」\n]*」|'[^'\n]{0,20}'|‘[^‘’\n]{0,30}’")
_NAME_MARK = re.compile(r"[A-Za-z+×*第－/]$|[Nn]\+?$")
_DOC_NUMBER = re.compile(r"[〔\[(](?:19|20)\d\d[〕\])]\s*第?\s*\d+\s*号?")
_LEADING = re.compile(r"^(?:[、和与及或并]|以及|其中|同时|并且|且|;)+")


@dataclass(frozen=True)
class _Place:
    """A quantity with the words around it."""

    quantity: Quantity
    sentence: Span
    clause: Span
    before: str  # from the beginning of the clause
    after: str  # to the end of the clause
    sentence_before: str
    sentence_after: str


def find_targets(
    text: str,
    normal: str,
    paragraphs: Sequence[Span],
    masked: Sequence[Span],
    measures: Sequence[Measure],
    goal_paragraphs: set[int],
) -> tuple[list[Target], list[Goal]]:
    """Targets and numberless dated goals of the given paragraphs. `masked` spans (unit notes, titles) hold none."""
    reader = DeadlineReader(normal, list(paragraphs), goal_paragraphs)
    targets: list[Target] = []
    goals: list[Goal] = []
    for paragraph in paragraphs:
        hidden = [*masked, *_hidden(normal, paragraph)]
        for sentence in _sentences(normal, paragraph):
            found = _targets_of_sentence(text, normal, paragraph, sentence, hidden, measures, reader)
            targets.extend(found)
            goal = None if found else _goal(text, normal, sentence, hidden, measures)
            if goal is not None:
                goals.append(goal)
    return targets, goals


def _hidden(normal: str, paragraph: Span) -> list[Span]:
    """Titles, quoted names and document numbers: what stands in them is a name."""
    spans = [Span(*mark.span()) for mark in _QUOTED.finditer(normal, paragraph.start, paragraph.end)]
    spans += [Span(*mark.span()) for mark in _DOC_NUMBER.finditer(normal, paragraph.start, paragraph.end)]
    return spans


def _sentences(normal: str, paragraph: Span) -> list[Span]:
    return [Span(*mark.span()) for mark in _SENTENCE.finditer(normal, paragraph.start, paragraph.end)]


def _targets_of_sentence(
    text: str,
    normal: str,
    paragraph: Span,
    sentence: Span,
    hidden: Sequence[Span],
    measures: Sequence[Measure],
    reader: DeadlineReader,
) -> list[Target]:
    times = find_deadlines(normal, sentence)
    quantities = [
        quantity
        for quantity in find_quantities(normal, sentence)
        if not any(span.meets(quantity.number_span) for span in hidden)
        and not any(time.span.meets(quantity.number_span) for time in times if not _is_target_in(time.raw))
    ]
    accepted: list[tuple[Quantity, str]] = []
    for index, quantity in enumerate(quantities):
        place = _place(normal, sentence, quantity)
        following = quantities[index + 1] if index + 1 < len(quantities) else None
        if _is_something_else(place, following, normal):
            continue
        reason = _sign_of_promise(place, accepted, normal)
        if reason is not None:
            accepted.append((quantity, reason))
    targets = []
    for index, (quantity, reason) in enumerate(accepted):
        lower = accepted[index - 1][0].span.end if index else sentence.start
        upper = accepted[index + 1][0].span.start if index + 1 < len(accepted) else sentence.end
        clause = _clause(normal, sentence, quantity.span)
        span = _quote_span(normal, text, clause, quantity, lower, upper)
        deadline = reader.governing(quantity, paragraph, sentence, clause)
        if deadline is not None and _is_standing_rule(normal, clause, quantity) and deadline.value != "yearly":
            deadline = deadline if sentence.covers(deadline.span) and _same_part(normal, deadline.span, quantity) else None
        measure = next((m for m in measures if m.span.holds(quantity.span.start)), None)
        targets.append(
            Target(
                quote=span.of(text),
                span=span,
                value=quantity.values,
                number_span=quantity.number_span,
                unit=_written_unit(text, quantity),
                comparator=quantity.comparator,
                deadline=None if deadline is None else deadline.value,
                deadline_raw=None if deadline is None else deadline.raw,
                scope=_scope(text, normal, clause, quantity),
                measure=None if measure is None else measure.number,
                baseline=_baseline(text, normal, clause, quantity),
                reason=reason,
            )
        )
    return targets


def _is_target_in(raw: str) -> bool:
    """Whether a mention of time may itself be the number (每年 is not a quantity; 3年内 never is)."""
    return raw.startswith("每")


def _clause(normal: str, sentence: Span, span: Span) -> Span:
    """The part between commas in which `span` stands; inside brackets, the bracket is the part."""
    start = span.start
    depth = 0
    while start > sentence.start:
        char = normal[start - 1]
        if char == ")":
            depth += 1
        elif char == "(":
            if depth == 0:
                break
            depth -= 1
        elif char in _CLAUSE_MARKS and depth == 0 and not _is_thousands(normal, start - 1):
            break
        start -= 1
    end = span.end
    depth = 0
    while end < sentence.end:
        char = normal[end]
        if char == "(":
            depth += 1
        elif char == ")":
            if depth == 0:
                break
            depth -= 1
        elif char in _CLAUSE_MARKS and depth == 0 and not _is_thousands(normal, end):
            break
        end += 1
    return Span(start, end)


def _is_thousands(normal: str, position: int) -> bool:
    return bool(re.match(r"\d,\d{3}(?!\d)", normal[max(0, position - 1) : position + 5]))


def _place(normal: str, sentence: Span, quantity: Quantity) -> _Place:
    clause = _clause(normal, sentence, quantity.span)
    return _Place(
        quantity=quantity,
        sentence=sentence,
        clause=clause,
        before=normal[clause.start : quantity.span.start],
        after=normal[quantity.span.end : clause.end],
        sentence_before=normal[sentence.start : quantity.span.start],
        sentence_after=normal[quantity.span.end : sentence.end],
    )


def _is_something_else(place: _Place, following: Quantity | None, normal: str) -> bool:
    """Whether the number is a name, an age, a condition, a rule of support, the past, a whole or a criterion."""
    quantity, before, after = place.quantity, place.before, place.after
    unit = quantity.base_unit
    if _NAME_MARK.search(before) or (re.match(r"\s*[+×A-Za-z]", after) and not re.match(r"\s*[A-Z]{2,}", after)):
        return True
    if unit in ("岁", "周岁") or re.match(r"岁|周岁", after):
        return True
    if quantity.is_worded and unit != "%" and _is_set_phrase(quantity, before, after):
        return True
    if unit in signs.DURATION_UNITS and _is_duration_of_something_else(place):
        return True
    if _is_counted_subject(place) and not _is_past(place):
        return False
    if signs.EXPERIENCE.match(after):
        return True
    if _is_past(place):
        return True
    if _is_baseline(place, normal):
        return True
    if _is_support_rule(place):
        return True
    if _is_condition(place):
        return True
    if _is_existing_whole(place):
        return True
    return _is_criterion(place, following)


def _is_set_phrase(quantity: Quantity, before: str, after: str) -> bool:
    """Chinese numerals: 一个, 两个维护, 三个方面 count the plan's own words unless a bound is worded."""
    if quantity.values[0] == 1 and len(quantity.values) == 1 and not quantity.is_compared:
        return not re.search(r"每[^,]{0,12}$|(?:各|均|都)[^,]{0,6}(?:建|设|有)[^,]{0,4}$", before)
    if quantity.is_compared:
        return False
    if re.search(r"分为|包括|包含|划分|即|涵盖|分成|构成|由", before):
        return True
    return bool(signs.ABSTRACT.match(after)) or quantity.base_unit in ("类", "种", "级", "期", "轮", "片", "部", "条", "支", "步")


def _is_duration_of_something_else(place: _Place) -> bool:
    """A span of time that passes, a clock time or a service time, not a length that is set."""
    before, after, quantity = place.before, place.after, place.quantity
    if quantity.base_unit in ("年", "学年", "学期", "个月"):
        if re.search(r"(?:经过|用|历时|近|未来|今后|前|后|第|利用|未来的|连续|满|任期|聘期|学制|实行|有效期.{0,4}|试行|自.{0,12}起|分|为期|建设期|周期|期限|力争)\s*$", before):
            return True
        if re.match(r"(?:以?内|之内|后|来|间|时间|行动|计划|规划|期|制|级|一贯|一体|专|以上的|以来|左右时间|磨|树|发展)", after) or place.quantity.span.of(normal_of(place)).endswith(("内",)):
            return True
        if quantity.is_worded and not quantity.is_compared:
            return True
    if quantity.base_unit in ("天", "小时", "个小时") and re.match(r"(?:不间断|值班|值守|服务|在线|全天|开放|热线|学生|自助)", after):
        return True
    if quantity.values[0] in (7, 24) and re.search(r"[×x*]$|7[×x*]", before):
        return True
    return bool(re.search(r"每\s*$", before))


def normal_of(place: _Place) -> str:
    """The sentence with the quantity in it, so that spans can be read; used where only the words matter."""
    return "\0" * place.sentence.start + place.sentence_before + "\0" * (
        place.quantity.span.end - place.quantity.span.start
    ) + place.sentence_after


def _is_past(place: _Place) -> bool:
    before = place.sentence_before.split(";")[-1]
    past = None
    for past in signs.PAST.finditer(before):
        pass
    if past is None:
        return False
    return signs.PROMISE.search(before[past.start() :]) is None


def _is_baseline(place: _Place, normal: str) -> bool:
    """The old level in 由9600元提高到15600元, 从5%降至3%, 比2020年的30%."""
    if re.match(r"[^,。;]{0,8}?(?:提高|提升|增加|增长|扩大|上升|下降|降低|压缩|缩短|压减|减少|调整|扩增|增|降|减|压)(?:了)?(?:到|至|为)", place.after):
        return not re.search(r"[、和及与]", place.after.split("到")[0].split("至")[0])
    return bool(re.search(r"(?:由|从|原)[^,。;]{0,14}$", place.before)) and bool(
        re.match(r"[^。;]{0,14}(?:提高|提升|增加|扩大|下降|降低|压缩|缩短|减少|调整)(?:到|至|为)", place.after)
    )


def _is_support_rule(place: _Place) -> bool:
    """Money or a share under 给予, 补助, 抵免 and the like, in the same clause or the next one it leads to."""
    unit = place.quantity.base_unit
    if unit not in ("%", "‰", "倍") and not unit.startswith(signs.MONEY_UNITS):
        return False
    near = place.before[-30:] + "|" + place.after[:20]
    if signs.SUPPORT_RULE.search(near):
        return not re.search(r"(?:到位率|发放率|覆盖率|报销比例|支付比例|兑现率|拨付率|提高到|提高至|不低于|达到|占)[^,]{0,12}$", place.before)
    return bool(re.search(r"按[^,]{0,24}$", place.before)) and bool(
        re.match(r"[^,]{0,8},?(?:抵免|给予|补助|奖励|返还|计算|计入|收取|缴纳)", place.after + place.sentence_after[len(place.after) :][:14])
    )


def _is_condition(place: _Place) -> bool:
    """What someone must have to be eligible, or a case that may arise."""
    before = re.sub(r"\([^()]*\)", "", place.before)
    mark = None
    for mark in signs.CONDITION.finditer(before):
        pass
    if mark is not None and not re.search(r"达到|占比|比例|新增|建设|培育|不低于|不少于|的[^的]*$", before[mark.end() :]):
        return True
    return bool(re.match(r"[^,。;]{0,12}(?:学历|职称|资格|年龄|以上人员|的,|者,|的人员|的考生|的可|的应|的给)", place.after)) and place.quantity.is_compared and place.quantity.base_unit in (
        *signs.DURATION_UNITS, *signs.MONEY_UNITS, "分")


def _is_existing_whole(place: _Place) -> bool:
    """全市12个县区, 等10部门: a number that describes what there is."""
    if place.quantity.is_compared:
        return False
    if signs.EXISTING_WHOLE.search(place.before) and place.quantity.base_unit in signs.COUNT_UNITS:
        return True
    return bool(signs.WHOLE_WITH.match(place.after)) and not re.search(r"选|在[^,]{0,6}$|建|创", place.before)


def _is_criterion(place: _Place, following: Quantity | None) -> bool:
    """A number inside the description of what another number counts, or of whom a sentence is about."""
    quantity, after = place.quantity, place.after
    if quantity.base_unit in signs.COUNT_UNITS and not quantity.is_compared:
        return False
    following_in_clause = following is not None and following.span.start < place.clause.end
    is_measure = quantity.base_unit not in signs.COUNT_UNITS and quantity.base_unit not in ("%", "‰", "倍")
    if following_in_clause and following is not None:
        gap = after[: following.span.start - quantity.span.end]
        if is_measure and following.base_unit in signs.COUNT_UNITS and gap and not re.search(r"^[、,和及与;]", gap.strip()):
            return True
        if re.match(r"[、且并]?[^、,和及]{0,30}的", gap) and following.base_unit in signs.COUNT_UNITS and is_measure:
            return True
        if is_measure and re.search(r"、[^、]{0,20}的[^、]{1,20}$", gap):
            return True
    if is_measure and re.match(r"\s*(?:的)?(?!以上的)[^,。;、\d]{0,14}?(?:企业|项目|单位|人员|家庭|用户|居民|学校|机构|园区|产品|设备|建筑|机组|锅炉|车辆|教师|学生|毕业生|人才|者)", after):
        return bool(re.match(r"\s*(?:及以上)?的|\s*(?:工业|龙头|制造业|服务业|骨干|上市|领军|重大|亿元|民营|规上|大型|外资|高新技术)*(?:企业|项目)", after))
    return False


def _sign_of_promise(place: _Place, accepted: Sequence[tuple[Quantity, str]], normal: str) -> str | None:
    """Which sign makes the number a promise, or None."""
    quantity, before, after = place.quantity, place.before, place.after
    unit = quantity.base_unit
    if re.search(r"每(?:隔)?(?:\d{1,2}|[一二两三四五六七八九十]|半)?(?:个)?(?:学?年|年度|学期|季度|月|周|天|日)[^,。;]{0,24}$", before) and (
        unit in ("次", "场", "期", "场次", "届") or quantity.is_compared
    ):
        return "frequency"
    if unit in signs.TIME_LIMIT_UNITS and quantity.comparator == "<=":
        return "time limit"
    if unit in signs.TIME_LIMIT_UNITS and re.match(r"(?:之)?内", after):
        return "time limit"
    if unit in ("年", "个月", "周", "天") and re.match(r"(?:为)?一(?:个)?周期|一轮|一轮训", after):
        return "cycle"
    if quantity.is_compared and not (unit == "" and not re.search(r"\d|人|达|增", before)):
        return "worded bound"
    if re.search(r"(?:一般为|原则上为|原则为|定为|设为|标准为|分别为|总数为|规模为|目标为|为)\s*$", before) and (unit in signs.DURATION_UNITS or re.search(r"目标|总数|规模|标准", before)):
        return "set level"
    if unit in ("%", "‰"):
        return _sign_of_share(place, accepted)
    if _is_counted_subject(place):
        return "counted subject"
    if unit in ("个百分点", "百分点"):
        return "change of a ratio" if re.search(r"提高|提升|增|升|降|减|压|高于|缩|下", before + after[:8]) else None
    if unit == "倍":
        return "multiple" if re.search(r"增长|提高|提升|增加|扩大|的|达|翻|实现|较|比|是", before) or "番" in normal[quantity.span.start : quantity.span.end] else None
    if signs.GROWTH.search(before):
        return "growth"
    if _continues_list(place, accepted, normal):
        return "list of promises"
    return _sign_of_count(place)


def _sign_of_share(place: _Place, accepted: Sequence[tuple[Quantity, str]]) -> str | None:
    before, after = place.before, place.after
    if signs.RATIO.search(before[-40:]):
        return "ratio"
    if re.match(r"\s*(?:的|以上的)[^,。;]{1,30}(?:达到|完成|实现|建成|通过|建有|配备|开展|实施|具备|拥有|纳入|设有|设立|入|达)", after):
        return "share of a whole"
    if re.search(r"[、,和及]\s*$", before) and accepted:
        return "list of promises"
    if re.fullmatch(r"\s*[\u4e00-\u9fff“”·()、]{2,30}\s*", before) and re.search(r"比|量|度|数|费|税|值|覆盖|目标", before[-8:]):
        return "ratio"
    return None


def _is_counted_subject(place: _Place) -> bool:
    """100个示范社区全面建成: what is counted stands before the verb that brings it about."""
    if place.quantity.base_unit not in signs.COUNT_UNITS or place.quantity.is_worded:
        return False
    if re.search(r"(?:^|[\u4e00-\u9fff])(?:对|为|向|给|帮助|让|使|惠及)(?:全[市县区省])?\s*$", place.before) and re.match(
        r"[^,。;]{1,30}(?:进行|实施|开展|提供|发放|予以|落实|完成|改造|免费|安排)", place.after
    ):
        return True
    if place.before.endswith("等") and re.match(r"[^,。;、]{0,14}(?:改扩建|新建|建设|改造|迁建|扩建|提升)$", place.after):
        return True
    return (
        re.match(
            r"[^,。;、]{1,30}?(?:全面|全部|基本|如期|正式)?(?:建成|投入使用|投用|开工|竣工|投产|完成|达到|通过|创成|落地|挂牌|启用|运营|达标)", place.after
        )
        is not None
        and signs.FUTURE.search(place.sentence_before) is not None
    )


def _continues_list(place: _Place, accepted: Sequence[tuple[Quantity, str]], normal: str) -> bool:
    """、15个市级工作室, 和10个优质专业: a counted thing in a list that began with a promise."""
    if not accepted:
        return False
    last = accepted[-1][0]
    gap = normal[last.span.end : place.quantity.span.start]
    if place.quantity.base_unit not in signs.COUNT_UNITS or last.base_unit not in signs.COUNT_UNITS | {"%", "亩", "公里", "元", "平方米", ""}:
        return False
    if re.search(r"[。;]", gap) or re.search(r"等\s*$|共\s*$|全(?:市|县|区|省)\s*$", gap):
        return False
    if place.quantity.is_worded and not place.quantity.is_compared and not re.search(r"[、和及与,]\s*$", gap):
        return False
    return bool(re.search(r"[、,和及与]\s*(?:\S{0,16})$", gap)) and not re.search(r"对|向|由|涉及|覆盖", gap[-8:])


def _sign_of_count(place: _Place) -> str | None:
    """A counted thing governed by a verb of bringing about, or a count after its noun in a promise."""
    quantity, before, after = place.quantity, place.before, place.after
    unit = quantity.base_unit
    counted = unit in signs.COUNT_UNITS
    verb = None
    for verb in signs.ACHIEVE.finditer(before):
        pass
    if counted and verb is not None:
        gap = before[verb.end() :]
        if quantity.is_worded and len(gap) > 24:
            return None
        if quantity.is_worded and re.search(r"在|向|为|以|把|等|对|从|由|于|与", gap):
            return None
        if re.match(r"[的、,)]?$", after.strip()) and gap and not re.search(r"[\u4e00-\u9fff]", gap):
            return "verb"
        return "verb"
    if not counted and verb is not None and not quantity.is_worded:
        gap = before[verb.end() :]
        if len(gap) <= 12 and not re.match(r"的", after):
            return "verb"
        if unit in ("亩", "公里", "平方米", "平方公里", "公顷", "吨", "元", "千瓦", "兆瓦", "公斤", "米") and re.fullmatch(r"\s*[、。;)]?\s*", after):
            return "verb"
    if counted and not quantity.is_worded and re.fullmatch(r"\s*(?:[(、和及;].*)?", after) and before.strip():
        if signs.ACHIEVE.search(place.sentence_before) or signs.FUTURE.search(place.sentence_before):
            return "count after its noun"
    if counted and not quantity.is_worded and re.search(r"每(?:个|所|县|镇|校|乡|街道|村|名|位|家|年|县区|区县)[^,]{0,20}$|各[^,]{1,20}$", before):
        return "each"
    if counted and not quantity.is_worded and not before.strip(" 、和及") and signs.ACHIEVE.search(place.sentence_before):
        return "list of promises"
    if quantity.is_worded and re.search(r"每[^,]{1,14}$", before) and counted and quantity.values[0] >= 1 and verb is None:
        return None
    return None


def _quote_span(normal: str, text: str, clause: Span, quantity: Quantity, lower: int, upper: int) -> Span:
    """The words that state the target: its clause, cut where a neighbouring target begins."""
    start = max(clause.start, lower)
    if lower > clause.start:
        start = lower + _cut(normal[lower : quantity.span.start])
    end = clause.end
    if upper < clause.end:
        gap = normal[quantity.span.end : upper]
        end = quantity.span.end + (_cut(gap) or len(gap))
    span = Span(min(start, quantity.span.start), max(end, quantity.span.end)).trimmed(text, " \n\u00a0\u3000、,，;；。")
    return span


def _cut(gap: str) -> int:
    """Where, between two numbers of a list, the words of the second begin: at a mark just before it, else the first."""
    if re.search(r"[、,;和及与]\s*$", gap):
        return len(gap)
    first = re.search(r"[、,;和及与]", gap)
    return first.end() if first else 0


def _written_unit(text: str, quantity: Quantity) -> str:
    """The unit as the document writes it (套（户）, not its half-width form)."""
    written = quantity.number_span.of(text)
    tail = re.search(r"[^\d.,，．\s]+$", written)
    if quantity.is_worded or tail is None:
        return quantity.unit
    return "%" if tail[0] in ("%", "％") else (tail[0] if len(tail[0]) == len(quantity.unit) else quantity.unit)


def _is_standing_rule(normal: str, clause: Span, quantity: Quantity) -> bool:
    """A length of time that is set once and for all (一般为6个月) does not fall due with its paragraph."""
    return quantity.base_unit in signs.DURATION_UNITS and bool(
        re.search(r"一般|原则上|不超过|不少于|为", normal[clause.start : quantity.span.start])
    )


def _same_part(normal: str, deadline: Span, quantity: Quantity) -> bool:
    return normal.count(",", deadline.end, quantity.span.start) <= 1


_SCOPE = re.compile(
    r"(?P<scope>(?:[\u4e00-\u9fff]{2,10}(?=每个))?(?:每(?:个|所|县|镇|校|乡|街道|村|家|名|位|个县区|县区|区县|市州)|各(?!项|类|种|级各|方|有关|部门)|全部|所有)"
    r"(?:[^,。;、\d]|\([^()]*\)){0,16}?)(?=\s*(?:至少|原则上|不少于|不低于|均|都|分别|应|要|每年|建|设|有|打造|培育|达|创|配|公办|占|开|完成|实现|成立|组|举办|培训|\d|[一二两三四五]))"
)


def _scope(text: str, normal: str, clause: Span, quantity: Quantity) -> str | None:
    """Of whom or where the number holds (每个县区, 各镇, 全部镇), when the clause says so."""
    found = None
    for found in _SCOPE.finditer(normal, clause.start, quantity.span.start):
        if re.match(r"每年|每月|每季|每学", found["scope"]):
            found = None
    if found is None or re.match(r"每(?:年|月|季|学|周|天)", found["scope"]):
        return None
    return collapsed(text[found.start("scope") : found.end("scope")])


def _baseline(text: str, normal: str, clause: Span, quantity: Quantity) -> str | None:
    found = re.search(
        r"(?:由|从)?(?P<old>\d[\d.,]*[万亿]?[\u4e00-\u9fff%]{1,3}(?:以下|以上|左右)?)(?:[^,\d]{0,6})?(?:提高|提升|增加|下降|降低|压缩|缩短|减少|调整)(?:到|至|为)\s*$",
        normal[clause.start : quantity.span.start],
    )
    return None if found is None else text[clause.start + found.start("old") : clause.start + found.end("old")]


def _goal(
    text: str, normal: str, sentence: Span, hidden: Sequence[Span], measures: Sequence[Measure]
) -> Goal | None:
    """A sentence that sets a date but promises no number."""
    dated = [
        time
        for time in find_deadlines(normal, sentence)
        if time.value not in (None, "yearly") and not any(span.meets(time.span) for span in hidden)
    ]
    if not dated or signs.PAST.search(normal[sentence.start : dated[0].span.start]):
        return None
    if not re.match(r"\s*(?:到|至|在|力争|确保|于)|.*(?:前|底|末)", dated[0].raw):
        return None
    span = Span(max(sentence.start, dated[0].span.start), sentence.end).trimmed(text)
    measure = next((m for m in measures if m.span.holds(span.start)), None)
    return Goal(collapsed(span.of(text)), span, dated[0].value or "", None if measure is None else measure.number)
