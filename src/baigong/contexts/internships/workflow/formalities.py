"""What there is before a placement begins, read from its records for the checks; and which gate stands next."""

from __future__ import annotations

from baigong.contexts.internships.checking.findings import Finding
from baigong.contexts.internships.checking.gates import (
    Cover,
    Formalities,
    Signed,
    check_agreement,
    check_consent,
    check_insurance,
    check_training,
)
from baigong.contexts.internships.models import AgreementState, Placement


def formalities_of(placement: Placement) -> Formalities:
    """The facts of a placement's gates. Signatures count of the agreement that stands."""
    signatures, stands = list(placement.signatures.all()), (AgreementState.OPEN, AgreementState.SIGNED)
    standing = [row for row in signatures if row.agreement is not None and row.agreement.state in stands]
    trained = [row.on for row in placement.trainings.all() if row.is_passed]
    return Formalities(
        placement.starts_on,
        placement.ends_on,
        placement.intern.birth_on,
        consents=[Signed(row.party, row.signed_on) for row in signatures if row.agreement_id is None],
        signatures=[Signed(row.party, row.signed_on) for row in standing],
        covers=[Cover(row.kind, row.payer, row.first, row.last) for row in placement.insurances.all()],
        trained_on=min(trained, default=None),
    )


def lacking(placement: Placement, gate: str) -> list[Finding]:
    """What one gate still lacks: ``consent``, ``agree``, ``insure``, ``train``."""
    facts, day = formalities_of(placement), placement.starts_on
    checks = {
        "consent": lambda: check_consent(facts, day),
        "agree": lambda: check_agreement(facts, day),
        "insure": lambda: check_insurance(facts),
        "train": lambda: check_training(facts),
    }
    return checks[gate]()
