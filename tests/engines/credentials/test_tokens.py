"""Credentials as signed tokens, as other issuers write them: judged like those with a proof, and as strictly."""

import base64
import json
from collections.abc import Callable
from datetime import datetime

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, padding, rsa
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256

from baigong.engines.credentials import badges, controllers, faults, jose
from baigong.engines.credentials.keys import Ed25519Signer
from baigong.engines.credentials.reading import Document
from tests.engines.credentials.samples import DID, FACTS, NOW, World

BADGE = badges.build_badge(FACTS)
ED = ed25519.Ed25519PrivateKey.from_private_bytes(b"\1" * 32)
EC = ec.derive_private_key(12345, ec.SECP256R1())
RSA = rsa.generate_private_key(public_exponent=65537, key_size=2048)
WEAK = rsa.generate_private_key(public_exponent=65537, key_size=1024)


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def number(value: int, length: int | None = None) -> str:
    return b64(value.to_bytes(length or (value.bit_length() + 7) // 8, "big"))


def jwk_rsa(key: rsa.RSAPrivateKey) -> Document:
    numbers = key.public_key().public_numbers()
    return {"kty": "RSA", "n": number(numbers.n), "e": number(numbers.e)}


def by_ec(message: bytes) -> bytes:
    r, s = decode_dss_signature(EC.sign(message, ec.ECDSA(SHA256())))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


POINT = EC.public_key().public_numbers()
KEYS: dict[str, tuple[Document, Callable[[bytes], bytes]]] = {
    "EdDSA": ({"kty": "OKP", "crv": "Ed25519", "x": b64(ED.public_key().public_bytes_raw())}, ED.sign),
    "ES256": ({"kty": "EC", "crv": "P-256", "x": number(POINT.x, 32), "y": number(POINT.y, 32)}, by_ec),
    "RS256": (jwk_rsa(RSA), lambda message: RSA.sign(message, padding.PKCS1v15(), SHA256())),
}


def world(alg: str = "EdDSA", jwk: Document | None = None) -> World:
    """A reader who knows the issuer's key as a JsonWebKey."""
    method = {"id": f"{DID}#j", "type": "JsonWebKey", "controller": DID, "publicKeyJwk": jwk or KEYS[alg][0]}
    made = World()
    made.documents[DID] = {**made.documents[DID], "verificationMethod": [*made.documents[DID]["verificationMethod"], method]}
    made.documents[DID]["assertionMethod"] = [*made.documents[DID]["assertionMethod"], f"{DID}#j"]
    return made


def token(payload: Document | None = None, alg: str = "EdDSA", by: str = "", **header: object) -> str:
    """A token signed as ``by`` does (or ``alg``)."""
    head = {"alg": alg, "typ": "vc+jwt", "kid": f"{DID}#j"} | header
    message = f"{b64(json.dumps(head).encode())}.{b64(json.dumps(payload or BADGE, ensure_ascii=False).encode())}"
    return f"{message}.{b64(KEYS[by or alg][1](message.encode()))}"


@pytest.mark.parametrize("alg", sorted(KEYS))
def test_a_token_of_each_algorithm_is_valid_and_says_what_it_says(alg: str) -> None:
    verdict = world(alg).check(token(alg=alg))
    assert (verdict.state, verdict.findings, verdict.is_authentic) == ("valid", (), True)
    assert (verdict.suites, verdict.methods, verdict.issuer) == ((alg,), (f"{DID}#j",), DID)
    assert verdict.contents.licence_number == FACTS.licence_number
    assert world(alg).check(f"  {token(alg=alg)}\n".encode()).state == "valid"


@pytest.mark.parametrize("alg", sorted(KEYS))
def test_a_changed_word_or_signature_is_noticed(alg: str) -> None:
    head, _body, tail = token(alg=alg).split(".")
    other = b64(json.dumps({**BADGE, "name": "别的"}).encode())
    assert world(alg).check(f"{head}.{other}.{tail}").codes == {faults.SIGNATURE_WRONG}
    assert not world(alg).check(f"{head}.{other}.{tail}").is_authentic
    assert world(alg).check(token(alg=alg)[:-8] + "AAAAAAAA").state == "invalid"


def test_claims_beside_the_credential_must_say_the_same() -> None:
    same = {**BADGE, "iss": DID, "jti": FACTS.id, "nbf": int(NOW.timestamp()), "iat": int(NOW.timestamp())}
    assert world().check(token(same)).state == "valid"
    for name, value in (("iss", "did:web:evil.example"), ("jti", "urn:other")):
        verdict = world().check(token({**same, name: value}))
        assert (verdict.codes, verdict.is_authentic) == ({faults.CLAIMS_DIFFER}, False)


@pytest.mark.parametrize(
    ("claims", "code", "is_authentic"),
    [
        ({"exp": int(NOW.timestamp()) - 1}, faults.EXPIRED, True),
        ({"nbf": int(NOW.timestamp()) + 3_600}, faults.NOT_YET_VALID, True),
        ({"exp": "soon"}, faults.WRONG_MOMENT, True),
        ({"exp": 10**17}, faults.NUMBER_NOT_EXACT, False),
        ({"exp": -1}, faults.WRONG_MOMENT, True),
    ],
)
def test_the_time_of_a_token_is_held(claims: Document, code: str, is_authentic: bool) -> None:
    verdict = world().check(token({**BADGE, **claims}))
    assert (verdict.state, code in verdict.codes, verdict.is_authentic) == ("invalid", True, is_authentic)


@pytest.mark.parametrize("alg", ["none", "HS256", "ES384", "PS256", "", None])
def test_an_algorithm_that_proves_nothing_to_a_third_is_refused(alg: object) -> None:
    verdict = world().check(token(alg=alg, by="EdDSA"))  # type: ignore[arg-type]
    assert (verdict.codes, verdict.is_authentic) == ({faults.UNKNOWN_SUITE}, False)


def test_a_token_without_signature_and_one_of_selective_disclosure_are_told_apart() -> None:
    head, body, _tail = token().split(".")
    assert World().check(f"{head}.{body}.").codes == {faults.JWT_FORM}
    assert World().check(f"{token()}~").codes == {faults.JWT_FORM}


@pytest.mark.parametrize("alg", sorted(KEYS))
def test_a_key_in_the_header_counts_only_where_the_issuer_publishes_it(alg: str) -> None:
    carried = token(alg=alg, kid=None, jwk=KEYS[alg][0])
    assert world(alg).check(carried).state == "valid"
    other = next(name for name in sorted(KEYS) if name != alg)
    assert (unpublished := world(other).check(carried)).codes == {faults.KEY_UNKNOWN}
    assert not unpublished.is_authentic
    silent = world(alg)
    silent.documents[DID]["assertionMethod"] = [f"{DID}#key-1"]
    assert silent.check(carried).codes == {faults.KEY_NOT_FOR_ASSERTION}
    assert World(documents={}).check(carried).state == "open"


def test_a_did_key_whose_token_carries_its_key_is_found_and_no_other() -> None:
    did = controllers.did_key(Ed25519Signer(b"\1" * 32).public)
    plain = {name: value for name, value in BADGE.items() if name != "credentialStatus"} | {"issuer": {**BADGE["issuer"], "id": did}}
    assert World(documents={}).check(token(plain, kid="", jwk=KEYS["EdDSA"][0])).state == "valid"
    assert World(documents={}).check(token(plain, alg="ES256", kid="", jwk=KEYS["ES256"][0])).codes == {faults.KEY_UNKNOWN}
    assert World(documents={}).check(token(plain, kid="", jwk={**KEYS["EdDSA"][0], "d": "AQAB"})).codes == {faults.KEY_MALFORMED}


def test_a_point_is_the_same_written_whole_or_compressed() -> None:
    from baigong.engines.credentials.keys import PublicKey

    whole = jose.public_key_of(KEYS["ES256"][0])
    short = PublicKey("P-256", bytes([2 + POINT.y % 2]) + POINT.x.to_bytes(32, "big"))
    turned = PublicKey("P-256", bytes([3 - POINT.y % 2]) + POINT.x.to_bytes(32, "big"))
    assert (whole.is_same(short), whole.is_same(turned), whole.is_same(jose.public_key_of(KEYS["EdDSA"][0]))) == (True, False, False)


def test_a_header_that_names_no_key_and_a_key_of_another_are_refused() -> None:
    assert world().check(token(kid="", jwk="text")).codes == {faults.KEY_UNKNOWN}
    stranger = Ed25519Signer(b"\1" * 32)
    assert world().check(token(kid=controllers.did_key_method(stranger.public))).codes == {faults.KEY_OF_ANOTHER}
    assert world().check(token(kid=f"{DID}#key-1")).codes == {faults.SIGNATURE_WRONG}
    assert world().check(token(kid=f"{DID}#key-9")).codes == {faults.KEY_UNKNOWN}
    assert world("RS256").check(token(alg="RS256", kid=f"{DID}#key-1")).codes == {faults.KEY_OF_ANOTHER_KIND}


def test_a_key_is_found_by_its_fragment_alone_and_a_did_key_spells_out_its_own() -> None:
    assert world().check(token(kid="#j")).state == "valid"
    assert world().check(token(kid="j")).state == "valid"
    did = controllers.did_key(Ed25519Signer(b"\1" * 32).public)
    plain = {name: value for name, value in BADGE.items() if name != "credentialStatus"} | {"issuer": {**BADGE["issuer"], "id": did}}
    assert World(documents={}).check(token(plain, kid=did)).state == "valid"


def test_an_issuer_not_known_leaves_a_token_open() -> None:
    verdict = World(documents={}).check(token())
    assert (verdict.state, faults.ISSUER_UNKNOWN in verdict.codes) == ("open", True)


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        (jwk_rsa(WEAK), faults.SIGNATURE_WRONG),
        ({"kty": "RSA", "n": "AQAB", "e": "AQAB"}, faults.SIGNATURE_WRONG),
        ({**KEYS["RS256"][0], "d": "AQAB"}, faults.KEY_MALFORMED),
        ({"kty": "RSA", "n": "", "e": "AQAB"}, faults.KEY_MALFORMED),
        ({"kty": "RSA", "n": "中文", "e": "AQAB"}, faults.KEY_MALFORMED),
        ({"kty": "oct", "k": "AQAB"}, faults.KEY_OF_ANOTHER_KIND),
        ("text", faults.KEY_OF_ANOTHER_KIND),
        ({"kty": "EC", "crv": "P-256", "x": number(1, 32), "y": number(1, 32)}, faults.KEY_OF_ANOTHER_KIND),
    ],
)
def test_a_key_too_weak_published_with_its_secret_or_none_at_all_proves_nothing(jwk: object, code: str) -> None:
    assert world(jwk=jwk).check(token(alg="RS256")).codes == {code}  # type: ignore[arg-type]


def test_a_point_that_is_not_on_the_curve_verifies_nothing() -> None:
    off = {"kty": "EC", "crv": "P-256", "x": number(1, 32), "y": number(1, 32)}
    assert world(jwk=off).check(token(alg="ES256")).codes == {faults.SIGNATURE_WRONG}


def test_the_wrapped_form_of_vc_1_is_told_as_an_old_form() -> None:
    old = {"vc": {"@context": ["https://www.w3.org/2018/credentials/v1"], "type": ["VerifiableCredential"]}, "iss": DID}
    verdict = world().check(token(old, typ="JWT"))
    assert (verdict.state, verdict.codes, verdict.is_authentic) == ("invalid", {faults.WRONG_CONTEXT}, False)


@pytest.mark.parametrize("header", [{"typ": "kb+jwt"}, {"crit": ["exp"]}])
def test_a_token_for_something_else_or_with_what_must_be_understood_is_refused(header: dict[str, object]) -> None:
    assert world().check(token(**header)).codes == {faults.MALFORMED_PROOF}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    ["aaaaaaaa.b.c", f"{b64(b'{}x')}.{b64(b'{}')}.AAAA", f"{b64(b'[1,2,3,4]')}.{b64(b'{}')}.AAAA", "A" * 9 + "." + "A" * 300_000 + ".A"],
)
def test_what_only_looks_like_a_token_gets_a_verdict(text: str) -> None:
    assert World().check(text).state == "invalid"


def test_a_payload_that_says_a_name_twice_is_refused() -> None:
    head, _body, tail = token().split(".")
    twice = b64(b'{"a": 1, "a": 2}')
    assert world().check(f"{head}.{twice}.{tail}").codes == {faults.DUPLICATE_NAME}


def test_only_a_compact_token_is_taken_for_one() -> None:
    assert jose.is_token(token())
    for text in ("K7Q2M9XTB4WD5PHC", "www.example.com", "https://bank.example.cn/verify/1", '{"a": 1}'):
        assert not jose.is_token(text), text


def test_a_token_read_after_its_credential_ran_out_is_expired() -> None:
    late = world()
    late.now = datetime.fromisoformat("2025-07-01T00:00:00Z")
    verdict = late.check(token())
    assert (verdict.codes, verdict.is_authentic) == ({faults.EXPIRED}, True)


def test_a_token_in_its_envelope_is_judged_as_the_token_is() -> None:
    def enveloped(text: str, kind: str = "application/vc+jwt") -> Document:
        return {"@context": ["https://www.w3.org/ns/credentials/v2"], "type": "EnvelopedVerifiableCredential", "id": f"data:{kind},{text}"}

    verdict = world().check(enveloped(token()))
    assert (verdict.state, verdict.issuer, verdict.contents.licence_number) == ("valid", DID, FACTS.licence_number)
    assert world().check(json.dumps(enveloped(token()))).state == "valid"
    head, _body, tail = token().split(".")
    other = b64(json.dumps({**BADGE, "name": "别的"}).encode())
    assert world().check(enveloped(f"{head}.{other}.{tail}")).codes == {faults.SIGNATURE_WRONG}
    for document in (enveloped(token(), "text/plain"), enveloped("no token"), enveloped(json.dumps(BADGE))):
        assert not world().check(document).is_authentic
