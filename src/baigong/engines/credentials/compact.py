"""A whole signed credential small enough for a QR code: verified from the paper alone, with the issuer's published key and no network.

Canonical JSON, compressed against a dictionary of what our credentials have in common, in base 32: only capitals and digits, which a QR
code packs tightest and which may stand in a link. A leading ``1`` names this form; a dictionary, once printed on paper, is never changed.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from functools import cache
from importlib import resources

from baigong.engines.credentials import faults
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.proofs import canonical_json
from baigong.engines.credentials.reading import LARGEST, Document, read_document

_FORM = "1"
_LONGEST = 8_000  # letters: a QR code holds 4,296


@cache
def _dictionary() -> bytes:
    return resources.files(__package__).joinpath("data", "compact-1.txt").read_bytes()


def pack(document: Document) -> str:
    """``document`` as capitals and digits."""
    packing = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, _dictionary())
    data = packing.compress(canonical_json(document)) + packing.flush()
    return _FORM + base64.b32encode(data).decode().rstrip("=")


def unpack(text: str) -> Document:
    """The credential of a packed text. Raises ``CredentialFault``."""
    letters = text.strip()[len(_FORM) :]
    unpacking = zlib.decompressobj(-15, _dictionary())
    try:
        if not text.strip().startswith(_FORM) or len(letters) > _LONGEST:
            raise ValueError("not packed")
        data = unpacking.decompress(base64.b32decode(letters + "=" * (-len(letters) % 8), casefold=True), LARGEST + 1)
    except (ValueError, binascii.Error, zlib.error) as fault:
        raise CredentialFault(faults.NOT_A_CREDENTIAL) from fault
    if not unpacking.eof:
        raise CredentialFault(faults.NOT_A_CREDENTIAL)
    return read_document(data)
