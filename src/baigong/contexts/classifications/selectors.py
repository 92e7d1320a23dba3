"""Questions about codes on a day: which edition holds, what a code means, what is near it, what belongs to it.

Where the system holds no edition as old as the day asked for, the oldest one answers (``predates`` says so): a code list
that is missing must not block anybody. Once the newest edition has ended, none holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date

from django.db.models import Case, F, IntegerField, Q, QuerySet, Value, When
from django.utils.translation import gettext as _

from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.classifications.nearness import near
from baigong.contexts.classifications.schemes import get_scheme
from baigong.kernel.errors import Refusal

# -- editions --------------------------------------------------------------------------------------------------------


def list_editions(scheme: str = "") -> QuerySet[Edition]:
    """The editions there are, newest first within a scheme."""
    return Edition.objects.filter(scheme=scheme) if scheme else Edition.objects.all()


def editions_in_force(on: date) -> dict[str, Edition]:
    """The edition of each scheme that answers for ``on``. One query."""
    by_scheme: dict[str, list[Edition]] = {}
    for edition in Edition.objects.all():
        by_scheme.setdefault(edition.scheme, []).append(edition)
    found = {scheme: _in_force(editions, on) for scheme, editions in by_scheme.items()}
    return {scheme: edition for scheme, edition in found.items() if edition is not None}


def edition_in_force(scheme: str, on: date) -> Edition | None:
    """The edition of ``scheme`` that answers for ``on``; ``None`` when nothing is loaded or the newest has ended."""
    get_scheme(scheme)
    return _in_force(list(Edition.objects.filter(scheme=scheme)), on)


def _in_force(editions: list[Edition], on: date) -> Edition | None:
    newest_first = sorted(editions, key=lambda e: e.effective_from, reverse=True)
    begun = next((e for e in newest_first if e.effective_from <= on), None)
    if begun is None:
        return newest_first[-1] if newest_first else None
    return begun if begun.holds_on(on) else None


def predates(edition: Edition, on: date) -> bool:
    """Whether ``on`` lies before the edition that answers for it, because no older one is at hand."""
    return on < edition.effective_from


# -- entries ---------------------------------------------------------------------------------------------------------


def find_code(scheme: str, code: str, *, on: date, part: str = "") -> Entry | None:
    """The entry of ``code`` in the edition that answers for ``on``; ``None`` when there is none or it was added later.

    ``part`` is the education level of a programme (``secondary``) or the code set of a standard, and needed there.
    """
    edition = edition_in_force(scheme, on)
    return None if edition is None else _known_by(edition, on).filter(part=part, code=code).first()


def label_of(scheme: str, code: str, *, on: date, part: str = "") -> str:
    """The name of ``code``, or the code itself where nothing is known of it, so that a page never shows a hole."""
    entry = find_code(scheme, code, on=on, part=part)
    return entry.name if entry else code


def labels_of(scheme: str, keys: Collection[tuple[str, str]], *, on: date) -> dict[tuple[str, str], str]:
    """The names of many entries by (part, code), in two queries; codes nothing is known of stand for themselves."""
    edition = edition_in_force(scheme, on)
    known = find_entries(edition, keys) if edition else {}
    return {key: known[key].name if key in known else key[1] for key in keys}


def children_of(scheme: str, code: str = "", *, on: date, part: str = "") -> list[Entry]:
    """The entries right under ``code`` (the top ones without a code), in the edition's order. Empty when nothing is loaded.

    Under a code set stand its codes; under a division also nothing but divisions: townships are a scheme of their own.
    """
    edition = edition_in_force(scheme, on)
    return list(entries_under(edition, code, part=part)) if edition else []


def entries_under(edition: Edition, code: str = "", *, part: str = "") -> QuerySet[Entry]:
    """The entries of ``edition`` right under ``code`` of ``part``."""
    if edition.declared.has_sets and code and not part:
        return edition.entries.filter(part=code).select_related("edition").order_by("position")
    return edition.entries.filter(part=part, parent_code=code).select_related("edition").order_by("position")


def ancestors_of(entry: Entry) -> list[Entry]:
    """The entries above ``entry``, from the top. One query."""
    codes = entry.ancestor_codes
    if not codes:
        return []
    part = "" if entry.scheme.has_sets else entry.part
    rows = {row.code: row for row in entry.edition.entries.filter(part=part, code__in=codes).select_related("edition")}
    return [rows[code] for code in codes if code in rows]


def history_of(entry: Entry) -> list[Entry]:
    """The same code in every edition of the scheme, newest first; what it meant may differ."""
    return entries_of_code(entry.edition.scheme, entry.code, part=entry.part)


def entries_of_code(scheme: str, code: str, *, part: str = "") -> list[Entry]:
    """A code in every edition of a scheme that has it, newest first."""
    rows = Entry.objects.filter(edition__scheme=scheme, part=part, code=code)
    return list(rows.select_related("edition").order_by("-edition__effective_from"))


def choices(scheme: str, code_set: str, *, on: date) -> list[tuple[str, str]]:
    """The codes of a set with their labels, for a form. ``code_set`` is the set's key or its identifier (``BXLX``).

    For a scheme without sets ``code_set`` is the tier (``choices("industries", "section", …)``). Raises ``LookupError`` when
    there is no such set in the edition, so that a form is never silently empty.
    """
    edition = edition_in_force(scheme, on)
    if edition is None:
        raise LookupError(f"no edition of {scheme!r} is loaded for {on}")
    rows = _known_by(edition, on)
    if edition.declared.has_sets:
        wanted = Q(code=code_set) | Q(attributes__symbol=code_set)
        sets = list(rows.filter(wanted, part="", tier="set").values_list("code", flat=True)[:2])
        key = code_set if code_set in sets else next(iter(sets), "")
        found = list(rows.filter(part=key).values_list("code", "name")) if key else []
    else:
        found = list(rows.filter(tier=code_set).values_list("code", "name"))
    if not found:
        raise LookupError(f"{edition} has no code set {code_set!r}")
    return found


def _known_by(edition: Edition, on: date) -> QuerySet[Entry]:
    """The entries of ``edition`` that were not added after ``on``."""
    rows = edition.entries.select_related("edition").order_by("position")
    return rows.filter(Q(since=None) | Q(since__lte=on))


# -- checking --------------------------------------------------------------------------------------------------------


def check_code(scheme: str, code: str, *, on: date, part: str = "", tier: str = "") -> Entry:
    """The entry of ``code``; with ``tier`` it must be of that rank (a programme, not its class).

    Raises ``Refusal`` (``unknown_code``, ``wrong_tier``, ``not_yet_listed``, ``no_edition``) that says which edition was
    asked, which codes are near, and what is called so if a name was typed.
    """
    declared = get_scheme(scheme)
    edition = edition_in_force(scheme, on)
    if edition is None:
        raise Refusal(_("还没有载入“%(scheme)s”，不能核对代码；请系统管理员载入。") % {"scheme": declared.label}, code="no_edition")
    entry = edition.entries.select_related("edition").filter(part=part, code=code).first()
    if entry is None:
        raise Refusal(_unknown(edition, code, part, on), code="unknown_code")
    if entry.since and entry.since > on:
        raise Refusal(
            _("“%(entry)s”自%(since)s起列入%(edition)s，%(on)s尚未列入。")
            % {"entry": entry, "since": entry.since.isoformat(), "edition": edition, "on": on.isoformat()},
            code="not_yet_listed",
        )
    if tier and entry.tier != tier:
        raise Refusal(
            _("“%(entry)s”是%(found)s，这里要填%(wanted)s的代码。")
            % {"entry": entry, "found": entry.tier_declared.label, "wanted": declared.tier(tier).label},
            code="wrong_tier",
        )
    return entry


def _unknown(edition: Edition, code: str, part: str, on: date) -> str:
    where = f"{edition}·{edition.declared.parts.get(part, part)}" if part else str(edition)
    message = _("“%(where)s”中没有代码“%(code)s”。") % {"where": where, "code": code}
    elsewhere = edition.entries.select_related("edition").exclude(part=part).filter(code=code).first() if part else None
    if elsewhere is not None:
        return message + _("它属于%(part)s：%(name)s。") % {"part": elsewhere.part_label, "name": elsewhere.name}
    if words := called_so(code, on=on, scheme=edition.scheme, part=part):
        return message + words
    names = dict(edition.entries.filter(part=part).values_list("code", "name"))
    found = near(code, names)
    if not found:
        return message
    return message + _("相近的有：%(near)s。") % {"near": "、".join(f"{c} {names[c]}" for c in found)}


CALLED_SO = 6
"""Codes that are named to somebody who typed a name."""


def called_so(text: str, *, on: date, scheme: str, part: str = "") -> str:
    """For who typed a name where a code belongs: the codes of what is called so, in words; nothing if nothing is."""
    rows = search_codes(text, on=on, scheme=scheme).filter(name__icontains=text.strip())
    found = [f"{entry.code}{entry.name}" for entry in (rows.filter(part=part) if part else rows)[:CALLED_SO]]
    return _("名称里有“%(text)s”的是：%(codes)s。") % {"text": text, "codes": "、".join(found)} if found else ""


# -- searching -------------------------------------------------------------------------------------------------------


def search_codes(text: str, *, on: date, scheme: str = "") -> QuerySet[Entry]:
    """The entries whose name contains every word of ``text`` or whose code begins with it, best first.

    Searches the editions that answer for ``on``. Nothing for a blank text. A row found by its whole code comes first, then
    by the beginning of the code, by its whole name, by the beginning of the name, then the rest.
    """
    editions = [e for key, e in editions_in_force(on).items() if scheme in ("", key)]
    return search_entries(Entry.objects.filter(edition__in=editions), text)


def search_entries(rows: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    """Narrow ``rows`` to those that match ``text`` and rank them."""
    words = text.split()[:8]
    if not words:
        return rows.none()
    for word in words:
        rows = rows.filter(Q(name__icontains=word) | Q(code__istartswith=word) | Q(attributes__symbol=word.upper()))
    whole = " ".join(words)
    rank = Case(
        When(code__iexact=whole, then=Value(0)),
        When(code__istartswith=whole, then=Value(1)),
        When(name=whole, then=Value(2)),
        When(name__startswith=whole, then=Value(3)),
        default=Value(4),
        output_field=IntegerField(),
    )
    return rows.annotate(rank=rank).select_related("edition").order_by("rank", F("edition__scheme"), "edition_id", "position")


def find_entries(edition: Edition, keys: Iterable[tuple[str, str]]) -> dict[tuple[str, str], Entry]:
    """The entries of ``edition`` by (part, code), in one query; unknown keys are left out."""
    wanted = set(keys)
    rows = edition.entries.select_related("edition").filter(code__in={code for _part, code in wanted})
    return {(row.part, row.code): row for row in rows if (row.part, row.code) in wanted}
