"""Letters of a case: the opinion, the summons to an interview that was held, the ending (GB/T 9704-2012)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.supervision.models import ENDED, Case, CaseRecord, RecordKind
from baigong.contexts.supervision.models.cases import CaseState
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, Kind, Paragraph
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


class Letter(TextChoices):
    """A letter to the subject."""

    OPINION = "opinion", gettext_lazy("督导意见书")
    INTERVIEW = "interview", gettext_lazy("约谈纪要函")
    ENDING = "ending", gettext_lazy("办结告知书")


def letters_of(case: Case) -> list[Letter]:
    """The letters there are. The opinion stays a paper whatever became of it."""
    found = [Letter.OPINION] if case.document else []
    if any(record.kind == RecordKind.INTERVIEW for record in case.records.all()):
        found.append(Letter.INTERVIEW)
    if case.state in ENDED and case.is_shown:
        found.append(Letter.ENDING)
    return found


def letter(case: Case, which: Letter, form: str) -> Output:
    """A letter as ``pdf`` or ``docx``; an official paper, so always in the city's language."""
    with as_recorded():
        return documents.render(letter_document(case, which), form)


def letter_document(case: Case, which: Letter) -> Document:
    """The letter's content. It says nothing of where the case came from."""
    records = list(case.records.all())
    title, blocks, number, signed_on = {Letter.OPINION: _opinion, Letter.INTERVIEW: _interview, Letter.ENDING: _ending}[which](
        case, records
    )
    issuer = case.handler.name
    return Document(
        Kind.LETTER, title, issuer=_("%(body)s文件") % {"body": issuer}, doc_number=number, addressees=[case.subject.name], blocks=blocks,
        signatory=issuer, signed_on=signed_on, is_demonstration=product().is_demonstration,
    )  # fmt: skip


Made = tuple[str, list[Block], str, date | None]


def _opinion(case: Case, records: list[CaseRecord]) -> Made:
    finding, statement, opinion = (_last(records, kind) for kind in (RecordKind.FINDING, RecordKind.STATEMENT, RecordKind.OPINION))
    blocks: list[Block] = [Paragraph(_("经核查你单位“%(title)s”一案（案号%(number)s），现提出如下督导意见。") % _names(case))]
    blocks += [Heading(1, _("查明的事实")), *_lines(finding)]
    blocks += [Heading(1, _("你单位的陈述")), *_lines(statement)]
    blocks += [Heading(1, _("问题和整改要求")), *_lines(opinion)]
    until = case.rectify_by.isoformat() if opinion is None else str(opinion.facts.get("until", ""))  # type: ignore[union-attr]
    blocks += [Heading(1, _("期限")), Paragraph(_("请于%(day)s前完成整改并报告。逾期不改的，依照规定问责。") % {"day": _long(until)})]
    if case.clause:
        blocks.append(Paragraph(_("依据：%(clause)s。") % {"clause": case.clause.rstrip("。")}))
    return _("督导意见书"), blocks, case.document, case.ordered_on


def _interview(case: Case, records: list[CaseRecord]) -> Made:
    held = _last(records, RecordKind.INTERVIEW)
    assert held is not None
    opening = _("现将%(day)s就“%(title)s”一案（案号%(number)s）约谈的情况函告你单位。") % {
        "day": _long(held.on.isoformat()),
        **_names(case),
    }
    who = _("参加约谈：%(people)s。") % {"people": held.facts.get("people", "")}
    return _("约谈情况函"), [Paragraph(opening), Paragraph(who), *_lines(held)], "", held.on


def _ending(case: Case, records: list[CaseRecord]) -> Made:
    words = {
        CaseState.CLOSED: _("经复查，整改到位，予以结案。"), CaseState.CLEARED: _("经核查，没有发现违反规定的问题。"),
        CaseState.TOLERATED: _("经认定，符合容错的条件，不予追究。"), CaseState.REFERRED: _("整改没有到位，已移送问责。"),
        CaseState.DISMISSED: _("不予立案。"),
    }[CaseState(case.state)]  # fmt: skip
    blocks: list[Block] = [Paragraph(_("你单位“%(title)s”一案（案号%(number)s）已经办结。") % _names(case)), Paragraph(words)]
    blocks += [Heading(1, _("结论")), *(Paragraph(line.strip()) for line in case.ending.splitlines() if line.strip())]
    return _("督查案件办结告知书"), blocks, case.ending_document, case.ended_on


def _last(records: list[CaseRecord], kind: RecordKind) -> CaseRecord | None:
    return next((record for record in reversed(records) if record.kind == kind), None)


def _lines(record: CaseRecord | None) -> list[Block]:
    if record is None:
        return [Paragraph(_("（没有记录）"))]
    return [Paragraph(line.strip()) for line in record.words.splitlines() if line.strip()]


def _names(case: Case) -> dict[str, str]:
    return {"title": case.title, "number": case.number}


def _long(text: str) -> str:
    day = date.fromisoformat(text)
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
