"""Subsidies of new-type cohorts: those in sight, one with its reckoning person by person and its payments."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access_of_apprenticeship import SUBSIDY_POLICY
from baigong.contexts.internships.forms.apprenticeship import ApproveForm, ClaimForm, PaymentForm
from baigong.contexts.internships.models import ClaimState, CohortState, PaymentKind, SubsidyClaim, yuan
from baigong.contexts.internships.selectors.apprenticeship import (
    due_of,
    expected_of,
    get_claim,
    get_cohort,
    list_claims,
    months_of,
    most_in_advance,
    paid_of,
    possible_payers,
    usual_payer,
)
from baigong.contexts.internships.services import subsidies as services
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.workflow import available

FEN = 100


def _money(key: str, label: Any, **more: Any) -> Column:
    """A column of yuan, whose numbers stay numbers in a workbook."""
    return Column(key, label, kind="number", places=2, value=lambda row: _in_yuan(getattr(row, key)), **more)


def _in_yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) / FEN


EVENTS = 40
TONES = {
    ClaimState.DRAFT: "neutral", ClaimState.SUBMITTED: "warn", ClaimState.APPROVED: "info", ClaimState.SETTLING: "info",
    ClaimState.SETTLED: "good", ClaimState.RECOVERING: "bad", ClaimState.REFUSED: "bad", ClaimState.DROPPED: "neutral",
}  # fmt: skip
CLAIMS = Listing(
    name="subsidies",
    caption=gettext_lazy("学徒培训补贴"),
    columns=[
        Column("cohort", gettext_lazy("学徒班"), main=True, sort="cohort__title", width="wide", sub=lambda row: str(row.cohort.enterprise)),
        Column("enterprise", gettext_lazy("企业"), value=lambda row: str(row.cohort.enterprise), only_export=True),
        Column("payer", gettext_lazy("补贴经办部门"), priority=3),
        _money("expected", gettext_lazy("预计补贴（元）"), sort="expected", priority=2),
        _money("advance", gettext_lazy("核准预付（元）"), sort="advance", priority=3),
        _money("due", gettext_lazy("应补贴（元）"), sort="due"),
        _money("paid", gettext_lazy("已付（元）"), sort="paid"),
        Column("document", gettext_lazy("核准文号"), only_export=True),
        Column("recover_by", gettext_lazy("退回期限"), kind="date", priority=3),
        Column("state", gettext_lazy("状态"), kind="badge", labels=ClaimState, tones=TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=ClaimState, many=True),
        DateFilter("recover_by", gettext_lazy("退回期限")),
    ],
    search=["cohort__title", "cohort__enterprise__organisation__name", "document"],
    default_sort=("-created_at", "-pk"),
    row_link="internships:subsidy",
    empty=EmptyState(gettext_lazy("还没有补贴申请"), gettext_lazy("企业新型学徒班备案后，在班级页面申请补贴。"), "coin"),
)  # fmt: skip


@requires(SUBSIDY_POLICY, "view")
@require_GET
def subsidy_list(request: Request) -> HttpResponse:
    """The subsidies in the reader's sight."""
    return CLAIMS.respond(
        request, list_claims(request.actor), "internships/subsidy_list.html", on_export="internships.subsidyclaim.exported"
    )


@requires(SUBSIDY_POLICY, "claim")
@require_http_methods(["GET", "POST"])
def subsidy_add(request: Request, pk: int) -> HttpResponse:
    """Ask for the subsidy of a cohort; what it comes to is shown first."""
    row = get_cohort(request.actor, pk)
    form = ClaimForm(request.POST or None, payers=possible_payers(), initial={"payer": usual_payer()})
    return form_page(
        request, form, "internships/subsidy_add.html",
        lambda data: services.draft_claim(actor=request.actor, now=request.now, cohort=row, payer=data["payer"]),
        done=_("已算出预计补贴，核对后提交申请。"), context={"row": row, "worth": expected_of(row) if row.is_of_staff else None},
    )  # fmt: skip


def _context(request: Request, row: SubsidyClaim) -> dict[str, Any]:
    actor = request.actor
    worth = due_of(row.cohort) if row.cohort.state in (CohortState.FINISHED, CohortState.STOPPED) else expected_of(row.cohort)
    may = {name for name in ("approve", "pay", "settle") if SUBSIDY_POLICY.decide(actor, name, row)}
    may -= {"approve"} if row.state != ClaimState.SUBMITTED else set()
    may -= {"pay"} if row.state not in services.OPEN else set()
    may -= {"settle"} if row.state != ClaimState.APPROVED or row.cohort.state not in services.OVER else set()
    kinds = {
        ClaimState.APPROVED: [PaymentKind.ADVANCE], ClaimState.SETTLING: [PaymentKind.BALANCE],
        ClaimState.RECOVERING: [PaymentKind.RECOVERY],
    }.get(ClaimState(row.state), [])  # fmt: skip
    return {
        "row": row, "tones": TONES, "steps": available(row, actor), "worth": worth, "may": may, "paid": paid_of(row), "yuan": yuan,
        "payments": list(row.payments.all()), "months": months_of(row.cohort), "kinds": kinds,
        "most": most_in_advance(row.expected, row.cohort.starts_on), "events": audit.events_of(row)[:EVENTS],
    }  # fmt: skip


@requires(SUBSIDY_POLICY, "view")
@require_GET
def subsidy(request: Request, pk: int) -> HttpResponse:
    """One subsidy, person by person; ``?export=xlsx`` the reckoning as a workbook."""
    context = _context(request, get_claim(request.actor, pk))
    if request.GET.get("export") == "xlsx":
        row = context["row"]
        audit.record(request.actor, "internships.subsidyclaim.reckoning_taken", row, now=request.now)
        return attachment(_workbook(context), _("学徒培训补贴明细-%(n)d.xlsx") % {"n": row.pk})
    return render(request, "internships/subsidy.html", context)


def _workbook(context: dict[str, Any]) -> bytes:
    people = [
        [share.apprentice.name, share.apprentice.masked, share.apprentice.get_state_display(), share.apprentice.certificate, share.words,
         _in_yuan(share.amount)]
        for share in context["worth"].shares
    ]  # fmt: skip
    money = [[one.get_kind_display(), one.paid_on, one.voucher, _in_yuan(one.amount)] for one in context["payments"]]
    return write_xlsx(
        [
            Sheet(_("补贴明细"), [_("姓名"), _("证件号（遮盖）"), _("状态"), _("证书编号"), _("怎么算的"), _("金额（元）")], people),
            Sheet(_("收支"), [_("类别"), _("日期"), _("凭证号"), _("金额（元）")], money),
        ]
    )


@requires(SUBSIDY_POLICY, "approve")
@require_http_methods(["GET", "POST"])
def subsidy_approve(request: Request, pk: int) -> HttpResponse:
    """Approve it with an advance."""
    row = get_claim(request.actor, pk)
    most = most_in_advance(row.expected, row.cohort.starts_on)
    return form_page(
        request, ApproveForm(request.POST or None, initial={"advance": yuan(most)}), "internships/subsidy_part.html",
        lambda data: services.approve_claim(
            actor=request.actor, now=request.now, claim=row, advance=int(data["advance"] * FEN), document=data["document"]
        ),
        done=_("已核准。"), to=lambda _made: row.get_absolute_url(),
        context={"row": row, "title": _("核准补贴"), "submit": _("核准"), "note": _("预付不超过%(most)s元。") % {"most": yuan(most)}},
    )  # fmt: skip


@requires(SUBSIDY_POLICY, "pay")
@require_http_methods(["GET", "POST"])
def subsidy_pay(request: Request, pk: int) -> HttpResponse:
    """Put down money that went or came back."""
    row = get_claim(request.actor, pk)
    kinds = _context(request, row)["kinds"]
    form = PaymentForm(request.POST or None, kinds=kinds or list(PaymentKind), initial={"paid_on": request.now.date()})
    return form_page(
        request, form, "internships/subsidy_part.html",
        lambda data: services.enter_payment(
            actor=request.actor, now=request.now, claim=row, kind=data["kind"], amount=int(data["amount"] * FEN), paid_on=data["paid_on"],
            voucher=data["voucher"],
        ),
        done=_("已登记。"), to=lambda _made: row.get_absolute_url(),
        context={"row": row, "title": _("登记收支"), "submit": _("登记"), "note": _("一张凭证只记一次；登记后不能修改。")},
    )  # fmt: skip


@requires(SUBSIDY_POLICY, "settle")
@require_POST
def subsidy_settle(request: Request, pk: int) -> HttpResponse:
    """Reckon up by who finished with what."""
    row = get_claim(request.actor, pk)
    return button_page(
        request, lambda: services.settle_claim(actor=request.actor, now=request.now, claim=row),
        done=lambda made: _("已结算：%(state)s。") % {"state": made.get_state_display()}, to=row.get_absolute_url(),
    )  # fmt: skip
