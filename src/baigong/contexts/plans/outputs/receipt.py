"""The receipt of a filing: received, not approved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Filing
from baigong.kernel import documents
from baigong.kernel.documents import Document, KeyValues, Kind, Paragraph
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def receipt_document(filing: Filing) -> Document:
    """The receipt as a document of one page. The filing must have been submitted."""
    assert filing.submitted_at is not None
    received = localdate(filing.submitted_at)
    pairs = [
        (_("回执号"), filing.receipt_number),
        (_("备案单位"), filing.organisation.name),
        (_("方案名称"), filing.title),
        (_("文号"), filing.doc_number or _("未填")),
        (_("收到日期"), f"{received:%Y-%m-%d}"),
        (_("收到材料"), _("%(n)d件") % {"n": filing.evidence.count()}),
        (_("备案号"), filing.register_number or _("形式审查后编号")),
    ]
    return Document(
        kind=Kind.PLAIN,
        title=_("工作方案备案回执"),
        blocks=(
            KeyValues(tuple(pairs)),
            Paragraph(_("本回执仅说明已收到所报方案。备案不是审批，不代表对方案内容的评价。")),
        ),
        signatory=str(filing.plan.team.name),
        signed_on=received,
        is_demonstration=product().is_demonstration,
    )


def receipt(filing: Filing, form: str) -> Output:
    """The receipt as ``docx`` or ``pdf``; an official paper, so always in the city's language."""
    with as_recorded():
        return documents.render(receipt_document(filing), form)
