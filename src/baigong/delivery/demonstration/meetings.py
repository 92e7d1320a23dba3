"""The meetings of the demonstration: the leading bodies meet by the posts of the day, decide, and their decisions become tasks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial

from baigong.contexts.organisations.public import LeadingBody, Organisation
from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at


@dataclass(frozen=True)
class Decided:
    """A decision: its words, on which subject, who carries it out by when, and how far the task that came of it has got."""

    text: str
    subject: int | None = None
    body: str = ""
    due_on: date | None = None
    steps: tuple[str, ...] | None = None


@dataclass(frozen=True)
class Told:
    """A meeting as the story tells it. ``until`` is the last thing that happened to it; subjects are tasks by number, or words."""

    body: str
    title: str
    day: date
    until: str
    subjects: tuple[str, ...]
    said: str = ""
    decided: tuple[Decided, ...] = field(default=())


GROUP, CONFERENCE, COLLEGE = "“技能甘肃”", "联席会议", "双高计划"
"""Words that name each of the three bodies."""

MEETINGS = (
    Told(
        GROUP, "领导小组第一次会议", date(2020, 12, 18), "issue_minutes", ("1", "26"),
        "会议传达了省上有关要求，听取了任务分解和时限安排的汇报，明确了各成员单位职责。",
        (
            Decided("各县区、各职业院校在2021年3月底前制定工作方案，报专班备案", 0, "市教育局", date(2021, 3, 31)),
            Decided("建立季度通报制度，由专班按季汇总进展，印发通报", None, "市教育局", date(2021, 4, 30), ("assign", "start")),
        ),
    ),
    Told(
        CONFERENCE, "第一次部门联席会议", date(2021, 7, 15), "issue_minutes", ("5", "14"),
        "会议通报了上半年进展，协调了经费安排和企业岗位两项跨部门事项。",
        (Decided("市财政局会同市教育局提出经费安排建议", 0, "市财政局", date(2021, 9, 30)),),
    ),
    Told(
        COLLEGE, "“双高计划”建设第一次推进会", date(2021, 9, 10), "issue_minutes", ("11",),
        "会议审议了建设任务分工，逐项核对了时间节点。",
        (Decided("按月报送建设任务完成情况", 0, "武威职业学院", None),),
    ),
    Told(
        GROUP, "领导小组第二次会议", date(2021, 10, 28), "issue_minutes", ("6", "17"),
        "市财政局主要负责同志变动后首次参会。会议听取了专项债券和人才引进两项任务的汇报。",
        (Decided("开展专项债券项目储备摸底", 0, "市发展改革委", date(2021, 12, 31)),),
    ),
    Told(CONFERENCE, "第二次部门联席会议", date(2022, 1, 14), "cancel", ("13",)),
    Told(
        CONFERENCE, "第三次部门联席会议", date(2022, 6, 17), "hold", ("13", "24"), "会议听取了第三方评价和职称评审两项工作的汇报。",
        (
            Decided("研究企业岗位信息统一归集办法", 0, "市人社局", date(2022, 9, 30), ("assign",)),
            Decided("梳理职称评审中的共性问题，报领导小组研究", 1, "市人社局", date(2022, 8, 31), ()),
        ),
    ),
    Told(GROUP, "领导小组第三次会议", date(2022, 7, 6), "convene", ("22", "27")),
    Told(COLLEGE, "“双高计划”建设中期推进会", date(2022, 7, 20), "", ("11",)),
)  # fmt: skip


LAST_NOTICE = date(2022, 6, 24)
"""Nothing is sent after the demonstration's day."""


def meetings(cast: Cast, plan: plans.Plan) -> Iterator[Episode]:
    """Each meeting on the day of its notice, so that the posts are those of then."""
    for told in MEETINGS:
        day = min(told.day - timedelta(days=7), LAST_NOTICE)
        yield day, partial(_tell, told, cast, plan, day)


def _tell(told: Told, cast: Cast, plan: plans.Plan, notice: date) -> None:
    team, before = cast.accounts["zhuanban"], at(notice)
    body = LeadingBody.objects.get(name__contains=told.body)
    facts = plans.MeetingFacts(body, told.title, told.day, "上午9:00", "市政府一号会议室")
    meeting = plans.save_meeting(actor=team, now=before, plan=plan, facts=facts)
    subjects = []
    for number in told.subjects:
        task = plan.tasks.get(number=number)
        item = plans.ItemFacts("", task.responsibilities.order_by("order", "pk")[0].organisation, task)
        subjects.append(plans.save_item(actor=team, now=before, meeting=meeting, facts=item))
    if not told.until:
        return
    meeting = plans.fire(meeting, "convene", actor=team, now=before)
    if told.until == "cancel":
        plans.fire(meeting, "cancel", actor=team, now=at(told.day - timedelta(days=1)), reason="因疫情防控改为书面征求意见（示例）")
    elif told.until != "convene":
        _hold(told, meeting, subjects, cast, plan)


def _hold(told: Told, meeting: plans.Meeting, subjects: list[plans.AgendaItem], cast: Cast, plan: plans.Plan) -> None:
    team = cast.accounts["zhuanban"]
    marks = {}
    for row in meeting.attendances.all():
        chance = cast.dice.random() if "组长" not in row.capacity else 1.0  # who chairs is there
        somebody = row.person is None or 0.08 < chance < 0.2
        status = "absent" if row.person is not None and chance < 0.08 else "proxy" if row.person is not None and somebody else "present"
        marks[row.pk] = plans.Mark(status, cast.name() if somebody else "")
    plans.register_attendance(actor=team, now=at(told.day, 10), meeting=meeting, marks=marks)
    meeting = plans.fire(meeting, "hold", actor=team, now=at(told.day, 12))
    heard = {item.pk: "会议肯定了前一阶段的工作，要求对照时限倒排工期，逐项落实。" for item in subjects}
    plans.write_minutes(actor=team, now=at(told.day, 15), meeting=meeting, text=told.said, discussions=heard)
    for decided in told.decided:
        facts = plans.DecisionFacts(
            decided.text, subjects[decided.subject] if decided.subject is not None else None, _maybe(decided.body, told.day), decided.due_on
        )
        decision = plans.save_decision(actor=team, now=at(told.day, 15), meeting=meeting, facts=facts)
        if decided.steps is not None:
            task = plans.make_task(actor=team, now=at(told.day, 16), decision=decision)
            for step in decided.steps:
                task = plans.fire(task, step, actor=team, now=at(told.day, 17))
    if told.until == "issue_minutes":
        plans.fire(meeting, "issue_minutes", actor=team, now=at(told.day + timedelta(days=4)))


def _maybe(name: str, on: date) -> Organisation | None:
    return the_body(name, on) if name else None
