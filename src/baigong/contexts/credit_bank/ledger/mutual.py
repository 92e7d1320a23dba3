"""What recognising a course under an agreement means in the ledger: its outcome is used once at the programme of the home school."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.outcomes import basis_of, outcome_code
from baigong.contexts.credit_bank.ledger.posting import Receipt, reverse, use
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.ledger.standing import uses_for
from baigong.contexts.credit_bank.models import CourseEnrolment
from baigong.kernel.access import Actor
from baigong.kernel.wording import as_recorded


def purpose_of(row: CourseEnrolment) -> str:
    """How postings name an enrolment."""
    return f"enrolment:{row.pk}"


def rule_of(row: CourseEnrolment) -> str:
    """The rule behind the posting: the agreement by its document number."""
    return f"MUTUAL/{row.course.agreement.document}"


def post_recognition(row: CourseEnrolment, *, cap: int, actor: Actor, now: datetime) -> Receipt:
    """Use the outcome at the programme, within ``cap``. ``row`` says how much and where."""
    assert row.outcome is not None
    assert row.programme is not None
    basis = Basis(_decision(row), rule_of(row), basis_of(row.outcome).evidence)
    return use(
        actor=actor, now=now, learner=row.learner, target=row.programme.target, outcome=outcome_code(row.outcome), amount=row.credits or 0,
        on=now.date(), basis=basis, purpose=purpose_of(row), series=row.outcome.type.family, ceiling=cap,
    )  # fmt: skip


def reverse_recognition(row: CourseEnrolment, *, actor: Actor, now: datetime, reason: str) -> list[Receipt]:
    """Set the outcome free at home; what a revocation reversed before stays so."""
    return [
        reverse(actor=actor, now=now, posting=posting, reason=reason, basis=Basis(_decision(row), posting.rule, posting.evidence))
        for posting in uses_for(purpose_of(row), row.learner)
    ]


def _decision(row: CourseEnrolment) -> str:
    with as_recorded():
        return row.decision or _("%(school)s %(day)s互认") % {"school": row.home, "day": row.decided_on}
