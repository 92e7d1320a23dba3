"""Keys and their texts: multibase, Multikey, did:key, did:web, and SM2 as another library understands it."""

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.credentials import controllers, faults, proofs
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.keys import PublicKey, Sm2Signer, parse_multikey
from baigong.engines.credentials.multibase import decode_base58, decode_base64url, encode_base58, encode_base64url
from tests.engines.credentials.samples import DID, KEYS, NOW, SIGNER, SM2_SIGNER


@given(st.binary(max_size=80))
def test_bytes_come_back_from_both_bases(data: bytes) -> None:
    assert decode_base58(encode_base58(data)) == data
    assert decode_base64url(encode_base64url(data)) == data


@pytest.mark.parametrize("text", ["", "z0", "zO", "zI", "zl", "abc", "u+", "z" + "1" * 600])
def test_text_of_another_base_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="not base"):
        decode_base58(text)


def test_a_key_comes_back_from_its_multikey() -> None:
    for signer in (SIGNER, SM2_SIGNER):
        assert parse_multikey(signer.public.multikey) == signer.public
    assert SIGNER.public.multikey.startswith("z6Mk")


@pytest.mark.parametrize("text", [None, 5, "", "z6Mk", "z82Lm1MpAkeJcix9K8TMiLd5NMAhnwkjjCBeWHXyu3U4oT2MVJJKXkcVBgjGhnLBn2Kaau9"])
def test_a_key_of_another_kind_is_refused(text: object) -> None:
    with pytest.raises(CredentialFault) as caught:
        parse_multikey(text)
    assert caught.value.code in {faults.KEY_MALFORMED, faults.KEY_OF_ANOTHER_KIND}


@given(st.binary(max_size=200), st.binary(max_size=200))
def test_a_signature_holds_for_its_message_only(message: bytes, another: bytes) -> None:
    signature = SIGNER.sign(message)
    assert SIGNER.public.verifies(signature, message)
    assert (message == another) == SIGNER.public.verifies(signature, another)
    assert not SIGNER.public.verifies(signature[:-1], message)


def test_what_we_sign_by_sm2_another_library_verifies_and_the_other_way_round() -> None:
    from gmssl import func, sm2, sm3

    message = "百工".encode()
    digest = sm3.sm3_hash(func.bytes_to_list(message))
    assert bytes.fromhex(digest) == proofs.SUITES[proofs.SM2].digest(message)
    point = _uncompressed(SM2_SIGNER.public.raw)
    theirs = sm2.CryptSM2(private_key=bytes(range(1, 33)).hex(), public_key=point.hex())
    assert theirs.verify_with_sm3(SM2_SIGNER.sign(message).hex(), message)
    signature = bytes.fromhex(theirs.sign_with_sm3(message))
    assert SM2_SIGNER.public.verifies(signature, message)
    assert not SM2_SIGNER.public.verifies(signature, message + b"!")


def _uncompressed(compressed: bytes) -> bytes:
    """x and y of a point on the curve of GM/T 0003.5."""
    prime = 2**256 - 2**224 - 2**96 + 2**64 - 1
    b = 0x28E9FA9E9D9F5E344D5A9E4BCF6509A7F39789F515AB8F92DDBCBD414D940E93
    x = int.from_bytes(compressed[1:], "big")
    y = pow(x**3 - 3 * x + b, (prime + 1) // 4, prime)
    if y % 2 != compressed[0] % 2:
        y = prime - y
    return x.to_bytes(32, "big") + y.to_bytes(32, "big")


@pytest.mark.parametrize("raw", [b"\2" + b"\xff" * 32, b"\5" + bytes(32), b"\0" * 33])
def test_a_point_that_is_not_on_the_curve_verifies_nothing(raw: bytes) -> None:
    assert not PublicKey("SM2", raw).verifies(SM2_SIGNER.sign(b"x"), b"x")


@pytest.mark.parametrize("secret", [b"", bytes(32), b"\xff" * 32, b"\1" * 31])
def test_no_signer_is_made_of_a_secret_out_of_range(secret: bytes) -> None:
    with pytest.raises(ValueError, match="secret"):
        Sm2Signer(secret)


@pytest.mark.parametrize(
    ("did", "address"),
    [
        ("did:web:bank.example.cn", "https://bank.example.cn/.well-known/did.json"),
        ("did:web:localhost%3A8000", "https://localhost:8000/.well-known/did.json"),
        ("did:web:example.cn:schools:wuwei", "https://example.cn/schools/wuwei/did.json"),
    ],
)
def test_where_the_document_of_a_did_web_lies(did: str, address: str) -> None:
    assert controllers.did_web_address(did) == address


def test_a_host_with_its_port_becomes_a_did_web_and_an_address_does_not() -> None:
    assert controllers.did_web("LocalHost:8000") == "did:web:localhost%3A8000"
    for wrong in ("", "a/b", "a?b", "user@host", "a b"):
        with pytest.raises(ValueError, match="host"):
            controllers.did_web(wrong)
    for wrong in ("did:key:x", "did:web:", "did:web:a%2Fb", "did:web:a:..%2F..", "did:web:a:"):
        with pytest.raises(CredentialFault):
            controllers.did_web_address(wrong)


def test_the_document_names_every_key_and_for_assertions_those_not_revoked() -> None:
    keys = [*KEYS, controllers.PublishedKey("key-0", PublicKey("Ed25519", hashlib.sha256(b"old").digest()), revoked_at=NOW)]
    document = controllers.controller_document(DID, keys)
    assert [method["id"] for method in document["verificationMethod"]] == [f"{DID}#key-1", f"{DID}#sm2-1", f"{DID}#key-0"]
    assert document["assertionMethod"] == [f"{DID}#key-1", f"{DID}#sm2-1"]
    assert {method["type"] for method in document["verificationMethod"]} == {"Multikey"}
    assert document["verificationMethod"][2]["revoked"] == "2022-06-27T01:30:00Z"
