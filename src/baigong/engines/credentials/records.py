"""A record of many achievements as one credential: 1EdTech Comprehensive Learner Record 2.0 on VC 2.0, whose parts are signed badges.

Each part keeps its own proof and status, so that a reader who wants one certificate only takes it out and verifies it alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from baigong.engines.credentials.badges import Issuer, Recipient, identities_of, issuer_profile
from baigong.engines.credentials.contexts import CREDENTIALS, LEARNER_RECORD, OPEN_BADGES
from baigong.engines.credentials.reading import Document, as_list, write_moment
from baigong.engines.credentials.statuses import StatusEntry

RECORD_TYPE, SUBJECT_TYPE = "ClrCredential", "ClrSubject"
MOST_PARTS = 40
"""The most parts of a record: whole, it stays within what is read (``reading``)."""


@dataclass(frozen=True)
class RecordFacts:
    """What a record says: whose, and the signed credentials in it. ``is_partial``: the person chose some, there are others."""

    id: str
    name: str
    issuer: Issuer
    recipient: Recipient
    parts: Sequence[Document]
    valid_from: datetime
    is_partial: bool = False
    status: tuple[StatusEntry, ...] = ()


def build_record(facts: RecordFacts) -> Document:
    """The record of ``facts``, without proof. Raises ``ValueError`` for nobody's, an empty one, and one with too many parts."""
    if not 0 < len(facts.parts) <= MOST_PARTS:
        raise ValueError(f"{len(facts.parts)} parts")
    subject: Document = {"id": facts.recipient.id} if facts.recipient.id else {}
    subject["type"] = [SUBJECT_TYPE]
    identifiers = identities_of(facts.recipient)
    if identifiers:
        subject["identifier"] = identifiers
    subject["verifiableCredential"] = list(facts.parts)
    document: Document = {
        "@context": [CREDENTIALS, LEARNER_RECORD, OPEN_BADGES],
        "id": facts.id,
        "type": ["VerifiableCredential", RECORD_TYPE],
        "name": facts.name,
        "issuer": issuer_profile(facts.issuer),
        "validFrom": write_moment(facts.valid_from),
    }
    if facts.is_partial:
        document["partial"] = True
    document["credentialSubject"] = subject
    if facts.status:
        document["credentialStatus"] = [entry.document() for entry in facts.status]
    return document


def is_record(document: Document) -> bool:
    """Whether ``document`` says of itself that it is a learner record."""
    return RECORD_TYPE in as_list(document.get("type"))


def parts_of(document: Document) -> list[object]:
    """What stands in a record as its credentials, whatever it is; nothing for any other document."""
    subject = document.get("credentialSubject")
    return as_list(subject.get("verifiableCredential")) if is_record(document) and isinstance(subject, dict) else []
