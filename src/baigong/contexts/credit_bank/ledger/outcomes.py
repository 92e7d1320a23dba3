"""What recognising and revoking an outcome means in the ledger."""

from __future__ import annotations

import hashlib
from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.posting import Receipt, deposit, revoke
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.models import Outcome
from baigong.kernel.access import Actor
from baigong.kernel.wording import as_recorded


def outcome_code(outcome: Outcome) -> str:
    """How postings name an outcome."""
    return code_of(outcome.pk)


def code_of(pk: int) -> str:
    """How postings name the outcome with this key."""
    return f"outcome:{pk}"


def basis_of(outcome: Outcome, document: str = "") -> Basis:
    """What its posting rests on: the decision (``document``, else its own), the entry of the catalogue as the rule, the digest of the
    papers that were seen."""
    papers = ",".join(sorted(outcome.evidence.values_list("sha256", flat=True)))
    with as_recorded():
        decision = document or outcome.decision or _("%(body)s %(day)s认定") % {"body": outcome.reviewer, "day": outcome.decided_on}
    return Basis(decision, f"CRB-01/{outcome.type.code}", hashlib.sha256(papers.encode()).hexdigest())


def deposit_outcome(outcome: Outcome, *, actor: Actor, now: datetime) -> Receipt | None:
    """Post what it was recognised with; ``None`` where that is nothing."""
    if not outcome.credits:
        return None
    return deposit(
        actor=actor, now=now, learner=outcome.learner, source=outcome.type.code, outcome=outcome_code(outcome), amount=outcome.credits,
        on=now.date(), basis=basis_of(outcome), series=outcome.type.family,
    )  # fmt: skip


def revoke_outcome(outcome: Outcome, *, actor: Actor, now: datetime, reason: str, document: str = "") -> list[Receipt]:
    """Reverse whatever stands of it, its uses too; by ``document`` where another decision than its own says so."""
    return revoke(
        actor=actor, now=now, learner=outcome.learner, outcome=outcome_code(outcome), reason=reason, basis=basis_of(outcome, document)
    )  # fmt: skip
