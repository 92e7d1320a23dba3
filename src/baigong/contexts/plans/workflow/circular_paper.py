"""The circular as an official letter (GB/T 9704-2012), from the facts kept with it and the words a person wrote."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Circular
from baigong.kernel.documents import Attachment, Document, Heading, Kind, Note, Paragraph, Table, TableColumn
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product


def circular_document(circular: Circular, *, is_draft: bool) -> Document:
    """The letter. A draft is marked on every page, and its number has no serial yet."""
    facts = circular.facts
    on = circular.issued_on if not is_draft else None
    return Document(
        Kind.LETTER,
        circular.title,
        issuer=_("%(body)s文件") % {"body": circular.signatory},
        doc_number=circular.doc_number,
        addressees=_names(circular.addressees),
        blocks=[*_whole(circular, facts), *_reports(facts), *_targets(facts), *_problems(circular, facts), *_next(circular)],
        attachments=[Attachment(_("滞后和预警任务一览"), [_bad_tasks(facts)], is_landscape=True)] if facts["bad"] else [],
        signatory=circular.signatory,
        signed_on=on or circular.as_of,
        copies_to=_names(circular.copies_to),
        printed_by=circular.signatory,
        printed_on=on or circular.as_of,
        is_draft=is_draft,
        is_demonstration=product().is_demonstration,
    )


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.replace("，", "、").replace("\n", "、").split("、") if name.strip()]


def _lines(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _day(text: str) -> str:
    day = date.fromisoformat(text)
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _whole(circular: Circular, facts: dict[str, Any]) -> list[Block]:
    words = {**facts["tasks"], "day": _day(facts["as_of"]), "plan": facts["plan"], "number": facts["document"]}
    text = _(
        "截至%(day)s，《%(plan)s》共%(total)d项任务，其中正常%(green)d项、预警%(amber)d项、滞后%(red)d项、待定%(grey)d项，已办结%(done)d项。"
    )
    columns: Sequence[Any] = [
        _("单位"), TableColumn(_("承担任务"), "right"), TableColumn(_("正常"), "right"), TableColumn(_("预警"), "right"),
        TableColumn(_("滞后"), "right"), TableColumn(_("待定"), "right"),
    ]  # fmt: skip
    table = Table(columns, facts["bodies"], caption=_("表1　各责任单位任务亮灯情况"), note=_("灯色按规则由记录计算，不由人选定。"))
    return [Heading(1, _("总体情况")), Paragraph(text % words), *_period(facts), *_lines(circular.remarks), table]


def _period(facts: dict[str, Any]) -> list[Block]:
    """Once the period is over two days meet in one paper: reports are those of the cycle, lights and values those of the day."""
    first, last = facts.get("period", ("", ""))
    if not last or facts["as_of"] <= last:
        return []
    text = _("报送情况按%(cycle)s（%(first)s至%(last)s）的报告统计；任务灯色和目标最新值截至%(day)s，含报告期之后采用的数据。")
    words = {"cycle": facts["reports"]["cycle"], "first": _day(first), "last": _day(last), "day": _day(facts["as_of"])}
    return [Paragraph(text % words)]


def _reports(facts: dict[str, Any]) -> list[Block]:
    text = _("%(cycle)s应报%(owed)d份报告，已采用%(accepted)d份，待审核%(submitted)d份，未报%(missing)d份。") % facts["reports"]
    silent = facts["silent"]
    names = "、".join(_("%(body)s（%(count)d份）") % {"body": body, "count": count} for body, count in silent)
    rest = _("以下单位尚有应报未报：%(names)s。") % {"names": names} if silent else "" if facts["excused"] else _("应报单位均已报送。")
    leave = "、".join(f"{name}（{_day(until)}）" for name, until in facts["excused"])
    more = _("经批准延期的单位及延至日期：%(names)s。") % {"names": leave} if leave else ""
    return [Heading(1, _("报送情况")), Paragraph(text + rest + more)]


def _targets(facts: dict[str, Any]) -> list[Block]:
    columns: Sequence[Any] = [
        _("目标"), TableColumn(_("要求"), "right"), TableColumn(_("最新值"), "right"), TableColumn(_("截至"), "center"),
        _("来源"), TableColumn(_("灯色"), "center"),
    ]  # fmt: skip
    return [Heading(1, _("目标完成情况")), Table(columns, facts["targets"], caption=_("表2　目标完成情况"))]


def _problems(circular: Circular, facts: dict[str, Any]) -> list[Block]:
    blocks: list[Block] = [Heading(1, _("存在的问题"))]
    if facts["bad"]:
        blocks.append(Paragraph(_("滞后和预警的任务共%(n)d项，原因和整改要求见附件。") % {"n": len(facts["bad"])}))
    words = _lines(circular.problems)
    return [*blocks, *(words or ([] if facts["bad"] else [Paragraph(_("本报告期各单位没有反映问题。"))]))]


def _next(circular: Circular) -> list[Block]:
    return [Heading(1, _("下一步要求")), *(_lines(circular.requirements) or [Note(_("（待填写）"))])]


def _bad_tasks(facts: dict[str, Any]) -> Table:
    columns: Sequence[Any] = [
        TableColumn(_("序号"), "center"), _("任务"), _("责任单位"), TableColumn(_("灯色"), "center"), _("原因"), _("怎样转绿"),
    ]  # fmt: skip
    return Table(columns, facts["bad"])
