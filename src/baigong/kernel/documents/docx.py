"""A document as Word file, after GB/T 9704-2012: what an office edits, numbers and seals."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from collections.abc import Sequence
from copy import deepcopy
from typing import Any

import docx as word
from docx.enum.section import WD_SECTION
from docx.enum.table import WD_ALIGN_VERTICAL, WD_TABLE_ALIGNMENT
from docx.enum.text import WD_BREAK, WD_LINE_SPACING, WD_TAB_ALIGNMENT
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt
from docx.table import _Cell

from .content import Document
from .pdf import picture_of
from .prepared import Prepared, prepare, width_of
from .word_parts import (
    ALIGN,
    BODY_SIZE,
    FANGSONG,
    HEI,
    KAI,
    LINE_PITCH,
    RED,
    TITLE,
    TITLE_SIZE,
    border,
    emphasise,
    hyperlink,
    repeat_header,
    set_defaults,
    set_face,
    set_footers,
    set_heading_style,
    set_mark,
    set_page,
    shade,
    stand_at_foot,
)

_LEVEL_FACES = (HEI, KAI, FANGSONG, FANGSONG)


def render_docx(document: Document) -> bytes:
    """Return the document as .docx."""
    return render_prepared(prepare(document))


def render_prepared(doc: Prepared) -> bytes:
    """Return a prepared document as .docx; the same content gives the same bytes."""
    return _Writer(doc).write()


class _Writer:
    """Writes one document from top to bottom."""

    def __init__(self, doc: Prepared) -> None:
        self.doc = doc
        self.size = 12.0 if doc["is_landscape"] else BODY_SIZE
        self.pitch = 20.0 if doc["is_landscape"] else LINE_PITCH
        self.is_landscape: bool = doc["is_landscape"]
        self.word: Any = word.Document()

    def write(self) -> bytes:
        """Return the file."""
        doc = self.doc
        set_defaults(self.word, self.size, self.pitch)
        for level, face in enumerate(_LEVEL_FACES, start=1):
            set_heading_style(self.word, level, face, self.size, self.pitch)
        self._set_properties()
        section = self.word.sections[0]
        set_page(section, self.is_landscape)
        set_footers(section)
        set_mark(section, doc["mark"])
        is_red = doc["kind"] in ("letter", "minutes") and doc["issuer"]
        if is_red:
            self._red_head()
        elif doc["urgency"]:
            self._line(doc["urgency"], face=HEI)
        self._title(doc["title"])
        if doc["subtitle"]:
            self._line(doc["subtitle"], face=KAI, align="center")
        byline = "　".join(part for part in (doc["issuer"], doc["doc_number"]) if part)
        if byline and not is_red:
            self._line(byline, align="center")
        self._blank()
        if doc["addressees"]:
            self._line("，".join(doc["addressees"]) + "：")
        self._blocks(doc["blocks"])
        self._attachment_note()
        self._closing()
        if doc["print_notes"]:
            self._blank()
            self._line(f"（{doc['print_notes']}）", indent=2)
        has_landscape = any(item["blocks"] and item["is_landscape"] for item in doc["attachments"])
        if has_landscape:
            self._imprint()
        self._attachments()
        if not has_landscape:
            self._imprint()
        out = io.BytesIO()
        self.word.save(out)
        return _without_clock(out.getvalue())

    def _set_properties(self) -> None:
        properties = self.word.core_properties
        properties.title = self.doc["title"][:255]
        properties.author = (self.doc["signatory"] or self.doc["issuer"])[:255]
        properties.comments = ""
        properties.language = "zh-CN"
        # No clock here: the document's own day stands in the file.
        fixed = dt.datetime.fromisoformat(self.doc["dated"] or "2000-01-01")
        properties.created = properties.modified = fixed
        properties.last_modified_by = ""
        properties.revision = 1

    def _paragraph(self, *, align: str = "left", indent: float = 0.0, pitch: float | None = None, style: str | None = None) -> Any:
        paragraph = self.word.add_paragraph(style=style)
        paragraph.alignment = ALIGN[align]
        if indent:
            _first_line(paragraph, indent, self.size)
        if pitch is not None:
            paragraph.paragraph_format.line_spacing = Pt(pitch)
        return paragraph

    def _line(self, text: str, *, face: str = FANGSONG, align: str = "left", indent: float = 0.0) -> Any:
        paragraph = self._paragraph(align=align, indent=indent)
        set_face(paragraph.add_run(text), face, self.size)
        return paragraph

    def _blank(self, count: int = 1) -> None:
        for _number in range(count):
            self.word.add_paragraph()

    def _red_head(self) -> None:
        doc = self.doc
        is_letter = doc["kind"] == "letter"
        if is_letter:
            self._line(doc["urgency"], face=HEI)
        # The mark's upper edge stands 35 mm below the type area's (letters).
        size = max(22.0, min(48.0, 436 / max(len(doc["issuer"]), 1)))
        paragraph = self._paragraph(align="center", pitch=size * 1.25)
        paragraph.paragraph_format.space_before = Pt(99 - LINE_PITCH if is_letter else 30)
        run = set_face(paragraph.add_run(doc["issuer"]), TITLE, size)
        run.font.color.rgb = RED
        self._blank(2 if is_letter else 1)
        if doc["signer"]:
            paragraph = self._paragraph()
            stops = paragraph.paragraph_format
            stops.left_indent = stops.right_indent = Pt(self.size)
            stops.tab_stops.add_tab_stop(Mm(156) - Pt(self.size), WD_TAB_ALIGNMENT.RIGHT)
            set_face(paragraph.add_run(doc["doc_number"] + "\t签发人："), FANGSONG, self.size)
            set_face(paragraph.add_run(doc["signer"]), KAI, self.size)
        else:
            paragraph = self._line(doc["doc_number"], align="center")
        border(paragraph, bottom=(12, "D7000F"))
        self._blank(2 if is_letter else 1)

    def _title(self, text: str) -> None:
        paragraph = self._paragraph(align="center", pitch=34 if not self.is_landscape else 28)
        set_face(paragraph.add_run(text), TITLE, TITLE_SIZE if not self.is_landscape else 20)

    def _blocks(self, blocks: Sequence[Prepared]) -> None:
        for block in blocks:
            getattr(self, f"_block_{block['type']}")(block)

    def _block_heading(self, block: Prepared) -> None:
        paragraph = self._paragraph(indent=2, align="justify", style=f"Heading {block['level']}")
        set_face(paragraph.add_run(block["number"] + block["text"]), _LEVEL_FACES[block["level"] - 1], self.size)

    def _block_paragraph(self, block: Prepared) -> None:
        self._runs(self._paragraph(indent=2 if block["is_indented"] else 0, align="justify"), block["runs"])

    def _runs(self, paragraph: Any, runs: Sequence[Prepared], size: float | None = None) -> None:
        for item in runs:
            if item["href"] and not item["href"].startswith("/"):
                run = hyperlink(paragraph, item["href"], item["text"])
            else:
                run = paragraph.add_run(item["text"])
            set_face(run, KAI if item["emphasis"] else FANGSONG, size or self.size)
            run.bold = item["bold"] or None
            if item["emphasis"]:
                emphasise(run)

    def _block_list(self, block: Prepared) -> None:
        for number, item in enumerate(block["items"], start=1):
            paragraph = self._paragraph(align="justify")
            layout = paragraph.paragraph_format
            layout.left_indent, layout.first_line_indent = Pt(self.size * 3.5), Pt(-self.size * 1.5)
            layout.tab_stops.add_tab_stop(Pt(self.size * 3.5))
            set_face(paragraph.add_run((f"{number}." if block["is_ordered"] else "·") + "\t"), FANGSONG, self.size)
            self._runs(paragraph, item)

    def _block_key_values(self, block: Prepared) -> None:
        for pair in block["pairs"]:
            paragraph = self._paragraph(align="justify")
            hang = width_of(pair["label"]) + 1
            layout = paragraph.paragraph_format
            layout.left_indent, layout.first_line_indent = Pt(self.size * (2 + hang)), Pt(-self.size * hang)
            set_face(paragraph.add_run(pair["label"] + "："), HEI, self.size)
            self._runs(paragraph, pair["runs"])

    def _block_note(self, block: Prepared) -> None:
        small = 9.0 if self.is_landscape else 12.0
        self._runs(self._paragraph(align="justify", pitch=small * 1.6), block["runs"], small)

    def _block_page_break(self, block: Prepared) -> None:
        self.word.add_paragraph().add_run().add_break(WD_BREAK.PAGE)

    def _block_signature(self, block: Prepared) -> None:
        self._blank()
        for label in block["labels"]:
            paragraph = self._line(f"{label}：", indent=2)
            run = set_face(paragraph.add_run("\u3000" * 9), FANGSONG, self.size)
            run.underline = True

    def _block_figure(self, block: Prepared) -> None:
        picture = io.BytesIO(picture_of(block["svg"], block["width_mm"]))
        paragraph = self._paragraph(align="center")
        # Under an exact pitch only a strip of the picture would show.
        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.SINGLE
        paragraph.paragraph_format.keep_with_next = bool(block["caption"])
        room = 247 if self.is_landscape else 156
        shape = paragraph.add_run().add_picture(picture, width=Mm(min(block["width_mm"], room)))
        shape._inline.docPr.set("descr", block["alternative"])
        if block["caption"]:
            self._small_line(block["caption"])

    def _small_line(self, text: str, *, keeps: bool = False) -> None:
        paragraph = self._paragraph(align="center", pitch=20)
        paragraph.paragraph_format.keep_with_next = keeps
        set_face(paragraph.add_run(text), HEI, 12)

    def _block_table(self, block: Prepared) -> None:
        size = 10.5 if self.is_landscape else 12.0
        if block["caption"]:
            self._small_line(block["caption"], keeps=True)
        count = len(block["labels"])
        rows = block["rows"]
        table = self.word.add_table(rows=1, cols=count)
        table.style = "Table Grid"
        table.alignment = WD_TABLE_ALIGNMENT.CENTER
        table.autofit = False
        room = 247 if self.is_landscape else 156
        widths = [Mm(room * share / 100) for share in block["widths"]]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        head = table.rows[0]
        for cell, label, width in zip(head.cells, block["labels"], widths, strict=True):
            cell.width = width
            shade(cell, "F2F4F4")
            paragraph = cell.paragraphs[0]
            paragraph.alignment = ALIGN["center"]
            paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
            set_face(paragraph.add_run(label), HEI, size)
        repeat_header(head)
        if rows:
            _add_rows(table, rows, block["aligns"], widths, size)
        else:
            cells = table.add_row().cells
            merged = cells[0].merge(cells[-1])
            merged.paragraphs[0].alignment = ALIGN["center"]
            set_face(merged.paragraphs[0].add_run(block["empty_text"]), FANGSONG, size)
        if block["note"]:
            self._block_note({"runs": [{"text": block["note"], "bold": False, "emphasis": False, "href": None}]})

    def _attachment_note(self) -> None:
        names = [item["title"] for item in self.doc["attachments"]]
        if not names:
            return
        self._blank()
        for number, name in enumerate(names, start=1):
            paragraph = self._paragraph()
            text = f"{number}.{name}" if len(names) > 1 else name
            hang = 3.0 + (1.0 if len(names) > 1 else 0.0)
            layout = paragraph.paragraph_format
            layout.left_indent = Pt(self.size * (2 + hang))
            layout.first_line_indent = Pt(-self.size * (hang if number == 1 else hang - 3))
            set_face(paragraph.add_run(("附件：" if number == 1 else "") + text), FANGSONG, self.size)

    def _closing(self) -> None:
        name, date = self.doc["signatory"], self.doc["signed_on"]
        if not name and not date:
            return
        before = len(self.word.paragraphs)
        self._blank(2)
        # The date stands four characters in; the name is centred over it. Neither begins a page without the paragraph before.
        over = max(0.0, 4 + (width_of(date) - width_of(name)) / 2) if date else 4.0
        for text, inset in ((name, over), (date, 4.0)):
            if text:
                paragraph = self._line(text, align="right")
                paragraph.paragraph_format.right_indent = Pt(self.size * inset)
                paragraph.paragraph_format.keep_together = True
        for paragraph in self.word.paragraphs[max(before - 1, 0) : -1]:
            paragraph.paragraph_format.keep_with_next = True

    def _attachments(self) -> None:
        attachments = self.doc["attachments"]
        for number, item in enumerate(attachments, start=1):
            if not item["blocks"]:
                continue
            wanted = item["is_landscape"] or self.doc["is_landscape"]
            if wanted != self.is_landscape:
                self.is_landscape = wanted
                set_page(self.word.add_section(WD_SECTION.NEW_PAGE), wanted)
            else:
                self._block_page_break({})
            self._line("附件" + (str(number) if len(attachments) > 1 else ""), face=HEI)
            self._blank()
            self._title(item["title"])
            self._blank()
            self._blocks(item["blocks"])

    def _imprint(self) -> None:
        doc = self.doc
        copies = f"抄送：{'，'.join(doc['copies_to'])}。" if doc["copies_to"] else ""
        has_printed = doc["printed_by"] or doc["printed_on"]
        if not copies and not has_printed:
            return
        on = f"{doc['printed_on']}印发" if doc["printed_on"] else ""
        texts = [copies] if copies else []
        texts += [f"{doc['printed_by']}\t{on}"] if has_printed else []
        # Two tables without a paragraph between them would grow together.
        self._blank()
        table = self.word.add_table(rows=len(texts), cols=1)
        table.autofit = False
        width = Mm(247 if self.is_landscape else 156)
        for cell, text in zip(table.columns[0].cells, texts, strict=True):
            cell.width = width
            layout = cell.paragraphs[0].paragraph_format
            layout.line_spacing = Pt(24)
            layout.left_indent, layout.right_indent = Pt(14), Pt(14)
            if text == copies:
                layout.left_indent, layout.first_line_indent = Pt(14 * 4), Pt(-14 * 3)
            else:
                layout.tab_stops.add_tab_stop(width - Pt(28), WD_TAB_ALIGNMENT.RIGHT)
            set_face(cell.paragraphs[0].add_run(text), FANGSONG, 14)
        stand_at_foot(table)
        # A file may not end with a table.
        self._paragraph(pitch=1)


def _without_clock(data: bytes) -> bytes:
    """Return the archive with one fixed time on every part: python-docx writes the time of day into it."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for item in source.infolist():
            target.writestr(zipfile.ZipInfo(item.filename), source.read(item), zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _first_line(paragraph: Any, characters: float, size: float) -> None:
    """Indent the first line by characters (Word keeps it when the type's size changes) and by points for the others."""
    paragraph.paragraph_format.first_line_indent = Pt(size * characters)
    paragraph._p.get_or_add_pPr().find(qn("w:ind")).set(qn("w:firstLineChars"), str(int(characters * 100)))


def _add_rows(table: Any, rows: Sequence[Sequence[str]], aligns: Sequence[str], widths: Sequence[Any], size: float) -> None:
    """Append rows by copying one made ready: python-docx alone needs seconds for a thousand rows."""
    pattern = table.add_row()._tr
    body = pattern.getparent()
    body.remove(pattern)
    properties = pattern.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    for tc, align, width in zip(pattern.tc_lst, aligns, widths, strict=True):
        cell = _Cell(tc, table)
        cell.width = width
        cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        paragraph = cell.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        paragraph.paragraph_format.line_spacing = Pt(size * 1.5)
        set_face(paragraph.add_run("x"), FANGSONG, size)
    for row in rows:
        tr = deepcopy(pattern)
        for tc, text in zip(tr.tc_lst, row, strict=True):
            tc.p_lst[0].r_lst[0].text = text
        body.append(tr)
