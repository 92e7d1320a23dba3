"""The bank in numbers, on the page and as a workbook."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from baigong.contexts.credit_bank.access import OUTCOME_POLICY
from baigong.contexts.credit_bank.forms.reconciliations import PeriodForm
from baigong.contexts.credit_bank.selectors.public_figures import list_public_figures
from baigong.contexts.credit_bank.selectors.statistics import Statistics
from baigong.contexts.credit_bank.services.statistics import statistics_for
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.downloads import attachment


def _period(request: Request) -> tuple[PeriodForm, date, date]:
    """The days that are asked for; this year where none are."""
    today = request.now.date()
    asked = {"since": today.replace(month=1, day=1), "until": today}
    form = PeriodForm(request.GET if "since" in request.GET else None, initial=asked)
    if form.is_bound and form.is_valid():
        asked = form.cleaned_data
    since, until = sorted((asked["since"], asked["until"]))
    return form, since, until


@requires(OUTCOME_POLICY, "work")
@require_GET
def statistics(request: Request) -> HttpResponse:
    """Accounts, outcomes, conversions, time, appeals and the ledger over a period; ``?export=xlsx`` the same as a workbook;
    ``?anew=1`` counts anew what was counted of a large bank today."""
    form, since, until = _period(request)
    found = statistics_for(actor=request.actor, now=request.now, since=since, until=until, anew=request.GET.get("anew") == "1")
    if request.GET.get("export") == "xlsx":
        detail = {"since": since.isoformat(), "until": until.isoformat()}
        audit.record(request.actor, "credit_bank.statistics.exported", None, now=request.now, detail=detail)
        return attachment(_workbook(found), _("学分银行统计%(since)s至%(until)s.xlsx") % detail)
    return render(request, "credit_bank/statistics.html", {"form": form, "page": found})


def _workbook(found: Statistics) -> bytes:
    heads = [_("项目"), _("数值"), _("单位"), _("说明")]
    figures = [[one.label, _number(one.value), one.unit, one.note] for one in found.figures]
    tables = [Sheet(t.title, t.headings, [[line.name, *map(_number, line.values)] for line in t.lines]) for t in found.tables]
    return write_xlsx([Sheet(_("概况"), heads, figures), *tables])


def _number(text: str) -> object:
    plain = text.replace(",", "")
    try:
        return float(plain) if "." in plain else int(plain)
    except ValueError:
        return text


@public
@require_GET
def public_figures(request: Request) -> HttpResponse:
    """The bank in numbers for everybody: the public figures of the latest snapshot; each leads to its course and files."""
    return render(request, "credit_bank/public_figures.html", {"figures": list_public_figures()})
