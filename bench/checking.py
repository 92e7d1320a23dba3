"""A CSV file of a million rows with twenty columns, checked by the declared rules, against the csv module and rules written by hand.

Both sides read the same bytes, hold the same rules against every cell and give a report of every fault; the reports are compared
row for row before anything is measured. The rules by hand are what a developer writes without our declarations, for this table only.
"""

from __future__ import annotations

import csv
import io
import re
import time
from collections.abc import Callable
from datetime import date
from typing import Any

from baigong.engines.checking.fields import Field, Kind, RowCheck, TableRules
from bench.measure import NOISY, interleaved

ROWS = 1_000_000
TARGET = 8.0
OURS, YARDSTICK = "read_csv and check_frame", "csv module, rules by hand"
COUNTIES = ("凉州区", "民勤县", "古浪县", "天祝县")
WEIGHTS, LAST = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
CREDIT, CREDIT_WEIGHTS = "0123456789ABCDEFGHJKLMNPQRTUWXY", tuple(pow(3, place, 31) for place in range(17))
RULES = TableRules(
    "BENCH",
    "学籍",
    (
        Field("主键", "主键", length=32, is_required=True, check="row_key"),
        Field("身份证号", "身份证号", is_required=True, check="citizen_number"),
        Field("姓名", "姓名", length=36, is_required=True),
        Field("性别", "性别", is_required=True, codes=frozenset("男女"), code_set="性别"),
        Field("出生日期", "出生日期", Kind.DATE, is_required=True),
        Field("民族", "民族", length=20, is_required=True),
        Field("户籍县区", "户籍县区", is_required=True, codes=frozenset(COUNTIES), code_set="县区"),
        Field("学校代码", "学校代码", is_required=True, check="school_code"),
        Field("专业代码", "专业代码", is_required=True, check="programme_code"),
        Field("年级", "年级", Kind.YEAR, is_required=True),
        Field("班级", "班级", length=20),
        Field("入学年月", "入学年月", Kind.MONTH, is_required=True),
        Field("学制", "学制", is_required=True, codes=frozenset("123456"), code_set="学制"),
        Field("是否住校", "是否住校", is_required=True, codes=frozenset("01"), code_set="是否"),
        Field("联系电话", "联系电话", check="mobile"),
        Field("监护人", "监护人", length=36),
        Field("合作企业", "合作企业", check="credit_code"),
        Field("语文", "语文", Kind.NUMBER, length=5, scale=1),
        Field("数学", "数学", Kind.NUMBER, length=5, scale=1),
        Field("采集时间", "采集时间", Kind.MOMENT, is_required=True),
    ),
    key=("主键",),
    row_checks=(RowCheck("birth_date", "出生日期", "身份证号"),),
)
NAMES = [field.name for field in RULES.fields]


def run(rounds: int, rows: int = ROWS) -> dict[str, Any]:
    """Measure; ratios are medians over the rounds."""
    data = _written(rows)
    ours, theirs = _ours(data), _by_hand(data)
    assert ours == theirs, "the two reports differ"
    cases: dict[str, Callable[[], float]] = {
        OURS: lambda: _rate(rows, lambda: len(_ours(data)), len(ours)),
        YARDSTICK: lambda: _rate(rows, lambda: len(_by_hand(data)), len(ours)),
    }
    rates = interleaved(cases, yardstick=YARDSTICK, rounds=rounds)
    median, least, greatest = rates.ratio(OURS)
    return {
        "rows": rows,
        "bytes": len(data),
        "faults": len(ours),
        "noisy": rates.is_noisy,
        "spread": rates.spread,
        "rates": {name: sorted(each[name] for each in rates.rounds)[len(rates.rounds) // 2] for name in cases},
        "cases": [
            {
                "name": "checked with a report",
                "ratio": median,
                "least": least,
                "greatest": greatest,
                "target": TARGET,
                "met": None if rates.is_noisy else median >= TARGET,
            }
        ],
    }


def report(outcome: dict[str, Any]) -> str:
    """The outcome as lines of text."""
    lines = [
        f"{outcome['rows']:,} rows, {len(NAMES)} columns, {outcome['bytes'] / 2**20:.0f} MB, {outcome['faults']:,} faults on both sides"
    ]
    lines += [f"{name}: {rate:,.0f} rows/s" for name, rate in outcome["rates"].items()]
    for case in outcome["cases"]:
        span = f"{case['least']:.1f} to {case['greatest']:.1f}, target {case['target']:g}"
        lines.append(f"{case['name']}: {case['ratio']:.1f}x the csv module ({span})")
    if outcome["noisy"]:
        lines.append(f"The machine was busy: the yardstick itself varied {outcome['spread']:.1f}-fold (limit {NOISY})")
    return "\n".join(lines) + "\n"


def _rate(rows: int, work: Callable[[], int], expected: int) -> float:
    start = time.perf_counter()
    found = work()
    seconds = time.perf_counter() - start
    assert found == expected, f"{found} faults instead of {expected}"
    return rows / seconds


def _ours(data: bytes) -> list[tuple[int, str, str]]:
    import polars as pl

    from baigong.engines.checking.frame import check_frame

    checked = check_frame(RULES, pl.read_csv(data, infer_schema=False))
    return checked.faults.select("row", "field", "code").rows()


def _by_hand(data: bytes) -> list[tuple[int, str, str]]:
    lines = csv.reader(io.StringIO(data.decode("utf-8"), newline=""))
    next(lines)
    found: list[tuple[int, str, str]] = []
    first: set[str] = set()
    for number, line in enumerate(lines):
        found += [(number, NAMES[place], code) for place, code in _check(line)]
        if line[0] in first:
            found.append((number, NAMES[0], "duplicate_key"))
        elif line[0]:
            first.add(line[0])
    return found


MUST = [place for place, field in enumerate(RULES.fields) if field.is_required]
KEY, PERSON, SCHOOL, PROGRAMME, MOBILE, COMPANY, NUMBER, MOMENT = (
    re.compile(shape)
    for shape in (
        "[0-9A-Z]{32}", "[1-9][0-9]{5}(?:18|19|20)[0-9]{9}[0-9X]", "[0-9]{10}", "[0-9]{6}K?", "1[3-9][0-9]{9}",
        "[0-9A-HJ-NPQRTUWXY]{2}[0-9]{6}[0-9A-HJ-NPQRTUWXY]{10}", r"-?([0-9]+)(?:\.([0-9]+))?",
        "([0-9]{8}) (?:[01][0-9]|2[0-3])[0-5][0-9][0-5][0-9]",
    )
)  # fmt: skip


def _is_day(text: str) -> bool:
    try:
        date(int(text[:4]), int(text[4:6]), int(text[6:8]))
    except ValueError:
        return False
    return len(text) == 8 and text.isascii() and text.isdigit()


def _check(line: list[str]) -> list[tuple[int, str]]:
    """The faults of one row, by hand. The data bear no blanks and no full-width characters, so nothing is rewritten on this side."""
    found = [(place, "required") for place in MUST if not line[place]]
    wrong = found.append
    if line[0] and not KEY.fullmatch(line[0]):
        wrong((0, "not_a_row_key"))
    person = line[1]
    if person:
        if not PERSON.fullmatch(person):
            wrong((1, "not_a_citizen_number"))
        elif not _is_day(person[6:14]):
            wrong((1, "no_such_birth_date"))
        elif LAST[sum(int(digit) * weight for digit, weight in zip(person, WEIGHTS)) % 11] != person[17]:  # noqa: B905
            wrong((1, "wrong_check_digit"))
    found += [(place, "too_long") for place, length in ((2, 36), (5, 20), (10, 20), (15, 36)) if len(line[place]) > length]
    if line[3] and line[3] not in ("男", "女"):
        wrong((3, "not_in_code_set"))
    if line[4] and not _is_day(line[4]):
        wrong((4, "not_a_date"))
    if line[6] and line[6] not in COUNTIES:
        wrong((6, "not_in_code_set"))
    if line[7] and not SCHOOL.fullmatch(line[7]):
        wrong((7, "not_a_school_code"))
    if line[8] and not PROGRAMME.fullmatch(line[8]):
        wrong((8, "not_a_programme_code"))
    if line[9] and not (len(line[9]) == 4 and line[9].isdigit() and line[9] != "0000"):
        wrong((9, "not_a_year"))
    if line[11] and not _is_day(line[11] + "01"):
        wrong((11, "not_a_month"))
    if line[12] and line[12] not in ("1", "2", "3", "4", "5", "6"):
        wrong((12, "not_in_code_set"))
    if line[13] and line[13] not in ("0", "1"):
        wrong((13, "not_in_code_set"))
    if line[14] and not MOBILE.fullmatch(line[14]):
        wrong((14, "not_a_mobile_number"))
    company = line[16]
    if company:
        if not COMPANY.fullmatch(company):
            wrong((16, "not_a_credit_code"))
        elif CREDIT[-sum(CREDIT.index(char) * weight for char, weight in zip(company, CREDIT_WEIGHTS)) % 31] != company[17]:  # noqa: B905
            wrong((16, "wrong_check_digit"))
    for place in (17, 18):
        if line[place]:
            match = NUMBER.fullmatch(line[place])
            if not match:
                wrong((place, "not_a_number"))
            elif len(match[1].lstrip("0")) > 4:
                wrong((place, "too_many_digits"))
            elif match[2] and len(match[2].rstrip("0")) > 1:
                wrong((place, "too_many_decimals"))
    match = MOMENT.fullmatch(line[19])
    if line[19] and not (match and _is_day(match[1])):
        wrong((19, "not_a_moment"))
    if len(found) > 1:
        found.sort()
    if line[4] and person and person[6:14] != line[4] and not any(place in (1, 4) for place, _ in found):
        wrong((4, "not_birth_date"))
    return found


def _written(rows: int) -> bytes:
    """The file: 4 to 5 faults in a hundred rows, of many kinds."""
    out = io.StringIO(newline="")
    lines = csv.writer(out)
    lines.writerow(NAMES)
    lines.writerows(_row(n) for n in range(rows))
    return out.getvalue().encode()


def _row(n: int) -> list[str]:
    born = f"{2005 + n % 5}{n % 12 + 1:02}{n % 28 + 1:02}"
    first = f"6206{n % 89 + 1:02}{born}{n % 1000:03}"
    check = LAST[sum(int(digit) * weight for digit, weight in zip(first, WEIGHTS, strict=True)) % 11]
    company = f"91620600MA7{n % 997:06}"
    return [
        f"{n if n % 4001 else 1:032X}",
        first + ("7" if n % 50 == 0 and check != "7" else check),
        f"张{chr(0x4E00 + n % 3000)}{chr(0x4E00 + n % 2111)}",
        "男女"[n & 1], born if n % 211 else "20230229", "汉族", COUNTIES[n % 4] if n % 77 else "某县", f"{6200000000 + n % 120}",
        f"{710000 + n % 60}" + ("K" if n % 7 == 0 else ""), f"{2024 + n % 3}", f"{n % 12 + 1}班", f"{2024 + n % 3}09", "3", "01"[n & 1],
        f"139{n % 100000000:08}" if n % 333 else "1291234567", f"李{chr(0x4E00 + n % 2999)}",
        company + CREDIT[-sum(CREDIT.index(char) * weight for char, weight in zip(company, CREDIT_WEIGHTS, strict=True)) % 31],
        f"{n % 150}", f"{n * 7 % 150}.5" if n % 99 else "99999", f"20250301 {n % 24:02}{n % 60:02}00",
    ]  # fmt: skip
