"""Files that cannot be the table: each is refused with what it is and what to do, and none reaches the parser."""

import io
import struct
import zipfile

import pytest

from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import Column, Limits, Table, export, read, template


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return {name: book.read(name) for name in book.namelist()}


def packed(content):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in content.items():
            book.writestr(name, data)
    return out.getvalue()


def with_rows(data, xml):
    content = parts(data)
    sheet = "xl/worksheets/sheet1.xml"
    content[sheet] = content[sheet].replace(b"</sheetData>", xml + b"</sheetData>")
    return packed(content)


def refused(table, data, name="a.xlsx", **kwargs):
    with pytest.raises(Refusal) as caught:
        read(table, data, name, **kwargs)
    assert caught.value.status == 422
    return caught.value.code


def test_empty_files(table):
    assert refused(table, b"") == "file_empty"
    assert refused(table, b"\xef\xbb\xbf \r\n", "a.csv") == "file_empty"
    assert refused(table, template(table)) == "no_rows"


def test_template_of_another_table_is_recognised_under_any_name(table):
    other = Table("teachers", "教师名册", [Column("id", "证件号", "code"), Column("name", "姓名")], key=["id"])
    data = export(other, [{"id": "1", "name": "王某"}])
    with pytest.raises(Refusal, match="教师名册") as caught:
        read(table, data, "项目台账.xlsx")
    assert caught.value.code == "wrong_file"


def test_a_workbook_without_our_header(table):
    other = Table("x", "x", [Column("a", "甲"), Column("b", "乙")], key=["a"])
    data = export(other, [{"a": "1"}], "csv")
    with pytest.raises(Refusal, match="项目编号") as caught:
        read(table, data, "别的.csv")
    assert caught.value.code == "wrong_file"


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"<html><table><tr><td>1</td></tr></table></html>", "export.xls", "not_a_workbook"),
        (b'<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>', "a.xls", "not_a_workbook"),
        (b"%PDF-1.7 \x00\x01\x02\xff\xfe\x00" * 50, "a.xlsx", "not_a_workbook"),
        (b"\x89PNG\r\n\x1a\n\x00\x00\x00" * 30, "a.csv", "not_a_workbook"),
        ("学分账号,姓名\n".encode()[:-2], "a.csv", "text_unreadable"),
        (b"PK\x03\x04 not a zip at all", "a.xlsx", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600, "a.xls", "file_damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 600 + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "file_encrypted"),
        (packed({"word/document.xml": b"<a/>"}), "a.docx", "not_a_workbook"),
    ],
)  # fmt: skip
def test_disguises_and_damage(table, data, name, code):
    assert refused(table, data, name) == code


def test_truncated_workbook(table, rows):
    data = export(table, rows)
    assert refused(table, data[: len(data) // 2]) == "file_damaged"


def test_flipped_bytes_are_noticed_by_the_checksum(table, rows):
    data = bytearray(export(table, rows))
    at = data.index(b"xl/worksheets/sheet1.xml") + 200
    data[at] ^= 0xFF
    assert refused(table, bytes(data)) == "file_damaged"


def test_bomb_by_ratio_is_refused_from_the_directory(table, rows):
    data = with_rows(export(table, rows), b'<row r="20">' + b" " * (30 * 2**20) + b"</row>")
    assert len(data) < 100_000
    assert refused(table, data) == "file_too_large"


def test_bomb_by_total_size(table, rows):
    data = with_rows(export(table, rows), b" " * 100_000)
    assert refused(table, data, limits=Limits(inflated_bytes=50_000)) == "file_too_large"


def test_a_directory_that_lies_about_sizes_is_refused(table, rows):
    content = parts(export(table, rows))
    size = len(content["xl/worksheets/sheet1.xml"])
    data = bytearray(packed(content))
    real = struct.pack("<I", size)
    at = data.rindex(b"xl/worksheets/sheet1.xml") - 46 + 24
    assert bytes(data[at : at + 4]) == real
    data[at : at + 4] = struct.pack("<I", 100)
    assert refused(table, bytes(data)) == "file_damaged"


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b"<row r='9'><c r='XFD9'><v>1</v></c></row>",
        b'<row r="1048576"><c r="J1048576"><v>1</v></c></row>',
        b'<x:row xmlns:x="u" r = "999999999"><x:c><x:v>1</x:v></x:c></x:row>',
    ],
)
def test_one_far_cell_does_not_make_the_reader_lay_out_millions(table, rows, xml):
    assert refused(table, with_rows(export(table, rows), xml)) == "file_too_large"


@pytest.mark.parametrize("xml", [b'<row r="9"><c r="&#88;FD9"><v>1</v></c></row>', b"<!DOCTYPE a [<!ENTITY b 'c'>]>"])
def test_tricks_of_xml_are_refused(table, rows, xml):
    assert refused(table, with_rows(export(table, rows), xml)) == "file_damaged"


def test_utf16_parts_are_refused(table, rows):
    content = parts(export(table, rows))
    sheet = content["xl/worksheets/sheet1.xml"].decode()
    content["xl/worksheets/sheet1.xml"] = sheet.replace("UTF-8", "UTF-16").encode("utf-16")
    assert refused(table, packed(content)) == "file_damaged"


def test_too_many_parts_and_bytes(table, rows):
    data = export(table, rows)
    assert refused(table, data, limits=Limits(parts=3)) == "file_too_large"
    assert refused(table, data, limits=Limits(file_bytes=1_000)) == "file_too_large"


def test_wide_csv(table):
    assert refused(table, b",".join([b"x"] * 2_000) + b"\n", "a.csv") == "file_too_large"


def test_a_formula_without_its_result_is_not_taken_for_a_blank(table, rows):
    formula = b'<row r="3"><c r="A3"><f>B2&amp;"1"</f><v /></c><c r="C3" t="str"><f>IF(1=2,"x","")</f><v></v></c></row>'
    found = {issue.cell: issue.message for issue in read(table, with_rows(export(table, rows[:1]), formula), "a.xlsx").issues}
    assert "没有存下结果" in found["A3"]
    assert found["C3"] == "必填项为空；请填写。"
