"""What a light is."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext_lazy as _


class Colour(StrEnum):
    """From good to bad; grey says that nothing can be said yet."""

    GREEN = "green"
    GREY = "grey"
    AMBER = "amber"
    RED = "red"


COLOUR_LABELS = {Colour.GREEN: _("正常"), Colour.GREY: _("待定"), Colour.AMBER: _("预警"), Colour.RED: _("滞后")}

RULE_LABELS = {
    "TASK-WITHDRAWN": _("新版文件已取消"),
    "TASK-DONE": _("已办结或销号"),
    "TASK-SUSPENDED": _("已中止"),
    "TASK-NOT-ASSIGNED": _("尚未下达"),
    "TASK-OVERDUE": _("期限已过，尚未办结"),
    "TASK-MILESTONE": _("有节点过期未完成"),
    "TASK-NO-REPORT": _("最近一个已截止的报告期缺报告"),
    "TASK-TARGET": _("对应的目标预警或滞后"),
    "TASK-PART": _("分解到单位的任务预警或滞后"),
    "TASK-ADJUSTING": _("已提请调整，等待决定"),
    "TASK-NEAR": _("临近期限，尚未办结"),
    "TASK-NO-RECORD": _("还没有经审核采用的报告"),
    "TASK-ON-COURSE": _("按期报送，没有逾期"),
    "LIGHT-WITHDRAWN": _("新版文件已取消"),
    "LIGHT-NO-FIGURE": _("文件没有给出数值"),
    "LIGHT-MET": _("最新值已达到目标"),
    "LIGHT-OVERDUE": _("期限已过，没有达到"),
    "LIGHT-INTERIM": _("到期的阶段值没有达到"),
    "LIGHT-NO-RECORD": _("还没有数值"),
    "LIGHT-SILENT": _("久无新数值"),
    "LIGHT-ENDED-PERIOD": _("上一完整周期没有达到"),
    "LIGHT-BEHIND": _("进度落后于已过的时间"),
    "LIGHT-NEAR": _("临近期限，尚未达到"),
    "LIGHT-NO-DATE": _("期限未定"),
    "LIGHT-ON-COURSE": _("进度与时间相符"),
}


@dataclass(frozen=True)
class Light:
    """A colour with its reason: which rule, which number (``why``), and what would turn it green (``remedy``)."""

    colour: Colour
    rule: str
    why: str
    remedy: str = ""

    @property
    def label(self) -> str:
        """The word beside the colour."""
        return str(COLOUR_LABELS[self.colour])

    @property
    def rule_label(self) -> str:
        """What the rule looks at, in words."""
        return str(RULE_LABELS[self.rule])


_ORDER = list(Colour)


def worst(lights: Iterable[Light]) -> Light | None:
    """The light that matters most; ``None`` of none."""
    return max(lights, key=lambda light: _ORDER.index(light.colour), default=None)


def figure(value: Fraction) -> str:
    """A value for a sentence: at most two decimals, half up, without trailing zeros."""
    cents = (value * 100 + Fraction(1, 2)).__floor__()
    whole, rest = divmod(abs(cents), 100)
    text = f"{whole:,}" + (f".{rest:02d}".rstrip("0") if rest else "")
    return f"-{text}" if cents < 0 else text


def percent(share: Fraction) -> int:
    """A share for a sentence: whole per cent, half up. Rules compare the exact share; two decimals would only slow the reader."""
    return (share * 100 + Fraction(1, 2)).__floor__()
