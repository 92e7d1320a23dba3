"""Lists that are paged by key: how many rows they have, without passing over the same rows twice."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet

from baigong.kernel.ui.listing.pages import Pager


def total_by_key(rows: QuerySet[Any], limit: int, keyset: str, items: list[Any], pager: Pager) -> int:
    """How many ``rows`` there are, up to one more than ``limit``; ``items`` are those on the page.

    On the first page nothing comes before its first row: what was passed over to find that one need not be passed over again.
    """
    if pager.previous_url:
        return rows[: limit + 1].count()
    if not pager.next_url:
        return len(items)
    first = items[0]["pk"] if isinstance(items[0], dict) else items[0].pk
    side = "pk__lte" if keyset == "-pk" else "pk__gte"
    return rows.filter(**{side: first}).order_by(keyset)[: limit + 1].count()
