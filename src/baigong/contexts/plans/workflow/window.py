"""When a report may come: the refusals for late and closed, each with its own code and what to do next.

The order in which refusals speak, wherever a report is begun, written or submitted: ``not_yours`` (nothing else is said of what is
not one's own), ``accepted`` (what counts is not touched; correct it instead), ``not_open``, ``closed``, ``late``.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext as _

from baigong.contexts.plans.models import CycleException, CycleState, Report, ReportingCycle
from baigong.kernel.errors import NotPermitted, Refusal


def not_yours(organisation: object, task: object) -> NotPermitted:
    """Somebody reports for a body that is not theirs, or on a task that is not the body's."""
    message = _("任务“%(task)s”不由%(body)s负责，或您不办理%(body)s的报送。请核对单位，或联系工作专班调整责任单位。")
    return NotPermitted(message % {"task": task, "body": organisation}, code="not_yours")


def already_accepted(report: Report) -> Refusal:
    """The report counts already."""
    message = _("%(body)s在%(cycle)s的这份报告已采用，不再改动。内容有误时请提出更正：更正另立新版本，采用后取代原报告。")
    return Refusal(message % {"body": report.organisation, "cycle": report.cycle}, code="accepted", status=409)


def find_leave(cycle: ReportingCycle, organisation_id: int) -> CycleException | None:
    """The extension granted to a body in a cycle, whether or not it still runs."""
    return CycleException.objects.filter(cycle=cycle, organisation_id=organisation_id).first()


def why_untimely(cycle: ReportingCycle, leave: CycleException | None, today: date) -> Refusal | None:
    """Why a report of the cycle cannot come on ``today``; ``None`` when it can. Leave that still runs opens a locked cycle too."""
    if leave is not None and leave.until_on >= today and cycle.state != CycleState.PLANNED:
        return None
    words = {"cycle": cycle, "opens": cycle.opens_on, "closes": cycle.closes_on, "until": leave.until_on if leave else ""}
    if cycle.state == CycleState.PLANNED:
        return Refusal(_("%(cycle)s还没有开放，计划于%(opens)s开放。") % words, code="not_open")
    if cycle.state == CycleState.LOCKED:
        return Refusal(
            _("%(cycle)s已锁定，不再接受报告。确需补报的，请向工作专班说明理由，由专班批准延期或重新开放。") % words, code="closed"
        )
    if today <= cycle.closes_on:
        return None
    if leave is not None:
        return Refusal(_("延期已于%(until)s到期（%(cycle)s）。请在报告页申请再次延期，批准后即可报送。") % words, code="late")
    return Refusal(_("%(cycle)s已于%(closes)s截止。请在报告页填写理由申请延期，工作专班批准后即可报送。") % words, code="late")


def require_timely(cycle: ReportingCycle, organisation_id: int, today: date) -> None:
    """Raise ``Refusal`` (``not_open``, ``closed``, ``late``) unless a report of the body can come on ``today``. One query."""
    if refusal := why_untimely(cycle, find_leave(cycle, organisation_id), today):
        raise refusal
