"""What is found on a credential, as data: words for people are made of the codes elsewhere. A code never changes its meaning."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

# reading
NOT_JSON = "not_json"
TOO_LARGE = "too_large"
TOO_DEEP = "too_deep"
DUPLICATE_NAME = "duplicate_name"
NUMBER_NOT_EXACT = "number_not_exact"
JWT_FORM = "jwt_form"
NOT_A_CREDENTIAL = "not_a_credential"
PRESENTATION = "presentation"
NOT_AN_IMAGE = "not_an_image"
NOTHING_BAKED = "nothing_baked"
BAKED_TWICE = "baked_twice"
TOO_SLOW = "too_slow"
# contexts
WRONG_CONTEXT = "wrong_context"
UNKNOWN_CONTEXT = "unknown_context"
INLINE_CONTEXT = "inline_context"
UNDEFINED_TERM = "undefined_term"
NOT_LINKED_DATA = "not_linked_data"
NOT_PLAIN_WORDS = "not_plain_words"
TOO_SYMMETRIC = "too_symmetric"
# form
WRONG_FORM = "wrong_form"
WRONG_MOMENT = "wrong_moment"
# proofs
NO_PROOF = "no_proof"
UNKNOWN_SUITE = "unknown_suite"
MALFORMED_PROOF = "malformed_proof"
WRONG_PURPOSE = "wrong_purpose"
CONTEXT_OF_PROOF = "context_of_proof"
PREVIOUS_PROOF = "previous_proof"
PROOF_EXPIRED = "proof_expired"
PROOF_FROM_FUTURE = "proof_from_future"
SIGNATURE_WRONG = "signature_wrong"
CLAIMS_DIFFER = "claims_differ"
# issuer and key
ISSUER_MALFORMED = "issuer_malformed"
ISSUER_UNKNOWN = "issuer_unknown"
KEY_OF_ANOTHER = "key_of_another"
KEY_UNKNOWN = "key_unknown"
KEY_NOT_FOR_ASSERTION = "key_not_for_assertion"
KEY_MALFORMED = "key_malformed"
KEY_OF_ANOTHER_KIND = "key_of_another_kind"
KEY_REVOKED = "key_revoked"
KEY_EXPIRED = "key_expired"
# time
NOT_YET_VALID = "not_yet_valid"
EXPIRED = "expired"
# status
REVOKED = "revoked"
SUSPENDED = "suspended"
STATUS_UNKNOWN_KIND = "status_unknown_kind"
STATUS_NOT_FOUND = "status_not_found"
STATUS_MALFORMED = "status_malformed"
STATUS_LIST_INVALID = "status_list_invalid"
STATUS_OF_ANOTHER = "status_of_another"
# credentials inside a record
PART_INVALID = "part_invalid"
PART_OPEN = "part_open"
PART_EXPIRED = "part_expired"

Weight = Literal["refuses", "leaves_open", "notes"]


@dataclass(frozen=True)
class Finding:
    """One finding. ``detail`` is what it is about, as written in the credential (a suite, a path, an address), never a sentence."""

    code: str
    detail: str = ""
    weight: Weight = "refuses"


class CredentialFault(ValueError):
    """A credential, key or list cannot be what it says; ``code`` and ``detail`` tell why."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(f"{code}: {detail}" if detail else code)
        self.code, self.detail = code, detail

    @property
    def finding(self) -> Finding:
        """The same as a refusing finding."""
        return Finding(self.code, self.detail)
