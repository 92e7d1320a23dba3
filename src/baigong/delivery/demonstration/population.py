"""The people and things of the demonstration's schools: students, teachers, rooms and machines, all invented, the same every time.

How large the city is told is a declaration (``SCALES``): ``small`` for newcomers and tests, ``city`` of its true size for judging speed.

Identity numbers bear a division that never existed (620690), so that none of them can be anybody's, and no two people share one: who stands
twice in the returns does so because the story says it (``mishaps``).
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from baigong.delivery.demonstration.cast import GIVEN, SURNAMES
from baigong.engines.checking.numbers import citizen_check, credit_check

NOWHERE = "620690"
LAST_YEAR = 2019
"""Whoever entered then is in practice in the school year 2021–2022."""
COUNTIES = {"620602": "凉州区", "620621": "民勤县", "620622": "古浪县", "620623": "天祝县"}
SECONDARY = {
    "610102": "作物生产技术", "610301": "畜禽生产技术", "660301": "机电技术应用", "700209": "新能源汽车运用与维修", "710201": "计算机应用",
    "720201": "护理", "730301": "会计事务", "730701": "电子商务", "740101": "旅游服务与管理", "740201": "中餐烹饪", "770101": "幼儿保育",
}  # fmt: skip
HIGHER = {
    "410303": "畜牧兽医", "430301": "光伏工程技术", "460301": "机电一体化技术", "460702": "新能源汽车技术", "510205": "大数据技术",
    "520201": "护理", "540101": "旅游管理",
}  # fmt: skip


@dataclass(frozen=True)
class School:
    """A school as the story has it. ``code`` is a sample code (9999…), ``conditions`` are the figures of its yearly return."""

    name: str
    code: str
    county: str
    is_college: bool
    students: int
    teachers: int
    dual_share: float
    land: int
    floor: int
    equipment: int
    books: int
    years: tuple[int, ...] = (2020, 2021)
    """The years that its yearly tables tell of: school years by the one in which they begin."""

    @cached_property
    def programmes(self) -> dict[str, str]:
        """Code and name of what it teaches."""
        every = HIGHER if self.is_college else SECONDARY
        chosen = random.Random(self.code).sample(sorted(every), min(len(every), 5 if self.students < 1000 else 7))  # noqa: S311
        return {code: every[code] for code in sorted(chosen)}


SCHOOLS = (
    School("凉州区职业中等专业学校", "9999620001", "620602", False, 1420, 98, 0.58, 68_000, 36_500, 8_600_000, 52_000),
    School("民勤县职业中等专业学校", "9999620002", "620621", False, 1260, 84, 0.53, 57_000, 29_400, 6_100_000, 41_000),
    School("古浪县职业技术教育中心", "9999620003", "620622", False, 1230, 71, 0.41, 44_000, 21_300, 3_900_000, 38_500),
    School("天祝县职业教育中心", "9999620004", "620623", False, 540, 46, 0.34, 41_000, 17_800, 2_450_000, 17_200),
    School("武威职业学院", "4162013518", "620602", True, 2100, 152, 0.62, 420_000, 178_000, 46_000_000, 310_000),
)


@dataclass(frozen=True)
class Scale:
    """How large the city is told: its schools, how many enterprises report, for which years."""

    schools: tuple[School, ...]
    enterprises: int
    years: tuple[int, ...]


def _of_true_size(school: School, years: tuple[int, ...]) -> School:
    """The school as large as it must be for the five of them to have the city's 30,000 students and 2,000 teachers."""
    students, teachers = (sum(getattr(one, what) for one in SCHOOLS) for what in ("students", "teachers"))
    larger = {what: getattr(school, what) * 30_000 // students for what in ("students", "land", "floor", "equipment", "books")}
    return replace(school, **larger, teachers=school.teachers * 2_000 // teachers, years=years)


SCALES = {
    "small": Scale(SCHOOLS, 90, (2020, 2021)),
    "city": Scale(tuple(_of_true_size(school, (2019, 2020, 2021)) for school in SCHOOLS), 3_000, (2019, 2020, 2021)),
}


@dataclass(frozen=True)
class Student:
    """A student: ``entered`` is the year of entry, ``ends`` when (and whether) the course is over."""

    number: str
    name: str
    sex: str
    born: date
    identity: str
    county: str
    programme: str
    entered: int
    is_intern: bool
    boards: bool


@dataclass(frozen=True)
class Teacher:
    """A teacher. ``rank`` is the level of the title, ``is_external`` an enterprise's part-timer."""

    number: str
    name: str
    sex: str
    born: date
    identity: str
    since: date
    is_specialist: bool
    is_external: bool
    degree: str
    rank: str
    is_dual: bool
    programme: str


def identity_number(born: date, serial: int) -> str:
    """A number of the right form with the right check digit, of a division that never was."""
    stem = f"{NOWHERE}{born:%Y%m%d}{serial % 1000:03d}"
    return stem + citizen_check(stem)


class _Serials:
    """The last three digits before the check digit: to each school its own 200, even for women, odd for men, counted within a birthday."""

    def __init__(self, school: School) -> None:
        self.first = 200 * [one.code for one in SCHOOLS].index(school.code)
        self.given: Counter[tuple[date, str]] = Counter()

    def identity(self, born: date, sex: str) -> str:
        """The next number of somebody born on a day."""
        serial = 2 * self.given[born, sex] + (1 if sex == "1" else 0)
        assert serial < 200, "more people of one birthday than a school has numbers for"
        self.given[born, sex] += 1
        return identity_number(born, self.first + serial)


def credit_code(stem: str) -> str:
    """A legal person's code of the right form with the right check character: what ``stem`` begins, of a division that never was."""
    first = f"{stem[:2]}{NOWHERE}{stem[2:]}"
    return first + credit_check(first)


def _name(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def students_of(school: School, entered: range) -> Iterator[Student]:
    """Those who entered in these years, a third of the school in each; the same people whichever years are asked for."""
    programmes = sorted(school.programmes)
    for year in entered:
        dice, serials = random.Random(f"{school.code}:students:{year}"), _Serials(school)  # noqa: S311
        for index in range(school.students // 3):
            sex = dice.choice("12")
            born = date(year - (18 if school.is_college else 15), 1, 1) + timedelta(days=dice.randrange(365))
            goes_to_work = dice.random() < 0.7
            yield Student(
                number=f"{year}{school.code[-2:]}{index:04d}",
                name=_name(dice),
                sex=sex,
                born=born,
                identity=serials.identity(born, sex),
                county=school.county if dice.random() < 0.8 else dice.choice(sorted(COUNTIES)),
                programme=dice.choice(programmes),
                entered=year,
                is_intern=year == LAST_YEAR and goes_to_work,
                boards=dice.random() < 0.6,
            )


def teachers_of(school: School) -> Iterator[Teacher]:
    """The staff, with enterprise part-timers on top."""
    dice, programmes, serials = random.Random(f"{school.code}:teachers"), sorted(school.programmes), _Serials(school)  # noqa: S311
    for index in range(school.teachers + school.teachers // 8):
        is_external = index >= school.teachers
        is_specialist = is_external or index % 9 < 5
        sex = dice.choice("12")
        born = date(1966, 1, 1) + timedelta(days=dice.randrange(30 * 365))
        yield Teacher(
            number=f"{school.code[-2:]}T{index:04d}",
            name=_name(dice),
            sex=sex,
            born=born,
            identity=serials.identity(born, sex),
            since=min(date(born.year + 24, 9, 1), date(2021, 9, 1)),
            is_specialist=is_specialist,
            is_external=is_external,
            degree=dice.choices("123", (1, 3, 12))[0],
            rank=dice.choices("12340", (2, 20, 38, 30, 10))[0],
            is_dual=is_specialist and not is_external and dice.random() < school.dual_share,
            programme=dice.choice(programmes),
        )
