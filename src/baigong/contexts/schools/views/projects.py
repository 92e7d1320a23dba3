"""The register, one project with its history and what counts it, and the host's own pages."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY
from baigong.contexts.schools.forms.projects import EvidenceForm, ProjectForm, ReportForm, initial_of, initial_of_report
from baigong.contexts.schools.models import Project, ProjectKind, all_kinds
from baigong.contexts.schools.pages import kind_words, project_page
from baigong.contexts.schools.selectors.projects import counts_by_kind, get_project, list_hosts, list_own, list_projects
from baigong.contexts.schools.services import projects as services
from baigong.contexts.schools.views.listings import OWN, PROJECTS, TONES
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.paper_pages import hand_out, take_in, take_out


@requires(PROJECT_POLICY, "work")
@require_GET
def project_list(request: Request) -> HttpResponse:
    """Everything in the reader's charge, kind by kind to be filtered."""
    context = {"may_import": PROJECT_POLICY.reachable(request.actor, "import"), "counts": counts_by_kind(request.now.date())}
    return PROJECTS.respond(
        request, list_projects(request.actor), "schools/project_list.html", context, on_export="schools.project.exported"
    )


@requires(PROJECT_POLICY, "apply")
@require_GET
def own_projects(request: Request) -> HttpResponse:
    """What one's own body has applied for."""
    return OWN.respond(request, list_own(request.actor), "schools/own_projects.html", on_export="schools.project.exported")


@requires(PROJECT_POLICY, "work")
@require_GET
def project_kinds(request: Request) -> HttpResponse:
    """Every kind: who may apply, with what, where it stands, and for which the reader may apply."""
    mine = {code for code, kind in all_kinds().items() if list_hosts(request.actor, kind)}
    return render(request, "schools/project_kinds.html", {"counts": counts_by_kind(request.now.date()), "mine": mine, "words": kind_words})


@requires(PROJECT_POLICY, "view")
@require_GET
def project(request: Request, pk: int) -> HttpResponse:
    """One project: what it says, its papers, what was decided, what one may do, what counts it."""
    return show_project(request, get_project(request.actor, pk))


def show_project(request: Request, row: Project, *, refusal: Refusal | None = None) -> HttpResponse:
    """The project's page; after a refusal with the reason on top."""
    if not PROJECT_POLICY.decide(request.actor, "work", row) and not request.actor.is_authenticated:
        return redirect(row.public_url)
    context = {"page": project_page(request.actor, row, request.now), "file_form": EvidenceForm(), "refusal": refusal, "tones": TONES}
    return render(request, "schools/project.html", context, status=refusal.status if refusal else 200)


@requires(PROJECT_POLICY, "create")
@require_http_methods(["GET", "POST"])
def project_add(request: Request, kind: str) -> HttpResponse:
    """A new application."""
    declared = _kind(kind)
    hosts = list_hosts(request.actor, declared)
    if not hosts:
        messages.error(request, _("“%(kind)s”不由您的单位申报；请看各类项目由谁申报。") % {"kind": declared})
        return redirect("schools:project-kinds")
    form = ProjectForm(request.POST or None, kind=declared, hosts=hosts)
    return form_page(
        request, form, "schools/project_form.html",
        lambda data: services.draft_project(actor=request.actor, now=request.now, kind=kind, host=form.chosen_host, head=form.head()),
        done=_("已保存草稿。请上传材料后申报。"), context={"row": None, "kind": declared, "hosts": hosts},
    )  # fmt: skip


@requires(PROJECT_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def project_edit(request: Request, pk: int) -> HttpResponse:
    """What an application says."""
    row = get_project(request.actor, pk)
    PROJECT_POLICY.require(request.actor, "edit", row)
    form = ProjectForm(request.POST or None, kind=row.declared, hosts=[row.host], row=row, initial=initial_of(row))

    def act(data: dict[str, Any]) -> Project:
        return services.edit_project(actor=request.actor, now=request.now, project=row, head=form.head(), seen=data["seen"])

    return form_page(request, form, "schools/project_form.html", act, done=_("已保存。"), context={"row": row, "kind": row.declared})


def _kind(code: str) -> ProjectKind:
    found = all_kinds().get(code)
    if found is None:
        raise Http404
    return found


@requires(PROJECT_POLICY, "attach")
@require_POST
def project_attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_project(request.actor, pk)

    def act(data: dict[str, Any]) -> object:
        return services.attach(
            actor=request.actor, now=request.now, project=row, kind=data["kind"], upload=data["file"], title=data["title"]
        )  # fmt: skip

    return take_in(
        request, EvidenceForm(request.POST, request.FILES), act, to=row.get_absolute_url(),
        show=lambda refusal: show_project(request, get_project(request.actor, pk), refusal=refusal),
    )  # fmt: skip


@requires(EVIDENCE_POLICY, "view")
@require_GET
def evidence(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper."""
    return hand_out(request, services.PAPERS, EVIDENCE_POLICY.get_or_404(request.actor, pk=pk))


@requires(EVIDENCE_POLICY, "detach")
@require_POST
def evidence_detach(request: Request, pk: int) -> HttpResponse:
    """Take a paper out."""
    piece = EVIDENCE_POLICY.get_or_404(request.actor, pk=pk)
    return take_out(
        request, lambda: services.detach(actor=request.actor, now=request.now, evidence=piece), to=piece.project.get_absolute_url(),
        show=lambda refusal: show_project(request, get_project(request.actor, piece.project_id), refusal=refusal),
    )  # fmt: skip


@requires(PROJECT_POLICY, "report")
@require_http_methods(["GET", "POST"])
def project_report(request: Request, pk: int) -> HttpResponse:
    """Report a year of building; chosen again, a year is written anew."""
    row = get_project(request.actor, pk)
    PROJECT_POLICY.require(request.actor, "report", row)
    year = request.GET.get("year", "")
    old = row.reports.filter(year=int(year)).first() if year.isascii() and year.isdigit() and len(year) == 4 else None
    form = ReportForm(request.POST or None, project=row, on=request.now.date(), initial=initial_of_report(old))
    return form_page(
        request, form, "schools/project_report.html",
        lambda data: services.save_report(actor=request.actor, now=request.now, project=row, **data),
        done=_("年度进展已保存。"), context={"row": row}, to=lambda made: row,
    )  # fmt: skip
