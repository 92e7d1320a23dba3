"""Data Integrity proofs: ``eddsa-jcs-2022``, ``eddsa-rdfc-2022`` (W3C, vc-di-eddsa) and ``sm2-jcs-2026``, the same form with SM2 and SM3.

A suite hashes the proof's own options and the document without its proof, each in a canonical form; both hashes in that order are signed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.keys import Algorithm, PublicKey, Signer
from baigong.engines.credentials.linked_data import canonical_statements
from baigong.engines.credentials.multibase import decode_base58, encode_base58
from baigong.engines.credentials.reading import Document, as_list, read_moment, write_moment

JCS, RDFC, SM2 = "eddsa-jcs-2022", "eddsa-rdfc-2022", "sm2-jcs-2026"
PURPOSE = "assertionMethod"
_TYPE = "DataIntegrityProof"


def canonical_json(document: Document) -> bytes:
    """``document`` by the JSON Canonicalization Scheme (RFC 8785). Raises ``CredentialFault``."""
    import rfc8785

    try:
        return rfc8785.dumps(document)
    except (ValueError, RecursionError) as fault:  # a number or a letter that JSON cannot carry exactly
        raise CredentialFault(faults.NUMBER_NOT_EXACT if "omain" in type(fault).__name__ else faults.NOT_JSON) from fault


def _statements(document: Document) -> bytes:
    return canonical_statements(document).encode()


def _sm3(data: bytes) -> bytes:
    from cryptography.hazmat.primitives.hashes import SM3, Hash

    digest = Hash(SM3())
    digest.update(data)
    return digest.finalize()


def _sha256(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()


@dataclass(frozen=True)
class Suite:
    """A cryptosuite: which key, which canonical form, which hash, and whether the proof itself carries the contexts."""

    name: str
    algorithm: Algorithm
    canonical: Callable[[Document], bytes]
    digest: Callable[[bytes], bytes]
    keeps_context: bool

    def message(self, document: Document, options: Document, digests: dict[bytes, bytes] | None = None) -> bytes:
        """What is signed for ``document`` (without proof) and the proof's ``options`` (without value)."""
        return self.digest(self.canonical(options)) + self._of_document(document, digests)

    def _of_document(self, document: Document, digests: dict[bytes, bytes] | None) -> bytes:
        if digests is None:
            return self.digest(self.canonical(document))
        name = self.name.encode() + b" " + canonical_json(document)
        if name not in digests:
            digests[name] = self.digest(self.canonical(document))
        return digests[name]


SUITES = {
    suite.name: suite
    for suite in (
        Suite(JCS, "Ed25519", canonical_json, _sha256, keeps_context=True),
        Suite(RDFC, "Ed25519", _statements, _sha256, keeps_context=False),
        Suite(SM2, "SM2", canonical_json, _sm3, keeps_context=True),
    )
}


def add_proof(document: Document, *, suite: str, signer: Signer, method: str, created: datetime) -> Document:
    """``document`` with one more proof: by ``signer``, whose key others find under ``method``. It shares its parts with what was given."""
    chosen = SUITES[suite]
    if signer.public.algorithm != chosen.algorithm:
        raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, suite)
    options: Document = {
        "type": _TYPE,
        "cryptosuite": suite,
        "created": write_moment(created),
        "verificationMethod": method,
        "proofPurpose": PURPOSE,
    }
    unsecured = {name: value for name, value in document.items() if name != "proof"}
    with_context = options | ({"@context": document["@context"]} if "@context" in document else {})
    value = encode_base58(signer.sign(chosen.message(unsecured, with_context)))
    proof = (with_context if chosen.keeps_context else options) | {"proofValue": value}
    earlier = as_list(document.get("proof"))
    return unsecured | {"proof": [*earlier, proof] if earlier else proof}


def proofs_of(document: Document) -> list[Document]:
    """The proofs of ``document``. Raises ``CredentialFault`` where there is none, or one that is no object."""
    proofs = as_list(document.get("proof"))
    if not proofs:
        raise CredentialFault(faults.NO_PROOF)
    if not all(isinstance(proof, dict) for proof in proofs):
        raise CredentialFault(faults.MALFORMED_PROOF)
    return proofs


def find_suite(proof: Document) -> Suite:
    """The suite of ``proof``. Raises ``CredentialFault`` for one that this house does not know."""
    name = proof.get("cryptosuite") if proof.get("type") == _TYPE else proof.get("type")
    if proof.get("type") != _TYPE or not isinstance(name, str) or name not in SUITES:
        raise CredentialFault(faults.UNKNOWN_SUITE, str(name)[:80])
    return SUITES[name]


def hold_options(proof: Document, *, now: datetime) -> None:
    """Refuse a proof whose options are not those of an assertion in force at ``now``. Raises ``CredentialFault``."""
    if proof.get("proofPurpose") != PURPOSE:
        raise CredentialFault(faults.WRONG_PURPOSE, str(proof.get("proofPurpose"))[:80])
    if not isinstance(proof.get("verificationMethod"), str) or not isinstance(proof.get("proofValue"), str):
        raise CredentialFault(faults.MALFORMED_PROOF)
    if "created" in proof and read_moment(proof["created"], "proof.created") > now:
        raise CredentialFault(faults.PROOF_FROM_FUTURE, str(proof["created"]))
    if "expires" in proof and read_moment(proof["expires"], "proof.expires") < now:
        raise CredentialFault(faults.PROOF_EXPIRED, str(proof["expires"]))


def verify_proof(document: Document, proof: Document, key: PublicKey, digests: dict[bytes, bytes] | None = None) -> None:
    """Hold one ``proof`` of ``document`` against ``key``. Raises ``CredentialFault``.

    ``digests`` keeps what was reckoned for one proof, so that many on one document cost little more than one.
    """
    suite = find_suite(proof)
    if key.algorithm != suite.algorithm:
        raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, suite.name)
    try:
        signature = decode_base58(proof["proofValue"])
    except (KeyError, AttributeError, ValueError) as fault:
        raise CredentialFault(faults.MALFORMED_PROOF) from fault
    options = {name: value for name, value in proof.items() if name != "proofValue"}
    unsecured: dict[str, Any] = {name: value for name, value in document.items() if name != "proof"}
    if "previousProof" in proof:
        unsecured["proof"] = _previous(document, proof)
    if "@context" in options:
        _hold_same_start(document, options["@context"])
        unsecured["@context"] = options["@context"]
    elif not suite.keeps_context and "@context" in document:
        options["@context"] = document["@context"]
    if len(signature) != 64 or not key.verifies(signature, suite.message(unsecured, options, digests)):
        raise CredentialFault(faults.SIGNATURE_WRONG)


def _hold_same_start(document: Document, contexts: object) -> None:
    """The document's contexts must begin with those of the proof, in their order (vc-di-eddsa, 3.3.2)."""
    wanted = as_list(contexts)
    if as_list(document.get("@context"))[: len(wanted)] != wanted:
        raise CredentialFault(faults.CONTEXT_OF_PROOF)


def _previous(document: Document, proof: Document) -> list[Document]:
    """The proofs that ``proof`` counter-signs (vc-data-integrity, 2.1.2). Raises ``CredentialFault`` where one is missing."""
    found = []
    for wanted in as_list(proof["previousProof"]):
        matching = [other for other in proofs_of(document) if other is not proof and other.get("id") == wanted]
        if len(matching) != 1:
            raise CredentialFault(faults.PREVIOUS_PROOF, str(wanted)[:80])
        found += matching
    return found
