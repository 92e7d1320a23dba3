"""On the screen: semantic, safe, nothing inline."""

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as parser

from baigong.kernel.documents import Document, Heading, Kind, Paragraph, Table, render_html
from baigong.kernel.documents.prepared import text_of


def test_every_part_is_there_once_and_in_order(circular):
    text = parser.fromstring(str(render_html(circular))).text_content()
    order = ["示例数据", "加急", "江州市教育局文件", "江教发〔2021〕47号", "关于2021年", "各县区教育局，市属各职业院校：", "一、总体情况",
             "（一）办学条件达标", "表1", "附件：", "2021年10月8日", "（此件公开发布）", "附件1",
             "抄送：市政府办公室，市财政局。", "2021年10月8日印发"]  # fmt: skip
    places = [text.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)


def test_hostile_text_is_shown_not_run(circular):
    markup = str(render_html(circular))
    tree = parser.fromstring(markup)
    assert not tree.xpath("//script | //style | //*[@style] | //@*[starts-with(name(), 'on')]")
    assert "<script>alert(1)</script>" in tree.text_content()
    assert [a.get("href") for a in tree.xpath("//a")] == ["https://example.gov.cn/a?b=1&c=2"]


def test_headings_and_tables_are_what_they_say(circular):
    tree = parser.fromstring(str(render_html(circular, heading_level=2)))
    assert tree.xpath("//h2/text()")[0].startswith("关于2021年")
    assert tree.xpath("//h3")[0].text == "一、总体情况"
    table = tree.xpath("//table")[0]
    assert table.xpath("./thead/tr/th/@scope") == ["col"] * 4
    assert table.xpath("./caption")[0].text == "表1　完成情况"
    assert tree.xpath("//img/@alt") == ["各县区完成率柱状图"]


def test_empty_table_says_so():
    markup = str(render_html(Document(Kind.PLAIN, "t", [Table(["甲", "乙"], [])])))
    assert '<td class="is-center" colspan="2">（无记录）</td>' in markup


@settings(max_examples=60)
@given(st.text(), st.text(), st.text())
def test_any_text_stays_text(title, paragraph, cell):
    document = Document(Kind.PLAIN, title, [Heading(1, title), Paragraph(paragraph), Table(["头"], [[cell]])])
    markup = str(render_html(document))
    outside = re.sub(r"<(/?)(article|p|h[1-6]|div|table|col|colgroup|thead|tbody|tr|th|td|br)\b[^<>]*>", "", markup)
    assert "<" not in outside
    tree = parser.fromstring(markup)
    shown = "".join(tree.xpath("//td")[0].itertext())
    assert shown == text_of(cell).replace("\n", "")
