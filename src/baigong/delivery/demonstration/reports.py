"""The reports of the demonstration: who wrote what in which quarter, with which figures, and what the team made of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

from django.core.files.uploadedfile import SimpleUploadedFile

from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.cast import Cast

CITY_TIME = ZoneInfo("Asia/Shanghai")


def at(day: date, hour: int = 9) -> datetime:
    """An hour of a day in the city."""
    return datetime.combine(day, time(hour), CITY_TIME)


@dataclass(frozen=True)
class Quarter:
    """A reporting cycle: its name, its period, and when it closes."""

    name: str
    since: date
    until: date

    @property
    def opens(self) -> date:
        """Reports may come from ten days before the period's end."""
        return self.until - timedelta(days=10)

    @property
    def closes(self) -> date:
        """Ten days after the period's end."""
        return self.until + timedelta(days=10)


QUARTERS = (
    Quarter("2021年第一季度", date(2021, 1, 1), date(2021, 3, 31)),
    Quarter("2021年第二季度", date(2021, 4, 1), date(2021, 6, 30)),
    Quarter("2021年第三季度", date(2021, 7, 1), date(2021, 9, 30)),
    Quarter("2021年第四季度", date(2021, 10, 1), date(2021, 12, 31)),
    Quarter("2022年第一季度", date(2022, 1, 1), date(2022, 3, 31)),
    Quarter("2022年第二季度", date(2022, 4, 1), date(2022, 6, 30)),
)

# Values of the targets by quarter; None: nothing reported. Invented.
COURSE: dict[str, tuple[str | None, ...]] = {
    "T1": ("0", "0", "1", "1", "2"),
    "T2": ("1", "2", "3", "4", "5"),
    "T4": ("3", "6", "9", "12", "14"),
    "T5": ("2", "3", "5", "7", "8"),
    "T6": (None, "34.2", "36.8", "39.5", "41.3"),
    "T7": ("4", "7", "10", "13", "16"),
    "T8": ("0", "1", "2", "3", "4"),
    "T9": ("8", "14", "22", "31", "39"),
    "T10": (None, "0", "1", "1", "1"),
    "T11": (None, None, None, "1.6", "0.4"),
    "T12": (None, None, None, "2.1", "0.5"),
    "T13": (None, "50", None, "66.7", "66.7"),
    "S2": (None, None, "61.5", None, "63.8"),
}

# Bodies that sent nothing in a quarter (short names), so that the page "who has not reported" has somebody to name.
SILENT = {3: {"市税务局"}, 4: {"市总工会", "武威银保监分局"}}

STEPS = (
    "完成摸底，建立台账，明确责任人和联系人",
    "召开专题会议，印发工作安排，分解到科室",
    "组织实地调研，征求学校和企业意见",
    "形成阶段成果，报分管负责同志审阅",
    "对照清单逐项核查，补齐短板",
)
TROUBLES = ("", "", "部分县区数据口径不一，需要统一", "", "经费到位时间晚于预期", "企业参与积极性有待提高")
NEXT = ("下季度完成方案修订并征求意见", "组织一次现场推进会", "开展中期自查", "做好年度总结和数据核对")


def tell_quarter(index: int, cast: Cast, plan: plans.Plan) -> None:
    """One quarter from opening to locking: reports come, a few are returned and come again, the team accepts them."""
    quarter, team = QUARTERS[index], cast.accounts["zhuanban"]
    cycle = _open(quarter, cast, plan)
    for due in plans.owed_reports(plan):
        if str(due.organisation) in SILENT.get(index, ()):
            continue
        day = quarter.until - timedelta(days=cast.dice.randrange(0, 8)) + timedelta(days=cast.dice.randrange(0, 8))
        report = _write(cycle, due, index, cast, at(day))
        report = plans.submit_report(actor=cast.officer(due.organisation), now=at(day, 11), report=report)
        if cast.dice.random() < 0.04:
            plans.return_report(actor=team, now=at(day, 15), report=report, reason="请补充数据口径和佐证材料。")
            report.refresh_from_db()
            report = plans.submit_report(actor=cast.officer(due.organisation), now=at(day, 17), report=report)
        plans.accept_report(actor=team, now=at(quarter.closes, 10), report=report)
    plans.fire(cycle, "lock", actor=team, now=at(quarter.closes + timedelta(days=2)))
    plans.record_lights(plan=plan, now=at(quarter.closes + timedelta(days=2)))


def tell_open_quarter(cast: Cast, plan: plans.Plan, today: date) -> None:
    """The quarter that is open on the demonstration's day: drafts, submitted, returned and accepted reports side by side."""
    quarter, team = QUARTERS[-1], cast.accounts["zhuanban"]
    cycle = _open(quarter, cast, plan)
    own = {a.organisation_ids[0] for n, a in cast.accounts.items() if n in {"caizheng", "liangzhou", "zhiyuan"}}
    for due in plans.owed_reports(plan):
        if due.organisation.pk in own or cast.dice.random() < 0.55:
            continue
        report = _write(cycle, due, len(QUARTERS) - 1, cast, at(today, 8))
        fate = cast.dice.random()
        if fate > 0.25:
            report = plans.submit_report(actor=cast.officer(due.organisation), now=at(today, 9), report=report)
        if fate > 0.85:
            plans.return_report(actor=team, now=at(today, 10), report=report, reason="进展写得过于笼统，请写明完成了哪些、还差哪些。")
        elif fate > 0.6:
            plans.accept_report(actor=team, now=at(today, 10), report=report)


def tell_correction(cast: Cast, plan: plans.Plan) -> None:
    """A body finds a mistake in what was accepted and corrects it: the old version stays, superseded."""
    team, day = cast.accounts["zhuanban"], QUARTERS[-2].closes + timedelta(days=1)
    rows = plans.Report.objects.filter(cycle__plan=plan, cycle__name=QUARTERS[-2].name, organisation=plan.team, state="accepted")
    old = rows.order_by("pk")[0]
    officer = cast.officer(plan.team)
    report = plans.start_correction(actor=officer, now=at(day), report=old)
    content = plans.Content(f"{old.narrative}（更正：补充了县区数据。）", problems=old.problems, next_steps=old.next_steps)
    report = plans.write_report(actor=officer, now=at(day), report=report, content=content)
    report = plans.submit_report(actor=officer, now=at(day, 10), report=report)
    plans.accept_report(actor=team, now=at(day, 15), report=report, note="更正有据")


def tell_next_cycle(cast: Cast, plan: plans.Plan) -> None:
    """The quarter to come is planned, not yet open."""
    quarter = Quarter("2022年第三季度", date(2022, 7, 1), date(2022, 9, 30))
    dates = plans.CycleDates(quarter.name, quarter.since, quarter.until, quarter.opens, quarter.closes)
    plans.create_cycle(actor=cast.accounts["zhuanban"], now=at(QUARTERS[-1].opens), plan=plan, dates=dates)


def _open(quarter: Quarter, cast: Cast, plan: plans.Plan) -> plans.ReportingCycle:
    team = cast.accounts["zhuanban"]
    dates = plans.CycleDates(quarter.name, quarter.since, quarter.until, quarter.opens, quarter.closes)
    cycle = plans.create_cycle(actor=team, now=at(quarter.since), plan=plan, dates=dates)
    return plans.fire(cycle, "open", actor=team, now=at(quarter.opens))


def _write(cycle: plans.ReportingCycle, due: plans.Responsibility, index: int, cast: Cast, now: datetime) -> plans.Report:
    """A draft with its text, its figures where the body is the one that counts them, and a roster as evidence."""
    actor = cast.officer(due.organisation)
    report = plans.start_report(actor=actor, now=now, cycle=cycle, task=due.task, organisation=due.organisation)
    content = plans.Content(
        narrative=f"{due.task.title}：{STEPS[min(index, len(STEPS) - 1)]}。",
        problems=cast.dice.choice(TROUBLES),
        next_steps=cast.dice.choice(NEXT),
        values=_values(due, index),
    )
    report = plans.write_report(actor=actor, now=now, report=report, content=content)
    if content.values:
        text = f"示例佐证 {cycle.name} 任务{due.task.number} {due.organisation.name} {cast.dice.random()}\n"
        upload = SimpleUploadedFile("名单.txt", text.encode(), "text/plain")
        plans.add_file(actor=actor, now=now, report=report, kind="roster", upload=upload, title=f"{due.task.title}名单")
    return report


def _values(due: plans.Responsibility, index: int) -> dict[int, tuple[Decimal, str]]:
    """The bureau counts for the city; the first responsible body where the bureau is not among them."""
    if index >= len(COURSE["T1"]) or due.organisation.short_name != "市教育局":
        return {}
    found = {}
    for target in plans.reportable_targets(due.task):
        value = COURSE.get(target.number, ())[index] if target.number in COURSE else None
        if value is not None:
            found[target.pk] = (Decimal(value), "截至报告期末")
    return found
