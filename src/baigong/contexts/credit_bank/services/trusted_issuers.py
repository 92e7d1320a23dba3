"""Whose credentials the office accepts: entered with the keys they publish, which nobody fetches for it; ended, not deleted."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import TRUSTED_ISSUER_POLICY
from baigong.contexts.credit_bank.models import TrustedIssuer
from baigong.engines.credentials.controllers import did_web_address
from baigong.engines.credentials.faults import CredentialFault
from baigong.engines.credentials.keys import parse_multikey
from baigong.engines.credentials.reading import read_document
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field


@transaction.atomic
def trust_issuer(*, actor: Actor, now: datetime, did: str, name: str, document: str, basis: str) -> TrustedIssuer:
    """Accept an issuer from now on. Raises ``Refusal`` for an identifier or a document that is none, or not its own."""
    TRUSTED_ISSUER_POLICY.require(actor, "create", TrustedIssuer())
    did = did.strip()
    _hold_document(did, document.strip())
    row, made = TrustedIssuer.objects.select_for_update(no_key=True).get_or_create(
        did=did, defaults={"name": name, "document": document.strip(), "basis": basis, "since": now}
    )
    if not made:
        row.name, row.document, row.basis, row.since, row.ended_at = name, document.strip(), basis, now, None
        row.save()
    audit.record(actor, "credit_bank.trustedissuer.trusted", row, now=now, detail={"did": did, "basis": basis})
    return row


@transaction.atomic
def end_trust(*, actor: Actor, now: datetime, issuer: TrustedIssuer) -> TrustedIssuer:
    """Accept it no longer."""
    TRUSTED_ISSUER_POLICY.require(actor, "end", issuer)
    row = TrustedIssuer.objects.select_for_update(no_key=True).get(pk=issuer.pk)
    if row.ended_at is not None:
        raise Conflict(_("“%(name)s”已停止认可。") % {"name": row}, code="ended")
    row.ended_at = now
    row.save(update_fields=["ended_at"])
    audit.record(actor, "credit_bank.trustedissuer.ended", row, now=now, detail={"did": row.did})
    return row


def _hold_document(did: str, document: str) -> None:
    """A did:key spells out its key and needs no document; every other identifier brings its own."""
    try:
        if did.startswith("did:key:"):
            parse_multikey(did.removeprefix("did:key:"))
            return
        if did.startswith("did:web:"):
            did_web_address(did)
        elif not did.startswith("https://"):
            raise CredentialFault("issuer_malformed")
    except CredentialFault:
        raise at_field("did", _("签发者标识应形如did:web:example.edu.cn或did:key:z6Mk…")) from None
    try:
        found = read_document(document)
    except CredentialFault:
        raise at_field("document", _("密钥文件不是JSON，请粘贴对方公布的did.json全文。")) from None
    if found.get("id") != did or not found.get("verificationMethod"):
        raise at_field("document", _("密钥文件里的id与签发者标识不一致，或没有列出密钥；请核对是否贴错。"))
