"""Lists of responsible units, split into units as they are written.

A list is separated by 、 ， ； or blanks. What looks like a separator but is none: brackets （市、区）, and collectives such
as 各区、县级市政府. What is no separator but should have been one (市人社局市财政局) is split with a remark.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from baigong.engines.common.spans import Span
from baigong.engines.plan_text.lines import despaced, normalise

_ORGAN_END = (
    "(?<![布格全大结])局|委|委员会|办|办公室|厅|院|会|行|社|中心|部|政府|海关|公司|学院|联|校|学校|大学|院校|处|署|站|所|馆|队|支队|室|"
    "集团|企业|医院|法院|检察院|分局|分行|支行|专班|小组|协会|学会|联盟|组|园|园区|开发区|新区|管委会|党校|团委|县|区|市|州|镇|街道|乡|"
    "街道办|平台|基地|银行|税务|机构|单位|部门|场|总站|中职|高职|电视台|日报社|报社|传媒|出版社|商会|高校|高新区|经开区|"
    "盟|旗|省|村|总队|大队|台|苏木|工委|党工委|党委|纪委监委|烟草|邮政|国资|供销|公安|消防|气象|人行|残联|移动|电信|联通|铁塔|供电"
)
_ORGAN = re.compile(rf"[\u4e00-\u9fff·“”\"A-Za-z0-9()〔〕、/〈〉《》\-+ ]{{0,40}}(?:{_ORGAN_END})(?:[(〔][^()〔〕]*[)〕])?$")
_COLLECTIVE = re.compile(
    r"各(?!种|项|类|级各类人员)|有关|相关|其他|其它|全体|所有|(?:成员|参建|责任|属地|行业主管|业务主管|主管|职能|牵头|配合)(?:单位|部门)$|"
    r"(?:区县|县区|县市区|市县|区市县|县\(市、区\)|县\(区\)|区\(县\)|乡镇|镇街|镇\(街道\))(?:人民)?(?:政府|党委、政府)?$|职业院校$|^(?:职业)?(?:学校|院校|企业|高校)$"
)
_ADMINISTRATIVE = re.compile(
    r"(?:县级市|县|市|州|区|盟|旗|乡|镇|街道|开发区|园区|功能区|新区|管委会|自治县|办事处|林场)+"
    r"(?:[(〔][^()〔〕]*[)〕])?(?:党委|人民政府|政府|管委会|办事处|管理委员会)*(?:[(〔][^()〔〕]*[)〕])?$"
)
_BARE_COLLECTIVE = re.compile(
    r"各(?:有关|相关)?(?:县市|市县|区县|县区|县|市|州|区|盟|旗|乡镇|乡|镇|街道|市州|开发区|园区|地)(?:[(〔][^()〔〕]*[)〕])?$"
)
_DUTY_WORDS = re.compile(
    r"[,、]?(?:按|根据|依)(?:照|据)?(?:各自)?(?:的)?(?:职责|职能|分工|任务|权限)[^,;。、]{0,10}$|"
    r"(?:分别|共同|协同|具体|分头|组织)?(?:牵头负责|牵头落实|牵头|负责落实|负责|配合落实|配合|参与|参加|协助|协办|承担|组织实施|落实|实施)$"
)
_OPEN = re.compile(
    r"等(?:\d+|[一二三四五六七八九十]+)?个?(?:市直|市级|市|省直|省级|省|县直|区直)?(?:相关|有关|成员|责任|职能|行业|主管)*(?:部门|单位|机构)?(?:和单位|及单位)?$"
)
_SENTENCE_WORDS = re.compile(
    r"将|纳入|鼓励|支持(?!中心)|加强|开展|完善|提高|做好|打造|探索|深化|强化|健全|优化|引导|坚持|确保|制定|提升|力争|达到|实现|符合|其中|"
    r"推动|加快|全面|积极|通过|围绕|按照|认真|依托|\d+[所个家名人项座]|^(?:新建|改建|扩建|改造|修建|迁建|启动|完成|出台|制定|召开|建设|建立|组建|成立|设立|创建|推进|落实|实施|组织|培育|培养|引进|举办|办好|发展)(?!和|与|部|改革|[局委办])"
)
_BRACKET_DUTY = re.compile(r"\((?:牵头|主责|主办|配合|协办|协助|参与|参加)(?:单位|部门)?\)\s*$")
_EXPLAINS = re.compile(r"(?:列|排)(?:名|在|为)?(?:第一|首|最前)|首位|下同$|以下(?:各项|同)|不再(?:列出|重复)")
_VOID = re.compile(r"[\s\-—/\d.]*|(?:暂|均)?无(?:配合(?:单位|部门))?")
_MISSING_SEPARATOR = re.compile(
    r"^(?P<a>[市省县区州].{1,12}?(?:局|委|厅|办|院|会|联|中心))(?=(?P<b>[市省县区州].{1,14}(?:局|委|厅|办|院|会|联|中心|政府))$)"
)


@dataclass(frozen=True)
class Unit:
    """One unit in a list. `duty` is what the list itself says of it (甲（牵头）、乙), None where it does not."""

    name: str
    span: Span
    is_collective: bool
    duty: str | None = None


@dataclass(frozen=True)
class UnitList:
    """The units of one list; `repaired` names tokens that lacked a separator."""

    units: tuple[Unit, ...]
    is_open: bool
    repaired: tuple[str, ...]


def split_units(text: str, start: int, end: int) -> UnitList:
    """The units written in `text[start:end]`, in order, without the words of duty around them."""
    normal = normalise(text[start:end])
    pieces = [Span(span.start + start, span.end + start) for span in _split(normal)]
    pieces = _join_collectives(pieces, text)
    units: list[Unit] = []
    repaired: list[str] = []
    is_open = False
    for piece in pieces:
        marked, bracket_duty = _strip_bracket_duty(piece, text)
        span, was_open = _strip_duty_words(marked, text)
        is_open = is_open or was_open
        verb_duty = duty_of_words(normalise(text[span.end : marked.end]))
        if verb_duty is not None:  # 甲、乙牵头、丙配合: the verb governs back to the one before it
            units = [replace(unit, duty=verb_duty) if unit.duty is None else unit for unit in units]
        for part in _repair(span, text, repaired):
            name = _clean_name(part.of(text))
            if is_void(name) or re.fullmatch(r"[\d.、]+", name) or _EXPLAINS.match(normalise(name)):
                continue
            units.append(Unit(name, part, is_collective(name), bracket_duty or verb_duty))
    return UnitList(tuple(units), is_open, tuple(repaired))


def duty_of_words(words: str) -> str | None:
    """The duty that words after a unit give it: lead, support, or None."""
    if re.search(r"牵头|主责|主办", words):
        return "lead"
    return "support" if re.search(r"配合|协助|协办|参与|参加", words) else None


def _strip_bracket_duty(piece: Span, text: str) -> tuple[Span, str | None]:
    """甲（牵头）: the piece without the bracket, and the duty it names."""
    mark = _BRACKET_DUTY.search(normalise(piece.of(text)))
    if mark is None:
        return piece, None
    return Span(piece.start, piece.start + mark.start()), duty_of_words(mark[0])


def _split(normal: str) -> list[Span]:
    """Pieces between separators outside brackets; a blank separates only where both sides are whole units."""
    pieces: list[Span] = []
    depth = 0
    begin = 0
    for position, char in enumerate(normal):
        if char in "(《“[〔":
            depth += 1
        elif char in ")》”]〕":
            depth = max(0, depth - 1)
        elif depth == 0 and (char in "、,;。" or (char in " \n" and _blank_separates(normal, begin, position))):
            pieces.append(Span(begin, position))
            begin = position + 1
    pieces.append(Span(begin, len(normal)))
    return [piece for piece in (piece.trimmed(normal, " \n,;、。:.") for piece in pieces) if piece.end > piece.start]


def _blank_separates(normal: str, begin: int, position: int) -> bool:
    before = despaced(normal[begin:position])
    after_match = re.match(r"[ \n]+([^ \n、,;。]+)", normal[position:])
    if len(before) < 3 or after_match is None:
        return False
    return is_unit(before) and len(before) >= 3 and is_unit(after_match[1]) and len(after_match[1]) >= 3


def is_void(words: str) -> bool:
    """Whether a cell says that there is no unit: a dash, 无."""
    return _VOID.fullmatch(words.strip()) is not None


def is_unit(name: str) -> bool:
    """Whether `name` reads like a public body, an institution or a collective of such."""
    plain = normalise(name)
    if _SENTENCE_WORDS.search(plain):
        return False
    return bool(_ORGAN.match(plain)) or is_collective(plain)


def is_collective(name: str) -> bool:
    """Whether `name` stands for many bodies at once (各县区, 有关部门)."""
    return bool(_COLLECTIVE.match(normalise(name)))


def looks_like_units(text: str) -> bool:
    """Whether a whole cell or bracket is a list of units and nothing else."""
    plain = text.strip()
    if not plain or len(plain) > 600 or re.search(r"[!?]|。.", plain):
        return False
    listed = split_units(plain, 0, len(plain)).units
    if not listed:
        return False
    good = sum(is_unit(unit.name) and len(unit.name) <= 30 for unit in listed)
    return good == len(listed) or (len(listed) >= 3 and good / len(listed) >= 0.75)


def _join_collectives(pieces: list[Span], text: str) -> list[Span]:
    """Joins 各区、县级市政府 and 各县、区 back into one unit."""
    joined: list[Span] = []
    for piece in pieces:
        if joined:
            before = normalise(despaced(joined[-1].of(text)))
            here = normalise(despaced(piece.of(text)))
            gap = text[joined[-1].end : piece.start]
            if (
                (_BARE_COLLECTIVE.fullmatch(before) or re.fullmatch(r"各(?:有关|相关)?(?:[县区市州镇乡]、?)+(?:\([^()]*\))?", before))
                and _ADMINISTRATIVE.match(re.sub(r"(?:等|按职责分工|分别|负责|落实|牵头|配合|参与)+$", "", here))
                and gap.strip() in ("、", "")
            ):
                joined[-1] = Span(joined[-1].start, piece.end)
                continue
        joined.append(piece)
    return joined


def _strip_duty_words(piece: Span, text: str) -> tuple[Span, bool]:
    """The piece without 按职责分工负责, 等, 和 and the like, and whether it carried 等."""
    start, end = piece
    is_open = False
    lead_in = re.match(
        r"(?:(?:此|本|该)项?(?:工作|任务)由|由|以及|及|和|与|会同|联合|主要由)(?=.{3})|(?:责任|牵头|配合|主责|协办|参与|参加)(?:单位|部门)\s*:?\s*",
        normalise(text[start:end]),
    )
    if lead_in:
        start += lead_in.end()
    while True:
        words = normalise(text[start:end])
        mark = _DUTY_WORDS.search(words) or _OPEN.search(words)
        if mark is None or mark.end() == mark.start():
            break
        is_open = is_open or mark[0].startswith("等")
        end = start + mark.start()
        trimmed = Span(start, end).trimmed(text, " \u00a0\u3000、,，;；。")
        end = trimmed.end
        if end <= start:
            break
    return Span(start, end).trimmed(text, " \n\u00a0\u3000、,，;；。.:："), is_open


def _repair(span: Span, text: str, repaired: list[str]) -> list[Span]:
    """Splits a token that runs two units together; and 教育局和财政局 joined by 和 or 及."""
    words = normalise(span.of(text))
    missing = _MISSING_SEPARATOR.match(words)
    if missing is not None and len(missing["a"]) >= 4:
        repaired.append(span.of(text))
        cut = span.start + len(missing["a"])
        return [Span(span.start, cut), *_repair(Span(cut, span.end), text, [])]
    summed = re.match(r"(.{2,}?)等\d*个?[省市县区州]?(?:直|级)?(?:有关|相关|各)?(?:部门|单位)(?:和|及|以及|与|、|,)(?=.{3})", words)
    if summed is not None:
        rest = Span(span.start + summed.end(), span.end)
        return [Span(span.start, span.start + summed.end(1)), *_repair(rest, text, repaired)]
    both = re.match(r"(.{2,}?(?:局|委|厅|办|部|政府|公司|单位))(?:和|及|与|以及|会同|联合)(.{3,})$", words)
    if both is not None and is_unit(both[2]) and "改革和" not in words[: both.end(1) + 1]:
        return [
            Span(span.start, span.start + both.end(1)),
            Span(span.start + both.start(2), span.end).trimmed(text),
        ]
    return [span]


def _clean_name(written: str) -> str:
    name = re.sub(r"\s+", "", written)
    name = re.sub(r"[(（][^()（）]*(?:[,，。;；]|除|下同|简称|排名|排序|首位)[^()（）]*[)）]$", "", name)
    return name.strip("、,，;；。.:：*")
