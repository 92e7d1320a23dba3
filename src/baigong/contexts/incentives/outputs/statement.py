"""The statement of an enterprise on paper and as a workbook: the same lines, which a tax office can do again one by one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.incentives.credit.statements import NOT_OURS, StatementSaid, YearSaid
from baigong.contexts.incentives.money import in_yuan, yuan
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Table, TableColumn
from baigong.kernel.documents.content import Block
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def sums() -> list[tuple[str, str]]:
    """The columns of the summary: which field, and what it is called."""
    return [
        ("opening", _("上年结转")), ("new", _("本年新增")), ("payable_education", _("应缴教育费附加")),
        ("payable_local", _("应缴地方教育附加")),
        ("used_education", _("抵免教育费附加")), ("used_local", _("抵免地方教育附加")), ("cancelled", _("注销")), ("clawback", _("退缴")),
        ("lapsed", _("失效")), ("closing", _("结转下年")),
    ]  # fmt: skip


def statement_document(said: StatementSaid, on: date) -> Document:
    """The statement's content as of a day."""
    columns = (TableColumn(_("年度"), width=1), *(TableColumn(label, align="right", width=1.5) for _field, label in sums()))
    rows = [[str(year.year), *(yuan(getattr(year, field)) for field, _label in sums())] for year in said.years]
    blocks: list[Block] = [
        KeyValues((
            (_("企业"), said.enterprise.name), (_("统一社会信用代码"), said.enterprise.credit_code or "—"), (_("截至"), on.isoformat()),
            (_("抵免顺序"), said.order),
        )),
        Paragraph(str(NOT_OURS)),
        Heading(1, _("分年汇总")),
        Table(columns, rows, note=_("单位：元。")),
    ]  # fmt: skip
    for year in said.years:
        blocks += [Heading(1, _("%(year)d年") % {"year": year.year}), _lines(year)]
        if not year.is_complete and year.opening + year.new:
            blocks.append(Paragraph(_("本年应缴附加尚未登记，没有测算抵免。")))
    checked = (
        _("每一行都能由所列数字重算；本表已逐行重算，没有差异。")
        if not said.faults
        else _("逐行重算有%(n)d处差异，请联系专班。") % {"n": len(said.faults)}
    )
    blocks.append(Note(checked))
    return Document(
        Kind.TABLE_REPORT, _("产教融合型企业投资抵免测算表"), subtitle=said.enterprise.name, blocks=tuple(blocks),
        is_demonstration=product().is_demonstration,
    )  # fmt: skip


def _lines(year: YearSaid) -> Table:
    columns = (
        TableColumn(_("事项"), width=2), TableColumn(_("对象"), width=3.4), TableColumn(_("怎样得出"), width=4),
        TableColumn(_("依据"), width=2.6), TableColumn(_("金额（元）"), align="right", width=1.6),
    )  # fmt: skip
    return Table(columns, [[one.what, one.about, one.how, one.clause, yuan(one.amount)] for one in year.lines])


def statement_paper(said: StatementSaid, on: date, form: str) -> Output:
    """The statement as ``pdf`` or ``docx``; a paper to file, so always in the city's language."""
    with as_recorded():
        return documents.render(statement_document(said, on), form)


def workbook(said: StatementSaid, on: date) -> bytes:
    """The statement as an Excel workbook: the summary, then every line."""
    with as_recorded():
        summary = Sheet(
            _("分年汇总"), [_("年度"), *(label for _field, label in sums()), _("应缴来源")],
            [[year.year, *(in_yuan(getattr(year, field)) for field, _label in sums()), year.source] for year in said.years],
        )  # fmt: skip
        lines = Sheet(
            _("逐行计算"), [_("年度"), _("事项"), _("对象"), _("怎样得出"), _("规则"), _("依据"), _("金额（元）")],
            [
                [year.year, one.what, one.about, one.how, one.rule, one.clause, in_yuan(one.amount)]
                for year in said.years
                for one in year.lines
            ],
        )  # fmt: skip
        notes = Sheet(
            _("说明"), [_("项目"), _("内容")],
            [[_("企业"), said.enterprise.name], [_("截至"), on.isoformat()], [_("抵免顺序"), said.order], [_("说明"), str(NOT_OURS)]],
        )  # fmt: skip
        return write_xlsx([summary, lines, notes])
