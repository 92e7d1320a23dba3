"""The pages of links that serve once (``kernel.links``): the one where somebody makes them, and the public one that a link opens."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.conf import settings
from django.http import HttpResponse
from django.utils.translation import gettext as _
from markupsafe import Markup

from baigong.kernel.access import Request
from baigong.kernel.documents.codes import link_svg
from baigong.kernel.documents.figures import safe_svg
from baigong.kernel.errors import Refusal
from baigong.kernel.links import MOST_TRIES, OneTimeLink
from baigong.kernel.ui.once import keep_for_once, shown_once
from baigong.kernel.ui.pace import too_often

MOST_AN_HOUR = 600
"""Openings that one address may make: many people stand behind one; a link has its own tries."""

L = TypeVar("L", bound=OneTimeLink)


@dataclass(frozen=True)
class LinksMade(Generic[L]):
    """What the page shows: the address of the one just made, once; all that were made, and the one that still serves."""

    address: str
    rows: list[tuple[L, bool]]
    most_tries: int = MOST_TRIES

    @property
    def standing(self) -> L | None:
        """The link that may still be used."""
        return next((row for row, is_open in self.rows if is_open), None)

    @property
    def qr(self) -> Markup:
        """The code of the address."""
        return Markup(safe_svg(link_svg(self.address))) if self.address else Markup()  # noqa: S704  (what acts was taken out)


def whole_address(request: Request, path: str) -> str:
    """The address of a page of ours as others can open it."""
    return f"{settings.SITE_ADDRESS}{path}" if settings.SITE_ADDRESS else request.build_absolute_uri(path)


def keep_address(request: Request, key: str, path: str) -> None:
    """Lay the address of a new link aside for the next page of ``key``."""
    keep_for_once(request, key, whole_address(request, path))


def links_made(request: Request, key: str, rows: Iterable[L]) -> LinksMade[L]:
    """What to show of ``rows``, the newest first."""
    return LinksMade(shown_once(request, key), [(row, row.is_open(request.now)) for row in rows])


def hold_pace(request: Request, what: str) -> None:
    """Count this opening. Raises ``Refusal`` (429) for an address that opens too many."""
    if too_often(request, what, MOST_AN_HOUR):
        raise Refusal(_("打开的次数太多，请过一小时再试。"), code="too_often", status=429)


def privately(answer: HttpResponse) -> HttpResponse:
    """A page whose address holds a secret: not kept, not listed, and the address told to nobody."""
    answer["Cache-Control"], answer["X-Robots-Tag"], answer["Referrer-Policy"] = "private, no-store", "noindex", "strict-origin"
    return answer
