"""The office reverses a posting, by a document; whatever rests on it goes with it."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_office import POSTING_POLICY
from baigong.contexts.credit_bank.models import Posting
from baigong.contexts.credit_bank.workflow.undoing import undo
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal


@transaction.atomic
def reverse_posting(*, actor: Actor, now: datetime, posting: Posting, reason: str, document: str) -> Posting:
    """Reverse it with reason and document. Raises ``Refusal`` without either, ``Conflict`` where it was reversed before."""
    POSTING_POLICY.require(actor, "reverse", posting)
    reason, document = " ".join(reason.split())[:250], " ".join(document.split())[:160]
    for name, text in (("reason", reason), ("document", document)):
        if not text:
            raise Refusal(_("冲正要写明理由和作出决定的文号。"), code=name, fields={name: _("必填")})
    undo(posting, actor=actor, now=now, reason=reason, document=document)
    audit.record(actor, "credit_bank.posting.reversal_ordered", posting, now=now, detail={"document": document, "reason": reason})
    return posting
