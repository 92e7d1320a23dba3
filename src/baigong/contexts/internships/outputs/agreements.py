"""The papers of a placement: consent, three-party agreement, internship certificate; HTML, Word and PDF from one content."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baigong.contexts.internships.agreement_text import BLANK, Template, clauses, consent_lines, template_of, template_on
from baigong.contexts.internships.checking.gates import consents_needed, parties_needed, party_word
from baigong.contexts.internships.models import Appraisal, InternshipAgreement, Placement, PlacementSignature
from baigong.contexts.internships.services.agreements import facts_of
from baigong.contexts.internships.services.ending import certificate_number
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Table
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded


def agreement_document(row: InternshipAgreement) -> Document:
    """An agreement as it was drawn up, with the signatures it has; always in the language of records."""
    with as_recorded():
        template, facts = template_of(row.template), row.facts
        blocks: list[Block] = [
            KeyValues([
                (_("协议编号"), row.number), (_("甲方（学校）"), facts["school"]), (_("乙方（实习单位）"), facts["enterprise"]),
                (_("丙方（学生）"), _("%(name)s（学号%(number)s）") % {"name": facts["student"], "number": facts["student_number"]}),
                (_("监护人"), facts["guardian"] or BLANK),
            ])
        ]  # fmt: skip
        for heading, lines in clauses(template, facts):
            blocks += [Heading(1, heading), *(Paragraph(line) for line in lines)]
        signatures = list(row.signatures.all())
        at = next((one.signed_on for one in signatures if one.party == "student"), row.signed_on or localtime(row.drawn_up_at).date())
        blocks += _signing(parties_needed(row.placement.intern.birth_on, at), signatures, _names(facts))
        blocks.append(_source(template, row.digest))
        return Document(Kind.PLAIN, template.agreement_title, blocks=blocks, is_demonstration=product().is_demonstration)


def consent_document(placement: Placement, day: date) -> Document:
    """The consent as the records fill it on ``day``, with the signatures it has."""
    with as_recorded():
        template, facts = template_on(day), facts_of(placement)
        signatures = [row for row in placement.signatures.all() if row.agreement_id is None]
        parties = consents_needed(placement.intern.birth_on, placement.starts_on) or ("student",)
        blocks: list[Block] = [*(Paragraph(line) for line in consent_lines(template, facts)), *_signing(parties, signatures, _names(facts))]
        blocks.append(_source(template, ""))
        return Document(Kind.PLAIN, template.consent_title, blocks=blocks, is_demonstration=product().is_demonstration)


def papers_for_guardian(placement: Placement, day: date, papers: Sequence[InternshipAgreement | None]) -> list[Document]:
    """The papers that a guardian reads before he signs; ``None`` is the consent."""
    return [consent_document(placement, day) if paper is None else agreement_document(paper) for paper in papers]


def certificate_document(row: Appraisal) -> Document:
    """The internship certificate: who did what where from when to when, how long, with which result."""
    with as_recorded():
        placement = row.placement
        facts = {
            "name": placement.intern.name, "number": placement.intern.student_number, "programme": placement.intern.programme_name,
            "first": _chinese(placement.starts_on), "last": _chinese(placement.ends_on), "firm": placement.enterprise.name,
            "post": placement.post.title, "days": row.days, "hours": row.hours, "score": row.score,
            "verdict": _("合格") if row.is_passed else _("不合格"),
        }  # fmt: skip
        words = _(
            "%(name)s（学号%(number)s，%(programme)s专业）于%(first)s至%(last)s在%(firm)s“%(post)s”岗位实习，"
            "出勤%(days)d天、%(hours)d学时，鉴定成绩%(score)s分，%(verdict)s。"
        )
        words %= facts
        blocks: list[Block] = [
            Paragraph(words), Paragraph(_("鉴定意见：%(words)s") % {"words": row.words}),
            Note(_("证明编号%(number)s。学时已存入学分银行的，可凭电子凭证核验。") % {"number": certificate_number(placement)}),
        ]  # fmt: skip
        return Document(
            Kind.PLAIN, _("岗位实习证明"), blocks=blocks, signatory=placement.school.name, signed_on=row.decided_on,
            is_demonstration=product().is_demonstration,
        )  # fmt: skip


def _names(facts: Mapping[str, str]) -> dict[str, str]:
    return {"student": facts["student"], "school": facts["school"], "unit": facts["enterprise"], "guardian": facts.get("guardian", "")}


def _signing(parties: Sequence[str], signatures: Sequence[PlacementSignature], names: Mapping[str, str]) -> list[Block]:
    signed = {one.party: one for one in signatures}
    rows = []
    for party in dict.fromkeys([*parties, *signed]):
        one = signed.get(party)
        how = "" if one is None else _("纸质签字，有扫描件") if one.paper_id else _("本系统签字") if one.signed_by_id else _("链接签字")
        said = one.name if one else BLANK
        rows.append([party_word(party), names.get(party, ""), said, one.signed_on.isoformat() if one else BLANK, how])
    return [Heading(1, _("签字")), Table([_("签字方"), _("名称"), _("签字人"), _("日期"), _("方式")], rows)]


def _source(template: Template, digest: str) -> Note:
    words = _("文本版本%(code)s，依据%(basis)s。") % {"code": template.code, "basis": template.basis}
    return Note(words + (_("内容摘要%(digest)s。") % {"digest": digest[:16]} if digest else ""))


def _chinese(day: date) -> str:
    return _("%(year)d年%(month)d月%(day)d日") % {"year": day.year, "month": day.month, "day": day.day}
