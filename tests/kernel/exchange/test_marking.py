"""A wrong file handed back: every cell where it was, the wrong ones marked, and ready to be read again."""

import datetime as dt
import io
import zipfile

from python_calamine import load_workbook

from baigong.kernel.exchange import marked, read, write_csv
from baigong.kernel.exchange.headers import PROBLEMS

HEADERS = ["项目编号", "年度", "项目名称", "开始日期", "我的备注"]
ROWS = [
    ["WW0001", 2023, "实训楼", "2023-02-30", "甲"],
    ["ww1", 2023, "", "2023-05-01", "=1+1"],
    ["WW0003", 2023, "食堂", "2023-05-01", ""],
]


def handed_back(table):
    parsed = read(table, write_csv(HEADERS, ROWS), "台账.csv")
    return parsed, marked(parsed, parsed.issues)


def grid_of(data):
    return load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python(skip_empty_area=False)


def test_every_cell_stands_where_it_stood_with_its_problem_at_the_end_of_the_row(table):
    _parsed, data = handed_back(table)
    grid = grid_of(data)
    assert grid[0] == [*HEADERS, PROBLEMS]
    assert grid[1][:5] == ["WW0001", "2023", "实训楼", "2023-02-30", "甲"]
    assert "开始日期：没有这一天" in grid[1][5]
    assert grid[2][4] == "=1+1"
    assert "项目编号" in grid[2][5]
    assert "项目名称" in grid[2][5]
    assert grid[3][5] == ""


def test_each_wrong_cell_bears_its_message_as_a_comment(table):
    parsed, data = handed_back(table)
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        comments = book.read("xl/comments1.xml").decode()
        sheet = book.read("xl/worksheets/sheet1.xml").decode()
    assert {issue.cell for issue in parsed.issues} == {"D2", "A3", "C3"}
    assert all(f'ref="{issue.cell}"' in comments for issue in parsed.issues)
    assert "<dataValidation" in sheet
    assert "<f>" not in sheet


def test_what_is_put_right_is_read_as_it_is_and_nobody_is_told_of_the_added_column(table):
    _parsed, data = handed_back(table)
    again = read(table, data, "台账（标出错误）.xlsx")
    assert [issue.cell for issue in again.issues] == ["D2", "A3", "C3"]
    assert not any(PROBLEMS in notice for notice in again.notices)
    grid = grid_of(data)
    grid[1][3], grid[2][0], grid[2][2] = "2023-02-28", "WW0002", "泵房"
    mended = read(table, write_csv(grid[0], grid[1:]), "改好.csv")
    assert mended.issues == ()
    assert mended.rows[0].values["starts_on"] == dt.date(2023, 2, 28)


def test_rows_above_the_header_stay_above_it_and_a_missing_column_is_said_beside_the_header(table):
    data = write_csv(["市教育局项目台账", ""], [["", ""], ["项目编号", "年度"], ["WW0001", 2023]])
    parsed = read(table, data, "台账.csv")
    back = marked(parsed, parsed.issues)
    assert grid_of(back)[2][2] == PROBLEMS
    with zipfile.ZipFile(io.BytesIO(back)) as book:
        assert "缺少必填列" in book.read("xl/comments1.xml").decode()
