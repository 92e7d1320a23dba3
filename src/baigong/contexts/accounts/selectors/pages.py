"""What the pages of accounts show, in as few queries as the page needs."""

from __future__ import annotations

from datetime import date

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from baigong.contexts.accounts.access import ACCOUNTS
from baigong.contexts.accounts.models import ApiToken, HandOver, RoleHolding, SecondFactorRule, User
from baigong.contexts.accounts.selectors.people import held_on
from baigong.kernel.access import Actor


def list_accounts(actor: Actor, on: date) -> QuerySet[User]:
    """The accounts of people in sight, each with ``held_today`` (its roles on that day) and ``has_factor``. Two queries."""
    held = RoleHolding.objects.filter(held_on(on)).select_related("organisation")
    factor = Authenticator.objects.filter(user=OuterRef("pk"), type=Authenticator.Type.TOTP)
    return (
        ACCOUNTS.visible(actor)
        .filter(is_program=False)
        .annotate(has_factor=Exists(factor))
        .prefetch_related(Prefetch("role_holdings", held, to_attr="held_today"))
    )


def holdings_of(user_id: int) -> QuerySet[RoleHolding]:
    """Every role an account holds, held or will hold, those without an end first."""
    rows = RoleHolding.objects.filter(user=user_id).select_related("organisation", "post__organisation", "granted_by")
    return rows.order_by("until_on", "-from_on", "-pk")


def find_sample(username: str) -> User | None:
    """The sample account of that name; ``None`` outside a demonstration."""
    if not settings.DEMONSTRATION:
        return None
    return User.objects.filter(username=username, is_sample=True, is_active=True).first()


def account_of_new_holder(row: HandOver) -> User | None:
    """The account that whoever now holds the post has already."""
    return User.objects.filter(person=row.new_person_id, is_active=True).first() if row.new_person_id else None


def tokens_at_hand_over(row: HandOver, on: date) -> QuerySet[ApiToken]:
    """The keys of programs that go on working at the bodies of a hand-over."""
    bodies = row.holdings.values("organisation")
    return ApiToken.objects.filter(organisation__in=bodies, revoked_at=None, expires_on__gte=on).select_related("organisation")


def factor_rules_by_role() -> dict[str, SecondFactorRule]:
    """What the security administrator set for each role."""
    return {rule.role: rule for rule in SecondFactorRule.objects.select_related("set_by")}
