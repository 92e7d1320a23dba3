"""Letting somebody look at one's account, for a purpose and until a day; taking it back; what the recipient sees is in the log."""

from __future__ import annotations

import hashlib
import secrets
from datetime import date, datetime

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY, SHARE_POLICY
from baigong.contexts.credit_bank.models import Learner, LearnerState, Share
from baigong.contexts.credit_bank.services.people import is_minor
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field


@transaction.atomic
def give_share(*, actor: Actor, now: datetime, learner: Learner, recipient: str, purpose: str, until: date) -> tuple[Share, str]:
    """Give sight of the account; returns the row and the secret of its link, which is shown once and kept only as a digest.

    Raises ``Refusal`` for a day that is past, and for a minor without a guardian who agreed; ``Conflict`` for an account not in use.
    """
    row = Learner.objects.select_for_update(no_key=True, of=("self",)).get(pk=learner.pk)
    LEARNER_POLICY.require(actor, "share", row)
    if row.state != LearnerState.ACTIVE:
        raise Conflict(_("账户还没有启用，不能授权他人查看。"), code="wrong_state")
    if until < now.date():
        raise at_field("until", _("有效期不能早于今天。"))
    if is_minor(row, now.date()) and not row.guardians.exists():
        raise Refusal(_("未成年人授权他人查看，须有监护人登记在案。"), code="guardian")
    token = secrets.token_urlsafe(24)
    made = Share.objects.create(
        learner=row, recipient=recipient.strip(), purpose=purpose.strip(), token_hash=_digest(token), until=until, given_at=now
    )  # fmt: skip
    audit.record(actor, "credit_bank.share.given", made, now=now, detail={"until": until.isoformat(), "purpose": made.purpose})
    return made, token


@transaction.atomic
def end_share(*, actor: Actor, now: datetime, share: Share) -> Share:
    """Take it back; nothing happens where that was done."""
    row = Share.objects.select_for_update(no_key=True, of=("self",)).get(pk=share.pk)
    SHARE_POLICY.require(actor, "end", row)
    if row.ended_at is None:
        row.ended_at = now
        row.save(update_fields=["ended_at"])
        audit.record(actor, "credit_bank.share.ended", row, now=now)
    return row


@transaction.atomic
def open_share(*, actor: Actor, now: datetime, token: str) -> Share | None:
    """The share a link opens, counted and in the log; ``None`` for one that is unknown, taken back or past its day."""
    row = Share.objects.select_related("learner").filter(token_hash=_digest(token)).first()
    if row is None or not row.is_open(now.date()) or row.learner.state != LearnerState.ACTIVE:
        return None
    Share.objects.filter(pk=row.pk).update(opened_count=F("opened_count") + 1, opened_at=now)
    audit.record(actor, "credit_bank.share.opened", row, now=now, detail={"recipient": row.recipient})
    return row


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
