"""Questions about credentials: in whose sight they are, the bank's keys, whom the office accepts."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet
from django.http import Http404

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY, ISSUER_KEY_POLICY, TRUSTED_ISSUER_POLICY
from baigong.contexts.credit_bank.models import (
    Credential,
    CredentialState,
    IssuerKey,
    Learner,
    Outcome,
    OutcomeState,
    StatusList,
    TrustedIssuer,
)
from baigong.kernel.access import Actor

_WITH = ("outcome__type", "outcome__reviewer", "learner", "key", "volume")


def list_credentials(actor: Actor) -> QuerySet[Credential]:
    """The credentials in an actor's charge."""
    return CREDENTIAL_POLICY.visible(actor, "work").select_related(*_WITH)


def get_credential(actor: Actor, pk: int) -> Credential:
    """A credential in sight; 404 otherwise."""
    return CREDENTIAL_POLICY.get_or_404(actor, Credential.objects.select_related(*_WITH), pk=pk)


def credentials_of(learner: Learner) -> list[Credential]:
    """What one person holds, of accounts that rest in it too; latest first."""
    return list(Credential.objects.filter(learner_id__in=learner.one_person()).select_related(*_WITH).prefetch_related("parts"))


def parts_of(credential: Credential) -> list[Credential]:
    """The credentials inside a record, in the order of their issue; none in any other."""
    return list(credential.parts.select_related(*_WITH).order_by("pk")) if credential.is_record else []


def without_credential(learner: Learner, on: date) -> list[Outcome]:
    """Outcomes of one person over which a credential can be issued on ``on``: recognised, and not run out."""
    rows = Outcome.objects.filter(learner_id__in=learner.one_person(), state=OutcomeState.RECOGNISED).select_related("type", "learner")
    rows = rows.filter(Q(expires_on=None) | Q(expires_on__gte=on))
    held = Credential.objects.exclude(state=CredentialState.REVOKED).filter(key__revoked_at=None, outcome__in=rows)
    return list(rows.exclude(pk__in=held.values("outcome_id")))


def get_issuable(actor: Actor, pk: int) -> Outcome:
    """An outcome over which the actor may have a credential issued; 404 otherwise."""
    row = Outcome.objects.select_related("type", "learner", "reviewer").filter(pk=pk).first()
    if row is None or not CREDENTIAL_POLICY.decide(actor, "issue", Credential(outcome=row, learner=row.learner)):
        raise Http404
    return row


def signed_by(key: IssuerKey) -> int:
    """How many credentials a key signed."""
    return Credential.objects.filter(key=key).count()


def find_status_list(volume: int, purpose: str) -> StatusList | None:
    """A published list."""
    return StatusList.objects.filter(volume__pk=volume, purpose=purpose).select_related("volume").first()


def list_keys(actor: Actor) -> QuerySet[IssuerKey]:
    """The bank's keys, latest first."""
    return ISSUER_KEY_POLICY.visible(actor)


def list_trusted(actor: Actor) -> QuerySet[TrustedIssuer]:
    """Other issuers that the office accepts or did."""
    return TRUSTED_ISSUER_POLICY.visible(actor)
