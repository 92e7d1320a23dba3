"""The letters of an appeal: that it was admitted, that it was not, and what the review decided (GB/T 9704-2012)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import Appeal, AppealKind, AppealState
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, Kind, Paragraph
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output

LETTERS = (AppealState.ACCEPTED, AppealState.REVIEWING, AppealState.NOT_ADMITTED, AppealState.UPHELD, AppealState.CHANGED)
"""The states in which there is a letter to hand over."""


def letter(row: Appeal, issuer: str, form: str) -> Output:
    """The letter of an appeal as it stands, as ``pdf`` or ``docx``; an official paper, so always in the city's language."""
    with as_recorded():
        return documents.render(letter_document(row, issuer), form)


def letter_document(row: Appeal, issuer: str) -> Document:
    """The letter's content; of an appeal that is neither admitted nor answered there is none."""
    state = AppealState(row.state)
    title, blocks, signed_on = {
        AppealState.ACCEPTED: _admission, AppealState.REVIEWING: _admission, AppealState.NOT_ADMITTED: _refusal,
        AppealState.UPHELD: _decision, AppealState.CHANGED: _decision,
    }[state](row)  # fmt: skip
    return Document(
        Kind.LETTER, title, issuer=_("%(body)s文件") % {"body": issuer}, doc_number=row.document, addressees=[row.learner.name],
        blocks=[_opening(row), *blocks], signatory=issuer, signed_on=signed_on, is_demonstration=product().is_demonstration,
    )  # fmt: skip


def _opening(row: Appeal) -> Block:
    by = _("（由监护人%(who)s代为提出）") % {"who": row.guardian.name} if row.guardian else ""
    facts = {"day": _day(row.lodged_on), "by": by, "number": row.learner.number, "what": _open(row.contested), "asked": _open(row.asked)}
    return Paragraph(_("你于%(day)s提出的申诉%(by)s收悉（学分账号%(number)s）。你不服的是：%(what)s。你请求：%(asked)s。") % facts)


def _admission(row: Appeal) -> tuple[str, list[Block], date | None]:
    until = _day(row.answer_by) if row.answer_by else ""
    words = _("经审查，你的申诉符合受理条件，现予受理。我们将指定没有参与原决定的人员复核，在%(day)s前答复。") % {"day": until}
    return _("申诉受理通知书"), [Paragraph(words)], row.accepted_on


def _refusal(row: Appeal) -> tuple[str, list[Block], date | None]:
    blocks: list[Block] = [Paragraph(_("经审查，你的申诉不符合受理条件，决定不予受理，理由如下：")), *_lines(row.answer)]
    return _("申诉不予受理告知书"), [*blocks, Paragraph(_("原决定继续有效。补正后可以在期限内重新提出。"))], row.answered_on


def _decision(row: Appeal) -> tuple[str, list[Block], date | None]:
    blocks: list[Block] = [
        Heading(1, _("你的主张")), *_lines(row.statement), Heading(1, _("认定的事实和理由")), *_lines(row.answer), Heading(1, _("决定")),
        Paragraph(_effect(row)),
    ]  # fmt: skip
    return _("申诉复核决定书"), [*blocks, Paragraph(_("本决定为学分银行的最终处理意见。"))], row.answered_on


def _effect(row: Appeal) -> str:
    if row.state == AppealState.UPHELD:
        return _("维持原决定。")
    return {
        AppealKind.REJECTED: _("变更原决定：原申报退回认定单位重新认定，不需要你另行申报。"),
        AppealKind.REVOKED: _("变更原决定：原申报退回认定单位重新认定，不需要你另行申报。原来的冲正记录保留，重新认定后另行记账。"),
        AppealKind.REFUSED: _("变更原决定：按原申请日期重新受理你的学分转换申请，由学校重新决定。"),
        AppealKind.PARTLY: _("变更原决定：撤销原转换结果并冲正有关记账，按原申请日期重新受理，由学校重新决定。"),
        AppealKind.UNDONE: _("变更原决定：按原申请日期重新受理你的学分转换申请，由学校重新决定。"),
        AppealKind.POSTING: _("变更原决定：对该笔记账予以冲正，原记录保留。"),
    }[AppealKind(row.kind)]


def _open(text: str) -> str:
    """Words that go on: without the full stop they ended with."""
    return text.rstrip("。. ")


def _lines(text: str) -> list[Block]:
    return [Paragraph(line.strip()) for line in text.splitlines() if line.strip()]


def _day(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
