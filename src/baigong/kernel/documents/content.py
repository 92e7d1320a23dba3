"""What a document says, apart from how it looks: one model for the screen, Word and PDF.

All texts may be lazy translations. Nothing here is markup: every text is shown as it is, whatever signs it holds.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from django.utils.functional import Promise

Words = str | Promise


class Kind(StrEnum):
    """Which form a document takes."""

    LETTER = "letter"  # red-headed official letter, GB/T 9704-2012
    MINUTES = "minutes"  # 纪要: red header, no addressee, no seal
    REPORT = "report"  # 报告 without red header
    TABLE_REPORT = "table_report"  # a table on landscape paper with a title above and small type
    PLAIN = "plain"  # title and text


class Urgency(StrEnum):
    """GB/T 9704 7.2.3; the value is what the page shows."""

    NONE = ""
    URGENT = "加急"
    VERY_URGENT = "特急"


@dataclass(frozen=True)
class Run:
    """A stretch of text. ``href`` is followed only where it is http(s), mailto or a path of this site."""

    text: Words
    is_bold: bool = False
    is_emphasised: bool = False
    href: str | None = None


Inline = Words | Run
Text = Inline | Sequence[Inline]


@dataclass(frozen=True)
class Heading:
    """A heading of level 1–4, numbered 一、（一）1.（1） by its place unless ``is_numbered`` is false."""

    level: int
    text: Words
    is_numbered: bool = True

    def __post_init__(self) -> None:
        if not 1 <= self.level <= 4:
            raise ValueError("heading levels are 1 to 4")


@dataclass(frozen=True)
class Paragraph:
    """One paragraph, its first line indented by two characters unless ``is_indented`` is false."""

    text: Text
    is_indented: bool = True


@dataclass(frozen=True)
class TableColumn:
    """A column's header, alignment (left, center, right) and relative width (by content where absent)."""

    label: Words
    align: str = "left"
    width: float | None = None

    def __post_init__(self) -> None:
        if self.align not in {"left", "center", "right"}:
            raise ValueError(f"unknown alignment {self.align!r}")


@dataclass(frozen=True)
class Table:
    """A table; its header repeats on every page. A cell is any text; line ends in it are kept."""

    columns: Sequence[TableColumn | Words]
    rows: Sequence[Sequence[object]]
    caption: Words = ""
    note: Words = ""
    empty_text: Words = "（无记录）"


@dataclass(frozen=True)
class ListBlock:
    """Items one below the other, each with a number or a mark."""

    items: Sequence[Text]
    is_ordered: bool = False


@dataclass(frozen=True)
class KeyValues:
    """Named facts, one a line: 时间, 地点, 出席 …"""

    pairs: Sequence[tuple[Words, Text]]


@dataclass(frozen=True)
class Figure:
    """A drawing. ``alternative`` says in words what it shows (read aloud, and shown where pictures are not)."""

    svg: bytes
    caption: Words = ""
    alternative: Words = ""
    width_mm: float = 140


@dataclass(frozen=True)
class Note:
    """A remark in small type: source, snapshot date, definition."""

    text: Text


@dataclass(frozen=True)
class PageBreak:
    """What follows begins on a new page."""


@dataclass(frozen=True)
class Signature:
    """Lines to sign by hand: 记录人：________."""

    labels: Sequence[Words]


Block = Heading | Paragraph | Table | ListBlock | KeyValues | Figure | Note | PageBreak | Signature


@dataclass(frozen=True)
class Attachment:
    """An annex: named below the text; where it has blocks it follows on pages of its own."""

    title: Words
    blocks: Sequence[Block] = ()
    is_landscape: bool = False


@dataclass(frozen=True)
class Document:
    """A document of any kind. Fields a kind has no place for are left out of it.

    ``issuer`` is the whole red header (武威市教育局文件); ``doc_number`` comes from ``DocNumber``; ``signatory`` and
    ``signed_on`` stand below the text; ``print_notes`` is the 附注 ("此件公开发布"); ``copies_to``, ``printed_by`` and
    ``printed_on`` make the imprint (版记). ``is_draft`` and ``is_demonstration`` mark every page.
    """

    kind: Kind
    title: Words
    blocks: Sequence[Block] = ()
    subtitle: Words = ""
    issuer: Words = ""
    doc_number: str = ""
    urgency: Urgency = Urgency.NONE
    signer: Words = ""
    addressees: Sequence[Words] = ()
    attachments: Sequence[Attachment | Words] = ()
    signatory: Words = ""
    signed_on: dt.date | None = None
    print_notes: Words = ""
    copies_to: Sequence[Words] = ()
    printed_by: Words = ""
    printed_on: dt.date | None = None
    is_draft: bool = False
    is_demonstration: bool = False
    is_landscape: bool | None = field(default=None)
    """Landscape paper; where absent, only table reports are."""
