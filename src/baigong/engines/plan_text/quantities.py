"""Numbers with their units and comparisons, as plans write them: 2万个以上, 50%左右, 2—3所, 不超过5年, 超过一半, 2倍以上.

This module says what is written, not whether it is a target: `targets` does that.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from baigong.engines.common.numerals import parse_chinese_integer
from baigong.engines.common.spans import Span

_NUMBER = r"(?:\d{1,3}(?:,\d{3})+(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?)"
_CHINESE = r"[一二两三四五六七八九十百千]{1,5}"
_MAGNITUDE = r"(?:万亿|千亿|百亿|亿|千万|百万|十万|万|千(?![克瓦米伏])|百)"

_COUNTER = (
    r"标台|机架|端口|趟|个工作日|个百分点|个自然日|个月|个小时|个学时|个课时|个学分|个点|"
    r"套\(户\)|户\(套\)|个\(次\)|个\(家\)|家\(次\)|所\(个\)|个\(所\)|名\(人\)|人\(次\)|场\(次\)|项\(个\)|"
    r"台\(套\)|台套|台/套|人次|剂次|例次|户次|家次|场次|批次|班次|车次|架次|辆次|学位|床位|张床位|张床|岗位|"
    r"[个所家项门件套户批次届场期种类部条支辆台座处间张册篇份幢栋株头只对组片孔枚幅艘架宗例起档卷颗人名位课校村班站口根眼盏款盘堂节本席队团羽尾箱轮棵课堂单]"
)
_PAIRED = r"[个所家项门件套户名人台场张]\([个所家项门件套户名人台场次位间]\)"
_MEASURE = (
    r"百分点|平方公里|平方千米|平方米|立方米|立方|公里|千米|海里|米|厘米|毫米|亩次|亩|公顷|"
    r"吨标准煤|吨标煤|吨/日|吨/年|吨|公斤|千克|克|斤|千瓦时|千瓦|兆瓦时|兆瓦|吉瓦|度电|度|升|"
    r"元/[\u4e00-\u9fff·]{1,6}(?:[/·][\u4e00-\u9fff]{1,3})?|美元|元人民币|人民币|元|"
    r"工作日|小时|分钟|秒|周岁|岁|周|天|日|年|学年|学期|学分|分贝|分|倍|个|"
    r"微克/立方米|微克每立方米|毫克/升|Mbps|Gbps|TB|PB|EFLOPS|PFLOPS|MW|GW|kW|KM|km|㎡|m2|mm|"
    r"标准箱|TEU|米/秒|标箱"
)
_PERCENT = r"[%‰]"
_COMPOUND = r"/10万|课时|学时|件/万人|张/千人|人/平方公里|册/人"  # before the counters that they begin with
_UNIT = rf"(?:{_PERCENT}|{_COMPOUND}|{_PAIRED}|{_COUNTER}|{_MEASURE})"
_RANGE = r"\s*(?:[-—~]{1,2}|至|到)\s*"
_SUFFIX = r"(?:\s*(?:\((?:含|以上).{0,6}\))?\s*(?P<suffix>(?:及|或)?以上|以内|以下|之内|之间|左右|上下|(?<=[天日时周月钟年])内))?"

_ARABIC = re.compile(
    rf"(?<![\d.A-Za-z])(?P<n>{_NUMBER}) ?(?P<m>{_MAGNITUDE})?(?P<more>[多余])?(?P<u1>{_UNIT})?"
    rf"(?:{_RANGE}(?P<n2>{_NUMBER}) ?(?P<m2>{_MAGNITUDE})?)?(?P<u>{_UNIT})?{_SUFFIX}"
)
_WORDED = re.compile(
    rf"(?P<n>{_CHINESE})(?:至|到|—|-|~)?(?P<n2>{_CHINESE})?(?P<m>[万亿])?(?P<u>{_COUNTER}|年|倍|周|天|小时|分钟|亩|公里|元|吨|平方米){_SUFFIX}"
)
_SHARE = re.compile(
    rf"(?P<half>一半|半数|五成)|(?P<tenths>[一二两三四五六七八九])成(?P<half_tenth>半)?(?![立长效熟员为本果就绩份])|"
    rf"百分之(?P<hundredths>{_CHINESE})|(?P<den>[二三四五六七八九十])分之(?P<num>[一二两三四五六七八九])|"
    r"(?<![\dA-Za-z/.])(?P<over>[1-9])/(?P<under>[2-9])(?![\d/])"
)
_SHARE_SUFFIX = re.compile(r"\s*(以上|以内|以下|左右)")
_DOUBLING = re.compile(r"翻(?P<times>[一二两三])?番")

_PREFIXES = (
    (
        ">=",
        r"不少于|不低于|不小于|不得少于|不得低于|至少|不下于|最低|起码|达到了?|达至?|提高到|提高至|提升到|提升至|增加到|增加至|增至|增长到|扩大到|"
        r"扩大至|发展到|上升到|升至|扩充到|扩容到|增长至|攀升至|迈上|总量达|总数达|培育到|回升到|完善到|稳定达|跨上|跃上|站上",
    ),
    (
        "<=",
        r"不超过|不超出|不高于|不大于|不多于|不得超过|不得高于|至多|最多|最高|降至|降到|下降到|下降至|压缩至|压缩到|压减至|压减到|缩短至|缩短到|"
        r"减少到|减少至|减至|降低到|降低至|控制在|控制到|缩减至|缩减到|精简至|精简到|压降至|压降到|限制在|缩小到|缩小至",
    ),
    (">", r"超过|突破|高于|多于|大于|超出|超(?!前|越|级|声)|逾"),
    ("<", r"低于|少于|小于|不足|不到"),
    ("~", r"大约|约为?|近|接近"),
    ("=", r"稳定在|保持在|维持在|保持|稳定保持在"),
)
_PREFIX = [(sign, re.compile(rf"(?:{words})\s*$")) for sign, words in _PREFIXES]
# A bound may stand before the verb (至少建设一所) or before what the number is a share of (不低于…收入的60%).
_FAR_PREFIX = [
    (sign, re.compile(rf"(?:{words})(?:[\u4e00-\u9fff]{{1,4}}|[^,。;、\d]{{2,36}}的|[^,。;、\d]{{2,24}}(?:人均|生均|平均))\s*$"))
    for sign, words in (
        (">=", r"不少于|不低于|不小于|不得少于|不得低于|至少"),
        ("<=", r"不超过|不高于|不大于|不得超过|不得高于"),
    )
]
_FIRST_YEAR = 1900
_WITHOUT_UNIT = re.compile(r"系数|指数|得分|评分|死亡率|强度|生育率")
_BETWEEN = r"(?:总计|全市|共|合计|人均|平均|每年|年均|各|为|在|到)?"
_PER = r"(?:每(?:人|生|户|床|亩|学?年|月|天|日))+"
_SUFFIX_SIGNS = {
    "以上": ">=",
    "及以上": ">=",
    "或以上": ">=",
    "以内": "<=",
    "以下": "<=",
    "之内": "<=",
    "内": "<=",
    "左右": "~",
    "上下": "~",
}


@dataclass(frozen=True)
class Quantity:
    """A written quantity. `span` covers comparison words after it, `number_span` only digits and unit."""

    span: Span
    number_span: Span
    values: tuple[Decimal, ...]
    unit: str
    comparator: str
    is_compared: bool  # a comparison is worded, so the number is meant as a bound or level
    is_worded: bool  # in Chinese numerals
    base_unit: str  # the unit without 万, 亿


def find_quantities(normal: str, within: Span) -> list[Quantity]:
    """All quantities in a stretch of normalised text, in order, none overlapping."""
    found: list[Quantity] = []
    for mark in _ARABIC.finditer(normal, within.start, within.end):
        quantity = _read_arabic(mark, normal, within)
        if quantity is not None:
            found.append(quantity)
    for finder in (_shares, _doublings, _worded):
        for quantity in finder(normal, within):
            if not any(known.span.meets(quantity.span) for known in found):
                found.append(quantity)
    return sorted(found, key=lambda quantity: quantity.span)


def _read_arabic(mark: re.Match[str], normal: str, within: Span) -> Quantity | None:
    unit = mark["u"] or (mark["u1"] if mark["n2"] is None else None)
    number_end = mark.end("u") if mark["u"] else mark.end("u1") if mark["u1"] and mark["n2"] is None else -1
    if mark["n2"] is None and mark["u1"]:
        unit = mark["u1"]
        number_end = mark.end("u1")
    magnitude = mark["m2"] or mark["m"] or ""
    if unit is None:
        if not magnitude and not _is_bare_index(mark, normal, within.start):
            return None
        unit = ""
        number_end = mark.end("m2") if mark["m2"] else mark.end("m")
    values = [_decimal(mark["n"])]
    if unit == "年" and values[0] >= _FIRST_YEAR and not magnitude:
        return None  # 2023年水平
    if mark["n2"] is not None:
        values.append(_decimal(mark["n2"]))
        if mark["m"] and mark["m2"] and mark["m"] != mark["m2"]:
            return None
        if values[0] >= values[1]:
            return None
    suffix = mark["suffix"]
    if mark["n2"] is None and mark["u1"] and mark["u"] and suffix is not None:
        suffix = None
    end = mark.end("suffix") if suffix else number_end
    is_more = bool(mark["more"])
    comparator, compared = _comparator(normal, within.start, mark.start(), suffix, len(values) == 2, is_more)
    return Quantity(
        span=Span(mark.start(), end),
        number_span=Span(mark.start(), number_end),
        values=tuple(values),
        unit=magnitude + unit,
        comparator=comparator,
        is_compared=compared,
        is_worded=False,
        base_unit=re.sub(r"\(.\)$", "", unit),
    )


def _is_bare_index(mark: re.Match[str], normal: str, start: int) -> bool:
    """居民消费价格指数控制在102.8以内, 系数达到0.61以上: a bounded number of something that has no unit."""
    if mark["n2"] is not None or not (mark["suffix"] or _prefix_sign(normal, start, mark.start())):
        return False
    return _WITHOUT_UNIT.search(normal, max(start, mark.start() - 14), mark.start()) is not None


def _decimal(words: str) -> Decimal:
    return Decimal(words.replace(",", ""))


def _prefix_sign(normal: str, start: int, position: int) -> str | None:
    whole = normal[max(start, position - 14) : position]
    for words in (whole, re.sub(rf"{_PER}\s*$", "", whole), re.sub(rf"{_BETWEEN}\s*$", "", whole)):
        for sign, pattern in _PREFIX:
            if pattern.search(words):
                return sign
    part = re.split(r"[,;:]", normal[max(start, position - 44) : position])[-1]
    for sign, pattern in _FAR_PREFIX:
        if pattern.search(part):
            return sign
    return None


def _comparator(normal: str, start: int, position: int, suffix: str | None, is_range: bool, is_more: bool) -> tuple[str, bool]:
    """(sign, whether a comparison is worded). A bound after the number is plainer than a verb before it."""
    prefix = _prefix_sign(normal, start, position)
    after = _SUFFIX_SIGNS.get(suffix or "")
    if is_range:
        return "range", prefix is not None or after is not None
    if after is not None and not (prefix in (">", "<") and after == ">="):
        return after, True
    if prefix is not None:
        return prefix, prefix != "~"  # 约 tells how exact a number is, not that it is wanted
    return (">", True) if is_more else ("=", False)


def _worded(normal: str, within: Span) -> list[Quantity]:
    found = []
    for mark in _WORDED.finditer(normal, within.start, within.end):
        low = parse_chinese_integer(mark["n"])
        high = parse_chinese_integer(mark["n2"]) if mark["n2"] else None
        if low is None or (mark["n2"] and (high is None or high <= low)):
            continue
        values = (Decimal(low),) if high is None else (Decimal(low), Decimal(high))
        comparator, compared = _comparator(normal, within.start, mark.start(), mark["suffix"], len(values) == 2, False)
        found.append(
            Quantity(
                span=Span(mark.start(), mark.end("suffix") if mark["suffix"] else mark.end("u")),
                number_span=Span(mark.start(), mark.end("u")),
                values=values,
                unit=(mark["m"] or "") + mark["u"],
                comparator=comparator,
                is_compared=compared,
                is_worded=True,
                base_unit=mark["u"],
            )
        )
    return found


def _shares(normal: str, within: Span) -> list[Quantity]:
    """一半以上, 超过三分之二, 九成, 百分之五十: all as percent."""
    found = []
    for mark in _SHARE.finditer(normal, within.start, within.end):
        percent = _percent(mark)
        if percent is None:
            continue
        suffix = _SHARE_SUFFIX.match(normal, mark.end(), within.end)
        comparator, compared = _comparator(normal, within.start, mark.start(), suffix[1] if suffix else None, False, False)
        end = suffix.end() if suffix else mark.end()
        found.append(Quantity(Span(mark.start(), end), Span(*mark.span()), (percent,), "%", comparator, compared, True, "%"))
    return found


def _percent(mark: re.Match[str]) -> Decimal | None:
    if mark["half"]:
        return Decimal(50)
    if mark["tenths"]:
        tenths = parse_chinese_integer(mark["tenths"]) or 0
        return Decimal(tenths * 10 + (5 if mark["half_tenth"] else 0))
    if mark["hundredths"]:
        value = parse_chinese_integer(mark["hundredths"])
        return None if value is None else Decimal(value)
    denominator = int(mark["under"] or 0) or parse_chinese_integer(mark["den"] or "") or 1
    numerator = int(mark["over"] or 0) or parse_chinese_integer(mark["num"] or "") or 0
    exact = Decimal(numerator * 100) / Decimal(denominator)
    return exact if exact == exact.to_integral_value() else exact.quantize(Decimal("0.01"))


def _doublings(normal: str, within: Span) -> list[Quantity]:
    """翻一番 is twice, 翻两番 four times."""
    found = []
    for mark in _DOUBLING.finditer(normal, within.start, within.end):
        times = parse_chinese_integer(mark["times"] or "一") or 1
        span = Span(*mark.span())
        found.append(Quantity(span, span, (Decimal(2**times),), "倍", "=", True, True, "倍"))
    return found
