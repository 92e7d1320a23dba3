"""One route fires any declared step on any row: buttons of every page point here."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from baigong.kernel.access import Request, signed_in
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow.firing import fire
from baigong.kernel.workflow.machines import all_machines


@require_POST
@signed_in
def fire_step(request: Request, label: str, pk: int, step: str) -> HttpResponse:
    """Fire ``step`` on row ``pk`` of the model ``label`` (``plans.task``) and return to the row's page with what came of it.

    A row out of sight is 404; a step the policy, the state or a guard refuses comes back as a message, nothing written.
    """
    machine = all_machines().get(label)
    asked = machine.offered(step) if machine else None
    if machine is None or asked is None:
        raise Http404
    row = machine.policy.get_or_404(request.actor, pk=pk)
    try:
        facts = {k: v for k, v in request.POST.items() if k in asked.facts}
        fire(row, step, actor=request.actor, now=request.now, reason=request.POST.get("reason", ""), **facts)
    except Refusal as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, _("已办理：%(step)s。") % {"step": asked.label})
    return redirect(row.get_absolute_url())
