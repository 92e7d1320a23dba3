"""The papers of a meeting: its notice as a letter, its minutes in the form of 纪要 (GB/T 9704-2012)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from baigong.contexts.plans.models import AgendaItem, Attendance, AttendanceStatus, Decision, Meeting, MeetingState
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, ListBlock, Paragraph
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def minutes_document(meeting: Meeting) -> Document:
    """The minutes from the records of the meeting; marked as a draft until they are issued. Five queries."""
    agenda = list(meeting.agenda.select_related("presenter"))
    decisions = list(meeting.decisions.select_related("organisation"))
    people = list(meeting.attendances.select_related("person"))
    return Document(
        Kind.MINUTES,
        meeting.title,
        issuer=_mark(meeting.body.name),
        doc_number=meeting.minutes_number,
        blocks=[*_opening(meeting, people), *_subjects(agenda, decisions), *_came(people)],
        signed_on=meeting.issued_on,
        printed_by=_office(meeting),
        printed_on=meeting.issued_on,
        is_draft=meeting.state != MeetingState.MINUTED,
        is_demonstration=product().is_demonstration,
    )


def _mark(name: str) -> str:
    """The mark over minutes; a joint conference is called one already."""
    return (_("%(body)s纪要") if name.endswith(_("会议")) else _("%(body)s会议纪要")) % {"body": name}


def _office(meeting: Meeting) -> str:
    return _("%(body)s办公室") % {"body": meeting.body.name} if meeting.body.office_at else meeting.body.name


def _day(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}


def _opening(meeting: Meeting, people: Iterable[Attendance]) -> list[Block]:
    when = _day(meeting.held_on) + meeting.held_at_time
    place = _("在%(place)s") % {"place": meeting.place} if meeting.place else ""
    words = {"when": when, "place": place, "body": meeting.body.name, "title": meeting.title}
    came = _count(people)
    blocks: list[Block] = [
        Paragraph(_("%(when)s，%(body)s%(place)s召开%(title)s。") % words),
        Paragraph(_("应到%(all)d人，出席%(present)d人，委托他人出席%(proxy)d人，缺席%(absent)d人。") % came),
    ]
    return blocks + [Paragraph(line) for line in meeting.minutes_text.splitlines() if line.strip()]


def _count(people: Iterable[Attendance]) -> dict[str, int]:
    statuses = [row.status for row in people]
    named = (AttendanceStatus.PRESENT, AttendanceStatus.PROXY, AttendanceStatus.ABSENT)
    return {"all": len(statuses)} | {str(status): statuses.count(status) for status in named}


def _decision(decision: Decision) -> Paragraph:
    """The words of a decision with who carries it out by when, in brackets."""
    facts = []
    if decision.organisation:
        facts.append(_("落实单位：%(body)s") % {"body": decision.organisation})
    if decision.due_on:
        facts.append(_("期限：%(day)s") % {"day": _day(decision.due_on)})
    return Paragraph(decision.text + (_("（%(facts)s）") % {"facts": "；".join(facts)} if facts else ""))


def _subjects(agenda: Iterable[AgendaItem], decisions: list[Decision]) -> list[Block]:
    """Each subject with what was said and decided on it, then what was decided beside the agenda."""
    blocks: list[Block] = []
    for item in agenda:
        blocks.append(Heading(1, item.title))
        if item.presenter:
            blocks.append(Paragraph(_("会议听取了%(body)s的汇报。") % {"body": item.presenter}))
        blocks += [Paragraph(line) for line in item.discussion.splitlines() if line.strip()]
        blocks += _decided([d for d in decisions if d.agenda_item_id == item.pk])
    if others := [d for d in decisions if d.agenda_item_id is None]:
        blocks += [Heading(1, _("其他决定事项")), *_decided(others)]
    return blocks


def _decided(decisions: list[Decision]) -> list[Block]:
    return [Paragraph(_("会议决定：")), *map(_decision, decisions)] if decisions else []


def _came(people: list[Attendance]) -> list[Block]:
    names: dict[str, list[str]] = {str(s): [] for s in AttendanceStatus.values}
    for row in people:
        names[row.status].append(attendance_words(row))
    labels = (
        (AttendanceStatus.PRESENT, _("出席")),
        (AttendanceStatus.PROXY, _("委托")),
        (AttendanceStatus.ABSENT, _("缺席")),
        (AttendanceStatus.EXPECTED, _("未登记")),
    )
    pairs = [(label, "；".join(names[status])) for status, label in labels if names[status]]
    return [KeyValues(pairs)] if pairs else []


def attendance_words(row: Attendance) -> str:
    """In which capacity, who (unit before name, as GB/T 9704 lists them), and who came instead."""
    who = str(row.person) if row.person else row.proxy_name if row.status == AttendanceStatus.PRESENT else ""
    text = f"{row.capacity} {who}".strip()
    return _("%(who)s，由%(proxy)s代") % {"who": text, "proxy": row.proxy_name} if row.status == AttendanceStatus.PROXY else text


def notice_document(meeting: Meeting, on: date) -> Document:
    """The notice of a meeting, dated ``on``, to the units of those entitled to attend. Three queries."""
    people = list(meeting.attendances.select_related("person"))
    agenda = list(meeting.agenda.select_related("presenter"))
    when = " ".join(filter(None, [_day(meeting.held_on), meeting.held_at_time]))
    items = [item.title + (_("（%(body)s汇报）") % {"body": item.presenter} if item.presenter else "") for item in agenda]
    asked = [row.capacity for row in people if row.person is None]
    blocks: list[Block] = [
        Paragraph(_("经研究，定于%(when)s召开%(title)s。现将有关事项通知如下。") % {"when": _day(meeting.held_on), "title": meeting.title}),
        Heading(1, _("时间和地点")),
        KeyValues([(_("时间"), when), (_("地点"), meeting.place or _("另行通知"))]),
        Heading(1, _("议题")),
        ListBlock(items, is_ordered=True),
        Heading(1, _("参会人员")),
        ListBlock([f"{row.capacity} {row.person}" for row in people if row.person is not None]),
    ]
    if asked:
        blocks += [Paragraph(_("下列席位的参会人员请有关单位确定后告知：")), ListBlock(asked)]
    return Document(
        Kind.LETTER,
        _("关于召开%(title)s的通知") % {"title": meeting.title},
        issuer=_("%(body)s文件") % {"body": meeting.body.name},
        addressees=[_("各成员单位")],
        blocks=blocks,
        signatory=meeting.body.name,
        signed_on=on,
        is_draft=meeting.state == MeetingState.PREPARED,
        is_demonstration=product().is_demonstration,
    )


def paper(meeting: Meeting, which: str, form: str, on: date) -> Output:
    """``minutes`` or ``notice`` (dated ``on``) as ``docx`` or ``pdf``; an official paper, so always in Chinese."""
    with translation.override(settings.LANGUAGE_CODE):
        made = minutes_document(meeting) if which == "minutes" else notice_document(meeting, on)
        return documents.render(made, form)
