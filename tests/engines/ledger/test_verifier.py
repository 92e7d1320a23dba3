"""The program that people take away: it accepts what was sealed, refuses everything else, and needs nothing of ours."""

from __future__ import annotations

import ast
import copy
import json
import shutil
import subprocess
import sys

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.ledger import verify_posting as verifier
from baigong.engines.ledger.blocks import key_id, seal
from baigong.engines.ledger.entries import canonical
from baigong.engines.ledger.proofs import VERIFIER, prove
from tests.engines.ledger.entries import AT, deposit, entries, reversal

# RFC 8032, section 7.1: secret key, public key, message, signature.
VECTORS = {
    "TEST 1": (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    "TEST 2": (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    "TEST 3": (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
    "TEST SHA(abc)": (
        "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
        "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704",
    ),
}


@pytest.mark.parametrize("name", VECTORS)
def test_the_published_signatures_hold_and_a_changed_bit_does_not(name):
    secret, public, message, signature = (bytes.fromhex(part) for part in VECTORS[name])
    assert Ed25519PrivateKey.from_private_bytes(secret).public_key().public_bytes_raw() == public
    assert verifier.is_signed(public, message, signature)
    for place in (0, 31, 32, 63):
        assert not verifier.is_signed(public, message, bytes(b ^ (i == place) for i, b in enumerate(signature)))
    assert not verifier.is_signed(public, message + b"\0", signature)
    assert not verifier.is_signed(bytes(32), message, signature)


def test_a_signature_with_another_number_for_the_same_scalar_is_refused():
    """S + L would give the same point: RFC 8032 demands that S is below L."""
    _secret, public, message, signature = (bytes.fromhex(part) for part in VECTORS["TEST 2"])
    larger = int.from_bytes(signature[32:], "little") + verifier.L
    assert not verifier.is_signed(public, message, signature[:32] + larger.to_bytes(32, "little"))


@pytest.mark.parametrize("public", [b"", bytes(31), b"\xff" * 32, (verifier.P + 1).to_bytes(32, "little")])
def test_a_key_that_is_no_point_signs_nothing(public):
    assert not verifier.is_signed(public, b"", bytes.fromhex(VECTORS["TEST 1"][3]))


KEY = Ed25519PrivateKey.from_private_bytes(b"7" * 32)
PUBLIC = KEY.public_key().public_bytes_raw()


def proved(postings, index):
    block = seal(None, postings, at=AT, key=key_id(PUBLIC), sign=KEY.sign)
    return prove(index, postings, block, PUBLIC), block


POSTINGS = [canonical(deposit(n, f"o{n}", n * 10)) for n in range(1, 8)] + [canonical(reversal(8, deposit(3, "o3", 30)))]


@settings(max_examples=20)
@given(st.lists(entries, min_size=1, max_size=9), st.data())
def test_every_posting_of_a_block_is_proved(postings, draw):
    sealed = [canonical(entry) for entry in postings]
    proof, block = proved(sealed, draw.draw(st.integers(0, len(sealed) - 1)))
    verifier.check(json.loads(json.dumps(proof)), key=key_id(PUBLIC), head=block.digest)


def changed(proof, path, value):
    forged = copy.deepcopy(proof)
    place = forged
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return forged


FORGERIES = {
    "not_in_block": [(("posting", "purpose"), "x"), (("posting", "reverses"), 4), (("posting", "id"), 99), (("block", "root"), "00" * 32),
                     (("index",), 5), (("path", 0), "00" * 32)],
    "unbalanced": [(("posting", "lines", 1, "amount"), 9999)],
    "not_an_integer": [(("posting", "lines", 1, "amount"), 30.0), (("posting", "lines", 0, "amount"), True)],
    "wrong_path": [(("path",), []), (("path",), ["00" * 32] * 9), (("path", 0), "00"), (("index",), 8), (("index",), -1)],
    "not_plain": [(("posting", "purpose"), "a\tb")],
    "other_key": [(("public_key",), "11" * 32), (("block", "key"), "0" * 16)],
    "wrong_signature": [(("signature",), "00" * 64), (("block", "number"), 2), (("block", "sealed_at"), "2020-01-01T00:00:00.000000Z"),
                        (("block", "previous"), "11" * 32), (("block", "first"), 7)],
    "not_a_proof": [(("format",), "other")],
}  # fmt: skip


@pytest.mark.parametrize(("code", "path", "value"), [(c, p, v) for c, changes in FORGERIES.items() for p, v in changes])
def test_a_forged_proof_is_refused_with_the_reason(code, path, value):
    proof, _block = proved(POSTINGS, 2)
    verifier.check(proof)
    with pytest.raises(verifier.Wrong, match=f"^{code}$"):
        verifier.check(changed(proof, path, value))


def test_a_proof_that_is_whole_but_of_another_signer_or_chain_is_refused_when_one_says_whose():
    proof, _block = proved(POSTINGS, 2)
    verifier.check(proof, key=PUBLIC.hex())
    with pytest.raises(verifier.Wrong, match="key_not_demanded"):
        verifier.check(proof, key="0" * 16)
    with pytest.raises(verifier.Wrong, match="other_head"):
        verifier.check(proof, head="0" * 64)


def test_the_program_is_read_by_old_pythons_too():
    ast.parse(VERIFIER.read_text(encoding="utf-8"), feature_version=(3, 8))


def ask(folder, *words):
    """Run the program as a learner would: a copy, alone in a folder, isolated from every library."""
    shutil.copy(VERIFIER, folder / "verify_posting.py")
    done = subprocess.run(
        [sys.executable, "-I", "-S", "verify_posting.py", *words], cwd=folder, capture_output=True, text=True,
        encoding="utf-8", check=False, env={"PYTHONUTF8": "1"},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done


def test_the_program_alone_says_what_it_found(tmp_path):
    proof, block = proved(POSTINGS, 2)
    (tmp_path / "proof.json").write_text(json.dumps(proof, ensure_ascii=False), encoding="utf-8")
    done = ask(tmp_path, "proof.json", "--key", PUBLIC.hex(), "--head", block.digest)
    assert done.returncode == 0
    assert all(word in done.stdout for word in ("可信", "第3号", "learner:7  +0.30", "学分认定〔2021〕3号", "第1块"))
    (tmp_path / "forged.json").write_text(json.dumps(changed(proof, ("posting", "lines", 1, "amount"), 90_000)), encoding="utf-8")
    done = ask(tmp_path, "forged.json")
    assert done.returncode == 1
    assert "不可信" in done.stdout


@pytest.mark.parametrize(
    "text", ["{}", "[]", "null", '"x"', '{"format": "baigong-proof-1"}', '{"format": "baigong-proof-1", "posting": [], "block": 3}']
)
def test_json_that_is_no_proof_is_refused(tmp_path, text):
    (tmp_path / "proof.json").write_text(text, encoding="utf-8")
    assert ask(tmp_path, "proof.json").returncode == 1


@pytest.mark.parametrize("text", ["", "{", "[" * 100_000, "\x00"])
def test_what_is_no_json_is_wrong_usage(tmp_path, text):
    (tmp_path / "proof.json").write_text(text, encoding="utf-8")
    assert ask(tmp_path, "proof.json").returncode == 2
    assert ask(tmp_path).returncode == 2
    assert ask(tmp_path, "missing.json").returncode == 2
