"""The rosters of a school as it fills them in: rows of the bureau's own tables, told from the invented population."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from baigong.delivery.demonstration.population import Scale, School, Student, Teacher, students_of, teachers_of

Row = dict[str, str]
SEPTEMBER = range(2019, 2022)
"""Years of entry of those at school in the school year 2021–2022."""
GENERAL = {"620602": (2600, 2100), "620621": (1150, 980), "620622": (1500, 1180), "620623": (720, 410)}
"""By county: what general schools and what vocational schools enrol, invented; how many that is in a city follows from its size."""
SECTORS = "ACEFGHIOQR"


def _flag(yes: bool) -> str:
    return "1" if yes else "0"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _apart(year: int) -> str:
    """What sets the dice of other years apart from those of the last."""
    return "" if year == SEPTEMBER[-1] else f":{year}"


def students(school: School) -> list[Row]:
    """学生名册."""
    return [_student(school, one) for one in students_of(school, SEPTEMBER)]


def _student(school: School, one: Student) -> Row:
    return {
        "XH": one.number, "XM": one.name, "XBM": one.sex, "CSRQ": _day(one.born), "SFZJLX": "1", "SFZH": one.identity, "HKXZQH": one.county,
        "ZYDM": one.programme, "PYCC": "2" if school.is_college else "1", "XSLX": "1", "RXNY": f"{one.entered}09", "NJ": str(one.entered),
        "BH": f"{one.entered % 100}{one.programme}", "XSZT": "1", "SFSX": _flag(one.is_intern), "SFZX": _flag(one.boards),
    }  # fmt: skip


def teachers(school: School) -> list[Row]:
    """教师名册. The province does not yet recognise anybody as dual-qualified: only the statistical definition is filled."""
    return [_teacher(one) for one in teachers_of(school)]


def _teacher(one: Teacher) -> Row:
    return {
        "JGH": one.number, "XM": one.name, "XBM": one.sex, "CSRQ": _day(one.born), "SFZJLX": "1", "SFZH": one.identity,
        "SFZR": _flag(not one.is_external), "SFZYJS": _flag(one.is_specialist), "SFXWJZ": _flag(one.is_external), "RZRQ": _day(one.since),
        "XLM": "1" if one.degree == "2" else "2", "XWM": one.degree, "ZCJB": one.rank, "SSTJ": _flag(one.is_dual),
        "SSDJ": "0", "ZYDM": one.programme if one.is_specialist else "",
    }  # fmt: skip


def practice(school: School) -> list[Row]:
    """教师企业实践: summers in enterprises, more for some than for others."""
    dice, rows = random.Random(f"{school.code}:practice"), []  # noqa: S311
    for one in teachers_of(school):
        if one.is_external or not one.is_specialist:
            continue
        for year in range(max(2017, one.since.year), 2022):
            if dice.random() < 0.75:
                starts = date(year, 7, 5)
                ends = starts + timedelta(days=dice.choice((29, 44, 55)))
                rows.append(
                    {
                        "JGH": one.number,
                        "QYMC": "示例实践企业",
                        "KSRQ": _day(starts),
                        "JSRQ": _day(ends),
                        "SFRD": _flag(dice.random() < 0.95),
                    }
                )
    return rows


def classes(school: School) -> list[Row]:
    """班级."""
    sizes: dict[tuple[int, str], int] = {}
    for one in students_of(school, SEPTEMBER):
        sizes[one.entered, one.programme] = sizes.get((one.entered, one.programme), 0) + 1
    names = school.programmes
    return [
        {"BH": f"{year % 100}{code}", "BJMC": f"{year % 100}级{names[code]}", "NJ": str(year), "ZYDM": code, "XSS": str(count)}
        for (year, code), count in sorted(sizes.items())
    ]


def conditions(school: School) -> list[Row]:
    """办学条件年报 of two school years or more; each is a little better than the one before."""
    staff = list(teachers_of(school))
    own = [one for one in staff if not one.is_external]
    specialists = [one for one in own if one.is_specialist]
    rows = []
    for year, share in ((year, 1 - (2021 - year) / 10) for year in range(min(2020, *school.years), 2022)):
        figures = {
            "ZDMJ": school.land, "JZMJ": int(school.floor * share), "XSS": school.students // 3 * 3, "ZRJSS": len(own),
            "GJZCS": sum(one.rank in "12" for one in own), "ZYJSS": len(specialists), "SSXJS": sum(one.is_dual for one in specialists),
            "YJSXWS": sum(one.degree in "12" for one in own), "JZJSS": len(staff) - len(own), "SBZZ": int(school.equipment * share),
            "TSCS": int(school.books * share), "JSJTS": school.students // 6, "YLZW": school.students // 9, "QKZS": 86,
        }  # fmt: skip
        facts = {"XN": f"{year}-{year + 1}", "XXLX": "12" if school.is_college else "1", "SFGB": "1", "SFFS": "0", "CQ": "1"}
        rows.append(facts | {name: str(value) for name, value in figures.items()})
    return rows


def posts(school: School) -> list[Row]:
    """教职工编制."""
    return [{"ND": str(year), "HDBZ": str(school.teachers + 12), "ZBRS": str(school.teachers - 3), "LSPYS": "9",
             "WPJZS": str(school.teachers // 8)} for year in school.years]  # fmt: skip


def destinations(school: School) -> list[Row]:
    """毕业去向名册 of each cohort at both cut-offs: some who waited in August had found their way by December."""
    return [row for year in school.years for row in _destinations(school, year)]


def _destinations(school: School, year: int) -> list[Row]:
    dice, rows = random.Random(f"{school.code}:destinations{_apart(year)}"), []  # noqa: S311
    codes, weights = (
        ("80", "11", "12", "75", "46", "70", "71"),
        ((52, 25, 8, 3, 2, 7, 3) if not school.is_college else (24, 48, 9, 5, 3, 8, 3)),
    )
    for one in students_of(school, range(year - 3, year - 2)):
        first = dice.choices(codes, weights)[0]
        later = "11" if first == "70" and dice.random() < 0.5 else first
        for cut_off, code in ((f"{year}0831", first), (f"{year}1231", later)):
            works = code in {"11", "12", "75"}
            rows.append(
                {
                    "XH": one.number,
                    "XM": one.name,
                    "BYNF": str(year),
                    "JZRQ": cut_off,
                    "ZYDM": one.programme,
                    "QXM": code,
                    "DWMC": "示例用人单位" if works else "",
                    "HYM": dice.choice(SECTORS) if works else "",
                    "DWXZQH": dice.choice(("620602", "620621", "620100", "330100")) if works else "",
                    "SFDK": _flag(dice.random() < 0.68) if works else "",
                }
            )
    return rows


def trainings(school: School) -> list[Row]:
    """培训班 of each year: about one and a half persons to a student."""
    return [row for year in school.years for row in _trainings(school, year)]


def _trainings(school: School, year: int) -> list[Row]:
    dice, rows = random.Random(f"{school.code}:trainings{_apart(year)}"), list[Row]()  # noqa: S311
    left = int(school.students * (1.9 if school.students > 1300 else 1.1))
    while left > 0:
        number, size = len(rows) + 1, dice.randrange(40, 160)
        starts = date(year, 1, 10) + timedelta(days=dice.randrange(320))
        rows.append(
            {
                "PXBH": f"PX{school.code[-2:]}-{year}-{number:03d}",
                "PXMC": f"示例培训班{number}",
                "ND": str(year),
                "KSRQ": _day(starts),
                "JSRQ": _day(starts + timedelta(days=9)),
                "XS": "72",
                "RS": str(min(size, left)),
                "ZJLY": dice.choice("1123"),
                "PXDX": dice.choice("12349"),
            }
        )
        left -= size
    return rows


def certificates(school: School) -> list[Row]:
    """1+X证书考核 of some of the second year, in the autumn of each year."""
    return [row for year in school.years for row in _certificates(school, year)]


def _certificates(school: School, year: int) -> list[Row]:
    dice, rows = random.Random(f"{school.code}:certificates{_apart(year)}"), []  # noqa: S311
    for one in students_of(school, range(year - 1, year)):
        if dice.random() < 0.25:
            passed = dice.choices(("1", "0", "2"), (78, 18, 4))[0]
            rows.append(
                {
                    "XH": one.number,
                    "XM": one.name,
                    "ZSMC": "示例职业技能等级证书",
                    "PJZZ": "示例培训评价组织",
                    "DJ": "1",
                    "KHRQ": f"{year}1120",
                    "KHJG": passed,
                    "ZSBH": f"X{one.number}" if passed == "1" else "",
                    "ZYDM": one.programme,
                }
            )
    return rows


COURSES = (("思想政治", "1", 144, 0, "1"), ("语文", "1", 198, 0, "1"), ("历史", "1", 72, 0, "1"), ("数学", "2", 144, 0, "2"),
           ("专业基础", "3", 220, 160, "2"), ("专业核心", "3", 260, 420, "3"), ("综合实训", "3", 20, 380, "4"),
           ("岗位实习", "3", 0, 600, ""),
           ("素养选修", "4", 160, 80, "2"))  # fmt: skip
"""Name, type, theory, practice, kind of textbook."""


def hours(school: School) -> list[Row]:
    """课程学时 of the plan of each year of entry."""
    return [
        {"ZYDM": code, "NJ": str(year), "KCMC": name, "KCLX": kind, "LLXS": str(theory), "SJXS": str(practical)}
        for year in school.years
        for code in school.programmes
        for name, kind, theory, practical, _book in COURSES
    ]


def books(school: School) -> list[Row]:
    """教材选用 of each autumn; one school has not yet filed some of its own books."""
    dice = random.Random(f"{school.code}:books")  # noqa: S311
    return [
        {
            "XN": f"{year}-{year + 1}",
            "XQM": "1",
            "ZYDM": code,
            "NJ": str(year),
            "KCMC": name,
            "KCLX": kind,
            "JCMC": f"{name}（示例教材）",
            "CBS": "示例出版社",
            "JCLX": book,
            "SFBA": _flag(book != "4" or dice.random() < 0.7),
            "SFZB": "1",
        }
        for year in school.years
        for code in school.programmes
        for name, kind, _theory, _practical, book in COURSES
        if book
    ]


def entrants(county: str, scale: Scale) -> list[Row]:
    """高中阶段招生 of a county: a third of the city's secondary students enter in the last year, 3 % fewer each year before."""
    students = sum(school.students for school in scale.schools if not school.is_college)
    of_city = sum(vocational for _general, vocational in GENERAL.values())
    general, vocational = (count * students // (3 * of_city) for count in GENERAL[county])
    rows = []
    for year in scale.years:
        entering = vocational * (100 - 3 * (scale.years[-1] - year)) // 100
        counts = [("示例第一高级中学", "3", general * 6 // 10), ("示例第二高级中学", "3", general * 4 // 10)]
        counts.append(("示例职业学校", "1", entering))
        rows += [{"XN": f"{year}-{year + 1}", "XXMC": name, "XXLB": kind, "ZSRS": str(count)} for name, kind, count in counts]
    return rows


def enterprises(years: Iterable[Any], apprentices: Mapping[int, int]) -> Iterator[Row]:
    """企业职工人数, drawn by the department from the register and the interns' records: firms that returned no staff are left out."""
    for one in years:
        if one.staff is not None:
            yield {
                "TYSHXYDM": one.enterprise.credit_code, "QYMC": one.enterprise.name, "ND": str(one.year),
                "HYM": one.enterprise.industry_section, "XZQH": one.enterprise.division_code, "ZGRS": str(round(one.staff.value)),
                "SXRS": str(one.done.students), "XTRS": str(apprentices.get(one.enterprise.pk, 0)),
            }  # fmt: skip


ROSTERS = {
    "MCXS": students, "MCJS": teachers, "MCSJ": practice, "MCBJ": classes, "MCBXTJ": conditions,
    "MCBZ": posts, "MCBYQX": destinations, "MCPX": trainings, "MCXZS": certificates, "MCJC": books, "MCKCXS": hours,
}  # fmt: skip
"""What a school returns of the city's rosters."""
