"""Keys as Multikey text and as signers: Ed25519 (RFC 8032) and SM2 with SM3 (GM/T 0003). Where secrets lie is the caller's matter.

Beside them two kinds that only verify tokens of others: P-256 and RSA.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Literal, Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.multibase import decode_base58, encode_base58

Algorithm = Literal["Ed25519", "SM2", "P-256", "RSA"]

# prefixes of the multicodec table: ed25519-pub 0xed, sm2-pub 0x1206, p256-pub 0x1200 (compressed points), as variable-length integers
_PREFIXES: dict[Algorithm, bytes] = {"Ed25519": b"\xed\x01", "SM2": b"\x86\x24", "P-256": b"\x80\x24"}
_LENGTHS: dict[Algorithm, int] = {"Ed25519": 32, "SM2": 33, "P-256": 33}
_LEAST_RSA = 2048
_SM2_USER = b"1234567812345678"  # the identifier that GM/T 0009 prescribes where none is agreed
_SM2_ORDER = 0xFFFFFFFEFFFFFFFFFFFFFFFFFFFFFFFF7203DF6B21C6052B53BBF40939D54123


@dataclass(frozen=True)
class PublicKey:
    """A public key: 32 bytes of Ed25519, a point of SM2 (compressed) or P-256, or modulus and exponent of RSA as a list in JSON."""

    algorithm: Algorithm
    raw: bytes

    @property
    def multikey(self) -> str:
        """The key as ``publicKeyMultibase``."""
        return encode_base58(_PREFIXES[self.algorithm] + self.raw)

    def is_same(self, other: PublicKey) -> bool:
        """Whether both are one key; a point may be written whole or compressed."""
        return self.algorithm == other.algorithm and _compressed(self) == _compressed(other)

    def verifies(self, signature: bytes, message: bytes) -> bool:
        """Whether ``signature`` over ``message`` is this key's."""
        if self.algorithm == "RSA":
            return _rsa_verifies(self.raw, signature, message)
        if len(signature) != 64:
            return False
        if self.algorithm == "SM2":
            return _sm2_verifies(self.raw, signature, message)
        if self.algorithm == "P-256":
            return _p256_verifies(self.raw, signature, message)
        try:
            Ed25519PublicKey.from_public_bytes(self.raw).verify(signature, message)
        except (InvalidSignature, ValueError):
            return False
        return True


def _compressed(key: PublicKey) -> bytes:
    whole = key.algorithm == "P-256" and key.raw[:1] == b"\x04" and len(key.raw) == 65
    return bytes([2 + key.raw[-1] % 2]) + key.raw[1:33] if whole else key.raw


class Signer(Protocol):
    """What proofs sign with; a hardware module can stand here too."""

    @property
    def public(self) -> PublicKey:
        """The public half."""

    def sign(self, message: bytes) -> bytes:
        """64 bytes of signature."""


class Ed25519Signer:
    """An Ed25519 secret of 32 bytes."""

    def __init__(self, secret: bytes) -> None:
        self._key = Ed25519PrivateKey.from_private_bytes(secret)
        self.public = PublicKey("Ed25519", self._key.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """Sign ``message``."""
        return self._key.sign(message)


class Sm2Signer:
    """An SM2 secret of 32 bytes, from 1 to the order less 2."""

    def __init__(self, secret: bytes) -> None:
        from gmalg import PC_MODE, SM2

        if len(secret) != 32 or not 0 < int.from_bytes(secret, "big") < _SM2_ORDER - 1:
            raise ValueError("not an SM2 secret")
        point = SM2(pc_mode=PC_MODE.COMPRESS).generate_pk(secret)
        self.public = PublicKey("SM2", point)
        self._key = SM2(secret, _SM2_USER, point)

    def sign(self, message: bytes) -> bytes:
        """Sign ``message``: r and s, 32 bytes each."""
        r, s = self._key.sign(message)
        return bytes(r) + bytes(s)


def _sm2_verifies(point: bytes, signature: bytes, message: bytes) -> bool:
    from gmalg import SM2

    r, s = signature[:32], signature[32:]
    if not all(0 < int.from_bytes(part, "big") < _SM2_ORDER for part in (r, s)):
        return False
    try:
        return bool(SM2(uid=_SM2_USER, pk=point).verify(message, r, s))
    except Exception:  # the library raises many kinds for a point that is not on the curve
        return False


def _p256_verifies(point: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric import ec
    from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
    from cryptography.hazmat.primitives.hashes import SHA256

    r, s = (int.from_bytes(part, "big") for part in (signature[:32], signature[32:]))
    try:
        key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), point)
        key.verify(encode_dss_signature(r, s), message, ec.ECDSA(SHA256()))
    except (InvalidSignature, ValueError):
        return False
    return True


def _rsa_verifies(numbers: bytes, signature: bytes, message: bytes) -> bool:
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicNumbers
    from cryptography.hazmat.primitives.hashes import SHA256

    modulus, exponent = json.loads(numbers)
    try:
        key = RSAPublicNumbers(exponent, modulus).public_key()
        if key.key_size < _LEAST_RSA:
            return False
        key.verify(signature, message, PKCS1v15(), SHA256())
    except (InvalidSignature, ValueError):
        return False
    return True


def parse_multikey(text: object) -> PublicKey:
    """The key of a ``publicKeyMultibase``. Raises ``CredentialFault``."""
    try:
        data = decode_base58(text if isinstance(text, str) else "")
    except ValueError as fault:
        raise CredentialFault(faults.KEY_MALFORMED, str(text)[:80]) from fault
    for algorithm, prefix in _PREFIXES.items():
        if data.startswith(prefix) and len(data) == len(prefix) + _LENGTHS[algorithm]:
            return PublicKey(algorithm, data[len(prefix) :])
    raise CredentialFault(faults.KEY_OF_ANOTHER_KIND, str(text)[:80])
