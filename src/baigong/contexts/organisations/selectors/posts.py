"""Posts and who holds them on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from baigong.contexts.organisations.models import Organisation, Person, Post, PostHolding


def holding_on(on: date) -> Q:
    """The condition of holdings in force on a day."""
    return (Q(from_on=None) | Q(from_on__lte=on)) & (Q(until_on=None) | Q(until_on__gte=on))


def find_holding(post: Post, on: date) -> PostHolding | None:
    """The holding of a post in force on a day, with its person; ``None`` while the post is vacant."""
    return PostHolding.objects.filter(holding_on(on), post=post).select_related("person").first()


def holder_of(post: Post, on: date) -> Person | None:
    """Who holds a post on a day, or ``None`` while it is vacant."""
    holding = find_holding(post, on)
    return holding.person if holding else None


def holdings_on(posts: Iterable[Post | int], on: date) -> dict[int, PostHolding]:
    """The holdings in force on a day by post. One query whatever the number of posts."""
    keys = [post.pk if isinstance(post, Post) else post for post in posts]
    rows = PostHolding.objects.filter(holding_on(on), post__in=keys).select_related("person")
    return {row.post_id: row for row in rows}


def posts_on(on: date) -> QuerySet[Post]:
    """The posts there were on a day, each with its holder's name (``holder``, ``holder_note``) and first day (``since``); empty: vacant."""
    held = PostHolding.objects.filter(holding_on(on), post=OuterRef("pk"))
    standing = (Q(abolished_on=None) | Q(abolished_on__gte=on)) & (Q(organisation__ended_on=None) | Q(organisation__ended_on__gte=on))
    return Post.objects.filter(standing).annotate(
        holder=Subquery(held.values("person__name")[:1]),
        holder_note=Subquery(held.values("person__note")[:1]),
        since=Subquery(held.values("from_on")[:1]),
    )


def list_posts(organisation: Organisation, *, on: date | None = None) -> QuerySet[Post]:
    """The posts of a body; with ``on`` only those not abolished by then."""
    rows = organisation.posts.select_related("organisation")
    return rows.filter(Q(abolished_on=None) | Q(abolished_on__gte=on)) if on else rows


def posts_held_by(person: Person, on: date) -> QuerySet[Post]:
    """The posts somebody holds on a day."""
    held = PostHolding.objects.filter(holding_on(on), person=person).values("post")
    return Post.objects.filter(pk__in=held).select_related("organisation")
