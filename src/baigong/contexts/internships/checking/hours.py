"""The check of a day's work (INT-08, INT-09, INT-20): hours of the day and the week, nights, holidays and days of rest."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.checking.findings import Finding, blocks, clause, codes_on, statutory_holidays
from baigong.engines.rules import ParameterVersion
from baigong.kernel.rules import number_on, parameter_on, work_calendar

DAY = 24 * 60
WEEKDAYS = (
    gettext_lazy("星期一"), gettext_lazy("星期二"), gettext_lazy("星期三"), gettext_lazy("星期四"), gettext_lazy("星期五"),
    gettext_lazy("星期六"), gettext_lazy("星期日"),
)  # fmt: skip


@dataclass(frozen=True)
class Shift:
    """A day's work as it is entered; one that ends not later than it begins goes on into the next day."""

    day: date
    begins: time
    ends: time
    pause: int = 0

    @property
    def span(self) -> tuple[int, int]:
        """Minutes from midnight of the day."""
        first, last = (moment.hour * 60 + moment.minute for moment in (self.begins, self.ends))
        return first, last if last > first else last + DAY

    @property
    def minutes(self) -> int:
        """Minutes of work."""
        first, last = self.span
        return max(0, last - first - self.pause)

    def __str__(self) -> str:
        words = _("%(day)s %(begins)s—%(ends)s，休息%(pause)d分钟，共%(hours)s小时")
        return words % {
            "day": self.day.isoformat(), "begins": f"{self.begins:%H:%M}", "ends": f"{self.ends:%H:%M}", "pause": self.pause,
            "hours": hours_text(self.minutes),
        }  # fmt: skip


@dataclass(frozen=True)
class Frame:
    """What a day stands in: the placement's days, the weekdays of rest (0 Monday), the number of a filing that allows an exception."""

    first: date
    last: date
    rest_days: frozenset[int] = frozenset({5, 6})
    filing: str = ""


def hours_text(minutes: int) -> str:
    """Minutes as hours.

    >>> hours_text(480), hours_text(570)
    ('8', '9.5')
    """
    return f"{minutes / 60:.2f}".rstrip("0").rstrip(".")


def check_day(shift: Shift, frame: Frame, others: Mapping[date, int]) -> list[Finding]:
    """Everything that is wrong with a day. ``others``: minutes of the intern's other days, wherever they were worked."""
    found = _outside(shift, frame)
    if shift.pause >= DAY or shift.minutes == 0:
        there = _("扣去休息没有工作时间")
        found.append(Finding("INT-20", "", True, str(shift), there, _("请核对上下班时间和休息分钟数。"), "ends"))
        return found
    found += _long_day(shift, frame)
    found += _long_week(shift, frame, others)
    found += _night(shift, frame)
    found += _holiday(shift.day, frame)
    return found


def _outside(shift: Shift, frame: Frame) -> list[Finding]:
    if frame.first <= shift.day <= frame.last:
        return []
    there = _("这次实习从%(first)s到%(last)s") % {"first": frame.first.isoformat(), "last": frame.last.isoformat()}
    fix = _("请改登记在实习期间内；期间有变的先办变更。")
    return [Finding("INT-14", "", True, _("登记的是%(day)s") % {"day": shift.day.isoformat()}, there, fix, "day")]


def _long_day(shift: Shift, frame: Frame) -> list[Finding]:
    limit = parameter_on("WRK-HOURS-DAY", shift.day)
    if limit is None or limit.value is None or shift.minutes <= limit.value * 60:
        return []
    most = int(limit.value * 60)
    home = datetime.combine(shift.day, shift.begins) + timedelta(minutes=most + shift.pause)
    there = _("每日不超过%(most)s小时，超出%(over)s小时") % {"most": hours_text(most), "over": hours_text(shift.minutes - most)}
    fix = _("%(begins)s上班的，最晚%(home)s下班；多出的时间改到本周其他工作日。") % {
        "begins": f"{shift.begins:%H:%M}", "home": f"{home:%H:%M}"
    }  # fmt: skip
    return [_excepted(Finding("INT-20", clause(limit), blocks(limit), str(shift), there, fix, "ends"), frame, shift.day)]


def _long_week(shift: Shift, frame: Frame, others: Mapping[date, int]) -> list[Finding]:
    limit = parameter_on("WRK-HOURS-WEEK", shift.day)
    if limit is None or limit.value is None:
        return []
    monday = shift.day - timedelta(days=shift.day.weekday())
    rest = {day: spent for day, spent in others.items() if monday <= day < monday + timedelta(days=7) and day != shift.day and spent}
    before, most = sum(rest.values()), int(limit.value * 60)
    if before + shift.minutes <= most:
        return []
    listed = "、".join(_("%(day)s %(hours)s小时") % {"day": f"{day:%m-%d}", "hours": hours_text(rest[day])} for day in sorted(rest))
    there = _("本周已登记%(before)s小时（%(listed)s），合计%(sum)s小时，每周不超过%(most)s小时") % {
        "before": hours_text(before), "listed": listed, "sum": hours_text(before + shift.minutes), "most": hours_text(most),
    }  # fmt: skip
    left = max(0, most - before)
    fix = (
        _("这一天最多还能安排%(left)s小时，或改到下周。") % {"left": hours_text(left)}
        if left
        else _("这一周不能再安排，改到下周或安排补休。")
    )
    return [_excepted(Finding("INT-20", clause(limit), blocks(limit), str(shift), there, fix, "ends"), frame, shift.day)]


def _night(shift: Shift, frame: Frame) -> list[Finding]:
    version, codes = codes_on("WRK-NIGHT", shift.day)
    begins, ends = number_on("WRK-NIGHT-FROM", shift.day), number_on("WRK-NIGHT-TO", shift.day)
    if version is None or not codes or begins is None or ends is None:
        return []
    first, last = shift.span
    nights = ((0, ends * 60), (begins * 60, DAY + ends * 60), (DAY + begins * 60, 2 * DAY))
    if not any(first < to and at < last for at, to in nights):
        return []
    there = _("不得安排夜班（%(begins)d时至次日%(ends)d时）") % {"begins": begins, "ends": ends}
    fix = _("改在%(ends)d时至%(begins)d时之间；专业确需夜班的，事先报主管部门备案并填备案号。") % {"begins": begins, "ends": ends}
    return [_excepted(Finding("INT-09", clause(version), blocks(version), str(shift), there, fix, "begins"), frame, shift.day)]


def _holiday(day: date, frame: Frame) -> list[Finding]:
    version, kinds = codes_on("WRK-HOLIDAYS", day)
    if version is None:
        return []
    here = _("登记在%(day)s（%(weekday)s）上岗") % {"day": day.isoformat(), "weekday": WEEKDAYS[day.weekday()]}
    if "statutory" in kinds and day in statutory_holidays():
        there = _("这一天是法定节假日，不得安排实习")
    elif "rest" in kinds and is_rest(day, frame.rest_days):
        there = _("这一天是休息日，不得安排实习")
    else:
        return []
    fix = _("改到%(next)s；专业确需的，事先报主管部门备案并填备案号。") % {"next": _next_working(day, frame.rest_days).isoformat()}
    return [_excepted(Finding("INT-08", clause(version), blocks(version), here, there, fix, "day"), frame, day)]


def _excepted(found: Finding, frame: Frame, day: date) -> Finding:
    """With a filing made beforehand it may stand, with a reason."""
    if not frame.filing:
        return found
    there = _("%(there)s；已备案%(filing)s") % {"there": found.there, "filing": frame.filing}
    return Finding(found.rule, found.clause, False, found.here, there, found.fix, found.field)


def is_rest(day: date, rest_days: Iterable[int]) -> bool:
    """Whether a day is one of rest: with the usual weekend by the nation's calendar, else by the weekdays agreed and its holidays."""
    rest = frozenset(rest_days)
    if rest == {5, 6}:
        return not work_calendar().is_working(day)
    return day.weekday() in rest or day in statutory_holidays()


def _next_working(day: date, rest_days: frozenset[int]) -> date:
    day += timedelta(days=1)
    while is_rest(day, rest_days) or day in statutory_holidays():
        day += timedelta(days=1)
    return day


def working_days(first: date, last: date, rest_days: Iterable[int] = (5, 6)) -> int:
    """How many days of work a span has."""
    rest = frozenset(rest_days)
    return sum(not is_rest(first + timedelta(days=n), rest) for n in range((last - first).days + 1))


def check_apart(shift: Shift, came: time | None, left: time | None) -> list[Finding]:
    """Where the intern's own check-in and the unit's entry say different things; a setting, so it only informs."""
    version = parameter_on("WRK-CHECK-IN-APART", shift.day)
    if version is None or version.value is None or came is None:
        return []
    first, last = shift.span
    pairs: Sequence[tuple[int, time | None]] = ((first, came), (last % DAY, left))
    for said, own in pairs:
        if own is not None and abs(own.hour * 60 + own.minute - said) > version.value:
            return [_apart(shift, version, came, left)]
    return []


def _apart(shift: Shift, version: ParameterVersion, came: time, left: time | None) -> Finding:
    own = _("学生手机签到%(came)s、签退%(left)s") % {"came": f"{came:%H:%M}", "left": f"{left:%H:%M}" if left else _("未签退")}
    here = _("单位登记%(shift)s") % {"shift": shift}
    return Finding("INT-20", "", False, here, own, _("请与学生核对；以实际为准，写明哪一边记错。"), "begins")
