"""Lists of what is no row of the database, drawn as those of rows are: on a phone each line is a slip of its own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render

from baigong.kernel.access import Request
from baigong.kernel.ui.listing import EmptyState, ListingPage
from baigong.kernel.ui.listing.pages import Heading, Pager, Row


def plain_list(
    request: Request, name: str, headings: Sequence[Heading], rows: Sequence[Row], *, count_text: str, empty: EmptyState, **more: Any
) -> ListingPage:
    """The list, ready for ``ui.listing``; ``more`` are further fields of ``ListingPage``."""
    fields: dict[str, Any] = {
        "caption": "", "filters": (), "chips": (), "has_search": False, "search_text": "", "search_hint": "", "sort": "", "kept": (),
        "notes": (), "pager": Pager(), "exports": (), "clear_url": request.path, "count": len(rows),
    }  # fmt: skip
    return ListingPage(
        name=name, dom_id=f"listing-{name}", path=request.path, headings=tuple(headings), rows=tuple(rows), count_text=count_text,
        empty=empty, **fields | more,
    )  # fmt: skip


def answer(request: Request, page: ListingPage, template: str, context: dict[str, Any]) -> HttpResponse:
    """The page, or the part of it that htmx swaps."""
    htmx = getattr(request, "htmx", None)
    if htmx and htmx.target == page.dom_id and not htmx.history_restore_request:
        return render(request, "ui/listing_fragment.html", {"page": page})
    return render(request, template, {**context, "page": page})
