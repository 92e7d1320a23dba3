"""Posting many outcomes from a table, with the plan shown first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core import signing
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.exchange.results import ResultSheet, ResultWriter
from baigong.contexts.credit_bank.forms.posting import ResultsForm
from baigong.contexts.credit_bank.selectors.outcomes import issuers_of
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, execute, shown, template
from baigong.kernel.ui.downloads import attachment

TWO_HOURS = 7200
LINES = 200


@requires(OUTCOME_BATCH_POLICY, "post")
@require_GET
def results_template(request: Request) -> HttpResponse:
    """The empty table of a body, with its codes as a drop-down."""
    bodies = {str(body.pk): body for body in issuers_of(request.actor)}
    body = bodies.get(request.GET.get("body", ""), next(iter(bodies.values()), None))
    if body is None:
        messages.error(request, _("成果目录里还没有由您的单位颁发的成果；请先登记并公布。"))
        return redirect("credit_bank:outcome-types")
    return attachment(template(ResultSheet(request.actor, request.now, body).table), "results-template.xlsx")


@requires(OUTCOME_BATCH_POLICY, "post")
@require_http_methods(["GET", "POST"])
def results(request: Request) -> HttpResponse:
    """Read a filled table, show what it would post, and post it once confirmed. The plan travels with the page, signed for this person."""
    bodies = issuers_of(request.actor)
    if not bodies:
        messages.error(request, _("成果目录里还没有由您的单位颁发的成果；请先登记并公布。"))
        return redirect("credit_bank:outcome-types")
    salt = f"credit_bank.results:{request.actor.user_id}"
    is_confirmed = "plan" in request.POST
    form = ResultsForm(None if is_confirmed else request.POST or None, request.FILES or None, bodies=bodies)
    plan: ImportPlan | None = None
    refusal: Refusal | None = None
    held: dict[str, Any] = {}
    try:
        if is_confirmed:
            held = _held(request, salt)
            sheet = ResultSheet(request.actor, request.now, form.bodies[held["body"]])
            plan = ImportPlan.from_json(sheet.table, held["plan"])
            counts = execute(plan, ResultWriter(sheet, held["key"], held["decision"]), digest=request.POST.get("digest", ""))
            messages.success(request, _("已存入%(add)d项成果，并记入学分账。") % counts)
            return redirect("credit_bank:outcomes")
        if request.method == "POST" and form.is_valid():
            file, body = form.cleaned_data["file"], form.chosen_body
            plan = ResultSheet(request.actor, request.now, body).plan_of(file.read(), file.name)
            held = {"body": str(body.pk), "key": f"file:{plan.digest[:40]}", "decision": form.cleaned_data["decision"]}
    except Refusal as caught:
        refusal = caught
    is_ready = plan is not None and plan.is_clean and refusal is None
    signed = signing.dumps(held | {"plan": plan.to_json()}, salt=salt, compress=True) if plan is not None and is_ready else ""
    lines = _lines(plan) if plan else []
    context = {"form": form, "plan": plan, "signed": signed, "refusal": refusal, "lines": lines[:LINES], "more": max(0, len(lines) - LINES)}
    status = refusal.status if refusal else 422 if request.method == "POST" and not is_ready else 200
    return render(request, "credit_bank/results.html", context, status=status)


def _held(request: Request, salt: str) -> dict[str, Any]:
    try:
        held: dict[str, Any] = signing.loads(request.POST["plan"], salt=salt, max_age=TWO_HOURS)
    except signing.BadSignature:
        raise Refusal(_("核对页放得太久或已被改动，没有存入任何一条；请重新上传。"), code="plan_expired") from None
    return held


def _lines(plan: ImportPlan) -> list[list[str]]:
    by_key = plan.table.by_key
    return [[str(action.row), *(shown(by_key[name], action.values.get(name)) for name in by_key)] for action in plan.actions]
