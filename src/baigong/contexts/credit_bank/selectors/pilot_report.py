"""The pilot at one school in one year, counted from the records: places, classes, assessments, certificates, what the assessments cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, Sum

from baigong.contexts.credit_bank.models import (
    ASSESSED,
    AssessmentEntry,
    CertificateClass,
    CertificateLevel,
    ClassState,
    EntryState,
    IssuedCertificate,
    IssuedState,
    PilotQuota,
    QuotaState,
)
from baigong.contexts.credit_bank.selectors.pilots import STANDING
from baigong.contexts.organisations.public import Organisation


@dataclass(frozen=True)
class LevelLine:
    """What came of one certificate and level. ``entered`` leaves out who withdrew; a pass rate is of those assessed (X03)."""

    level: CertificateLevel
    entered: int
    assessed: int
    passed: int
    absent: int
    issued: int
    revoked: int
    cost: int

    @property
    def pass_rate(self) -> str:
        """In per cent, or a dash where nobody was assessed."""
        return percent(self.passed, self.assessed)

    @property
    def cost_text(self) -> str:
        """What was due in yuan."""
        return yuan(self.cost)


@dataclass(frozen=True)
class PilotReport:
    """The report. Quotas come with ``taken``, classes with ``size``."""

    school: Organisation
    year: int
    quotas: Sequence[PilotQuota]
    classes: Sequence[CertificateClass]
    levels: Sequence[LevelLine]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.quotas or self.classes or self.levels)

    def total(self, name: str) -> int:
        """The sum of a count over the levels."""
        return sum(getattr(line, name) for line in self.levels)

    @property
    def approved(self) -> int:
        """Places granted."""
        return sum(quota.approved or 0 for quota in self.quotas)

    @property
    def taken(self) -> int:
        """Places taken up."""
        return sum(quota.taken for quota in self.quotas)  # type: ignore[attr-defined]

    @property
    def pass_rate(self) -> str:
        """Of all those assessed."""
        return percent(self.total("passed"), self.total("assessed"))

    @property
    def use_rate(self) -> str:
        """Of the places granted."""
        return percent(self.taken, self.approved)

    @property
    def cost_text(self) -> str:
        """What was due in yuan, of all."""
        return yuan(self.total("cost"))


def yuan(fen: int) -> str:
    """An amount of fen in yuan, as it is read.

    >>> yuan(108000), yuan(123456789)
    ('1,080.00', '1,234,567.89')
    """
    return f"{Decimal(fen) / 100:,.2f}"


def percent(part: int, whole: int) -> str:
    """A share in per cent with one decimal; a dash where there is no whole.

    >>> percent(2, 3), percent(0, 0)
    ('66.7%', '—')
    """
    return f"{(Decimal(part) * 100 / whole).quantize(Decimal('0.1'))}%" if whole else "—"


def pilot_report(school: Organisation, year: int) -> PilotReport:
    """Five queries, however much there is."""
    quotas = PilotQuota.objects.filter(school=school, year=year, state__in=[QuotaState.APPROVED, QuotaState.CLOSED])
    counted = quotas.select_related("level__certificate", "school").annotate(taken=Count("entries", filter=STANDING, distinct=True))
    classes = CertificateClass.objects.filter(quota__school=school, quota__year=year).exclude(state=ClassState.CANCELLED)
    listed = classes.select_related("quota__level__certificate").annotate(size=Count("trainees", distinct=True))
    entries = AssessmentEntry.objects.filter(quota__school=school, session__held_on__year=year).exclude(state=EntryState.CANCELLED)
    sums = entries.order_by().values("level").annotate(
        entered=Count("pk"), assessed=Count("pk", filter=Q(state__in=ASSESSED)), passed=Count("pk", filter=Q(state=EntryState.PASSED)),
        absent=Count("pk", filter=Q(state=EntryState.ABSENT)), cost=Sum(F("session__fee"), filter=Q(state__in=ASSESSED), default=0),
    )  # fmt: skip
    certificates = IssuedCertificate.objects.filter(registrar=school, entry__session__held_on__year=year).order_by().values("level")
    issued = certificates.annotate(
        issued=Count("pk", filter=Q(state=IssuedState.ISSUED)), revoked=Count("pk", filter=Q(state=IssuedState.REVOKED))
    )
    by_level: dict[int, dict[str, Any]] = {row["level"]: dict(row) for row in issued}
    levels = CertificateLevel.objects.select_related("certificate__body").in_bulk([row["level"] for row in sums])
    lines = [
        LevelLine(
            level=levels[row["level"]], **{name: row[name] for name in ("entered", "assessed", "passed", "absent", "cost")},
            issued=by_level.get(row["level"], {}).get("issued", 0), revoked=by_level.get(row["level"], {}).get("revoked", 0),
        )
        for row in sums
    ]  # fmt: skip
    lines.sort(key=lambda line: (line.level.certificate.code, line.level.rank))
    return PilotReport(school, year, list(counted.order_by("programme_code", "level")), list(listed.order_by("starts_on", "pk")), lines)
