"""Text and tables out of files. All documents are made here."""

import io
import time
import zipfile

import docx
import pylopdf_fonts_zh_cn
import pytest
import typst
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.plan_text import read_plan
from baigong.kernel.documents import extract as extract_module
from baigong.kernel.documents.docx_numbering import format_number
from baigong.kernel.documents.extract import ExtractionError, extract_text
from baigong.kernel.documents.extracted import Cell, place_cells

SENTENCE = "甲市技能提升行动方案\n一、任务\n１．建设3所学校。\n"


def refusal(data, name):
    with pytest.raises(ExtractionError) as refused:
        extract_text(data, name)
    return refused.value


class TestPlainText:
    @pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
    def test_a_text_file_is_read_in_every_encoding_offices_use(self, encoding):
        assert extract_text(SENTENCE.encode(encoding), "a.txt").text == SENTENCE

    def test_line_ends_are_kept_so_that_offsets_hold(self):
        text = "一、任务\r\n二、保障\r\n"
        assert extract_text(text.encode(), "a.txt").text == text

    def test_a_path_is_read_as_well_as_bytes(self, tmp_path):
        path = tmp_path / "计划.txt"
        path.write_bytes(SENTENCE.encode())
        assert extract_text(path).text == SENTENCE

    @settings(max_examples=100, deadline=None)
    @given(st.binary(max_size=300))
    def test_any_bytes_are_read_or_refused_in_words(self, data):
        try:
            outcome = extract_text(data, "a.txt").text
        except ExtractionError as refused:
            outcome = refused.message
        assert isinstance(outcome, str)


class TestRefusals:
    def test_an_empty_file_is_refused(self):
        assert refusal(b"", "a.txt").code == "empty"

    def test_a_missing_file_is_refused_with_its_name(self, tmp_path):
        assert "没有.txt" in refusal(tmp_path / "没有.txt", None).message

    def test_a_file_over_the_limit_is_refused_before_it_is_read(self, tmp_path, monkeypatch):
        monkeypatch.setattr(extract_module, "MAX_FILE_BYTES", 10)
        path = tmp_path / "a.txt"
        path.write_bytes(b"x" * 11)
        assert refusal(path, None).code == "too-large"

    @pytest.mark.parametrize("name", ["a.doc", "a.wps", "a.ofd", "a.rtf"])
    def test_old_formats_are_refused_with_what_to_do(self, name):
        refused = refusal(b"\xd0\xcf\x11\xe0 old", name)
        assert refused.code == "kind"
        assert ".docx" in refused.message

    def test_a_word_file_with_a_password_is_refused_as_such(self):
        wrapped = b"\xd0\xcf\x11\xe0" + b"\0" * 500 + "EncryptedPackage".encode("utf-16-le")
        refused = refusal(wrapped, "a.docx")
        assert refused.code == "locked"
        assert "密码" in refused.message

    def test_an_unknown_kind_is_refused(self):
        assert refusal(b"abc", "a.xyz").code == "kind"

    def test_a_broken_word_file_is_refused(self):
        assert refusal(b"PK\x03\x04 broken", "a.docx").code == "broken"
        assert refusal(b"not a zip", "a.docx").code == "broken"

    def test_a_zip_that_is_no_word_file_is_refused(self):
        assert refusal(zipped({"hello.txt": b"hi"}), "a.docx").code == "kind"

    def test_a_zip_bomb_is_refused_without_being_unpacked(self):
        bomb = zipped({"word/document.xml": b" " * (60 * 1024 * 1024)})
        start = time.perf_counter()
        assert refusal(bomb, "a.docx").code == "bomb"
        assert time.perf_counter() - start < 1

    def test_external_entities_are_not_resolved(self):
        xml = b'<?xml version="1.0"?><!DOCTYPE d [<!ENTITY e SYSTEM "file:///etc/hostname">]>' + (
            b'<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>'
            b"<w:p><w:r><w:t>one &e; two</w:t></w:r></w:p></w:body></w:document>"
        )
        assert "one" in extract_text(zipped({"word/document.xml": xml}), "a.docx").text
        with open("/etc/hostname", encoding="utf-8") as stream:
            assert stream.read().strip() not in extract_text(zipped({"word/document.xml": xml}), "a.docx").text

    def test_a_broken_pdf_is_refused(self):
        assert refusal(b"%PDF-1.7 nonsense", "a.pdf").code == "broken"

    def test_a_scanned_pdf_is_refused_with_what_to_do(self):
        blank = pdf('#set page(paper: "a4")\n#rect(width: 100%, height: 80%, fill: gray)')
        refused = refusal(blank, "a.pdf")
        assert refused.code == "scanned"
        assert "扫描" in refused.message


def zipped(parts):
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            archive.writestr(name, data)
    return stream.getvalue()


class TestHtml:
    def test_navigation_scripts_and_hidden_parts_are_left_out(self):
        page = (
            "<html><head><title>站点</title><script>var 一=1</script></head><body><nav>首页</nav><div class='breadcrumb'>位置</div>"
            "<h1>甲市方案</h1><p>一、任务</p><p style='display: none'>隐藏</p><footer>版权</footer></body></html>"
        )
        assert extract_text(page.encode(), "a.html").text == "甲市方案\n一、任务\n"

    def test_blocks_become_lines_and_inline_marks_do_not(self):
        page = "<div>一、<b>任务</b><br>二、<span>保障</span></div><ul><li>甲</li></ul><ol start='3'><li>乙</li><li>丙</li></ol>"
        assert extract_text(page.encode(), "a.html").text == "一、任务\n二、保障\n甲\n3. 乙\n4. 丙\n"

    def test_a_page_in_the_old_national_encoding_is_read(self):
        page = '<html><head><meta charset="gb2312"></head><body><p>镕甲市</p></body></html>'.encode("gb18030")
        assert extract_text(page, "a.html").text == "镕甲市\n"

    def test_merged_cells_stand_at_every_place_they_cover(self):
        page = (
            "<table><tr><th>序号</th><th>类别</th><th>任务</th><th>责任单位</th></tr>"
            "<tr><td>1</td><td rowspan='2'>建校</td><td>新建2所</td><td>市教育局</td></tr>"
            "<tr><td>2</td><td colspan='2'>改造5所</td></tr></table>"
        )
        extracted = extract_text(page.encode(), "a.html")
        (table,) = extracted.tables
        cells = [[None if cell is None else cell.of(extracted.text) for cell in row] for row in table.rows]
        assert cells[2] == ["2", "建校", "改造5所", "改造5所"]
        assert [len(row) for row in table.rows] == [4, 4, 4]

    def test_tables_that_only_lay_out_the_page_are_no_tables(self):
        page = "<table><tr><td><p>一、任务</p><table><tr><td>x</td></tr></table></td></tr></table>"
        extracted = extract_text(page.encode(), "a.html")
        assert extracted.tables == ()
        assert "一、任务\n" in extracted.text

    def test_a_page_without_words_is_refused(self):
        assert refusal(b"<html><body><script>load()</script></body></html>", "a.html").code == "empty"

    def test_tasks_are_read_from_a_page(self):
        page = (
            "<p>甲县方案</p><table><tr><td>序号</td><td>工作任务</td><td>牵头单位</td><td>配合单位</td></tr>"
            "<tr><td>1</td><td>建校</td><td>县教育局</td><td>县财政局<br>县住建局</td></tr></table>"
        )
        extracted = extract_text(page.encode(), "a.html")
        (task,) = read_plan(extracted.text, extracted.tables).tasks
        assert (task.lead, task.support) == (("县教育局",), ("县财政局", "县住建局"))


class TestGrid:
    def test_row_and_column_spans_fill_the_grid(self):
        grid = place_cells([[Cell("a", 2, 1), Cell("b")], [Cell("c")]])
        assert [[cell and cell.text for cell in row] for row in grid] == [["a", "b"], ["a", "c"]]

    def test_a_span_that_leaves_the_table_is_cut(self):
        assert len(place_cells([[Cell("a", 99, 1)]])) == 1


def word(build):
    document = docx.Document()
    build(document)
    stream = io.BytesIO()
    document.save(stream)
    return stream.getvalue()


def numbered_list(document, *levels):
    """Adds a list definition; returns how to add a paragraph at one of its levels."""
    numbering = document.part.numbering_part.element
    body = "".join(
        f'<w:lvl w:ilvl="{i}"><w:start w:val="1"/><w:numFmt w:val="{form}"/><w:lvlText w:val="{pattern}"/></w:lvl>'
        for i, (form, pattern) in enumerate(levels)
    )
    numbering.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="77">{body}</w:abstractNum>'))
    numbering.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="77"><w:abstractNumId w:val="77"/></w:num>'))

    def add(text, level):
        paragraph = document.add_paragraph(text)
        properties = paragraph._p.get_or_add_pPr()
        properties.append(parse_xml(f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="77"/></w:numPr>'))

    return add


class TestWord:
    def test_automatic_numbers_are_counted_as_word_prints_them(self):
        def build(document):
            add = numbered_list(document, ("chineseCountingThousand", "%1、"), ("chineseCountingThousand", "（%2）"), ("decimal", "%3."))
            add("任务", 0)
            add("体系", 1)
            add("建校", 2)
            add("师资", 2)
            add("保障", 1)
            add("投入", 2)
            add("组织", 0)

        assert extract_text(word(build), "a.docx").text == ("一、任务\n（一）体系\n1. 建校\n2. 师资\n（二）保障\n1. 投入\n二、组织\n")

    def test_deleted_words_are_left_out_and_inserted_ones_kept(self):
        def build(document):
            paragraph = document.add_paragraph("建设")
            paragraph._p.append(parse_xml(f"<w:del {nsdecls('w')}><w:r><w:delText>旧</w:delText></w:r></w:del>"))
            paragraph._p.append(parse_xml(f"<w:ins {nsdecls('w')}><w:r><w:t>3所</w:t></w:r></w:ins>"))

        assert extract_text(word(build), "a.docx").text == "建设3所\n"

    def test_cells_merged_downwards_and_across_are_resolved(self):
        def build(document):
            table = document.add_table(rows=3, cols=3)
            for y, row in enumerate((("序号", "类别", "任务"), ("1", "建校", "甲"), ("2", "", "乙"))):
                for x, words in enumerate(row):
                    table.cell(y, x).text = words
            table.cell(1, 1).merge(table.cell(2, 1)).text = "建校"

        extracted = extract_text(word(build), "a.docx")
        (table,) = extracted.tables
        assert table.rows[1][1] == table.rows[2][1]
        assert table.rows[1][1].of(extracted.text) == "建校"
        assert table.rows[2][2].of(extracted.text) == "乙"

    def test_a_word_plan_is_read_with_its_tasks(self):
        def build(document):
            document.add_paragraph("甲市任务分工表")
            table = document.add_table(rows=2, cols=4)
            for y, row in enumerate(
                (("序号", "重点任务", "责任单位", "完成时限"), ("1", "建设2所学校", "市教育局、各县区", "2025年12月底前"))
            ):
                for x, words in enumerate(row):
                    table.cell(y, x).text = words

        extracted = extract_text(word(build), "a.docx")
        (task,) = read_plan(extracted.text, extracted.tables).tasks
        assert ([unit.name for unit in task.departments], task.deadline) == (["市教育局", "各县区"], "2025-12-31")

    @pytest.mark.parametrize(
        ("form", "number", "written"),
        [
            ("decimal", 12, "12"), ("chineseCounting", 12, "十二"), ("decimalEnclosedCircle", 3, "③"), ("upperLetter", 2, "B"),
            ("lowerRoman", 4, "iv"), ("decimalZero", 3, "03"), ("unheardOf", 5, "5"),
        ],
    )  # fmt: skip
    def test_number_formats(self, form, number, written):
        assert format_number(form, number) == written


def pdf(body):
    fonts = [str(pylopdf_fonts_zh_cn.__path__[0])]
    source = '#set text(lang: "zh", size: 12pt, font: "Noto Serif SC")\n' + body
    return typst.compile(source.encode(), font_paths=fonts)


PAGE = '#set page(paper: "a4", numbering: "— 1 —")\n#set par(first-line-indent: (amount: 2em, all: true), justify: true)\n'


class TestPdf:
    def test_wrapped_lines_are_joined_and_page_numbers_removed(self):
        sentence = "深化校企合作，推动产教融合，" * 9 + "建设三所学校。"
        extracted = extract_text(pdf(PAGE + f"一、任务\n\n1．{sentence}\n\n2．加强管理。#pagebreak()\n3．落实资金。"), "a.pdf")
        assert extracted.text == f"一、任务\n1．{sentence}\n2．加强管理。\n3．落实资金。\n"

    def test_a_ruled_table_keeps_its_grid_over_merged_cells(self):
        table = (
            "#table(columns: (1.5cm, 3cm, 5cm, 4cm), [序号], [类别], [工作任务], [责任单位], "
            "[1], table.cell(rowspan: 2)[建校], [新建学校并且配齐全部实训设备和图书资料], [市教育局、各县区], [2], [改造学校], [市财政局])"
        )
        extracted = extract_text(pdf(PAGE + "甲市任务分工表\n\n" + table), "a.pdf")
        (grid,) = extracted.tables
        assert grid.rows[1][1] == grid.rows[2][1]
        tasks = read_plan(extracted.text, extracted.tables).tasks
        assert [(t.number, t.text, [u.name for u in t.departments], t.category) for t in tasks] == [
            ("1", "新建学校并且配齐全部实训设备和图书资料", ["市教育局", "各县区"], "建校"),
            ("2", "改造学校", ["市财政局"], "建校"),
        ]

    def test_a_table_that_goes_on_over_the_page_is_one_table(self):
        rows = ", ".join(f"[{n}], [任务{n}#linebreak()甲#linebreak()乙], [市教育局]" for n in range(1, 41))
        extracted = extract_text(pdf(PAGE + f"#table(columns: (2cm, 7cm, 4cm), [序号], [工作任务], [责任单位], {rows})"), "a.pdf")
        assert len(extracted.tables) == 1
        assert [task.number for task in read_plan(extracted.text, extracted.tables).tasks] == [str(n) for n in range(1, 41)]

    def test_twenty_pages_take_less_than_a_second(self):
        paragraphs = "\n\n".join(f"{n}．" + "深化校企合作，推动产教融合，" * 20 + "建设学校。" for n in range(1, 75))
        data = pdf(PAGE + paragraphs)
        start = time.perf_counter()
        extract_text(data, "a.pdf")
        assert time.perf_counter() - start < 1
