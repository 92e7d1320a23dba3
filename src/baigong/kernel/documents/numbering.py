"""Official numbers: of headings (一、（一）1.（1）) and of documents (武政发〔2020〕81号)."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baigong.kernel.errors import Refusal

_DIGITS = "零一二三四五六七八九"
_PLACES = ("", "十", "百")
_AGENCY = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffffA-Za-z（）()]{1,20}")
_OWN_AGENCY = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]{2,10}")
_NUMBER = re.compile(r"(?P<agency>.*?)\s*[〔\[【(（［﹝](?P<year>[^〕\]】)）］﹞]*)[〕\]】)）］﹞]\s*(?P<rest>.*)")
_SERIAL = re.compile(r"(?P<ordinal>第?)\s*(?P<serial>\d+)\s*(?P<unit>号?)")


def chinese_number(number: int) -> str:
    """Return 1–999 in Chinese as headings count: 十, 十一, 二十, 一百零五."""
    if not 1 <= number <= 999:
        raise ValueError("headings are counted from 1 to 999")
    text = ""
    zero_pending = False
    for place in (2, 1, 0):
        digit = number // 10**place % 10
        if digit == 0:
            zero_pending = bool(text)
            continue
        text += (_DIGITS[0] if zero_pending else "") + _DIGITS[digit] + _PLACES[place]
        zero_pending = False
    return text[1:] if text.startswith("一十") else text


def heading_number(level: int, number: int) -> str:
    """Return the number before a heading: 一、 （一） 1. （1） by level."""
    if level == 1:
        return f"{chinese_number(number)}、"
    if level == 2:
        return f"（{chinese_number(number)}）"
    return f"{number}." if level == 3 else f"（{number}）"


def year_serial(year: int, serial: int) -> str:
    """Return the part of a number after the agency: 〔2020〕81号. Minutes of a body are numbered by it alone."""
    return f"〔{year}〕{serial}号"


def agency_problem(agency: str) -> str:
    """Why ``agency`` is no code to issue under: it is 2 to 10 Chinese characters (GB/T 9704-2012 7.2.5: code, year and serial stand apart).

    ``DocNumber`` reads more, since others' numbers bear brackets and letters.
    """
    if _OWN_AGENCY.fullmatch(agency):
        return ""
    return _("“%(agency)s”不能作机关代字：应是2至10个汉字，如“武政发”；年份、括号和序号在印发时自动加上。") % {"agency": agency}


class HeadingCounter:
    """Counts headings in reading order: a heading begins the count of the levels below anew."""

    def __init__(self) -> None:
        self._counts = [0, 0, 0, 0]

    def next(self, level: int) -> str:
        """Return the number of the next heading of this level."""
        self._counts[level - 1] += 1
        self._counts[level:] = [0] * (4 - level)
        return heading_number(level, self._counts[level - 1])


@dataclass(frozen=True, order=True)
class DocNumber:
    """The number of an official document: agency code, year, serial (GB/T 9704-2012 7.2.5).

    Printed with hexagonal brackets, the year in full, no 第 and no leading zero.
    """

    agency: str
    year: int
    serial: int

    def __post_init__(self) -> None:
        if not _AGENCY.fullmatch(self.agency):
            raise Refusal(
                _("发文机关代字“%(agency)s”不对；应为汉字代字，如“武政发”。") % {"agency": self.agency},
                code="doc_number_agency",
            )
        if not 1949 <= self.year <= 2199:
            raise Refusal(_("年份“%(year)s”不对；应写全四位。") % {"year": self.year}, code="doc_number_year")
        if not 1 <= self.serial <= 99_999:
            raise Refusal(_("发文顺序号“%(serial)s”不对；从 1 起编。") % {"serial": self.serial}, code="doc_number_serial")

    def __str__(self) -> str:
        return f"{self.agency}{year_serial(self.year, self.serial)}"

    @classmethod
    def parse(cls, text: str, *, is_strict: bool = True) -> DocNumber:
        """Read a document number.

        Strict reading refuses what GB/T 9704 forbids, with the right form in the message; lenient reading takes what
        people type (``[2020]``, ``第081号``) and puts it right.
        """
        wanted = " ".join(text.split())
        match = _NUMBER.fullmatch(wanted)
        serial = _SERIAL.fullmatch(unicodedata.normalize("NFKC", match["rest"])) if match else None
        year = unicodedata.normalize("NFKC", match["year"]).strip() if match else ""
        if match is None or serial is None or not re.fullmatch(r"\d{4}年?", year):
            raise Refusal(_("“%(text)s”不是发文字号；应如“武政发〔2020〕81号”。") % {"text": text}, code="doc_number_form")
        number = cls(match["agency"].strip(), int(year[:4]), int(serial["serial"]))
        if is_strict and str(number) != wanted:
            raise Refusal(
                _("发文字号“%(text)s”应写成“%(right)s”：年份用六角括号，顺序号不加“第”、不编虚位。") % {"text": text, "right": str(number)},
                code="doc_number_form",
            )
        return number
