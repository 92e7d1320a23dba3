"""Undoing a posting by the record it rests on, so that ledger and records always say the same; and what follows from that.

A deposit is undone by revoking its outcome, a use by reversing its conversion or the recognition at home of a course taken elsewhere: all
reverse whatever else rests on them. A posting that rests on no such record is reversed by itself. Nothing is edited: every reversal is a
further posting that names reason and decision.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.outcomes import outcome_code
from baigong.contexts.credit_bank.ledger.posting import reverse
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.ledger.standing import standing_of, uses_for
from baigong.contexts.credit_bank.models import (
    Conversion,
    ConversionLine,
    ConversionState,
    CourseEnrolment,
    Credential,
    CredentialState,
    CreditAccount,
    EnrolmentState,
    IssuedCertificate,
    IssuedState,
    Outcome,
    OutcomeState,
    Posting,
    PostingKind,
    shown,
)
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

Record = Outcome | Conversion | CourseEnrolment


@dataclass(frozen=True)
class Consequences:
    """What undoing a posting does: the record that is undone with it, the postings reversed, exemptions and credentials that end."""

    record: Record | None
    postings: Sequence[Posting]
    exemptions: Sequence[ConversionLine]
    credentials: Sequence[Credential]

    @property
    def rows(self) -> list[list[object]]:
        """The postings for a table."""
        return [[p.pk, p.get_kind_display(), account_words(p.credit), shown(p.amount), p.decision] for p in self.postings]


def account_words(account: CreditAccount, names: Mapping[str, str] = MappingProxyType({})) -> str:
    """An account in words: its kind, and whose it is or what for; ``names``: what sources and targets are called."""
    whose = names.get(account.code, account.code.partition(":")[2])
    if account.learner is not None:
        whose = f"{account.learner.name} {account.learner.number}"
    return f"{account.get_kind_display()} {whose}"


def record_behind(posting: Posting) -> Record | None:
    """The record a posting rests on, while it stands: the recognised outcome of a deposit, the conversion or enrolment of a use."""
    if posting.kind == PostingKind.DEPOSIT and (number := _number(posting.outcome, "outcome:")):
        return Outcome.objects.select_related("type", "learner").filter(pk=number, state=OutcomeState.RECOGNISED).first()
    if posting.kind == PostingKind.USE and (number := _number(posting.purpose, "conversion:")):
        found = Conversion.objects.select_related("learner", "programme__school")
        return found.filter(pk=number, state=ConversionState.APPROVED).first()
    if posting.kind == PostingKind.USE and (number := _number(posting.purpose, "enrolment:")):
        taken = CourseEnrolment.objects.select_related("learner", "course__type", "home", "programme")
        return taken.filter(pk=number, state=EnrolmentState.RECOGNISED).first()
    return None


def what_follows(posting: Posting) -> Consequences:
    """What would be undone, before anybody confirms. Six queries at most."""
    record = record_behind(posting)
    lines = ConversionLine.objects.filter(conversion__state=ConversionState.APPROVED, replaced_by=None).select_related(
        "course", "conversion__programme__school", "conversion__learner"
    )
    if isinstance(record, Outcome):
        postings = standing_of(outcome_code(record), record.learner)
        exemptions = list(lines.filter(outcomes=record).order_by("pk"))
        over = Q(outcome=record) | Q(parts__outcome=record)  # records that hold its credential fall with it
        credentials = list(Credential.objects.filter(over).exclude(state=CredentialState.REVOKED).distinct())
        return Consequences(record, postings, exemptions, credentials)
    if record is not None:
        postings = list(uses_for(posting.purpose, record.learner))
        exemptions = list(lines.filter(conversion=record).order_by("pk")) if isinstance(record, Conversion) else []
        return Consequences(record, postings, exemptions, [])
    return Consequences(None, [posting], [], [])


def reversal_of(posting: Posting) -> Posting | None:
    """The posting that undid it, if one did."""
    return Posting.objects.filter(reverses=posting).first()


def undo(posting: Posting, *, actor: Actor, now: datetime, reason: str, document: str) -> None:
    """Undo it, with reason and decision. Raises ``Conflict`` where it was undone before, ``Refusal`` for a reversal."""
    if posting.kind == PostingKind.REVERSE:
        raise Refusal(_("第%(n)d号是冲正，不能再冲正；请按原事项重新办理。") % {"n": posting.pk}, code="reverses_a_reversal")
    if reversal_of(posting) is not None:
        raise Conflict(_("第%(n)d号记账已经冲正过，没有重复冲正。") % {"n": posting.pk}, code="reversed")
    record = record_behind(posting)
    behind = IssuedCertificate.objects.filter(outcome=record, state=IssuedState.ISSUED).first() if isinstance(record, Outcome) else None
    with as_recorded():
        said = _("%(reason)s（%(document)s）") % {"reason": reason, "document": document}
    if behind is not None:  # it stands in the register, which takes its outcome with it
        fire(behind, "revoke", actor=actor, now=now, reason=said)
    elif isinstance(record, Outcome):
        fire(record, "revoke", actor=actor, now=now, reason=reason, document=document)
    elif isinstance(record, Conversion):
        fire(record, "reverse", actor=actor, now=now, reason=reason, document=document)
    elif record is not None:
        fire(record, "reverse", actor=actor, now=now, reason=said)
    else:
        reverse(actor=actor, now=now, posting=posting, reason=reason, basis=Basis(document, posting.rule, posting.evidence))


def _number(text: str, start: str) -> int | None:
    rest = text.removeprefix(start)
    return int(rest) if text.startswith(start) and rest.isdecimal() else None
