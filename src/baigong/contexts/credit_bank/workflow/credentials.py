"""The life of a credential: valid ⇄ suspended → revoked; each step is in the published lists before its transaction ends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import CREDENTIAL_POLICY
from baigong.contexts.credit_bank.credentials.lists import publish_list
from baigong.contexts.credit_bank.models import Credential, CredentialState, Outcome, StatusPurpose
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.notices import notify
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of
S = CredentialState


def _stands(row: Credential, purposes: tuple[str, ...], *, actor: Actor, now: datetime, reason: str) -> None:
    row.reason = reason[:200]
    row.save(update_fields=["reason"])
    for purpose in purposes:
        publish_list(row.volume, purpose, now)
    if row.learner.user_id is not None:
        with as_recorded():
            subject = gettext("电子凭证%(state)s：%(title)s") % {"title": row, "state": row.get_state_display()}
        notify(
            [row.learner.user_id], actor=actor, now=now, kind=f"credit_bank.credential.{row.state}", url=row.get_absolute_url(),
            subject=subject, body=reason,
        )  # fmt: skip


def suspended(row: Credential, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its bit is set in the list of the suspended."""
    _stands(row, (StatusPurpose.SUSPENSION,), actor=actor, now=now, reason=reason)


def resumed(row: Credential, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its bit is taken out again."""
    _stands(row, (StatusPurpose.SUSPENSION,), actor=actor, now=now, reason="")


def revoked(row: Credential, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its bit is set in the list of the revoked, for good; one that was suspended is so no longer. Records that hold it fall with it."""
    _stands(row, (StatusPurpose.REVOCATION, StatusPurpose.SUSPENSION), actor=actor, now=now, reason=reason)
    for record in row.records.exclude(state=S.REVOKED).select_related("learner", "volume"):
        fire(record, "withdraw", actor=SYSTEM, now=now, reason=reason)  # whoever acts need not have the whole record in sight


CREDENTIAL = StateMachine(
    policy=CREDENTIAL_POLICY,
    states=CredentialState,
    initial=S.VALID,
    select=("outcome__type", "learner"),
    transitions=[
        step("suspend", S.VALID, S.SUSPENDED, _("暂停"), "suspended", reason_required=True, danger=True, effect=suspended,
             explain=_("暂停期间核验显示“已暂停”；查清后可以恢复。")),
        step("resume", S.SUSPENDED, S.VALID, _("恢复"), "resumed", effect=resumed),
        step("revoke", [S.VALID, S.SUSPENDED], S.REVOKED, _("撤销凭证"), "revoked", reason_required=True, danger=True, effect=revoked,
             explain=_("撤销后不能恢复，任何人核验都会看到“已撤销”；需要时按认定结果另行签发。")),
        step("withdraw", [S.VALID, S.SUSPENDED], S.REVOKED, _("随认定撤销"), "withdrawn", reason_required=True, internal=True,
             effect=revoked),
    ],
)  # fmt: skip


def withdraw_credentials(outcome: Outcome, *, actor: Actor, now: datetime, reason: str) -> None:
    """What was issued over an outcome falls with it, in the same transaction."""
    for row in Credential.objects.filter(outcome=outcome).exclude(state=S.REVOKED).select_related("outcome__type", "learner", "volume"):
        fire(row, "withdraw", actor=actor, now=now, reason=reason)
