"""Plans beside the city's own in the demonstration: one closed, one not yet begun, a document being read, one given up. All invented."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial

from baigong.contexts.plans import public as plans
from baigong.delivery.demonstration.cast import Cast, Episode, the_body
from baigong.delivery.demonstration.reports import at

TEXT = """武威市教育局关于印发《{title}》的通知

示例教发〔{year}〕{number}号

各县区教育局，各职业学校：

现将方案印发给你们，请执行。

武威市教育局

{year}年{month}月{day}日

{title}

一、重点任务

（一）{first}。（责任单位：市教育局）

（二）{second}。（责任单位：市教育局、市人社局）
"""


def _text(title: str, on: date, number: int, first: str, second: str) -> bytes:
    words = TEXT.format(title=title, year=on.year, month=on.month, day=on.day, number=number, first=first, second=second)
    return words.encode()


WEEK, WEEK_KEY = "职业教育活动周示例方案", "huodongzhou-2021"
WEEK_OLD = _text(WEEK, date(2021, 3, 8), 11, "组织校园开放。开放职业学校8所以上", "举办技能展示。年底前举办技能展示3场")
WEEK_NEW = _text(WEEK, date(2021, 4, 12), 15, "组织校园开放。开放职业学校9所以上", "举办技能展示。年底前举办技能展示5场")
COMMUNITY = _text(
    "社区教育示例方案", date(2022, 6, 13), 21, "建设社区学习点。到2024年，建成社区学习点20个以上", "培训社区教师。每年培训社区教师100名左右"
)
READ = _text(
    "职业学校实训条件示例方案", date(2022, 6, 20), 24, "更新实训设备。到2024年，更新设备300台以上", "聘请企业师傅。每年聘请企业师傅60名以上"
)


def other_plans(cast: Cast, today: date) -> Iterator[Episode]:
    """A small plan from its first version through an amended one to its end; one just confirmed; one just read; one read by mistake."""
    yield date(2021, 3, 9), partial(_begin, cast, date(2021, 3, 9))
    yield date(2021, 4, 13), partial(_amend, cast, date(2021, 4, 13))
    yield date(2021, 12, 31), partial(_finish, cast, date(2021, 12, 31))
    yield (
        date(2022, 6, 14),
        partial(_confirm, cast, COMMUNITY, "社区教育方案.txt", date(2022, 6, 14), ("shequ-2022", "社区教育方案（示例）")),
    )
    yield today, partial(_read, cast, today)


def _begin(cast: Cast, day: date) -> None:
    week = _confirm(cast, WEEK_OLD, "活动周方案.txt", day, (WEEK_KEY, "活动周方案（示例）"))
    plans.fire(week, "start", actor=cast.accounts["zhuanban"], now=at(day, 15))


def _amend(cast: Cast, day: date) -> None:
    _confirm(cast, WEEK_NEW, "活动周方案（修改）.txt", day, plan=plans.Plan.objects.get(key=WEEK_KEY))


def _finish(cast: Cast, day: date) -> None:
    plans.fire(plans.Plan.objects.get(key=WEEK_KEY), "close", actor=cast.accounts["zhuanban"], now=at(day), reason="活动结束（示例）")


def _read(cast: Cast, day: date) -> None:
    team = cast.accounts["zhuanban"]
    mistaken = plans.import_document(actor=team, now=at(day, 8), data=READ + b"\n", file_name="实训条件方案（误传旧稿）.txt")
    plans.fire(mistaken, "discard", actor=team, now=at(day, 8), reason="误传旧稿（示例）")
    plans.import_document(actor=team, now=at(day, 9), data=READ, file_name="实训条件方案.txt")


def _confirm(
    cast: Cast, data: bytes, name: str, day: date, called: tuple[str, str] | None = None, plan: plans.Plan | None = None
) -> plans.Plan:
    team, office = cast.accounts["zhuanban"], the_body("市教育局", day)
    document = plans.import_document(actor=team, now=at(day), data=data, file_name=name, plan=plan)
    items = list(document.items.values_list("pk", flat=True))
    plans.decide_items(actor=team, now=at(day, 10), document=document, items=items, keep=True)
    names = plans.Names(*called, office, office) if called else None
    return plans.confirm_document(actor=team, now=at(day, 11), document=document, names=names)
