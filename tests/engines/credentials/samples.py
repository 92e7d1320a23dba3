"""A city's credit bank and a credential of it: keys from fixed bytes, one moment, lists of statuses."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from baigong.engines.credentials import badges, checking, controllers, proofs, statuses
from baigong.engines.credentials.keys import Ed25519Signer, Sm2Signer
from baigong.engines.credentials.reading import Document

NOW = datetime(2022, 6, 27, 1, 30, tzinfo=UTC)
HOST = "bank.example.cn"
DID = controllers.did_web(HOST)
SIGNER, SM2_SIGNER = Ed25519Signer(bytes(range(32))), Sm2Signer(bytes(range(1, 33)))
SIGNERS = {proofs.JCS: (SIGNER, "key-1"), proofs.RDFC: (SIGNER, "key-1"), proofs.SM2: (SM2_SIGNER, "sm2-1")}
KEYS = [controllers.PublishedKey("key-1", SIGNER.public), controllers.PublishedKey("sm2-1", SM2_SIGNER.public)]
INDEX = 4711
LISTS = {purpose: f"https://{HOST}/credits/status/{purpose}" for purpose in (statuses.REVOCATION, statuses.SUSPENSION)}

FACTS = badges.BadgeFacts(
    id=f"https://{HOST}/verify/K7Q2M9XTB4WD5PHC",
    issuer=badges.Issuer(DID, "某市学分银行", f"https://{HOST}/"),
    recipient=badges.Recipient(name="阿依古丽·买买提", account="XF0001"),
    achievement=badges.Achievement(
        id="urn:uuid:7b1f1a52-6f6e-4a50-9e4e-0f4b7f3f1d2a",
        kind="Certificate",
        name="老年照护职业技能等级证书（中级）",
        description="由培训评价组织颁发",
        criteria="理论与实操考核均合格",
        alignments=(badges.Alignment("Programme", "690301", "智慧健康养老服务", "职业教育专业目录", f"https://{HOST}/codes/690301"),),
    ),
    valid_from=NOW,
    valid_until=datetime(2025, 6, 27, tzinfo=UTC),
    awarded_at=datetime(2022, 5, 1, tzinfo=UTC),
    hundredths=350,
    result="合格",
    licence_number="1220623010012345",
    evidence=(badges.Evidence("证书扫描件", hashlib.sha256(b"scan").digest()),),
    status=tuple(statuses.StatusEntry(purpose, url, INDEX) for purpose, url in LISTS.items()),
)


def signed(document: Document, suite: str = proofs.JCS) -> Document:
    """``document`` with the bank's proof of ``suite``."""
    signer, name = SIGNERS[suite]
    return proofs.add_proof(document, suite=suite, signer=signer, method=f"{DID}#{name}", created=NOW)


def status_list(purpose: str, indexes: tuple[int, ...] = ()) -> Document:
    """The bank's list for ``purpose``."""
    return signed(statuses.build_list(url=LISTS[purpose], issuer_id=DID, purpose=purpose, indexes=indexes, valid_from=NOW))


@dataclass
class World:
    """What the reader knows: documents of issuers and lists, both by their address."""

    documents: dict[str, Document] = field(default_factory=lambda: {DID: controllers.controller_document(DID, KEYS)})
    lists: dict[str, Document] = field(default_factory=lambda: {url: status_list(purpose) for purpose, url in LISTS.items()})
    now: datetime = NOW

    def check(self, credential: str | bytes | Document) -> checking.Verdict:
        """The verdict of this world's reader."""
        return checking.check(credential, resolver=self.documents.get, status_resolver=self.lists.get, now=self.now)


def places(value: object, path: tuple[object, ...] = ()) -> list[tuple[object, ...]]:
    """The path of every value that is neither object nor list."""
    if isinstance(value, dict):
        return [found for name, inner in value.items() for found in places(inner, (*path, name))]
    if isinstance(value, list):
        return [found for number, inner in enumerate(value) for found in places(inner, (*path, number))]
    return [path]


def changed(value: object, path: tuple[object, ...], change: Callable[[object], object]) -> object:
    """A copy of ``value`` with what stands at ``path`` changed."""
    if not path:
        return change(value)
    first, rest = path[0], path[1:]
    if isinstance(value, dict):
        return {name: changed(inner, rest, change) if name == first else inner for name, inner in value.items()}
    assert isinstance(value, list)
    return [changed(inner, rest, change) if number == first else inner for number, inner in enumerate(value)]
