"""Who signs today and with what: shared by everything that is issued at once."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from datetime import datetime

from baigong.contexts.credit_bank.credentials.addresses import issuer_name, site_address
from baigong.contexts.credit_bank.credentials.keystore import signer_of, signing_key
from baigong.contexts.credit_bank.models import IssuerKey, KeyAlgorithm, StatusList, StatusVolume
from baigong.engines.credentials.badges import Issuer
from baigong.engines.credentials.keys import Signer
from baigong.engines.credentials.proofs import JCS, add_proof
from baigong.engines.credentials.reading import Document, written
from baigong.engines.credentials.statuses import StatusEntry

ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Letters of a number: none that is read as another; sixteen of them cannot be guessed."""


@dataclass(frozen=True)
class Signing:
    """The key of the day opened, and the issuer as credentials name it."""

    key: IssuerKey
    signer: Signer
    issuer: Issuer
    now: datetime
    _lists: dict[int, list[tuple[str, str]]] = field(default_factory=dict)

    @classmethod
    def begin(cls, now: datetime) -> Signing:
        """Open the key that signs at ``now``; made when there is none."""
        key = signing_key(KeyAlgorithm.ED25519, now)
        return cls(key, signer_of(key), Issuer(key.controller, issuer_name(), site_address() + "/"), now)

    def new_number(self) -> str:
        """A number that nobody guesses."""
        return "".join(secrets.choice(ALPHABET) for _letter in range(16))

    def entries(self, volume: StatusVolume, place: int) -> tuple[StatusEntry, ...]:
        """Where the status of a credential at ``place`` is published."""
        if volume.pk not in self._lists:
            self._lists[volume.pk] = list(StatusList.objects.filter(volume=volume).order_by("purpose").values_list("purpose", "url"))
        return tuple(StatusEntry(purpose, url, place) for purpose, url in self._lists[volume.pk])

    def sign(self, document: Document) -> str:
        """The document signed, as it is kept."""
        return written(add_proof(document, suite=JCS, signer=self.signer, method=self.key.method, created=self.now))
