"""Whether a document has the form that its kind asks for: a verifiable credential of VC 2.0, an achievement of Open Badges 3.0, a record of
several (Comprehensive Learner Record 2.0).

The schema in ``data/open-badge-3.json`` is our own writing of the data model; the published one may not be changed.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from baigong.engines.credentials import faults
from baigong.engines.credentials.badges import is_badge, text_of
from baigong.engines.credentials.contexts import BADGE_CONTEXTS, LEARNER_RECORD
from baigong.engines.credentials.faults import CredentialFault, Finding
from baigong.engines.credentials.reading import Document, as_list
from baigong.engines.credentials.records import MOST_PARTS, SUBJECT_TYPE, is_record, parts_of

_MOST_FINDINGS = 12


def find_form_faults(document: Document) -> list[Finding]:
    """What is wrong with the form of a credential, each with its path; empty when nothing is."""
    found = [Finding(faults.WRONG_FORM, path) for path in _envelope(document)]
    if is_badge(document):
        if not BADGE_CONTEXTS.intersection(as_list(document.get("@context"))):
            found.append(Finding(faults.WRONG_CONTEXT, "Open Badges 3.0"))
        found += [Finding(faults.WRONG_FORM, path) for path in _paths(document)]
    if is_record(document):
        found += _of_record(document)
    return list(dict.fromkeys(found))[:_MOST_FINDINGS]


def _of_record(document: Document) -> list[Finding]:
    """What a learner record lacks: its context, its kind of subject, parts that are credentials and not too many of them."""
    subject, parts = document.get("credentialSubject"), parts_of(document)
    found = [] if LEARNER_RECORD in as_list(document.get("@context")) else [Finding(faults.WRONG_CONTEXT, "CLR 2.0")]
    if not isinstance(subject, dict) or SUBJECT_TYPE not in as_list(subject.get("type")):
        found.append(Finding(faults.WRONG_FORM, "/credentialSubject/type"))
    if not 0 < len(parts) <= MOST_PARTS or not all(isinstance(part, dict) for part in parts):
        found.append(Finding(faults.WRONG_FORM, "/credentialSubject/verifiableCredential"))
    return found


def issuer_id(document: Document) -> str:
    """The identifier of who issued ``document``. Raises ``CredentialFault``."""
    issuer = document.get("issuer")
    text = issuer.get("id") if isinstance(issuer, dict) else issuer
    if not isinstance(text, str) or ":" not in text or len(text) > 500 or any(letter.isspace() for letter in text):
        raise CredentialFault(faults.ISSUER_MALFORMED, str(text)[:120])
    return text


def issuer_name(document: Document) -> str:
    """How the issuer calls itself, or nothing."""
    issuer = document.get("issuer")
    return text_of(issuer.get("name")) if isinstance(issuer, dict) else ""


def _envelope(document: Document) -> list[str]:
    """Paths that VC 2.0 itself asks for and that are missing or of another kind."""
    missing = []
    if "VerifiableCredential" not in as_list(document.get("type")):
        missing.append("/type")
    subjects = as_list(document.get("credentialSubject"))
    if not subjects or not all(isinstance(subject, dict) and subject for subject in subjects):
        missing.append("/credentialSubject")
    if "id" in document and not (isinstance(document["id"], str) and ":" in document["id"]):
        missing.append("/id")
    return missing


@cache
def _validator() -> Any:
    import jsonschema_rs

    text = resources.files(__package__).joinpath("data", "open-badge-3.json").read_text(encoding="utf-8")
    return jsonschema_rs.Draft201909Validator(json.loads(text), validate_formats=True)


def _paths(document: Document) -> list[str]:
    return ["/" + "/".join(str(part) for part in error.instance_path) for error in _validator().iter_errors(document)]
