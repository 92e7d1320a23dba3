"""What the pages of work show: a placement with its gates, days, pay and steps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import (
    DAY_POLICY,
    LOG_POLICY,
    PAY_POLICY,
    PLACEMENT_PAPER_POLICY,
    PLACEMENT_POLICY,
    VISIT_POLICY,
)
from baigong.contexts.internships.checking.findings import Finding
from baigong.contexts.internships.checking.gates import party_word
from baigong.contexts.internships.models import (
    BEFORE_START,
    AgreementState,
    Appraisal,
    InternshipAgreement,
    InternshipDay,
    InternshipLeave,
    InternshipLog,
    InternshipPay,
    InternshipVisit,
    Placement,
    PlacementPaper,
    PlacementState,
)
from baigong.contexts.internships.selectors.work import visits_at
from baigong.contexts.internships.services.agreements import may_sign_as, still_to_sign
from baigong.contexts.internships.services.days import WORKED
from baigong.contexts.internships.services.ending import Served, served
from baigong.contexts.internships.workflow.formalities import lacking
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step
from baigong.kernel.workflow import Available, available

SHOWN, EVENTS = 14, 40
GATES = (("consent", _("知情同意")), ("agree", _("三方协议")), ("insure", _("保险")), ("train", _("安全培训")))
PATH = (
    (_("手续"), set(BEFORE_START)),
    (_("在岗"), {PlacementState.ACTIVE, PlacementState.SUSPENDED}),
    (_("结束"), {PlacementState.CHANGED, PlacementState.ENDED_EARLY, PlacementState.WITHDRAWN}),
    (_("鉴定"), {PlacementState.APPRAISED}),
    (_("归档"), {PlacementState.ARCHIVED}),
)


@dataclass(frozen=True)
class Gate:
    """A gate before the start: passed, or what it lacks in words."""

    key: str
    label: object
    findings: Sequence[Finding]

    @property
    def is_passed(self) -> bool:
        """Whether nothing is lacking."""
        return not self.findings


@dataclass(frozen=True)
class PlacementPage:
    """One placement as one reader sees it."""

    row: Placement
    path: Sequence[Step]
    steps: Sequence[Available]
    gates: Sequence[Gate]
    agreements: Sequence[InternshipAgreement]
    consents: Sequence[Any]
    days: Sequence[InternshipDay]
    sums: Served
    pays: Sequence[InternshipPay]
    leaves: Sequence[InternshipLeave]
    logs: Sequence[InternshipLog]
    visits: Sequence[InternshipVisit]
    papers: Sequence[PlacementPaper]
    appraisal: Appraisal | None
    teacher: Any
    events: Sequence[Any]
    may: frozenset[str]
    waits: Mapping[str, Sequence[str]]

    @property
    def is_before(self) -> bool:
        """Whether formalities are still to be done."""
        return self.row.state in BEFORE_START

    @property
    def today(self) -> InternshipDay | None:
        """The newest day, which may be today."""
        return self.days[0] if self.days else None


def placement_page(actor: Actor, row: Placement, today: date) -> PlacementPage:
    """The placement's content, whatever is the reader's to see."""
    return PlacementPage(
        row=row,
        path=_path(row),
        steps=available(row, actor),
        gates=[Gate(key, label, lacking(row, key)) for key, label in GATES],
        agreements=list(row.agreements.all()),
        consents=[one for one in row.signatures.all() if one.agreement_id is None],
        days=list(row.days.all()[:SHOWN]),
        sums=served(row),
        pays=list(row.pays.all()[:SHOWN]),
        leaves=list(row.leaves.all()[:SHOWN]),
        logs=list(row.logs.all()[:SHOWN]),
        visits=list(visits_at(row)[:SHOWN]) if VISIT_POLICY.reachable(actor, "view") else [],
        papers=list(PLACEMENT_PAPER_POLICY.visible(actor).filter(placement=row).select_related("placement")),
        appraisal=getattr(row, "appraisal", None),
        teacher=getattr(row, "teacher", None),
        events=audit.events_of(row)[:EVENTS],
        may=_may(actor, row),
        waits=_waits(row, today),
    )


def _waits(row: Placement, today: date) -> Mapping[str, Sequence[str]]:
    """The parties that still have to sign the consent, and the agreement where one is open."""
    if row.state not in BEFORE_START:
        return {"consent": [], "agreement": []}
    standing = next((one for one in row.agreements.all() if one.state == AgreementState.OPEN), None)
    wanted = still_to_sign(row, standing, today)
    return {"consent": wanted["consent"], "agreement": wanted["agreement"] if standing is not None else []}


def _may(actor: Actor, row: Placement) -> frozenset[str]:
    """What the reader may do beside the machine's steps."""
    found = {action for action in ("prepare", "check_in", "write", "ask", "ask_guardian") if PLACEMENT_POLICY.decide(actor, action, row)}
    if DAY_POLICY.decide(actor, "enter", InternshipDay(placement=row)) and row.state in WORKED:
        found.add("enter_day")
    if PAY_POLICY.decide(actor, "enter", InternshipPay(placement=row)) and row.state in WORKED:
        found.add("enter_pay")
    if PLACEMENT_POLICY.decide(actor, "appraise", row) and row.state in (
        PlacementState.ACTIVE, PlacementState.CHANGED, PlacementState.ENDED_EARLY
    ):  # fmt: skip
        found.add("appraise")
    if PLACEMENT_POLICY.decide(actor, "change", row) and row.state in (PlacementState.ACTIVE, PlacementState.SUSPENDED):
        found.add("change")
    if row.state != PlacementState.ARCHIVED and PLACEMENT_PAPER_POLICY.decide(actor, "attach", PlacementPaper(placement=row)):
        found.add("attach")
    if LOG_POLICY.decide(actor, "mark", InternshipLog(placement=row)):
        found.add("mark")
    return frozenset(found)


def _path(row: Placement) -> list[Step]:
    at = next(place for place, (_word, states) in enumerate(PATH) if row.state in states)
    steps = []
    for place, (word, _states) in enumerate(PATH):
        state: Any = "done" if place < at or row.state == PlacementState.ARCHIVED else "current" if place == at else "todo"
        if place == at and row.state in (PlacementState.SUSPENDED, PlacementState.WITHDRAWN, PlacementState.ENDED_EARLY):
            state = "returned"
        steps.append(Step(word, state, row.get_state_display() if place == at else ""))
    return steps


@dataclass(frozen=True)
class AgreementPage:
    """One agreement: its words, who has signed, who has not, as whom the reader signs."""

    row: InternshipAgreement
    waits_for: Sequence[str]
    mine: Sequence[str]
    steps: Sequence[Available]
    may_record: bool


def agreement_page(actor: Actor, row: InternshipAgreement, now: datetime | date) -> AgreementPage:
    """The agreement as one reader sees it."""
    day = now.date() if isinstance(now, datetime) else now
    is_open = row.state == AgreementState.OPEN
    waits = still_to_sign(row.placement, row, day)["agreement"] if is_open else []
    mine = [party for party in may_sign_as(actor, row.placement) if party in waits]
    may_record = bool(is_open and waits and PLACEMENT_POLICY.decide(actor, "prepare", row.placement))
    return AgreementPage(row, [party_word(party) for party in waits], mine, available(row, actor), may_record)
