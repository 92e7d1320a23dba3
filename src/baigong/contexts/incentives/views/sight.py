"""Which enterprise a page speaks of, and whether this reader may."""

from __future__ import annotations

from typing import Any

from django.http import Http404

from baigong.contexts.enterprises.public import Enterprise, get_enterprise
from baigong.contexts.incentives.models import LedgerEntry
from baigong.kernel.access import Actor, Policy


def enterprise_for(actor: Actor, pk: int, policy: Policy[Any], action: str, **facts: Any) -> Enterprise:
    """An enterprise in sight, of whose rows the policy allows the action; 404 where it is out of sight, 403 where it is refused."""
    enterprise = get_enterprise(actor, pk)
    policy.require(actor, action, policy.model(enterprise=enterprise, **facts))
    return enterprise


def money_in_sight(actor: Actor, pk: int, policy: Policy[LedgerEntry]) -> Enterprise:
    """An enterprise whose money this reader may see; to others it is not there."""
    enterprise = get_enterprise(actor, pk)
    if not policy.decide(actor, "view", LedgerEntry(enterprise=enterprise)):
        raise Http404
    return enterprise
