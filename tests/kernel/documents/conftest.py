"""Own documents in official Chinese: a circular, minutes, a ledger."""

import datetime as dt

import pytest

from baigong.kernel.documents import (
    Attachment,
    Document,
    Figure,
    Heading,
    KeyValues,
    Kind,
    ListBlock,
    Note,
    PageBreak,
    Paragraph,
    Run,
    Signature,
    Table,
    TableColumn,
    Urgency,
)

HOSTILE = (
    '#let x = 1; #panic("x") $a_b$ *星号* _下划线_ <script>alert(1)</script> & \\ @ref `code` [方括号] // 注释 ~ --- "引号" '
    "]]> <w:p/> {{ 7*7 }} %s {0}"
)
RARE = "㛃䶮𬭊𫘝𠮷𰻝"
SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 40 20"><rect width="40" height="20" fill="#0b6e6e"/>'
    '<text x="4" y="14" font-size="8">凉州区</text></svg>'
).encode()


@pytest.fixture
def circular():
    rows = [["凉州区", 32, "78.1%", HOSTILE], ["民勤县", 41, None, "a" * 300], ["古浪县", 55, "70.9%", "两行\n内容"]]
    return Document(
        Kind.LETTER,
        "关于2021年第三季度职业教育改革重点任务进展情况的通报",
        issuer="江州市教育局文件",
        doc_number="江教发〔2021〕47号",
        urgency=Urgency.URGENT,
        addressees=["各县区教育局", "市属各职业院校"],
        blocks=[
            Paragraph("现将有关情况通报如下。"),
            Heading(1, "总体情况"),
            Paragraph(["已完成", Run("21项", is_bold=True), "，滞后", Run("6项", is_emphasised=True), f"。{RARE}"]),
            Heading(1, "分项进展"),
            Heading(2, "办学条件达标"),
            Paragraph(HOSTILE),
            Heading(3, "校舍建设"),
            Heading(4, "资金到位"),
            Heading(2, "教师队伍"),
            Table(
                ["县区", TableColumn("任务数", "right"), TableColumn("完成率", "right"), "主要问题"],
                rows,
                caption="表1　完成情况",
                note="注：完成率＝已完成任务数÷应完成任务数。",
            ),
            Figure(SVG, "图1　完成率", "各县区完成率柱状图"),
            ListBlock(["压实责任", [Run("补齐材料", is_bold=True)]], is_ordered=True),
            Note(["来源：", Run("系统", href="https://example.gov.cn/a?b=1&c=2"), Run("坏链接", href="javascript:alert(1)")]),
        ],
        attachments=[
            Attachment("任务进展情况表", [Table(["序号", "任务"], [[n, f"任务{n}"] for n in range(40)])], is_landscape=True),
            "填报说明",
        ],
        signatory="江州市教育局",
        signed_on=dt.date(2021, 10, 8),
        print_notes="此件公开发布",
        copies_to=["市政府办公室", "市财政局"],
        printed_by="江州市教育局办公室",
        printed_on=dt.date(2021, 10, 8),
        is_demonstration=True,
    )


@pytest.fixture
def minutes():
    return Document(
        Kind.MINUTES,
        "市职业教育工作联席会议第二次全体会议纪要",
        issuer="江州市职业教育工作联席会议纪要",
        doc_number="〔2021〕2号",
        blocks=[
            KeyValues([("时间", "2021年7月15日下午3:00"), ("主持", "李明远")]),
            Paragraph("会议议定如下事项。"),
            PageBreak(),
            Signature(["记录", "审核"]),
        ],
        copies_to=["市委办公室"],
        is_draft=True,
    )


@pytest.fixture
def ledger():
    def build(count):
        columns = [TableColumn("序号", "center"), "任务", "牵头单位", TableColumn("完成率", "right")]
        rows = [[n, f"第{n}项　建设产教融合实训基地", "市教育局", f"{n % 100}.0%"] for n in range(1, count + 1)]
        return Document(Kind.TABLE_REPORT, "任务台账", issuer="填报单位：江州市教育局", blocks=[Table(columns, rows)])

    return build
