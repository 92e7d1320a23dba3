"""What the demonstration makes public: the plan, circulars, minutes and summaries, on their way through examination to the portal."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

from baigong.contexts.plans import public as plans
from baigong.contexts.publications import public as publications
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import QUARTERS, at
from baigong.kernel.access import Actor
from baigong.kernel.workflow import fire

ABOUT_THE_PLAN = """\
方案共27项措施，分解为27项任务，逐项写明责任单位和完成时限。
示例说明：本页登记文件的公开元数据，正文以市政府网站和政府公报公布的文本为准；每项任务的责任单位、时限和进展见“承诺与进展”。"""
EXAMPLE = "示例文件，内容为虚构，仅用于演示公开文件从起草到归档的各个环节。"


def tell_plan_published(cast: Cast, plan: plans.Plan) -> None:
    """The plan itself, indexed and published as it was: six weeks after it was made."""
    document = plan.documents.get()
    row = publications.draft_from(actor=cast.accounts["zhuanban"], now=at(date(2021, 1, 11)), kind="document", pk=document.pk)
    row = publications.write_publication(
        actor=cast.accounts["zhuanban"], now=at(date(2021, 1, 11)), publication=row,
        head=replace(publications.head_of(row), category="政府文件", source="市政府办", body=ABOUT_THE_PLAN),
    )  # fmt: skip
    published = _publish(row, cast, date(2021, 1, 12))
    publications.set_validity(actor=cast.accounts["gongkai"], now=at(date(2021, 1, 12), 10), publication=published, validity="valid")


def tell_circular(index: int, cast: Cast, plan: plans.Plan) -> None:
    """The circular of a locked quarter, issued and a few days later public; that of the last one still waits for its examination."""
    team, quarter = cast.accounts["zhuanban"], QUARTERS[index]
    day = quarter.closes + timedelta(days=5)
    cycle = plan.cycles.get(name=quarter.name)
    if index == 0:
        plans.fire(plans.draft_circular(actor=team, now=at(day, 8), cycle=cycle), "discard", actor=team, now=at(day, 9))
    row = plans.draft_circular(actor=team, now=at(day), cycle=cycle)
    words = plans.Words(
        row.title, "武职改发", row.signatory, "各县区人民政府，市直各责任单位，各职业院校", "市委办公室，市人大常委会办公室，市政协办公室",
        remarks="报告期内各责任单位按照时限推进，总体进展平稳。（示例）",
        problems=row.problems,
        requirements="滞后任务的责任单位在15日内提出赶进度的措施，报专班。\n各单位按时报送下一季度进展，附佐证材料。",
    )  # fmt: skip
    row = plans.write_circular(actor=team, now=at(day, 10), circular=row, words=words)
    row = plans.fire(row, "issue", actor=team, now=at(day, 15))
    draft = publications.draft_from(actor=team, now=at(day, 16), kind="circular", pk=row.pk)
    if index < len(QUARTERS) - 2:
        _publish(draft, cast, day + timedelta(days=3))
    else:
        _issue(draft, cast, day + timedelta(days=3))


def papers(cast: Cast, plan: plans.Plan, today: date) -> Iterator[Episode]:
    """What else becomes public, day by day: minutes, summaries, own documents, with one in every state on the demonstration's day."""
    gongkai = cast.accounts["gongkai"]
    yield date(2021, 1, 12), partial(tell_plan_published, cast, plan)
    yield date(2020, 12, 24), partial(_minutes, cast, plan, "领导小组第一次会议", date(2020, 12, 24))
    yield date(2021, 7, 21), partial(_minutes, cast, plan, "第一次部门联席会议", date(2021, 7, 21))
    yield date(2021, 11, 3), partial(_minutes, cast, plan, "领导小组第二次会议", None)
    yield date(2022, 4, 14), partial(_tell_summaries, cast, plan)
    for title, day, ends in OWN:
        yield day, partial(_own, cast, title, day)
        for step, then, reason in ends:
            yield then, partial(_end, step, title, gongkai, then, reason)
    yield date(2022, 5, 6), partial(_give_up, cast, "职业教育活动周日程（重复拟稿）", date(2022, 5, 6))
    yield today - timedelta(days=3), partial(_draft_own, cast, "2022年职业教育活动周观摩安排", today - timedelta(days=3))


def begin_circular(cast: Cast, plan: plans.Plan, today: date) -> None:
    """The circular of the open quarter is begun; it is not issued while there is time to report."""
    plans.draft_circular(actor=cast.accounts["zhuanban"], now=at(today, 11), cycle=plan.cycles.get(state="open"))


SAMPLE_RULES = "职业学校学生实习岗位信息采集办法"
OWN = (
    (f"{SAMPLE_RULES}（试行）", date(2021, 5, 10), ()),
    (SAMPLE_RULES, date(2022, 5, 16), ()),
    ("职业教育活动周观摩安排（2021年）", date(2021, 4, 26), (("repeal", date(2021, 12, 31), "活动已结束（示例）"),)),
    (
        "专班工作联系人一览（2021年）", date(2021, 3, 1),
        (("repeal", date(2022, 3, 1), "联系人已变动（示例）"), ("archive", date(2022, 6, 1), "")),
    ),
)  # fmt: skip
"""Documents written for the portal itself, each with how it ended. The second one takes the place of the first."""


def _minutes(cast: Cast, plan: plans.Plan, title: str, public_on: date | None) -> None:
    """Minutes, drafted from the meeting; those without a day are still under review."""
    meeting = plan.meetings.get(title=title)
    day = meeting.issued_on or meeting.held_on
    made = publications.draft_from(actor=cast.accounts["zhuanban"], now=at(day, 16), kind="minutes", pk=meeting.pk)
    if public_on:
        _publish(made, cast, public_on)
    else:
        fire(made, "submit", actor=cast.accounts["zhuanban"], now=at(day, 17))


def _tell_summaries(cast: Cast, plan: plans.Plan) -> None:
    """The team makes a sentence of some accepted reports public; one of them becomes a document of its own."""
    team, day = cast.accounts["zhuanban"], date(2022, 4, 14)
    for quarter in QUARTERS[-3:-1]:
        accepted = plans.Report.objects.filter(cycle__plan=plan, cycle__name=quarter.name, state="accepted", organisation=plan.team)
        for report in accepted.filter(task__number__in=("4", "7", "10", "14", "27")).order_by("task__order"):
            words = f"{report.narrative.partition('：')[2]}下一步：{report.next_steps}。"
            plans.publish_summary(actor=team, now=at(day), report=report, summary=words)
    shown = plans.Report.objects.filter(cycle__plan=plan).exclude(public_summary="").order_by("-pk")[0]
    _publish(publications.draft_from(actor=team, now=at(day, 17), kind="report", pk=shown.pk), cast, day + timedelta(days=4))


def _draft_own(cast: Cast, title: str, day: date, replaces: publications.Publication | None = None) -> publications.Publication:
    office = the_body("市教育局", day)
    head = publications.Head(f"{title}（示例）", office, "工作动态", day, office.short_name, issued_on=day, body=EXAMPLE)
    return publications.draft_publication(actor=cast.accounts["zhuanban"], now=at(day), head=head, replaces=replaces)


def _give_up(cast: Cast, title: str, day: date) -> None:
    fire(_draft_own(cast, title, day), "discard", actor=cast.accounts["zhuanban"], now=at(day, 15))


def _own(cast: Cast, title: str, day: date) -> None:
    trial = publications.Publication.objects.filter(title__startswith=f"{SAMPLE_RULES}（试行）").first() if title == SAMPLE_RULES else None
    _publish(_draft_own(cast, title, day, trial), cast, day + timedelta(days=4))


def _end(step: str, title: str, actor: Actor, day: date, reason: str) -> None:
    fire(publications.Publication.objects.get(title=f"{title}（示例）"), step, actor=actor, now=at(day), reason=reason)


def _issue(row: publications.Publication, cast: Cast, day: date) -> publications.Publication:
    row = fire(row, "submit", actor=cast.accounts["zhuanban"], now=at(day, 9))
    return fire(row, "issue", actor=cast.accounts["gongkai"], now=at(day, 9))


def _publish(row: publications.Publication, cast: Cast, day: date) -> publications.Publication:
    row = _issue(row, cast, day)
    clear = {"secrecy_clear": True, "third_party_clear": True, "personal_clear": True}
    publications.examine(actor=cast.accounts["gongkai"], now=at(day, 9), publication=row, **clear, note="")
    return fire(row, "publish", actor=cast.accounts["gongkai"], now=at(day, 9).replace(minute=49))
