"""What other software fetches: the bank's keys and its lists of statuses, as they were signed."""

from __future__ import annotations

import json

from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.credit_bank.credentials.keystore import document_at
from baigong.contexts.credit_bank.credentials.lists import list_as_of
from baigong.contexts.credit_bank.selectors.credentials import find_status_list
from baigong.engines.credentials.statuses import TTL
from baigong.kernel.access import Request, public
from baigong.kernel.ui.middleware import for_everybody


def _published(text: str, media_type: str) -> HttpResponse:
    headers = {"Cache-Control": f"public, max-age={TTL}", "Access-Control-Allow-Origin": "*"}
    return for_everybody(HttpResponse(text, content_type=media_type, headers=headers))


@public
@require_safe
def did_document(request: Request) -> HttpResponse:
    """The document of the bank's did:web: every key that signs or signed; at a former address that still leads here, the one of then."""
    return _published(json.dumps(document_at(request.get_host()), ensure_ascii=False, indent=1), "application/did+json")


@public
@require_safe
def status_list(request: Request, volume: int, purpose: str) -> HttpResponse:
    """A list of statuses, a credential itself."""
    row = find_status_list(volume, purpose)
    if row is None:
        raise Http404(_("没有这份状态名单。"))
    return _published(list_as_of(row, request.now).document, "application/vc")
