"""Workbooks as schools make them, built cell by cell."""

import datetime as dt
import io
import zipfile

import xlsxwriter

NAMES = ["主键数据唯一性标识", "学校代码", "学号", "姓名", "学生类型码", "专业名称", "专业代码", "班级名称", "升学渠道码", "录取学校名称"]
KEY = "A1B2C3D4E5F60718293A4B5C6D7E8F9"
ROW = ["{key}0", "3662000123", "2020001", "甲", "0", "护理", "720201", "20护理1", "3", "示范学院"]


def row(number=0):
    """One sound row of 毕业去向【升学】, by the columns of ``NAMES``."""
    return [f"{KEY}{number}", *ROW[1:]]


def book(*sheets, hidden=(), edit=None):
    """An .xlsx of (name, rows) sheets; a date becomes a date cell, a number a number cell. ``edit`` gets (book, pages)."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"strings_to_formulas": False, "strings_to_urls": False})
    day = made.add_format({"num_format": "yyyy-mm-dd"})
    pages = []
    for name, rows in sheets:
        page = made.add_worksheet(name)
        pages.append(page)
        for number, cells in enumerate(rows):
            for index, cell in enumerate(cells):
                if isinstance(cell, dt.date):
                    page.write_datetime(number, index, cell, day)
                elif isinstance(cell, int | float):
                    page.write_number(number, index, cell)
                elif cell:
                    page.write_string(number, index, cell)
        if name in hidden:
            page.hide()
    if edit:
        edit(made, pages)
    made.close()
    return out.getvalue()


def zipped(**files):
    """A .zip of files by name."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def changed(data, part, change):
    """The workbook with one part of it rewritten, or added where it is not there."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        names = source.namelist()
        for name in names:
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
        if part not in names:
            target.writestr(part, change(b""))
    return out.getvalue()
