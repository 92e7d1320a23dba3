"""Keys that sign blocks: Ed25519, the private half encrypted with the field key."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from baigong.contexts.credit_bank.models import LedgerKey
from baigong.engines.ledger.blocks import Block, key_id
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.privacy import decrypt, encrypt


@dataclass(frozen=True)
class Signer:
    """A key at work."""

    id: str
    private: Ed25519PrivateKey

    def sign(self, message: bytes) -> bytes:
        """The signature over ``message``."""
        return self.private.sign(message)


def new_key(*, actor: Actor, now: datetime) -> LedgerKey:
    """Make a key; from now on it signs. Blocks that older keys signed stay theirs."""
    private = Ed25519PrivateKey.generate()
    public = private.public_key().public_bytes_raw()
    row = LedgerKey.objects.create(
        key=key_id(public), public=public.hex(), private_cipher=encrypt(private.private_bytes_raw().hex()), since=now
    )
    audit.record(actor, "credit_bank.ledger.key_made", row, now=now, detail={"public": row.public})
    return row


def find_key() -> LedgerKey | None:
    """The key that signs now."""
    return LedgerKey.objects.order_by("pk").last()


def signer(*, actor: Actor, now: datetime) -> Signer:
    """The key that signs now; the first one is made when it is needed."""
    row = find_key() or new_key(actor=actor, now=now)
    return Signer(row.key, Ed25519PrivateKey.from_private_bytes(bytes.fromhex(decrypt(row.private_cipher))))


class Signatures:
    """Checks signatures of blocks by the public keys that are kept."""

    def __init__(self) -> None:
        self.public = {row.key: bytes.fromhex(row.public) for row in LedgerKey.objects.all()}

    def hold(self, block: Block) -> bool:
        """Whether the block's signature is that of its key, and the key that of its name."""
        public = self.public.get(block.key)
        if public is None or key_id(public) != block.key:
            return False
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(bytes.fromhex(block.signature), block.header)
        except (InvalidSignature, ValueError):
            return False
        return True
