"""The story in order: the plan is loaded, people take their posts, tasks are handed down, quarters pass, and it is an ordinary day."""

from __future__ import annotations

import gc
import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from django.db import transaction

from baigong.contexts.classifications.public import load_bundled
from baigong.contexts.organisations.public import Post, add_person, appoint, load_bodies
from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.accounts_in_bulk import accounts_in_bulk
from baigong.delivery.demonstration.apprenticeship import apprenticeship
from baigong.delivery.demonstration.cast import Cast, Episode, engage, forget_bodies, the_body
from baigong.delivery.demonstration.certificates import certificates
from baigong.delivery.demonstration.conversions import conversions
from baigong.delivery.demonstration.credentials import credentials
from baigong.delivery.demonstration.credits import credit_bank
from baigong.delivery.demonstration.duty import duty
from baigong.delivery.demonstration.enterprises import enterprises_of
from baigong.delivery.demonstration.filings import renewed_filings, tell_filings
from baigong.delivery.demonstration.handing_over import bind, tell_hand_overs
from baigong.delivery.demonstration.incentives import incentives_of
from baigong.delivery.demonstration.internship_work import internship_work
from baigong.delivery.demonstration.meetings import meetings
from baigong.delivery.demonstration.mutual import mutual
from baigong.delivery.demonstration.office import office
from baigong.delivery.demonstration.others import other_plans
from baigong.delivery.demonstration.papers import begin_circular, papers, tell_circular
from baigong.delivery.demonstration.pilots import pilots
from baigong.delivery.demonstration.population import SCALES, Scale
from baigong.delivery.demonstration.projects import projects
from baigong.delivery.demonstration.reports import QUARTERS, at, tell_correction, tell_next_cycle, tell_open_quarter, tell_quarter
from baigong.delivery.demonstration.returns import returns
from baigong.delivery.demonstration.rounds import rounds
from baigong.delivery.demonstration.supervision import supervision_of
from baigong.kernel.access import SYSTEM
from baigong.kernel.audit import seal
from baigong.kernel.events import hushed
from baigong.kernel.files import forced_together
from baigong.kernel.indicators.events import SnapshotTaken
from baigong.kernel.indicators.snapshots import take_snapshot
from baigong.kernel.notices.services import mark_all_read
from baigong.packs import read_pack

TODAY = date(2022, 6, 27)
"""The day on which the demonstration stands still: a quarter is closing, one deadline is half a year away."""

# Dates the document leaves open, as the demonstration's team set them.
DATES = {
    "1": date(2021, 3, 31), "5": date(2022, 12, 31), "7": date(2023, 9, 1), "10": date(2022, 9, 30), "12": date(2023, 6, 30),
    "16": date(2021, 12, 31), "25": date(2021, 6, 30), "27": date(2022, 5, 31),
}  # fmt: skip
TARGET_DATES = {"T1": date(2023, 12, 31), "T2": date(2023, 12, 31), "T4": date(2022, 12, 31), "T5": date(2022, 12, 31),
                "T7": date(2022, 12, 31), "T8": date(2022, 12, 31), "T9": date(2022, 12, 31), "T10": date(2023, 12, 31)}  # fmt: skip
COUNTED = (date(2021, 12, 31), date(2022, 3, 31), date(2022, 5, 31))
"""Nights of which the demonstration keeps a snapshot, besides the last one."""
FINISHED = {"16": 3, "25": 1, "1": 1}
"""Tasks completed, with the index of the quarter in which they were."""


@contextmanager
def _seldom_collecting() -> Iterator[None]:
    """Looking for garbage after every few hundred new objects took a seventh of the time: there is hardly any while rows are made."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 50)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def build(tell: Callable[[str], None], scale: str = "small") -> plans.Plan:
    """Build the city through the services. ``tell`` hears each chapter. Seeded: the same city every time."""
    with _seldom_collecting(), transaction.atomic(), forced_together(), hushed(plans.TaskMoved, plans.ReportAccepted, SnapshotTaken):
        start = at(date(2020, 12, 1))
        forget_bodies()
        tell("机构、职务和代码表")
        load_bodies(read_pack("wuwei", "bodies"), actor=SYSTEM, now=start)
        load_bundled(actor=SYSTEM, now=start)
        plan = plans.load_plan(read_pack("wuwei", "plan"), actor=SYSTEM, now=start).plan
        tell("人员和账号")
        cast = engage(random.Random(20201201), start)  # noqa: S311  (a story, not a secret)
        bind(cast, start)
        tell("下达任务")
        _hand_down(cast, plan)
        beside = _beside(cast, plan, SCALES[scale])
        _until(date(2021, 2, 21), beside)
        tell("方案备案")
        tell_filings(cast, plan)
        for index, quarter in enumerate(QUARTERS[:-1]):
            tell(quarter.name)
            tell_quarter(index, cast, plan)
            tell_circular(index, cast, plan)
            _between(index, cast, plan)
            _until(QUARTERS[index + 1].opens, beside)
        tell_correction(cast, plan)
        for actor in cast.accounts.values():
            mark_all_read(actor=actor, now=at(QUARTERS[-1].opens))
        tell(QUARTERS[-1].name)
        _until(TODAY, beside)
        tell_open_quarter(cast, plan, TODAY)
        tell_next_cycle(cast, plan)
        begin_circular(cast, plan, TODAY)
        _today(cast, plan)
        tell("快照和指标")
        _count(TODAY)
        plans.record_lights(plan=plan, now=at(TODAY, 12))
        seal(now=at(TODAY, 12))
    return plan


def _beside(cast: Cast, plan: plans.Plan, scale: Scale) -> list[Episode]:
    """What happens beside the quarters, in the order of its days."""
    told = [
        *meetings(cast, plan),
        *papers(cast, plan, TODAY),
        *renewed_filings(cast, plan, TODAY),
        *other_plans(cast, TODAY),
        *returns(cast, scale),
        *enterprises_of(cast, scale),
        *incentives_of(cast),
        *credit_bank(cast),
        *accounts_in_bulk(cast, scale),
        *certificates(cast),
        *pilots(cast),
        *conversions(cast),
        *credentials(cast),
        *mutual(cast),
        *office(cast),
        *rounds(cast, scale),
        *internship_work(cast),
        *duty(cast),
        *apprenticeship(cast),
        *supervision_of(cast),
    ]
    told += projects(cast, TODAY)
    told += [(day, partial(_count, day)) for day in COUNTED]
    told.append((date(2022, 6, 6), partial(tell_hand_overs, cast, date(2022, 6, 6))))
    told += [(day, partial(plans.record_lights, plan=plan, now=at(day, 6))) for day in _first_days()]
    told.append((date(2021, 4, 20), partial(_first_decision_done, cast, plan)))
    told += [(date(2021, 9, 1), partial(_close, cast, plan)), (date(2022, 6, 21), partial(_turn_aside, cast, plan))]
    return sorted(told, key=lambda episode: episode[0])


def _count(day: date) -> None:
    """A snapshot of that night, with its figures; targets that name an indicator read theirs."""
    plans.read_snapshot(take_snapshot(actor=SYSTEM, now=at(day, 3)), at(day, 3))


def _first_days() -> list[date]:
    """The first of each month of the story: lights change with the days, not only when somebody reports."""
    months = range(2021 * 12, TODAY.year * 12 + TODAY.month)
    return [date(month // 12, month % 12 + 1, 1) for month in months]


def _until(day: date, beside: list[Episode]) -> None:
    """Tell what happened up to a day."""
    while beside and beside[0][0] <= day:
        beside.pop(0)[1]()


def _hand_down(cast: Cast, plan: plans.Plan) -> None:
    team, day = cast.accounts["zhuanban"], date(2020, 12, 10)
    plans.fire(plan, "start", actor=team, now=at(day))
    plans.set_reporting_interval(actor=team, now=at(day), plan=plan, months=3)
    for task in plan.tasks.all():
        plans.fire(task, "assign", actor=team, now=at(day))
        plans.fire(task, "start", actor=team, now=at(day, 15))
        if task.number in DATES:
            plans.set_task_date(actor=team, now=at(day), task=task, due_on=DATES[task.number], reason="专班会议确定")
    for target in plan.targets.all():
        if target.number in TARGET_DATES:
            plans.set_target_date(actor=team, now=at(day), target=target, due_on=TARGET_DATES[target.number], reason="专班会议确定")
    plans.set_public(actor=team, now=at(date(2021, 1, 12)), plan=plan, is_public=True)
    schools = [the_body(name, day) for name in ("武威职业学院", "古浪县职业技术教育中心", "天祝县职业教育中心")]
    whole = plan.tasks.get(number="11")
    parts = [plans.Part(s.pk, f"{s}建设任务", date(2022, 12, 31)) for s in schools]
    for part in plans.break_down(actor=team, now=at(day, 16), task=whole, parts=parts):
        plans.fire(part, "start", actor=team, now=at(day, 17))


def _between(index: int, cast: Cast, plan: plans.Plan) -> None:
    """What happens between two quarters: tasks are finished, a post changes hands, a request is answered."""
    team, day = cast.accounts["zhuanban"], QUARTERS[index].closes
    for number, when in FINISHED.items():
        if when == index:
            task = plan.tasks.get(number=number)
            plans.fire(task, "request_acceptance", actor=cast.officer(plan.team), now=at(day, 14))
            plans.fire(task, "accept", actor=team, now=at(day, 16))
    if index == 2:
        post = Post.objects.get(organisation=the_body("市财政局", day), title="局长")
        successor = add_person(actor=SYSTEM, now=at(day), name=cast.name())
        appoint(actor=SYSTEM, now=at(day), post=post, person=successor, on=day, basis="示例任免通知")
    if index == 3:
        _ask_upward(cast, plan, day)


# What became of the requests upward, by number; the last of the plan's five is listed and not yet sent.
ANSWERS = {"1": "grant_partly", "2": "grant", "3": "", "4": "decline"}
REPLIES = {
    "grant_partly": "同意列入省级双高计划，升格事项待条件成熟后研究（示例答复）。",
    "grant": "同意共建专业群（示例答复）。",
    "decline": "本年度中央和省级资金已安排完毕，列入下年度项目库（示例答复）。",
}


def _ask_upward(cast: Cast, plan: plans.Plan, day: date) -> None:
    """Four of annex 4's requests are sent; three are answered, one is followed up; one of the city's own is withdrawn."""
    team = cast.accounts["zhuanban"]
    for order, (number, answer) in enumerate(ANSWERS.items(), start=3):
        request = plan.support_requests.get(number=number)
        request = plans.fire(request, "send", actor=team, now=at(day), reference=f"武政报〔2022〕{order}号（示例）")
        if answer:
            reply = at(date(2022, 3, 20), 15)
            plans.fire(request, answer, actor=team, now=reply, reason=REPLIES[answer], reference=f"示例函〔2022〕{order}号")
        else:
            plans.fire(request, "note", actor=team, now=at(date(2022, 5, 12)), reason="已电话对接，正在会商（示例）。")
    own = plans.save_request(
        actor=team, now=at(day), plan=plan, title="支持承办全省职业院校技能大赛（示例）", statement="", addressed_to="甘肃省教育厅",
        owner=plan.team, measures=[],
    )  # fmt: skip
    plans.fire(own, "withdraw", actor=team, now=at(date(2022, 3, 2)), reason="本届承办地已经确定（示例）")


def _first_decision_done(cast: Cast, plan: plans.Plan) -> None:
    """The first decision of the leading group, a task of its own, is carried out once the first circular is out."""
    task, day = plan.tasks.get(number="决1"), date(2021, 4, 20)
    task = plans.fire(task, "request_acceptance", actor=cast.officer(plan.team), now=at(day))
    plans.fire(task, "accept", actor=cast.accounts["zhuanban"], now=at(day, 15))


def _close(cast: Cast, plan: plans.Plan) -> None:
    """A completed task is struck off."""
    plans.fire(plan.tasks.get(number="25"), "close", actor=cast.accounts["zhuanban"], now=at(date(2021, 9, 1)))


def _turn_aside(cast: Cast, plan: plans.Plan) -> None:
    """A part is suspended, and a task waits for the leading group's decision."""
    team, day = cast.accounts["zhuanban"], date(2022, 6, 21)
    plans.fire(plan.tasks.get(number="11-3"), "suspend", actor=team, now=at(day), reason="校区改造期间暂停（示例）")
    why = "上级正在修订有关办法，拟顺延启动时间（示例）"
    plans.fire(plan.tasks.get(number="22"), "propose_adjustment", actor=team, now=at(day), reason=why)


def _today(cast: Cast, plan: plans.Plan) -> None:
    """A task waits for acceptance."""
    waits = plan.tasks.get(number="10")
    lead = waits.responsibilities.select_related("organisation").order_by("order", "pk")[0].organisation
    plans.fire(waits, "request_acceptance", actor=cast.officer(lead), now=at(TODAY, 9))
