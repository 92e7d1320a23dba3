"""Bitstring Status List 1.0: which of many credentials are revoked or suspended, in one list; who fetches it does not tell about whom."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from baigong.engines.credentials import faults
from baigong.engines.credentials.contexts import CREDENTIALS
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.multibase import decode_base64url, encode_base64url
from baigong.engines.credentials.reading import Document, as_list, write_moment

TTL = 300  # seconds for which a reader may keep a list: the time in which a revocation is seen everywhere
SIZE = 131_072  # bits: the least that the standard allows, so that nobody is alone in a list
REVOCATION, SUSPENSION = "revocation", "suspension"
ENTRY_TYPE, LIST_TYPE, SUBJECT_TYPE = "BitstringStatusListEntry", "BitstringStatusListCredential", "BitstringStatusList"
_LARGEST_LIST = 4 * 1024 * 1024  # bytes unpacked
_INDEX = re.compile(r"0|[1-9]\d{0,9}")


@dataclass(frozen=True)
class StatusEntry:
    """Where the status of a credential stands: bit ``index`` of the list published at ``list_url``."""

    purpose: str
    list_url: str
    index: int

    def document(self) -> Document:
        """The entry as ``credentialStatus`` carries it."""
        return {
            "id": f"{self.list_url}#{self.index}",
            "type": ENTRY_TYPE,
            "statusPurpose": self.purpose,
            "statusListIndex": str(self.index),
            "statusListCredential": self.list_url,
        }


def read_entry(document: object) -> StatusEntry:
    """The entry of a ``credentialStatus``. Raises ``CredentialFault``."""
    if not isinstance(document, dict):  # an address alone, or a list in the list, under which RDF says the same
        raise CredentialFault(faults.STATUS_MALFORMED, "credentialStatus")
    entry = document
    if ENTRY_TYPE not in as_list(entry.get("type")):
        raise CredentialFault(faults.STATUS_UNKNOWN_KIND, str(entry.get("type"))[:80])
    purpose, index, url = (entry.get(name) for name in ("statusPurpose", "statusListIndex", "statusListCredential"))
    if isinstance(index, int) and not isinstance(index, bool):  # the standard wants text; 1EdTech's own examples write a number
        index = str(index)
    if entry.get("statusSize", 1) != 1:  # one of several values to a place, which revocation never has
        raise CredentialFault(faults.STATUS_UNKNOWN_KIND, f"statusSize {entry['statusSize']}"[:80])
    if not (isinstance(purpose, str) and isinstance(url, str) and isinstance(index, str) and _INDEX.fullmatch(index)):
        raise CredentialFault(faults.STATUS_MALFORMED)
    return StatusEntry(purpose, url, int(index))


def encode_list(indexes: Collection[int], *, size: int = SIZE) -> str:
    """The bits at ``indexes`` set, the first bit leftmost: compressed (the same every time) and in multibase."""
    bits = bytearray(size // 8)
    for index in indexes:
        if not 0 <= index < size:
            raise ValueError("no such place in the list")
        bits[index // 8] |= 0x80 >> index % 8
    return encode_base64url(gzip.compress(bytes(bits), mtime=0))


def decode_list(text: object) -> bytes:
    """The bits of an ``encodedList``, bounded whatever it claims to unpack to. Raises ``CredentialFault``."""
    unpacking = zlib.decompressobj(wbits=31)
    try:
        bits = unpacking.decompress(decode_base64url(text if isinstance(text, str) else ""), _LARGEST_LIST)
    except (ValueError, zlib.error) as fault:
        raise CredentialFault(faults.STATUS_MALFORMED, "encodedList") from fault
    if not unpacking.eof or len(bits) * 8 < SIZE:
        raise CredentialFault(faults.STATUS_MALFORMED, "encodedList")
    return bits


def build_list(
    *, url: str, issuer_id: str, purpose: str, indexes: Collection[int], valid_from: datetime, valid_until: datetime | None = None
) -> Document:
    """The status list as a credential, without proof; ``valid_until`` is when a reader must fetch it anew."""
    document: Document = {
        "@context": [CREDENTIALS],
        "id": url,
        "type": ["VerifiableCredential", LIST_TYPE],
        "issuer": issuer_id,
        "validFrom": write_moment(valid_from),
        "credentialSubject": {
            "id": f"{url}#list",
            "type": SUBJECT_TYPE,
            "statusPurpose": purpose,
            "encodedList": encode_list(indexes),
            "ttl": TTL * 1_000,
        },
    }
    if valid_until:
        document["validUntil"] = write_moment(valid_until)
    return document


def is_set(status_list: Document, entry: StatusEntry) -> bool:
    """Whether the bit of ``entry`` is set in ``status_list`` (whose proof was checked). Raises ``CredentialFault``."""
    subject = status_list.get("credentialSubject")
    if (
        not isinstance(subject, dict)
        or SUBJECT_TYPE not in as_list(subject.get("type"))
        or LIST_TYPE not in as_list(status_list.get("type"))
    ):
        raise CredentialFault(faults.STATUS_MALFORMED, "type")
    if status_list.get("id") not in (None, entry.list_url):
        raise CredentialFault(faults.STATUS_MALFORMED, "id")
    if entry.purpose not in as_list(subject.get("statusPurpose")):
        raise CredentialFault(faults.STATUS_MALFORMED, "statusPurpose")
    bits = decode_list(subject.get("encodedList"))
    if entry.index >= len(bits) * 8:
        raise CredentialFault(faults.STATUS_MALFORMED, "statusListIndex")
    return bool(bits[entry.index // 8] & 0x80 >> entry.index % 8)
