"""What everybody may read: co-operation in force, groups and alliances with their members and what they did."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from baigong.contexts.enterprises.access import ALLIANCE_POLICY
from baigong.contexts.enterprises.pages import alliance_page
from baigong.contexts.enterprises.selectors.cooperation import list_alliances, list_cooperations
from baigong.contexts.enterprises.views.listings import ALLIANCE_TONES, PUBLIC_ALLIANCES, PUBLIC_COOPERATIONS
from baigong.kernel.access import ANONYMOUS, Request, public


@public
@require_GET
def cooperations(request: Request) -> HttpResponse:
    """Programmes, bases and order classes that firms and schools have together."""
    return PUBLIC_COOPERATIONS.respond(request, list_cooperations(ANONYMOUS, "view"), "enterprises/public_cooperations.html")


@public
@require_GET
def alliances(request: Request) -> HttpResponse:
    """Groups and alliances."""
    return PUBLIC_ALLIANCES.respond(request, list_alliances(ANONYMOUS, "view"), "enterprises/public_alliances.html")


@public
@require_GET
def alliance(request: Request, pk: int) -> HttpResponse:
    """One of them."""
    row = get_object_or_404(list_alliances(ANONYMOUS, "view"), pk=pk)
    return render(
        request, "enterprises/public_alliance.html", {"page": alliance_page(ANONYMOUS, row, ALLIANCE_POLICY), "tones": ALLIANCE_TONES}
    )
