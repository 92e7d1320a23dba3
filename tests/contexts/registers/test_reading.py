"""Files of returns as schools make them: what is understood, what is refused, and with which words."""

import datetime as dt
import zipfile
from pathlib import Path

import pytest

from baigong.contexts.registers.reading import books as reading_books
from baigong.contexts.registers.reading import files, read_file
from baigong.contexts.registers.standard import find_standard
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import archive

from .books import KEY, NAMES, book, changed, row, zipped

STANDARD = find_standard("SZJZ-ZZ-V2.2.0")
SHEET = "毕业去向【升学】".replace("【", "(").replace("】", ")")
FURTHER, WORK = "ODS_ZZBYQXSXSJ", "ODS_ZZBYQXJYSJ"
CSV = ",".join(NAMES) + "\n" + ",".join(row()) + "\n"


def read(data, name="a.xlsx", table=""):
    return read_file(data, name, standard=STANDARD, table=table)


def one(data, name="a.xlsx", table=""):
    sheets = read(data, name, table)
    assert len(sheets) == 1
    return sheets[0]


def refused(data, name="a.xlsx", table=""):
    with pytest.raises(Refusal) as caught:
        read(data, name, table)
    return caught.value.code, caught.value.message


def column(sheet, name):
    return sheet.frame[name].to_list()


class TestTexts:
    def test_utf8_with_and_without_a_mark_gbk_and_utf16_are_read_alike(self):
        for encoding in ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"):
            sheet = one(CSV.encode(encoding), "升学.csv")
            assert sheet.table.name == FURTHER
            assert column(sheet, "XM") == ["甲"]

    def test_another_encoding_is_refused_with_the_row_and_what_to_do(self):
        data = CSV.encode("gbk") + b"\xff\xff\xfe,1\n"
        code, message = refused(data, "升学.csv")
        assert code == "wrong_encoding"
        assert "第 3 行" in message
        assert "CSV UTF-8" in message

    def test_tabs_and_semicolons_separate_as_well_as_commas(self):
        for mark in "\t;":
            assert column(one(CSV.replace(",", mark).encode(), "x.csv"), "BJMC") == ["20护理1"]

    def test_quoted_commas_and_line_breaks_stay_in_their_cell(self):
        data = CSV.replace("示范学院", '"示范,学院\n分校"').encode()
        assert column(one(data, "x.csv"), "LQXXMC") == ["示范,学院\n分校"]

    def test_a_row_with_more_cells_than_the_header_is_named(self):
        code, message = refused((CSV + ",".join(row(1)) + ",多,余\n").encode(), "x.csv")
        assert code == "ragged_row"
        assert "第 3 行" in message

    def test_a_row_broken_off_in_the_middle_is_read_and_left_to_the_check(self):
        sheet = one((CSV + f"{KEY}1,3662000123,2020").encode(), "x.csv")
        assert column(sheet, "XM") == ["甲", ""]

    def test_an_open_quote_is_refused(self):
        assert refused((CSV + f'{KEY}1,"3662000123\n').encode(), "x.csv")[0] == "unbalanced_quotes"

    def test_blank_lines_are_left_out_and_cells_keep_their_rows(self):
        sheet = one(("升学统计\n\n" + ",".join(NAMES) + "\n\n" + ",".join(row()) + "\n\n" + ",".join(row(1)) + "\n").encode(), "x.csv")
        assert sheet.frame.height == 2
        assert [sheet.cell(0, "XM"), sheet.cell(1, "XM")] == ["D5", "D7"]

    def test_a_web_page_that_calls_itself_a_table_is_refused(self):
        assert refused(b"<html><table><tr><td>1</td></tr></table></html>", "x.xls")[0] == "not_a_workbook"

    def test_an_empty_file_is_refused(self):
        assert refused(b"\xef\xbb\xbf \r\n", "x.csv")[0] == "file_empty"


class TestHeaders:
    def test_field_names_labels_and_marks_are_understood_in_any_order(self):
        labels = ["XM", "*学校代码", "主键数据唯一性标识*", "学 号", "＊专业名称"]
        sheet = one(book((SHEET, [labels, ["甲", "3662000123", f"{KEY}0", "1", "护理"]])))
        assert sheet.letters == {"XM": "A", "XXDM": "B", "ZJSJWYXBS": "C", "XH": "D", "ZYMC": "E"}

    def test_the_header_is_found_below_titles_and_beside_an_empty_column(self):
        rows = [["", "某校毕业生升学情况统计表"], [], ["", *NAMES], ["", *row()]]
        sheet = one(book((SHEET, rows)))
        assert sheet.first_row == 4
        assert sheet.cell(0, "XM") == "E4"
        assert column(sheet, "XM") == ["甲"]

    def test_merged_header_cells_of_two_rows_are_one_header(self):
        rows = [["", "", "个人信息", "", *NAMES[4:]], [*NAMES[:4], ""], row()]
        rows[0][:2] = NAMES[:2]
        rows[1][:2] = ["", ""]

        def merge(_book, pages):
            pages[0].merge_range("A1:A2", NAMES[0])
            pages[0].merge_range("B1:B2", NAMES[1])
            pages[0].merge_range("C1:D1", "个人信息")

        sheet = one(book((SHEET, rows), edit=merge))
        assert set(sheet.frame.columns) >= {"ZJSJWYXBS", "XXDM", "XH", "XM", "ZYMC"}
        assert column(sheet, "XH") == ["2020001"]
        assert sheet.first_row == 3

    def test_a_misspelt_column_is_refused_with_the_nearest_one_and_its_cell(self):
        labels = [*NAMES[:-1], "录取学校名"]
        code, message = refused(book((SHEET, [labels, row()])))
        assert code == "unknown_column"
        assert "J1" in message
        assert "是不是“录取学校名称”" in message

    def test_a_column_of_ones_own_is_not_read_and_the_file_says_so(self):
        sheet = one(book((SHEET, [[*NAMES, "班主任意见"], [*row(), "同意"]])))
        assert sheet.notes == ["K1 的列“班主任意见”不在这张表里，没有读取。"]

    def test_a_running_number_needs_no_word(self):
        assert one(book((SHEET, [["序号", *NAMES], ["1", *row()]]))).notes == []

    def test_a_column_twice_is_refused_with_both_cells(self):
        code, message = refused(book((SHEET, [[*NAMES, "姓名"], [*row(), "乙"]])))
        assert code == "duplicate_column"
        assert "D1 和 K1" in message


class TestCells:
    def as_read(self, name, value):
        table = next(t for t in STANDARD.tables.values() if t.field(name))
        labels = [table.fields[0].label, table.fields[1].label, table.field(name).label]
        sheet = one(book(("表", [labels, [f"{KEY}0", "3662000123", value]])), table=table.name)
        return column(sheet, name)[0]

    @pytest.mark.parametrize(
        "value", [dt.date(2023, 5, 1), 45047, "45047", "2023-05-01", "2023年5月1日", "2023/5/1", "2023.5.1", "20230501", "２０２３０５０１"]
    )
    def test_a_day_however_written_is_eight_digits(self, value):
        assert self.as_read("FZRQ", value) == "20230501"

    @pytest.mark.parametrize("value", [dt.date(2023, 5, 1), "2023年5月", "2023-05", 202305, "2023.05"])
    def test_a_month_however_written_is_six_digits(self, value):
        assert self.as_read("JXNY", value) == "202305"

    @pytest.mark.parametrize(
        "value", [45047 + (8 * 3600 + 15 * 60 + 7) / 86400, "2023-05-01 08:15:07", "20230501 081507", "2023/5/1 8:15:07"]
    )
    def test_a_moment_however_written_is_day_and_clock(self, value):
        assert self.as_read("SJCJSJ", value) == "20230501 081507"

    @pytest.mark.parametrize("value", ["2022-2023", "2022/2023", "2022—2023学年", "２０２２-２０２３"])
    def test_a_school_year_however_written_is_two_years(self, value):
        assert self.as_read("XN", value) == "2022-2023"

    @pytest.mark.parametrize(
        ("value", "text"),
        [
            (12.0, "12"),
            ("12.0", "12"),
            ("1,234", "1234"),
            ("１２", "12"),
            ("85%", "0.85"),
            (0.1 + 0.2, "0.3"),
            (1e-7, "0.0000001"),
            ("约12", "约12"),
        ],
    )
    def test_a_number_has_no_separators_no_percent_sign_and_no_trailing_zero(self, value, text):
        assert self.as_read("XYJSS", value) == text

    @pytest.mark.parametrize(("value", "code"), [("1", "1"), (1, "1"), ("1 是", "1"), ("是", "1"), ("0 否", "0"), ("也许", "也许")])
    def test_a_code_may_stand_with_its_label_or_as_its_label(self, value, code):
        assert self.as_read("SFZDZY", value) == code

    def test_a_code_that_excel_made_a_number_keeps_its_digits(self):
        assert self.as_read("XXDM", 3662000123) == "3662000123"

    def test_day_cells_in_a_text_column_lose_the_midnight(self):
        assert self.as_read("BJMC", dt.date(2023, 5, 1)) == "2023-05-01"

    @pytest.mark.parametrize(("name", "value"), [("JXNY", 2023.1), ("FZRQ", "20235"), ("FZRQ", 2023), ("FZRQ", "2023-05")])
    def test_what_could_mean_two_days_is_left_to_the_check(self, name, value):
        assert self.as_read(name, value) == str(value)

    def test_a_day_that_does_not_exist_is_left_to_the_check(self):
        assert self.as_read("FZRQ", "2023-02-30") == "2023-02-30"


class TestLostContent:
    def test_a_long_number_stored_as_a_number_is_refused_with_its_cell(self):
        code, message = refused(book((SHEET, [NAMES, [*row()[:2], 620102199001011234, *row()[3:]]])))
        assert code == "digits_lost"
        assert "C2" in message
        assert "末几位已经丢失" in message

    def test_the_same_digits_as_text_are_kept(self):
        sheet = one(book((SHEET, [NAMES, [*row()[:2], "620102199001011230", *row()[3:]]])))
        assert column(sheet, "XH") == ["620102199001011230"]

    def test_a_formula_is_read_by_its_result(self):
        data = book((SHEET, [NAMES, row()]), edit=lambda _b, pages: pages[0].write_formula("D2", '="乙"', None, "乙"))
        assert column(one(data), "XM") == ["乙"]

    def test_a_formula_without_a_result_is_refused_with_its_cell(self):
        data = book((SHEET, [NAMES, row()]), edit=lambda _b, pages: pages[0].write_formula("D2", "=A1", None, "X1Z"))
        data = changed(data, "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b' t="str"', b"").replace(b"<v>X1Z</v>", b""))
        code, message = refused(data)
        assert code == "formula_without_result"
        assert "D2" in message

    def test_a_formula_error_is_refused_with_its_cell(self):
        data = book((SHEET, [NAMES, row()]), edit=lambda _b, pages: pages[0].write_formula("D2", "=1/0", None, "#DIV/0!"))
        code, message = refused(data)
        assert code == "error_cell"
        assert "D2" in message

    def test_hidden_sheets_are_not_read_and_hidden_rows_are_and_both_are_said(self):
        def hide(_book, pages):
            pages[0].set_row(1, None, None, {"hidden": True})

        sheet = one(book((SHEET, [NAMES, row(), row(1)]), ("底稿", [NAMES, row(2)]), hidden=("底稿",), edit=hide))
        assert sheet.frame.height == 2
        assert "隐藏的工作表“底稿”没有读取。" in sheet.notes
        assert any("1 行是隐藏的" in note for note in sheet.notes)

    def test_merged_cells_below_the_header_are_said(self):
        data = book((SHEET, [NAMES, row(), row(1)]), edit=lambda _b, pages: pages[0].merge_range("H2:H3", "20护理1"))
        assert any("H2:H3" in note for note in one(data).notes)


class TestTables:
    def test_several_tables_in_one_workbook_are_known_by_sheet_name_or_columns(self):
        work = ["主键数据唯一性标识", "学校代码", "就业单位名称", "就业单位行业码", "就业日期"]
        sheets = read(book(("Sheet1", [NAMES, row()]), (WORK, [work, [f"{KEY}1", "3662000123", "某厂", "C", "20230701"]])))
        assert [sheet.table.name for sheet in sheets] == [FURTHER, WORK]
        assert [sheet.place for sheet in sheets] == ["Sheet1", WORK]

    def test_a_sheet_of_something_else_is_not_read_and_that_is_said(self):
        sheet = one(book((SHEET, [NAMES, row()]), ("食堂菜单", [["周一", "周二"], ["面", "饭"]])))
        assert any("“食堂菜单”没有读取" in note for note in sheet.notes)

    def test_a_workbook_without_any_table_names_the_nearest(self):
        code, message = refused(book(("专业设制", [["甲", "乙"], ["1", "2"]])))
        assert code == "unknown_table"
        assert "ODS_ZZZYSZSJ" in message

    def test_an_unknown_table_asked_for_names_the_nearest(self):
        code, message = refused(book((SHEET, [NAMES, row()])), table="ODS_ZZBYQXSXS")
        assert code == "unknown_table"
        assert "毕业去向【升学】" in message

    def test_a_sheet_named_for_a_table_whose_columns_it_lacks_is_refused(self):
        assert refused(book(("专业设置", [["甲", "乙"], ["1", "2"]])))[0] == "wrong_file"

    def test_one_table_on_two_sheets_is_refused(self):
        assert refused(book(("一", [NAMES, row()]), ("二", [NAMES, row(1)])))[0] == "table_twice"

    def test_a_zip_holds_workbooks_and_texts_with_names_in_gbk(self):
        data = zipped(**{"升学.csv": CSV.encode("gbk"), "__MACOSX/._a": b"x"})
        assert one(data, "a.zip").place == "升学.csv"

    def test_a_zip_with_something_else_in_it_names_it(self):
        code, message = refused(zipped(**{"a.csv": CSV.encode(), "说明.docx.pdf": b"%PDF"}), "a.zip")
        assert code == "not_a_workbook"
        assert "说明.docx.pdf" in message


class TestDangers:
    def test_macros_are_refused(self):
        data = changed(book((SHEET, [NAMES, row()])), "xl/vbaProject.bin", lambda _none: b"x")
        assert refused(data, "a.xlsm")[0] == "file_has_macros"

    def test_macros_of_old_workbooks_are_refused(self):
        """Those of Excel 4 stand on sheets of their own, those of an .xls in a folder within it."""
        data = changed(book((SHEET, [NAMES, row()])), "xl/macrosheets/sheet1.xml", lambda _none: b"<x/>")
        assert refused(data, "a.xlsx")[0] == "file_has_macros"
        old = (Path(__file__).parent / "data/certificates.xls").read_bytes()
        assert refused(old + "_VBA_PROJECT_CUR".encode("utf-16-le"), "a.xls")[0] == "file_has_macros"

    def test_an_old_workbook_is_read_with_its_dates_numbers_and_hidden_sheets(self):
        """Written in the format of Excel 97."""
        sheet = one((Path(__file__).parent / "data/certificates.xls").read_bytes(), "证书.xls")
        assert sheet.table.name == "ODS_ZZXSJNDSSJ"
        assert sheet.frame.select("XH", "JDDJM", "FZRQ", "SFZCDZZS").row(1) == ("2020002", "30", "20220602", "1")
        assert sheet.cell(1, "FZRQ") == "I4"
        assert "隐藏的工作表“底稿”没有读取。" in sheet.notes

    def test_a_password_is_refused(self):
        data = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le") + bytes(600)
        assert refused(data)[0] == "file_encrypted"

    def test_a_damaged_workbook_is_refused(self):
        data = book((SHEET, [NAMES, row()]))
        assert refused(data[: len(data) // 2])[0] == "file_damaged"
        assert refused(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), "a.xls")[0] == "file_damaged"

    def test_two_cells_far_apart_are_refused_before_the_space_between_is_laid_out(self):
        far = b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
        data = changed(book((SHEET, [NAMES, row()])), "xl/worksheets/sheet1.xml", lambda xml: xml.replace(b"</sheetData>", far))
        assert refused(data)[0] == "file_too_large"

    def test_a_300_mb_workbook_is_refused_unopened(self, monkeypatch):
        monkeypatch.setattr(zipfile.ZipFile, "__init__", lambda *_a, **_k: pytest.fail("opened"))
        monkeypatch.setattr(files, "WORKBOOK_LIMITS", archive.Limits(file_bytes=3_000))
        code, message = refused(b"PK" + bytes(4_000))
        assert code == "file_too_large"
        assert "没有打开" in message

    def test_the_limit_of_a_workbook_is_well_below_300_mb(self):
        assert reading_books.WORKBOOK_LIMITS.file_bytes < 300 * 2**20

    def test_bombs_are_refused_by_what_they_would_unpack_to(self):
        bomb = changed(book((SHEET, [NAMES, row()])), "xl/media/image1.bin", lambda _none: bytes(20 * 2**20))
        assert refused(bomb)[0] == "file_too_large"
        assert refused(zipped(**{"a.csv": b"," * (20 * 2**20)}), "a.zip")[0] == "file_too_large"


class TestLargeSheets:
    """A large sheet is looked through by another engine: it must say the same."""

    @pytest.mark.parametrize("threshold", [1, archive.LARGE])
    def test_both_engines_find_the_same(self, monkeypatch, threshold):
        def edit(_book, pages):
            pages[0].write_formula("D3", "=A1", None, "#N/A")
            pages[0].write_number("C4", 620102199001011234)
            pages[0].set_row(4, None, None, {"hidden": True})
            pages[0].merge_range("H5:H6", "x")

        monkeypatch.setattr(archive, "LARGE", threshold)
        found = archive.inspect(book((SHEET, [["", *NAMES], *(["", *row()] for _ in range(5))]), edit=edit))
        assert found.error_cells == {SHEET: frozenset({"D3"})}
        assert found.lost_digits == {SHEET: frozenset({"C4"})}
        assert found.merged == {SHEET: ("H5:H6",)}
        assert found.hidden_rows == {SHEET: 1}
        assert found.first_columns == {SHEET: 1}

    def test_a_large_ordinary_sheet_is_read_like_a_small_one(self, monkeypatch):
        rows = [["", *NAMES], *(["", *row(number)] for number in range(3))]
        small = one(book((SHEET, rows)))
        monkeypatch.setattr(archive, "LARGE", 1)
        large = one(book((SHEET, rows)))
        assert large.frame.equals(small.frame)
        assert large.letters == small.letters

    def test_a_far_cell_is_found_however_it_is_written(self, monkeypatch):
        monkeypatch.setattr(archive, "LARGE", 1)
        plain = book((SHEET, [NAMES, row()]))
        for cell in (
            b'<c r="XFD1048576">',
            b"<c r='XFD1048576'>",
            b'<c  r="XFD1048576">',
            b'<c t="n" r = "XFD1048576">',
            b'<c r="A999999999">',
        ):
            rows = b'<row r="3">' + cell + b"<v>1</v></c></row></sheetData>"
            data = changed(plain, "xl/worksheets/sheet1.xml", lambda xml, rows=rows: xml.replace(b"</sheetData>", rows))
            with pytest.raises(Refusal) as caught:
                archive.inspect(data)
            assert caught.value.code == "file_too_large"
