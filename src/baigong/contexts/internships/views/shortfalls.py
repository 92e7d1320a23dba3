"""Enterprises that fell short of their places: those in sight, and one with its rungs."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from baigong.contexts.internships.access_of_duty import SHORTFALL_POLICY
from baigong.contexts.internships.models import ShortfallState
from baigong.contexts.internships.selectors.duty import get_shortfall, list_shortfalls
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.workflow import available

EVENTS = 40
TONES = {
    ShortfallState.NOTICED: "warn", ShortfallState.PLANNED: "info", ShortfallState.SUMMONED: "warn", ShortfallState.MET: "warn",
    ShortfallState.PUBLISHED: "bad", ShortfallState.SUSPENDED: "bad", ShortfallState.EXPLAINED: "neutral", ShortfallState.MADE_UP: "good",
    ShortfallState.LIFTED: "good", ShortfallState.WITHDRAWN: "neutral",
}  # fmt: skip
SHORTFALLS = Listing(
    name="shortfalls",
    caption=gettext_lazy("实习岗位责任提醒"),
    columns=[
        Column("enterprise", gettext_lazy("企业"), main=True, sort="enterprise__organisation__name", width="wide"),
        Column("year", gettext_lazy("年度"), value=lambda row: str(row.year), sort="year"),
        Column("required", gettext_lazy("应接纳"), kind="number", sort="required", priority=2),
        Column("achieved", gettext_lazy("接纳"), kind="number", priority=3),
        Column("missing", gettext_lazy("还差"), kind="number", sort="missing"),
        Column("reason", gettext_lazy("理由"), only_export=True),
        Column("plan", gettext_lazy("补足计划"), only_export=True),
        Column("case_number", gettext_lazy("督查案号"), priority=3),
        Column("due_on", gettext_lazy("期限"), kind="date", sort="due_on"),
        Column("state", gettext_lazy("状态"), kind="badge", labels=ShortfallState, tones=TONES, sort="state"),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=ShortfallState, many=True),
        DateFilter("due_on", gettext_lazy("期限")),
    ],
    search=["enterprise__organisation__name", "case_number"],
    default_sort=("-year", "due_on", "pk"),
    row_link="internships:shortfall",
    empty=EmptyState(
        gettext_lazy("没有提醒"), gettext_lazy("年度确认期满后，在“实习岗位责任”里提醒没有完成又没有说明理由的企业。"), "bell"
    ),
)  # fmt: skip


@requires(SHORTFALL_POLICY, "view")
@require_GET
def shortfall_list(request: Request) -> HttpResponse:
    """Those in the reader's sight."""
    return SHORTFALLS.respond(
        request, list_shortfalls(request.actor), "internships/shortfall_list.html", on_export="internships.dutyshortfall.exported"
    )


@requires(SHORTFALL_POLICY, "view")
@require_GET
def shortfall(request: Request, pk: int) -> HttpResponse:
    """One: how much is missing, which rung, who acts until when."""
    row = get_shortfall(request.actor, pk)
    context = {
        "row": row,
        "tones": TONES,
        "steps": available(row, request.actor),
        "events": audit.events_of(row)[:EVENTS],
        "today": request.now.date(),
    }
    return render(request, "internships/shortfall.html", context)
