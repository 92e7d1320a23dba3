"""The statement of an enterprise: on the page, on paper, as a workbook."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from baigong.contexts.incentives.access import LEDGER_POLICY
from baigong.contexts.incentives.credit.statements import NOT_OURS, statement_for
from baigong.contexts.incentives.money import yuan
from baigong.contexts.incentives.outputs.statement import statement_paper, sums, workbook
from baigong.contexts.incentives.selectors.ledger import says_for, surcharges_of
from baigong.contexts.incentives.views.sight import money_in_sight
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment


@requires(LEDGER_POLICY, "view")
@require_GET
def statement(request: Request, enterprise: int) -> HttpResponse:
    """Year by year: what was invested, what it gives, what is credited, carried on or paid back, every line with its rule and its sum."""
    firm = money_in_sight(request.actor, enterprise, LEDGER_POLICY)
    day = request.now.date()
    said, refusal = None, None
    try:
        said = statement_for(firm, day.year, day)
    except Refusal as caught:
        refusal = caught
    context = {
        "firm": firm, "said": said, "refusal": refusal, "notice": NOT_OURS, "sums": sums(), "yuan": yuan,
        "surcharges": surcharges_of(request.actor, firm), "may_enter_surcharge": says_for(request.actor, firm, day) is not None,
    }  # fmt: skip
    return render(request, "incentives/statement.html", context, status=refusal.status if refusal else 200)


@requires(LEDGER_POLICY, "view")
@require_GET
def statement_file(request: Request, enterprise: int, ending: str) -> HttpResponse:
    """The statement as PDF, Word or Excel; who took it is in the log."""
    firm = money_in_sight(request.actor, enterprise, LEDGER_POLICY)
    day = request.now.date()
    said = statement_for(firm, day.year, day)
    audit.record(request.actor, "incentives.statement.taken", firm, now=request.now, detail={"format": ending})
    if ending == "xlsx":
        return attachment(workbook(said, day), f"{firm.name}-{day:%Y}.xlsx")
    made = statement_paper(said, day, ending)
    return attachment(made.content, made.filename, made.media_type)
