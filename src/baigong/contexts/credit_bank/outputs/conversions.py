"""The decision on an application for conversion on paper: what was granted by which rule, what was not and why, and a reversal."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import Conversion, ConversionState
from baigong.contexts.credit_bank.pages_of_conversion import ConversionPage, Given
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Table, TableColumn
from baigong.kernel.documents.content import Block
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def decision_paper(row: Conversion, page: ConversionPage, form: str) -> Output:
    """The decision as ``pdf`` or ``docx``; a paper for others to read, so always in the city's language."""
    with as_recorded():
        return documents.render(decision_document(row, page), form)


def decision_document(row: Conversion, page: ConversionPage) -> Document:
    """What was decided on the day, from what was written down then."""
    facts = [
        (_("姓名"), row.learner.name),
        (_("学分账号"), row.learner.number),
        (_("转换专业"), str(row.programme)),
        (_("申请日期"), f"{row.applied_on:%Y-%m-%d}"),
        (_("决定"), row.state_text),
        (_("决定日期"), f"{row.decided_on:%Y-%m-%d}" if row.decided_on else ""),
        (_("决定文号或说明"), row.decision),
        (_("撤销决定文号"), row.reversal),
    ]
    blocks: list[Block] = [KeyValues(tuple((name, value) for name, value in facts if value))]
    if row.state != ConversionState.APPROVED and page.reason:
        blocks.append(Paragraph(_("理由：%(reason)s") % {"reason": page.reason}))
    preview = page.preview
    columns: tuple[TableColumn, ...]
    if preview is not None and preview.given:
        columns = (TableColumn(_("课程或学分"), width=3), TableColumn(_("学分"), align="right"), TableColumn(_("学习成果"), width=3),
                   TableColumn(_("规则和条款"), width=3), TableColumn(_("依据的事实"), width=4))  # fmt: skip
        blocks += [Heading(1, _("同意转换")), Table(columns, [_line(one) for one in preview.given])]
    if preview is not None and preview.by_school:
        columns = (TableColumn(_("课程或学分"), width=3), TableColumn(_("学分"), align="right"), TableColumn(_("学习成果"), width=3),
                   TableColumn(_("理由"), width=5))  # fmt: skip
        rows = [[_title(one.title, one.is_exemption), one.credits, one.outcomes, one.reason] for one in preview.by_school]
        blocks += [Heading(1, _("学校不同意的")), Table(columns, rows)]
    if preview is not None and preview.replaced:
        columns = (TableColumn(_("原来的结果"), width=3), TableColumn(_("学分"), align="right"), TableColumn(_("学习成果"), width=3))
        rows = [[_title(one.title, one.is_exemption), one.credits, one.outcomes] for one in preview.replaced]
        blocks += [Heading(1, _("由这次转换取代")), Table(columns, rows)]
    blocks.append(Note(_("同意的学分记入学分账；对决定有异议的，可以向学分银行申请复核。")))
    return Document(
        kind=Kind.PLAIN, title=_("学分转换决定书"), blocks=tuple(blocks), signatory=str(row.programme.school), signed_on=row.decided_on,
        is_demonstration=product().is_demonstration,
    )  # fmt: skip


def _line(one: Given) -> list[str]:
    state = _("（已由后来的转换取代）") if one.replaced_by else _("（已失效）") if one.is_void else ""
    basis = f"{one.rule.title} {one.rule.document} {one.rule.clause}"
    return [_title(one.title, one.is_exemption) + state, one.credits, one.outcomes, basis, "；".join(one.facts)]


def _title(title: str, is_exemption: bool) -> str:
    return (_("免修：%(course)s") % {"course": title}) if is_exemption else (_("%(category)s学分") % {"category": title})
