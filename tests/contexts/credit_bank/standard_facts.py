"""Certificates for the tests of 1+X: a body on the national list, a certificate in use, a level that posts."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from baigong.contexts.credit_bank.models import (
    BodyState,
    CertificateLevel,
    CertificateState,
    CertificateType,
    OutcomeType,
    OutcomeTypeState,
    StandardModule,
    StandardVersion,
    TrainingBody,
    outcome_kind,
)

LISTED_ON = date(2019, 4, 15)
MODULES = (("M1", "基础照护", 60), ("M2", "应急救护", 40))
"""Modules of a level: code, title, hours."""


def a_training_body(name: str = "示例评价组织", *, listed_on: date | None = LISTED_ON) -> TrainingBody:
    """A body, on the national list since ``listed_on`` (``None``: not on it)."""
    state = BodyState.LISTED if listed_on else BodyState.UNLISTED
    facts = {"state": state, "listed_on": listed_on, "created_at": datetime.now().astimezone()}
    return TrainingBody.objects.get_or_create(name=name, defaults=facts)[0]


def a_certificate(
    code: str = "1-03", *, body: TrainingBody | None = None, listed_on: date | None = LISTED_ON, **facts: Any
) -> CertificateType:
    """A certificate in use with three levels and a version of its standard that names two modules for each."""
    now = datetime.now().astimezone()
    own = {"title": f"示例证书{code}", "since": listed_on or LISTED_ON, "listed_on": listed_on, "state": CertificateState.OPEN}
    row = CertificateType.objects.create(body=body or a_training_body(), code=code, created_at=now, updated_at=now, **(own | facts))
    version = StandardVersion.objects.create(certificate=row, version="1.0", since=row.since)
    kind = outcome_kind("x_certificate")
    for level in kind.levels:
        rank = kind.rank(level)
        CertificateLevel.objects.create(certificate=row, level=level, rank=rank)
        for module, title, hours in MODULES:
            StandardModule.objects.create(version=version, level=level, rank=rank, code=f"{rank}-{module}", title=title, hours=hours)
    return row


def certificate_level(level: str = "中级", code: str = "1-03", *, listed_on: date | None = LISTED_ON) -> CertificateLevel:
    """A level of a certificate in use, with a published entry of the catalogue by which it posts (four credits)."""
    row = CertificateType.objects.filter(code=code).first() or a_certificate(code, listed_on=listed_on)
    found = row.levels.get(level=level)
    if found.outcome_type is None:
        found.outcome_type = OutcomeType.objects.create(
            kind="x_certificate", code=f"X-{code}-{found.rank}", title=row.title, issuer=row.body.name, family=f"X-{code}", level=level,
            credits=200 * found.rank, since=LISTED_ON, state=OutcomeTypeState.PUBLISHED, created_at=datetime.now().astimezone(),
        )  # fmt: skip
        found.save()
    return found
