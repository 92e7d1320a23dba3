"""The statement of an account on paper: what counts, and every posting with the decision and the rule behind it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import Learner, Outcome, shown
from baigong.contexts.credit_bank.selectors.people import sums_of
from baigong.contexts.credit_bank.selectors.statements import AccountStatement
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Table, TableColumn
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def statement_document(
    learner: Learner, standing: Sequence[Outcome], statements: Sequence[AccountStatement], on: date, issuer: str
) -> Document:
    """The statement as of ``on``. ``standing``: the outcomes that count that day."""
    sums = sums_of(standing, on)
    outcomes = [
        [str(row), str(row.type.declared), row.type.issuer, row.number, f"{row.attained_on:%Y-%m-%d}",
         f"{row.expires_on:%Y-%m-%d}" if row.expires_on else _("长期"), row.credits_text]
        for row in standing
    ]  # fmt: skip
    blocks: list[documents.content.Block] = [
        KeyValues(
            (
                (_("姓名"), learner.name),
                (_("学分账号"), learner.number),
                (_("截至"), f"{on:%Y-%m-%d}"),
                (_("有效学分"), shown(sum(part.units for part in sums))),
            )
        ),
        Heading(1, _("有效学习成果")),
        Table(
            (
                TableColumn(_("成果"), width=3), TableColumn(_("类别"), width=2), TableColumn(_("颁发单位"), width=2.4),
                TableColumn(_("证书编号"), width=2), TableColumn(_("取得"), width=1.5), TableColumn(_("有效至"), width=1.5),
                TableColumn(_("学分"), align="right"),
            ),
            outcomes,
        ),
    ]  # fmt: skip
    for statement in statements:
        blocks += [
            Heading(1, f"{statement.account.get_kind_display()} {statement.target}".strip()),
            Table(
                (
                    TableColumn(_("编号"), width=1), TableColumn(_("日期"), width=1.6), TableColumn(_("事项"), width=1),
                    TableColumn(_("内容"), width=3), TableColumn(_("决定和规则"), width=4),
                    TableColumn(_("学分"), align="right", width=1.2), TableColumn(_("余额"), align="right", width=1.2),
                ),
                [
                    [f"{line.line.id}", f"{line.line.occurred_on:%Y-%m-%d}", str(line.kind), line.about,
                     f"{line.line.decision} {line.line.rule}", line.amount, line.balance]
                    for line in statement.lines
                ],
            ),
        ]  # fmt: skip
    blocks.append(Note(_("同一类成果只计最高级别。每笔记账封存后，可在学分账户页面下载封存证明，用公开的核对程序离线核对。")))
    return Document(
        kind=Kind.PLAIN, title=_("学分账户对账单"), blocks=tuple(blocks), signatory=issuer, signed_on=on,
        is_demonstration=product().is_demonstration, is_landscape=True,
    )  # fmt: skip


def statement_paper(
    learner: Learner, standing: Sequence[Outcome], statements: Sequence[AccountStatement], on: date, issuer: str, form: str
) -> Output:
    """The statement as ``pdf`` or ``docx``; a paper for others to read, so always in the city's language."""
    with as_recorded():
        return documents.render(statement_document(learner, standing, statements, on, issuer), form)
