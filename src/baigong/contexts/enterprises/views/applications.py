"""Applications for the register: anybody applies and asks by the receipt what became of it; the county examines."""

from __future__ import annotations

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.access import APPLICATION_PAPER_POLICY, APPLICATION_POLICY
from baigong.contexts.enterprises.forms.applications import ApplicationForm, initial_of_application
from baigong.contexts.enterprises.models import ApplicationPaper, ApplicationState, EnterpriseApplication
from baigong.contexts.enterprises.selectors.applications import (
    compared,
    find_by_receipt,
    get_application,
    list_applications,
    papers_of,
)
from baigong.contexts.enterprises.selectors.register import list_counties
from baigong.contexts.enterprises.services import applications as services
from baigong.contexts.enterprises.services.registering import industry_entries
from baigong.contexts.enterprises.views.listings import APPLICATION_TONES, APPLICATIONS
from baigong.contexts.enterprises.views.register import industries_of
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, refuse
from baigong.kernel.ui.pace import too_often
from baigong.kernel.ui.paper_pages import hand_out
from baigong.kernel.workflow import available

MOST_AN_HOUR = 30
"""Applications, and questions by receipt, from one address."""
PACE = "enterprises.applications"


def _is_too_often(request: Request) -> bool:
    return too_often(request, PACE, MOST_AN_HOUR)


# -- the bureau --------------------------------------------------------------------------------------------------------------


@requires(APPLICATION_POLICY, "work")
@require_GET
def application_list(request: Request) -> HttpResponse:
    """Those that one examines."""
    rows = list_applications(request.actor)
    return APPLICATIONS.respond(request, rows, "enterprises/application_list.html", on_export="enterprises.enterpriseapplication.exported")


@requires(APPLICATION_POLICY, "view")
@require_GET
def application(request: Request, pk: int) -> HttpResponse:
    """One: what it says, its papers, and what the register says of who applies."""
    return _show(request, get_application(request.actor, pk))


def _show(request: Request, row: EnterpriseApplication, *, refusal: Refusal | None = None) -> HttpResponse:
    context = {
        "row": row, "industry": industry_entries({row.industry_code}, request.now.date()).get(row.industry_code),
        "papers": papers_of(request.actor, row), "compared": compared(row, request.now.date()),
        "steps": available(row, request.actor), "events": audit.events_of(row)[:40], "tones": APPLICATION_TONES, "refusal": refusal,
        "may_accept": row.state == ApplicationState.SUBMITTED and bool(APPLICATION_POLICY.decide(request.actor, "accept", row)),
    }  # fmt: skip
    return render(request, "enterprises/application.html", context, status=refusal.status if refusal else 200)


@requires(APPLICATION_POLICY, "accept")
@require_POST
def application_accept(request: Request, pk: int) -> HttpResponse:
    """Enter the firm; its account waits for the receipt."""
    row = get_application(request.actor, pk)
    return button_page(
        request, lambda: services.accept_application(actor=request.actor, now=request.now, application=row),
        done=_("已通过；企业凭回执领取账号。"), to=row.get_absolute_url(), show=lambda refusal: _show(request, row, refusal=refusal),
    )  # fmt: skip


@requires(APPLICATION_PAPER_POLICY, "view")
@require_GET
def application_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = APPLICATION_PAPER_POLICY.get_or_404(request.actor, ApplicationPaper.objects.select_related("application"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


# -- everybody ---------------------------------------------------------------------------------------------------------------


def _form(request: Request, row: EnterpriseApplication | None = None, *, sent: bool) -> ApplicationForm:
    return ApplicationForm(
        request.POST if sent else None, request.FILES if sent else None, counties=list_counties(request.now.date()),
        industries=industries_of(request), is_new=row is None, initial=initial_of_application(row) if row else None,
    )  # fmt: skip


@public
@never_cache
@require_http_methods(["GET", "POST"])
def public_apply(request: Request) -> HttpResponse:
    """A firm without an account asks to be entered; the receipt is shown once."""
    form, status = _form(request, sent=request.method == "POST"), 200
    if request.method == "POST":
        status = 422
        if _is_too_often(request):
            form.add_error(None, _("一小时内提交太多次，请稍后再试；急办的请联系所在县区教育局。"))
            status = 429
        elif form.is_valid():
            try:
                row, receipt = services.lodge_application(actor=request.actor, now=request.now, head=form.application())
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                return render(request, "enterprises/public_apply_done.html", {"row": row, "receipt": receipt})
    return render(request, "enterprises/public_apply.html", {"form": form, "row": None}, status=status)


@public
@never_cache
@require_http_methods(["GET", "POST"])
def public_follow(request: Request) -> HttpResponse:
    """What became of an application, by its receipt."""
    return _follow(request)


def _follow(request: Request, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page of a receipt: where it stands and what may be done. Every question counts, so that receipts are not guessed."""
    asked, said, status = request.method == "POST", "", refusal.status if refusal else 200
    is_too_often = asked and refusal is None and _is_too_often(request)
    row = find_by_receipt(_receipt(request)) if asked and not is_too_often else None
    if is_too_often:
        said, status = _("一小时内查询太多次，请稍后再查。"), 429
    elif asked and row is None:
        said, status = _("没有这个回执；请核对十六位字母和数字。"), 404
    context = {
        "row": row, "receipt": _receipt(request) if row or said else "", "said": said, "refusal": refusal,
        "tones": APPLICATION_TONES, "is_collected": row is not None and row.invitation is not None and bool(row.invitation.accepted_at),
    }  # fmt: skip
    return render(request, "enterprises/public_apply_follow.html", context, status=status)


def _receipt(request: Request) -> str:
    return request.POST.get("receipt", "")[:60]


def _known(request: Request) -> EnterpriseApplication | None:
    return None if _is_too_often(request) else find_by_receipt(_receipt(request))


@public
@never_cache
@require_POST
def public_mend(request: Request) -> HttpResponse:
    """What was sent back is mended and handed in again."""
    row = _known(request)
    if row is None:
        return _follow(request)
    form, status = _form(request, row, sent="name" in request.POST), 200
    if "name" in request.POST:
        status = 422
        if form.is_valid():
            try:
                services.resubmit_application(now=request.now, application=row, head=form.application())
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                return _follow(request)
    context = {"form": form, "row": row, "receipt": _receipt(request)}
    return render(request, "enterprises/public_apply.html", context, status=status)


@public
@never_cache
@require_POST
def public_withdraw(request: Request) -> HttpResponse:
    """Who applied takes it back."""
    row = _known(request)
    try:
        if row is not None:
            services.withdraw_application(now=request.now, application=row)
    except Refusal as refusal:
        return _follow(request, refusal=refusal)
    return _follow(request)


@public
@never_cache
@require_POST
def public_account(request: Request) -> HttpResponse:
    """On to the page where the account of an accepted firm is set up."""
    row = _known(request)
    if row is None:
        return _follow(request)
    try:
        code = services.collect_account(now=request.now, application=row)
    except Refusal as refusal:
        return _follow(request, refusal=refusal)
    return redirect("accounts:invitation-accept", code)
