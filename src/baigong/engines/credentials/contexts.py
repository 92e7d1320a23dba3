"""The JSON-LD contexts that this house knows, carried with it: nothing is ever fetched, so nobody can change what a signature covers.

The files under ``data/contexts`` are the published ones, byte for byte: W3C's under its Software and Document License, 1EdTech's
contexts under its specification licence (machine-readable parts may be distributed for interoperable products). A test holds their
digests.
"""

from __future__ import annotations

import json
from functools import cache
from importlib import resources
from typing import Any

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.reading import Document, as_list

CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json"
LEARNER_RECORD = "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json"
DID = "https://www.w3.org/ns/did/v1"
MULTIKEY = "https://w3id.org/security/multikey/v1"

_FILES = {
    CREDENTIALS: "credentials-v2",
    "https://www.w3.org/ns/credentials/examples/v2": "credentials-examples-v2",
    "https://www.w3.org/ns/credentials/undefined-terms/v2": "undefined-terms-v2",
    "https://w3id.org/security/data-integrity/v2": "data-integrity-v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "open-badges-3.0.1",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "open-badges-3.0.2",
    OPEN_BADGES: "open-badges-3.0.3",
    "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "open-badges-extensions",
    LEARNER_RECORD: "clr-2.0.1",
    DID: "did-v1",
    MULTIKEY: "multikey-v1",
}
_MOST = 8

KNOWN = frozenset(_FILES)
BADGE_CONTEXTS = frozenset(address for address, name in _FILES.items() if name.startswith("open-badges-3"))


@cache
def context_document(address: str) -> Document:
    """The context published at ``address``. Raises ``CredentialFault`` for one that is not carried."""
    if address not in _FILES:
        raise CredentialFault(faults.UNKNOWN_CONTEXT, address[:200])
    text = resources.files(__package__).joinpath("data", "contexts", _FILES[address] + ".json").read_text(encoding="utf-8")
    found: Document = json.loads(text)
    return found


def hold_contexts(document: Document) -> None:
    """Refuse a credential whose contexts are not known ones, or not in the order that VC 2.0 asks for. Raises ``CredentialFault``.

    The first must be VC 2.0's. A context of one's own, written into the document or anywhere inside it, is refused: it could give a
    known word another meaning, and a signature over the JSON alone would not show it.
    """
    contexts = as_list(document.get("@context"))
    if not contexts or contexts[0] != CREDENTIALS or not isinstance(document.get("@context"), list) or len(contexts) > _MOST:
        raise CredentialFault(faults.WRONG_CONTEXT, str(contexts[0])[:200] if contexts else "")
    _hold_known(contexts)
    _hold_inner(document)


def _hold_known(contexts: list[Any]) -> None:
    for context in contexts:
        if not isinstance(context, str):
            raise CredentialFault(faults.INLINE_CONTEXT)
        if context not in KNOWN:
            raise CredentialFault(faults.UNKNOWN_CONTEXT, context[:200])


def _hold_inner(outer: Document) -> None:
    """Contexts further inside: an endorsement or a proof repeats known ones, anything else is refused."""
    level: list[Any] = list(outer.values())
    while level:
        for value in level:
            if isinstance(value, dict) and "@context" in value:
                _hold_known(as_list(value["@context"]) or [None])
        level = [
            inner for value in level for inner in (value.values() if isinstance(value, dict) else value if isinstance(value, list) else ())
        ]
