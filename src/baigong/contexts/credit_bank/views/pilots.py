"""The pilot: its schools, the places they ask for, the sites where one is assessed."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_pilots import PILOT_SCHOOL_POLICY, QUOTA_POLICY, SITE_POLICY
from baigong.contexts.credit_bank.forms.pilots import ApprovalForm, PilotSchoolForm, QuotaForm, SiteForm
from baigong.contexts.credit_bank.models import AssessmentSite
from baigong.contexts.credit_bank.pages_of_pilots import quota_page, tabs_for
from baigong.contexts.credit_bank.selectors import pilots as selectors
from baigong.contexts.credit_bank.selectors.certificate_types import open_levels
from baigong.contexts.credit_bank.services import pilots as services
from baigong.contexts.credit_bank.views.pilot_listings import CLASS_TONES, PILOT_SCHOOLS, QUOTA_TONES, QUOTAS, SITES
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(QUOTA_POLICY, "work")
@require_GET
def quota_list(request: Request) -> HttpResponse:
    """Quotas one works with, with what is taken up."""
    may_apply = bool(selectors.pilot_schools_of(request.actor, request.now.date()))
    context = {"tabs": tabs_for(request.actor, "x-quotas"), "may_apply": may_apply}
    rows = selectors.list_quotas(request.actor)
    return QUOTAS.respond(request, rows, "credit_bank/x_quota_list.html", context, on_export="credit_bank.pilotquota.exported")


@requires(QUOTA_POLICY, "apply")
@require_http_methods(["GET", "POST"])
def quota_add(request: Request) -> HttpResponse:
    """A school asks for places."""
    day = request.now.date()
    schools = selectors.pilot_schools_of(request.actor, day)
    form = QuotaForm(request.POST or None, schools=schools, levels=list(open_levels(day)), initial={"year": day.year})
    return form_page(
        request, form, "credit_bank/x_quota_form.html",
        lambda data: services.apply_for_quota(actor=request.actor, now=request.now, head=form.head()),
        done=_("已提交，等待市教育局核准。"), context={"schools": schools},
    )  # fmt: skip


@requires(QUOTA_POLICY, "view")
@require_GET
def quota(request: Request, pk: int) -> HttpResponse:
    """One quota: granted, taken up, its classes, what one may do."""
    page = quota_page(request.actor, selectors.get_quota(request.actor, pk))
    return render(request, "credit_bank/x_quota.html", {"page": page, "tones": QUOTA_TONES, "class_tones": CLASS_TONES})


@requires(PILOT_SCHOOL_POLICY, "work")
@require_GET
def pilot_school_list(request: Request) -> HttpResponse:
    """The schools of the pilot."""
    may_enter = PILOT_SCHOOL_POLICY.reachable(request.actor, "enter")
    context = {"tabs": tabs_for(request.actor, "x-pilot-schools"), "may_enter": may_enter}
    rows = selectors.list_pilot_schools(request.actor)
    template = "credit_bank/x_pilot_school_list.html"
    return PILOT_SCHOOLS.respond(request, rows, template, context, on_export="credit_bank.pilotschool.exported")


@requires(PILOT_SCHOOL_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def pilot_school_add(request: Request) -> HttpResponse:
    """A school joins the pilot."""
    form = PilotSchoolForm(request.POST or None, schools=selectors.schools_outside(request.now.date()))
    return form_page(
        request, form, "credit_bank/x_pilot_school_form.html",
        lambda data: services.enter_pilot_school(actor=request.actor, now=request.now, **data),
        done=_("已登记试点学校。"), to=lambda made: "credit_bank:x-pilot-schools",
    )  # fmt: skip


@requires(PILOT_SCHOOL_POLICY, "view")
@require_GET
def pilot_school(request: Request, pk: int) -> HttpResponse:
    """One school of the pilot."""
    return _show_school(request, pk)


def _show_school(request: Request, pk: int, *, refusal: Refusal | None = None) -> HttpResponse:
    row = selectors.get_pilot_school(request.actor, pk)
    may_end = row.until is None and bool(PILOT_SCHOOL_POLICY.decide(request.actor, "end", row))
    context = {"row": row, "may_end": may_end, "refusal": refusal}
    return render(request, "credit_bank/x_pilot_school.html", context, status=refusal.status if refusal else 200)


@requires(PILOT_SCHOOL_POLICY, "end")
@require_POST
def pilot_school_end(request: Request, pk: int) -> HttpResponse:
    """A school leaves the pilot."""
    row = selectors.get_pilot_school(request.actor, pk)
    return button_page(
        request,
        lambda: services.end_pilot_school(actor=request.actor, now=request.now, pilot=row, reason=request.POST.get("reason", "")),
        done=_("试点已结束。"), to=lambda made: "credit_bank:x-pilot-schools",
        show=lambda refusal: _show_school(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(SITE_POLICY, "work")
@require_GET
def site_list(request: Request) -> HttpResponse:
    """The sites."""
    context = {"tabs": tabs_for(request.actor, "x-sites"), "may_enter": SITE_POLICY.reachable(request.actor, "enter")}
    rows = selectors.list_sites(request.actor)
    return SITES.respond(request, rows, "credit_bank/x_site_list.html", context, on_export="credit_bank.assessmentsite.exported")


@requires(SITE_POLICY, "enter")
@require_http_methods(["GET", "POST"])
def site_add(request: Request) -> HttpResponse:
    """A new site."""
    return _site_form(request, None)


@requires(SITE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def site_edit(request: Request, pk: int) -> HttpResponse:
    """What a site is."""
    row = selectors.get_site(request.actor, pk)
    SITE_POLICY.require(request.actor, "edit", row)
    return _site_form(request, row)


def _site_form(request: Request, row: AssessmentSite | None) -> HttpResponse:
    initial = None
    if row is not None:
        initial = {name: getattr(row, name) for name in ("name", "address", "places", "since", "until")}
        initial["organisation"] = row.organisation_id
    form = SiteForm(request.POST or None, bodies=selectors.bodies_for_sites(request.now.date()), initial=initial)
    return form_page(
        request, form, "credit_bank/x_site_form.html",
        lambda data: services.enter_site(actor=request.actor, now=request.now, head=form.head(), site=row),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(SITE_POLICY, "view")
@require_http_methods(["GET", "POST"])
def site(request: Request, pk: int) -> HttpResponse:
    """One site with what it was approved for; whoever may enters a further approval."""
    row = selectors.get_site(request.actor, pk)
    if request.method == "POST":
        SITE_POLICY.require(request.actor, "admit", row)
    day = request.now.date()
    form = ApprovalForm(request.POST or None, levels=list(open_levels(day)))
    approvals = [(approval, approval.since <= day <= approval.until) for approval in selectors.approvals_of(row)]
    may = frozenset(act for act in ("edit", "admit") if SITE_POLICY.decide(request.actor, act, row))
    return form_page(
        request, form, "credit_bank/x_site.html",
        lambda data: services.admit_site(actor=request.actor, now=request.now, site=row, **data),
        done=_("已登记核准。"), context={"row": row, "approvals": approvals, "may": may}, to=lambda made: row,
    )  # fmt: skip
