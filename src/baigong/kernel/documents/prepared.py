"""A document made ready: texts evaluated and cleaned, headings numbered, widths settled, all plain JSON.

The three renderers walk this form only, so that they cannot differ in what they say; its hash names the content.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import math
import re
from collections.abc import Sequence
from typing import Any
from unicodedata import east_asian_width

from django.utils.translation import gettext as _

from . import content as c
from .figures import safe_svg
from .numbering import HeadingCounter

LAYOUT_VERSION = 1
"""Goes into the content hash: raise it when the same content is to look different."""

Prepared = dict[str, Any]

# XML, Word and PDF cannot carry these.
_UNSTORABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_LINK = re.compile(r"(https?://|mailto:|/(?!/))[^\s\"'<>\\]*", re.IGNORECASE)
_SEAM = re.compile(r"(?<=[\u3400-\u9fff])(?=[0-9A-Za-z])|(?<=[0-9A-Za-z])(?=[\u3400-\u9fff])")
LONGEST = 18
"""Letters and digits that stand in a cell without a place to break."""
_SAMPLED_ROWS = 300
_UNBROKEN = re.compile(r"[\x21-\x7e\u00a1-\u024f]+")
_SHORT = 8.0
_INSET = 1.2
"""What a cell keeps free of its width."""
_ROOM_UPRIGHT, _ROOM_LANDSCAPE = 36.0, 66.0
"""Full-width characters of table type on a line."""


def prepare(document: c.Document) -> Prepared:
    """Return the document as plain data, in the language now active."""
    is_table = document.kind is c.Kind.TABLE_REPORT
    landscape = is_table if document.is_landscape is None else document.is_landscape
    room = _ROOM_LANDSCAPE if landscape else _ROOM_UPRIGHT
    counter = HeadingCounter()
    attachments = [_attachment(item, landscape) for item in document.attachments]
    marks = [_("草稿")] if document.is_draft else []
    if document.is_demonstration:
        marks.append(_("示例数据"))
    return {
        "layout": LAYOUT_VERSION,
        "kind": c.Kind(document.kind).value,
        "is_landscape": landscape,
        "title": line(document.title),
        "subtitle": line(document.subtitle),
        "issuer": line(document.issuer),
        "doc_number": line(document.doc_number),
        "urgency": str(document.urgency.value),
        "signer": line(document.signer),
        "addressees": [line(name) for name in document.addressees if line(name)],
        "blocks": [_block(block, counter, room) for block in document.blocks],
        "attachments": attachments,
        "signatory": line(document.signatory),
        "signed_on": long_date(document.signed_on),
        "dated": _day_of(document),
        "print_notes": line(document.print_notes).strip("（）()"),
        "copies_to": [line(name) for name in document.copies_to if line(name)],
        "printed_by": line(document.printed_by),
        "printed_on": long_date(document.printed_on),
        "mark": "　".join(marks),
    }


def content_hash(document: c.Document) -> str:
    """Return the SHA-256 of what the document says and of the layout's version: the same hash, the same output."""
    return prepared_hash(prepare(document))


def prepared_hash(prepared: Prepared) -> str:
    """Return the hash of a prepared document."""
    return hashlib.sha256(json.dumps(prepared, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def long_date(day: dt.date | None) -> str:
    """Return 2020年12月1日: Arabic digits, no zero before the month or day (GB/T 9704)."""
    return f"{day.year}年{day.month}月{day.day}日" if day else ""


def text_of(value: object) -> str:
    """Return any text without what documents cannot carry; line ends become LF, tabs blanks."""
    text = str(value).replace("\r\n", "\n").replace("\r", "\n").replace("\t", " ")
    return _UNSTORABLE.sub("", text).strip("\n")


def line(value: object) -> str:
    """Return a text on one line."""
    return " ".join(text_of(value).split("\n")).strip()


def width_of(text: str) -> float:
    """Return the width of a text's longest line in full-width characters."""
    lines = text.split("\n")
    return max(sum(1.0 if east_asian_width(sign) in "WF" else 0.5 for sign in part) for part in lines)


def link_target(href: str | None) -> str | None:
    """Return the address of a link that may be followed, or None (``javascript:`` and other tricks)."""
    return href if href and _LINK.fullmatch(href) else None


def _day_of(document: c.Document) -> str:
    day = document.signed_on or document.printed_on
    return day.isoformat() if day else ""


def _attachment(item: c.Attachment | c.Words, is_landscape: bool) -> Prepared:
    if not isinstance(item, c.Attachment):
        return {"title": line(item), "blocks": [], "is_landscape": False}
    counter = HeadingCounter()
    room = _ROOM_LANDSCAPE if item.is_landscape or is_landscape else _ROOM_UPRIGHT
    blocks = [_block(block, counter, room) for block in item.blocks]
    return {"title": line(item.title), "blocks": blocks, "is_landscape": item.is_landscape}


def _block(block: c.Block, counter: HeadingCounter, room: float) -> Prepared:
    match block:
        case c.Heading():
            number = counter.next(block.level) if block.is_numbered else ""
            return {"type": "heading", "level": block.level, "number": number, "text": line(block.text)}
        case c.Paragraph():
            return {"type": "paragraph", "runs": _runs(block.text), "is_indented": block.is_indented}
        case c.Table():
            return _table(block, room)
        case c.ListBlock():
            return {"type": "list", "is_ordered": block.is_ordered, "items": [_runs(item) for item in block.items]}
        case c.KeyValues():
            pairs = [{"label": line(label), "runs": _runs(value)} for label, value in block.pairs]
            return {"type": "key_values", "pairs": pairs}
        case c.Figure():
            return {
                "type": "figure",
                "svg": safe_svg(block.svg),
                "caption": line(block.caption),
                "alternative": line(block.alternative) or line(block.caption),
                "width_mm": float(block.width_mm),
            }
        case c.Note():
            return {"type": "note", "runs": _runs(block.text)}
        case c.PageBreak():
            return {"type": "page_break"}
        case c.Signature():
            return {"type": "signature", "labels": [line(label) for label in block.labels]}


def _runs(text: c.Text) -> list[Prepared]:
    parts: Sequence[c.Inline] = text if isinstance(text, list | tuple) else [text]  # type: ignore[list-item]
    runs = []
    for part in parts:
        run = part if isinstance(part, c.Run) else c.Run(part)
        runs.append(
            {
                "text": text_of(run.text),
                "bold": run.is_bold,
                "emphasis": run.is_emphasised,
                "href": link_target(run.href),
            }
        )
    return runs


def _table(block: c.Table, room: float) -> Prepared:
    columns = [item if isinstance(item, c.TableColumn) else c.TableColumn(item) for item in block.columns]
    if not columns:
        raise ValueError("a table needs columns")
    rows = []
    for row in block.rows:
        cells = ["" if cell is None else text_of(cell) for cell in row]
        if len(cells) > len(columns):
            raise ValueError(f"a row has {len(cells)} cells, the table {len(columns)} columns")
        rows.append(cells + [""] * (len(columns) - len(cells)))
    labels = [text_of(column.label) for column in columns]
    return {
        "type": "table",
        "labels": labels,
        "aligns": [column.align for column in columns],
        "widths": _widths(columns, labels, rows, room),
        "rows": rows,
        "caption": line(block.caption),
        "note": line(block.note),
        "empty_text": line(block.empty_text),
    }


def _widths(columns: Sequence[c.TableColumn], labels: list[str], rows: list[list[str]], room: float) -> list[float]:
    """Return each column's share of the width (sum 100): declared, or by what most of its cells hold.

    Columns that declare none keep what they need; those that do share the rest as declared. Where all do not fit into ``room``
    (full-width characters), the long ones, which can wrap, share the rest by the root of their length. A run that cannot be broken
    (a date, a number) fits into its column as far as there is room.
    """
    sample = rows[:: max(1, len(rows) // _SAMPLED_ROWS)]
    natural = []
    for index, label in enumerate(labels):
        lengths = sorted(_set_width(row[index]) for row in sample) or [0.0]
        usual = lengths[int((len(lengths) - 1) * 0.95)]
        natural.append(max(usual, min(_set_width(label), 6.0), 1.0) + _INSET)
    shares = [column.width or 0.0 for column in columns]
    is_long = [width > _SHORT and not share for width, share in zip(natural, shares, strict=True)]
    if any(shares):
        rest = max(room - sum(width for width, share in zip(natural, shares, strict=True) if not share), room / 2)
        natural = [rest * share / sum(shares) if share else width for width, share in zip(natural, shares, strict=True)]
    elif sum(natural) > room and any(is_long):
        rest = room - sum(width for width, long in zip(natural, is_long, strict=True) if not long)
        if rest >= 5 * sum(is_long):
            roots = sum(math.sqrt(width) for width, long in zip(natural, is_long, strict=True) if long)
            natural = [rest * math.sqrt(width) / roots if long else width for width, long in zip(natural, is_long, strict=True)]
    scaled = [width * room / sum(natural) for width in natural]
    least = [max((_longest_run(row[index]) for row in sample), default=0.0) + _INSET for index in range(len(labels))]
    return [round(width * 100 / room, 3) for width in _at_least(scaled, least, room)]


def _at_least(widths: list[float], least: list[float], room: float) -> list[float]:
    """The widths with none below its least; the others give way in proportion. Where all the least do not fit, as they were."""
    if sum(least) > room:
        return widths
    held: set[int] = set()
    while True:
        rest = room - sum(least[index] for index in held)
        free = sum(width for index, width in enumerate(widths) if index not in held) or 1.0
        fitted = [least[index] if index in held else width * rest / free for index, width in enumerate(widths)]
        short = {index for index, width in enumerate(fitted) if width < least[index] - 1e-9} - held
        if not short:
            return fitted
        held |= short


def _longest_run(text: str) -> float:
    """The width of the longest run that a line cannot break; longer ones get a place to break (``breaking``)."""
    return max((len(run) for run in _UNBROKEN.findall(text) if len(run) <= LONGEST), default=0) * 0.55


def _set_width(text: str) -> float:
    """Return a text's width as it is set: typesetters put a quarter blank between Chinese and Western characters."""
    return width_of(text) + 0.25 * len(_SEAM.findall(text.partition("\n")[0]))
