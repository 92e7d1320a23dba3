"""What the page of a project shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.organisations.public import OrganisationKind
from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.models import (
    OPEN_STATES,
    EvidenceKind,
    Project,
    ProjectEvidence,
    ProjectKind,
    ProjectLevel,
    ProjectReport,
    ProjectReview,
    ProjectState,
)
from baigong.contexts.schools.selectors.projects import counted, reports_of
from baigong.contexts.schools.services.projects import REPORTING, TAKES_FILES, WRITABLE
from baigong.contexts.schools.services.reviewing import ROUNDS
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.indicators import Indicator, find_indicator
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 60
FACTS: dict[str, tuple[object, str, bool]] = {
    "document_number": (_("文号"), "text", True),
    "listed_on": (_("立项日期"), "date", False),
    "signed_on": (_("签订日期"), "date", False),
    "build_until": (_("建设期止"), "date", True),
    "midterm_on": (_("中期检查期限"), "date", False),
    "accepted_on": (_("验收日期"), "date", False),
    "title_until": (_("称号有效期止（没有规定的不填）"), "date", False),
    "rectify_until": (_("整改期限"), "date", True),
    "withdrawn_on": (_("撤销日期"), "date", False),
}
"""What a step asks for beside a reason: label, type of input, whether it must be filled."""
DAYS_OF_STEPS = {"listed_on", "signed_on", "accepted_on", "withdrawn_on"}
ORDER = {
    "enlist": ("document_number", "listed_on"),
    "sign": ("signed_on", "midterm_on", "build_until"),
    "accept": ("document_number", "accepted_on", "title_until"),
    "defer": ("rectify_until",),
    "withdraw": ("document_number", "withdrawn_on"),
}
ASKED_WORDS = {"partner": _("共建企业"), "programme": _("专业"), "course": _("课程名称")}
PATH = (
    (_("申报"), {ProjectState.DRAFT, ProjectState.RETURNED, ProjectState.CANCELLED}),
    (_("推荐"), {ProjectState.APPLIED}),
    (_("评审"), {ProjectState.RECOMMENDED, ProjectState.REVIEW, ProjectState.DECLINED}),
    (_("立项"), {ProjectState.LISTED}),
    (_("建设"), {ProjectState.BUILDING, ProjectState.CHECKED}),
    (_("验收"), {ProjectState.ACCEPTANCE, ProjectState.DEFERRED, ProjectState.FAILED}),
    (_("称号"), {ProjectState.ACCEPTED, ProjectState.WITHDRAWN}),
)


@dataclass(frozen=True)
class ProjectPage:
    """One project as one reader sees it."""

    row: Project
    path: Sequence[Step]
    steps: Sequence[Available]
    evidence: Sequence[ProjectEvidence]
    reviews: Sequence[ProjectReview]
    reports: Sequence[ProjectReport]
    events: Sequence[Any]
    lacking: Sequence[str]
    indicator: Indicator | None
    counts: bool
    counts_listed: bool
    reason: str
    successors: Sequence[Project]
    may: frozenset[str]

    today: str

    def asked_by(self, step: str) -> list[tuple[str, object, str, bool, str]]:
        """Name, label, type and duty of what a step asks for, and what stands in it: the day of a step is today unless said otherwise."""
        return [(name, *FACTS[name], self.today if name in DAYS_OF_STEPS else "") for name in ORDER.get(step, ())]


def project_page(actor: Actor, row: Project, now: datetime) -> ProjectPage:
    """The page's content, whatever is the reader's to see."""
    on, kind = now.date(), row.declared
    works = bool(PROJECT_POLICY.decide(actor, "work", row)) or bool(PROJECT_POLICY.decide(actor, "apply", row))
    evidence = list(EVIDENCE_POLICY.visible(actor).filter(project=row).select_related("added_by"))
    have = {piece.kind for piece in evidence}
    same = list(Project.objects.filter(kind=row.kind, subject_key=row.subject_key, state__in=OPEN_STATES))
    listed, accepted = counted(same, on)
    events = list(audit.events_of(row)[:EVENTS]) if works else []
    reviews = list(REVIEW_POLICY.visible(actor).filter(project=row).select_related("expert")) if row.state not in WRITABLE else []
    return ProjectPage(
        row=row,
        path=path_of(row, PATH, done={ProjectState.ACCEPTED}, returned={ProjectState.RETURNED, ProjectState.DEFERRED}),
        steps=available(row, actor),
        evidence=evidence,
        reviews=reviews,
        reports=reports_of(row) if works else [],
        events=events,
        lacking=[str(EvidenceKind(k).label) for k in kind.evidence if k not in have] if row.state in WRITABLE else [],
        indicator=find_indicator(kind.indicator),
        counts=row.pk in accepted,
        counts_listed=row.pk in listed,
        reason=reason_of(row, events),
        successors=list(PROJECT_POLICY.visible(actor).filter(predecessor=row)),
        may=frozenset(_may(actor, row)),
        today=on.isoformat(),
    )


def kind_words(kind: ProjectKind) -> dict[str, str]:
    """What a kind asks, in words."""
    asked = [label for what, label in ASKED_WORDS.items() if kind.asks(what) == "required"]
    optional = [gettext("%(what)s（可填）") % {"what": label} for what, label in ASKED_WORDS.items() if kind.asks(what) == "optional"]
    return {
        "applicants": "、".join(str(OrganisationKind(k).label) for k in sorted(kind.applicants)),
        "levels": "、".join(str(ProjectLevel(level).label) for level in kind.levels),
        "asks": "、".join([*map(str, asked), *optional]),
        "evidence": "、".join(str(EvidenceKind(k).label) for k in kind.evidence),
    }


def _may(actor: Actor, row: Project) -> list[str]:
    fits = {"edit": WRITABLE, "attach": TAKES_FILES, "detach": WRITABLE, "report": REPORTING, "assign": ROUNDS}
    return [name for name, states in fits.items() if row.state in states and PROJECT_POLICY.decide(actor, name, row)]
