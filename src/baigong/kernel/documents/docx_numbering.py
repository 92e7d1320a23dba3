"""The numbers Word prints before automatically numbered paragraphs (ECMA-376 part 1, 17.9).

A paragraph names a list (numId) and a level, itself or through its style. The list names an abstract definition whose
levels give format, start and pattern (第%1章). Counters run per abstract list; a higher level restarts those below it.
"""

from __future__ import annotations

from dataclasses import dataclass

from lxml import etree

from baigong.engines.common.numerals import format_chinese_integer

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "chineseLegalSimplified",
    "ideographDigital",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "japaneseDigitalTenThousand",
    "koreanDigital2",
}


@dataclass(frozen=True)
class _Level:
    format: str
    pattern: str
    start: int


class Numbering:
    """Counts numbered paragraphs in document order and gives the label of each."""

    def __init__(self, numbering: etree._Element | None, styles: etree._Element | None) -> None:
        self._levels: dict[str, dict[int, _Level]] = {}
        self._abstract_of: dict[str, str] = {}
        self._overrides: dict[str, dict[int, int]] = {}
        self._counters: dict[str, dict[int, int]] = {}
        self._started: set[str] = set()
        self._styles: dict[str, tuple[str | None, int | None, str | None]] = {}
        if numbering is not None:
            self._read_definitions(numbering)
        if styles is not None:
            self._read_styles(styles)

    def _read_definitions(self, numbering: etree._Element) -> None:
        for abstract in numbering.iter(f"{W}abstractNum"):
            key = abstract.get(f"{W}abstractNumId") or ""
            self._levels[key] = {_number(level.get(f"{W}ilvl")): _read_level(level) for level in abstract.iter(f"{W}lvl")}
        for entry in numbering.iter(f"{W}num"):
            key = entry.get(f"{W}numId") or ""
            abstract = entry.find(f"{W}abstractNumId")
            if abstract is None:
                continue
            self._abstract_of[key] = abstract.get(f"{W}val") or ""
            self._overrides[key] = {
                _number(override.get(f"{W}ilvl")): _value(override.find(f"{W}startOverride"), 1)
                for override in entry.iter(f"{W}lvlOverride")
                if override.find(f"{W}startOverride") is not None
            }

    def _read_styles(self, styles: etree._Element) -> None:
        for style in styles.iter(f"{W}style"):
            properties = style.find(f"{W}pPr/{W}numPr")
            list_id, level = _reference(properties)
            base = style.find(f"{W}basedOn")
            self._styles[style.get(f"{W}styleId") or ""] = (
                list_id,
                level,
                None if base is None else base.get(f"{W}val"),
            )

    def label(self, paragraph: etree._Element) -> str:
        """The label of the next paragraph in order, with the blank Word sets after it; empty when it has none."""
        list_id, level = self._list_of(paragraph)
        if list_id is None or list_id == "0":
            return ""
        abstract = self._abstract_of.get(list_id)
        levels = self._levels.get(abstract or "")
        if abstract is None or not levels or level not in levels:
            return ""
        counters = self._counters.setdefault(abstract, {})
        if list_id not in self._started:
            self._started.add(list_id)
            for overridden, start in self._overrides.get(list_id, {}).items():
                counters[overridden] = start - 1
        counters[level] = counters.get(level, levels[level].start - 1) + 1
        for deeper in [other for other in counters if other > level]:
            del counters[deeper]
        return _render(levels, counters, level)

    def _list_of(self, paragraph: etree._Element) -> tuple[str | None, int]:
        properties = paragraph.find(f"{W}pPr")
        if properties is None:
            return None, 0
        list_id, level = _reference(properties.find(f"{W}numPr"))
        style = properties.find(f"{W}pStyle")
        name = None if style is None else style.get(f"{W}val")
        for _ in range(12):
            if name is None or name not in self._styles or (list_id is not None and level is not None):
                break
            style_list, style_level, name = self._styles[name]
            list_id = list_id if list_id is not None else style_list
            level = level if level is not None else style_level
        return list_id, level or 0


def _reference(properties: etree._Element | None) -> tuple[str | None, int | None]:
    if properties is None:
        return None, None
    list_id, level = properties.find(f"{W}numId"), properties.find(f"{W}ilvl")
    return (
        None if list_id is None else list_id.get(f"{W}val"),
        None if level is None else _number(level.get(f"{W}val")),
    )


def _read_level(level: etree._Element) -> _Level:
    form, pattern = level.find(f"{W}numFmt"), level.find(f"{W}lvlText")
    return _Level(
        format=(form.get(f"{W}val") or "decimal") if form is not None else "decimal",
        pattern=(pattern.get(f"{W}val") or "") if pattern is not None else "",
        start=_value(level.find(f"{W}start"), 1),
    )


def _number(words: str | None) -> int:
    return int(words) if words and words.lstrip("-").isdigit() else 0


def _value(element: etree._Element | None, default: int) -> int:
    words = None if element is None else element.get(f"{W}val")
    return int(words) if words and words.lstrip("-").isdigit() else default


def _render(levels: dict[int, _Level], counters: dict[int, int], level: int) -> str:
    pattern = levels[level].pattern
    if levels[level].format in ("bullet", "none"):
        return ""
    for other in range(9):
        mark = f"%{other + 1}"
        if mark in pattern and other in levels:
            count = counters.get(other, levels[other].start)
            pattern = pattern.replace(mark, format_number(levels[other].format, count))
    return pattern + (" " if pattern and pattern[-1] in ".)" else "")


def format_number(form: str, number: int) -> str:
    """A counter in one of Word's number formats; formats not used in Chinese documents fall back to digits."""
    if number < 0:
        return str(number)
    if form in _CHINESE:
        return format_chinese_integer(number)
    if form in ("decimalEnclosedCircle", "decimalEnclosedCircleChinese") and 1 <= number <= 20:
        return chr(ord("①") + number - 1)
    if form == "decimalZero":
        return f"{number:02d}"
    if form == "decimalFullWidth":
        return "".join(chr(ord("０") + int(digit)) for digit in str(number))
    if form in ("upperLetter", "lowerLetter") and 1 <= number <= 26:
        letter = chr(ord("A") + number - 1)
        return letter if form == "upperLetter" else letter.lower()
    if form in ("upperRoman", "lowerRoman") and 1 <= number < 40:
        roman = _roman(number)
        return roman if form == "upperRoman" else roman.lower()
    return str(number)


def _roman(number: int) -> str:
    parts = []
    for value, letters in ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I")):
        while number >= value:
            parts.append(letters)
            number -= value
    return "".join(parts)
