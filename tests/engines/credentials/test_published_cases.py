"""Cases that others publish to try verifiers with, rebuilt from what each of them is about, and named after them.

W3C: the cases of the Verifiable Credentials 2.0 test suite (github.com/w3c/vc-data-model-2.0-test-suite, tests/input). 1EdTech: the
resources of its public validator for Open Badges 3.0 (github.com/1EdTech/digital-credentials-public-validator, ob30). Each takes a sound
credential and changes what the case changes; then it is signed by its issuer, so that only the change can speak against it.
"""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from baigong.engines.credentials import badges, faults
from baigong.engines.credentials.reading import Document
from tests.engines.credentials.samples import DID, FACTS, World, signed

Change = Callable[[Document], Any]
EXAMPLES = "https://www.w3.org/ns/credentials/examples/v2"


def plain() -> Document:
    """A credential of VC 2.0 with nothing more than it must have."""
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"], "type": ["VerifiableCredential"], "issuer": DID,
        "credentialSubject": {"id": "did:example:subject"},
    }  # fmt: skip


def badge() -> Document:
    """The bank's own."""
    return copy.deepcopy(badges.build_badge(FACTS))


def put(*path: object, value: object) -> Change:
    """A change that puts a value at a path."""

    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        document[path[-1]] = value

    return change


def drop(*path: object) -> Change:
    """A change that takes out what stands at a path."""

    def change(document: Any) -> None:
        for step in path[:-1]:
            document = document[step]
        del document[path[-1]]

    return change


W3C_GOOD: dict[str, Change] = {
    "credential-ok": lambda document: None,
    "credential-no-id-ok": lambda document: document.pop("id", None),
    "credential-id-other-ok": put("id", value="urn:uuid:3978344f-8596-4c3a-a978-8fcaba3903c5"),
    "credential-context-combo-ok": put("@context", value=["https://www.w3.org/ns/credentials/v2", EXAMPLES]),
    "credential-issuer-object-id-ok": put("issuer", value={"id": DID}),
    "credential-issuer-name-language-en-ok": put("issuer", value={"id": DID, "name": {"@value": "Bank", "@language": "en"}}),
    "credential-name-language-direction-ok": put("name", value={"@value": "学分", "@language": "zh"}),
    "credential-validfrom-ms-ok": put("validFrom", value="2022-06-27T01:30:00.123Z"),
    "credential-validfrom-tz-ok": put("validFrom", value="2022-06-27T09:30:00+08:00"),
    "credential-validuntil-tz-ok": put("validUntil", value="2032-06-27T09:30:00+08:00"),
    "credential-multiple-subjects-ok": put("credentialSubject", value=[{"id": "did:example:a"}, {"id": "did:example:b"}]),
    "credential-subject-no-id-ok": put("credentialSubject", value={"name": "somebody"}),
}
W3C_BAD: dict[str, tuple[Change, str]] = {
    "credential-no-context-fail": (drop("@context"), faults.WRONG_CONTEXT),
    "credential-missing-base-context-fail": (put("@context", value=[EXAMPLES]), faults.WRONG_CONTEXT),
    "credential-context-combo3-fail": (put("@context", value=["https://www.w3.org/ns/credentials/v2", 5]), faults.INLINE_CONTEXT),
    "credential-context-combo4-fail": (put("@context", value="https://www.w3.org/ns/credentials/v2"), faults.WRONG_CONTEXT),
    "credential-context-order2-fail": (put("@context", value=[EXAMPLES, "https://www.w3.org/ns/credentials/v2"]), faults.WRONG_CONTEXT),
    "credential-not-url-id-fail": (put("id", value="not-a-url"), faults.WRONG_FORM),
    "credential-nonsingle-id-fail": (put("id", value=["urn:a:1", "urn:a:2"]), faults.WRONG_FORM),
    "credential-no-type-fail": (drop("type"), faults.WRONG_FORM),
    "credential-missing-required-type-fail": (put("type", value=["ExampleTestCredential"]), faults.WRONG_FORM),
    "credential-no-issuer-fail": (drop("issuer"), faults.ISSUER_MALFORMED),
    "credential-issuer-no-url-fail": (put("issuer", value="issuer"), faults.ISSUER_MALFORMED),
    "credential-issuer-object-id-not-url-fail": (put("issuer", value={"id": "bank"}), faults.ISSUER_MALFORMED),
    "credential-issuer-null-fail": (put("issuer", value=None), faults.ISSUER_MALFORMED),
    "credential-no-subject-fail": (drop("credentialSubject"), faults.WRONG_FORM),
    "credential-subject-no-claims-fail": (put("credentialSubject", value={}), faults.WRONG_FORM),
    "credential-subject-multiple-empty-fail": (put("credentialSubject", value=[{"id": "did:example:a"}, {}]), faults.WRONG_FORM),
    "credential-validfrom-invalid-fail": (put("validFrom", value="[invalid]"), faults.WRONG_MOMENT),
    "credential-validuntil-invalid-fail": (put("validUntil", value="2022-06-27"), faults.WRONG_MOMENT),
    "credential-validfrom-validuntil-expired": (put("validUntil", value="2020-01-01T00:00:00Z"), faults.EXPIRED),
    "credential-status-missing-type-fail": (put("credentialStatus", value={"id": "https://a.example/1"}), faults.STATUS_UNKNOWN_KIND),
}


@pytest.mark.parametrize("name", W3C_GOOD)
def test_what_w3c_publishes_as_good_is_valid(name: str) -> None:
    document = plain()
    W3C_GOOD[name](document)
    verdict = World().check(signed(document))
    assert (verdict.state, verdict.findings) == ("valid", ())


@pytest.mark.parametrize("name", W3C_BAD)
def test_what_w3c_publishes_as_bad_is_not_valid(name: str) -> None:
    change, code = W3C_BAD[name]
    document = plain()
    change(document)
    verdict = World().check(signed(document))
    assert verdict.state != "valid"
    assert code in verdict.codes


SUBJECT = ("credentialSubject",)
ED_BAD: dict[str, tuple[Change, str]] = {
    "simple-err-context": (put("@context", value=["https://www.w3.org/ns/credentials/v2"]), faults.WRONG_CONTEXT),
    "simple-err-type": (put("type", value=["VerifiableCredential", "OpenBadgeCredentialx", "OpenBadgeCredential", 5]), faults.WRONG_FORM),
    "simple-err-issuer": (drop("issuer"), faults.ISSUER_MALFORMED),
    "simple-err-issuer-type": (put("issuer", "type", value=["Issuer"]), faults.WRONG_FORM),
    "simple-err-issuer-parentorg-type": (
        put("issuer", "parentOrg", value={"id": "urn:x:1", "type": ["Organisation"]}), faults.WRONG_FORM
    ),
    "simple-err-issuer-otheridentifier-type": (
        put("issuer", "otherIdentifier", value=[{"type": "Id", "identifier": "1", "identifierType": "sourcedId"}]), faults.WRONG_FORM
    ),
    "simple-err-credential-subject-type": (put(*SUBJECT, "type", value=["Subject"]), faults.WRONG_FORM),
    "simple-err-credential-subject-no-id-no-identifier": (drop(*SUBJECT, "identifier"), faults.WRONG_FORM),
    "simple-err-credential-subject-identifier-type": (put(*SUBJECT, "identifier", 0, "type", value="Identity"), faults.WRONG_FORM),
    "simple-err-credential-subject-profile-type": (
        put(*SUBJECT, "source", value={"id": "urn:x:1", "type": ["Person"]}), faults.WRONG_FORM
    ),
    "simple-err-credential-subject-result-type": (put(*SUBJECT, "result", 0, "type", value=["Outcome"]), faults.WRONG_FORM),
    "simple-err-credential-subject-achievement-result-description-type": (
        put(*SUBJECT, "achievement", "resultDescription", value=[{"id": "urn:x:1", "type": ["X"], "name": "n", "resultType": "Status"}]),
        faults.WRONG_FORM,
    ),
    "simple-err-evidence-type": (put("evidence", 0, "type", value=["Paper"]), faults.WRONG_FORM),
    "simple-err-expired": (put("validUntil", value="2020-01-01T00:00:00Z"), faults.EXPIRED),
    "simple-err-issued": (put("validFrom", value="2040-01-01T00:00:00Z"), faults.NOT_YET_VALID),
}  # fmt: skip
PROOF_BAD: dict[str, tuple[Change, str]] = {
    "simple-err-proof-method": (put("proof", "verificationMethod", value=f"{DID}#none"), faults.KEY_UNKNOWN),
    "simple-err-proof-method-no-scheme": (put("proof", "verificationMethod", value="key-1"), faults.KEY_OF_ANOTHER),
    "simple-err-proof-method-unknown-scheme": (put("proof", "verificationMethod", value="foo:bar#1"), faults.KEY_OF_ANOTHER),
    "simple-err-proof-method-unknown-did-method": (put("proof", "verificationMethod", value="did:foo:bar#1"), faults.KEY_OF_ANOTHER),
    "simple-err-proof-value": (put("proof", "proofValue", value="z" + "2" * 87), faults.SIGNATURE_WRONG),
    "simple-proof-error": (put("proof", "proofValue", value="not multibase"), faults.MALFORMED_PROOF),
    "simple-noproof": (drop("proof"), faults.NO_PROOF),
    "simple-v1-signature-2020": (put("proof", value={"type": "Ed25519Signature2020", "proofValue": "z1"}), faults.UNKNOWN_SUITE),
    "simple-bbs-2023": (put("proof", "cryptosuite", value="bbs-2023"), faults.UNKNOWN_SUITE),
}


@pytest.mark.parametrize("name", ED_BAD)
def test_what_1edtech_publishes_as_wrong_in_form_or_time_is_refused(name: str) -> None:
    change, code = ED_BAD[name]
    document = badge()
    change(document)
    verdict = World().check(signed(document))
    assert (verdict.state, code in verdict.codes) == ("invalid", True)


@pytest.mark.parametrize("name", PROOF_BAD)
def test_what_1edtech_publishes_with_a_wrong_proof_is_refused(name: str) -> None:
    change, code = PROOF_BAD[name]
    document = copy.deepcopy(signed(badge()))
    change(document)
    verdict = World().check(document)
    assert (verdict.state, verdict.is_authentic, code in verdict.codes) == ("invalid", False, True)


def test_what_1edtech_publishes_with_two_proofs_holds_by_the_one_that_is_known() -> None:
    document = signed(badge())
    old = {"type": "Ed25519Signature2020", "verificationMethod": f"{DID}#key-1", "proofPurpose": "assertionMethod", "proofValue": "z1"}
    assert World().check({**document, "proof": [old, document["proof"]]}).state == "valid"


@pytest.mark.parametrize("edition", ["3.0.1", "3.0.2", "3.0.3"])
def test_badges_of_every_edition_of_the_context_are_read(edition: str) -> None:
    document = badge()
    document["@context"][1] = f"https://purl.imsglobal.org/spec/ob/v3p0/context-{edition}.json"
    assert World().check(signed(document)).state == "valid"


def test_a_badge_of_the_older_data_model_is_told_as_old() -> None:
    document = badge() | {"issuanceDate": "2010-01-01T00:00:00Z"}
    document["@context"] = ["https://www.w3.org/2018/credentials/v1", "https://purl.imsglobal.org/spec/ob/v3p0/context.json"]
    assert faults.WRONG_CONTEXT in World().check(signed(document)).codes


def test_a_badge_revoked_by_a_list_of_the_older_kind_is_left_open() -> None:
    document = badge() | {"credentialStatus": {"id": "https://issuer.example/revocations", "type": "1EdTechRevocationList"}}
    assert World().check(signed(document)).state == "open"
