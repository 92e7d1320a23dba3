"""Cohorts of apprentices: those in sight, one with its plan, people and papers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.public import list_enterprises
from baigong.contexts.internships.access_of_apprenticeship import COHORT_PAPER_POLICY, COHORT_POLICY, FIRM, SUBSIDY_POLICY
from baigong.contexts.internships.exchange.apprentices import ApprenticeSheet, ApprenticeWriter
from baigong.contexts.internships.forms.apprenticeship import (
    CohortForm,
    CohortPaperForm,
    EmployeeForm,
    StageDoneForm,
    StageForm,
    StudentForm,
)
from baigong.contexts.internships.models import (
    ApprenticeshipKind,
    ApprenticeState,
    Cohort,
    CohortPaper,
    CohortState,
    SubsidyClaim,
)
from baigong.contexts.internships.selectors.apprenticeship import (
    apprentices_of,
    get_cohort,
    get_stage,
    list_cohorts,
    possible_schools,
    possible_students,
)
from baigong.contexts.internships.services import apprenticeship as services
from baigong.contexts.internships.services.subsidies import ASKABLE
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out
from baigong.kernel.workflow import available

TONES = {
    CohortState.DRAFT: "neutral", CohortState.SUBMITTED: "warn", CohortState.FILED: "info", CohortState.RUNNING: "info",
    CohortState.ASSESSING: "warn", CohortState.FINISHED: "good", CohortState.CANCELLED: "neutral", CohortState.STOPPED: "bad",
}  # fmt: skip
PERSON_TONES = {
    ApprenticeState.ENROLLED: "info", ApprenticeState.CERTIFIED: "good", ApprenticeState.FINISHED: "neutral",
    ApprenticeState.FAILED: "bad", ApprenticeState.LEFT: "neutral",
}  # fmt: skip
EVENTS = 40
COHORTS = Listing(
    name="cohorts",
    caption=gettext_lazy("学徒班"),
    columns=[
        Column("title", gettext_lazy("班级名称"), main=True, sort="title", width="wide", sub=lambda row: str(row.enterprise)),
        Column("enterprise", gettext_lazy("企业"), only_export=True),
        Column("kind", gettext_lazy("类型"), kind="badge", labels=ApprenticeshipKind, sort="kind"),
        Column("school", gettext_lazy("学校"), sort="school__order", priority=2),
        Column("occupation", gettext_lazy("职业（工种）"), priority=3),
        Column("level", gettext_lazy("培养等级"), value=lambda row: row.get_level_display(), priority=3),
        Column("starts_on", gettext_lazy("开始日期"), kind="date", sort="starts_on", priority=2),
        Column("ends_on", gettext_lazy("结束日期"), kind="date", sort="ends_on", priority=2),
        Column("people", gettext_lazy("学徒"), kind="number", sort="people"),
        Column("certified", gettext_lazy("取证"), kind="number", sort="certified", priority=3),
        Column("document", gettext_lazy("备案号"), only_export=True),
        Column("state", gettext_lazy("状态"), kind="badge", labels=CohortState, tones=TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=CohortState, many=True),
        ChoiceFilter("kind", gettext_lazy("类型"), choices=ApprenticeshipKind),
        DateFilter("starts_on", gettext_lazy("开始日期")),
    ],
    search=["title", "enterprise__organisation__name", "school__name", "occupation"],
    default_sort=("-starts_on", "-pk"),
    row_link="internships:cohort",
    empty=EmptyState(
        gettext_lazy("还没有学徒班"), gettext_lazy("企业和学校签订协议后登记学徒班，报教育局备案。"), "certificate",
        gettext_lazy("登记学徒班"), "internships:cohort-add",
    ),
)  # fmt: skip


@requires(COHORT_POLICY, "view")
@require_GET
def cohort_list(request: Request) -> HttpResponse:
    """The cohorts in the reader's sight."""
    context = {"may_create": COHORT_POLICY.reachable(request.actor, "create")}
    return COHORTS.respond(
        request, list_cohorts(request.actor), "internships/cohort_list.html", context, on_export="internships.cohort.exported"
    )


@requires(COHORT_POLICY, "view")
@require_GET
def cohort(request: Request, pk: int) -> HttpResponse:
    """One cohort: its plan, its people with two mentors each, what came of it."""
    return _show(request, get_cohort(request.actor, pk))


def _show(request: Request, row: Cohort, refusal: Refusal | None = None) -> HttpResponse:
    actor = request.actor
    may = {name for name in ("edit", "enrol", "stage", "attach") if COHORT_POLICY.decide(actor, name, row)}
    if row.state != CohortState.DRAFT:
        may.discard("edit")
    if row.state not in services.FILLING:
        may.discard("enrol")
    people = apprentices_of(actor, row)
    papers = list(
        COHORT_PAPER_POLICY.visible(actor).filter(cohort=row).select_related("cohort__enterprise__organisation", "cohort__school")
    )
    claim = SUBSIDY_POLICY.visible(actor).filter(cohort=row).first()
    can_claim = row.is_of_staff and claim is None and row.state in ASKABLE and bool(people)
    if can_claim and SUBSIDY_POLICY.decide(actor, "claim", SubsidyClaim(cohort=row)):
        may.add("claim")
    context: dict[str, Any] = {
        "row": row, "tones": TONES, "person_tones": PERSON_TONES, "steps": available(row, actor), "may": may, "refusal": refusal,
        "stages": list(row.stages.all()), "people": [(one, available(one, actor)) for one in people], "papers": papers, "claim": claim,
        "paper_form": CohortPaperForm(), "events": audit.events_of(row)[:EVENTS],
    }  # fmt: skip
    return render(request, "internships/cohort.html", context, status=refusal.status if refusal else 200)


def _cohort_form(request: Request, initial: dict[str, Any] | None = None) -> CohortForm:
    actor, day = request.actor, request.now.date()
    own = list_enterprises(actor, "own" if actor.has(*FIRM) else "view").order_by("organisation__name")
    return CohortForm(request.POST or None, enterprises=own, schools=possible_schools(), initial=initial or {"starts_on": day})


@requires(COHORT_POLICY, "create")
@require_http_methods(["GET", "POST"])
def cohort_add(request: Request) -> HttpResponse:
    """Draft a cohort."""
    form = _cohort_form(request)
    return form_page(
        request, form, "internships/cohort_form.html",
        lambda data: services.save_cohort(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记。添加阶段和学徒后报备案。"), context={"row": None},
    )  # fmt: skip


@requires(COHORT_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def cohort_edit(request: Request, pk: int) -> HttpResponse:
    """Change a draft."""
    row = get_cohort(request.actor, pk)
    form = _cohort_form(request, {name: getattr(row, name) for name in services.CohortHead.__dataclass_fields__})
    return form_page(
        request, form, "internships/cohort_form.html",
        lambda data: services.save_cohort(actor=request.actor, now=request.now, head=form.head(), cohort=row),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(COHORT_POLICY, "stage")
@require_http_methods(["GET", "POST"])
def stage_add(request: Request, pk: int) -> HttpResponse:
    """Add a stage to the plan."""
    row = get_cohort(request.actor, pk)
    return form_page(
        request, StageForm(request.POST or None), "internships/cohort_part.html",
        lambda data: services.add_stage(actor=request.actor, now=request.now, cohort=row, **data),
        done=_("已添加阶段。"), context={"row": row, "title": _("添加阶段"), "submit": _("添加")}, to=lambda _made: row.get_absolute_url(),
    )  # fmt: skip


@requires(COHORT_POLICY, "stage")
@require_POST
def stage_remove(request: Request, pk: int) -> HttpResponse:
    """Take a stage out of the plan of a draft."""
    stage = get_stage(request.actor, pk)
    return button_page(
        request, lambda: services.remove_stage(actor=request.actor, now=request.now, stage=stage), done=_("已删除阶段。"),
        to=get_cohort(request.actor, stage.cohort_id).get_absolute_url(),
    )  # fmt: skip


@requires(COHORT_POLICY, "stage")
@require_http_methods(["GET", "POST"])
def stage_done(request: Request, pk: int) -> HttpResponse:
    """Put down what came of a stage."""
    stage = get_stage(request.actor, pk)
    row = get_cohort(request.actor, stage.cohort_id)
    return form_page(
        request, StageDoneForm(request.POST or None, initial={"done_on": request.now.date()}), "internships/cohort_part.html",
        lambda data: services.finish_stage(actor=request.actor, now=request.now, stage=stage, **data),
        done=_("已登记阶段完成。"), to=lambda _made: row.get_absolute_url(),
        context={"row": row, "title": stage.title, "submit": _("登记")},
    )  # fmt: skip


@requires(COHORT_POLICY, "enrol")
@require_http_methods(["GET", "POST"])
def apprentice_add(request: Request, pk: int) -> HttpResponse:
    """Take somebody into a cohort: an employee, or a student."""
    row = get_cohort(request.actor, pk)
    form: EmployeeForm | StudentForm
    form = EmployeeForm(request.POST or None) if row.is_of_staff else StudentForm(request.POST or None, interns=possible_students(row))
    return form_page(
        request, form, "internships/cohort_part.html",
        lambda data: services.enrol(actor=request.actor, now=request.now, cohort=row, people=[form.joining()]),
        done=_("已添加学徒。"), context={"row": row, "title": _("添加学徒"), "submit": _("添加")}, to=lambda _made: row.get_absolute_url(),
    )  # fmt: skip


@requires(COHORT_POLICY, "enrol")
@require_GET
def apprentice_sheet(request: Request, pk: int) -> HttpResponse:
    """The empty template."""
    row = get_cohort(request.actor, pk)
    return attachment(template(ApprenticeSheet(request.actor, request.now, row).table), "apprentices-template.xlsx")


@requires(COHORT_POLICY, "enrol")
@require_http_methods(["GET", "POST"])
def apprentice_import(request: Request, pk: int) -> HttpResponse:
    """Read a filled table, show whom it would enter, and enter them once confirmed."""
    row = get_cohort(request.actor, pk)
    COHORT_POLICY.require(request.actor, "enrol", row)
    if not row.is_of_staff:
        raise Http404(_("现代学徒制的学徒从学生中选择，不用表格。"))
    sheet = ApprenticeSheet(request.actor, request.now, row)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        return execute(plan, ApprenticeWriter(sheet), digest=digest)

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "internships/apprentice_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt=f"internships.apprentices:{row.pk}",
        done=_("已登记%(add)d名学徒。"), to=row.get_absolute_url, lines=lambda plan: plan_lines(plan, {"add": _("登记")}),
        context={"row": row},
    )  # fmt: skip


@requires(COHORT_POLICY, "attach")
@require_POST
def cohort_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_cohort(request.actor, pk)
    return take_in(
        request, CohortPaperForm(request.POST, request.FILES),
        lambda data: services.attach(actor=request.actor, now=request.now, cohort=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, get_cohort(request.actor, pk), refusal),
    )  # fmt: skip


@requires(COHORT_PAPER_POLICY, "view")
@require_GET
def cohort_paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = COHORT_PAPER_POLICY.get_or_404(request.actor, CohortPaper.objects.select_related("cohort"), pk=pk)
    return hand_out(request, services.PAPERS, piece)


@requires(COHORT_PAPER_POLICY, "detach")
@require_POST
def cohort_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = COHORT_PAPER_POLICY.get_or_404(request.actor, CohortPaper.objects.select_related("cohort"), pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, paper=piece), to=piece.cohort.get_absolute_url(),
        show=lambda refusal: _show(request, get_cohort(request.actor, piece.cohort_id), refusal),
    )  # fmt: skip
