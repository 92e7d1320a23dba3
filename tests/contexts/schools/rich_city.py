"""Rosters and projects as no city would return them: nulls everywhere, ties, nothing to divide by, and every date beside a boundary."""

from __future__ import annotations

import random
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pyarrow as pa

from baigong.contexts.schools.figures.tables import years_before
from baigong.contexts.schools.models import ProjectState, all_kinds
from baigong.kernel.indicators import SnapshotTable, all_tables, folders
from baigong.kernel.indicators.compiling import compile_plan
from baigong.kernel.indicators.plans import City

SCHOOLS = {
    "1": ("secondary_school", "620602", "620602"), "2": ("secondary_school", "620621", "620621"), "3": ("secondary_school", "620621", None),
    "4": ("secondary_school", "", "620600"), "5": ("college", "620602", "620602"), "6": ("college", None, "620602"),
    "7": ("county_bureau", "620622", "620622"),
}  # fmt: skip
"""By number: kind, county, division; one lies in no county, of one the county is not known."""
YES_NO = (True, False, None)
WORDS = {
    "student": tuple(f"s{n}" for n in range(25)), "teacher": tuple(f"t{n}" for n in range(12)), "person_hash": ("h1", "h2", "h3", None),
    "programme": ("610102", "61010", "720201", "710201", "520201", "410303", "", None), "level_code": ("1", "2", "3", None),
    "type_code": (*"123456789", "x", None), "state_code": (*"12345", None), "school_type_code": ("1", "2", "3", "12", None),
    "destination_code": ("10", "11", "12", "27", "46", "50", "51", "75", "76", "80", "85", "70", "71", "72", "99", None),
    "employer_division": ("620602", "620100", "6206", "", None), "kind_code": ("1", "2", "3", "4", None), "certificate": ("c1", "c2", None),
    "result_code": ("1", "0", "2", None), "course_kind_code": ("1", "2", "3", None), "book_kind_code": ("1", "2", "9", None),
    "dual_level_code": ("0", "1", "3", None), "enterprise_name": ("甲", "乙", "甲/乙", None), "industry_code": ("A", "C", None),
    "industry_name": ("农业", "制造业", None), "enterprise_division": ("620602", "620621", "", None), "kind": tuple(all_kinds()),
    "subject": ("a", "b", "c", "d", None), "state": tuple(str(state.value) for state in ProjectState),
}  # fmt: skip
WHOLE = {
    "land": (39999, 40000, 66000, 33 * 2001, None), "floor": (23999, 24000, 20 * 2001, 0, None), "students": (0, 1, 1199, 1200, 2001, None),
    "teachers": (0, 59, 60, 61, 101, None), "senior": (0, 11, 12, 13, None), "specialists": (0, 29, 30, 31, None), "dual": (0, 8, 9, None),
    "books": (0, 30 * 1200 - 1, 30 * 1200, None), "computers": (0, 179, 180, 181, None), "trainees": (0, 1, 60, 2**33, None),
    "entrants": (0, 1, 999, 2**33, None), "theory": (0, 500, 501, None), "practical": (0, 500, 501, None), "rank": (1, 2, 2, 3),
    "staff": (0, 9, 10, 11, 49, 50, 51, 1000, None), "interns": (0, 0, 1, 20, None), "apprentices": (0, 0, 1, None),
    "row": (0, 1, 2, 2), "batch": (1, 1, 2),
}  # fmt: skip
STATES = {
    "enterprise_register": ("operating", "operating", "suspended", "closed"), "enterprise_alliances": ("active", "active", "dissolved"),
    "credit_outcomes": ("recognised", "recognised", "revoked"), "credit_conversions": ("approved", "refused", "reversed", "applied"),
    "recognition_agreements": ("in_force", "in_force", "ended", "terminated"), "shared_courses": ("published", "finished"),
    "course_enrolments": ("admitted", "passed", "failed", "recognised"), "credit_accounts": ("active", "active", "pending", "closed"),
    "credit_appeals": ("changed", "upheld", "lodged"), "pilot_entries": ("passed", "failed", "absent", "registered"),
    "pilot_certificates": ("issued", "issued", "revoked"), "integration_entitlements": ("granted", "granted", "suspended", "ended"),
    "duty_years": ("met", "short", "short", "met_by_group", "not_applicable", "no_data"),
    "round_placements": ("placed", "placed", "unplaced"),
    "apprentices": ("enrolled", "certified", "finished", "failed", "left"),
}  # fmt: skip
GOOD = {
    "is_public": True, "is_attached": False, "school_type_code": "1", "land": 40000, "floor": 24020, "teachers": 61, "senior": 13,
    "specialists": 31, "dual": 10, "books": 36030, "computers": 181, "is_costly": None,
}  # fmt: skip
"""A school that meets the conditions, or misses one by a person or a book."""
LACKING = {"land", "floor", "teachers", "senior", "specialists", "dual", "books", "computers"}
MONEY = (Decimal("0.01"), Decimal("2999999.99"), Decimal("3000000.00"), Decimal("99999999999.99"), Decimal(0), None)


def rich_rows(day: date, seed: int, each: int = 90) -> dict[str, list[dict]]:
    """Rows for every table of a snapshot of ``day``, the same for the same seed."""
    draw = random.Random(seed)
    return {
        name: [_row(table, day, draw, number) for number in range(each)]
        for name, table in all_tables().items()
        if isinstance(table, SnapshotTable)
    }


def _row(table: SnapshotTable, day: date, draw: random.Random, number: int) -> dict:
    school = draw.choice(list(SCHOOLS))
    kind, county, division = SCHOOLS[school]
    row = {column.name: _value(column.name, column.type, day, draw) for column in table.columns}
    own = {"school": school, "school_name": school, "body_kind": kind, "county": county, "division": division, "path": f"1.{school}."}
    row |= {name: value for name, value in own.items() if name in row} | ({"project": number} if "project" in row else {})
    row |= {"outcome": number} if "outcome" in row else {}
    if table.name in STATES:
        row |= {"state": draw.choice(STATES[table.name])}
    if table.name == "credit_outcomes":
        row |= {"kind": draw.choice(("x_certificate", "x_certificate", "farmer_training"))}
    if table.name == "enterprise_cooperation":
        row |= {"kind": draw.choice(("order_class", "order_class", "base", "programme"))}
    if table.name == "credit_movements":
        row |= {"kind": draw.choice(("deposit", "use", "reverse"))}
    if table.name == "teachers" and draw.random() < 0.6:  # enough of those whom the rules concern
        row |= {"is_full_time": True, "is_specialist": True, "is_external": False, "left_on": None, "began_on": years_before(day, 9)}
    if table.name == "conditions":  # many schools, most of them short of one thing, each of another
        row |= {"school": str(number % 30)}
    if table.name == "conditions" and number % 3:
        row |= GOOD | {"year": day.year - 1, "students": draw.choice((1000, 1200, 1201)), "equipment": draw.choice(MONEY[1:3])}
        short = sorted(LACKING)[number % 10 % len(LACKING)]
        row |= {short: GOOD[short] - draw.choice((0, 2, 5))}
    if table.name == "destinations" and draw.random() < 0.8:
        year = draw.choice((day.year, day.year - 1))
        row |= {"year": year, "cut_off": draw.choice((date(year, 8, 31), date(year, 12, 31)))}
    if table.name == "projects" and draw.random() < 0.6:
        row |= {"state": "accepted", "accepted_on": day - timedelta(days=draw.choice((0, 1, 400))), "title_until": None}
    return row


def _value(name: str, kind: str, day: date, draw: random.Random) -> object:
    if name in WORDS:
        return draw.choice(WORDS[name])
    if name in ("year", "grade"):
        return draw.choice((day.year - 3, day.year - 2, day.year - 1, day.year, day.year, None))
    if kind == "date":
        return draw.choice(_beside(day))
    if kind == "boolean":
        return draw.choice(YES_NO)
    if kind.startswith("decimal"):
        return draw.choice(MONEY)
    return draw.choice(WHOLE.get(name, (0, 1, 2, None))) if kind == "int64" else draw.choice(("x", "y", None))


def _beside(day: date) -> list[date | None]:
    """The day, its neighbours, and both sides of what windows and cut-offs reach back to."""
    anchors = [day, *(years_before(day, n) for n in (1, 5)), date(day.year, 9, 1), date(day.year - 1, 9, 1)]
    anchors += [date(year, month, 31) for year in (day.year - 1, day.year) for month in (8, 12)]
    anchors += [date(2021, 12, 31), date(2022, 1, 1), day - timedelta(days=700)]
    return [anchor + timedelta(days=n) for anchor in anchors for n in (-1, 0, 1)] + [None] * 6


def lay_down(folder: Path, name: str, day: date, rows: dict[str, list[dict]], now) -> dict:
    """A snapshot of these rows on disk, as ``take_snapshot`` writes it; its manifest."""
    laid = [(table, folders.as_declared(table, _arrow(table, rows.get(table.name, [])))) for table in all_tables().values()
            if isinstance(table, SnapshotTable)]  # fmt: skip
    return folders.write(folder, laid, compile_plan([], [City(name, day)]), city=name, as_of=day, taken_at=now)


def _arrow(table: SnapshotTable, rows: list[dict]) -> pa.Table:
    return pa.table({c.name: pa.array([row[c.name] for row in rows], folders.arrow_type(c.type)) for c in table.columns})
