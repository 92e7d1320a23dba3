"""Circulars: composed from a cycle, written, looked at as they will be, issued, kept."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.plans.access import CIRCULAR_POLICY, CYCLE_POLICY
from baigong.contexts.plans.forms.circulars import CircularForm
from baigong.contexts.plans.models import Circular, CircularState, ReportingCycle
from baigong.contexts.plans.selectors.circulars import circular_before
from baigong.contexts.plans.services import circulars as services
from baigong.contexts.plans.workflow.circular_paper import circular_document
from baigong.kernel.access import Request, requires
from baigong.kernel.documents import render_html
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import available

TONES = {CircularState.DRAFT: "info", CircularState.ISSUED: "good", CircularState.DISCARDED: "neutral"}

CIRCULARS = Listing(
    name="circulars",
    caption=gettext_lazy("进展情况通报"),
    columns=[
        Column("title", gettext_lazy("标题"), sort="title", width="wide", sub=lambda row: row.cycle.name),
        Column("doc_number", gettext_lazy("文号"), value=lambda row: row.doc_number if row.serial else "", kind="code"),
        Column("state", gettext_lazy("状态"), kind="badge", labels=CircularState, tones=TONES, sort="state"),
        Column("as_of", gettext_lazy("数据截至"), kind="date", sort=("as_of", "pk"), priority=2),
        Column("issued_on", gettext_lazy("印发日期"), kind="date", sort="issued_on", priority=2),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=CircularState)],
    search=["title"],
    default_sort=("-as_of", "-pk"),
    row_link="plans:circular",
    empty=EmptyState(gettext_lazy("还没有通报"), gettext_lazy("在报告期页面上“拟通报”，数据由记录带出。"), "news"),
)


def _get(request: Request, pk: int) -> Circular:
    return CIRCULAR_POLICY.get_or_404(request.actor, Circular.objects.select_related("cycle", "plan__team"), pk=pk)


@requires(CIRCULAR_POLICY, "view")
@require_GET
def circular_list(request: Request) -> HttpResponse:
    """Every circular in sight."""
    rows = CIRCULAR_POLICY.visible(request.actor).select_related("cycle")
    return CIRCULARS.respond(request, rows, "plans/circular_list.html", on_export="plans.circular.exported")


@requires(CIRCULAR_POLICY, "create")
@require_POST
def circular_draft(request: Request, pk: int) -> HttpResponse:
    """Compose the circular of a cycle; an open draft is gone on with."""
    cycle = CYCLE_POLICY.get_or_404(request.actor, ReportingCycle.objects.select_related("plan__team"), pk=pk)
    try:
        row = services.draft_circular(actor=request.actor, now=request.now, cycle=cycle)
    except Conflict as conflict:
        messages.info(request, conflict.message)
        return redirect(CIRCULAR_POLICY.visible(request.actor).filter(cycle=cycle, state=CircularState.DRAFT).first() or cycle)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(cycle)
    messages.success(request, _("数据已由记录带出，请补充文字后印发。"))
    return redirect("plans:circular-write", row.pk)


@requires(CIRCULAR_POLICY, "view")
@require_GET
def circular(request: Request, pk: int) -> HttpResponse:
    """The circular as it will be, or as it was issued."""
    row = _get(request, pk)
    with as_recorded():  # the paper's own words, whatever language its reader has chosen
        paper = render_html(circular_document(row, is_draft=row.state != CircularState.ISSUED), heading_level=2)
    context = {
        "row": row,
        "paper": paper,
        "steps": available(row, request.actor),
        "may_edit": row.state == CircularState.DRAFT and bool(CIRCULAR_POLICY.decide(request.actor, "edit", row)),
    }
    return render(request, "plans/circular.html", context)


@requires(CIRCULAR_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def circular_write(request: Request, pk: int) -> HttpResponse:
    """Head and free text."""
    row = _get(request, pk)
    CIRCULAR_POLICY.require(request.actor, "edit", row)
    if request.method == "GET" and row.state != CircularState.DRAFT:
        return redirect(row)
    before = circular_before(row)
    form = CircularForm(
        request.POST or None, instance=copy(row), usual=before.agency if before else ""
    )  # checking a form writes into what it was made from
    return form_page(
        request, form, "plans/circular_form.html",
        lambda data: services.write_circular(actor=request.actor, now=request.now, circular=row, words=services.Words(**data)),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(CIRCULAR_POLICY, "edit")
@require_POST
def circular_refresh(request: Request, pk: int) -> HttpResponse:
    """Take the figures anew."""
    row = _get(request, pk)
    return button_page(
        request, lambda: services.refresh_circular(actor=request.actor, now=request.now, circular=row),
        done=_("数据已更新到今天，文字没有改动。"), to=row,
    )  # fmt: skip


@requires(CIRCULAR_POLICY, "view")
@require_GET
def circular_file(request: Request, pk: int, form: str) -> HttpResponseBase:
    """The paper as it was issued."""
    row = _get(request, pk)
    return FileResponse(services.open_circular(row, form), as_attachment=True, filename=f"{row.doc_number} {row.title}.{form}")
