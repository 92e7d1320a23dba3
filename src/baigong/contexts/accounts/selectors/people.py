"""Who holds which role where, on a day."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from django.db.models import Q, QuerySet

from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor, Role


def held_on(on: date) -> Q:
    """The condition of role holdings in force on a day; ``until_on`` is the last day."""
    return Q(from_on__lte=on) & (Q(until_on=None) | Q(until_on__gte=on))


def people_at(organisation: Organisation | int, roles: Iterable[Role], on: date) -> QuerySet[User]:
    """The people with a usable account who hold any of ``roles`` at exactly this body on a day, each once."""
    body = organisation if isinstance(organisation, int) else organisation.pk
    held = RoleHolding.objects.filter(held_on(on), organisation_id=body, role__in=[r.key for r in roles])
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def people_at_each(organisations: Iterable[Organisation | int], roles: Iterable[Role], on: date) -> dict[int, list[User]]:
    """``people_at`` for many bodies by their primary key. One query whatever the number; every body asked for has an entry."""
    bodies = [o if isinstance(o, int) else o.pk for o in organisations]
    found: dict[int, dict[int, User]] = defaultdict(dict)
    rows = RoleHolding.objects.filter(
        held_on(on), organisation_id__in=bodies, role__in=[r.key for r in roles], user__is_active=True
    ).select_related("user")
    for row in rows.order_by("user__username"):
        found[row.organisation_id][row.user_id] = row.user
    return {body: list(found[body].values()) for body in bodies}


def people_with(roles: Iterable[Role], on: date) -> QuerySet[User]:
    """The people with a usable account who hold any of ``roles`` anywhere on a day, each once."""
    held = RoleHolding.objects.filter(held_on(on), role__in=[r.key for r in roles])
    return User.objects.filter(is_active=True, pk__in=held.values("user"))


def find_user(actor: Actor) -> User | None:
    """The account behind an actor; ``None`` for the public, the system and a program with a token."""
    return User.objects.filter(pk=actor.user_id).first() if actor.user_id else None


def organisations_of(actor: Actor, *roles: Role) -> QuerySet[Organisation]:
    """The bodies at which the actor holds any of ``roles`` (any role at all when none is named)."""
    held = actor.at(*roles) if roles else actor.holdings
    return Organisation.objects.filter(pk__in=[h.organisation_id for h in held])
