"""What the pages of the pilot show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access_of_pilots import (
    CLASS_POLICY,
    ENTRY_POLICY,
    ISSUED_POLICY,
    PILOT_SCHOOL_POLICY,
    QUOTA_POLICY,
    SESSION_POLICY,
    SITE_POLICY,
)
from baigong.contexts.credit_bank.models import (
    AssessmentEntry,
    AssessmentSession,
    CertificateClass,
    EntryState,
    IssuedCertificate,
    IssuedState,
    Learner,
    PilotQuota,
    SessionState,
    Trainee,
)
from baigong.contexts.credit_bank.selectors.pilots import open_sessions_for, own_classes, own_entries, trainees_of
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40
TABS: Sequence[tuple[str, Any, Any, str]] = (
    ("x-quotas", _("试点配额"), QUOTA_POLICY, "work"),
    ("x-classes", _("培训班"), CLASS_POLICY, "work"),
    ("x-sessions", _("考核场次"), SESSION_POLICY, "work"),
    ("x-entries", _("考核报名"), ENTRY_POLICY, "work"),
    ("x-certificates", _("证书登记"), ISSUED_POLICY, "work"),
    ("x-report", _("试点报告"), PILOT_SCHOOL_POLICY, "report"),
    ("x-sites", _("考核站点"), SITE_POLICY, "work"),
    ("x-pilot-schools", _("试点学校"), PILOT_SCHOOL_POLICY, "work"),
)


def tabs_for(actor: Actor, current: str) -> list[tuple[str, str, bool]]:
    """The pages of the pilot that an actor works with: label, address, whether one is on it."""
    return [
        (str(label), reverse(f"credit_bank:{name}"), name == current)
        for name, label, policy, action in TABS
        if policy.reachable(actor, action)
    ]


@dataclass(frozen=True)
class QuotaPage:
    """One quota: what is granted, what is taken up, the classes under it."""

    row: PilotQuota
    classes: Sequence[CertificateClass]
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str
    may_open_class: bool

    @property
    def share(self) -> float | None:
        """How much is taken up, for the bar; ``None`` before the decision."""
        taken: int = self.row.taken  # type: ignore[attr-defined]
        return taken / self.row.approved if self.row.approved else None


def quota_page(actor: Actor, row: PilotQuota) -> QuotaPage:
    """A quota's content. ``row`` comes counted."""
    events = _events(row)
    classes = list(row.classes.order_by("-starts_on", "pk"))
    may_open = row.state == "approved" and bool(QUOTA_POLICY.decide(actor, "apply", row))
    return QuotaPage(row, classes, available(row, actor), events, reason_of(row, events), may_open)


@dataclass(frozen=True)
class ClassPage:
    """One class with who is in it."""

    row: CertificateClass
    trainees: Sequence[tuple[Trainee, str]]
    steps: Sequence[Available]
    events: Sequence[Any]
    may: frozenset[str]


def class_page(actor: Actor, row: CertificateClass) -> ClassPage:
    """A class's content; whether each of its people is entered, passed or holds the certificate."""
    people = trainees_of(row) if CLASS_POLICY.decide(actor, "enrol", row) else []
    entries = AssessmentEntry.objects.filter(level=row.quota.level_id, learner__in=[t.learner_id for t in people])
    states = {entry.learner_id: entry for entry in entries.prefetch_related("certificates").order_by("pk")}
    listed = [(trainee, how_far(states[trainee.learner_id]) if trainee.learner_id in states else "") for trainee in people]
    is_open = row.state in ("planned", "running")
    may = frozenset(act for act in ("edit", "enrol") if is_open and CLASS_POLICY.decide(actor, act, row))
    return ClassPage(row, listed, available(row, actor), _events(row), may)


def how_far(entry: AssessmentEntry) -> str:
    """How far an entry has come, in a word."""
    certificate = certificate_of(entry)
    if certificate is None:
        return str(entry.get_state_display())
    return str(_("已颁证") if certificate.state == IssuedState.ISSUED else _("证书已撤销"))


def certificate_of(entry: AssessmentEntry) -> IssuedCertificate | None:
    """The certificate an entry led to; where one was revoked and entered anew, the new one."""
    return max(entry.certificates.all(), key=lambda row: row.pk, default=None)


@dataclass(frozen=True)
class SessionPage:
    """One session with the entries in the reader's sight."""

    row: AssessmentSession
    entries: Sequence[AssessmentEntry]
    is_open: bool
    steps: Sequence[Available]
    events: Sequence[Any]
    may: frozenset[str]
    waiting: int

    @property
    def share(self) -> float:
        """How full it is, for the bar."""
        entered: int = self.row.entered  # type: ignore[attr-defined]
        return entered / self.row.capacity


def session_page(actor: Actor, row: AssessmentSession, on: date) -> SessionPage:
    """A session's content. ``row`` comes counted."""
    entries = list(
        ENTRY_POLICY.visible(actor).filter(session=row).select_related("learner", "quota__school", "level__certificate")
        .prefetch_related("certificates")
        .order_by("quota__school__order", "learner__number")
    )  # fmt: skip
    is_open = row.state == SessionState.OPEN and on <= row.registers_until
    works = bool(SESSION_POLICY.decide(actor, "post", row))
    waiting = row.entries.filter(state=EntryState.REGISTERED).count() if works else 0
    may = {act for act in ("edit", "post") if row.state != SessionState.CANCELLED and SESSION_POLICY.decide(actor, act, row)}
    if row.state != SessionState.OPEN and not waiting:
        may.discard("edit")
    if on < row.held_on or not waiting:
        may.discard("post")
    if is_open and ENTRY_POLICY.reachable(actor, "register"):
        may.add("enter")
    if any(one.state == EntryState.PASSED and not one.certificates.all() for one in entries) and ISSUED_POLICY.reachable(actor, "register"):
        may.add("certify")
    return SessionPage(row, entries, is_open, available(row, actor), _events(row) if works else [], frozenset(may), waiting)


@dataclass(frozen=True)
class EntryPage:
    """One entry: how far it has come, and what it led to."""

    row: AssessmentEntry
    certificate: IssuedCertificate | None
    path: Sequence[Step]
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str


def entry_page(actor: Actor, row: AssessmentEntry) -> EntryPage:
    """An entry's content."""
    events = _events(row)
    return EntryPage(row, certificate_of(row), path_of(row), available(row, actor), events, reason_of(row, events))


def path_of(row: AssessmentEntry) -> list[Step]:
    """Entered, assessed, certificate: how far it has come."""
    certificate = certificate_of(row)
    failed = row.state in (EntryState.FAILED, EntryState.ABSENT)
    off = row.state == EntryState.CANCELLED
    assessed: Any = "returned" if failed else "done" if row.state == EntryState.PASSED else "todo" if off else "current"
    issued: Any = "todo"
    if row.state == EntryState.PASSED:
        issued = "current" if certificate is None else "done" if certificate.state == IssuedState.ISSUED else "returned"
    result = row.get_state_display() if row.state not in (EntryState.REGISTERED, EntryState.CANCELLED) else ""
    return [
        Step(_("报名"), "returned" if off else "done", row.get_state_display() if off else ""),
        Step(_("考核"), assessed, result),
        Step(_("证书入账"), issued, certificate.get_state_display() if certificate else ""),
    ]


@dataclass(frozen=True)
class CertificatePage:
    """One certificate of the register."""

    row: IssuedCertificate
    steps: Sequence[Available]
    events: Sequence[Any]
    reason: str
    may_rename: bool


def certificate_page(actor: Actor, row: IssuedCertificate) -> CertificatePage:
    """A certificate's content."""
    events = _events(row)
    may = row.state == IssuedState.ISSUED and bool(ISSUED_POLICY.decide(actor, "rename", row))
    return CertificatePage(row, available(row, actor), events, reason_of(row, events), may)


@dataclass(frozen=True)
class OwnPage:
    """What a learner sees of his way to certificates."""

    learner: Learner
    entries: Sequence[AssessmentEntry]
    classes: Sequence[Trainee]
    sessions: Sequence[AssessmentSession]


def own_page(learner: Learner, on: date) -> OwnPage:
    """His classes, entries with results and certificates, and the sessions his school has places for."""
    entries = own_entries(learner)
    closed = {e.level_id for e in entries if e.state in (EntryState.REGISTERED, EntryState.PASSED)}
    sessions = [session for session in open_sessions_for(learner, on) if session.level_id not in closed]
    return OwnPage(learner, entries, own_classes(learner), sessions)


def _events(row: Any) -> list[Any]:
    return list(audit.events_of(row)[:EVENTS])
