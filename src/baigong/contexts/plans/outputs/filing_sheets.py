"""The filings as a workbook: who has filed, the register by number, and which body's plan covers which measure."""

from __future__ import annotations

from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from baigong.contexts.plans.models import Filing, Plan
from baigong.contexts.plans.selectors.filings import FilerRow, coverage, register_of
from baigong.kernel.access import Actor
from baigong.kernel.exchange import Sheet, write_xlsx


def standing_words(row: FilerRow) -> str:
    """How a body stands, in words: not filed, overdue, or the state of its filing."""
    if row.filing is not None and row.has_filed:
        return _("补正逾期") if row.is_late else row.filing.get_state_display()
    return _("逾期未报") if row.is_overdue else _("未报送")


def filings_workbook(actor: Actor, plan: Plan, rows: list[FilerRow]) -> bytes:
    """Three sheets of what ``actor`` sees of a plan's filings; ``rows`` are the bodies that must file."""
    found = coverage(plan, rows)
    measures = sorted((measure for measure, _count in found.rows), key=lambda m: (m.order, m.pk))
    matrix: list[list[Any]] = [
        [row.organisation.name, *("✓" if m.pk in row.covered else "" for m in measures), len(row.covered)] for row in found.filers
    ]
    counts = {measure.pk: count for measure, count in found.rows}
    matrix.append([_("覆盖单位数"), *(counts[m.pk] for m in measures), ""])
    register = register_of(actor, plan).filter(registered_at__isnull=False).order_by("registered_at", "pk")
    return write_xlsx(
        [
            Sheet(
                _("报送情况"),
                [_("单位"), _("状态"), _("方案名称"), _("回执号"), _("备案号"), _("补正期限"), _("覆盖措施数")],
                [_standing(row) for row in rows],
            ),
            Sheet(
                _("备案登记"),
                [_("备案号"), _("备案日期"), _("单位"), _("方案名称"), _("文号"), _("印发日期"), _("版本"), _("状态"), _("回执号")],
                [_entry(filing) for filing in register],
            ),
            Sheet(_("措施覆盖"), [_("单位"), *(f"{m.number} {m.title}" for m in measures), _("覆盖措施数")], matrix),
        ]
    )


def _standing(row: FilerRow) -> list[Any]:
    filing, body = row.filing, row.organisation.name
    if filing is None or not row.has_filed:
        return [body, standing_words(row), "", "", "", None, 0]
    number = row.in_force.register_number if row.in_force else ""
    due = filing.supplement_due_on if filing.state == "supplement" else None
    return [body, standing_words(row), filing.title, filing.receipt_number, number, due, len(row.covered)]


def _entry(filing: Filing) -> list[Any]:
    return [
        filing.register_number, localdate(filing.registered_at), filing.organisation.name, filing.title, filing.doc_number,
        filing.issued_on, filing.version, filing.get_state_display(), filing.receipt_number,
    ]  # fmt: skip
