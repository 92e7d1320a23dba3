"""Posting many outcomes from a table, with the plan shown first."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.exchange.results import ResultSheet, ResultWriter
from baigong.contexts.credit_bank.forms.posting import ResultsForm
from baigong.contexts.credit_bank.selectors.outcomes import issuers_of
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.import_pages import Import, import_page, rows_as_read


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
    """Read a filled table, show what it would post, and post it once confirmed."""
    bodies = issuers_of(request.actor)
    if not bodies:
        messages.error(request, _("成果目录里还没有由您的单位颁发的成果；请先登记并公布。"))
        return redirect("credit_bank:outcome-types")
    form = ResultsForm(request.POST or None, request.FILES or None, bodies=bodies)

    def course(data: dict[str, Any]) -> Import:
        sheet = ResultSheet(request.actor, request.now, form.chosen_body)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            return execute(plan, ResultWriter(sheet, f"file:{plan.digest[:40]}", data["decision"]), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/results.html", course, salt="credit_bank.results",
        done=_("已存入%(add)d项成果，并记入学分账。"), to=lambda: "credit_bank:outcomes", lines=rows_as_read,
    )  # fmt: skip
