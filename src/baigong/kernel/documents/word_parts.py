"""What Word needs said in its own XML: Chinese faces, exact line pitch, page numbers, borders, the mark on each page."""

from __future__ import annotations

from typing import Any

from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

# GB/T 9704 faces by the names under which offices hold them; Word substitutes where one is missing.
FANGSONG, KAI, HEI, SONG, TITLE = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体", "方正小标宋简体"
RED = RGBColor(0xD7, 0x00, 0x0F)
BODY_SIZE, TITLE_SIZE, NUMBER_SIZE = 16.0, 22.0, 14.0
LINE_PITCH = 28.0

ALIGN = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}

_MARK = (
    '<w:r {w} xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office"><w:pict>'
    '<v:shapetype id="_x0000_t136" coordsize="21600,21600" o:spt="136" adj="10800" '
    'path="m@7,l@8,m@5,21600l@6,21600e"><v:formulas><v:f eqn="sum #0 0 10800"/><v:f eqn="prod #0 2 1"/>'
    '<v:f eqn="sum 21600 0 @1"/><v:f eqn="sum 0 0 @2"/><v:f eqn="sum 21600 0 @3"/><v:f eqn="if @0 @3 0"/>'
    '<v:f eqn="if @0 21600 @1"/><v:f eqn="if @0 0 @2"/><v:f eqn="if @0 @4 21600"/></v:formulas>'
    '<v:path textpathok="t" o:connecttype="rect"/><v:textpath on="t" fitshape="t"/></v:shapetype>'
    '<v:shape id="mark{number}" o:spid="_x0000_s{spid}" type="#_x0000_t136" alt="{text}" style="position:absolute;'
    "margin-left:0;margin-top:0;width:{width}pt;height:{height}pt;rotation:315;z-index:-251658752;"
    "mso-position-horizontal:center;mso-position-horizontal-relative:margin;mso-position-vertical:center;"
    'mso-position-vertical-relative:margin" o:allowincell="f" fillcolor="#f6c6ca" stroked="f">'
    '<v:fill opacity=".5"/><v:textpath style="font-family:&quot;黑体&quot;;font-size:1pt" string="{text}"/>'
    "</v:shape></w:pict></w:r>"
)


def set_face(run: Any, face: str, size: float | None = None) -> Any:
    """Give a run its face for Chinese and Western characters alike, and mark it as Chinese.

    python-docx sets the Western face only; without the language mark some programs take Japanese shapes.
    """
    properties = run._element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), face)
    fonts.set(qn("w:hint"), "eastAsia")
    if size is not None:
        run.font.size = Pt(size)
    return run


def set_defaults(document: Any, size: float, pitch: float) -> None:
    """Make the normal style the standard's body text: 三号仿宋, exact pitch, no space around paragraphs."""
    style = document.styles["Normal"]
    style.font.name = FANGSONG
    style.font.size = Pt(size)
    properties = style.element.get_or_add_rPr()
    fonts = properties.get_or_add_rFonts()
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), FANGSONG)
    language = OxmlElement("w:lang")
    # Western text stays English: told it is Chinese, programs break words and numbers in the middle.
    language.set(qn("w:val"), "en-US")
    language.set(qn("w:eastAsia"), "zh-CN")
    properties.append(language)
    layout = style.paragraph_format
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(pitch)
    layout.space_before = layout.space_after = Pt(0)
    # A single line left alone on a page is not avoided in official letters: pages hold 22 lines.
    layout.widow_control = False
    settings = document.settings.element
    for tag in ("w:evenAndOddHeaders", "w:mirrorMargins"):
        if settings.find(qn(tag)) is None:
            settings.insert(0, OxmlElement(tag))
    _no_compatibility_surprises(settings)


def _no_compatibility_surprises(settings: Any) -> None:
    """Set the theme's East Asian language; python-docx's own template is American."""
    for language in settings.findall(qn("w:themeFontLang")):
        language.set(qn("w:eastAsia"), "zh-CN")


def set_heading_style(document: Any, level: int, face: str, size: float, pitch: float) -> None:
    """Turn Word's heading style into an official one, so that the navigation pane works and the look is right."""
    style = document.styles[f"Heading {level}"]
    style.font.size = Pt(size)
    style.font.bold = False
    style.font.italic = False
    style.font.color.rgb = RGBColor(0, 0, 0)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for name in list(fonts.attrib):
        del fonts.attrib[name]
    for slot in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(slot), face)
    layout = style.paragraph_format
    layout.space_before = layout.space_after = Pt(0)
    layout.line_spacing_rule = WD_LINE_SPACING.EXACTLY
    layout.line_spacing = Pt(pitch)
    layout.keep_with_next = True


def set_page(section: Any, is_landscape: bool) -> None:
    """Give a section A4 paper with the standard's margins: 37 mm above, 28 mm at the binding edge, 156 x 225 mm of text."""
    width, height = (297, 210) if is_landscape else (210, 297)
    section.orientation = WD_ORIENT.LANDSCAPE if is_landscape else WD_ORIENT.PORTRAIT
    section.page_width, section.page_height = Mm(width), Mm(height)
    top, bottom, left, right = (28, 26, 25, 25) if is_landscape else (37, 35, 28, 26)
    section.top_margin, section.bottom_margin = Mm(top), Mm(bottom)
    section.left_margin, section.right_margin = Mm(left), Mm(right)
    section.header_distance, section.footer_distance = Mm(15), Mm(bottom - 7 - 7)


def set_footers(section: Any) -> None:
    """Number the pages — 1 —, odd ones right and even ones left, one character in from the edge."""
    for footer, align in ((section.footer, "right"), (section.even_page_footer, "left")):
        footer.is_linked_to_previous = False
        paragraph = footer.paragraphs[0]
        paragraph.alignment = ALIGN[align]
        indent = paragraph.paragraph_format
        if align == "right":
            indent.right_indent = Pt(NUMBER_SIZE)
        else:
            indent.left_indent = Pt(NUMBER_SIZE)
        set_face(paragraph.add_run("— "), SONG, NUMBER_SIZE)
        _add_field(paragraph, "PAGE")
        set_face(paragraph.add_run(" —"), SONG, NUMBER_SIZE)


def _add_field(paragraph: Any, code: str) -> None:
    for kind, text in (("begin", None), (None, code), ("separate", None), ("text", "1"), ("end", None)):
        run = set_face(paragraph.add_run(), SONG, NUMBER_SIZE)
        if kind == "text":
            run.text = text
        elif kind is None:
            instruction = OxmlElement("w:instrText")
            instruction.set(qn("xml:space"), "preserve")
            instruction.text = f" {text} "
            run._element.append(instruction)
        else:
            mark = OxmlElement("w:fldChar")
            mark.set(qn("w:fldCharType"), kind)
            run._element.append(mark)


def set_mark(section: Any, text: str) -> None:
    """Put a slanting mark (草稿, 示例数据) behind every page of the section."""
    for number, header in enumerate((section.header, section.even_page_header)):
        header.is_linked_to_previous = False
        if not text:
            continue
        width = min(90 * len(text), 420)
        xml = _MARK.format(w=nsdecls("w"), number=number + 1, spid=2049 + number, text=text, width=width, height=width // max(len(text), 1))
        header.paragraphs[0]._p.append(parse_xml(xml))


def emphasise(run: Any) -> None:
    """Set 着重号 under a run's characters: Chinese has no italics."""
    dots = OxmlElement("w:em")
    dots.set(qn("w:val"), "dot")
    run._element.get_or_add_rPr().append(dots)


def stand_at_foot(table: Any) -> None:
    """Let a table float at the foot of the page's type area, ruled above, below and between its rows.

    As offices do it by hand; a text frame would do in Word but loses its place and lines in other programs.
    """
    properties = table._tbl.tblPr
    place = OxmlElement("w:tblpPr")
    for name, value in (("vertAnchor", "margin"), ("horzAnchor", "margin"), ("tblpXSpec", "center"), ("tblpYSpec", "bottom")):
        place.set(qn(f"w:{name}"), value)
    style = properties.find(qn("w:tblStyle"))
    properties.insert(0 if style is None else 1, place)
    lines = OxmlElement("w:tblBorders")
    # 0.35 mm outside, 0.25 mm within (GB/T 9704-2012 7.4.1), in eighths of a point.
    for side, size in (("top", 8), ("bottom", 8), ("insideH", 6)):
        line = OxmlElement(f"w:{side}")
        for name, value in (("val", "single"), ("sz", str(size)), ("space", "0"), ("color", "000000")):
            line.set(qn(f"w:{name}"), value)
        lines.append(line)
    layout = properties.find(qn("w:tblLayout"))
    if layout is not None:
        layout.addprevious(lines)
    else:
        properties.append(lines)


def border(paragraph: Any, **sides: tuple[int, str]) -> None:
    """Draw lines around a paragraph: ``bottom=(eighths of a point, colour)``."""
    properties = paragraph._p.get_or_add_pPr()
    box = OxmlElement("w:pBdr")
    for side in ("top", "left", "bottom", "right", "between"):
        if side in sides:
            size, colour = sides[side]
            line = OxmlElement(f"w:{side}")
            for name, value in (("val", "single"), ("sz", str(size)), ("space", "4"), ("color", colour)):
                line.set(qn(f"w:{name}"), value)
            box.append(line)
    # The schema wants borders before spacing, indents and alignment.
    properties.insert_element_before(
        box, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def repeat_header(row: Any) -> None:
    """Repeat a table's first row on every page and keep rows whole."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    properties.append(OxmlElement("w:tblHeader"))


def shade(cell: Any, colour: str) -> None:
    """Give a cell a background colour."""
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


def hyperlink(paragraph: Any, href: str, text: str) -> Any:
    """Add a link and return its run."""
    relation = paragraph.part.relate_to(
        href, "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink", is_external=True
    )
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), relation)
    run = paragraph.add_run(text)
    link.append(run._element)
    paragraph._p.append(link)
    return run
