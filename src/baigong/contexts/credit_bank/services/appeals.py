"""Lodging an appeal. What becomes of it is the machine's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import IntegrityError, transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_office import APPEAL_PAPER_POLICY, APPEAL_POLICY
from baigong.contexts.credit_bank.models import (
    Appeal,
    AppealKind,
    AppealPaper,
    AppealState,
    Conversion,
    ConversionState,
    Guardian,
    Learner,
    Outcome,
    OutcomeState,
    Posting,
    PostingKind,
    evidence_choices,
    shown,
)
from baigong.contexts.credit_bank.workflow.appeals import tell_office
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.papers import Papers
from baigong.kernel.rules import number_on, work_calendar
from baigong.kernel.wording import as_recorded

PAPERS = Papers(APPEAL_PAPER_POLICY, owner="appeal", kinds=evidence_choices, most=10)
TAKES_PAPERS = {AppealState.LODGED, AppealState.ACCEPTED, AppealState.REVIEWING}
Subject = Outcome | Conversion | Posting
KINDS: dict[str, AppealKind] = {
    OutcomeState.REJECTED: AppealKind.REJECTED, OutcomeState.REVOKED: AppealKind.REVOKED, ConversionState.REFUSED: AppealKind.REFUSED,
    ConversionState.APPROVED: AppealKind.PARTLY, ConversionState.REVERSED: AppealKind.UNDONE,
}  # fmt: skip
"""What an appeal is against, by the state its subject is in."""


@dataclass(frozen=True)
class Contested:
    """What is appealed against: whose it is, who decided what on which day, in words; the last day of the term."""

    subject: Subject
    learner: Learner
    kind: AppealKind
    body: Organisation | None
    words: str
    on: date

    @property
    def last_day(self) -> date:
        """The last day on which it may be lodged without saying why it is late."""
        return self.on + timedelta(days=number_on("CRB-APPEAL-TERM", self.on) or 0)


@dataclass(frozen=True)
class Plea:
    """What the appellant says; ``guardian`` lodges it for a minor; ``late_reason`` where the term has passed."""

    statement: str
    asked: str
    guardian: Guardian | None = None
    late_reason: str = ""


def contested(subject: Subject) -> Contested | None:
    """What there is to appeal against; ``None`` where nothing was decided against anybody."""
    if isinstance(subject, Posting):
        return _contested_posting(subject)
    kind = KINDS.get(subject.state)
    if kind is None:
        return None
    body = subject.reviewer if isinstance(subject, Outcome) else subject.programme.school
    event = next((e for e in audit.events_of(subject) if e.detail.get("to") == subject.state), None)
    on = localdate(event.at) if event is not None else subject.decided_on
    if on is None:
        return None
    what = subject if isinstance(subject, Outcome) else subject.programme
    with as_recorded():
        words = _("%(body)s%(day)s对“%(what)s”的决定：%(kind)s") % {
            "body": body, "day": on.isoformat(), "what": what,
            "kind": subject.state_text if isinstance(subject, Conversion) else subject.get_state_display(),
        }  # fmt: skip
    reason = str(event.detail.get("reason", "")) if event is not None else ""
    return Contested(subject, subject.learner, kind, body, _with_reason(words, reason), on)


def _with_reason(words: str, reason: str) -> str:
    with as_recorded():
        return (_("%(words)s；理由：%(reason)s") % {"words": words, "reason": reason.rstrip("。")} if reason else words)[:400]


def _contested_posting(row: Posting) -> Contested | None:
    learner = row.credit.learner or row.debit.learner
    if learner is None:
        return None
    learner = learner.merged_into or learner
    with as_recorded():
        words = _("第%(n)d号记账：%(day)s%(kind)s%(amount)s学分，依据%(decision)s") % {
            "n": row.pk, "day": row.occurred_on.isoformat(), "kind": PostingKind(row.kind).label, "amount": shown(row.amount),
            "decision": row.decision,
        }  # fmt: skip
    return Contested(row, learner, AppealKind.POSTING, None, words[:400], row.occurred_on)


@transaction.atomic
def lodge(*, actor: Actor, now: datetime, against: Contested, plea: Plea) -> Appeal:
    """Lodge an appeal. Raises ``Refusal`` for one without grounds or late without reason, ``Conflict`` where one waits or was decided."""
    learner, day = against.learner, now.date()
    row = Appeal(
        learner=learner, kind=against.kind, body=against.body, contested=against.words, contested_on=against.on,
        guardian=plea.guardian, statement=plea.statement.strip(), asked=" ".join(plea.asked.split())[:300],
        late_reason=" ".join(plea.late_reason.split())[:300], lodged_on=day, admit_by=_admit_by(day), created_by_id=actor.user_id,
        created_at=now, **{_field(against.subject): against.subject},
    )  # fmt: skip
    APPEAL_POLICY.require(actor, "lodge", row)
    _refuse_faulty(row, against, day)
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("对同一决定的申诉正在办理，没有重复提出。"), code="appeal_waits") from None
    audit.record(actor, "credit_bank.appeal.lodged", row, now=now, detail={"kind": row.kind, "subject": row.subject.pk})
    tell_office(row, actor=actor, now=now)
    return row


def _refuse_faulty(row: Appeal, against: Contested, day: date) -> None:
    for name, words in (("statement", _("请写明事实和理由。")), ("asked", _("请写明请求怎样处理。"))):
        if not getattr(row, name):
            raise at_field(name, words)
    if row.guardian is not None and row.guardian.learner_id != row.learner_id:
        raise at_field("guardian", _("这位监护人不是本人登记的监护人。"))
    if day > against.last_day and not row.late_reason:
        words = _("申诉期限到%(day)s为止，已经过了；有正当理由的请写明逾期原因，由学分银行决定是否受理。")
        raise at_field("late_reason", words % {"day": against.last_day.isoformat()}, code="late")
    same = Appeal.objects.filter(**{_field(against.subject): against.subject}, contested_on=against.on)
    if same.filter(state__in=[AppealState.UPHELD, AppealState.CHANGED]).exists():
        raise Conflict(_("对这一决定已经复核过，复核决定为最终处理意见，不再重复受理。"), code="reviewed")


def _field(subject: Subject) -> str:
    return "outcome" if isinstance(subject, Outcome) else "conversion" if isinstance(subject, Conversion) else "posting"


def _admit_by(day: date) -> date:
    days = number_on("CRB-APPEAL-ADMIT", day)
    return work_calendar().nth_after(day, days) if days else day


@transaction.atomic
def attach(*, actor: Actor, now: datetime, appeal: Appeal, kind: str, upload: UploadedFile[Any]) -> AppealPaper:
    """Add a paper while it is not answered. Raises ``Refusal`` (those of ``Papers.add``), ``Conflict`` when it was."""
    row = _open(actor, appeal, "attach")
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, paper: AppealPaper) -> Appeal:
    """Take a paper out before the appeal is admitted; the log keeps its hash."""
    APPEAL_PAPER_POLICY.require(actor, "detach", paper)
    row = _open(actor, paper.appeal, "attach")
    if row.state != AppealState.LODGED:
        raise Conflict(_("申诉已受理，材料不能再撤下；可以补充新的材料。"), code="handed_in")
    PAPERS.remove(actor=actor, now=now, piece=paper)
    return row


def _open(actor: Actor, appeal: Appeal, action: str) -> Appeal:
    row = Appeal.objects.select_for_update(no_key=True, of=("self",)).select_related("learner").get(pk=appeal.pk)
    APPEAL_POLICY.require(actor, action, row)
    if row.state not in TAKES_PAPERS:
        words = _("“%(title)s”现在是“%(state)s”，不再接收材料。")
        raise Conflict(words % {"title": row, "state": row.get_state_display()}, code="answered")
    return row
