"""The Word file: the standard's page, faces and parts; any text; long tables."""

import io
import time
from datetime import date

import docx
from docx.oxml.ns import qn
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.kernel.documents import Document, Heading, Kind, Paragraph, Run, Table
from baigong.kernel.documents.docx import render_docx
from baigong.kernel.documents.prepared import line, text_of


def opened(document):
    return docx.Document(io.BytesIO(render_docx(document)))


def texts(word):
    return [paragraph.text for paragraph in word.paragraphs]


def test_page_is_the_standards(circular):
    section = opened(circular).sections[0]
    millimetres = [
        round(length.mm)
        for length in (
            section.page_width,
            section.page_height,
            section.top_margin,
            section.left_margin,
            section.right_margin,
            section.bottom_margin,
        )
    ]
    assert millimetres == [210, 297, 37, 28, 26, 35]


def test_faces_line_pitch_and_language(circular):
    word = opened(circular)
    normal = word.styles["Normal"]
    assert normal.paragraph_format.line_spacing.pt == 28
    fonts = normal.element.rPr.rFonts
    assert fonts.get(qn("w:eastAsia")) == "仿宋_GB2312"
    assert normal.element.rPr.find(qn("w:lang")).get(qn("w:eastAsia")) == "zh-CN"
    faces = {p.text: p.runs[0]._element.rPr.rFonts.get(qn("w:eastAsia")) for p in word.paragraphs if p.text}
    assert faces["江州市教育局文件"] == "方正小标宋简体"
    assert faces["一、总体情况"] == "黑体"
    assert faces["（一）办学条件达标"] == "楷体_GB2312"
    assert faces["1.校舍建设"] == "仿宋_GB2312"
    for paragraph in word.paragraphs:
        for run in filter(lambda run: run.text.strip(), paragraph.runs):
            assert run._element.rPr.rFonts.get(qn("w:eastAsia"))


def test_parts_of_a_letter(circular):
    word = opened(circular)
    found = texts(word)
    for part in [
        "加急",
        "江教发〔2021〕47号",
        "各县区教育局，市属各职业院校：",
        "附件：1.任务进展情况表",
        "2.填报说明",
        "江州市教育局",
        "2021年10月8日",
        "（此件公开发布）",
        "附件1",
    ]:
        assert part in found
    imprint = [cell.text for table in word.tables for row in table.rows for cell in row.cells]
    assert "抄送：市政府办公室，市财政局。" in imprint
    assert "江州市教育局办公室\t2021年10月8日印发" in imprint
    assert word.core_properties.title.startswith("关于2021年")
    assert [section.orientation for section in word.sections] == [0, 1]


def test_page_numbers_stand_outside_on_both_sides(circular):
    word = opened(circular)
    section = word.sections[0]
    assert word.settings.odd_and_even_pages_header_footer
    for footer, align in ((section.footer, 2), (section.even_page_footer, 0)):
        paragraph = footer.paragraphs[0]
        assert paragraph.alignment == align
        assert paragraph.text == "— 1 —"
        assert "PAGE" in paragraph._p.xml
    assert "示例数据" in section.header.paragraphs[0]._p.xml
    assert "示例数据" in section.even_page_header.paragraphs[0]._p.xml


def test_table_header_repeats_and_rows_stay_whole(ledger):
    table = opened(ledger(3)).tables[0]
    assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    assert [cell.text for cell in table.rows[3].cells] == ["3", "第3项　建设产教融合实训基地", "市教育局", "3.0%"]


def test_minutes_have_no_addressee_and_lines_to_sign(minutes):
    found = texts(opened(minutes))
    assert "时间：2021年7月15日下午3:00" in found
    assert any(text.startswith("记录：") for text in found)


def test_same_content_gives_same_bytes(circular, monkeypatch):
    first = render_docx(circular)
    monkeypatch.setattr(time, "time", lambda: 2_000_000_000.0)
    assert render_docx(circular) == first


def test_empty_table_says_so():
    table = opened(Document(Kind.PLAIN, "t", [Table(["甲", "乙"], [])])).tables[0]
    assert table.rows[1].cells[0].text == "（无记录）"


def test_the_name_and_the_date_keep_to_the_paragraph_before_them():
    blocks = [Paragraph("一"), Paragraph("特此证明。")]
    last = opened(Document(Kind.PLAIN, "题", blocks, signatory="示例学院", signed_on=date(2022, 6, 27))).paragraphs[-6:]
    assert [(p.text, bool(p.paragraph_format.keep_with_next)) for p in last] == [
        ("一", False), ("特此证明。", True), ("", True), ("", True), ("示例学院", True), ("2022年6月27日", False)
    ]  # fmt: skip


def test_a_thousand_rows_take_a_second_at_most(ledger):
    started = time.perf_counter()
    data = render_docx(ledger(1000))
    assert time.perf_counter() - started < 5
    assert len(docx.Document(io.BytesIO(data)).tables[0]._tbl.tr_lst) == 1001


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(), st.text())
def test_any_text_survives(title, paragraph, cell):
    blocks = [Heading(1, title), Paragraph([Run(paragraph, is_bold=True)]), Table(["头"], [[cell]])]
    word = opened(Document(Kind.PLAIN, "t", blocks))
    assert f"一、{line(title)}" in texts(word)
    assert text_of(paragraph) in texts(word)
    assert word.tables[0].rows[1].cells[0].text == text_of(cell)
