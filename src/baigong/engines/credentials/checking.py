"""The check of a credential: who issued it, what it says, to whom, and whether all that holds. The one door for credentials from outside.

Nothing is fetched: documents of issuers and status lists come from what the caller hands in; what it does not know leaves the verdict open.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from baigong.engines.credentials import faults, statuses
from baigong.engines.credentials.badges import Contents, read_contents
from baigong.engines.credentials.contexts import hold_contexts
from baigong.engines.credentials.controllers import Resolver, find_key, method_of_key
from baigong.engines.credentials.faults import CredentialFault, Finding
from baigong.engines.credentials.forms import find_form_faults, issuer_id, issuer_name
from baigong.engines.credentials.jose import (
    Token,
    hold_claims,
    hold_header,
    is_token,
    late_claims,
    method_of,
    public_key_of,
    read_token,
    verify_token,
)
from baigong.engines.credentials.proofs import find_suite, hold_options, proofs_of, verify_proof
from baigong.engines.credentials.reading import LARGEST, Document, as_list, read_document, read_moment
from baigong.engines.credentials.records import MOST_PARTS, parts_of

State = Literal["valid", "invalid", "open"]
StatusResolver = Callable[[str], Document | None]  # from the address of a status list to the list, or None where it is not at hand

ENVELOPE = "EnvelopedVerifiableCredential"
SLACK = timedelta(minutes=5)  # clocks of two offices differ; what was signed a moment ago must not seem to come from the future
_MOST_PROOFS = 8
_MOST_STATUSES = 8


@dataclass(frozen=True)
class Verdict:
    """What was found. ``valid``: nothing speaks against it; ``invalid``: something does; ``open``: something needed was not at hand.

    ``contents`` are to be shown as the issuer's words only where ``is_authentic``: the signature holds and its key is the issuer's.
    """

    state: State
    findings: tuple[Finding, ...]
    is_authentic: bool
    issuer: str
    issuer_name: str
    contents: Contents
    valid_from: datetime | None
    valid_until: datetime | None
    suites: tuple[str, ...]
    methods: tuple[str, ...]
    document: Document
    parts: tuple[Verdict, ...] = ()
    """What was found on each credential inside a learner record."""

    @property
    def codes(self) -> frozenset[str]:
        """The codes of all findings."""
        return frozenset(finding.code for finding in self.findings)


def check(credential: str | bytes | Document, *, resolver: Resolver, status_resolver: StatusResolver, now: datetime) -> Verdict:
    """Everything that can be said of ``credential`` at ``now``.

    1. read it strictly and within bounds (a signed token too); 2. hold its contexts, form and moments; 3. hold every proof of a suite that
    is known, or the token's signature; 4. look where its status stands, in a list that is held to the same; 5. do the same with each
    credential that a record holds. Whatever fails is a finding; nothing is raised.
    """
    found: list[Finding] = []
    token: Token | None = None
    try:
        if isinstance(credential, bytes | str) and (text := _token_in(credential)):
            token = read_token(text)
        document = token.document if token else read_document(credential)
        if token is None and (enveloped := _enveloped(document)):
            token = read_token(enveloped)
            document = token.document
        _hold_no_presentation(document)
    except CredentialFault as fault:
        return _verdict({}, [fault.finding], is_authentic=False)
    is_authentic = _is_authentic_token(token, resolver, now, found) if token else _is_authentic(document, resolver, now, found)
    found += late_claims(token, now + SLACK, now) if token else []
    _hold_moments(document, now, found)
    _hold_status(document, resolver, status_resolver, now, found)
    parts = _parts(document, resolver, status_resolver, now)
    found += [finding for part in parts if (finding := _of_part(part)) is not None]
    verdict = replace(_verdict(document, found, is_authentic=is_authentic), parts=parts)
    return replace(verdict, suites=(token.algorithm,), methods=(str(token.header.get("kid") or "jwk")[:200],)) if token else verdict


def _token_in(credential: bytes | str) -> str:
    """The compact token that was given, or nothing."""
    if len(credential) > LARGEST:
        return ""
    text = credential.decode("utf-8", "replace") if isinstance(credential, bytes) else credential
    return text.strip() if is_token(text) else ""


def _enveloped(document: Document) -> str:
    """The token in an EnvelopedVerifiableCredential (VC 2.0, 4.13), or nothing."""
    address = document.get("id")
    if ENVELOPE not in as_list(document.get("type")) or not isinstance(address, str):
        return ""
    kind, _, text = address.partition(",")
    return text if kind in {"data:application/vc+jwt", "data:application/vc+ld+jwt"} and is_token(text) else ""


def _hold_no_presentation(document: Document) -> None:
    """Refuse what somebody wrapped around credentials to show them: it proves who shows, not what they say. Raises ``CredentialFault``."""
    kinds = as_list(document.get("type"))
    if "VerifiablePresentation" in kinds and "VerifiableCredential" not in kinds:
        raise CredentialFault(faults.PRESENTATION, str(len(as_list(document.get("verifiableCredential")))))


def _parts(document: Document, resolver: Resolver, status_resolver: StatusResolver, now: datetime) -> tuple[Verdict, ...]:
    """The verdict on each credential inside a record; a record inside a record is looked at as it is, its own parts are not."""
    verdicts = []
    for part in parts_of(document)[:MOST_PARTS]:
        inner: Document = part if isinstance(part, dict) else {}
        found: list[Finding] = []
        is_authentic = _is_authentic(inner, resolver, now, found)
        _hold_moments(inner, now, found)
        _hold_status(inner, resolver, status_resolver, now, found)
        verdicts.append(_verdict(inner, found, is_authentic=is_authentic))
    return tuple(verdicts)


def _of_part(part: Verdict) -> Finding | None:
    """What a part means for the record: one that ran out since is only noted, for the record says what stood on its day."""
    if part.state == "valid":
        return None
    title = part.contents.title[:80] if part.is_authentic else ""
    if part.state == "open":
        return Finding(faults.PART_OPEN, title, "leaves_open")
    refusing = {finding.code for finding in part.findings if finding.weight == "refuses"}
    if part.is_authentic and refusing == {faults.EXPIRED}:
        return Finding(faults.PART_EXPIRED, title, "notes")
    return Finding(faults.PART_INVALID, title)


def _verdict(document: Document, found: list[Finding], *, is_authentic: bool) -> Verdict:
    weights = {finding.weight for finding in found}
    try:
        issuer = issuer_id(document)
    except CredentialFault:
        issuer = ""
    proofs = [proof for proof in as_list(document.get("proof")) if isinstance(proof, dict)][:_MOST_PROOFS]
    return Verdict(
        state="invalid" if "refuses" in weights else "open" if "leaves_open" in weights else "valid",
        findings=tuple(dict.fromkeys(found)),
        is_authentic=is_authentic,
        issuer=issuer,
        issuer_name=issuer_name(document),
        contents=read_contents(document),
        valid_from=_moment(document, "validFrom"),
        valid_until=_moment(document, "validUntil"),
        suites=tuple(str(proof.get("cryptosuite") or proof.get("type") or "")[:80] for proof in proofs),
        methods=tuple(str(proof.get("verificationMethod") or "")[:200] for proof in proofs),
        document=document,
    )


def _is_authentic(document: Document, resolver: Resolver, now: datetime, found: list[Finding]) -> bool:
    """Whether the words are the issuer's: contexts and form as they must be, and every known proof holds."""
    before = len(found)
    try:
        hold_contexts(document)
        found += find_form_faults(document)
        issuer = issuer_id(document)
        proofs = proofs_of(document)
        if len(proofs) > _MOST_PROOFS:
            raise CredentialFault(faults.MALFORMED_PROOF, str(len(proofs)))
    except CredentialFault as fault:
        found.append(fault.finding)
        return False
    own = [proof for proof in proofs if str(proof.get("verificationMethod")).partition("#")[0] == issuer]
    # others may have signed beside the issuer; who they are is their matter, and without the issuer's own proof theirs proves nothing
    found += [
        Finding(faults.KEY_OF_ANOTHER, str(proof.get("verificationMethod"))[:200], "notes") for proof in proofs if own and proof not in own
    ]
    digests: dict[bytes, bytes] = {}
    held = [_holds(document, proof, issuer, resolver, now, found, digests) for proof in own or proofs]
    if any(finding.weight != "notes" for finding in found[before:]):
        return False
    if True not in held:  # only suites that nobody here knows: nothing proves it
        found += [Finding(faults.UNKNOWN_SUITE, str(proof.get("cryptosuite") or proof.get("type"))[:80]) for proof in proofs]
        return False
    return True


def _is_authentic_token(token: Token, resolver: Resolver, now: datetime, found: list[Finding]) -> bool:
    """Whether the words of a token are the issuer's: contexts and form as they must be, claims that agree, and the signature."""
    before = len(found)
    try:
        hold_contexts(token.document)
        found += find_form_faults(token.document)
        issuer = issuer_id(token.document)
        hold_header(token)
        hold_claims(token, issuer)
        method = method_of(token, issuer) or method_of_key(public_key_of(token.header["jwk"]), issuer=issuer, resolver=resolver)
        verify_token(token, find_key(method, issuer=issuer, resolver=resolver, now=now))
    except CredentialFault as fault:
        found.append(Finding(fault.code, fault.detail, "leaves_open" if fault.code == faults.ISSUER_UNKNOWN else "refuses"))
    return len(found) == before


def _holds(
    document: Document, proof: Document, issuer: str, resolver: Resolver, now: datetime, found: list[Finding], digests: dict[bytes, bytes]
) -> bool:
    """Whether one proof holds; what speaks against it goes into ``found``. Of a suite not known here it is only noted."""
    try:
        suite = find_suite(proof)
    except CredentialFault as fault:
        found.append(Finding(fault.code, fault.detail, "notes"))
        return False
    try:
        hold_options(proof, now=now + SLACK)
        key = find_key(str(proof["verificationMethod"]), issuer=issuer, resolver=resolver, now=now)
        verify_proof(document, proof, key, digests)
    except CredentialFault as fault:
        weight: faults.Weight = "leaves_open" if fault.code == faults.ISSUER_UNKNOWN else "refuses"
        found.append(Finding(fault.code, fault.detail or suite.name, weight))
        return False
    return True


def _hold_moments(document: Document, now: datetime, found: list[Finding]) -> None:
    for name in ("validFrom", "validUntil"):
        try:
            moment = read_moment(document[name], name) if name in document else None
        except CredentialFault as fault:
            found.append(fault.finding)
            continue
        if moment and name == "validFrom" and moment > now + SLACK:
            found.append(Finding(faults.NOT_YET_VALID, str(document[name])))
        if moment and name == "validUntil" and moment < now:
            found.append(Finding(faults.EXPIRED, str(document[name])))


def _moment(document: Document, name: str) -> datetime | None:
    try:
        return read_moment(document.get(name), name)
    except CredentialFault:
        return None


def _hold_status(document: Document, resolver: Resolver, status_resolver: StatusResolver, now: datetime, found: list[Finding]) -> None:
    entries = as_list(document.get("credentialStatus"))
    if len(entries) > _MOST_STATUSES:
        found.append(Finding(faults.STATUS_MALFORMED, str(len(entries))))
        return
    for item in entries:
        try:
            entry = statuses.read_entry(item)
            if entry.purpose not in {statuses.REVOCATION, statuses.SUSPENSION}:
                found.append(Finding(faults.STATUS_UNKNOWN_KIND, entry.purpose[:80], "notes"))
            elif _is_set(document, entry, resolver, status_resolver, now):
                found.append(Finding(faults.REVOKED if entry.purpose == statuses.REVOCATION else faults.SUSPENDED, entry.list_url[:200]))
        except CredentialFault as fault:
            opens = fault.code in {faults.STATUS_NOT_FOUND, faults.STATUS_UNKNOWN_KIND, faults.ISSUER_UNKNOWN}
            found.append(Finding(fault.code, fault.detail, "leaves_open" if opens else "refuses"))


def _is_set(document: Document, entry: statuses.StatusEntry, resolver: Resolver, status_resolver: StatusResolver, now: datetime) -> bool:
    """Whether the bit is set in the list, which must itself be a credential in force of the same issuer. Raises ``CredentialFault``."""
    given = status_resolver(entry.list_url)
    if given is None:
        raise CredentialFault(faults.STATUS_NOT_FOUND, entry.list_url[:200])
    status_list = read_document(given)
    if issuer_id(status_list) != issuer_id(document):
        raise CredentialFault(faults.STATUS_OF_ANOTHER, entry.list_url[:200])
    wrong: list[Finding] = []
    is_authentic = _is_authentic(status_list, resolver, now, wrong)
    _hold_moments(status_list, now, wrong)
    refusing = [finding.code for finding in wrong if finding.weight == "refuses"]
    if refusing:
        raise CredentialFault(faults.STATUS_LIST_INVALID, refusing[0])
    if not is_authentic:
        raise CredentialFault(faults.ISSUER_UNKNOWN, issuer_id(document)[:200])
    return statuses.is_set(status_list, entry)
