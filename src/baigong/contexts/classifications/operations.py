"""HTTP operations on codes: open data, no token needed. The same selectors as the pages."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.classifications.comparing import compare_editions
from baigong.contexts.classifications.declaration import Holds
from baigong.contexts.classifications.links import Linked, occupations_for_programme, programmes_for_occupation
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.classifications.schemes import SCHEMES, get_scheme
from baigong.contexts.classifications.selectors import (
    ancestors_of,
    edition_in_force,
    editions_in_force,
    find_code,
    list_editions,
    predates,
    search_codes,
)
from baigong.kernel.access import Request, public

router = Router(tags=["classifications"], auth=None)
MOST = 200
ON = "Day for which codes are wanted (default: today). Where no edition is that old, the oldest answers."


class EditionOut(Schema):
    """One edition of a scheme: what it is, where from, what is known to be wrong."""

    scheme: str
    edition: str
    title: str
    publisher: str
    document: str
    source: str
    issued_on: date | None
    effective_from: date
    effective_to: date | None
    checked: str
    known_errors: list[str]
    is_partial: bool
    rows: int
    rows_by_tier: dict[str, int]
    digest: str
    csv: str = Field(description="Address of the whole edition as CSV")


class SchemeOut(Schema):
    """A scheme and the edition that answers today."""

    key: str
    label: str
    description: str
    holds: str = Field(description="entries, mappings or supplements")
    tiers: list[str]
    parts: dict[str, str] = Field(description="Parts within which codes are unique, e.g. education levels")
    edition: EditionOut | None


class EntryOut(Schema):
    """One code of an edition."""

    scheme: str
    edition: str
    part: str = Field(description="Education level of a programme or code set of a standard; empty where codes need none")
    code: str
    name: str
    tier: str
    parent: str
    since: date | None = Field(description="First day, for a code added within the edition")
    caution: str = Field(description="Why this row is less certain than the rest; empty for most")
    note: str
    attributes: dict[str, Any]
    children: int


class EntryDetailOut(EntryOut):
    """One code with those above it."""

    ancestors: list[EntryOut]
    predates: bool = Field(description="The day asked for lies before the oldest edition at hand")


class EntryPageOut(Schema):
    """A page of codes; ``next`` is the cursor of the following page, null at the end."""

    edition: str
    items: list[EntryOut]
    next: int | None


class LinkedOut(Schema):
    """The other end of a mapping; ``name`` is null where the code is not in the edition that answers."""

    part: str
    code: str
    name: str | None
    caution: str
    via: str = Field(description="The code the source names, where it stands above the one asked for")


class RecodedOut(Schema):
    """A name that bears another code: it alone of its part went, and it alone came."""

    before: EntryOut
    after: EntryOut


class DifferenceOut(Schema):
    """What differs of a code that both editions have."""

    what: str
    before: str | None
    after: str | None


class ChangedOut(Schema):
    """A code of both editions that differs, as the later one has it."""

    entry: EntryOut
    differences: list[DifferenceOut]


class ComparisonOut(Schema):
    """What one edition changes against another."""

    before: str
    after: str
    added: list[EntryOut]
    ended: list[EntryOut]
    recoded: list[RecodedOut]
    changed: list[ChangedOut]
    same: int = Field(description="How many codes do not differ")


class EntryQuery(Schema):
    """Which codes of an edition."""

    edition: str = Field("", description="Edition code; default: the one that answers for ``on``")
    on: date | None = Field(None, description=ON)
    part: str | None = None
    tier: str | None = None
    parent: str | None = None
    after: int = Field(0, ge=0, le=2**31 - 1, description="Cursor from ``next``")
    limit: int = Field(50, ge=1, le=MOST)


class SearchQuery(Schema):
    """What to look for."""

    q: str = Field(description="Words of the name or the beginning of the code")
    scheme: str = ""
    on: date | None = Field(None, description=ON)
    limit: int = Field(50, ge=1, le=MOST)


@router.get("/schemes", response=list[SchemeOut], summary="Schemes and the edition of each that answers today")
@public
def list_schemes(request: Request) -> list[dict[str, Any]]:
    """Every declared scheme, in order."""
    in_force = editions_in_force(_day(request, None))
    return [
        {
            "key": key,
            "label": str(scheme.label),
            "description": str(scheme.description),
            "holds": str(scheme.holds),
            "tiers": [tier.key for tier in scheme.tiers],
            "parts": {part: str(label) for part, label in scheme.parts.items()},
            "edition": _edition(in_force[key]) if key in in_force else None,
        }
        for key, scheme in SCHEMES.items()
    ]


@router.get("/schemes/{scheme}/editions", response=list[EditionOut], summary="Every edition of a scheme, newest first")
@public
def editions(request: Request, scheme: str) -> list[dict[str, Any]]:
    """The editions of a scheme."""
    _known(scheme)
    return [_edition(edition) for edition in list_editions(scheme)]


@router.get("/schemes/{scheme}/changes", response=ComparisonOut, summary="What one edition changes against another")
@public
def changes(request: Request, scheme: str, before: str, after: str) -> dict[str, Any]:
    """Both editions are named by their code; a position in the list is no difference."""
    found = compare_editions(_asked(request, scheme, before, None), _asked(request, scheme, after, None))
    return {
        "before": found.before.code,
        "after": found.after.code,
        "added": [_entry(row) for row in found.added],
        "ended": [_entry(row) for row in found.ended],
        "recoded": [{"before": _entry(pair.before), "after": _entry(pair.after)} for pair in found.recoded],
        "changed": [
            {
                "entry": _entry(one.entry),
                "differences": [{"what": what, "before": old, "after": new} for what, old, new in one.changes],
            }
            for one in found.changed
        ],
        "same": found.same,
    }


@router.get("/schemes/{scheme}/entries", response=EntryPageOut, summary="Codes of an edition, page by page")
@public
def entries(request: Request, scheme: str, query: Query[EntryQuery]) -> dict[str, Any]:
    """Codes in the edition's order; the cursor is stable because an edition does not change."""
    edition = _asked(request, scheme, query.edition, query.on)
    rows = edition.entries.filter(position__gt=query.after).order_by("position").select_related("edition")
    for name, value in (("part", query.part), ("tier", query.tier), ("parent_code", query.parent)):
        if value is not None:
            rows = rows.filter(**{name: value})
    found = list(rows[: query.limit + 1])
    items = found[: query.limit]
    return {
        "edition": edition.code,
        "items": [_entry(row) for row in items],
        "next": items[-1].position if len(found) > query.limit else None,
    }


@router.get("/schemes/{scheme}/entry", response=EntryDetailOut, summary="One code on a day")
@public
def entry(request: Request, scheme: str, code: str, part: str = "", edition: str = "", on: date | None = None) -> dict[str, Any]:
    """The code with those above it; 404 when the edition does not have it."""
    asked = _asked(request, scheme, edition, on)
    row = asked.entries.select_related("edition").filter(part=part, code=code).first()
    if row is None:
        raise Http404(_("没有这个代码。"))
    early = not edition and predates(asked, _day(request, on))
    return {**_entry(row), "ancestors": [_entry(above) for above in ancestors_of(row)], "predates": early}


@router.get("/search", response=list[EntryOut], summary="Codes by words of the name or the beginning of the code")
@public
def search(request: Request, query: Query[SearchQuery]) -> list[dict[str, Any]]:
    """The best matches first; two Chinese characters suffice."""
    if query.scheme:
        _known(query.scheme)
    text = query.q.replace("\x00", "")[:100]
    return [_entry(row) for row in search_codes(text, on=_day(request, query.on), scheme=query.scheme)[: query.limit]]


@router.get("/programmes/{level}/{code}/occupations", response=list[LinkedOut], summary="Occupations a programme prepares for")
@public
def programme_occupations(request: Request, level: str, code: str, on: date | None = None) -> list[dict[str, Any]]:
    """By the teaching standards; empty for a programme without one, 404 for a programme that does not exist."""
    day = _day(request, on)
    if level not in get_scheme("programmes").parts or find_code("programmes", code, part=level, on=day) is None:
        raise Http404(_("没有这个专业。"))
    return [_linked(one) for one in occupations_for_programme(level, code, on=day)]


@router.get("/occupations/{code}/programmes", response=list[LinkedOut], summary="Programmes that prepare for an occupation")
@public
def occupation_programmes(request: Request, code: str, on: date | None = None) -> list[dict[str, Any]]:
    """Programmes whose teaching standard names the occupation or a group it stands in."""
    day = _day(request, on)
    if find_code("occupations", code, on=day) is None:
        raise Http404(_("没有这个职业。"))
    return [_linked(one) for one in programmes_for_occupation(code, on=day)]


def _day(request: Any, on: date | None) -> date:
    return on or request.now.date()


def _known(scheme: str) -> None:
    if scheme not in SCHEMES:
        raise Http404(_("没有这个代码表。"))


def _asked(request: Request, scheme: str, code: str, on: date | None) -> Edition:
    """The edition asked for by name or by day, of a scheme that holds codes."""
    if scheme not in SCHEMES or get_scheme(scheme).holds is not Holds.ENTRIES:
        raise Http404(_("没有这个代码表。"))
    found = list_editions(scheme).filter(code=code).first() if code else edition_in_force(scheme, _day(request, on))
    if found is None:
        raise Http404(_("没有这个版本。"))
    return found


def _edition(edition: Edition) -> dict[str, Any]:
    return {
        "scheme": edition.scheme,
        "edition": edition.code,
        "title": edition.title,
        "publisher": edition.publisher,
        "document": edition.document,
        "source": edition.source,
        "issued_on": edition.issued_on,
        "effective_from": edition.effective_from,
        "effective_to": edition.effective_to,
        "checked": edition.checked_note,
        "known_errors": edition.known_errors,
        "is_partial": edition.is_partial,
        "rows": edition.row_count,
        "rows_by_tier": edition.tier_counts,
        "digest": edition.file_digest,
        "csv": reverse("classifications:download", args=[edition.scheme, edition.code, "csv"]),
    }


def _entry(row: Entry) -> dict[str, Any]:
    return {
        "scheme": row.edition.scheme,
        "edition": row.edition.code,
        "part": row.part,
        "code": row.code,
        "name": row.name,
        "tier": row.tier,
        "parent": row.parent_code,
        "since": row.since,
        "caution": row.caution,
        "note": row.note,
        "attributes": row.attributes,
        "children": row.child_count,
    }


def _linked(one: Linked) -> dict[str, Any]:
    return {"part": one.part, "code": one.code, "name": one.entry.name if one.entry else None, "caution": one.caution, "via": one.via}
