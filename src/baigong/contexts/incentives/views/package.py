"""The package: what is offered, who has it, what one enterprise is entitled to and what is missing."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.public import own_enterprises
from baigong.contexts.incentives.access import CANDIDACY_POLICY, ENTITLEMENT_POLICY, INCENTIVE_POLICY, LEDGER_POLICY, SUSPENSION_POLICY
from baigong.contexts.incentives.forms.package import IncentiveForm, LiftForm, RequestForm
from baigong.contexts.incentives.models import IncentiveState, Suspension
from baigong.contexts.incentives.pages import package_page
from baigong.contexts.incentives.selectors.package import (
    get_entitlement,
    get_incentive,
    list_entitlements,
    list_incentives,
    owners_for,
    suspensions_of,
)
from baigong.contexts.incentives.services import entitlements as services
from baigong.contexts.incentives.views.listings import (
    CANDIDACY_TONES,
    ENTITLEMENT_TONES,
    ENTITLEMENTS,
    INCENTIVE_TONES,
    PACKAGE,
    REPORT_TONES,
)
from baigong.contexts.incentives.views.sight import enterprise_for, money_in_sight
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.workflow import available


@requires(CANDIDACY_POLICY, "own")
@require_GET
def own(request: Request) -> HttpResponse:
    """An enterprise's own people: their enterprise, or which of theirs."""
    firms = own_enterprises(request.actor)
    if len(firms) == 1:
        return redirect("incentives:package", firms[0].pk)
    return render(request, "incentives/own.html", {"firms": firms})


@requires(LEDGER_POLICY, "view")
@require_GET
def package(request: Request, enterprise: int) -> HttpResponse:
    """What one enterprise is entitled to and what is missing: the list, the package, the credit, reports."""
    firm = money_in_sight(request.actor, enterprise, LEDGER_POLICY)
    context = {
        "page": package_page(request.actor, firm, request.now.date()), "candidacy_tones": CANDIDACY_TONES, "report_tones": REPORT_TONES,
        "entitlement_tones": ENTITLEMENT_TONES,
    }  # fmt: skip
    return render(request, "incentives/package.html", context)


@requires(INCENTIVE_POLICY, "work")
@require_GET
def incentive_list(request: Request) -> HttpResponse:
    """The package as it is offered."""
    context = {"may_create": bool(INCENTIVE_POLICY.reachable(request.actor, "create"))}
    return PACKAGE.respond(
        request, list_incentives(request.actor), "incentives/incentive_list.html", context, on_export="incentives.incentive.exported"
    )


@requires(INCENTIVE_POLICY, "view")
@require_GET
def incentive(request: Request, pk: int) -> HttpResponse:
    """One incentive and who has it, as far as the reader may see."""
    row = get_incentive(request.actor, pk)
    context = {
        "row": row, "tones": INCENTIVE_TONES, "entitlement_tones": ENTITLEMENT_TONES, "steps": available(row, request.actor),
        "held": list(list_entitlements(request.actor).filter(incentive=row)[:200]), "events": list(audit.events_of(row)[:20]),
        "may_edit": row.state == IncentiveState.DRAFT and bool(INCENTIVE_POLICY.decide(request.actor, "edit", row)),
    }  # fmt: skip
    return render(request, "incentives/incentive.html", context)


@requires(INCENTIVE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def incentive_add(request: Request) -> HttpResponse:
    """A new entry of the package."""
    form = IncentiveForm(request.POST or None, owners=owners_for(request.actor))
    return form_page(
        request, form, "incentives/incentive_form.html",
        lambda data: services.draft_incentive(actor=request.actor, now=request.now, head=form.head()),
        done=_("已起草，核对后开放受理。"), context={"row": None},
    )  # fmt: skip


@requires(INCENTIVE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def incentive_edit(request: Request, pk: int) -> HttpResponse:
    """An entry before it is open."""
    row = get_incentive(request.actor, pk)
    INCENTIVE_POLICY.require(request.actor, "edit", row)
    initial = {name: getattr(row, name) for name in ("pillar", "title", "summary", "basis", "needs_certificate")}
    initial["owner"] = str(row.owner_id)
    form = IncentiveForm(request.POST or None, owners=owners_for(request.actor), initial=initial)
    return form_page(
        request, form, "incentives/incentive_form.html",
        lambda data: services.edit_incentive(actor=request.actor, now=request.now, incentive=row, head=form.head()),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(ENTITLEMENT_POLICY, "view")
@require_GET
def entitlement_list(request: Request) -> HttpResponse:
    """Who asked for what, and who has it."""
    rows = list_entitlements(request.actor)
    return ENTITLEMENTS.respond(request, rows, "incentives/entitlement_list.html", on_export="incentives.entitlement.exported")


@requires(ENTITLEMENT_POLICY, "view")
@require_GET
def entitlement(request: Request, pk: int) -> HttpResponse:
    """One entitlement with its decision and its steps."""
    row = get_entitlement(request.actor, pk)
    context = {
        "row": row, "tones": ENTITLEMENT_TONES, "steps": available(row, request.actor), "events": list(audit.events_of(row)[:20]),
        "suspensions": [one for one in suspensions_of(row.enterprise) if one.lifted_on is None],
    }  # fmt: skip
    return render(request, "incentives/entitlement.html", context)


@requires(ENTITLEMENT_POLICY, "apply")
@require_http_methods(["GET", "POST"])
def entitlement_add(request: Request, enterprise: int, pk: int) -> HttpResponse:
    """Ask for an incentive for an enterprise."""
    offered = get_incentive(request.actor, pk)
    firm = enterprise_for(request.actor, enterprise, ENTITLEMENT_POLICY, "apply", incentive=offered)
    return form_page(
        request, RequestForm(request.POST or None), "incentives/entitlement_form.html",
        lambda data: services.apply_for(
            actor=request.actor, now=request.now, incentive=offered, enterprise=firm, request=data["request"]
        ),
        done=_("已申请，由责任部门审核。"), context={"row": offered, "firm": firm},
    )  # fmt: skip


@requires(SUSPENSION_POLICY, "lift")
@require_POST
def suspension_lift(request: Request, pk: int) -> HttpResponse:
    """End a suspension."""
    row = SUSPENSION_POLICY.get_or_404(request.actor, Suspension.objects.select_related("enterprise__organisation"), pk=pk)
    form = LiftForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return button_page(
        request, lambda: services.lift_by_hand(actor=request.actor, now=request.now, suspension=row, reason=reason),
        done=_("已恢复享受。"), to=row.get_absolute_url(),
    )  # fmt: skip
