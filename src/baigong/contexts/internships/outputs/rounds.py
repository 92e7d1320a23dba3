"""What a round hands out: the placements by firm and by class as a workbook, the certificate on paper."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from baigong.contexts.internships.models import PlacementRound, RoundEntry
from baigong.contexts.internships.pages_of_rounds import CertificatePage
from baigong.kernel import documents
from baigong.kernel.documents import Document, Heading, KeyValues, Kind, Note, Paragraph, Table, TableColumn
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.product import product
from baigong.kernel.wording import as_recorded

if TYPE_CHECKING:
    from baigong.kernel.documents import Output


def round_workbook(row: PlacementRound, entries: Iterable[RoundEntry]) -> bytes:
    """A sheet by class, and one by firm."""
    heads = [
        _("学校"),
        _("学号"),
        _("姓名"),
        _("班级"),
        _("专业名称"),
        _("企业"),
        _("岗位名称"),
        _("开始日期"),
        _("结束日期"),
        _("情况"),
        _("人工调整理由"),
    ]
    lines = [
        [
            str(entry.intern.school), entry.intern.student_number, entry.intern.name, entry.intern.class_name, entry.intern.programme_name,
            str(entry.post.enterprise) if entry.post else "", str(entry.post or ""), entry.post.starts_on if entry.post else None,
            entry.post.ends_on if entry.post else None, str(entry.get_standing_display()), entry.override,
        ]
        for entry in entries
    ]  # fmt: skip
    by_firm = sorted((line for line in lines if line[5]), key=lambda line: (str(line[5]), str(line[6]), str(line[1])))
    return write_xlsx([Sheet(_("按班级"), heads, lines), Sheet(_("按企业"), heads, by_firm)])


def certificate_document(page: CertificatePage, on: date) -> Document:
    """How good the result provably is, in a form that anybody can check."""
    told, result = page.row.summary, page.result
    facts = (
        (_("组织单位"), str(page.row.school)), (_("轮次"), str(page.row)), (_("学生"), str(told["students"])),
        (_("已安排"), str(result.placed)),
        (_("人数上界"), str(result.placed_bound)), (_("匹配分"), str(result.fit)), (_("匹配分上界"), str(page.fit_bound)),
        (_("核验"), page.verdict),
    )  # fmt: skip
    heads = (TableColumn(_("紧缺的名额")), TableColumn(_("日期")), TableColumn(_("价格"), align="right"))
    prices = Table(heads, [[what, day, str(amount)] for what, day, amount in page.prices])
    blocks = (
        KeyValues(facts),
        Heading(1, _("怎样核验")),
        Paragraph(
            _(
                "给每一个紧缺的名额定一个价格。对任何一种合法的安排，价格之和给出人数和匹配分的上界；上界等于本结果，就证明没有更好的安排。"
                "有同行、最少人数或交错日期的要求时，先把所有安排分成几种情形，各定各的价格，最差的一种就是上界。"
                "核验由另一个只做加法的程序完成，不用求解程序的任何部分。"
            )
        ),
        Heading(1, _("价格最高的名额")),
        prices,
        Note(_("人工调整不在证明之内，另行列出理由。")),
    )
    return Document(
        kind=Kind.PLAIN, title=_("实习安排最优性证明"), subtitle=str(page.row), blocks=blocks, signatory=str(page.row.school), signed_on=on,
        is_demonstration=product().is_demonstration,
    )  # fmt: skip


def certificate_paper(page: CertificatePage, on: date, form: str) -> Output:
    """The certificate as ``pdf`` or ``docx``, in the city's language."""
    with as_recorded():
        return documents.render(certificate_document(page, on), form)
