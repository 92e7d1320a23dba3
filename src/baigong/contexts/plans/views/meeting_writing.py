"""What the working team writes in a meeting: agenda, attendance, minutes, decisions."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from baigong.contexts.plans.access import MEETING_POLICY
from baigong.contexts.plans.forms.meetings import AttendanceForm, DecisionForm, ItemForm, MinutesForm
from baigong.contexts.plans.models import AgendaItem, Decision, Meeting
from baigong.contexts.plans.selectors.meetings import tasks_to_put
from baigong.contexts.plans.services import attendance as attendance_services
from baigong.contexts.plans.services import decisions as decision_services
from baigong.contexts.plans.services import meetings as services
from baigong.contexts.plans.views.meetings import get_meeting
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import button_page, form_page

FORM = "plans/meeting_form.html"


def _own(request: Request, pk: int) -> Meeting:
    """The meeting, if the caller writes in it."""
    row = get_meeting(request, pk)
    MEETING_POLICY.require(request.actor, "edit", row)
    return row


def _part(request: Request, pk: int, relation: str) -> Any:
    """A subject (``agenda``) or decision (``decisions``) with its meeting, if the caller writes in that."""
    rows = Meeting  # found through the meeting, so that its policy decides
    row = MEETING_POLICY.get_or_404(request.actor, rows.objects.select_related("plan", "body"), **{relation: pk})
    MEETING_POLICY.require(request.actor, "edit", row)
    return getattr(row, relation).get(pk=pk)


def _context(row: Meeting, title: str) -> dict[str, Any]:
    return {"plan": row.plan, "row": row, "title": title}


def _common(request: Request) -> dict[str, Any]:
    return {"actor": request.actor, "now": request.now}


@requires(MEETING_POLICY, "edit")
@require_POST
def suggested_add(request: Request, pk: int) -> HttpResponse:
    """Put the ticked tasks on the agenda."""
    row = _own(request, pk)
    ids = [int(v) for v in request.POST.getlist("task") if v.isascii() and v.isdigit() and len(v) < 15]

    def act() -> str:
        if not ids:
            raise Refusal(_("请先勾选任务。"), code="nothing_chosen")
        added = services.put_on_agenda(**_common(request), meeting=row, tasks=tasks_to_put(request.actor, row, ids))
        return _("已列入%(n)d个议题。") % {"n": len(added)}

    return button_page(request, act, done=str, to=row)


def _item(request: Request, row: Meeting, item: AgendaItem | None) -> HttpResponse:
    initial = {"title": item.title, "task": item.task_id, "presenter": item.presenter_id, "order": item.order} if item else {}
    form = ItemForm(request.POST or None, plan=row.plan, initial=initial)

    def act(data: dict[str, Any]) -> Meeting:
        services.save_item(**_common(request), meeting=row, facts=form.facts(), item=item)
        return row

    return form_page(request, form, FORM, act, done=_("已保存。"), context=_context(row, _("修改议题") if item else _("增加议题")))


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def item_add(request: Request, pk: int) -> HttpResponse:
    """Put a subject on the agenda."""
    return _item(request, _own(request, pk), None)


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def item_edit(request: Request, pk: int) -> HttpResponse:
    """Change a subject."""
    item: AgendaItem = _part(request, pk, "agenda")
    return _item(request, item.meeting, item)


@requires(MEETING_POLICY, "edit")
@require_POST
def item_remove(request: Request, pk: int) -> HttpResponse:
    """Take a subject off the agenda."""
    item: AgendaItem = _part(request, pk, "agenda")

    def act() -> str:
        services.remove_item(**_common(request), item=item)
        return _("议题已去掉。")

    return button_page(request, act, done=str, to=item.meeting)


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def attendance(request: Request, pk: int) -> HttpResponse:
    """Register everybody in one form."""
    row = _own(request, pk)
    form = AttendanceForm(request.POST or None, rows=list(row.attendances.select_related("person")))

    def act(data: dict[str, Any]) -> Meeting:
        return attendance_services.register_attendance(**_common(request), meeting=row, marks=form.marks())

    return form_page(request, form, "plans/meeting_attendance.html", act, done=_("出席情况已登记。"), context=_context(row, _("登记出席")))


@requires(MEETING_POLICY, "edit")
@require_POST
def resolve(request: Request, pk: int) -> HttpResponse:
    """Resolve anew who is entitled to attend."""
    row = _own(request, pk)

    def act() -> str:
        count = attendance_services.resolve_again(**_common(request), meeting=row)
        return _("已按%(day)s的任职重新确定，应到%(n)d人。") % {"day": row.held_on, "n": count}

    return button_page(request, act, done=str, to=row)


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def minutes_write(request: Request, pk: int) -> HttpResponse:
    """Write what was said."""
    row = _own(request, pk)
    form = MinutesForm(request.POST or None, meeting=row)

    def act(data: dict[str, Any]) -> Meeting:
        return services.write_minutes(**_common(request), meeting=row, text=data["text"], discussions=form.discussions())

    return form_page(request, form, FORM, act, done=_("已保存。"), context=_context(row, _("写纪要")))


def _decision(request: Request, row: Meeting, decision: Decision | None) -> HttpResponse:
    initial: dict[str, Any] = {"agenda_item": request.GET.get("item")}
    if decision:
        initial = {"agenda_item": decision.agenda_item_id, "text": decision.text, "due_on": decision.due_on}
        initial["organisation"] = decision.organisation_id
    form = DecisionForm(request.POST or None, meeting=row, initial=initial)

    def act(data: dict[str, Any]) -> Meeting:
        decision_services.save_decision(**_common(request), meeting=row, facts=form.facts(), decision=decision)
        return row

    return form_page(request, form, FORM, act, done=_("已保存。"), context=_context(row, _("修改决定") if decision else _("记录决定")))


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def decision_add(request: Request, pk: int) -> HttpResponse:
    """Record what was decided."""
    return _decision(request, _own(request, pk), None)


@requires(MEETING_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def decision_edit(request: Request, pk: int) -> HttpResponse:
    """Change a decision before the minutes are issued."""
    decision: Decision = _part(request, pk, "decisions")
    return _decision(request, decision.meeting, decision)


@requires(MEETING_POLICY, "edit")
@require_POST
def decision_remove(request: Request, pk: int) -> HttpResponse:
    """Take out a decision wrongly recorded."""
    decision: Decision = _part(request, pk, "decisions")

    def act() -> str:
        decision_services.remove_decision(**_common(request), decision=decision)
        return _("决定已删除。")

    return button_page(request, act, done=str, to=decision.meeting)


@requires(MEETING_POLICY, "edit")
@require_POST
def decision_task(request: Request, pk: int) -> HttpResponse:
    """Make a task of a decision."""
    decision: Decision = _part(request, pk, "decisions")

    def act() -> str:
        task = decision_services.make_task(**_common(request), decision=decision)
        return _("已转为任务%(t)s，请核对后下达。") % {"t": task}

    return button_page(request, act, done=str, to=decision.meeting)


@requires(MEETING_POLICY, "edit")
@require_POST
def decision_adjust(request: Request, pk: int) -> HttpResponse:
    """Adjust the task that waits for this decision."""
    decision: Decision = _part(request, pk, "decisions")

    def act() -> str:
        task = decision_services.adjust_by_decision(**_common(request), decision=decision)
        return _("任务%(t)s已按决定调整，本次会议记为依据。") % {"t": task}

    return button_page(request, act, done=str, to=decision.meeting)
