"""What granting and reversing a conversion means in the ledger: each outcome is used once at the programme, for all it gave there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.outcomes import basis_of, outcome_code
from baigong.contexts.credit_bank.ledger.posting import Receipt, reverse, use
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.models import Conversion, ConversionLine, Outcome, Posting, PostingKind
from baigong.kernel.access import Actor


def purpose_of(row: Conversion) -> str:
    """How postings name a conversion."""
    return f"conversion:{row.pk}"


def post_conversion(
    row: Conversion, lines: Iterable[tuple[ConversionLine, Sequence[Outcome]]], *, cap: int, actor: Actor, now: datetime
) -> list[Receipt]:
    """Use the outcomes at the programme, within ``cap``. Credits that several outcomes gave together are split, in whole units."""
    shares: dict[int, tuple[Outcome, int, ConversionLine]] = {}
    for line, outcomes in lines:
        share, rest = divmod(line.credits, len(outcomes))
        for place, outcome in enumerate(outcomes):
            _outcome, amount, first = shares.get(outcome.pk, (outcome, 0, line))
            shares[outcome.pk] = (outcome, amount + share + (place < rest), first)
    receipts = []
    for outcome, amount, line in (shares[pk] for pk in sorted(shares)):
        basis = Basis(_decision(row), f"{line.rule.code}/{line.rule.version}", basis_of(outcome).evidence)
        receipt = use(
            actor=actor, now=now, learner=row.learner, target=row.programme.target, outcome=outcome_code(outcome), amount=amount,
            on=now.date(), basis=basis, purpose=purpose_of(row), series=outcome.type.family, ceiling=cap,
        )  # fmt: skip
        receipts.append(receipt)
    return receipts


def reverse_conversion(row: Conversion, *, actor: Actor, now: datetime, reason: str, document: str = "") -> list[Receipt]:
    """Set free what the conversion used, by ``document`` or its own decision; what a revocation reversed before stays so."""
    standing = Posting.objects.filter(
        credit__learner=row.learner, target=row.programme.target, purpose=purpose_of(row), kind=PostingKind.USE, reversal=None
    ).select_related("debit", "credit")
    return [
        reverse(actor=actor, now=now, posting=posting, reason=reason, basis=Basis(document or _decision(row), posting.rule, posting.evidence))
        for posting in standing
    ]


def _decision(row: Conversion) -> str:
    return row.decision or _("%(school)s %(day)s同意学分转换") % {"school": row.programme.school, "day": row.decided_on}
