"""The PDF: the same words, on the standard's page, whatever the text."""

import time
from datetime import date

import pypdfium2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from baigong.kernel.documents import Document, Heading, Kind, Note, Paragraph, Run, Table
from baigong.kernel.documents.pdf import chosen_faces, font_directories, render_pages, render_pdf
from baigong.kernel.documents.prepared import prepare

RARE = "㛃䶮𬭊𫘝𠮷𰻝"


def opened(document, **kwargs):
    return pypdfium2.PdfDocument(render_pdf(document, **kwargs))


def page_texts(reader):
    # We put places to break into long runs; readers put blanks between Chinese and digits.
    return ["".join(page.get_textpage().get_text_range().replace("\u200b", "").split()) for page in reader]


def words(reader):
    return "".join(page_texts(reader))


def test_every_part_is_there(circular):
    reader = opened(circular)
    text = words(reader)
    for part in ["加急", "江州市教育局文件", "江教发〔2021〕47号", "各县区教育局，市属各职业院校：", "一、总体情况",
                 "（一）办学条件达标", "1.校舍建设",
                 "（1）资金到位", "2021年10月8日", "（此件公开发布）", "抄送：市政府办公室，市财政局。", "附件1"]:  # fmt: skip
        assert part in text, part
    assert reader.get_metadata_dict()["Title"] == circular.title
    assert {tuple(round(side) for side in page.get_size()) for page in reader} == {(595, 842), (842, 595)}


def test_hostile_text_is_printed_not_run(circular):
    text = words(opened(circular))
    assert "#letx=1;#panic(" in text
    assert "<script>alert(1)</script>" in text


def test_rare_characters_have_glyphs(circular):
    text = words(opened(circular))
    assert all(sign in text for sign in RARE)


def test_headings_make_the_outline(circular):
    titles = [item.get_title() for item in opened(circular).get_toc() if item.level == 0]
    assert titles == ["一、总体情况", "二、分项进展"]


def test_same_content_gives_same_bytes(circular):
    assert render_pdf(circular) == render_pdf(circular)


def test_twenty_two_lines_on_a_page():
    document = Document(Kind.PLAIN, "题", [Paragraph("一行")] * 60)
    assert page_texts(opened(document))[1].count("一行") == 22


def test_a_thousand_rows_repeat_their_header(ledger):
    started = time.perf_counter()
    reader = opened(ledger(1000))
    assert time.perf_counter() - started < 10
    assert all("牵头单位" in text for text in page_texts(reader))
    assert words(reader).count("产教融合实训基地") == 1000


def test_minutes_and_empty_table(minutes):
    assert "记录：" in words(opened(minutes))
    assert "（无记录）" in words(opened(Document(Kind.PLAIN, "t", [Table(["甲", "乙"], [])])))


@pytest.mark.parametrize("standard", ["a-2b", "ua-1"])
def test_archive_and_accessibility_standards(circular, standard):
    assert len(opened(circular, standard=standard)) >= 3


def test_fonts_come_from_the_packages_and_the_bureaus_folder_first(settings, tmp_path):
    settings.REPORT_FONT_DIRS = [str(tmp_path)]
    directories = font_directories()
    assert directories[0] == str(tmp_path)
    faces = chosen_faces(directories)
    assert faces["body"][0] == "Noto Serif SC"
    assert faces["hei"][0] == "Noto Sans SC"
    assert not faces["has_title"]


def test_pages_can_be_looked_at(minutes):
    pages = render_pages(prepare(minutes), ppi=40)
    assert len(pages) == 2
    assert all(page.startswith(b"\x89PNG") for page in pages)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.text(), st.text(), st.text())
def test_any_text_can_be_printed(title, paragraph, cell):
    blocks = [Heading(1, title), Paragraph([Run(paragraph, is_bold=True)]), Table(["头"], [[cell]])]
    assert render_pdf(Document(Kind.LETTER, title, blocks, issuer=title, doc_number=cell)).startswith(b"%PDF")


def test_a_title_is_not_broken_within_the_period_it_names():
    document = Document(Kind.LETTER, "关于“技能示范”示例市实施方案2022年第一季度进展情况的通报", blocks=[Paragraph("正文。")])
    lines = opened(document)[0].get_textpage().get_text_range().splitlines()
    assert [line.replace(" ", "") for line in lines[:2]] == ["关于“技能示范”示例市实施方案", "2022年第一季度进展情况的通报"]


@pytest.mark.parametrize("is_landscape", [False, True])
@pytest.mark.parametrize("last", [Note("对决定有异议的，可以申请复核。"), Paragraph("特此证明。")], ids=["note", "paragraph"])
def test_name_and_date_never_stand_alone_on_a_page(last, is_landscape):
    lengths = set()
    for count in range(14, 24):
        blocks = [*[Paragraph("一行")] * count, last]
        signed = {"signatory": "示例学院", "signed_on": date(2022, 6, 27)}
        document = Document(Kind.PLAIN, "决定书", blocks, is_landscape=is_landscape, **signed)
        texts = page_texts(opened(document))
        lengths.add(len(texts))
        assert not texts[-1].startswith("示例学院"), count
        assert "示例学院2022年6月27日" in texts[-1]
    assert lengths == {1, 2}  # the lengths in between were met
