"""What the public reads: the catalogue, a document with its metadata, its files, the feed."""

from __future__ import annotations

from xml.sax.saxutils import escape, quoteattr

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.plans.public import public_place
from baigong.contexts.publications.access import ATTACHMENT_POLICY, PUBLICATION_POLICY
from baigong.contexts.publications.listings import CATALOGUE
from baigong.contexts.publications.models import OPEN_STATES, Publication
from baigong.contexts.publications.selectors import get_publication, list_public
from baigong.contexts.publications.services.reading import count_view
from baigong.kernel.access import Request, public, requires
from baigong.kernel.files import open_stored
from baigong.kernel.ui.product import product

IN_FEED = 50


@public
@require_safe
def catalogue(request: Request) -> HttpResponse:
    """The catalogue, to be searched, filtered and taken away."""
    return CATALOGUE.respond(request, list_public(), "publications/catalogue.html")


@requires(PUBLICATION_POLICY, "view")
@require_safe
def publication(request: Request, pk: int) -> HttpResponse:
    """A document with its metadata. Reading is counted, the reader is not known."""
    row = get_publication(request.actor, pk)
    if row.state in OPEN_STATES and not request.actor.is_authenticated and request.method == "GET":
        count_view(row)
        row.view_count += 1
    newer = [other for other in row.replaced_by.all() if other.state in OPEN_STATES]
    context = {
        "row": row,
        "attachments": list(row.attachments.all()),
        "newer": newer[0] if newer else None,
        "place": public_place(row.source_kind, row.source_id) if row.source_id else None,
        "is_open": row.state in OPEN_STATES,
    }
    return render(request, "publications/publication.html", context)


@requires(ATTACHMENT_POLICY, "view")
@require_safe
def attachment(request: Request, pk: int) -> HttpResponseBase:
    """A file of a document in sight, always as a download."""
    piece = ATTACHMENT_POLICY.get_or_404(request.actor, pk=pk)
    answer = FileResponse(open_stored(piece.file, piece.file_name), as_attachment=True, filename=piece.file_name)
    answer["X-Content-SHA256"] = piece.sha256
    return answer


@public
@require_safe
def feed(request: Request) -> HttpResponse:
    """Atom (RFC 4287): the latest documents."""
    rows = list(list_public()[:IN_FEED])
    own = request.build_absolute_uri(reverse("publications:feed"))
    latest = max((timezone.localtime(r.published_at).isoformat() for r in rows if r.published_at), default="2020-12-01T00:00:00+08:00")
    title = _("%(city)s政府信息公开：职业教育改革") % {"city": product().city}
    entries = "".join(_entry(request, row) for row in rows)
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        f'<title>{escape(title)}</title><id>{escape(own)}</id><updated>{latest}</updated><link rel="self" href={quoteattr(own)}/>'
        f"<author><name>{escape(product().name)}</name></author>{entries}</feed>\n"
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _entry(request: Request, row: Publication) -> str:
    address = request.build_absolute_uri(row.public_url)
    assert row.published_at is not None
    hour = timezone.localtime(row.published_at).isoformat()
    return (
        f"<entry><title>{escape(row.title)}</title><id>{escape(address)}</id><updated>{hour}</updated><link href={quoteattr(address)}/>"
        f"<author><name>{escape(str(row.issuer))}</name></author><category term={quoteattr(row.category)}/>"
        f"<summary>{escape(row.body[:300])}</summary></entry>"
    )
