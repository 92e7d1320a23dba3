"""An Open Badges 3.0 AchievementCredential on VC 2.0, built from plain facts, and what a reader finds in one.

Numbers of credits come as integers in hundredths; JSON carries them as the standard wants, a plain number.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baigong.engines.credentials.contexts import CREDENTIALS, OPEN_BADGES
from baigong.engines.credentials.multibase import digest_multibase
from baigong.engines.credentials.reading import Document, as_list, write_moment
from baigong.engines.credentials.statuses import StatusEntry

_UNSEEN = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""Letters that are not seen but turn round what stands beside them, or end it."""
BADGE_TYPES = frozenset({"OpenBadgeCredential", "AchievementCredential"})


@dataclass(frozen=True)
class Issuer:
    """Who issues: an identifier under which the key is found, and a name for people."""

    id: str
    name: str
    url: str = ""


@dataclass(frozen=True)
class Recipient:
    """To whom, as far as it shall be disclosed: a name, a number at the issuer, an identifier of the wallet; at least one of them."""

    name: str = ""
    account: str = ""
    id: str = ""


@dataclass(frozen=True)
class Alignment:
    """What the achievement corresponds to: ``kind`` is ``Programme``, ``Occupation`` or ``Module``; ``framework`` lists ``code``."""

    kind: str
    code: str
    name: str
    framework: str
    url: str


@dataclass(frozen=True)
class Evidence:
    """A paper behind the achievement: its name and the SHA-256 of its bytes; the paper itself stays with the issuer."""

    name: str
    digest: bytes


@dataclass(frozen=True)
class Achievement:
    """What was attained; ``kind`` is a word of the standard (``Certificate``, ``Course`` …)."""

    id: str
    kind: str
    name: str
    description: str
    criteria: str
    alignments: tuple[Alignment, ...] = ()


@dataclass(frozen=True)
class BadgeFacts:
    """All that a credential says. ``hundredths`` are credits; ``result`` is a grade as it was given."""

    id: str
    issuer: Issuer
    recipient: Recipient
    achievement: Achievement
    valid_from: datetime
    valid_until: datetime | None = None
    awarded_at: datetime | None = None
    hundredths: int | None = None
    result: str = ""
    licence_number: str = ""
    evidence: tuple[Evidence, ...] = ()
    status: tuple[StatusEntry, ...] = ()


def issuer_profile(issuer: Issuer) -> Document:
    """Who issues, as credentials carry it."""
    profile: Document = {"id": issuer.id, "type": ["Profile"], "name": issuer.name}
    return profile | {"url": issuer.url} if issuer.url else profile


def identities_of(person: Recipient) -> list[Document]:
    """By what a person is named. Raises ``ValueError`` where the recipient is nobody."""
    identifiers = [_identity(kind, value) for kind, value in (("name", person.name), ("accountId", person.account)) if value]
    if not identifiers and not person.id:
        raise ValueError("a credential for nobody")
    return identifiers


def build_badge(facts: BadgeFacts) -> Document:
    """The credential of ``facts``, without proof. Raises ``ValueError`` where the recipient is nobody."""
    document: Document = {
        "@context": [CREDENTIALS, OPEN_BADGES],
        "id": facts.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": facts.achievement.name,
        "issuer": issuer_profile(facts.issuer),
        "validFrom": write_moment(facts.valid_from),
    }
    if facts.valid_until:
        document["validUntil"] = write_moment(facts.valid_until)
    if facts.awarded_at:
        document["awardedDate"] = write_moment(facts.awarded_at)
    document["credentialSubject"] = _subject(facts)
    if facts.evidence:
        document["evidence"] = [
            {"type": ["Evidence"], "name": paper.name, "digestMultibase": digest_multibase(paper.digest)} for paper in facts.evidence
        ]
    if facts.status:
        document["credentialStatus"] = [entry.document() for entry in facts.status]
    return document


def _subject(facts: BadgeFacts) -> Document:
    person, achievement = facts.recipient, facts.achievement
    identifiers = identities_of(person)
    subject: Document = {"id": person.id} if person.id else {}
    subject["type"] = ["AchievementSubject"]
    if identifiers:
        subject["identifier"] = identifiers
    if facts.hundredths is not None:
        subject["creditsEarned"] = _credits(facts.hundredths)
    if facts.licence_number:
        subject["licenseNumber"] = facts.licence_number
    if facts.result:
        subject["result"] = [{"type": ["Result"], "value": facts.result}]
    subject["achievement"] = {
        "id": achievement.id,
        "type": ["Achievement"],
        "achievementType": achievement.kind,
        "name": achievement.name,
        "description": achievement.description,
        "criteria": {"narrative": achievement.criteria},
    }
    if achievement.alignments:
        subject["achievement"]["alignment"] = [_alignment(alignment) for alignment in achievement.alignments]
    return subject


def _credits(hundredths: int) -> int | float:
    whole, rest = divmod(hundredths, 100)
    return whole if not rest else hundredths / 100


def _identity(kind: str, value: str) -> Document:
    return {"type": "IdentityObject", "hashed": False, "identityHash": value, "identityType": kind}


def _alignment(alignment: Alignment) -> Document:
    return {
        "type": ["Alignment"],
        "targetType": f"ext:{alignment.kind}",
        "targetCode": alignment.code,
        "targetName": alignment.name,
        "targetFramework": alignment.framework,
        "targetUrl": alignment.url,
    }


def is_badge(document: Document) -> bool:
    """Whether ``document`` says of itself that it is an Open Badge."""
    return bool(BADGE_TYPES.intersection(word for word in as_list(document.get("type")) if isinstance(word, str)))


@dataclass(frozen=True)
class Contents:
    """What a credential says, as text to be shown: nothing here is true before the verdict says so."""

    id: str
    title: str
    description: str
    criteria: str
    kind: str
    recipient_id: str
    recipients: tuple[tuple[str, str, bool], ...]  # kind, value, whether the value is only a hash
    credits: str
    result: str
    licence_number: str
    alignments: tuple[Alignment, ...]
    evidence: tuple[tuple[str, str], ...]  # name, digest as written


def read_contents(document: Document) -> Contents:
    """What ``document`` says. Takes any shape: what is not where the standard puts it is left empty."""
    subject = _mapping(document.get("credentialSubject"))
    achievement = _mapping(subject.get("achievement"))
    return Contents(
        id=text_of(document.get("id")),
        title=text_of(document.get("name")) or text_of(achievement.get("name")),
        description=text_of(achievement.get("description")) or text_of(document.get("description")),
        criteria=text_of(_mapping(achievement.get("criteria")).get("narrative")),
        kind=text_of(achievement.get("achievementType")),
        recipient_id=text_of(subject.get("id")),
        recipients=tuple(
            (text_of(item.get("identityType")), text_of(item.get("identityHash")), item.get("hashed") is not False)
            for item in map(_mapping, as_list(subject.get("identifier")))
        ),
        credits=text_of(subject.get("creditsEarned")),
        result="; ".join(filter(None, (text_of(_mapping(item).get("value")) for item in as_list(subject.get("result"))))),
        licence_number=text_of(subject.get("licenseNumber")),
        alignments=tuple(
            Alignment(
                kind=text_of(item.get("targetType")).removeprefix("ext:"),
                code=text_of(item.get("targetCode")),
                name=text_of(item.get("targetName")),
                framework=text_of(item.get("targetFramework")),
                url=text_of(item.get("targetUrl")),
            )
            for item in map(_mapping, as_list(achievement.get("alignment")))
        ),
        evidence=tuple(
            (text_of(item.get("name")) or text_of(item.get("id")), text_of(item.get("digestMultibase")))
            for item in map(_mapping, as_list(document.get("evidence")))
        ),
    )


def _mapping(value: Any) -> Mapping[str, Any]:
    """The object that ``value`` is; of several, the first."""
    if isinstance(value, list):
        value = value[0] if value else None
    return value if isinstance(value, dict) else {}


def text_of(value: Any) -> str:
    """Text or number as text; of words in several languages, the Chinese ones before others."""
    if isinstance(value, bool) or value is None:
        return ""
    if isinstance(value, str):
        return _UNSEEN.sub("", value)
    if isinstance(value, int | float):
        return str(value)
    worded = [item for item in as_list(value) if isinstance(item, dict) and isinstance(item.get("@value"), str)]
    worded.sort(key=lambda item: not str(item.get("@language", "")).lower().startswith("zh"))
    return _UNSEEN.sub("", worded[0]["@value"]) if worded else ""
