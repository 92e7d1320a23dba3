"""Pages of meetings: the lists, one meeting, its papers. What is written in a meeting is in ``meeting_writing``."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.forms.meetings import MeetingForm
from baigong.contexts.plans.lights.light import COLOUR_LABELS
from baigong.contexts.plans.models import Decision, Meeting, MeetingState, Plan, TaskState
from baigong.contexts.plans.outputs.minutes import paper
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.selectors.meetings import lights_of, list_decisions, list_meetings, meeting_page
from baigong.contexts.plans.services.meetings import save_meeting
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DateFilter, EmptyState, Listing

TONES = {"prepared": "neutral", "convened": "info", "held": "warn", "minuted": "good", "cancelled": "neutral"}
TASK_TONES = {"pending": "warn", "active": "info", "awaiting": "info", "completed": "good", "closed": "good", "adjusting": "warn"}

MEETINGS = Listing(
    name="meetings",
    caption=gettext_lazy("会议"),
    columns=[
        Column("held_on", gettext_lazy("日期"), kind="date", sort=("held_on", "pk"), sub="held_at_time"),
        Column("title", gettext_lazy("会议名称"), width="wide", sub="place", main=True),
        Column("body", gettext_lazy("领导机构"), value="body", sort="body__order", priority=2),
        Column("state", gettext_lazy("状态"), kind="badge", labels=MeetingState, tones=TONES, sort="state"),
        Column("item_count", gettext_lazy("议题"), kind="number", priority=2),
        Column("decision_count", gettext_lazy("决定"), kind="number", priority=2),
        Column("came_count", gettext_lazy("到会（含委托）"), kind="number", only_export=True),
        Column("entitled_count", gettext_lazy("应到"), kind="number", only_export=True),
        Column("minutes_number", gettext_lazy("纪要编号"), kind="code", priority=2),
        Column("issued_on", gettext_lazy("印发日期"), kind="date", only_export=True),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=MeetingState, many=True), DateFilter("held_on", gettext_lazy("日期"))],
    search=["title", "place", "minutes_number", "body__name"],
    default_sort=("-held_on", "-pk"),
    row_link="plans:meeting",
    empty=EmptyState(
        gettext_lazy("还没有会议"),
        gettext_lazy("领导小组、联席会议从筹备到印发纪要都在这里；应到人员按会议当天的任职确定。"),
        "users-group",
    ),
)

NOT_HANDED_ON = "none"
STANDINGS = {NOT_HANDED_ON: gettext_lazy("未转为任务")} | dict(TaskState.choices)


def _standing(row: Decision) -> str:
    return row.task.state if row.task else NOT_HANDED_ON


def _decisions(lights: dict[int, Any]) -> Listing:
    """The list of decisions with the lights of the tasks that came of them, as computed for this request."""
    colour = lambda row: str(lights[row.task_id].colour) if row.task_id in lights else None  # noqa: E731
    return Listing(
        name="decisions",
        caption=gettext_lazy("会议决定"),
        columns=[
            Column("text", gettext_lazy("决定事项"), value=lambda row: row.text.splitlines()[0][:120], width="wide", sub="meeting__title"),
            Column("organisation", gettext_lazy("落实单位"), value="organisation", sort="organisation__order"),
            Column("due_on", gettext_lazy("期限"), kind="date", sort="due_on"),
            Column("task", gettext_lazy("任务"), value="task__number", kind="code"),
            Column("task_state", gettext_lazy("落实情况"), value=_standing, kind="badge", labels=STANDINGS, tones=TASK_TONES),
            Column("light", gettext_lazy("灯色"), value=colour, kind="light", labels=COLOUR_LABELS),
            Column("number", gettext_lazy("纪要"), value="meeting__minutes_number", kind="code", priority=3),
            Column("held_on", gettext_lazy("会议日期"), value="meeting__held_on", kind="date", sort=("meeting__held_on", "pk"), priority=2),
        ],
        filters=[
            ChoiceFilter("state", gettext_lazy("落实情况"), "task__state", choices=TaskState, many=True),
            BooleanFilter(
                "handed",
                gettext_lazy("转为任务"),
                yes=gettext_lazy("已转"),
                no=gettext_lazy("未转"),
                where=lambda request: Q(task__isnull=False),
            ),
            DateFilter("due_on", gettext_lazy("期限")),
        ],
        search=["text", "meeting__title", "meeting__minutes_number", "organisation__name"],
        default_sort=("-meeting__held_on", "order", "pk"),
        row_link=lambda row: row.task.get_absolute_url() if row.task else row.meeting.get_absolute_url(),
        empty=EmptyState(gettext_lazy("还没有决定"), gettext_lazy("会议作出的决定列在这里，转为任务后跟踪到办结。"), "gavel"),
    )


@requires(MEETING_POLICY, "view")
@require_GET
def meeting_list(request: Request, key: str | None = None) -> HttpResponse:
    """The meetings of a plan, the latest first."""
    plan = get_plan(request.actor, key)
    context = {"plan": plan, "may_add": bool(MEETING_POLICY.decide(request.actor, "create", Meeting(plan=plan)))}
    rows = list_meetings(request.actor, plan)
    return MEETINGS.respond(request, rows, "plans/meeting_list.html", context, on_export="plans.meeting.exported", about=plan)


@requires(MEETING_POLICY, "view")
@require_GET
def decision_list(request: Request, key: str | None = None) -> HttpResponse:
    """What meetings decided, and how it goes."""
    plan = get_plan(request.actor, key)
    listing = _decisions(lights_of(plan, request.now.date()))
    return listing.respond(
        request, list_decisions(request.actor, plan), "plans/meeting_decisions.html", {"plan": plan},
        on_export="plans.meeting.decisions_exported", about=plan,
    )  # fmt: skip


def get_meeting(request: Request, pk: int) -> Meeting:
    """The meeting, if it is in the caller's sight."""
    return MEETING_POLICY.get_or_404(request.actor, Meeting.objects.select_related("plan", "body__office_at"), pk=pk)


@requires(MEETING_POLICY, "view")
@require_GET
def meeting(request: Request, pk: int) -> HttpResponse:
    """A meeting from its agenda to its minutes."""
    return render(request, "plans/meeting.html", {"page": meeting_page(request.actor, get_meeting(request, pk), request.now)})


def _form(request: Request, plan: Plan, row: Meeting | None) -> HttpResponse:
    initial = {name: getattr(row, name) for name in MeetingForm.base_fields} if row else {}
    form = MeetingForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> Meeting:
        return save_meeting(actor=request.actor, now=request.now, plan=plan, facts=form.facts(), meeting=row)

    title = _("修改会议") if row else _("筹备会议")
    return form_page(request, form, "plans/meeting_form.html", act, done=_("已保存。"), context={"plan": plan, "row": row, "title": title})


@requires(MEETING_POLICY, "create")
@require_http_methods(["GET", "POST"])
def meeting_add(request: Request, key: str) -> HttpResponse:
    """Prepare a meeting."""
    return _form(request, get_plan(request.actor, key), None)


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def meeting_edit(request: Request, pk: int) -> HttpResponse:
    """Change a meeting not yet held."""
    row = get_meeting(request, pk)
    MEETING_POLICY.require(request.actor, "edit", row)
    return _form(request, row.plan, row)


@requires(MEETING_POLICY, "view")
@require_GET
def meeting_paper(request: Request, pk: str, which: str, form: str) -> HttpResponse:
    """Minutes or notice as Word or PDF. Before they are issued only those who write them see the minutes."""
    row = get_meeting(request, int(pk))
    if which == "minutes" and row.state != MeetingState.MINUTED:
        MEETING_POLICY.require(request.actor, "edit", row)
    if which == "notice" and row.state == MeetingState.PREPARED:
        raise Refusal(_("通知还没有发出。"), code="not_convened", status=404)
    made = paper(row, which, form, request.now.date())
    detail = {"paper": which, "format": form, "sha256": made.sha256}
    audit.record(request.actor, "plans.meeting.paper_taken", row, now=request.now, detail=detail)
    return attachment(made.content, made.filename, made.media_type)
