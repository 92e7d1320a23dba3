"""What leaves the plan on paper: the ledger as a table (and back in) and the circulars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.plans.access import TASK_POLICY
from baigong.contexts.plans.exchange.ledger import LedgerSheet
from baigong.contexts.plans.models import Plan
from baigong.contexts.plans.outputs.ledger_sheet import import_ledger, ledger_workbook, read_ledger
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, shown
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, TableForm, import_page


@requires(TASK_POLICY, "export")
@require_GET
def ledger_sheet(request: Request, key: str) -> HttpResponse:
    """The ledger as .xlsx, in the layout in which it can come back."""
    plan = get_plan(request.actor, key)
    content = ledger_workbook(actor=request.actor, now=request.now, plan=plan)
    return attachment(content, f"ledger-{plan.key}-{request.now:%Y%m%d}.xlsx")


@requires(TASK_POLICY, "import")
@require_http_methods(["GET", "POST"])
def ledger_import(request: Request, key: str) -> HttpResponse:
    """Read a changed ledger, show what it would do, and do it once confirmed with the reason."""
    plan = get_plan(request.actor, key)

    def read(data: bytes, name: str) -> ImportPlan:
        made = read_ledger(actor=request.actor, now=request.now, plan=plan, data=data, filename=name)
        return replace(made, notices=(*made.notices, *_missing(plan, made)))

    def write(made: ImportPlan, digest: str) -> Mapping[str, int]:
        reason = request.POST.get("reason", "")
        return import_ledger(actor=request.actor, now=request.now, plan=plan, stored=made.to_json(), digest=digest, reason=reason)

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "plans/ledger_import.html",
        lambda data: Import(LedgerSheet(request.actor, plan, request.now).table, read, write),
        salt=f"plans.ledger:{plan.pk}", done=_("已更新%(change)d项任务。"), to=lambda: reverse("plans:ledger", args=[plan.key]),
        lines=lambda made: _lines(plan, made), context={"plan": plan},
    )  # fmt: skip


def _lines(plan: Plan, made: ImportPlan) -> list[tuple[str, str, list[tuple[str, str | None, str | None]]]]:
    """(row, task, changes) of every task that would change."""
    titles = dict(plan.tasks.values_list("number", "title"))
    lines = []
    for action in made.actions:
        if action.changes:
            by_key = made.table.by_key
            changes = [
                (str(by_key[c.column].label), shown(by_key[c.column], c.old) or None, shown(by_key[c.column], c.new) or None)
                for c in action.changes
            ]
            number = str(action.key[0])
            lines.append((str(action.row), f"{number} {titles.get(number, '')}", changes))
    return lines


def _missing(plan: Plan, made: ImportPlan) -> list[str]:
    """The tasks that the file leaves out, in the ledger's order: named, never touched."""
    if not made.missing:
        return []
    absent = {str(key[0]) for key in made.missing}
    rows = plan.tasks.order_by("order", "pk").values_list("number", "title")
    names = "、".join(f"{number} {title}" for number, title in rows if number in absent)
    return [_("表格里没有的任务保持不变：%(tasks)s") % {"tasks": names}]
