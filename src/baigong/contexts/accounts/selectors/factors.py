"""Of which roles a second factor is demanded, and whether somebody has set one up."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Count, Exists, OuterRef, Q

from baigong.contexts.accounts.models import RoleHolding, SecondFactorRule, User
from baigong.contexts.accounts.selectors.people import held_on
from baigong.kernel.access import Actor


def required_roles() -> frozenset[str]:
    """The keys of roles of which a second factor is demanded: those of the server's settings, and those of the city. One query.

    What the server's settings (``BAIGONG_SECOND_FACTOR_ROLES``) demand, no page can take back.
    """
    chosen = SecondFactorRule.objects.filter(is_required=True).values_list("role", flat=True)
    return frozenset(settings.SECOND_FACTOR_ROLES) | frozenset(chosen)


def is_factor_required(actor: Actor) -> bool:
    """Whether a role the actor holds today demands a second factor. No query for an actor without a role."""
    held = {role.key for role in actor.roles}
    return bool(held) and not held.isdisjoint(required_roles())


def has_second_factor(user: User) -> bool:
    """Whether an authenticator is set up; recovery codes alone are none."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def with_factor(*, on: date) -> tuple[dict[str, int], dict[str, int]]:
    """By role: how many people hold it on a day, and how many of them have an authenticator. One query."""
    has = Exists(Authenticator.objects.filter(user=OuterRef("user"), type=Authenticator.Type.TOTP))
    rows = (
        RoleHolding.objects.filter(held_on(on), user__is_active=True)
        .annotate(has=has)
        .order_by()
        .values("role")
        .annotate(people=Count("user", distinct=True), ready=Count("user", distinct=True, filter=Q(has=True)))
    )
    counted = list(rows)
    return {r["role"]: r["people"] for r in counted}, {r["role"]: r["ready"] for r in counted}
