"""What an outcome says as a credential: only what was recognised, in the words it was recognised with."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta
from functools import cache

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext, override

from baigong.contexts.classifications.public import LEVELS, find_code
from baigong.contexts.credit_bank.credentials.addresses import site_address, verification_address
from baigong.contexts.credit_bank.models import CertificateLevel, Outcome, OutcomeType, evidence_choices
from baigong.engines.credentials.badges import Achievement, Alignment, BadgeFacts, Evidence, Issuer, Recipient
from baigong.engines.credentials.statuses import StatusEntry

KINDS = {
    "course": "Course", "x_certificate": "Certificate", "skill_level": "Certificate", "contest": "Award", "award": "Award",
    "work": "ext:WorkExperience", "internship": "Fieldwork", "enterprise_training": "CertificateOfCompletion",
    "community_training": "CertificateOfCompletion", "farmer_training": "CertificateOfCompletion",
    "online_course": "CertificateOfCompletion", "heritage_craft": "MicroCredential",
}  # fmt: skip
"""Kinds of outcomes in the words of Open Badges; what has none is an achievement."""
_NAMESPACE = uuid.UUID("6f1e3c52-93f0-4f0a-8d53-2f4f1a6a7c11")


def facts_of(
    outcome: Outcome, *, number: str, issuer: Issuer, alignments: tuple[Alignment, ...], status: tuple[StatusEntry, ...], now: datetime
) -> BadgeFacts:
    """The facts of a recognised outcome. A credential speaks the language of the city, whoever pressed the button."""
    kind = outcome.type
    days = {"attained": outcome.attained_on.isoformat(), "decided": outcome.decided_on.isoformat() if outcome.decided_on else ""}
    with override("zh-hans"):
        said = gettext("由%(issuer)s颁发，%(reviewer)s认定") % {"issuer": kind.issuer, "reviewer": outcome.reviewer.name}
        criteria = gettext("%(kind)s；%(attained)s取得，%(decided)s认定") % {"kind": kind.declared.name, **days}
    return BadgeFacts(
        id=verification_address(number),
        issuer=issuer,
        recipient=Recipient(name=outcome.learner.name, account=outcome.learner.number),
        achievement=Achievement(
            id=f"urn:uuid:{uuid.uuid5(_NAMESPACE, kind.code)}",
            kind=KINDS.get(kind.kind, "Achievement"),
            name=str(kind),
            description=said,
            criteria=criteria,
            alignments=alignments,
        ),
        valid_from=now,
        valid_until=end_of(outcome.expires_on),
        awarded_at=timezone.make_aware(datetime.combine(outcome.attained_on, time())),
        hundredths=outcome.credits,
        result=outcome.grade,
        licence_number=outcome.number,
        evidence=tuple(
            Evidence(f"{_paper_names()[paper.kind]} {position}", bytes.fromhex(paper.sha256))
            for position, paper in enumerate(outcome.evidence.all(), start=1)
        ),
        status=status,
    )


@cache
def _paper_names() -> dict[str, str]:
    with override("zh-hans"):
        return dict(evidence_choices())


def end_of(day: date | None) -> datetime | None:
    """The last second of a day in the city."""
    return timezone.make_aware(datetime.combine(day, time())) + timedelta(days=1, seconds=-1) if day else None


def alignments_of(kind: OutcomeType, on: date) -> tuple[Alignment, ...]:
    """What a type of outcome corresponds to on a day: programme and occupation in the catalogues, modules of the certificate's standard."""
    sought = [("Programme", "programmes", kind.programme_code, level) for level in LEVELS]
    sought.append(("Occupation", "occupations", kind.occupation_code, ""))
    found: dict[str, Alignment] = {}
    for word, scheme, code, part in sought:
        entry = find_code(scheme, code, on=on, part=part) if code and word not in found else None
        if entry is not None:
            url = site_address() + entry.get_absolute_url()
            found[word] = Alignment(word, code, entry.name, entry.edition.title, url)
    return (*found.values(), *_modules(kind, on))


def _modules(kind: OutcomeType, on: date) -> list[Alignment]:
    """The modules of the version of a certificate's standard that was in force, at its level."""
    level = CertificateLevel.objects.filter(outcome_type=kind).select_related("certificate").first()
    version = level.certificate.version_on(on) if level else None
    if level is None or version is None:
        return []
    url = site_address() + reverse("credit_bank:x-public-type", args=[level.certificate_id])
    modules = version.modules.filter(level=level.level)
    return [Alignment("Module", module.code, module.title, str(version), url) for module in modules]
