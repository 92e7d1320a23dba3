"""Numbers as Chinese official documents write them.

Contract: every function is total over text (no exception for any string) and exact (integers and `Decimal`, never
binary floats). The forms are those of GB/T 15835-2011 《出版物上数字用法》: Arabic digits (half or full width, with
thousands commas), Chinese numerals with place words (三百二十), numerals by position (二〇二五), and Arabic digits with
a magnitude word (1.2万亿).
"""

from __future__ import annotations

from decimal import Decimal

CHINESE_DIGITS = "零一二三四五六七八九"
_DIGIT_VALUE = {char: value for value, char in enumerate(CHINESE_DIGITS)} | {"〇": 0, "○": 0, "两": 2, "俩": 2}
_PLACE_VALUE = {"十": 10, "百": 100, "千": 1000}
_GROUP_VALUE = {"万": 10**4, "亿": 10**8}
_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")

MAGNITUDES = {
    "百": Decimal(100),
    "千": Decimal(1000),
    "万": Decimal(10**4),
    "十万": Decimal(10**5),
    "百万": Decimal(10**6),
    "千万": Decimal(10**7),
    "亿": Decimal(10**8),
    "百亿": Decimal(10**10),
    "千亿": Decimal(10**11),
    "万亿": Decimal(10**12),
}


def parse_chinese_integer(text: str) -> int | None:
    """The integer a Chinese numeral stands for, or None when `text` is no well-formed numeral.

    >>> parse_chinese_integer("二十七"), parse_chinese_integer("两百零三"), parse_chinese_integer("二〇二五")
    (27, 203, 2025)
    >>> parse_chinese_integer("一万二千"), parse_chinese_integer("十"), parse_chinese_integer("几十")
    (12000, 10, None)
    """
    if not text:
        return None
    if len(text) > 1 and all(char in _DIGIT_VALUE for char in text):
        return int("".join(str(_DIGIT_VALUE[char]) for char in text))
    total = 0  # what lies above the current group of four places
    group = 0  # the current group of four places
    digit: int | None = None
    lowest_place = 10**4
    for char in text:
        if char in _DIGIT_VALUE:
            if digit not in (None, 0):
                return None
            digit = _DIGIT_VALUE[char]
        elif char in _PLACE_VALUE:
            place = _PLACE_VALUE[char]
            if place >= lowest_place or (digit is None and place != 10) or digit == 0:
                return None
            group += (1 if digit is None else digit) * place
            digit, lowest_place = None, place
        elif char in _GROUP_VALUE:
            scale = _GROUP_VALUE[char]
            group += digit or 0
            if group == 0 and total == 0:
                return None
            if scale == 10**8:
                total = (total + group) * scale
            elif total % 10**8:
                return None
            else:
                total += group * scale
            group, digit, lowest_place = 0, None, 10**4
        else:
            return None
    return total + group + (digit or 0)


def format_chinese_integer(number: int) -> str:
    """The everyday Chinese numeral of an integer from 0 up to, not including, one billion times ten thousand.

    >>> format_chinese_integer(27), format_chinese_integer(10), format_chinese_integer(20305)
    ('二十七', '十', '二万零三百零五')
    """
    if not 0 <= number < 10**12:
        raise ValueError(f"only integers from 0 to 10**12 - 1 have a numeral here, not {number}")
    if number == 0:
        return "零"
    groups: list[str] = []
    needs_zero = False
    for scale, word in ((10**8, "亿"), (10**4, "万"), (1, "")):
        group, number = divmod(number, scale)
        if group == 0:
            needs_zero = needs_zero or bool(groups)
            continue
        if groups and (group < 1000 or needs_zero):
            groups.append("零")
        groups.append(_format_group(group) + word)
        needs_zero = False
    numeral = "".join(groups)
    return numeral[1:] if numeral.startswith("一十") else numeral


def _format_group(group: int) -> str:
    """The numeral of 1 to 9999."""
    parts: list[str] = []
    for place, word in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit, group = divmod(group, place)
        if digit:
            parts.append(CHINESE_DIGITS[digit] + word)
        elif parts and group and parts[-1] != "零":
            parts.append("零")
    return "".join(parts)


def parse_number(text: str) -> Decimal | None:
    """The exact value of a number without its unit: digits, Chinese numeral, either with a magnitude word.

    >>> parse_number("12,000"), parse_number("1.5万"), parse_number("二十"), parse_number("３．５")
    (Decimal('12000'), Decimal('15000.0'), Decimal('20'), Decimal('3.5'))
    """
    plain = text.strip().translate(_HALF_WIDTH)
    head = plain.rstrip("百千万亿十")
    if head and _is_arabic(head):
        value = Decimal(head.replace(",", ""))
        magnitude = plain[len(head) :]
        if not magnitude:
            return value
        scale = MAGNITUDES.get(magnitude)
        return None if scale is None else value * scale
    integer = parse_chinese_integer(plain)
    return None if integer is None else Decimal(integer)


def _is_arabic(text: str) -> bool:
    whole, _, fraction = text.partition(".")
    groups = whole.split(",")
    if not all(group.isascii() and group.isdigit() for group in groups):
        return False
    if len(groups) > 1 and (len(groups[0]) > 3 or any(len(group) != 3 for group in groups[1:])):
        return False
    return "." not in text or (fraction.isascii() and fraction.isdigit())


def to_json_number(value: Decimal) -> int | float:
    """A JSON number that prints as the document wrote it: an integer where the value is whole."""
    return int(value) if value == value.to_integral_value() else float(value)
