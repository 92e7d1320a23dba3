"""Title, number, issuer, date and index number, from the header, the notice and its signature.

Sources in order of trust: what the plan itself carries, then the signed notice, then the labels a government site adds
(《政府信息公开条例》 catalogue: 索引号, 发文字号, 成文日期). A number cited in the wording (甘政发〔…〕) is not its own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import pairwise

from baigong.engines.common.numerals import parse_chinese_integer
from baigong.engines.plan_text.deadlines import PLAN_PERIODS
from baigong.engines.plan_text.headings import read_numbered
from baigong.engines.plan_text.layout import Layout
from baigong.engines.plan_text.lines import Line, collapsed, despaced, lines_within

_KIND = (
    "实施方案|工作方案|行动方案|方案|行动计划|工作计划|计划|规划纲要|规划|实施意见|意见|工作要点|要点|若干措施|政策措施|措施|"
    "办法|规定|细则|通知|通报|公告|决定|纲要|清单|任务分工|分工|分工表|任务表|台账|责任书|行动|若干政策|政策|条例|制度|指南|"
    "报告|函|批复|一览表|任务书|工程|安排|部署|目标任务"
)
_TITLE_END = re.compile(rf"(?:{_KIND})[》〉”\"]?(?:\s*\([^()]{{1,30}}\))?$")
_SHORTEST_TITLE = 6
_YEARS_ADDED = re.compile(r"\d{4}[-—~至]{1,2}\d{4}年?")
_NOTICE = re.compile(r"(?:印发|转发|下发|公布|发布).*(?:通知|函|公告)$|通知$")
_WRAPPED = re.compile(r"(?:印发|转发|下发|公布|发布)\s*(?P<inner>.+?)\s*的?(?:通知|函|公告)(?:\s*\([^()]*\))?$")
_NUMBER = re.compile(
    r"(?P<mark>[\u4e00-\u9fffA-Z]{1,14})\s*[〔\[【(]\s*(?P<year>(?:19|20)\d\d)\s*[〕\]】)]\s*(?:第\s*)?(?P<n>\d{1,4})\s*号"
)
_LABELLED_NUMBER = re.compile(r"(?:发文字号|文件编号|文件字号|文\s*号|发文文号|文件号|字\s*号)[\s:|]*")
_INDEX = re.compile(r"索\s*引\s*号(?:码)?[\s:|]*(?P<n>[A-Za-z0-9][A-Za-z0-9/_\-.]*)")
_WRITTEN = re.compile(
    r"(?:成文日期|发文日期|印发日期|签发日期|生成日期|制发日期)[\s:|]*(?P<d>(?:19|20)\d\d[-年/.]\s*\d{1,2}[-月/.]\s*\d{1,2})"
)
_DATE = re.compile(r"((?:19|20)\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})")
_CHINESE_DATE = re.compile(r"([二〇○零一三四五六七八九]{4})年([一二三四五六七八九十]{1,3})月([一二三四五六七八九十]{1,3})日")
_ORGAN = re.compile(
    r"(?:中共)?[\u4e00-\u9fff]{0,30}?(?:人民政府办公厅|人民政府办公室|人民政府|政府办公室|政府办公厅|委员会办公厅|委员会办公室|委员会|"
    r"国务院办公厅|国务院|办公厅|办公室|教育部|财政部|厅|局|委|部|政府|领导小组|联席会议)$"
)
_ISSUER_OF_TITLE = re.compile(r"^(?P<issuer>[^《》]{2,80}?)\s*(?:关于|印发|转发)")
_LABELLED_ISSUER = re.compile(r"(?:发布机构|发文机关|制发机关|发文单位|公开主体|发布单位)\s*[:]?\s*(?P<n>[\u4e00-\u9fff]{2,30})")


@dataclass(frozen=True)
class Metadata:
    """What identifies the document; None for what it does not say."""

    title: str | None
    notice_title: str | None
    doc_number: str | None
    issuer: str | None
    date: str | None
    index_number: str | None


def read_metadata(lines: list[Line], layout: Layout, text: str, normal: str) -> Metadata:
    """Reads the identifying facts of a document."""
    header = lines_within(lines, layout.header)
    titles = _titles(header, text)
    opening = lines_within(lines, layout.body)[:12]
    inner = _titles(_until_prose(opening, text), text)
    notice_title = next((title for title in titles if _NOTICE.search(title)), None)
    wrapped = _wrapped_title(notice_title)
    own = [title for title in inner if not _NOTICE.search(title)] + [t for t in titles if not _NOTICE.search(t)]
    title = _best_title(own, wrapped) or wrapped or notice_title or _fallback_title(header + opening, text)
    return Metadata(
        title=title,
        notice_title=notice_title,
        doc_number=_doc_number(header, layout, text, normal),
        issuer=_issuer(notice_title or (titles[0] if titles else None), lines, layout, header, text),
        date=_date(layout, header, normal),
        index_number=_index_number(header, normal),
    )


def year_of_writing(metadata: Metadata) -> int | None:
    """The year the document was written in: of its date, its number, or the first year its title promises for."""
    for words in (metadata.date, metadata.doc_number, metadata.title):
        year = re.search(r"(?:19|20)\d\d", words or "")
        if year is not None:
            return int(year[0])
    period = re.search(r"“?(十[二三四五六])五”?", metadata.title or "")
    return None if period is None else PLAN_PERIODS[period[1]] - 4


def _until_prose(lines: list[Line], text: str) -> list[Line]:
    kept: list[Line] = []
    for line in lines:
        if read_numbered(line, text) is not None or (line.text.endswith(("。", ":")) and len(line.text) > 30):
            break
        kept.append(line)
    return kept


def _titles(lines: list[Line], text: str) -> list[str]:
    """Titles among `lines`: a line, or up to four neighbouring lines, that end in the kind of a document."""
    titles: list[str] = []
    index = 0
    while index < len(lines):
        for size in (1, 2, 3, 4):
            group = lines[index : index + size]
            if len(group) < size or any(_is_label(line.text) for line in group):
                continue
            joined = "".join(line.text for line in group)
            if not _TITLE_END.search(joined) or len(joined) > 120 or re.search(r"[。;!]", joined):
                continue
            if size > 1 and (_ORGAN.match(despaced(group[0].text)) and "关于" not in group[0].text and "印发" not in joined):
                continue
            if size > 1 and _stands_alone(group):
                continue
            if size == 1 and len(despaced(joined)) < _SHORTEST_TITLE:
                continue
            if size == 1 and _is_tail_of_title(lines, index):
                continue
            words = "".join(text[line.start : line.end].strip() for line in group)
            titles.append(collapsed(words))
            index += size - 1
            break
        index += 1
    return titles


def _stands_alone(group: list[Line]) -> bool:
    """Whether the last line is a title by itself and what stands above it is no issuing organ."""
    last = group[-1].text
    if "关于" not in last or not _TITLE_END.search(last) or len(last) < 12:
        return False
    return not all(_ORGAN.match(despaced(line.text)) for line in group[:-1])


def _is_tail_of_title(lines: list[Line], index: int) -> bool:
    """Whether the line only continues the one before (a broken title is read from its first line)."""
    return False if index == 0 else lines[index - 1].text.endswith(("关于", "印发", "、", "《", "和", "的", "“"))


def _is_label(words: str) -> bool:
    return bool(re.search(r">|[:]|https?//|^(?:索引号|文号|信息来源|来源|发布|时间|日期)", words)) or bool(_NUMBER.fullmatch(words))


def _wrapped_title(notice_title: str | None) -> str | None:
    if notice_title is None:
        return None
    found = _WRAPPED.search(notice_title)
    if found is None:
        return None
    inner = found["inner"].strip()
    if inner.startswith("《") and inner.endswith("》"):
        inner = inner[1:-1].replace("〈", "《").replace("〉", "》")
    return inner.strip("《》") if inner.count("《") != inner.count("》") else inner


def _best_title(own: list[str], wrapped: str | None) -> str | None:
    if not own:
        return None
    if wrapped is not None:
        plain = _plain(wrapped)
        for title in own:
            if _plain(title) == plain:
                return title
        for title in own:
            if _plain(title).endswith(plain) or _YEARS_ADDED.fullmatch(_plain(title).removeprefix(plain)):
                return title
        return wrapped if len(plain) >= _SHORTEST_TITLE else own[0]  # 两个方案 names none
    return own[0]


def _plain(title: str) -> str:
    return re.sub(r"[\s《》〈〉“”\"（）()的]", "", title)


def _fallback_title(lines: list[Line], text: str) -> str | None:
    """The first line that could be a title at all, when none ends in the kind of a document."""
    for line in lines[:6]:
        if read_numbered(line, text) is not None:
            return None
        if 4 <= len(line.text) <= 60 and not _is_label(line.text) and not re.search(r"[。;,]", line.text):
            return collapsed(text[line.start : line.end])
    return None


def _doc_number(header: list[Line], layout: Layout, text: str, normal: str) -> str | None:
    """The labelled number; else one alone on its line before the wording; else one at the end of the header."""
    zone = normal[: max(layout.notice.end, layout.header.end)]
    for label in _LABELLED_NUMBER.finditer(zone):
        found = _NUMBER.match(normal[label.end() : label.end() + 40].lstrip())
        if found is not None:
            start = normal.index(found[0], label.end())
            return despaced(text[start : start + len(found[0])])
    for line in header:
        found = _NUMBER.search(line.text)
        if found is None or "《" in line.text or len(line.text) > 60:
            continue
        if re.search(r"[(]\s*$", line.text[: found.start()]) and not line.text.startswith("("):
            continue
        return despaced(text[line.start + found.start() : line.start + found.end()])
    return None


def _issuer(title: str | None, lines: list[Line], layout: Layout, header: list[Line], text: str) -> str | None:
    if title is not None:
        found = _ISSUER_OF_TITLE.match(title)
        if found is not None and _ORGAN.search(despaced(found["issuer"])):
            return _joined_issuers(found["issuer"])
    signed = _signature(lines, layout)
    if signed:
        return " ".join(signed)
    above = _line_above_title(header)
    if above is not None:
        return above
    for line in header:
        labelled = _LABELLED_ISSUER.search(line.text)
        if labelled is not None:
            return labelled["n"]
    return None


def _joined_issuers(words: str) -> str:
    return re.sub(r"\s+", " ", words.strip())


def _signature(lines: list[Line], layout: Layout) -> list[str]:
    """The organs on the lines just above the date of the notice, or of the plan when it signs itself."""
    date_line = layout.signature_date or layout.closing_date
    if date_line is None:
        return []
    above = [line for line in lines if line.end <= date_line.start][-6:]
    organs: list[str] = []
    for line in reversed(above):
        words = [despaced(part) for part in re.split(r"\s{2,}|\s(?=中共|\S{4,}(?:厅|局|委|部|政府|办公室)$)", line.text)]
        if not all(word and _ORGAN.match(word) for word in words) or len(line.text) > 60:
            break
        organs[:0] = words
    return organs


def _line_above_title(header: list[Line]) -> str | None:
    for line, below in pairwise(header):
        if _ORGAN.match(despaced(line.text)) and below.text.startswith(("关于", "印发", "转发")):
            return despaced(line.text)
    return None


def _date(layout: Layout, header: list[Line], normal: str) -> str | None:
    if layout.signature_date is not None:
        found = _iso(layout.signature_date.text)
        if found:
            return found
    zone = normal[layout.header.start : layout.header.end]
    labelled = _WRITTEN.search(zone)
    if labelled is not None:
        return _iso(labelled["d"])
    if layout.closing_date is not None:
        return _iso(layout.closing_date.text)
    for line in header:
        found = _iso(line.text) if re.fullmatch(r"\(?(?:19|20)\d\d年\d{1,2}月\d{1,2}日\)?", despaced(line.text)) else None
        if found:
            return found
    anywhere = _WRITTEN.search(normal)
    return None if anywhere is None else _iso(anywhere["d"])


def _iso(words: str) -> str | None:
    plain = despaced(words)
    found = _DATE.search(plain)
    if found is not None:
        year, month, day = int(found[1]), int(found[2]), int(found[3])
    else:
        chinese = _CHINESE_DATE.search(plain)
        if chinese is None:
            return None
        year, month, day = (parse_chinese_integer(part) or 0 for part in chinese.groups())
    return f"{year:04d}-{month:02d}-{day:02d}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def _index_number(header: list[Line], normal: str) -> str | None:
    zone = normal[: header[-1].end] if header else ""
    found = _INDEX.search(zone) or _INDEX.search(normal)
    return None if found is None else found["n"]


SHORT_TITLE = 30
"""A short title stands in the path of every page and in the titles of circulars; a longer one is none."""


def short_title(title: str, issuer: str) -> str:
    """What of a title can serve as a short one: without its notice and its issuer; empty where that is still long."""
    text = despaced(_wrapped_title(title) or title)
    for name in [despaced(issuer), *issuer.split()]:
        text = text.removeprefix(name)
    text = text.removeprefix("关于")
    text = text[1:-1] if text.startswith("《") and text.endswith("》") else text
    return text if len(text) <= SHORT_TITLE else ""
