"""Rows as schools return them, sound unless a test changes something, and the returning of them."""

from __future__ import annotations

from datetime import datetime
from types import SimpleNamespace
from typing import Any

import polars as pl

from baigong.contexts.registers import public as registers
from baigong.contexts.registers.models import Batch, Channel
from tests.contexts.registers.sample import frame

KEY = "{:032X}"
COLLECTED = "20220601 080000"


def sent(city: SimpleNamespace, now: datetime, standard: str, name: str, *rows: dict[str, str], host: str = "school") -> Batch:
    """The batch of these rows, all of them accepted."""
    table = registers.find_table(standard, name)
    assert table is not None
    source = registers.Source(Channel.UPLOAD, "0" * 64, file_name="示例.xlsx", place="示例表", numbers=pl.Series(range(4, 4 + len(rows))))
    facts: dict[str, Any] = {"actor": getattr(city, host), "now": now, "organisation": getattr(city, f"{host}_body")}
    receipt = registers.receive(**facts, table=table, frame=frame(*rows), source=source)
    assert not receipt.batch.failed_count, receipt.faults.to_dicts()
    return receipt.batch


def a_programme(number: int, **changes: str) -> dict[str, str]:
    """专业设置."""
    row = {"ZJSJWYXBS": KEY.format(number), "XXDM": "3162000001", "ZYMC": "作物生产技术", "ZYDM": "610102", "PZSZNY": "201503",
           "SCZSNY": "201509", "XZM": "3", "SFZDZY": "0", "SJCJSJ": COLLECTED}  # fmt: skip
    return row | changes


def a_class(number: str, **changes: str) -> dict[str, str]:
    """班级."""
    return {"BH": number, "BJMC": f"{number}班", "NJ": "2021", "ZYDM": "610102", "XSS": "42"} | changes


def a_student(number: int, **changes: str) -> dict[str, str]:
    """学生名册."""
    row = {"XH": str(number), "XM": "示例", "XBM": "1", "CSRQ": "20050101", "SFZJLX": "9", "QTZJH": f"X{number:04d}", "ZYDM": "610102",
           "PYCC": "1", "XSLX": "1", "RXNY": "202109", "NJ": "2021", "BH": "21A", "XSZT": "1", "SFSX": "0"}  # fmt: skip
    if changes.get("XSZT", "1") not in ("1", "2"):
        row["LXRQ"] = "20220601"
    return row | changes


def a_teacher(number: int, **changes: str) -> dict[str, str]:
    """教师名册."""
    row = {"JGH": f"T{number:04d}", "XM": "张示例", "XBM": "1", "CSRQ": "19850101", "SFZJLX": "9", "QTZJH": f"T{number}", "SFZR": "1",
           "SFZYJS": "1", "SFXWJZ": "0", "RZRQ": "20100901", "XLM": "2", "XWM": "3", "ZCJB": "3", "SSTJ": "0", "SSDJ": "0",
           "ZYDM": "720201"}  # fmt: skip
    return row | changes


def a_course(number: int, **changes: str) -> dict[str, str]:
    """课程信息."""
    row = {"ZJSJWYXBS": KEY.format(number), "XXDM": "3162000001", "KCMC": "示例课", "KCDM": f"K{number}", "KCLBM": "1", "KCXZM": "3",
           "KCSXM": "1", "KCFLM": "2", "XKLBM": "02", "SFZYHXKC": "1", "LVJXSS": "30", "SJJXSY": "10", "SJCJSJ": COLLECTED}  # fmt: skip
    return row | changes
