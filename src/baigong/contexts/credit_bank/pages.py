"""What the pages of an account and of an outcome show."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY, OUTCOME_EVIDENCE_POLICY, OUTCOME_POLICY, RULE_POLICY
from baigong.contexts.credit_bank.credentials.backing import Backing, backing_of
from baigong.contexts.credit_bank.models import (
    ConversionLine,
    Guardian,
    IdentityDocument,
    Learner,
    LearnerMerger,
    Outcome,
    OutcomeEvidence,
    OutcomeState,
    shown,
)
from baigong.contexts.credit_bank.selectors.people import KindSum, mergers_of, outcomes_of, standing, sums_of
from baigong.contexts.credit_bank.selectors.worth import Worth, used_by, worth_of
from baigong.contexts.credit_bank.services.outcomes import WRITABLE
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.ui.shapes import Step, path_of
from baigong.kernel.workflow import Available, available, reason_of

EVENTS = 40
PATH = (
    (_("申报"), {OutcomeState.DRAFT, OutcomeState.RETURNED, OutcomeState.DROPPED}),
    (_("审核"), {OutcomeState.CLAIMED, OutcomeState.REJECTED}),
    (_("认定入账"), {OutcomeState.RECOGNISED, OutcomeState.REVOKED}),
)


@dataclass(frozen=True)
class LearnerPage:
    """One account as one reader sees it. ``counting``: the outcomes in the total; of one family the highest level only (CRB-05).
    ``documents``: the person's, those of accounts that rest in it too."""

    row: Learner
    documents: Sequence[IdentityDocument]
    guardians: Sequence[Guardian]
    outcomes: Sequence[Outcome]
    sums: Sequence[KindSum]
    worth: Mapping[int, Sequence[Worth]]
    counting: frozenset[int]
    mergers: Sequence[LearnerMerger]
    steps: Sequence[Available]
    events: Sequence[Any]
    may: frozenset[str]

    @property
    def total(self) -> str:
        """Credits recognised and valid, as people write them."""
        return shown(sum(part.units for part in self.sums))


def learner_page(actor: Actor, row: Learner, on: date) -> LearnerPage:
    """The account's content, whatever is the reader's to see."""
    outcomes = outcomes_of(row)
    works = bool(LEARNER_POLICY.decide(actor, "work", row))
    may = frozenset(act for act in ("edit", "verify", "merge", "split", "share", "invite") if LEARNER_POLICY.decide(actor, act, row))
    return LearnerPage(
        row=row,
        documents=list(IdentityDocument.objects.filter(learner__in=row.one_person()).select_related("learner", "checked_by")),
        guardians=list(row.guardians.all()),
        outcomes=outcomes,
        sums=sums_of(outcomes, on),
        worth=worth_of(outcomes, on),
        counting=frozenset(row.pk for row in standing(outcomes, on)),
        mergers=list(mergers_of(row)),
        steps=available(row, actor) if works else [],
        events=[e for e in audit.events_of(row)[:EVENTS] if e.action != "credit_bank.learner.read"] if works else [],
        may=may,
    )


@dataclass(frozen=True)
class OutcomePage:
    """One outcome as one reader sees it. ``due``: the credits it is to be recognised with, as people write them."""

    row: Outcome
    path: Sequence[Step]
    steps: Sequence[Available]
    evidence: Sequence[OutcomeEvidence]
    events: Sequence[Any]
    may: frozenset[str]
    reason: str
    due: str
    backings: Mapping[int, Backing]
    worth: Sequence[Worth]
    worked: frozenset[int]
    used: Sequence[ConversionLine]

    @property
    def lacking(self) -> list[str]:
        """The kinds of papers that are asked for and not there."""
        have = {piece.kind for piece in self.evidence}
        return [kind for kind in self.row.type.declared.evidence if kind not in have]


def outcome_page(actor: Actor, row: Outcome, now: datetime) -> OutcomePage:
    """The outcome's content, whatever is the reader's to see. ``backings``: what credentials among its papers are worth now; ``worked``:
    the rules among ``worth`` that the reader works with, others are read where everybody reads them."""
    worth = worth_of([row], now.date()).get(row.pk, [])
    evidence = list(OUTCOME_EVIDENCE_POLICY.visible(actor).filter(outcome=row).select_related("outcome"))
    events = [event for event in audit.events_of(row)[:EVENTS] if event.action != "credit_bank.outcome.read"]
    may = {act for act in ("edit", "attach", "detach") if row.state in WRITABLE and OUTCOME_POLICY.decide(actor, act, row)}
    if row.state in (OutcomeState.REJECTED, OutcomeState.REVOKED) and OUTCOME_POLICY.decide(actor, "claim", row):
        may.add("appeal")
    return OutcomePage(
        row=row,
        path=path_of(
            row, PATH, done={OutcomeState.RECOGNISED}, returned={OutcomeState.RETURNED, OutcomeState.REJECTED, OutcomeState.REVOKED}
        ),
        steps=available(row, actor),
        evidence=evidence,
        events=events,
        may=frozenset(may),
        reason=reason_of(row, events),
        due=shown(row.due_credits) if row.due_credits is not None else "",
        backings={piece.pk: backing_of(piece.credential, row.learner, now) for piece in evidence if piece.credential},
        worth=worth,
        worked=frozenset(RULE_POLICY.visible(actor, "work").filter(pk__in=[one.rule.pk for one in worth]).values_list("pk", flat=True)),
        used=used_by(row),
    )
