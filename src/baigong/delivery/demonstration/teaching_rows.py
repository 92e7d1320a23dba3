"""What the demonstration's schools teach with, on the national standard: invented courses, bases and practice rooms of their programmes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from baigong.delivery.demonstration.population import School

Row = dict[str, str]
COURSES = (("基础", "2", "2", 96, 32, "0"), ("核心技能", "3", "2", 72, 72, "1"), ("专项训练", "3", "3", 0, 108, "1"),
           ("综合实训", "4", "3", 0, 144, "0"), ("行业认知", "2", "1", 36, 0, "0"), ("岗位规范", "4", "1", 36, 0, "0"))  # fmt: skip
"""Ending of the name, nature, class (theory, both, practice), hours of theory and of practice, whether it is a core course."""


def courses(school: School) -> Iterator[Row]:
    """课程信息: six of each programme."""
    for code, name in school.programmes.items():
        for number, (what, nature, kind, theory, practical, is_core) in enumerate(COURSES, start=1):
            yield {
                "KCMC": f"{name}{what}", "KCDM": f"{code}{number:02d}", "KCXZM": nature, "KCFLM": kind, "LVJXSS": str(theory),
                "SJJXSY": str(practical), "SFZYHXKC": is_core, "KCSXM": "1", "XNFZSXKSS": "0", "ZYKSSYXMMC": "", "XSKCWZ": "",
                "SFYXSKC": "1" if number == 1 else "0",
            }  # fmt: skip


def bases_inside(school: School) -> Iterator[Row]:
    """校内实训基地: one for the programmes of a group."""
    groups: dict[str, list[str]] = {}
    for code, name in school.programmes.items():
        groups.setdefault(code[:2], []).append(name)
    for number, names in enumerate(groups.values(), start=1):
        yield {
            "SXJDH": f"N{number:02d}", "SXJDMC": f"{names[0]}实训基地", "MXZY": "、".join(names), "PZRQ": f"{2014 + number}0901",
            "SXSS": str(2 * len(names)), "SXXMZS": str(9 * len(names)), "JZMJ": str(600 * len(names)), "SJJXGWS": str(80 * len(names)),
            "YQSBZS": str(70 * len(names)), "JDLB": "3" if number % 2 else "9", "GLRYZZ": "", "GLRYJZ": "", "CLND": str(2014 + number),
        }  # fmt: skip


def bases_outside(school: School) -> Iterator[Row]:
    """校外实训基地: an enterprise for each programme; the agreement of the last has run out."""
    names = list(school.programmes.values())
    for number, name in enumerate(names, start=1):
        is_over = number == len(names)
        yield {
            "SXSXJDH": f"W{number:02d}", "SXSXJDMC": f"{name}校外实习基地", "YTDWMC": f"示例企业{number}号", "MXZY": name, "JDLXRXM": "",
            "LXRDH": "", "LXRYX": "", "XXDZ": "", "SZQY": "武威市", "HZKSSJ": f"{2016 + number % 4}0301", "DWZZJGDM": "",
            "HZJSSJ": "20220228" if is_over else "20241231", "HZZTM": "0" if is_over else "1", "ZGZGZS": str(40 * number),
        }  # fmt: skip


def rooms(school: School) -> Iterator[Row]:
    """实训室基本: two for each programme."""
    for number, (code, name) in enumerate(school.programmes.items(), start=1):
        for which in (1, 2):
            yield {
                "SXSH": f"{code}-{which}", "SXSMC": f"{name}实训室{which}", "FJH": f"SX{number:02d}{which:02d}",
                "FJMC": f"实训楼{number}0{which}室", "GWS": str(36 + 4 * which), "SXSJLRQ": f"{2012 + number}0901", "SSSXJDBH": "",
                "SSGLDWH": "", "SSGLDWMC": "教务处", "SYSHZQY": f"示例企业{number}号" if which == 2 else "",
            }  # fmt: skip


TOLD: Mapping[str, Callable[[School], Iterator[Row]]] = {
    "ODS_ZZKCXXSJ": courses, "ODS_ZZXNSXJDSJ": bases_inside, "ODS_ZZXWSXJDSJ": bases_outside, "ODS_ZZSXSJBSJ": rooms,
}  # fmt: skip
"""By the table of the standard."""
