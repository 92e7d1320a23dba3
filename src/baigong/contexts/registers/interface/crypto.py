"""SM3, SM4 and RSA as the interface of the standard uses them; both ends call these.

The standard names SM3, SM4 and RSA and leaves mode, padding and key to "the school-side help pages": here they are a ``Suite``.
"""

from __future__ import annotations

import base64
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import padding as rsa_padding
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

BLOCK = 16
GCM_IV, GCM_TAG = 12, 16
RSA_BITS = 2048


class CipherError(ValueError):
    """What came cannot be decrypted: another key, another mode, or a part of it is missing."""


def sm3(data: bytes) -> str:
    """The SM3 digest (GB/T 32905), 64 hexadecimal digits."""
    digest = hashes.Hash(hashes.SM3())
    digest.update(data)
    return digest.finalize().hex()


def sign(body: bytes, timestamps: str, random: str) -> str:
    """The ``sign`` header: SM3 over the plain body, then the timestamp, then the caller's random string."""
    return sm3(body + timestamps.encode() + random.encode())


def same(given: str, expected: str) -> bool:
    """Whether two secrets are equal, in a time that does not tell how much of them is. An empty one equals nothing."""
    return bool(expected) and hmac.compare_digest(given.encode(), expected.encode())


@dataclass(frozen=True)
class Suite:
    """How one account encrypts bodies. With an empty ``iv`` it stands before the cipher text; GCM ends with its tag."""

    key: bytes
    mode: str = "ecb"
    padding: str = "pkcs7"
    iv: bytes = b""

    def encrypt(self, plain: bytes) -> str:
        """``plain`` as hexadecimal cipher text."""
        iv, lead = self._fresh_iv()
        if self.mode == "gcm":
            sealing = Cipher(algorithms.SM4(self.key), modes.GCM(iv)).encryptor()
            text = sealing.update(plain) + sealing.finalize()
            return (lead + text + sealing.tag).hex()
        encryptor = Cipher(algorithms.SM4(self.key), self._chained(iv)).encryptor()
        return (lead + encryptor.update(self._padded(plain)) + encryptor.finalize()).hex()

    def decrypt(self, text: str) -> bytes:
        """What ``encrypt`` was given. Raises ``CipherError``."""
        try:
            data = bytes.fromhex(text.strip())
        except ValueError as error:
            raise CipherError("not hexadecimal") from error
        size = self._iv_size
        iv, data = (self.iv, data) if self.iv or not size else (data[:size], data[size:])
        try:
            if self.mode == "gcm":
                opening = Cipher(algorithms.SM4(self.key), modes.GCM(iv, data[-GCM_TAG:])).decryptor()
                return opening.update(data[:-GCM_TAG]) + opening.finalize()
            decryptor = Cipher(algorithms.SM4(self.key), self._chained(iv)).decryptor()
            return self._unpadded(decryptor.update(data) + decryptor.finalize())
        except (ValueError, InvalidTag) as error:
            raise CipherError(str(error) or "tag") from error

    @property
    def _iv_size(self) -> int:
        return {"ecb": 0, "gcm": GCM_IV}.get(self.mode, BLOCK)

    def _fresh_iv(self) -> tuple[bytes, bytes]:
        """The vector, and what of it goes before the cipher text."""
        if self.iv or not self._iv_size:
            return self.iv, b""
        drawn = os.urandom(self._iv_size)
        return drawn, drawn

    def _chained(self, iv: bytes) -> modes.CBC | modes.ECB:
        return modes.CBC(iv) if self.mode == "cbc" else modes.ECB()  # noqa: S305  (what existing pushers do)

    def _padded(self, plain: bytes) -> bytes:
        short = BLOCK - len(plain) % BLOCK
        if self.padding == "zero":
            return plain + bytes(short % BLOCK)
        return plain + bytes([short]) * short

    def _unpadded(self, plain: bytes) -> bytes:
        if self.padding == "zero":
            return plain.rstrip(b"\0")
        last = plain[-1] if plain else 0
        if not 1 <= last <= BLOCK or plain[-last:] != bytes([last]) * last:
            raise CipherError("padding")
        return plain[:-last]


def sm4_key(app_secret: str, form: str) -> bytes:
    """The 16 bytes of the key: ``app_secret`` read as hexadecimal (``hex``) or taken as it stands (``text``)."""
    return bytes.fromhex(app_secret) if form == "hex" else app_secret.encode()


def new_rsa_key() -> tuple[str, str]:
    """A private key as PEM and its public half as base64 of DER, the way pushers take it."""
    key = rsa.generate_private_key(public_exponent=65537, key_size=RSA_BITS)
    private = key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return private.decode(), base64.b64encode(public).decode()


def rsa_encrypt(public: str, plain: bytes, padding: str = "pkcs1") -> str:
    """``plain`` under a public key as base64, in as many blocks as it needs."""
    key = serialization.load_der_public_key(base64.b64decode(public))
    if not isinstance(key, rsa.RSAPublicKey):
        raise CipherError("no RSA key")
    room = key.key_size // 8 - (66 if padding == "oaep" else 11)
    blocks = [key.encrypt(plain[at : at + room], _rsa_padding(padding)) for at in range(0, len(plain), room)]
    return base64.b64encode(b"".join(blocks)).decode()


def rsa_decrypt(private: str, text: str, padding: str = "pkcs1") -> bytes:
    """What ``rsa_encrypt`` was given; ``text`` as base64 or hexadecimal. Raises ``CipherError``."""
    key = serialization.load_pem_private_key(private.encode(), password=None, unsafe_skip_rsa_key_validation=True)
    if not isinstance(key, rsa.RSAPrivateKey):
        raise CipherError("no RSA key")
    data, size = _bytes_of(text), key.key_size // 8
    if not data or len(data) % size:
        raise CipherError("length")
    try:
        return b"".join(key.decrypt(data[at : at + size], _rsa_padding(padding)) for at in range(0, len(data), size))
    except ValueError as error:
        raise CipherError("RSA") from error


def _rsa_padding(name: str) -> rsa_padding.AsymmetricPadding:
    if name == "oaep":
        return rsa_padding.OAEP(rsa_padding.MGF1(hashes.SHA256()), hashes.SHA256(), None)
    return rsa_padding.PKCS1v15()


def _bytes_of(text: str) -> bytes:
    packed = "".join(text.strip().splitlines()).replace(" ", "+")  # a form turns a plus sign into a space
    try:
        return bytes.fromhex(packed)
    except ValueError:
        pass
    try:
        return base64.b64decode(packed, validate=True)
    except ValueError as error:  # binascii.Error among them
        raise CipherError("neither base64 nor hexadecimal") from error
