"""Reconciliations: those that were made, asking for one, one with its differences, and its files."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access_of_office import RECONCILIATION_POLICY
from baigong.contexts.credit_bank.forms.reconciliations import PeriodForm
from baigong.contexts.credit_bank.models import Reconciliation, ReconciliationState
from baigong.contexts.credit_bank.outputs.reconciliation import facts, report, workbook
from baigong.contexts.credit_bank.selectors.appeals import office_body
from baigong.contexts.credit_bank.services.reconciliations import digest_of, request_reconciliation
from baigong.contexts.credit_bank.words_of_differences import movement_table, told_all
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.workflow import available

RECONCILIATION_TONES = {
    ReconciliationState.COUNTING: "info", ReconciliationState.COUNTED: "warn", ReconciliationState.SIGNED: "good",
    ReconciliationState.DROPPED: "neutral",
}  # fmt: skip
RECONCILIATIONS = Listing(
    name="reconciliations",
    caption=gettext_lazy("对账报告"),
    columns=[
        Column("period", gettext_lazy("期间"), value=lambda row: f"{row.since} – {row.until}", sort="until", main=True),
        Column("differences", gettext_lazy("差异"), kind="number", sort="differences",
               tone=lambda row: "bad" if row.differences and row.state != ReconciliationState.SIGNED else ""),
        Column("counted_at", gettext_lazy("核对时间"), kind="datetime", sort="counted_at", priority=2),
        Column("signed_by", gettext_lazy("签署人"), priority=2),
        Column("signed_at", gettext_lazy("签署时间"), kind="datetime", priority=3),
        Column("state", gettext_lazy("状态"), kind="badge", labels=ReconciliationState, tones=RECONCILIATION_TONES, sort="state"),
        Column("conclusion", gettext_lazy("处理意见"), only_export=True),
        Column("digest", gettext_lazy("摘要"), only_export=True),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=ReconciliationState, many=True), DateFilter("until", gettext_lazy("止"))],
    default_sort=("-until", "-pk"),
    row_link="credit_bank:reconciliation",
    empty=EmptyState(
        gettext_lazy("还没有对账报告"), gettext_lazy("每月1日自动核对上一个月；也可以现在核对任意一段时间。"), "scale",
        gettext_lazy("开始对账"), "credit_bank:reconciliation-add",
    ),
)  # fmt: skip


@requires(RECONCILIATION_POLICY, "view")
@require_GET
def reconciliation_list(request: Request) -> HttpResponse:
    """The reports there are."""
    rows = RECONCILIATION_POLICY.visible(request.actor).select_related("signed_by").defer("result")
    return RECONCILIATIONS.respond(request, rows, "credit_bank/reconciliation_list.html", on_export="credit_bank.reconciliation.exported")


@requires(RECONCILIATION_POLICY, "request")
@require_http_methods(["GET", "POST"])
def reconciliation_add(request: Request) -> HttpResponse:
    """Ask for a report over a period; a job counts it."""
    first = request.now.date().replace(day=1)
    form = PeriodForm(request.POST or None, initial={"since": first, "until": request.now.date()})
    return form_page(
        request, form, "credit_bank/reconciliation_add.html",
        lambda data: request_reconciliation(actor=request.actor, now=request.now, **data),
        done=_("已开始核对，完成后在这里查看。"),
    )  # fmt: skip


def _get(request: Request, pk: int) -> Reconciliation:
    return RECONCILIATION_POLICY.get_or_404(request.actor, Reconciliation.objects.select_related("signed_by", "job", "created_by"), pk=pk)


@requires(RECONCILIATION_POLICY, "view")
@require_GET
def reconciliation(request: Request, pk: int) -> HttpResponse:
    """One report: what moved, what differs and what to do about it; signing it."""
    row = _get(request, pk)
    tables = [(title, heads, rows[:_LISTED], len(rows)) for title, heads, rows in ((t, *movement_table(row, part)) for part, t in _TABLES)]
    context = {
        "row": row, "facts": facts(row), "tables": tables,
        "differences": told_all(row), "steps": available(row, request.actor), "tones": RECONCILIATION_TONES,
        "is_whole": not row.digest or digest_of(row.result) == row.digest, "events": list(audit.events_of(row)[:20]),
    }  # fmt: skip
    return render(request, "credit_bank/reconciliation.html", context)


_LISTED = 100
"""Lines of a table on the page; a city has thousands of sources, which the workbook holds."""
_TABLES = (
    ("accounts", gettext_lazy("各类账户收支")), ("sources", gettext_lazy("各来源收支")), ("targets", gettext_lazy("各校专业收支")),
)  # fmt: skip


@requires(RECONCILIATION_POLICY, "view")
@require_GET
def reconciliation_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The report as PDF, Word or Excel; who took it is in the log."""
    row = _get(request, pk)
    if not row.digest:
        raise Http404(_("还没有核对完成。"))
    audit.record(request.actor, "credit_bank.reconciliation.taken", row, now=request.now, detail={"format": ending})
    if ending == "xlsx":
        return attachment(workbook(row), f"{row}.xlsx")
    office = office_body(row.until)
    made = report(row, office.name if office is not None else str(_("学分银行")), ending)
    return attachment(made.content, made.filename, made.media_type)
