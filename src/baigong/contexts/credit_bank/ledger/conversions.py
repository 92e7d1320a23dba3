"""What granting and reversing a conversion means in the ledger: each outcome is used once at the programme, for all it gave there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.ledger.outcomes import basis_of, outcome_code
from baigong.contexts.credit_bank.ledger.posting import Receipt, replace_use, reverse, use
from baigong.contexts.credit_bank.ledger.rows import Basis
from baigong.contexts.credit_bank.ledger.standing import uses_for, uses_of
from baigong.contexts.credit_bank.models import Conversion, ConversionLine, Outcome, Posting
from baigong.kernel.access import Actor
from baigong.kernel.wording import as_recorded


def purpose_of(row: Conversion) -> str:
    """How postings name a conversion."""
    return f"conversion:{row.pk}"


def post_conversion(
    row: Conversion, lines: Iterable[tuple[ConversionLine, Sequence[Outcome]]], *, cap: int, actor: Actor, now: datetime,
    freed: Sequence[Outcome] = (),
) -> list[Receipt]:  # fmt: skip
    """Use the outcomes at the programme, within ``cap``. Credits that several outcomes gave together are split, in whole units.

    What was used before by ``freed`` is reversed first; where a higher level of the same family comes, it replaces that use.
    """
    shares: dict[int, tuple[Outcome, int, ConversionLine]] = {}
    for line, outcomes in lines:
        share, rest = divmod(line.credits, len(outcomes))
        for place, outcome in enumerate(outcomes):
            _outcome, amount, first = shares.get(outcome.pk, (outcome, 0, line))
            shares[outcome.pk] = (outcome, amount + share + (place < rest), first)
    lower = {posting.series: posting for posting in _uses_of(row, freed) if posting.series}
    replacing = {pk for pk, (outcome, _amount, _line) in shares.items() if outcome.type.family in lower}
    kept = {lower[shares[pk][0].type.family].pk for pk in replacing}
    with as_recorded():
        why = _("转换由新的一次取代")
    for posting in _uses_of(row, freed):
        if posting.pk not in kept:
            reverse(actor=actor, now=now, posting=posting, reason=why, basis=Basis(_decision(row), posting.rule, posting.evidence))

    def change(pk: int) -> int:
        return shares[pk][1] - (lower[shares[pk][0].type.family].amount if pk in replacing else 0)

    # What takes the place of something first, the smallest change first: so the cap is not passed on the way to what is within it.
    receipts = []
    for pk in sorted(shares, key=lambda pk: (pk not in replacing, change(pk), pk)):
        outcome, amount, line = shares[pk]
        facts: dict[str, Any] = {
            "learner": row.learner, "target": row.programme.target, "outcome": outcome_code(outcome), "amount": amount, "on": now.date(),
            "basis": Basis(_decision(row), f"{line.rule.code}/{line.rule.version}", basis_of(outcome).evidence),
            "purpose": purpose_of(row), "series": outcome.type.family, "ceiling": cap,
        }  # fmt: skip
        if pk in replacing:
            with as_recorded():
                reason = _("同类成果的高一级“%(outcome)s”取代低一级") % {"outcome": outcome.type}
            receipts.append(replace_use(actor=actor, now=now, lower=lower[outcome.type.family], reason=reason, **facts))
        else:
            receipts.append(use(actor=actor, now=now, **facts))
    return receipts


def _uses_of(row: Conversion, outcomes: Sequence[Outcome]) -> list[Posting]:
    """What stands of the uses of these outcomes at the programme."""
    codes = [outcome_code(outcome) for outcome in outcomes]
    return list(uses_of(codes, row.programme.target).order_by("pk"))


def reverse_conversion(row: Conversion, *, actor: Actor, now: datetime, reason: str, document: str = "") -> list[Receipt]:
    """Set free what the conversion used, by ``document`` or its own decision; what a revocation reversed before stays so."""
    decision = document or _decision(row)
    return [
        reverse(actor=actor, now=now, posting=posting, reason=reason, basis=Basis(decision, posting.rule, posting.evidence))
        for posting in uses_for(purpose_of(row), row.learner)
    ]


def _decision(row: Conversion) -> str:
    with as_recorded():
        return row.decision or _("%(school)s %(day)s同意学分转换") % {"school": row.programme.school, "day": row.decided_on}
