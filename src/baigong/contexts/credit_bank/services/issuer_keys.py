"""Keys of the bank change hands: a new one signs from now on, the old one stays published; or it is revoked, with all that it signed."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import ISSUER_KEY_POLICY
from baigong.contexts.credit_bank.credentials.addresses import issuer_did
from baigong.contexts.credit_bank.credentials.keystore import make_key
from baigong.contexts.credit_bank.credentials.lists import publish_list
from baigong.contexts.credit_bank.models import Credential, CredentialState, IssuerKey, KeyAlgorithm, StatusPurpose, StatusVolume
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded


@transaction.atomic
def rotate_key(*, actor: Actor, now: datetime, algorithm: str, reason: str) -> IssuerKey:
    """A new key signs from now on; the one before stays published, and what it signed stays valid."""
    ISSUER_KEY_POLICY.require(actor, "rotate", IssuerKey())
    _hold_reason(reason)
    if algorithm not in KeyAlgorithm.values:
        raise at_field("algorithm", _("请选择签名算法。"))
    keys = IssuerKey.objects.filter(controller=issuer_did(), algorithm=algorithm)
    list(keys.select_for_update(no_key=True).values_list("pk"))  # two who replace it do so one after the other
    keys.filter(retired_at=None, revoked_at=None).update(retired_at=now, reason=reason.strip()[:200])
    key = make_key(algorithm, now)
    audit.record(actor, "credit_bank.issuerkey.rotated", key, now=now, detail={"reason": reason.strip(), "algorithm": algorithm})
    return key


@transaction.atomic
def revoke_key(*, actor: Actor, now: datetime, key: IssuerKey, reason: str) -> IssuerKey:
    """The key may have been in other hands: nothing it signed is believed any more. The lists are signed anew with the next one."""
    ISSUER_KEY_POLICY.require(actor, "revoke", key)
    _hold_reason(reason)
    row = IssuerKey.objects.select_for_update(no_key=True).get(pk=key.pk)
    if row.revoked_at is not None:
        raise Conflict(_("密钥%(name)s已经作废。") % {"name": row}, code="revoked")
    row.revoked_at, row.reason = now, reason.strip()[:200]
    row.save(update_fields=["revoked_at", "reason"])
    audit.record(actor, "credit_bank.issuerkey.revoked", row, now=now, detail={"reason": row.reason})
    if row.algorithm == KeyAlgorithm.ED25519:
        for volume in StatusVolume.objects.all():
            for purpose in StatusPurpose.values:
                publish_list(volume, purpose, now)
    _tell_holders(row, actor, now)
    return row


def _tell_holders(key: IssuerKey, actor: Actor, now: datetime) -> None:
    """Whose credentials the key signed is told to have them issued anew."""
    held = Credential.objects.filter(key=key).exclude(state=CredentialState.REVOKED).exclude(learner__user=None)
    with as_recorded():
        subject = _("电子凭证须换领：签发密钥已作废")
        body = _("您的成果仍然有效；请在“我的电子凭证”里重新签发，旧的凭证核验时不再被采信。")
    people = list(held.order_by().values_list("learner__user_id", flat=True).distinct())
    address = reverse("credit_bank:own-credentials")
    notify(people, actor=actor, now=now, kind="credit_bank.issuerkey.revoked", url=address, subject=subject, body=body)


def _hold_reason(reason: str) -> None:
    if not reason.strip():
        raise at_field("reason", _("请写明为什么换用或作废密钥，如“到期轮换”“私钥可能泄露”；原因记入经过。"), code="reason_required")
