"""The pilot report of a school and year, on paper and as a workbook: the same rows as on the page."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.selectors.pilot_report import PilotReport, percent
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Table, TableColumn
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def sections(report: PilotReport, *, in_cells: bool = False) -> list[tuple[str, list[tuple[str, str]], list[list[Any]]]]:
    """Title, columns (label, ``number`` or ``text``) and rows of each part: what page, paper and workbook share.

    ``in_cells``: days and amounts as a workbook counts with them, not as people read them.
    """

    def day(on: date) -> date | str:
        return on if in_cells else on.isoformat()

    quotas = [
        [row.programme, str(row.level), row.asked, row.approved, row.taken, percent(row.taken, row.approved or 0)]  # type: ignore[attr-defined]
        for row in report.quotas
    ]
    classes = [
        [row.title, str(row.quota.level), row.teacher, row.hours, day(row.starts_on), day(row.ends_on), row.size,  # type: ignore[attr-defined]
         str(row.get_state_display())]
        for row in report.classes
    ]  # fmt: skip
    levels = [
        [str(line.level), str(line.level.certificate.body), line.entered, line.assessed, line.passed, line.absent, line.pass_rate,
         line.issued, line.revoked, Decimal(line.cost) / 100 if in_cells else line.cost_text]
        for line in report.levels
    ]  # fmt: skip
    number, text = "number", "text"
    return [
        (_("试点配额"), [(_("专业"), text), (_("证书等级"), text), (_("申请人数"), number), (_("核准人数"), number), (_("已用"), number),
                         (_("使用率"), number)], quotas),
        (_("证书培训班"), [(_("班级名称"), text), (_("证书等级"), text), (_("任课教师"), text), (_("学时"), number), (_("开班日期"), text),
                           (_("结业日期"), text), (_("学员"), number), (_("状态"), text)], classes),
        (_("考核和证书"), [(_("证书等级"), text), (_("培训评价组织"), text), (_("报名人次"), number), (_("参加考核"), number),
                           (_("通过"), number), (_("缺考"), number), (_("通过率"), number), (_("有效证书"), number), (_("已撤销"), number),
                           (_("考核费（元）"), number)], levels),
    ]  # fmt: skip


def summary(report: PilotReport) -> list[tuple[str, str]]:
    """The report in a few figures, for people to read."""
    return [(label, report.cost_text if isinstance(value, Decimal) else str(value)) for label, value in figures(report)]


def figures(report: PilotReport) -> list[tuple[str, int | str | Decimal]]:
    """The same as a workbook counts with them; shares are words, with a dash where there is no whole."""
    return [
        (_("核准配额"), report.approved),
        (_("已用配额"), report.taken),
        (_("使用率"), report.use_rate),
        (_("参加考核人次"), report.total("assessed")),
        (_("通过率"), report.pass_rate),
        (_("有效证书"), report.total("issued")),
        (_("考核费合计（元）"), Decimal(report.total("cost")) / 100),
    ]


def notes() -> str:
    """How it is counted."""
    return _(
        "通过率为通过人次除以参加考核人次，缺考的不计；配额按报名人数计，取消的不计；考核费按参加考核的人次和场次公布的标准计，不含培训费用。"
    )


def report_document(report: PilotReport, on: date) -> Document:
    """The report as of ``on``."""
    blocks: list[Any] = [KeyValues(tuple(summary(report)))]
    for title, columns, rows in sections(report):
        heads = tuple(TableColumn(label, align="right" if kind == "number" else "left") for label, kind in columns)
        blocks += [Heading(1, title), Table(heads, [["" if cell is None else str(cell) for cell in row] for row in rows])]
    blocks.append(Note(notes()))
    title = _("1+X证书制度试点报告（%(year)d年）") % {"year": report.year}
    return Document(
        kind=Kind.PLAIN, title=title, subtitle=str(report.school), blocks=tuple(blocks), signatory=str(report.school), signed_on=on,
        is_demonstration=product().is_demonstration, is_landscape=True,
    )  # fmt: skip


def report_paper(report: PilotReport, on: date, form: str) -> Output:
    """The report as ``pdf`` or ``docx``; a paper for others to read, so always in the city's language."""
    with as_recorded():
        return documents.render(report_document(report, on), form)


def report_workbook(report: PilotReport) -> bytes:
    """The report as a workbook, a sheet for each part."""
    heads = [_("项目"), _("数值")]
    sheets = [Sheet(_("概况"), heads, [*figures(report), (_("说明"), notes())])]
    sheets += [Sheet(title, [label for label, _kind in columns], rows) for title, columns, rows in sections(report, in_cells=True)]
    return write_xlsx(sheets)
