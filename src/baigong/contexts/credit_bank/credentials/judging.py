"""What is known here when a credential is judged: issuers' keys, lists of statuses, whom the office accepts. Nothing is fetched."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from baigong.contexts.credit_bank.credentials.keystore import own_document
from baigong.contexts.credit_bank.credentials.lists import list_as_of
from baigong.contexts.credit_bank.models import IssuerKey, StatusList, TrustedIssuer
from baigong.engines.credentials.checking import Verdict, check
from baigong.engines.credentials.reading import Document, read_document


def judge(credential: Document | str | bytes, now: datetime) -> Verdict:
    """The verdict on a credential by what is known here."""
    return check(credential, resolver=resolve, status_resolver=partial(find_status_list, now=now), now=now)


def resolve(controller: str) -> Document | None:
    """The document of an issuer: the bank's own of any time, or one that the office accepts. Never fetched."""
    own = own_document(controller)
    if own is not None:
        return own
    row = TrustedIssuer.objects.filter(did=controller, ended_at=None).exclude(document="").first()
    return read_document(row.document) if row else None


def find_status_list(url: str, now: datetime) -> Document | None:
    """A list that the bank publishes; others' are not at hand."""
    row = StatusList.objects.filter(url=url).select_related("volume").first()
    return read_document(list_as_of(row, now).document) if row else None


@dataclass(frozen=True)
class Standing:
    """How an issuer is known: the bank itself, one that the office accepts (by the name it was entered with), or by its own word only."""

    is_ours: bool
    accepted: TrustedIssuer | None

    @property
    def is_accepted(self) -> bool:
        """Whether its word counts here."""
        return self.is_ours or self.accepted is not None


def standing_of(issuer: str) -> Standing:
    """How the issuer of this identifier is known today."""
    if IssuerKey.objects.filter(controller=issuer).exists():
        return Standing(True, None)
    return Standing(False, TrustedIssuer.objects.filter(did=issuer, ended_at=None).first() if issuer else None)
