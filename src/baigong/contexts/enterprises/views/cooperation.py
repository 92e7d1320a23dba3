"""Co-operation of firms and schools: the list, one of them, entering and changing it."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.enterprises.access import COOPERATION_POLICY
from baigong.contexts.enterprises.forms.cooperation import CooperationForm, initial_of_cooperation
from baigong.contexts.enterprises.selectors.cooperation import list_cooperations, proposers_for, schools_on
from baigong.contexts.enterprises.services import cooperation as services
from baigong.contexts.enterprises.services.cooperation import WRITABLE
from baigong.contexts.enterprises.views.listings import COOPERATION_TONES, COOPERATIONS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.workflow import available, reason_of


@requires(COOPERATION_POLICY, "work")
@require_GET
def cooperation_list(request: Request) -> HttpResponse:
    """The co-operations one works with."""
    context = {"may_create": bool(proposers_for(request.actor))}
    return COOPERATIONS.respond(
        request, list_cooperations(request.actor), "enterprises/cooperation_list.html", context,
        on_export="enterprises.cooperation.exported",
    )  # fmt: skip


@requires(COOPERATION_POLICY, "work")
@require_GET
def cooperation(request: Request, pk: int) -> HttpResponse:
    """One co-operation: what it says, who confirmed it, what one may do."""
    row = COOPERATION_POLICY.get_or_404(request.actor, list_cooperations(request.actor, "view"), pk=pk)
    events = list(audit.events_of(row)[:40])
    context = {
        "row": row, "steps": available(row, request.actor), "events": events, "reason": reason_of(row, events),
        "tones": COOPERATION_TONES,
        "may_edit": row.state in WRITABLE and bool(COOPERATION_POLICY.decide(request.actor, "edit", row)),
    }  # fmt: skip
    return render(request, "enterprises/cooperation.html", context)


@requires(COOPERATION_POLICY, "create")
@require_http_methods(["GET", "POST"])
def cooperation_add(request: Request) -> HttpResponse:
    """A new co-operation of one of the actor's bodies."""
    own = proposers_for(request.actor)
    given = {"other": request.GET.get("with", ""), "since": request.now.date()}
    form = CooperationForm(request.POST or None, own=own, others=schools_on(request.now.date()), initial=given)
    return form_page(
        request, form, "enterprises/cooperation_form.html",
        lambda data: services.draft_cooperation(actor=request.actor, now=request.now, proposer=form.chosen_proposer, head=form.head()),
        done=_("已登记，核对后提交对方确认。"), context={"row": None, "own": own},
    )  # fmt: skip


@requires(COOPERATION_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def cooperation_edit(request: Request, pk: int) -> HttpResponse:
    """What a co-operation says, before it is proposed."""
    row = COOPERATION_POLICY.get_or_404(request.actor, list_cooperations(request.actor, "view"), pk=pk)
    COOPERATION_POLICY.require(request.actor, "edit", row)
    form = CooperationForm(request.POST or None, own=[], others=[], row=row, initial=initial_of_cooperation(row))
    return form_page(
        request, form, "enterprises/cooperation_form.html",
        lambda data: services.edit_cooperation(
            actor=request.actor, now=request.now, cooperation=row, head=form.head(), seen=data["seen"]
        ),
        done=_("已保存。"), context={"row": row, "own": [row.proposer]},
    )  # fmt: skip
