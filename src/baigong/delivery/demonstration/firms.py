"""The firms of the demonstration, all invented, the same every time: what they do, where, how many people they have in which posts.

Their codes bear a division that never existed, and their names end in （示例）, so that none of them can be anybody's.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from baigong.delivery.demonstration.population import COUNTIES, credit_code

YEARS = (2019, 2020, 2021)
BRANDS = (
    "砾原",
    "朔野",
    "祁麓",
    "沙枣",
    "荒漠红",
    "雪水",
    "长城脚",
    "石羊",
    "绿洲边",
    "驼铃",
    "麦垄",
    "晴沙",
    "杏林",
    "云川",
    "禾下",
    "新井",
)


@dataclass(frozen=True)
class Trade:
    """What firms do: the class of GB/T 4754, the word in the name, kinds of posts with their share of the staff in tenths."""

    code: str
    word: str
    posts: tuple[tuple[str, int], ...]


TRADES = (
    Trade("1512", "酒业", (("酿酒工", 4), ("灌装包装工", 3))),
    Trade("0311", "牧业", (("饲养员", 5), ("兽医助理", 1))),
    Trade("3311", "机械", (("数控机床操作工", 4), ("焊工", 2), ("装配钳工", 2))),
    Trade("3825", "光伏科技", (("光伏组件装配工", 5), ("设备维护员", 2))),
    Trade("8512", "护理服务", (("护理员", 6), ("康复助理", 1))),
    Trade("8411", "医院管理", (("病区护理辅助", 5), ("导诊员", 2))),
    Trade("6110", "酒店", (("前厅接待员", 2), ("客房服务员", 3), ("中式烹调师", 2))),
    Trade("6210", "餐饮", (("中式烹调师", 4), ("餐厅服务员", 4))),
    Trade("6513", "软件", (("软件测试员", 4), ("运维工程师", 3))),
    Trade("5292", "电商", (("网店运营专员", 5), ("客户服务员", 3))),
    Trade("8111", "汽车服务", (("汽车维修工", 6), ("钣金喷漆工", 2))),
    Trade("8310", "幼教", (("保育员", 5), ("幼师助理", 3))),
    Trade("7291", "旅行社", (("导游", 5), ("计调员", 2))),
    Trade("1371", "蔬菜加工", (("果蔬加工工", 6), ("质检员", 1))),
    Trade("5930", "冷链", (("仓储管理员", 4), ("叉车司机", 2))),
    Trade("4416", "新能源发电", (("光伏电站运维员", 6), ("巡检员", 2))),
)
SMALL_STAFF = (6, 8, 9, 14, 22, 35, 48, 60, 85, 120, 180, 260)
"""Head-counts of the many."""
LARGE_STAFF = {
    1: 1180, 3: 640, 5: 820, 6: 560, 7: 410, 8: 320, 9: 720, 10: 380, 11: 610, 12: 260, 16: 700, 18: 680, 19: 530, 22: 460, 24: 280,
    26: 360, 29: 210, 33: 900, 34: 560, 38: 620, 39: 540, 43: 350, 57: 480, 58: 450, 59: 400,
}  # fmt: skip
"""Head-counts of the few, by the firm's number."""
GROUP = {19: (3, "whole"), 35: (3, "whole"), 51: (3, "holding")}
"""Subsidiaries: the firm's number, its parent's, and what the parent has of it."""
UNREGISTERED = 90_001
"""From here on: firms that nobody has entered."""
GOOD, LITTLE = 1, 2
"""The firms of the sample accounts: one that does well, one below the band."""


@dataclass(frozen=True)
class Firm:
    """A firm as the story has it. ``staff`` is the average of each year, ``insured`` who of them is insured."""

    number: int
    name: str
    code: str
    division: str
    trade: Trade
    ownership: str
    opened_on: date
    staff: dict[int, int]
    insured: dict[int, int]

    @property
    def size(self) -> str:
        """As a statistician would call it, by the staff alone: the story has no revenue."""
        now = self.staff[YEARS[-1]]
        return "large" if now >= 1000 else "medium" if now >= 300 else "small" if now >= 20 else "micro"

    def by_post(self, year: int) -> tuple[tuple[str, int], ...]:
        """People in each kind of post."""
        return tuple((name, self.staff[year] * tenths // 10) for name, tenths in self.trade.posts if self.staff[year] * tenths >= 10)


def firms(count: int, first: int = 1) -> Iterator[Firm]:
    """``count`` firms, from the first on."""
    for number in range(first, first + count):
        yield _firm(number)


def _firm(number: int) -> Firm:
    dice = random.Random(f"firm {number}")  # noqa: S311  (a story, not a secret)
    trade = TRADES[(number - 1) % len(TRADES)]
    division = "620602" if number in (GOOD, LITTLE) else dice.choice(("620602", "620602", "620621", "620622", "620623"))
    brand = BRANDS[(number * 7) % len(BRANDS)] + (f"{number}号" if number > len(BRANDS) else "")
    base = 6 if number == LITTLE else LARGE_STAFF.get(number) or dice.choice(SMALL_STAFF)
    staff = {year: max(1, base * dice.randint(94, 106) // 100) if base > 20 else base for year in YEARS}
    if number == 14:  # a firm that lost most of its people: what is striking is explained
        staff[2021] = staff[2020] * 2 // 5
    insured = {year: count * dice.randint(90, 100) // 100 for year, count in staff.items()}
    if number == 21:  # and one that insures half of them
        insured[2021] = staff[2021] // 2
    place = COUNTIES[division].removesuffix("区").removesuffix("县")
    return Firm(
        number, f"{place}{brand}{trade.word}有限公司（示例）", credit_code(f"91MA8{number:05d}X"), division, trade,
        "state" if number in (4, 48) else "mixed" if number % 23 == 0 else "foreign" if number == 20 else "private",
        date(dice.randint(2003, 2017), dice.randint(1, 12), dice.randint(1, 28)), staff, insured,
    )  # fmt: skip
