"""What the pages of a report show: for whom it is written, beside what, and what became of it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import EVIDENCE_POLICY, REPORT_POLICY
from baigong.contexts.plans.lights.light import figure
from baigong.contexts.plans.models import Evidence, Milestone, Report, ReportedMilestone, ReportState, Responsibility, Target
from baigong.contexts.plans.selectors.ledger import goal_text
from baigong.contexts.plans.selectors.reporting import last_values, reportable_targets
from baigong.contexts.plans.workflow.counting import own_slices
from baigong.contexts.plans.workflow.submissions import submission_mark
from baigong.contexts.plans.workflow.window import find_leave, why_untimely
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.shapes import Entry
from baigong.kernel.workflow import Available, available


@dataclass(frozen=True)
class TargetLine:
    """A target in a report: what is asked, what counted last, what this report says."""

    target: Target
    goal: str
    last: str
    last_from: str
    is_own: bool
    said: str = ""
    explanation: str = ""

    @property
    def unit(self) -> str:
        """The unit behind the number."""
        return self.target.unit


@dataclass(frozen=True)
class EvidenceLine:
    """A piece of evidence, and the other reports that name the same file."""

    piece: Evidence
    also_in: list[Report]


@dataclass(frozen=True)
class ReportSheet:
    """A report with what it is read and written beside."""

    report: Report
    duties: list[Responsibility]
    targets: list[TargetLine]
    milestones: list[Milestone]
    claims: dict[int, ReportedMilestone]
    evidence: list[EvidenceLine]
    previous: Report | None
    untimely: Refusal | None


@dataclass(frozen=True)
class ReportPage:
    """The page of a report."""

    sheet: ReportSheet
    versions: list[Report]
    steps: list[Available]
    timeline: list[Entry]
    before: Report | None
    after: Report | None
    mark: str
    may: frozenset[str] = field(default_factory=frozenset)


FULL = ("cycle__plan", "task__plan", "task__parent", "organisation", "clause__document", "written_by", "decided_by", "corrects")


def full_reports() -> QuerySet[Report]:
    """Reports with what their pages read."""
    return Report.objects.select_related(*FULL)


def report_sheet(actor: Actor, report: Report, now: datetime) -> ReportSheet:
    """A report with the wording, the last accepted report and the values it is to be held against."""
    said = {value.target_id: value for value in report.values.all()}
    targets = {t.pk: t for t in reportable_targets(report.task)}
    targets |= {t.pk: t for t in Target.objects.filter(pk__in=set(said) - set(targets))}
    own = own_slices(report.task, report.organisation, targets) if targets else set()
    last = last_values(report.organisation, own, set(targets) - own, other_than=report) if targets else {}
    lines = []
    for pk, target in targets.items():
        reading = last.get(pk)
        value = said.get(pk)
        lines.append(
            TargetLine(
                target=target,
                goal=goal_text(target),
                last=figure(Fraction(reading.value)) if reading and reading.value is not None else "",
                last_from=str(reading.report.cycle if reading.report else reading.get_source_display()) if reading else "",
                is_own=pk in own,
                said=figure(Fraction(value.value)) if value else "",
                explanation=value.explanation if value else "",
            )
        )
    free = report.corrects_id is not None or report.state != ReportState.DRAFT
    return ReportSheet(
        report=report,
        duties=list(report.task.responsibilities.select_related("organisation").order_by("order", "pk")),
        targets=lines,
        milestones=list(report.task.milestones.all()),
        claims={claim.milestone_id: claim for claim in report.milestone_claims.select_related("milestone")},
        evidence=_evidence(actor, report),
        previous=_previous(report),
        untimely=None if free else why_untimely(report.cycle, find_leave(report.cycle, report.organisation_id), now.date()),
    )


def _previous(report: Report) -> Report | None:
    """The body's accepted report on the task in the latest earlier cycle."""
    earlier = Report.objects.filter(task=report.task_id, organisation=report.organisation_id, state=ReportState.ACCEPTED)
    return (
        earlier.filter(cycle__period_until__lt=report.cycle.period_until).select_related("cycle").order_by("-cycle__period_until").first()
    )


def _evidence(actor: Actor, report: Report) -> list[EvidenceLine]:
    pieces = list(EVIDENCE_POLICY.visible(actor).filter(report=report).select_related("target", "added_by"))
    also: dict[str, list[Report]] = defaultdict(list)
    hashes = {p.sha256 for p in pieces if p.sha256}
    family = Q(report__cycle=report.cycle_id, report__task=report.task_id, report__organisation=report.organisation_id)
    others = Evidence.objects.filter(sha256__in=hashes, report__in=REPORT_POLICY.visible(actor)).exclude(family)
    for other in others.select_related("report__cycle", "report__task", "report__organisation"):
        if other.report is not None and other.report not in also[other.sha256]:
            also[other.sha256].append(other.report)
    return [EvidenceLine(piece, also[piece.sha256][:3] if piece.sha256 else []) for piece in pieces]


def report_page(actor: Actor, report: Report, now: datetime) -> ReportPage:
    """Everything on the page of ``report`` as ``actor`` may see it; a fixed number of queries."""
    versions = REPORT_POLICY.visible(actor).filter(cycle=report.cycle_id, task=report.task_id, organisation=report.organisation_id)
    before, after = neighbours(actor, report)
    open_states = (ReportState.DRAFT, ReportState.RETURNED)
    may = {a for a in ("write", "correct", "accept", "publish") if REPORT_POLICY.decide(actor, a, report)}
    latest = list(versions.order_by("-version"))
    if report.state not in open_states:
        may.discard("write")
    if report.state != ReportState.ACCEPTED or (latest and latest[0].pk != report.pk):
        may.discard("correct")
    if "write" in may and report.state == ReportState.DRAFT and report.decided_at is None:
        may.add("discard")
    if report.state != ReportState.SUBMITTED:
        may.discard("accept")
    events = audit.events_of(report)[:40]
    return ReportPage(
        sheet=report_sheet(actor, report, now),
        versions=latest,
        steps=available(report, actor),
        timeline=[Entry(e.at, e.words, e.actor_name, e.detail.get("reason", ""), TONES.get(e.action, "")) for e in events],
        before=before,
        after=after,
        mark=submission_mark(report),
        may=frozenset(may),
    )


TONES = {"plans.report.returned": "warn", "plans.report.accepted": "good"}


def reporting_bodies(actor: Actor) -> QuerySet[Organisation]:
    """The bodies whose reports the actor sees, for choosing one of them."""
    seen = REPORT_POLICY.visible(actor).values("organisation")
    return Organisation.objects.filter(pk__in=seen).order_by("order", "pk")


def review_queue(actor: Actor) -> QuerySet[Report]:
    """What waits for the actor's decision, what came first first."""
    return REPORT_POLICY.visible(actor, "accept").filter(state=ReportState.SUBMITTED).order_by("submitted_at", "pk")


def neighbours(actor: Actor, report: Report) -> tuple[Report | None, Report | None]:
    """The reports before and after this one in the review queue; nothing for those who do not review. Two queries."""
    if not REPORT_POLICY.reachable(actor, "accept") or report.submitted_at is None:
        return None, None
    queue = review_queue(actor).exclude(pk=report.pk)
    at, pk = report.submitted_at, report.pk
    earlier = queue.filter(Q(submitted_at__lt=at) | Q(submitted_at=at, pk__lt=pk)).order_by("-submitted_at", "-pk").first()
    later = queue.filter(Q(submitted_at__gt=at) | Q(submitted_at=at, pk__gt=pk)).first()
    return earlier, later


def how_it_stands(report: Report) -> str:
    """One sentence on the present state, for somebody who was not the first."""
    if report.decided_at and report.state in (ReportState.ACCEPTED, ReportState.RETURNED, ReportState.SUPERSEDED):
        return _("%(who)s已于%(at)s将这份报告“%(state)s”。") % {
            "who": report.decided_by or _("系统"),
            "at": f"{timezone.localtime(report.decided_at):%Y-%m-%d %H:%M}",
            "state": report.get_state_display(),
        }
    return _("这份报告现在是“%(state)s”。") % {"state": report.get_state_display()}
