"""The common form all renderers walk, and its hash."""

import dataclasses
import json

import pytest
from django.utils.translation import gettext_lazy
from hypothesis import given
from hypothesis import strategies as st

from baigong.kernel.documents import Document, Figure, Heading, Kind, Paragraph, Run, Table, TableColumn, content_hash
from baigong.kernel.documents.figures import safe_svg
from baigong.kernel.documents.prepared import link_target, prepare, text_of
from baigong.kernel.errors import Refusal


def test_prepared_is_plain_json_with_numbers_and_dates(circular):
    prepared = prepare(circular)
    assert json.loads(json.dumps(prepared)) == prepared
    headings = [block["number"] + block["text"] for block in prepared["blocks"] if block["type"] == "heading"]
    assert headings == ["一、总体情况", "二、分项进展", "（一）办学条件达标", "1.校舍建设", "（1）资金到位", "（二）教师队伍"]
    assert prepared["signed_on"] == "2021年10月8日"
    assert prepared["mark"] == "示例数据"


def test_hash_follows_the_words(circular):
    same = dataclasses.replace(circular)
    other = dataclasses.replace(circular, title="另一题目")
    assert content_hash(circular) == content_hash(same) != content_hash(other)


def test_lazy_texts_become_text():
    document = Document(Kind.PLAIN, gettext_lazy("标题"), [Paragraph(gettext_lazy("正文"))])
    assert prepare(document)["blocks"][0]["runs"][0]["text"] == "正文"


@given(st.text())
def test_texts_hold_nothing_that_documents_cannot_carry(text):
    cleaned = text_of(text)
    cleaned.encode()
    assert not any(ord(sign) < 32 and sign != "\n" for sign in cleaned)


@pytest.mark.parametrize(
    ("href", "is_followed"),
    [("https://a.gov.cn/x?y=1", True), ("mailto:a@b.cn", True), ("/plans/3", True), ("javascript:alert(1)", False),
     (" javascript:alert(1)", False), ("//evil.example", False), ('https://a"onclick=', False), ("data:text/html,x", False), (None, False)],
)  # fmt: skip
def test_only_harmless_links_are_followed(href, is_followed):
    assert (link_target(href) is not None) is is_followed


def test_short_rows_are_filled_long_rows_are_a_mistake():
    prepared = prepare(Document(Kind.PLAIN, "t", [Table(["a", "b"], [["1"], [None, 0]])]))
    assert prepared["blocks"][0]["rows"] == [["1", ""], ["", "0"]]
    with pytest.raises(ValueError, match="3 cells"):
        prepare(Document(Kind.PLAIN, "t", [Table(["a", "b"], [["1", "2", "3"]])]))


def test_widths_share_the_page_and_keep_short_columns_whole():
    rows = [["1", "很长的说明" * 12, "2021年12月", "也很长的说明" * 8]] * 20
    (first, second, third, fourth) = prepare(Document(Kind.PLAIN, "t", [Table(["序号", "说明", "时限", "备注"], rows)]))["blocks"][0][
        "widths"
    ]
    assert first + second + third + fourth == pytest.approx(100, abs=0.01)
    assert third * 36 / 100 > 6
    assert second > fourth > third > first


def test_a_column_of_dates_or_numbers_is_never_narrower_than_they_are_and_one_without_a_width_takes_what_it_needs():
    columns = [TableColumn("成果", width=3), TableColumn("编号", width=1), TableColumn("日期", width=1), TableColumn("学分")]
    rows = [["老年照护职业技能等级证书", "示例X2021000101", "2022-06-27", "2"]]
    title, number, day, amount = prepare(Document(Kind.PLAIN, "t", [Table(columns, rows)]))["blocks"][0]["widths"]
    assert title + number + day + amount == pytest.approx(100, abs=0.01)
    assert number * 36 / 100 > 11 * 0.5
    assert day * 36 / 100 > 10 * 0.5
    assert title > number > day > amount


def test_what_cannot_all_stand_whole_keeps_the_widths_as_declared():
    columns = [TableColumn(str(index), width=1) for index in range(12)]
    widths = prepare(Document(Kind.PLAIN, "t", [Table(columns, [["2022-06-27"] * 12])]))["blocks"][0]["widths"]
    assert widths == [pytest.approx(100 / 12, abs=0.01)] * 12


def test_heading_levels_are_checked():
    with pytest.raises(ValueError, match="1 to 4"):
        Heading(5, "x")


@pytest.mark.parametrize(
    "svg",
    [
        '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script><rect onload="x()" width="1"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/><a href="javascript:x"><text>t</text></a></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><style>@import url(http://evil.example/x.css)</style><rect fill="url(http://evil.example)"/></svg>',
        '<svg xmlns="http://www.w3.org/2000/svg"><foreignObject><body>alert(1)</body></foreignObject></svg>',
    ],
)
def test_drawings_are_made_harmless(svg):
    safe = safe_svg(svg.encode())
    assert not any(word in safe for word in ("alert", "onload", "passwd", "javascript", "evil", "foreignObject"))


@pytest.mark.parametrize("svg", [b"", b"not xml", b"<html/>", b'<!DOCTYPE a [<!ENTITY b "c">]><b>&b;</b>'])
def test_what_is_no_drawing_is_refused(svg):
    with pytest.raises(Refusal):
        prepare(Document(Kind.PLAIN, "t", [Figure(svg)]))


def test_runs_keep_their_order_and_marks():
    runs = prepare(Document(Kind.PLAIN, "t", [Paragraph(["a", Run("b", is_bold=True)])]))["blocks"][0]["runs"]
    assert [(run["text"], run["bold"]) for run in runs] == [("a", False), ("b", True)]
