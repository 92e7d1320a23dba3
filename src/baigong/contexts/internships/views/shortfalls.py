"""Enterprises that fell short of their places: those in sight, and one with its rungs."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.timezone import localdate
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET

from baigong.contexts.internships.access_of_duty import SHORTFALL_POLICY
from baigong.contexts.internships.models import DutyShortfall, ShortfallState
from baigong.contexts.internships.models.duty import SETTLED
from baigong.contexts.internships.selectors.duty import get_shortfall, list_shortfalls
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.clock import current_time
from baigong.kernel.ui.listing import ChoiceFilter, Column, DateFilter, EmptyState, Listing
from baigong.kernel.ui.shapes import Step
from baigong.kernel.workflow import available

EVENTS = 40
TONES = {
    ShortfallState.NOTICED: "warn", ShortfallState.PLANNED: "info", ShortfallState.SUMMONED: "warn", ShortfallState.MET: "warn",
    ShortfallState.PUBLISHED: "bad", ShortfallState.SUSPENDED: "bad", ShortfallState.EXPLAINED: "neutral", ShortfallState.MADE_UP: "good",
    ShortfallState.LIFTED: "good", ShortfallState.WITHDRAWN: "neutral",
}  # fmt: skip


def _is_late(row: DutyShortfall) -> bool:
    """Whether its term is over and it is still to be moved on."""
    return row.due_on is not None and row.due_on < current_time().date() and row.state not in SETTLED


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
        Column("due_on", gettext_lazy("期限"), kind="date", sort="due_on", tone=lambda row: "bad" if _is_late(row) else ""),
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


RUNGS = (
    (gettext_lazy("提醒"), {ShortfallState.NOTICED, ShortfallState.EXPLAINED, ShortfallState.WITHDRAWN}),
    (gettext_lazy("说明理由或报计划"), {ShortfallState.PLANNED, ShortfallState.MADE_UP}),
    (gettext_lazy("约谈"), {ShortfallState.SUMMONED, ShortfallState.MET}),
    (gettext_lazy("公布"), {ShortfallState.PUBLISHED}),
    (gettext_lazy("停止享受激励"), {ShortfallState.SUSPENDED, ShortfallState.LIFTED}),
)


def _path(row: DutyShortfall) -> list[Step]:
    """The rungs, with the days on which they were climbed."""
    at = next(place for place, (_word, states) in enumerate(RUNGS) if row.state in states)
    days = [localdate(row.noticed_at), row.plan_until, row.met_on, row.published_on, None]
    steps = []
    for place, ((word, _states), day) in enumerate(zip(RUNGS, days, strict=True)):
        state: Any = "todo" if place > at else "done" if place < at or row.state in SETTLED else "current"
        note = str(row.get_state_display()) if place == at else day.isoformat() if day is not None and place < at else ""
        steps.append(Step(word, state, note))
    return steps


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
        "path": _path(row),
        "tones": TONES,
        "steps": available(row, request.actor),
        "events": audit.events_of(row)[:EVENTS],
        "today": request.now.date(),
        "is_late": _is_late(row),
    }
    return render(request, "internships/shortfall.html", context)
