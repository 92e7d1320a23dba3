"""The receipt of a filing: received, not approved."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Filing
from baigong.kernel.documents import Document, KeyValues, Kind, Paragraph


def receipt_document(filing: Filing) -> Document:
    """The receipt as a document of one page."""
    assert filing.submitted_at is not None
    pairs = [
        (_("回执号"), filing.receipt_number),
        (_("备案单位"), filing.organisation.name),
        (_("方案名称"), filing.title),
        (_("文号"), filing.doc_number or _("未填")),
        (_("收到日期"), f"{filing.submitted_at:%Y-%m-%d}"),
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
        signed_on=filing.submitted_at.date(),
        is_demonstration=settings.DEMONSTRATION,
    )
