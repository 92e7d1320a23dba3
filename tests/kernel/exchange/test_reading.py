"""Reading a filled form: what is understood, and what each error says."""

import datetime as dt
import io
from decimal import Decimal

import pytest
import xlsxwriter

from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Finding, Table, export, listed, read

FULL = ["项目编号", "年度", "项目名称", "负责人证件号", "金额（万元）", "开始日期", "结束日期", "统计月份", "是否公开", "状态", "备注"]


def book(*lines, sheet="台账", edit=None):
    out = io.BytesIO()
    workbook = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False})
    page = workbook.add_worksheet(sheet)
    for number, line in enumerate(lines):
        for index, value in enumerate(line):
            if isinstance(value, dt.date):
                page.write_datetime(number, index, value, workbook.add_format({"num_format": "yyyy-mm-dd"}))
            else:
                page.write(number, index, value)
    if edit:
        edit(workbook, page)
    workbook.close()
    return out.getvalue()


def one(table, **cells):
    """Read one row whose other cells are right; return (values, issues)."""
    right = {"项目编号": "WW0001", "年度": 2023, "项目名称": "实训楼", "开始日期": "2023-05-01"} | cells
    parsed = read(table, book(list(right), list(right.values())), "a.xlsx")
    return parsed.rows[0].values, parsed.issues


@pytest.mark.parametrize(
    "typed",
    ["2023年5月1日", "2023/5/1", "2023.5.1", "2023-05-01", "20230501", 20230501, 45047, "45047", "２０２３年５月１日",
     "2023 年 5 月 1 日", "2023-05-01 00:00:00", dt.date(2023, 5, 1), "2023年5月1号"],
)  # fmt: skip
def test_days_are_read_as_they_are_typed(table, typed):
    values, issues = one(table, 开始日期=typed)
    assert not issues
    assert values["starts_on"] == dt.date(2023, 5, 1)


@pytest.mark.parametrize("typed", ["2023年5月", "2023.5", "2023-05", 2023.5, "202305", 202305, "2023年05月", dt.date(2023, 5, 9)])
def test_months_are_read_as_they_are_typed(table, typed):
    values, issues = one(table, 统计月份=typed)
    assert not issues
    assert values["month"] == "2023-05"


@pytest.mark.parametrize(
    ("column", "typed", "says"),
    [
        ("开始日期", "2023.5", "缺少日"),
        ("开始日期", 2023, "缺少日"),
        ("开始日期", "2023-02-30", "没有这一天"),
        ("开始日期", "去年五月", "2023-05-01"),
        ("统计月份", 2023.1, "1 月还是 10 月"),
        ("统计月份", "2023-13", "没有这一天"),
        ("负责人证件号", 622301200001011234, "末几位已经丢失"),
        ("负责人证件号", "6.22301E+17", "科学计数法"),
        ("金额（万元）", "1,23", "数字"),
        ("金额（万元）", "35%", "百分号"),
        ("金额（万元）", "12万", "不带单位"),
        ("金额（万元）", "1.234", "小数最多 2 位"),
        ("金额（万元）", -1, "不能小于 0"),
        ("年度", "1999", "不能小于 2000"),
        ("年度", 2023.5, "整数"),
        ("状态", "搁置", "进行中、已完成、滞后"),
        ("是否公开", "也许", "“是”或“否”"),
        ("项目编号", "ww1", "两位大写字母加四位数字"),
        ("项目名称", "长" * 41, "最多 40 字，现有 41 字"),
        ("项目名称", "　", "必填项为空"),
        ("结束日期", "2022-01-01", "早于开始日期"),
    ],
)
def test_wrong_cells_say_what_to_do(table, column, typed, says):
    right = {"项目编号": "WW0001", "年度": 2023, "项目名称": "实训楼", "开始日期": "2023-05-01"} | {column: typed}
    parsed = read(table, book(list(right), list(right.values())), "a.xlsx")
    assert len(parsed.rows) == 1
    (issue,) = parsed.issues
    assert says in issue.message
    assert issue.cell == f"{'ABCDEFG'[list(right).index(column)]}2"
    assert issue.column == column
    assert issue.sheet == "台账"
    assert issue.cell in str(issue)


@pytest.mark.parametrize(
    ("column", "key", "typed", "read_as"),
    [
        ("金额（万元）", "amount", "１，２３４．５", Decimal("1234.5")),
        ("金额（万元）", "amount", 0.1 + 0.2, Decimal("0.3")),
        ("金额（万元）", "amount", "—", None),
        ("项目编号", "code", "ＷＷ 0002", "WW0002"),
        ("状态", "state", "在办", "going"),
        ("状态", "state", "done", "done"),
        ("是否公开", "is_open", "√", True),
        ("是否公开", "is_open", False, False),
        ("备注", "remark", 12.0, "12"),
        ("备注", "remark", " 两端空白\u3000", "两端空白"),
        ("负责人证件号", "id_number", 12345, "12345"),
    ],
)
def test_usual_ways_of_writing_are_understood(table, column, key, typed, read_as):
    values, issues = one(table, **{column: typed})
    assert not issues
    assert values[key] == read_as


def test_header_is_found_below_titles_in_any_order_and_by_alias(table):
    data = book(
        ["2023年项目台账"], [], ["单位：万元"], ["开始日期 *", "名称", "年 度", "项目编号（必填）"], ["2023-5-1", "楼", 2023, "WW0001"]
    )
    parsed = read(table, data, "a.xlsx")
    assert not parsed.issues
    assert parsed.rows[0].number == 5
    assert parsed.rows[0].values["name"] == "楼"


def test_a_header_with_another_unit_is_another_column(table):
    parsed = read(table, book([*FULL[:4], "金额（元）", "开始日期"], ["WW0001", 2023, "楼", "", 5, "2023-5-1"]), "a.xlsx")
    assert any("E1" in notice and "金额（万元）" in notice for notice in parsed.notices)
    assert "amount" not in parsed.rows[0].values


def test_missing_required_column_is_an_error_missing_optional_one_a_notice(table):
    parsed = read(table, book(["项目编号", "年度", "开始日期"], ["WW0001", 2023, "2023-5-1"]), "a.xlsx")
    assert [issue.code for issue in parsed.issues] == ["missing_column"]
    assert "项目名称" in str(parsed.issues[0])
    assert any("备注" in notice and "保持原值" in notice for notice in parsed.notices)


def test_duplicates_name_both_cells(table):
    lines = [["WW0001", 2023, "甲", "1", "2023-5-1"], ["WW0002", 2023, "乙", "1", "2023-5-1"], ["WW0001", 2023, "丙", "2", "2023-5-1"]]
    parsed = read(table, book(["项目编号", "年度", "项目名称", "负责人证件号", "开始日期"], *lines), "a.xlsx")
    assert [(issue.cell, issue.code) for issue in parsed.issues] == [("D3", "duplicate"), ("B4", "duplicate")]
    assert "D2" in parsed.issues[0].message
    assert "B2" in parsed.issues[1].message
    assert len(parsed.rows) == 3


def test_total_and_signature_lines_are_named(table):
    lines = [["WW0001", 2023, "甲", "2023-5-1"], ["合计", "", "", ""], ["填表人：王某", "", "", ""], ["注册会计", 2023, "", ""]]
    parsed = read(table, book(["项目编号", "年度", "项目名称", "开始日期"], *lines), "a.xlsx")
    assert [issue.code for issue in parsed.issues[:2]] == ["footer_row", "footer_row"]
    assert all(issue.code != "footer_row" for issue in parsed.issues[2:])


def test_merged_cells_and_formula_errors_are_explained(table):
    def edit(workbook, page):
        page.merge_range(1, 2, 2, 2, "合并的名称")
        page.write_formula(1, 4, "=1/0", None, "#DIV/0!")

    header = ["项目编号", "年度", "项目名称", "开始日期", "备注"]
    data = book(header, ["WW0001", 2023, None, "2023-5-1"], ["WW0002", 2023, None, "2023-5-1"], edit=edit)
    parsed = read(table, data, "a.xlsx")
    assert [(issue.cell, "C2:C3" in issue.message, "公式错误" in issue.message) for issue in parsed.issues] == [
        ("E2", False, True),
        ("C3", True, False),
    ]


def test_best_sheet_is_chosen_and_hidden_ones_are_not(table):
    def edit(workbook, page):
        other = workbook.add_worksheet("数据")
        for index, value in enumerate(["项目编号", "年度", "项目名称", "开始日期"]):
            other.write(0, index, value)
        other.write_row(1, 0, ["WW0001", 2023, "楼", "2023-5-1"])
        secret = workbook.add_worksheet("隐藏")
        secret.write_row(0, 0, FULL)
        secret.hide()

    assert read(table, book(["说明"], ["先看这里"], edit=edit), "a.xlsx").sheet == "数据"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("mark", [",", "\t"])
def test_csv_is_read_in_every_usual_encoding(table, encoding, mark):
    text = f"项目编号{mark}年度{mark}项目名称{mark}开始日期\r\nWW0001{mark}2023{mark}㛃䶮实训楼{mark}2023年5月1日\r\n"
    parsed = read(table, text.encode(encoding), "a.csv")
    assert not parsed.issues
    assert parsed.rows[0].values["name"] == "㛃䶮实训楼"


def test_old_template_version_is_noted(table, rows):
    data = export(table, rows)
    newer = Table(table.name, table.title, table.columns, table.key, version="2")
    assert "第 1 版" in read(newer, data, "a.xlsx").notices[0]


def test_a_check_over_all_rows_points_at_its_row():
    def totals(rows):
        if sum(row.values.get("n") or 0 for row in rows) > 10:
            yield Finding(rows[-1].number, "合计超过 10；请核对。")

    table = Table("t", "表", [Column("k", "键"), Column("n", "数", "integer")], key=["k"], checks=[totals])
    parsed = read(table, book(["键", "数"], ["a", 6], ["b", 6]), "a.xlsx")
    assert str(parsed.issues[0]) == "“台账” 第 3 行：合计超过 10；请核对。"
    assert [row.is_sound for row in parsed.rows] == [True, False]


def test_choices_that_are_data_are_asked_each_time():
    offered = [("a", "甲")]
    table = Table("t", "表", [Column("k", "键"), Column("c", "选", "choice", choices=lambda: offered)], key=["k"])
    data = book(["键", "选"], ["1", "乙"])
    assert read(table, data, "a.xlsx").issues
    offered.append(("b", "乙"))
    assert not read(table, data, "a.xlsx").issues


def test_too_many_rows_are_refused(table):
    lines = [[f"WW{n:04d}", 2023, "楼", "2023-5-1"] for n in range(501)]
    with pytest.raises(Refusal, match="500 行") as caught:
        read(table, book(["项目编号", "年度", "项目名称", "开始日期"], *lines), "a.xlsx")
    assert caught.value.code == "too_many_rows"


def test_a_cell_lists_with_any_mark_that_people_write_and_with_blanks_only_where_names_have_none():
    assert listed("甲、乙，丙;丁|戊/己 庚\n辛、") == list("甲乙丙丁戊己庚辛")
    assert listed("Example School、乙", by_blanks=False) == ["Example School", "乙"]
    assert listed(None) == []
