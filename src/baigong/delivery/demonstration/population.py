"""The people and things of the demonstration's schools: students, teachers, rooms and machines, all invented, the same every time.

Identity numbers bear a division that never existed (620690), so that none of them can be anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from baigong.delivery.demonstration.cast import GIVEN, SURNAMES

NOWHERE = "620690"
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
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

    @property
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
    return stem + CHECKS[sum(int(digit) * weight for digit, weight in zip(stem, WEIGHTS, strict=True)) % 11]


def _name(dice: random.Random) -> str:
    return dice.choice(SURNAMES) + dice.choice(GIVEN)


def students_of(school: School, entered: range) -> Iterator[Student]:
    """Those who entered in these years, a third of the school in each."""
    dice, programmes = random.Random(f"{school.code}:students"), sorted(school.programmes)  # noqa: S311
    for year in entered:
        for index in range(school.students // 3):
            sex = dice.choice("12")
            born = date(year - (18 if school.is_college else 15), 1, 1) + timedelta(days=dice.randrange(365))
            yield Student(
                number=f"{year}{school.code[-2:]}{index:04d}",
                name=_name(dice),
                sex=sex,
                born=born,
                identity=identity_number(born, index * 2 + (1 if sex == "1" else 0)),
                county=school.county if dice.random() < 0.8 else dice.choice(("620602", "620621", "620622", "620623")),
                programme=dice.choice(programmes),
                entered=year,
                is_intern=year == entered.start and dice.random() < 0.7,
                boards=dice.random() < 0.6,
            )


def teachers_of(school: School) -> Iterator[Teacher]:
    """The staff, with enterprise part-timers on top."""
    dice, programmes = random.Random(f"{school.code}:teachers"), sorted(school.programmes)  # noqa: S311
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
            identity=identity_number(born, index * 2 + (1 if sex == "1" else 0)),
            since=min(date(born.year + 24, 9, 1), date(2021, 9, 1)),
            is_specialist=is_specialist,
            is_external=is_external,
            degree=dice.choices("123", (1, 3, 12))[0],
            rank=dice.choices("12340", (2, 20, 38, 30, 10))[0],
            is_dual=is_specialist and not is_external and dice.random() < school.dual_share,
            programme=dice.choice(programmes),
        )
