"""Mutual recognition on paper: the table for everybody (general ↔ vocational, school ↔ community), and an agreement to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import AgreementKind, RecognitionAgreement, SharedCourse
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Signature, Table, TableColumn
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def table_document(courses: Sequence[SharedCourse], on: date) -> Document:
    """Courses open under agreements in force, by kind of agreement."""
    blocks: list[documents.content.Block] = [
        Paragraph(_("截至%(day)s，按执行中的互认协议公布的课程%(n)d门。") % {"day": f"{on:%Y-%m-%d}", "n": len(courses)})
    ]
    for kind in AgreementKind:
        rows = [_row(course) for course in courses if course.agreement.kind == kind]
        if rows:
            blocks += [Heading(1, kind.label), Table(_columns(), rows)]
    if not courses:
        blocks.append(Paragraph(_("现在没有公布的互认课程。")))
    blocks.append(Note(_("互认学分是学籍学校按协议比例认定的学分；实际认定还受协议上限和学校转换规定的限制。")))
    return Document(
        kind=Kind.TABLE_REPORT, title=_("校际课程互选、学分互认表"), blocks=tuple(blocks), signed_on=on,
        is_demonstration=product().is_demonstration,
    )  # fmt: skip


def _columns() -> tuple[TableColumn, ...]:
    return (
        TableColumn(_("课程"), width=2.6), TableColumn(_("开课单位"), width=2.4), TableColumn(_("互认学校"), width=3),
        TableColumn(_("学期"), width=2), TableColumn(_("学时"), align="right", width=0.9), TableColumn(_("学分"), align="right", width=0.9),
        TableColumn(_("互认学分"), align="right", width=1.2), TableColumn(_("名额"), align="right", width=0.9),
        TableColumn(_("上课时间和地点"), width=3), TableColumn(_("报名起止"), width=2), TableColumn(_("协议"), width=2.6),
    )  # fmt: skip


def _row(row: SharedCourse) -> list[str]:
    return [
        row.type.title, str(row.school), row.takers_text + (f"\n{row.audience}" if row.audience else ""),
        row.term_text, str(row.hours), row.credits_text, row.recognised_text, str(row.places), row.schedule,
        f"{row.opens_on:%Y-%m-%d}\n{row.closes_on:%Y-%m-%d}", f"{row.agreement.document}\n{row.agreement.rate_text}",
    ]  # fmt: skip


def table_paper(courses: Sequence[SharedCourse], on: date, form: str) -> Output:
    """The table as ``pdf`` or ``docx``; a paper for others, so always in the city's language."""
    with as_recorded():
        return documents.render(table_document(courses, on), form)


def agreement_document(row: RecognitionAgreement, courses: Sequence[SharedCourse]) -> Document:
    """An agreement as it stands: the parties and what each does, rate and bounds, public ``courses``, and where to sign."""
    parties = list(row.parties.all())
    none = _("没有约定")
    facts = [
        (_("协议期"), _("%(since)s至%(until)s") % {"since": f"{row.since:%Y-%m-%d}", "until": f"{row.until:%Y-%m-%d}"}),
        (_("认定比例"), row.rate_text),
        (_("每人认定上限"), _("%(n)s学分") % {"n": row.ceiling_text} if row.ceiling_text else none),
        (_("每人每学期选课上限"), _("%(n)s学分") % {"n": row.term_ceiling_text} if row.term_ceiling_text else none),
        (_("协议文号"), row.document or _("待登记文号")),
    ]
    does = {(True, True): _("开放课程，学生也选课"), (True, False): _("只开放课程"), (False, True): _("只选课")}
    blocks: list[documents.content.Block] = [
        KeyValues(tuple(facts)),
        Heading(1, _("协议各方")),
        Table(
            (TableColumn(_("单位"), width=3), TableColumn(_("约定"), width=3)),
            [[party.organisation.name, does[party.offers, party.takes]] for party in parties],
        ),
    ]
    if row.terms:
        blocks += [Heading(1, _("约定事项")), Paragraph(row.terms)]
    if courses:
        blocks += [Heading(1, _("课程目录")), Table(_listed(), [_line(course) for course in courses])]
    blocks.append(Signature([_("%(body)s（盖章）") % {"body": party.organisation.name} for party in parties]))
    return Document(
        kind=Kind.PLAIN, title=row.title, blocks=tuple(blocks), signed_on=row.signed_on, is_demonstration=product().is_demonstration
    )  # fmt: skip


def _listed() -> tuple[TableColumn, ...]:
    return (
        TableColumn(_("课程"), width=3), TableColumn(_("开课单位"), width=3), TableColumn(_("学期"), width=2.4),
        TableColumn(_("学时"), align="right", width=1), TableColumn(_("学分"), align="right", width=1),
        TableColumn(_("互认学分"), align="right", width=1.4), TableColumn(_("名额"), align="right", width=1),
    )  # fmt: skip


def _line(row: SharedCourse) -> list[str]:
    return [
        row.type.title, str(row.school), row.term_text, str(row.hours), row.credits_text, row.recognised_text, str(row.places)
    ]  # fmt: skip


def agreement_paper(row: RecognitionAgreement, courses: Sequence[SharedCourse], form: str) -> Output:
    """The agreement as ``docx`` or ``pdf``."""
    with as_recorded():
        return documents.render(agreement_document(row, courses), form)
