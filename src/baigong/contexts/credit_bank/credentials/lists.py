"""The lists of statuses: a place for each credential, and the signed lists made anew when something changes."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from baigong.contexts.credit_bank.credentials.addresses import site_address, status_list_address
from baigong.contexts.credit_bank.credentials.keystore import signer_of, signing_key
from baigong.contexts.credit_bank.models import Credential, CredentialState, KeyAlgorithm, StatusList, StatusPurpose, StatusVolume
from baigong.engines.credentials.checking import SLACK
from baigong.engines.credentials.forms import issuer_id
from baigong.engines.credentials.proofs import JCS, add_proof
from baigong.engines.credentials.reading import read_document, written
from baigong.engines.credentials.statuses import SIZE, build_list

_STEP, _START = 74_933, 40_503  # odd, so that n·step + start runs through every place once: neighbours in time are none in the list
STATES = {StatusPurpose.REVOCATION.value: CredentialState.REVOKED, StatusPurpose.SUSPENSION.value: CredentialState.SUSPENDED}


def take_places(count: int, now: datetime) -> list[tuple[StatusVolume, int]]:
    """``count`` free places, in the caller's transaction, which holds the volume until it ends."""
    taken: list[tuple[StatusVolume, int]] = []
    own = StatusList.objects.filter(url__startswith=site_address() + "/").values("volume")  # a list has one issuer, named by the address
    while len(taken) < count:
        free = StatusVolume.objects.select_for_update(no_key=True).filter(used__lt=SIZE, pk__in=own).order_by("pk")
        volume = free.first() or open_volume(now)
        first = volume.used
        volume.used = min(SIZE, first + count - len(taken))
        volume.save(update_fields=["used"])
        taken += [(volume, (n * _STEP + _START) % SIZE) for n in range(first, volume.used)]
    return taken


def open_volume(now: datetime) -> StatusVolume:
    """A new volume with its two lists, published before the first credential names them."""
    volume = StatusVolume.objects.create(opened_at=now)
    for purpose in StatusPurpose.values:
        publish_list(volume, purpose, now)
    return volume


@transaction.atomic
def list_as_of(row: StatusList, now: datetime) -> StatusList:
    """The list as it is published; one that was signed under a clock that was fast is signed anew, or nobody could use it until then."""
    return row if row.signed_at <= now + SLACK else publish_list(row.volume, row.purpose, now)


def publish_list(volume: StatusVolume, purpose: str, now: datetime) -> StatusList:
    """The list as the credentials stand now, signed with the key of the day. Its address and its issuer stay what they first were.

    Where the site moved since, the credentials in it are those of the bank as it was called before, and believe no other's list.
    """
    known = StatusList.objects.select_for_update(no_key=True).filter(volume=volume, purpose=purpose).first()
    url = known.url if known else status_list_address(volume.pk, purpose)
    key = signing_key(KeyAlgorithm.ED25519, now, issuer_id(read_document(known.document)) if known else "")
    places = Credential.objects.filter(volume=volume, state=STATES[purpose]).values_list("place", flat=True)
    plain = build_list(url=url, issuer_id=key.controller, purpose=purpose, indexes=list(places), valid_from=now)
    signed = add_proof(plain, suite=JCS, signer=signer_of(key), method=key.method, created=now)
    row, _made = StatusList.objects.update_or_create(
        volume=volume, purpose=purpose, defaults={"url": url, "document": written(signed), "signed_at": now}
    )
    return row
