"""What goes wrong in the returns of the story, on purpose: the page of data quality is to find each of these, and nothing else."""

from __future__ import annotations

from collections.abc import Callable, MutableMapping

from baigong.delivery.demonstration import roster_rows
from baigong.delivery.demonstration.population import SCHOOLS, School

Rows = list[dict[str, str]]
LIANGZHOU, MINQIN, GULANG, TIANZHU, _COLLEGE = SCHOOLS
PERSON = ("XM", "XBM", "CSRQ", "SFZJLX", "SFZH")
LEFT_BUT_COUNTED = 96


def _pupil_stayed_on_the_roster(rows: Rows) -> None:
    """The last pupil that Minqin took in came from Gulang, which has not struck it off."""
    rows[-1] |= {name: roster_rows.students(GULANG)[-1][name] for name in PERSON}


def _teacher_counted_twice(rows: Rows) -> None:
    """A full-time teacher of Tianzhu also teaches in Liangzhou, which counts it as full-time too."""
    rows[0] |= {name: roster_rows.teachers(TIANZHU)[0][name] for name in PERSON}


def _class_of_one_digit_too_many(rows: Rows) -> None:
    """A class of Liangzhou ten times as large as it is: far from the others, and from its roster."""
    rows[-1]["XSS"] += "0"


def _class_counted_wrongly(rows: Rows) -> None:
    """A class of Tianzhu that counts twenty pupils more than its roster."""
    rows[0]["XSS"] = str(int(rows[0]["XSS"]) + 20)


def _pupils_who_left_still_counted(rows: Rows) -> None:
    """Gulang's head-count on the national standard is not that of its roster."""
    rows[0]["XYXSS"] = str(int(rows[0]["XYXSS"]) + LEFT_BUT_COUNTED)


MISHAPS: dict[tuple[str, str], Callable[[Rows], None]] = {
    (MINQIN.name, "MCXS"): _pupil_stayed_on_the_roster,
    (LIANGZHOU.name, "MCJS"): _teacher_counted_twice,
    (LIANGZHOU.name, "MCBJ"): _class_of_one_digit_too_many,
    (TIANZHU.name, "MCBJ"): _class_counted_wrongly,
    (GULANG.name, "ODS_ZZXXGKJCSJ"): _pupils_who_left_still_counted,
}
FOUND = {
    ("student-twice", MINQIN.name), ("student-twice", GULANG.name), ("teacher-twice", LIANGZHOU.name), ("teacher-twice", TIANZHU.name),
    ("class-size", LIANGZHOU.name), ("class-sizes", LIANGZHOU.name), ("class-sizes", TIANZHU.name), ("students-profile", GULANG.name),
}  # fmt: skip
"""Rule and school of all that is to be found."""


def spoil(school: School, tables: MutableMapping[str, Rows]) -> None:
    """Let happen in a school's tables what the story has happen there."""
    for name, rows in tables.items():
        if mishap := MISHAPS.get((school.name, name)):
            mishap(rows)
