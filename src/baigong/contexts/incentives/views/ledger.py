"""The ledger of investments: the list, one entry with what was written about it, entering, withdrawing, reversing, a table."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.public import Enterprise, get_enterprise
from baigong.contexts.incentives.access import LEDGER_PAPER_POLICY, LEDGER_POLICY, SURCHARGE_POLICY
from baigong.contexts.incentives.exchange.investments import InvestmentSheet, InvestmentWriter
from baigong.contexts.incentives.forms.ledger import EntryReversalForm, LedgerPaperForm, SpendingForm, SurchargeForm, WithdrawalForm
from baigong.contexts.incentives.models import LedgerEntry, LedgerPaper, Surcharge
from baigong.contexts.incentives.pages import entry_page
from baigong.contexts.incentives.selectors.ledger import get_entry, list_entries, partners_on, says_for
from baigong.contexts.incentives.services import ledger as services
from baigong.contexts.incentives.services.surcharges import enter_surcharge, remarks_on
from baigong.contexts.incentives.views.listings import ENTRIES, ENTRY_TONES
from baigong.contexts.incentives.views.sight import enterprise_for
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out


def ledger_of(firm: Enterprise) -> str:
    """The address of one enterprise's ledger."""
    return f"{reverse('incentives:ledger')}?enterprise={firm.pk}"


@requires(LEDGER_POLICY, "view")
@require_GET
def entry_list(request: Request) -> HttpResponse:
    """The entries in sight; of one enterprise where the address names it."""
    rows = list_entries(request.actor)
    asked = request.GET.get("enterprise", "")
    if asked.isdecimal():
        rows = rows.filter(enterprise=int(asked[:18]))
    return ENTRIES.respond(request, rows, "incentives/entry_list.html", on_export="incentives.ledgerentry.exported")


@requires(LEDGER_POLICY, "view")
@require_GET
def entry(request: Request, pk: int) -> HttpResponse:
    """One entry: its voucher, what was taken back of it, whether it was reversed."""
    return _show(request, get_entry(request.actor, pk))


def _show(request: Request, row: LedgerEntry, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {"page": entry_page(request.actor, row), "tones": ENTRY_TONES, "paper_form": LedgerPaperForm(), "refusal": refusal}
    return render(request, "incentives/entry.html", context, status=refusal.status if refusal else 200)


@requires(LEDGER_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def entry_add(request: Request, enterprise: int) -> HttpResponse:
    """Enter one investment."""
    firm = enterprise_for(request.actor, enterprise, LEDGER_POLICY, "enter")
    form = SpendingForm(request.POST or None, schools=partners_on(request.now.date()))
    return form_page(
        request, form, "incentives/entry_form.html",
        lambda data: services.enter_investments(actor=request.actor, now=request.now, enterprise=firm, heads=[form.head()])[0],
        done=_("已记入台账，请上传凭证扫描件。"), context={"firm": firm, "row": None, "title": _("登记投资")},
    )  # fmt: skip


@requires(LEDGER_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def entry_withdraw(request: Request, pk: int) -> HttpResponse:
    """Enter that something of an investment was taken back."""
    row = get_entry(request.actor, pk)
    LEDGER_POLICY.require(request.actor, "enter", row)
    return form_page(
        request, WithdrawalForm(request.POST or None), "incentives/entry_form.html",
        lambda data: services.withdraw(actor=request.actor, now=request.now, entry=row, **data),
        done=_("撤回已另记一笔，抵免测算随之更新。"), context={"firm": row.enterprise, "row": row, "title": _("登记撤回")},
    )  # fmt: skip


@requires(LEDGER_POLICY, "reverse")
@require_http_methods(["GET", "POST"])
def entry_reverse(request: Request, pk: int) -> HttpResponse:
    """Say that an entry should never have stood."""
    row = get_entry(request.actor, pk)
    LEDGER_POLICY.require(request.actor, "reverse", row)
    return form_page(
        request, EntryReversalForm(request.POST or None), "incentives/entry_form.html",
        lambda data: services.reverse(actor=request.actor, now=request.now, entry=row, reason=data["reason"]),
        done=_("已冲正，凭证可以重新使用。"), context={"firm": row.enterprise, "row": row, "title": _("冲正")}, to=lambda made: row,
    )  # fmt: skip


@requires(LEDGER_PAPER_POLICY, "attach")
@require_POST
def entry_attach(request: Request, pk: int) -> HttpResponse:
    """Add the scan of a voucher."""
    row = get_entry(request.actor, pk)
    return take_in(
        request, LedgerPaperForm(request.POST, request.FILES),
        lambda data: services.attach(
            actor=request.actor, now=request.now, entry=row, kind=data["kind"], upload=data["file"], title=data["title"]
        ),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, get_entry(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(LEDGER_PAPER_POLICY, "view")
@require_GET
def entry_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a scan; who read it is in the log."""
    piece = LEDGER_PAPER_POLICY.get_or_404(request.actor, LedgerPaper.objects.select_related("entry"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


@requires(LEDGER_PAPER_POLICY, "detach")
@require_POST
def entry_detach(request: Request, pk: int) -> HttpResponse:
    """Take a scan out."""
    piece = LEDGER_PAPER_POLICY.get_or_404(request.actor, LedgerPaper.objects.select_related("entry"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, piece=piece), to=piece.entry.get_absolute_url(),
        show=lambda refusal: _show(request, get_entry(request.actor, piece.entry_id), refusal=refusal),
    )  # fmt: skip


@requires(LEDGER_POLICY, "import")
@require_GET
def ledger_template(request: Request, enterprise: int) -> HttpResponse:
    """The table to fill in."""
    firm = enterprise_for(request.actor, enterprise, LEDGER_POLICY, "import")
    return attachment(template(InvestmentSheet(request.actor, request.now, firm).table), "investments-template.xlsx")


@requires(LEDGER_POLICY, "import")
@require_http_methods(["GET", "POST"])
def ledger_import(request: Request, enterprise: int) -> HttpResponse:
    """Read a filled table, show what it would enter, and enter it once confirmed."""
    firm = enterprise_for(request.actor, enterprise, LEDGER_POLICY, "import")
    sheet = InvestmentSheet(request.actor, request.now, firm)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, InvestmentWriter(sheet), digest=digest)
        audit.record(request.actor, "incentives.ledgerentry.imported", firm, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "incentives/ledger_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write),
        salt=f"incentives.investments:{firm.pk}", done=_("已记入%(add)d笔投资。"), to=lambda: ledger_of(firm),
        lines=lambda plan: plan_lines(plan, {"add": _("记入")}), context={"firm": firm},
    )  # fmt: skip


@requires(SURCHARGE_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def surcharge_add(request: Request, enterprise: int) -> HttpResponse:
    """Enter a year's surcharges, as the enterprise or as the tax office."""
    firm = get_enterprise(request.actor, enterprise)
    body = says_for(request.actor, firm, request.now.date())
    if body is None:
        raise NotPermitted(_("应缴附加由企业自己或税务部门登记。"), code="not_permitted")
    form = SurchargeForm(request.POST or None, initial={"year": request.now.year - 1})

    def enter(data: object) -> Surcharge:
        return enter_surcharge(actor=request.actor, now=request.now, enterprise=firm, body=body, head=form.head())

    def done(made: Surcharge) -> str:
        return "".join([_("已登记%(year)d年的应缴附加。") % {"year": made.year}, *remarks_on(form.head())])

    return form_page(request, form, "incentives/surcharge_form.html", enter, done=done, context={"firm": firm, "body": body})
