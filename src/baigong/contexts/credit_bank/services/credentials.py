"""Issuing credentials over recognised outcomes, one by one or in bulk, and handing out what was issued in the form that is asked for."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY
from baigong.contexts.credit_bank.credentials.facts import alignments_of, end_of, facts_of
from baigong.contexts.credit_bank.credentials.keystore import signer_of, signing_key
from baigong.contexts.credit_bank.credentials.lists import take_places
from baigong.contexts.credit_bank.credentials.signing import Signing
from baigong.contexts.credit_bank.models import Credential, CredentialState, IssuerKey, KeyAlgorithm, Outcome, OutcomeState
from baigong.engines.credentials.badges import Alignment, build_badge
from baigong.engines.credentials.proofs import JCS, RDFC, SM2, add_proof
from baigong.engines.credentials.reading import Document, read_document
from baigong.engines.credentials.statuses import REVOCATION
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

OPEN_BADGES = "open-badges-3.0"
"""As ``eddsa-rdfc-2022``, with the status of revocation alone: the schema of Open Badges 3.0 allows one where VC 2.0 allows several."""
ALGORITHMS = {JCS: KeyAlgorithm.ED25519, RDFC: KeyAlgorithm.ED25519, SM2: KeyAlgorithm.SM2, OPEN_BADGES: KeyAlgorithm.ED25519}
"""The forms in which a credential can be taken along, with the kind of key that signs each."""
BATCH = 500


def issue_credential(*, actor: Actor, now: datetime, outcome: Outcome) -> Credential:
    """The credential of a recognised outcome; the one there is where it was issued before. Raises ``Refusal``, ``NotPermitted``."""
    return issue_credentials(actor=actor, now=now, outcomes=[outcome])[0]


def issue_credentials(*, actor: Actor, now: datetime, outcomes: Sequence[Outcome]) -> list[Credential]:
    """A credential for each of ``outcomes``, in their order; asked again, the same ones. All of a batch are issued, or none.

    One whose key was revoked is withdrawn and issued anew.

    Raises ``Refusal`` (``not_recognised``, ``expired``, ``credential_once``) for the first that cannot be, ``NotPermitted``.
    """
    issued: list[Credential] = []
    for start in range(0, len(outcomes), BATCH):
        issued += _issue_batch(actor, now, outcomes[start : start + BATCH])
    return issued


@transaction.atomic
def _issue_batch(actor: Actor, now: datetime, asked: Sequence[Outcome]) -> list[Credential]:
    locked = Outcome.objects.select_for_update(no_key=True, of=("self",)).filter(pk__in=[row.pk for row in asked])
    rows = {row.pk: row for row in locked.select_related("type", "learner", "reviewer").prefetch_related("evidence")}
    for row in rows.values():
        _hold_issuable(actor, row, now)
    with as_recorded():
        why = _("签发密钥已作废，换发")
    for lost in Credential.objects.filter(outcome__in=rows, key__revoked_at__isnull=False).exclude(state=CredentialState.REVOKED):
        fire(lost, "withdraw", actor=SYSTEM, now=now, reason=why)  # whoever asked: the holder may not revoke
    known = {row.outcome_id: row for row in Credential.objects.filter(outcome__in=rows).exclude(state=CredentialState.REVOKED)}
    new = [row for pk, row in rows.items() if pk not in known]
    if new:
        for made in _sign(actor, now, new):
            known[made.outcome_id] = made
    return [known[row.pk] for row in asked]


def _sign(actor: Actor, now: datetime, outcomes: Sequence[Outcome]) -> list[Credential]:
    """1. key and places; 2. each one's facts, signed; 3. one insert; 4. one entry of the log for all."""
    signing = Signing.begin(now)
    alignments: dict[tuple[int, date], tuple[Alignment, ...]] = {}
    made = []
    for outcome, (volume, place) in zip(outcomes, take_places(len(outcomes), now), strict=True):
        about = (outcome.type_id, outcome.attained_on)
        if about not in alignments:
            alignments[about] = alignments_of(outcome.type, outcome.attained_on)
        number = signing.new_number()
        facts = facts_of(
            outcome, number=number, issuer=signing.issuer, alignments=alignments[about], status=signing.entries(volume, place), now=now
        )
        made.append(
            Credential(
                number=number, learner=outcome.learner, outcome=outcome, key=signing.key, volume=volume, place=place, issued_at=now,
                document=signing.sign(build_badge(facts)), valid_until=end_of(outcome.expires_on), issued_by_id=actor.user_id,
            )
        )  # fmt: skip
    Credential.objects.bulk_create(made)
    subject = made[0] if len(made) == 1 else None
    audit.record(
        actor, "credit_bank.credential.issued", subject, now=now, detail={"key": signing.key.name, "count": len(made), "first": made[0].pk}
    )
    return made


def _hold_issuable(actor: Actor, row: Outcome, now: datetime) -> None:
    CREDENTIAL_POLICY.require(actor, "issue", Credential(outcome=row, learner=row.learner))
    if row.state != OutcomeState.RECOGNISED:
        words = _("“%(title)s”现在是“%(state)s”，认定以后才能签发电子凭证。")
        raise Refusal(words % {"title": row, "state": row.get_state_display()}, code="not_recognised")
    if row.expires_on is not None and row.expires_on < now.date():
        words = _("“%(title)s”的有效期到%(day)s为止，不再签发电子凭证。")
        raise Refusal(words % {"title": row, "day": row.expires_on.isoformat()}, code="expired")


def document_of(credential: Credential, *, suite: str, now: datetime) -> Document:
    """The credential signed in the form of ``suite``: as it left, or anew with the key of that kind for wallets that want another.

    What was revoked, or whose key was, is not signed anew, nor without its suspension what is suspended: raises ``Conflict``.
    """
    stored = read_document(credential.document)
    if suite == JCS:
        return stored
    if credential.state == CredentialState.REVOKED or IssuerKey.objects.filter(pk=credential.key_id, revoked_at__isnull=False).exists():
        raise Conflict(_("这份凭证已失效，不再另签其他格式；请下载原件。"), code="not_signed_anew")
    plain = {name: value for name, value in stored.items() if name != "proof"}
    if suite == OPEN_BADGES:
        if credential.state == CredentialState.SUSPENDED:
            raise Conflict(_("这份凭证正在核查，暂不另签只列撤销状态的格式；请下载原件。"), code="not_signed_anew")
        plain["credentialStatus"] = next(each for each in stored["credentialStatus"] if each["statusPurpose"] == REVOCATION)
    key = signing_key(ALGORITHMS[suite], now)
    if key.controller != credential.key.controller:
        raise Conflict(_("签发后本站地址已变更，只能下载原件；或由学分银行重新签发。"), code="address_changed")
    return add_proof(plain, suite=RDFC if suite == OPEN_BADGES else suite, signer=signer_of(key), method=key.method, created=now)


def take_along(*, actor: Actor, now: datetime, credential: Credential, form: str, suite: str = JCS) -> Document:
    """The signed credential for its holder; that it was taken is in the log. Raises ``NotPermitted``, ``Conflict``."""
    CREDENTIAL_POLICY.require(actor, "download", credential)
    document = document_of(credential, suite=suite, now=now)
    audit.record(actor, "credit_bank.credential.downloaded", credential, now=now, detail={"form": form, "suite": suite})
    return document
