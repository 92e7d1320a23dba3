"""The reconciliation on paper and as a workbook: the same tables, in words and numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.models import Reconciliation, ReconciliationState
from baigong.contexts.credit_bank.words_of_differences import COLUMNS, movement_rows, told_all
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Table, TableColumn
from baigong.kernel.documents.content import Block
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output

PARTS = ("accounts", "sources", "targets")


def report(row: Reconciliation, issuer: str, form: str) -> Output:
    """The report as ``pdf`` or ``docx``; a paper to file, so always in the city's language."""
    with as_recorded():
        return documents.render(report_document(row, issuer), form)


def report_document(row: Reconciliation, issuer: str) -> Document:
    """The report's content, from what was kept when it was counted."""
    titles = {"accounts": _("各类账户收支"), "sources": _("各来源收支"), "targets": _("各校专业收支")}
    blocks: list[Block] = [KeyValues(tuple(facts(row)))]
    for part in PARTS:
        columns = (TableColumn(_("账户"), width=4), *(TableColumn(name, align="right", width=1.4) for name in COLUMNS))
        blocks += [Heading(1, titles[part]), Table(columns, movement_rows(row, part), note=_("单位：学分。") if part == "accounts" else "")]
    blocks += [Heading(1, _("差异和处理")), _differences(row)]
    if row.result.get("nothing_count"):
        words = _("另有%(n)d项成果认定为0学分，不入学分账，不作为差异。")
        blocks.append(Paragraph(words % {"n": row.result["nothing_count"]}))
    if row.conclusion:
        blocks += [Heading(1, _("处理意见")), *(Paragraph(line) for line in row.conclusion.splitlines() if line.strip())]
    blocks.append(
        Note(_("报告摘要（SHA-256）：%(digest)s；末块摘要：%(head)s。") % {"digest": row.digest, "head": row.result.get("head", "")})
    )
    return Document(
        Kind.TABLE_REPORT, _("学分银行对账报告"), subtitle=_("%(since)s至%(until)s") % _days(row), blocks=tuple(blocks), signatory=issuer,
        signed_on=localtime(row.signed_at).date() if row.signed_at else None, is_draft=row.state != ReconciliationState.SIGNED,
        is_demonstration=product().is_demonstration,
    )  # fmt: skip


def facts(row: Reconciliation) -> list[tuple[str, str]]:
    """What stands above the tables."""
    counted = f"{localtime(row.counted_at):%Y-%m-%d %H:%M}" if row.counted_at else ""
    signer = f"{row.signed_by} {localtime(row.signed_at):%Y-%m-%d}" if row.signed_by and row.signed_at else ""
    pairs = [
        (_("期间"), _("%(since)s至%(until)s，按记账时间") % _days(row)), (_("核对时间"), counted),
        (_("期间记账笔数"), str(row.result.get("postings", 0))), (_("尚未封存"), str(row.result.get("unsealed", 0))),
        (_("差异"), str(row.differences)), (_("签署"), signer),
    ]  # fmt: skip
    return [(name, value) for name, value in pairs if value]


def _days(row: Reconciliation) -> dict[str, str]:
    return {"since": row.since.isoformat(), "until": row.until.isoformat()}


def _differences(row: Reconciliation) -> Block:
    columns = (
        TableColumn(_("差异"), width=4), TableColumn(_("记录"), width=1.6), TableColumn(_("记录为"), align="right", width=1),
        TableColumn(_("账上为"), align="right", width=1), TableColumn(_("怎样处理"), width=4),
    )  # fmt: skip
    return Table(columns, [[one.what, one.at, one.record, one.ledger, one.how] for one in told_all(row)], empty_text=_("没有差异。"))


def workbook(row: Reconciliation) -> bytes:
    """The report as an Excel workbook: a sheet for each table, the differences first."""
    with as_recorded():
        heads = [_("差异"), _("记录"), _("记录为"), _("账上为"), _("怎样处理")]
        sheets = [
            Sheet(_("报告"), [_("项目"), _("内容")], [*facts(row), (_("摘要"), row.digest), (_("处理意见"), row.conclusion)]),
            Sheet(_("差异"), heads, [[one.what, one.at, one.record, one.ledger, one.how] for one in told_all(row)]),
            *(
                Sheet(
                    name,
                    [_("账户"), *(str(column) for column in COLUMNS)],
                    [[line[0], *map(float, line[1:])] for line in movement_rows(row, part)],
                )
                for part, name in zip(PARTS, (_("各类账户"), _("各来源"), _("各校专业")), strict=True)
            ),
            Sheet(_("认定为0学分的成果"), [_("成果编号")], [[number] for number in row.result.get("nothing", [])]),
        ]
        return write_xlsx(sheets)
