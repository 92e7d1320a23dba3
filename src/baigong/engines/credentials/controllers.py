"""Who holds a key: did:key, did:web and other controller documents; the way from a proof's method to its key (Controlled Identifiers)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, unquote

from baigong.engines.credentials import faults
from baigong.engines.credentials.contexts import DID, MULTIKEY
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.jose import public_key_of
from baigong.engines.credentials.keys import PublicKey, parse_multikey
from baigong.engines.credentials.proofs import PURPOSE
from baigong.engines.credentials.reading import Document, as_list, read_moment, write_moment

Resolver = Callable[[str], Document | None]  # from the identifier of a controller to its document, or None where it is not known

_KINDS = {"Multikey", "JsonWebKey", "JsonWebKey2020"}
_HOST = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?(?::[0-9]{1,5})?")


def did_key(key: PublicKey) -> str:
    """The did:key of ``key``."""
    return f"did:key:{key.multikey}"


def did_key_method(key: PublicKey) -> str:
    """The method under which a did:key's only key is found."""
    return f"did:key:{key.multikey}#{key.multikey}"


def did_web(host: str) -> str:
    """The did:web of ``host`` (with its port where it has one): its document lies at ``/.well-known/did.json``."""
    if not _HOST.fullmatch(host):
        raise ValueError("not a host")
    return f"did:web:{quote(host.lower(), safe='.-')}"


def did_web_address(did: str) -> str:
    """Where the document of a did:web lies. Raises ``CredentialFault``."""
    host, *path = did.removeprefix("did:web:").split(":")
    host = unquote(host)
    parts = [unquote(part) for part in path]
    if not did.startswith("did:web:") or not _HOST.fullmatch(host) or not all(re.fullmatch(r"[\w.~-]+", part) for part in parts):
        raise CredentialFault(faults.ISSUER_MALFORMED, did[:120])
    return f"https://{host}/" + ("/".join([*parts, "did.json"]) if parts else ".well-known/did.json")


@dataclass(frozen=True)
class PublishedKey:
    """A key as its holder publishes it. ``revoked_at`` only when it may have been in other hands: one merely replaced stays valid."""

    name: str
    key: PublicKey
    revoked_at: datetime | None = None


def controller_document(controller: str, keys: Sequence[PublishedKey]) -> Document:
    """The document of ``controller``: every key that ever signed, so that what it signed keeps its proof; those revoked say since when."""
    methods = []
    for published in keys:
        method = {
            "id": f"{controller}#{published.name}",
            "type": "Multikey",
            "controller": controller,
            "publicKeyMultibase": published.key.multikey,
        }
        if published.revoked_at:
            method["revoked"] = write_moment(published.revoked_at)
        methods.append(method)
    usable = [f"{controller}#{published.name}" for published in keys if not published.revoked_at]
    return {"@context": [DID, MULTIKEY], "id": controller, "verificationMethod": methods, PURPOSE: usable}


def _key_document(did: str) -> Document:
    """The document that a did:key itself spells out. Raises ``CredentialFault``."""
    key = parse_multikey(did.removeprefix("did:key:"))
    return controller_document(did, [PublishedKey(key.multikey, key)])


def find_key(method: str, *, issuer: str, resolver: Resolver, now: datetime) -> PublicKey:
    """The key that ``issuer`` publishes under ``method`` for assertions. Raises ``CredentialFault``.

    1. the method must belong to the issuer: their identifiers are equal up to the fragment;
    2. the issuer's document must be known (a did:key spells out its own);
    3. the method must stand in it, be controlled by the issuer, and be named for assertions;
    4. it must not be revoked or expired at ``now``.
    """
    if method == issuer and issuer.startswith("did:key:"):  # it has but one key, and many leave its name away
        method = f"{issuer}#{issuer.removeprefix('did:key:')}"
    controller, mark, _ = method.partition("#")
    if not mark or controller != issuer:
        raise CredentialFault(faults.KEY_OF_ANOTHER, method[:200])
    document = _key_document(issuer) if issuer.startswith("did:key:") else resolver(issuer)
    if document is None:
        raise CredentialFault(faults.ISSUER_UNKNOWN, issuer[:200])
    if document.get("id") != issuer:
        raise CredentialFault(faults.KEY_OF_ANOTHER, str(document.get("id"))[:200])
    entry = _entry(document, method)
    if entry.get("controller") != issuer:
        raise CredentialFault(faults.KEY_OF_ANOTHER, method[:200])
    if entry.get("type") not in _KINDS:
        raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, str(entry.get("type"))[:80])
    if "revoked" in entry and read_moment(entry["revoked"], "revoked") <= now:
        raise CredentialFault(faults.KEY_REVOKED, str(entry["revoked"]))
    if "expires" in entry and read_moment(entry["expires"], "expires") <= now:
        raise CredentialFault(faults.KEY_EXPIRED, str(entry["expires"]))
    if not any(_names(item, method, issuer) for item in as_list(document.get(PURPOSE))):
        raise CredentialFault(faults.KEY_NOT_FOR_ASSERTION, method[:200])
    return _key_of(entry)


def method_of_key(key: PublicKey, *, issuer: str, resolver: Resolver) -> str:
    """The method under which ``issuer`` publishes ``key``, for tokens that carry the key itself. Raises ``CredentialFault``.

    A key that its issuer does not publish proves nothing: anybody puts one into a token.
    """
    document = _key_document(issuer) if issuer.startswith("did:key:") else resolver(issuer)
    if document is None:
        raise CredentialFault(faults.ISSUER_UNKNOWN, issuer[:200])
    for entry in _entries(document):
        name = entry.get("id")
        try:
            if isinstance(name, str) and _key_of(entry).is_same(key):
                return issuer + name if name.startswith("#") else name
        except CredentialFault:
            continue
    raise CredentialFault(faults.KEY_UNKNOWN, "jwk")


def _key_of(entry: Document) -> PublicKey:
    return public_key_of(entry["publicKeyJwk"]) if "publicKeyJwk" in entry else parse_multikey(entry.get("publicKeyMultibase"))


def _entries(document: Document) -> list[Document]:
    return [item for name in ("verificationMethod", PURPOSE) for item in as_list(document.get(name)) if isinstance(item, dict)]


def _names(item: object, method: str, controller: str) -> bool:
    """Whether an entry of a relationship means ``method``: its address, relative or not, or the method itself."""
    text = item.get("id") if isinstance(item, dict) else item
    return isinstance(text, str) and (controller + text if text.startswith("#") else text) == method


def _entry(document: Document, method: str) -> Document:
    found = [item for item in _entries(document) if _names(item, method, str(document["id"]))]
    if not found:
        raise CredentialFault(faults.KEY_UNKNOWN, method[:200])
    return found[0]
