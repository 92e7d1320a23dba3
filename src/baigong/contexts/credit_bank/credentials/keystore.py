"""The keys of the bank: made, encrypted at rest with the field key, opened to sign, published."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import IntegrityError, transaction

from baigong.contexts.credit_bank.credentials.addresses import issuer_did
from baigong.contexts.credit_bank.models import IssuerKey, KeyAlgorithm
from baigong.engines.credentials.controllers import PublishedKey, controller_document, did_web
from baigong.engines.credentials.keys import Ed25519Signer, Signer, Sm2Signer, parse_multikey
from baigong.engines.credentials.reading import Document
from baigong.kernel.privacy import decrypt, encrypt

_PREFIX = {KeyAlgorithm.ED25519.value: "key", KeyAlgorithm.SM2.value: "sm2"}


def make_key(algorithm: str, now: datetime, controller: str = "") -> IssuerKey:
    """A new key of the bank as it is called today, or was (``controller``). The one that signed before must be retired first."""
    while True:
        secret = secrets.token_bytes(32)
        try:
            signer = _signer(algorithm, secret)
        except ValueError:  # an SM2 secret out of range: once in 2^32
            continue
        break
    controller = controller or issuer_did()
    number = IssuerKey.objects.filter(controller=controller, algorithm=algorithm).count() + 1
    return IssuerKey.objects.create(
        controller=controller, name=f"{_PREFIX[algorithm]}-{number}", algorithm=algorithm, public=signer.public.multikey,
        private_cipher=encrypt(secret.hex()), since=now,
    )  # fmt: skip


def signing_key(algorithm: str, now: datetime, controller: str = "") -> IssuerKey:
    """The key that signs today, for the bank as it is called now or was (``controller``); made when there is none."""
    signing = IssuerKey.objects.filter(controller=controller or issuer_did(), algorithm=algorithm, retired_at=None, revoked_at=None)
    found = signing.first()
    if found is not None:
        return found
    try:
        with transaction.atomic():
            return make_key(algorithm, now, controller)
    except IntegrityError:  # somebody else's first credential was faster by a moment
        return signing.get()


def signer_of(key: IssuerKey) -> Signer:
    """The key opened, to sign with."""
    return _signer(key.algorithm, bytes.fromhex(decrypt(key.private_cipher)))


def _signer(algorithm: str, secret: bytes) -> Signer:
    return Sm2Signer(secret) if algorithm == KeyAlgorithm.SM2 else Ed25519Signer(secret)


def document_at(host: str) -> Document | None:
    """What ``host`` publishes: of the bank as it was called there, where it signed under that name, else as it is called today."""
    try:
        former = own_document(did_web(host))
    except ValueError:  # a number of IPv6, which no did:web has
        former = None
    return former if former and former["verificationMethod"] else own_document(issuer_did())


def own_document(controller: str) -> Document | None:
    """The document of an identifier under which the bank has signed, or signs now; ``None`` for anybody else's."""
    keys = list(IssuerKey.objects.filter(controller=controller).order_by("since", "pk"))
    if not keys and controller != issuer_did():
        return None
    published = [PublishedKey(key.name, parse_multikey(key.public), key.revoked_at) for key in keys]
    return controller_document(controller, published)
