"""From an account to an actor: the roles it holds today, at which place in the tree."""

from __future__ import annotations

from datetime import date

from django.db.models import Q

from baigong.contexts.accounts.models import RoleHolding, User
from baigong.kernel.access import Actor, Holding, all_roles


def actor_for(user: User, *, on: date, address: str = "", second_factor: bool = False) -> Actor:
    """The actor behind ``user`` on a day. One query. A disabled account holds nothing."""
    rows = (
        RoleHolding.objects.filter(user=user, from_on__lte=on)
        .filter(Q(until_on=None) | Q(until_on__gte=on))
        .order_by("organisation__order", "pk")
        .values_list("role", "organisation_id", "organisation__path")
        if user.is_active
        else []
    )
    roles = all_roles()
    holdings = tuple(Holding(roles[key], organisation, path) for key, organisation, path in rows if key in roles)
    return Actor(user.pk, str(user), holdings, address=address, second_factor=second_factor)
