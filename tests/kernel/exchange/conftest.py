"""One table of every kind, as a context would declare it."""

import datetime as dt
from decimal import Decimal

import pytest

from baigong.kernel.exchange import Choice, Column, Table, each_row


def ends_after_start(row):
    if row.get("starts_on") and row.get("ends_on") and row["ends_on"] < row["starts_on"]:
        yield "ends_on", "结束日期早于开始日期；请核对两个日期。"


COLUMNS = [
    Column("code", "项目编号", "code", pattern=r"[A-Z]{2}\d{4}", pattern_help="两位大写字母加四位数字", example="WW0001"),
    Column("year", "年度", "integer", minimum=2000, maximum=2100, example="2023"),
    Column("name", "项目名称", required=True, max_length=40, aliases=["名称"], help="写全称", example="实训楼"),
    Column("id_number", "负责人证件号", "code", unique=True),
    Column("amount", "金额（万元）", "decimal", minimum=Decimal(0), decimal_places=2),
    Column("starts_on", "开始日期", "date", required=True),
    Column("ends_on", "结束日期", "date"),
    Column("month", "统计月份", "month"),
    Column("is_open", "是否公开", "boolean"),
    Column("state", "状态", "choice", choices=[Choice("going", "进行中", ["在办"]), ("done", "已完成"), ("late", "滞后")]),
    Column("remark", "备注"),
]


@pytest.fixture
def table():
    return Table("projects", "项目台账", COLUMNS, key=["code", "year"], checks=[each_row(ends_after_start)], max_rows=500)


@pytest.fixture
def rows():
    return [
        {
            "code": f"WW{n:04d}",
            "year": 2023,
            "name": f"实训基地{n}",
            "id_number": f"62230120000101{n:04d}",
            "amount": Decimal("1234.50") + n,
            "starts_on": dt.date(2023, 5, 1),
            "ends_on": None if n % 2 else dt.date(2023, 12, 31),
            "month": "2023-05",
            "is_open": bool(n % 2),
            "state": ["going", "done", "late"][n % 3],
            "remark": None if n % 2 else "=cmd|' /C calc'!A0",
        }
        for n in range(1, 8)
    ]
