"""Who owes a report of what."""

from __future__ import annotations

from django.db.models import QuerySet

from baigong.contexts.plans.models import Duty, Plan, Responsibility
from baigong.contexts.plans.selectors.reporting import REPORTING_STATES


def owed_reports(plan: Plan) -> QuerySet[Responsibility]:
    """Every (task, body) that owes reports as the tasks stand: lead and responsible bodies of tasks under way."""
    return (
        Responsibility.objects.filter(
            task__plan=plan, task__state__in=REPORTING_STATES, task__withdrawn_on=None, duty__in=[Duty.LEAD, Duty.RESPONSIBLE]
        )
        .select_related("task__plan", "task__parent", "organisation")
        .order_by("task__order", "order", "pk")
    )
