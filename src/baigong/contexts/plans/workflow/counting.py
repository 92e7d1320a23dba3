"""What an accepted report makes count: values of targets, milestones. Written with the acceptance or not at all.

Only accepted evidence counts (regulations reference, section 1). A correction takes the place of what it corrects: readings of a
superseded report no longer count, and a milestone goes back to the earliest accepted report that still says it was done.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from baigong.contexts.organisations.public import Organisation, OrganisationKind
from baigong.contexts.plans.models import (
    Duty,
    Milestone,
    Report,
    ReportedMilestone,
    ReportState,
    Responsibility,
    TargetPart,
    TargetReading,
    Task,
    ValueSource,
)

LOCAL = frozenset(
    {
        OrganisationKind.COUNTY,
        OrganisationKind.COUNTY_BUREAU,
        OrganisationKind.SECONDARY_SCHOOL,
        OrganisationKind.COLLEGE,
        OrganisationKind.ENTERPRISE,
        OrganisationKind.BASE,
        OrganisationKind.SOCIETY,
    }
)
"""Bodies that speak for themselves and not for the city, unless they alone are responsible."""


def own_slices(task: Task, organisation: Organisation, targets: Iterable[int]) -> set[int]:
    """Of ``targets``, those whose value a report of this body states for the body alone; the others are for the whole city.

    A value is the body's own where the target is divided and the body has a part, in a part of a task that was broken down, and
    where one of several responsible bodies is a county, school or the like. Two queries.
    """
    wanted = set(targets)
    parted = set(TargetPart.objects.filter(target__in=wanted, organisation=organisation).values_list("target_id", flat=True))
    if task.parent_id:
        return wanted
    if organisation.kind in LOCAL:
        others = Responsibility.objects.filter(task=task, duty__in=[Duty.LEAD, Duty.RESPONSIBLE]).exclude(organisation=organisation)
        return wanted if others.exists() else parted
    return parted


def count_report(report: Report, now: datetime) -> None:
    """Write the readings of an accepted report and settle the milestones that it, or the one it corrects, speaks of."""
    values = list(report.values.all())
    own = own_slices(report.task, report.organisation, [v.target_id for v in values]) if values else set()
    # A value cannot be known before it was reported, nor does it speak of days after the period.
    said_on = timezone.localtime(report.submitted_at).date() if report.submitted_at else now.date()
    TargetReading.objects.bulk_create(
        TargetReading(
            target_id=v.target_id,
            organisation_id=report.organisation_id if v.target_id in own else None,
            as_of=min(report.cycle.period_until, said_on),
            value=v.value,
            source=ValueSource.REPORT,
            report=report,
            recorded_at=now,
        )
        for v in values
    )
    settle_milestones([report.pk, *([report.corrects_id] if report.corrects_id else [])])


def settle_milestones(reports: Iterable[int]) -> None:
    """Give each milestone that these reports claim to the earliest accepted report that claims it; none, and it is open again."""
    claimed = ReportedMilestone.objects.filter(report__in=list(reports)).values("milestone")
    for milestone in Milestone.objects.select_for_update(no_key=True).filter(pk__in=claimed).order_by("pk"):
        if milestone.done_on and milestone.done_by_report_id is None:
            continue  # settled by the working team, not by a report
        claim = (
            ReportedMilestone.objects.filter(milestone=milestone, report__state=ReportState.ACCEPTED)
            .order_by("report__decided_at", "pk")
            .first()
        )
        milestone.done_on = claim.done_on if claim else None
        milestone.done_by_report_id = claim.report_id if claim else None
        milestone.save(update_fields=["done_on", "done_by_report"])
