"""Who may decide once more: not who decided before, where an appeal opened the matter anew."""

from __future__ import annotations

from django.db.models import Model
from django.utils.translation import gettext

from baigong.contexts.credit_bank.models import Appeal, Conversion, Outcome
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted

DECIDING = frozenset({"recognised", "returned", "rejected", "revoked", "approved", "refused", "reversed"})
"""The steps by which somebody has decided on an outcome or a conversion."""


def deciders_of(row: Model, *, before: int | None = None) -> set[int]:
    """The accounts of those who decided on ``row``, ever, or before an event of the log."""
    events = audit.events_of(row)
    found = {e.actor_id for e in events if e.action.rpartition(".")[2] in DECIDING and (before is None or e.pk < before)}
    return {pk for pk in found if pk is not None}


def is_another(actor: Actor, former: set[int]) -> None:
    """Raises ``NotPermitted`` where the actor is one of those who decided before."""
    if actor.user_id is not None and actor.user_id in former:
        raise NotPermitted(gettext("原决定由您作出，经复核已要求重新办理；请由没有参与原决定的人决定。"), code="decided_before")


def outcome_by_another(row: Outcome, actor: Actor) -> None:
    """Of a claim that was opened anew after its appeal somebody else decides."""
    opened = audit.events_of(row).filter(action="credit_bank.outcome.reopened").order_by("-pk").values_list("pk", flat=True).first()
    if opened is not None:
        is_another(actor, deciders_of(row, before=opened))


def conversion_by_another(row: Conversion, actor: Actor) -> None:
    """Of an application that took the place of one that was appealed against somebody else decides. Who reviewed the appeal, and so
    reversed what had been granted, did not decide before: that came after it was lodged."""
    for appeal in Appeal.objects.filter(renewed=row).select_related("conversion"):
        if appeal.conversion is not None:
            lodged = audit.events_of(appeal).filter(action="credit_bank.appeal.lodged").values_list("pk", flat=True).first()
            is_another(actor, deciders_of(appeal.conversion, before=lodged))
