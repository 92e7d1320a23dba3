"""Pages of the codes: overview, scheme, entry, search, download. Open to everybody."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import get_conditional_response
from django.utils.http import quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.classifications import pages
from baigong.contexts.classifications.access import EDITION_POLICY, ENTRY_POLICY, UPLOAD_POLICY
from baigong.contexts.classifications.declaration import Scheme
from baigong.contexts.classifications.exchange import rows_of, table_of
from baigong.contexts.classifications.listings import FOUND, listing_of, rows_for
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.classifications.schemes import SCHEMES, get_scheme
from baigong.contexts.classifications.selectors import editions_in_force, entries_of_code, entries_under, list_editions, search_codes
from baigong.kernel import exchange
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.downloads import attachment


@requires(EDITION_POLICY, "view")
@require_safe
def overview(request: Any) -> HttpResponse:
    """Every scheme with the edition in force, its source, counts and known errors."""
    cards = pages.cards(list_editions(), editions_in_force(request.now.date()))
    can_upload = UPLOAD_POLICY.reachable(request.actor, "create")
    return render(request, "classifications/overview.html", {"cards": cards, "can_upload": can_upload})


@requires(EDITION_POLICY, "view")
@require_safe
def scheme(request: Any, scheme: str) -> HttpResponse:
    """One edition of a scheme: tree, list, or where it comes from."""
    declared = _scheme(scheme)
    force = editions_in_force(request.now.date())
    editions = list(list_editions(scheme))
    edition = _edition(declared, editions, request.GET.get("edition", ""), force.get(scheme))
    if edition is None:
        return render(request, "classifications/scheme_empty.html", {"scheme": declared})
    page = pages.scheme_page(
        edition,
        editions,
        force.get(scheme),
        on=request.now.date(),
        tab=request.GET.get("tab", ""),
        part=request.GET.get("part", ""),
        other=request.GET.get("with", ""),
        can_upload=UPLOAD_POLICY.reachable(request.actor, "create"),
    )
    context = {"view": page, "crumbs": pages.scheme_crumbs(scheme)}
    if page.tab != "list" and "export" not in request.GET:
        return render(request, "classifications/scheme.html", context | {"page": None})
    rows = rows_for(edition, force.get(declared.subject), force.get(declared.target))
    return listing_of(scheme).respond(request, rows, "classifications/scheme.html", context)


@requires(ENTRY_POLICY, "view")
@require_safe
def entry(request: Any, scheme: str, address: str) -> HttpResponse:
    """One code; without ``edition`` in the edition in force, or else the newest that has it."""
    declared = _scheme(scheme)
    on = request.now.date()
    in_force = editions_in_force(on).get(scheme)
    row = _entry(declared, address, request.GET.get("edition", ""), in_force)
    if row is None:
        raise Http404(
            _("“%(scheme)s”里没有代码“%(address)s”。可以在代码表里搜索名称。") % {"scheme": declared.label, "address": address[:60]}
        )
    if isinstance(row, str):
        return redirect(row)
    if request.htmx and request.GET.get("branch"):
        children = entries_under(row.edition, row.code, part=row.part)[: pages.MOST_CHILDREN]
        return render(request, "classifications/_branch.html", {"entries": children})
    return render(request, "classifications/entry.html", {"view": pages.entry_page(row, in_force, on=on)})


@requires(ENTRY_POLICY, "view")
@require_safe
def search(request: Any) -> HttpResponse:
    """Codes of every scheme by words of the name or the beginning of the code."""
    text = request.GET.get("q", "").replace("\x00", "").strip()[:100]
    context = {"text": text}
    if not text:
        return render(request, "classifications/search.html", context | {"page": None})
    return FOUND.respond(request, search_codes(text, on=request.now.date()), "classifications/search.html", context)


@requires(EDITION_POLICY, "view")
@require_safe
def download(request: Request, scheme: str, edition: str, fmt: str) -> HttpResponse:
    """A whole edition as a file in the layout in which it is uploaded; open data, so it says when nothing changed."""
    row = EDITION_POLICY.get_or_404(request.actor, scheme=_scheme(scheme).key, code=edition)
    etag = quote_etag(f"{row.file_digest[:32]}-{fmt}")
    unchanged = get_conditional_response(request, etag=etag)
    if unchanged is not None:
        return unchanged
    content = exchange.export(table_of(scheme), rows_of(row), "csv" if fmt == "csv" else "xlsx")
    response = attachment(content, f"{row.declared.label}-{row.code}.{fmt}")
    response["ETag"] = etag
    return response


def _scheme(key: str) -> Scheme:
    if key not in SCHEMES:
        raise Http404(_("没有这个代码表。"))
    return get_scheme(key)


def _edition(declared: Scheme, editions: list[Edition], wanted: str, in_force: Edition | None) -> Edition | None:
    """The edition asked for; without one that in force, or else the newest."""
    if not wanted:
        return in_force or next(iter(editions), None)
    found = next((e for e in editions if e.code == wanted), None)
    if found is None:
        raise Http404(_("“%(scheme)s”没有“%(edition)s”这个版本。") % {"scheme": declared.label, "edition": wanted[:40]})
    return found


def _entry(declared: Scheme, address: str, edition: str, in_force: Edition | None) -> Entry | str | None:
    """The entry; or, where only another edition has it, its address."""
    part, code = "", address
    if declared.has_parts and "/" in address:
        part, code = address.split("/", 1)
    found = {row.edition.code: row for row in entries_of_code(declared.key, code, part=part)}
    wanted = edition or (in_force.code if in_force else "")
    if wanted in found:
        return found[wanted]
    return next((row.get_absolute_url() for row in found.values()), None)
