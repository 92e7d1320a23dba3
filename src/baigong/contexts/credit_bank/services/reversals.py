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
from baigong.kernel.errors import at_field


@transaction.atomic
def reverse_posting(*, actor: Actor, now: datetime, posting: Posting, reason: str, document: str) -> Posting:
    """Reverse it with reason and document. Raises ``Refusal`` without either, ``Conflict`` where it was reversed before."""
    POSTING_POLICY.require(actor, "reverse", posting)
    reason, document = " ".join(reason.split())[:250], " ".join(document.split())[:160]
    if not reason:
        raise at_field("reason", _("请写明为什么冲正；理由写在冲正的那一笔账上，本人看得到。"))
    if not document:
        raise at_field("document", _("请填写作出冲正决定的文号；没有决定的，账上不能冲正。"))
    undo(posting, actor=actor, now=now, reason=reason, document=document)
    audit.record(actor, "credit_bank.posting.reversal_ordered", posting, now=now, detail={"document": document, "reason": reason})
    return posting
