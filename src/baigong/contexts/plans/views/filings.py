"""Pages over all filings: who has filed, the register, which measures nobody covers. One filing is in ``filing_writing``."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.plans.access import FILING_POLICY, PLAN_POLICY
from baigong.contexts.plans.forms.filings import FilingRuleForm
from baigong.contexts.plans.models import Filing, FilingState
from baigong.contexts.plans.outputs.filing_sheets import filings_workbook
from baigong.contexts.plans.selectors import filings as selectors
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.services import filings as services
from baigong.contexts.plans.services.plans import set_filers, set_filing_date
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.access.routes import only
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing

TONES = {"draft": "neutral", "submitted": "info", "supplement": "warn", "registered": "good", "superseded": "neutral"}

REGISTER = Listing(
    name="filings",
    caption=gettext_lazy("备案登记簿"),
    columns=[
        Column("organisation", gettext_lazy("备案单位"), value="organisation", sort="organisation__order"),
        Column("register_number", gettext_lazy("备案号"), kind="code", sort="registered_at"),
        Column("title", gettext_lazy("方案名称"), width="wide", sub="doc_number"),
        Column("state", gettext_lazy("状态"), kind="badge", labels=FilingState, tones=TONES, sort="state"),
        Column("registered_at", gettext_lazy("备案日期"), kind="date", sort="registered_at", priority=2),
        Column("receipt_number", gettext_lazy("回执号"), kind="code", priority=3),
        Column("submitted_at", gettext_lazy("报送时间"), kind="datetime", sort="submitted_at", only_export=True),
        Column("version", gettext_lazy("版本"), kind="number", priority=3),
        Column("measure_count", gettext_lazy("覆盖措施"), kind="number", sort="measure_count", priority=2),
        Column("issued_on", gettext_lazy("印发日期"), kind="date", only_export=True),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=[c for c in FilingState.choices if c[0] != "draft"], many=True),
        DateFilter("registered_at", gettext_lazy("备案日期"), instant=True),
    ],
    search=["title", "doc_number", "register_number", "receipt_number", "organisation__name"],
    default_sort=("-submitted_at", "-pk"),
    row_link="plans:filing",
    empty=EmptyState(gettext_lazy("还没有备案"), gettext_lazy("单位报送方案后，回执号和备案号登记在这里。"), "archive"),
)


def _is_staff(request: Request) -> bool:
    return request.actor.has(*CITY_STAFF)


@requires(FILING_POLICY, "view")
@require_GET
def filing_list(request: Request, key: str | None = None) -> HttpResponse:
    """Who has filed and who has not. A county or school sees its own line."""
    plan = ledger.get_plan(request.actor, key)
    rows = selectors.filer_rows(plan, request.now.date(), actor=request.actor)
    if not _is_staff(request):
        rows = [row for row in rows if row.organisation.pk in request.actor.organisation_ids]
    elif request.GET.get("export") == "xlsx":
        audit.record(request.actor, "plans.filing.exported", plan, now=request.now, detail={"rows": len(rows)})
        return attachment(filings_workbook(request.actor, plan, rows), "filings.xlsx")
    is_team = bool(PLAN_POLICY.decide(request.actor, "edit", plan))
    missing = [row for row in rows if not row.has_filed]
    context = {
        "plan": plan, "rows": [row for row in rows if not row.has_filed] if request.GET.get("show") == "missing" else rows,
        "all_count": len(rows), "missing": missing, "overdue": [row for row in missing if row.is_overdue], "tones": TONES,
        "registered": sum(r.in_force is not None and r.in_force.state == FilingState.REGISTERED for r in rows),
        "checking": sum(r.filing is not None and r.filing.state == FilingState.SUBMITTED for r in rows),
        "sees_all": _is_staff(request), "is_team": is_team, "shown": request.GET.get("show", ""),
        "own": [
            r for r in rows if r.organisation.pk in request.actor.organisation_ids
            and FILING_POLICY.decide(request.actor, "write", Filing(plan=plan, organisation=r.organisation))
        ],
        "rule_form": FilingRuleForm(initial={"due_on": plan.filing_due_on, "filers": plan.filers}) if is_team else None,
    }  # fmt: skip
    return render(request, "plans/filing_list.html", context)


@requires(FILING_POLICY, "view")
@require_GET
def filing_register(request: Request, key: str) -> HttpResponse:
    """The register by number, superseded versions too."""
    plan = ledger.get_plan(request.actor, key)

    rows = selectors.register_of(request.actor, plan)
    context = {"plan": plan, "sees_all": _is_staff(request)}
    return REGISTER.respond(request, rows, "plans/filing_register.html", context, on_export="plans.filing.exported", about=plan)


@only(*CITY_STAFF)
@require_GET
def filing_coverage(request: Request, key: str) -> HttpResponse:
    """Which body's plan covers which measure, and which measures nobody takes up."""
    plan = ledger.get_plan(request.actor, key)
    found = selectors.coverage(plan, selectors.filer_rows(plan, request.now.date(), actor=request.actor))
    return render(request, "plans/filing_coverage.html", {"plan": plan, "coverage": found, "sees_all": True})


@require_POST
@requires(PLAN_POLICY, "edit")
def filings_rule(request: Request, key: str) -> HttpResponse:
    """Set who must file and by when: both or neither."""
    plan = ledger.get_plan(request.actor, key)
    form = FilingRuleForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                set_filers(actor=request.actor, now=request.now, plan=plan, filers=form.cleaned_data["filers"])
                set_filing_date(actor=request.actor, now=request.now, plan=plan, due_on=form.cleaned_data["due_on"])
        except NotPermitted:
            raise
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("须备案的单位和期限已保存。"))
    elif "due_on" in form.errors:
        messages.error(request, _("日期看不懂，请写成2021-03-31这样。"))
    else:
        messages.error(request, _("须备案的单位写得太长，请改用统称。"))
    return redirect("plans:filings", plan.key)


@require_POST
@requires(PLAN_POLICY, "edit")
def filings_remind(request: Request, key: str) -> HttpResponse:
    """Remind those who have not filed."""
    plan = ledger.get_plan(request.actor, key)
    done = services.remind_filers(actor=request.actor, now=request.now, plan=plan)
    if not done.bodies:
        messages.info(request, _("须备案的单位都已报送，没有可提醒的。"))
        return redirect("plans:filings", plan.key)
    messages.success(
        request, _("未报送的%(bodies)d个单位，本次提醒%(n)d人；同一个人一天只提醒一次。") % {"bodies": done.bodies, "n": done.people}
    )
    if done.without_officer:
        messages.warning(request, _("没有经办账号，请另行联系：%(names)s。") % {"names": "、".join(done.without_officer)})
    return redirect("plans:filings", plan.key)
