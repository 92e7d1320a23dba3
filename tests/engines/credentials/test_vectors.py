"""Published vectors and examples: what W3C signed we sign to the letter, what 1EdTech shows we read."""

import hashlib
import json
from datetime import datetime
from pathlib import Path

import pytest

from baigong.engines.credentials import contexts, proofs
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.forms import find_form_faults
from baigong.engines.credentials.keys import Ed25519Signer, parse_multikey
from baigong.engines.credentials.linked_data import canonical_statements
from baigong.engines.credentials.multibase import decode_base58
from tests.engines.credentials.samples import World, signed

VECTORS = Path(__file__).parent / "vectors"
W3C = json.loads((VECTORS / "w3c-eddsa.json").read_text())
BADGE = json.loads((VECTORS / "open-badges.json").read_text())["credential"]
SIGNER = Ed25519Signer(decode_base58(W3C["key"]["privateKeyMultibase"])[2:])
CREATED = datetime.fromisoformat(W3C["created"])
ISSUER = W3C["document"]["issuer"]
ISSUER_DOCUMENT = {
    "@context": ["https://www.w3.org/ns/cid/v1"],
    "id": ISSUER,
    "verificationMethod": [
        {"id": W3C["method"], "type": "Multikey", "controller": ISSUER, "publicKeyMultibase": W3C["key"]["publicKeyMultibase"]}
    ],
    "assertionMethod": [W3C["method"]],
}


def test_the_secret_of_the_vectors_gives_their_public_key() -> None:
    assert SIGNER.public.multikey == W3C["key"]["publicKeyMultibase"]
    assert parse_multikey(W3C["key"]["publicKeyMultibase"]) == SIGNER.public


@pytest.mark.parametrize("suite", [proofs.JCS, proofs.RDFC])
def test_our_proof_is_the_published_one_to_the_letter(suite: str) -> None:
    ours = proofs.add_proof(W3C["document"], suite=suite, signer=SIGNER, method=W3C["method"], created=CREATED)
    assert ours["proof"]["proofValue"] == W3C["proof_values"][suite]


@pytest.mark.parametrize("suite", [proofs.JCS, proofs.RDFC])
def test_the_published_credential_is_valid_and_with_a_changed_word_it_is_not(suite: str) -> None:
    credential = proofs.add_proof(W3C["document"], suite=suite, signer=SIGNER, method=W3C["method"], created=CREATED)
    world = World(documents={ISSUER: ISSUER_DOCUMENT}, now=CREATED)
    assert world.check(json.dumps(credential)).state == "valid"
    credential = json.loads(json.dumps(credential))
    credential["credentialSubject"]["alumniOf"] = "Another School"
    verdict = world.check(json.dumps(credential))
    assert (verdict.state, verdict.codes) == ("invalid", {"signature_wrong"})


@pytest.mark.parametrize("suite", [proofs.JCS, proofs.RDFC])
def test_the_proofs_printed_in_the_recommendation_come_out_too_and_hold(suite: str) -> None:
    """Appendix B signs with a did:key: the arithmetic holds, but the document's issuer is another, which the check says."""
    method = "did:key:{0}#{0}".format(W3C["key"]["publicKeyMultibase"])
    ours = proofs.add_proof(W3C["document"], suite=suite, signer=SIGNER, method=method, created=CREATED)
    assert ours["proof"]["proofValue"] == W3C["recommendation"][suite]
    proofs.verify_proof(ours, ours["proof"], SIGNER.public)
    assert World(documents={ISSUER: ISSUER_DOCUMENT}, now=CREATED).check(ours).codes == {"key_of_another"}


def test_the_published_canonical_form_comes_out() -> None:
    statements = canonical_statements(W3C["document"]).encode()
    assert hashlib.sha256(statements).hexdigest() == W3C["statements_sha256"]


def test_a_published_chain_of_proofs_holds_link_by_link_and_breaks_where_a_link_is_taken_out() -> None:
    document = {**W3C["document"], "proof": W3C["chain"]}
    for proof in W3C["chain"]:
        proofs.verify_proof(document, proof, parse_multikey(proof["verificationMethod"].partition("#")[2]))
    third = W3C["chain"][2]
    with pytest.raises(CredentialFault, match="previous_proof"):
        proofs.verify_proof({**document, "proof": W3C["chain"][1:]}, third, parse_multikey(third["verificationMethod"].partition("#")[2]))


def test_the_example_of_open_badges_has_the_right_form_and_can_be_signed_both_ways() -> None:
    assert find_form_faults(BADGE) == []
    for suite in (proofs.JCS, proofs.RDFC):
        assert signed(BADGE, suite)["proof"]["proofValue"].startswith("z")


@pytest.mark.parametrize("missing", ["id", "issuer", "validFrom", "credentialSubject"])
def test_the_example_without_what_the_standard_requires_has_a_wrong_form(missing: str) -> None:
    assert find_form_faults({name: value for name, value in BADGE.items() if name != missing})


def test_the_contexts_are_the_published_files() -> None:
    digests = {
        address: hashlib.sha256((Path(contexts.__file__).parent / "data/contexts" / f"{name}.json").read_bytes()).hexdigest()[:16]
        for address, name in contexts._FILES.items()
    }
    # the first is the digest that the recommendation itself prints (Verifiable Credentials 2.0, appendix B.1)
    assert digests == {
        "https://www.w3.org/ns/credentials/v2": "59955ced6697d61e",
        "https://www.w3.org/ns/credentials/examples/v2": digests["https://www.w3.org/ns/credentials/examples/v2"],
        "https://www.w3.org/ns/credentials/undefined-terms/v2": "82dab514ba44eb18",
        "https://w3id.org/security/data-integrity/v2": "67f21e6e33a6c14e",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.1.json": "5f3d9dd6288ef437",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.2.json": "00666ad080ba4076",
        "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json": "3d34f4d4ef1bce69",
        "https://purl.imsglobal.org/spec/ob/v3p0/extensions.json": "87c06c81bc231766",
        "https://purl.imsglobal.org/spec/clr/v2p0/context-2.0.1.json": "880f1902d4158f2f",
        "https://www.w3.org/ns/did/v1": "62c1054bf404d6dd",
        "https://w3id.org/security/multikey/v1": "ba2c182de2d92f7e",
    }
