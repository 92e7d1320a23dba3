"""What the templates may read: frozen values, built with a fixed number of queries."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.classifications.comparing import Comparison, compare_editions
from baigong.contexts.classifications.declaration import Holds, Scheme
from baigong.contexts.classifications.links import (
    Linked,
    SkillGroup,
    courses_of,
    occupations_for_programme,
    programmes_for_occupation,
    skills_of,
    standing_under,
)
from baigong.contexts.classifications.models import Edition, Entry
from baigong.contexts.classifications.schemes import SCHEMES, get_scheme
from baigong.contexts.classifications.selectors import ancestors_of, entries_under, history_of, predates

MOST_CHILDREN = 400
MOST_BENEATH = 40


@dataclass(frozen=True)
class SchemeCard:
    """A scheme on the overview; ``edition`` is ``None`` while nothing is loaded."""

    scheme: Scheme
    edition: Edition | None
    edition_count: int
    counts: str
    url: str


@dataclass(frozen=True)
class SchemePage:
    """One edition of a scheme with the other editions there are."""

    scheme: Scheme
    edition: Edition
    editions: list[Edition]
    standing: str
    counts: str
    tab: str
    tabs: list[tuple[str, str, bool]]
    parts: list[tuple[str, str, bool]]
    part: str
    top: list[Entry]
    downloads: list[tuple[str, str]]
    can_upload: bool
    starts: list[tuple[Edition, str]]
    comparison: Comparison | None
    others: list[tuple[Edition, str]]


@dataclass(frozen=True)
class Beneath:
    """Entries of another scheme under an entry: the first of them, and where all are."""

    edition: Edition
    entries: list[Entry]
    more: bool
    url: str


@dataclass(frozen=True)
class EntryPage:
    """One code: what it is, where it stands, what it leads to, what it meant in other editions."""

    entry: Entry
    ancestors: list[Entry]
    children: list[Entry]
    has_more_children: bool
    beneath: list[Beneath]
    attributes: list[tuple[str, str]]
    occupations: list[Linked]
    programmes: list[Linked]
    skills: list[SkillGroup]
    courses: list[str]
    history: list[Entry]
    standing: str
    crumbs: list[tuple[str, str | None]]


def cards(editions: Iterable[Edition], in_force: dict[str, Edition]) -> list[SchemeCard]:
    """Every declared scheme, in order."""
    counted: dict[str, int] = {}
    for edition in editions:
        counted[edition.scheme] = counted.get(edition.scheme, 0) + 1
    return [
        SchemeCard(
            scheme,
            in_force.get(key),
            counted.get(key, 0),
            counts_in_words(in_force[key]) if key in in_force else "",
            reverse("classifications:scheme", args=[key]),
        )
        for key, scheme in SCHEMES.items()
    ]


def counts_in_words(edition: Edition) -> str:
    """``省级 34 · 地级 342 · 县级 2,977``; the plain number of rows where there is one tier."""
    scheme = edition.declared
    if scheme.holds is Holds.ENTRIES and len(edition.tier_counts) > 1:
        return " · ".join(f"{tier.label} {edition.tier_counts[tier.key]:,}" for tier in scheme.tiers if tier.key in edition.tier_counts)
    return _("%(n)s 条") % {"n": f"{edition.row_count:,}"}


def standing_of(edition: Edition, in_force: Edition | None, on: date) -> str:
    """How an edition stands on a day: ``in_force``, ``early`` (answers because no older one is at hand), ``future`` or ``past``."""
    if edition == in_force:
        return "early" if predates(edition, on) else "in_force"
    return "future" if edition.effective_from > on else "past"


def scheme_page(
    edition: Edition,
    editions: list[Edition],
    in_force: Edition | None,
    *,
    on: date,
    tab: str,
    part: str,
    other: str,
    can_upload: bool,
) -> SchemePage:
    """At most two more queries than the caller made: the top of the tree or the other edition, where they are shown."""
    scheme = edition.declared
    comparable = scheme.holds is Holds.ENTRIES and len(editions) > 1
    hidden = {"browse": not scheme.is_tree, "changes": not comparable}
    tabs = [key for key in ("browse", "list", "changes", "about") if not hidden.get(key)]
    tab = tab if tab in tabs else tabs[0]
    base = reverse("classifications:scheme", args=[scheme.key])
    which = f"edition={edition.code}" if edition != in_force else ""
    words = {"browse": _("逐级浏览"), "list": _("列表与筛选"), "changes": _("版本对照"), "about": _("来源与核对")}
    part = part if part in scheme.parts else next(iter(scheme.parts), "")
    return SchemePage(
        scheme=scheme,
        edition=edition,
        editions=editions,
        standing=standing_of(edition, in_force, on),
        counts=counts_in_words(edition),
        tab=tab,
        tabs=[(words[key], _query(base, which, f"tab={key}"), key == tab) for key in tabs],
        parts=[(str(label), _query(base, which, f"tab=browse&part={key}"), key == part) for key, label in scheme.parts.items()],
        part=part,
        top=list(entries_under(edition, part=part)) if tab == "browse" else [],
        downloads=[(fmt, reverse("classifications:download", args=[scheme.key, edition.code, fmt])) for fmt in ("xlsx", "csv")],
        can_upload=can_upload,
        starts=[(e, _query(base, f"edition={e.code}", f"tab={tab}")) for e in editions],
        comparison=_comparison(edition, editions, other) if tab == "changes" else None,
        others=[(e, _query(base, which, "tab=changes", f"with={e.code}")) for e in editions if e != edition],
    )


def _comparison(edition: Edition, editions: list[Edition], other: str) -> Comparison:
    """With the edition asked for, else the one before, else the one after; the older stands on the left."""
    rest = [e for e in editions if e != edition]
    older = [e for e in rest if e.effective_from < edition.effective_from]
    chosen = next((e for e in rest if e.code == other), None) or (older[0] if older else rest[-1])
    before, after = sorted((edition, chosen), key=lambda e: e.effective_from)
    return compare_editions(before, after)


def _query(base: str, *parts: str) -> str:
    return f"{base}?{'&'.join(p for p in parts if p)}"


def entry_page(entry: Entry, in_force: Edition | None, *, on: date) -> EntryPage:
    """Everything about a code; the number of queries depends on its scheme only."""
    scheme = entry.scheme.key
    is_programme = scheme == "programmes" and entry.tier == "programme"
    is_occupation = scheme == "occupations"
    children = list(entries_under(entry.edition, entry.code, part=entry.part)[: MOST_CHILDREN + 1]) if entry.child_count else []
    ancestors = ancestors_of(entry)
    return EntryPage(
        entry=entry,
        ancestors=ancestors,
        children=children[:MOST_CHILDREN],
        has_more_children=len(children) > MOST_CHILDREN,
        beneath=[_beneath(entry, edition, rows) for edition, rows in standing_under(entry, on=on)],
        attributes=shown_attributes(entry),
        occupations=occupations_for_programme(entry.part, entry.code, on=on) if is_programme else [],
        programmes=programmes_for_occupation(entry.code, on=on) if is_occupation else [],
        skills=skills_of(entry.code, on=on) if is_occupation and entry.tier == "occupation" else [],
        courses=courses_of(entry.part, entry.code, on=on) if is_programme else [],
        history=history_of(entry),
        standing=standing_of(entry.edition, in_force, on),
        crumbs=_crumbs(entry, ancestors),
    )


def _beneath(entry: Entry, edition: Edition, rows: QuerySet[Entry]) -> Beneath:
    found = list(rows[: MOST_BENEATH + 1])
    url = f"{reverse('classifications:scheme', args=[edition.scheme])}?tab=list&under={entry.code}"
    return Beneath(edition, found[:MOST_BENEATH], len(found) > MOST_BENEATH, url)


def shown_attributes(entry: Entry) -> list[tuple[str, str]]:
    """The attributes in words, in declared order; a flag that is not set says nothing and is left out."""
    return [
        (str(a.label), a.shown(entry.attributes[a.key]))
        for a in entry.scheme.attributes
        if a.key in entry.attributes and not (a.is_flag and not entry.attributes[a.key])
    ]


def _crumbs(entry: Entry, ancestors: list[Entry]) -> list[tuple[str, str | None]]:
    scheme = entry.scheme
    base = reverse("classifications:scheme", args=[scheme.key])
    crumbs: list[tuple[str, str | None]] = [(_("代码表"), reverse("classifications:overview")), (str(scheme.label), base)]
    if scheme.parts:
        crumbs.append((entry.part_label, f"{base}?tab=browse&part={entry.part}"))
    crumbs += [(above.name, above.get_absolute_url()) for above in ancestors]
    return [*crumbs, (entry.name, None)]


def scheme_crumbs(scheme: str, *more: tuple[str, str | None]) -> list[tuple[str, str | None]]:
    """The way to a scheme's page and on."""
    base = reverse("classifications:scheme", args=[scheme]) if more else None
    return [(_("代码表"), reverse("classifications:overview")), (str(get_scheme(scheme).label), base), *more]
