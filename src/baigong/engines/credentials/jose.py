"""A credential as a signed token (VC-JOSE-COSE, and the JWT form of Open Badges 3.0): read to judge what others issued, never written.

The payload is the credential itself; beside it may stand claims of JWT, which must then say the same as the credential does.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault, Finding
from baigong.engines.credentials.keys import Algorithm, PublicKey
from baigong.engines.credentials.reading import LARGEST, Document, as_list, read_document

ALGORITHMS: dict[str, Algorithm] = {"EdDSA": "Ed25519", "Ed25519": "Ed25519", "ES256": "P-256", "RS256": "RSA"}
"""What a header's ``alg`` is signed with. ``none`` and secrets that reader and writer share prove nothing to a third."""
_TYPES = {None, "vc+jwt", "vc+ld+jwt", "JWT"}
_CLAIMS = ("iss", "sub", "jti", "aud", "nbf", "iat", "exp", "cnf", "nonce")
_COMPACT = re.compile(r"[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+")
_LATEST = 253_402_300_799  # the last second of the year 9999


@dataclass(frozen=True)
class Token:
    """A token taken apart: ``document`` is the credential, ``claims`` what stands beside it, nothing of it believed yet."""

    header: Document
    document: Document
    claims: Document
    signed: bytes
    signature: bytes

    @property
    def algorithm(self) -> str:
        """How it says it was signed."""
        return str(self.header.get("alg"))[:80]


def is_token(text: str) -> bool:
    """Whether ``text`` is a token in its compact form."""
    return bool(_COMPACT.fullmatch(text.strip()))


def read_token(text: str) -> Token:
    """Take a compact token apart, within the bounds of every credential. Raises ``CredentialFault``."""
    if len(text) > LARGEST:
        raise CredentialFault(faults.TOO_LARGE)
    head, body, tail = text.strip().split(".")
    header, payload = read_document(_decoded(head)), read_document(_decoded(body))
    if "vc" in payload:  # VC 1.1 wrapped the credential
        document: Any = payload["vc"]
        if not isinstance(document, dict):
            raise CredentialFault(faults.NOT_A_CREDENTIAL)
    else:
        document = {name: value for name, value in payload.items() if name not in _CLAIMS}
    claims = {name: payload[name] for name in _CLAIMS if name in payload}
    return Token(header, document, claims, f"{head}.{body}".encode(), _decoded(tail))


def _decoded(part: str) -> bytes:
    try:
        return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))
    except (ValueError, binascii.Error) as fault:
        raise CredentialFault(faults.NOT_JSON) from fault


def method_of(token: Token, issuer: str) -> str:
    """The method under which the issuer's key is found, from the header's ``kid``; nothing for a header that carries the key itself.

    Raises ``CredentialFault`` for one that names no key in either way.
    """
    kid = token.header.get("kid")
    if not kid and isinstance(token.header.get("jwk"), dict):  # Open Badges 3.0, 8.2.3, allows either
        return ""
    if not isinstance(kid, str) or not kid:
        raise CredentialFault(faults.KEY_UNKNOWN, "kid")
    if kid.startswith("#"):
        return issuer + kid
    if "#" not in kid and kid.startswith("did:key:"):
        return f"{kid}#{kid.removeprefix('did:key:')}"
    return kid if ":" in kid else f"{issuer}#{kid}"


def hold_header(token: Token) -> None:
    """Refuse a token of another kind, of an algorithm not known, or with extensions that must be understood. Raises ``CredentialFault``."""
    if token.algorithm not in ALGORITHMS:
        raise CredentialFault(faults.UNKNOWN_SUITE, token.algorithm)
    if token.header.get("typ") not in _TYPES or "crit" in token.header:
        raise CredentialFault(faults.MALFORMED_PROOF, str(token.header.get("typ"))[:80])


def hold_claims(token: Token, issuer: str) -> None:
    """Refuse claims that contradict the credential. Raises ``CredentialFault``."""
    subjects = as_list(token.document.get("credentialSubject"))
    subject = subjects[0].get("id") if len(subjects) == 1 and isinstance(subjects[0], dict) else None
    for name, said in (("iss", issuer), ("jti", token.document.get("id")), ("sub", subject)):
        if name in token.claims and said is not None and token.claims[name] != said:
            raise CredentialFault(faults.CLAIMS_DIFFER, name)


def late_claims(token: Token, latest_start: datetime, now: datetime) -> list[Finding]:
    """What the claims of time say against the token at ``now``."""
    found = []
    for name in ("nbf", "exp"):
        try:
            moment = _moment(token.claims[name], name) if name in token.claims else None
        except CredentialFault as fault:
            found.append(fault.finding)
            continue
        if moment and name == "nbf" and moment > latest_start:
            found.append(Finding(faults.NOT_YET_VALID, moment.isoformat()))
        if moment and name == "exp" and moment < now:
            found.append(Finding(faults.EXPIRED, moment.isoformat()))
    return found


def _moment(value: object, name: str) -> datetime:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= _LATEST:
        raise CredentialFault(faults.WRONG_MOMENT, name)
    return datetime.fromtimestamp(value, UTC)


def verify_token(token: Token, key: PublicKey) -> None:
    """Hold the signature against ``key``. Raises ``CredentialFault``."""
    if ALGORITHMS.get(token.algorithm) != key.algorithm:
        raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, token.algorithm)
    if not key.verifies(token.signature, token.signed):
        raise CredentialFault(faults.SIGNATURE_WRONG)


def public_key_of(jwk: object) -> PublicKey:
    """The key of a ``publicKeyJwk`` (RFC 7517). Raises ``CredentialFault``."""
    given: Document = jwk if isinstance(jwk, dict) else {}
    if "d" in given:  # somebody published the secret: whatever it signed may be anybody's
        raise CredentialFault(faults.KEY_MALFORMED, "d")
    kind, curve = given.get("kty"), given.get("crv")
    if kind == "OKP" and curve == "Ed25519":
        return PublicKey("Ed25519", _number(given, "x", 32))
    if kind == "EC" and curve == "P-256":
        return PublicKey("P-256", b"\x04" + _number(given, "x", 32) + _number(given, "y", 32))
    if kind == "RSA":
        return PublicKey("RSA", json.dumps([int.from_bytes(_number(given, name), "big") for name in ("n", "e")]).encode())
    raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, f"{kind} {curve}"[:80])


def _number(jwk: Document, name: str, length: int | None = None) -> bytes:
    value = jwk.get(name)
    try:
        data = base64.urlsafe_b64decode(value + "=" * (-len(value) % 4)) if isinstance(value, str) and len(value) <= 2_000 else b""
    except (ValueError, binascii.Error) as fault:
        raise CredentialFault(faults.KEY_MALFORMED, name) from fault
    if not data or (length is not None and len(data) != length):
        raise CredentialFault(faults.KEY_MALFORMED, name)
    return data
