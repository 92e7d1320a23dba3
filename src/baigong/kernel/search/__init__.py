"""Search over everything an actor may see; two-character Chinese words are found.

A city's records are tens of thousands of short texts: a plain substring match over the declared columns is exact, needs no
index that can go stale, and is filtered by the same policy as every list (decision record 0007).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from baigong.kernel.access import Actor, Policy
from baigong.kernel.access.conditions import is_to_many


@dataclass(frozen=True)
class Searchable:
    """A kind of record that can be found: by which columns, under which heading, shown as which title and place.

    ``url`` gives the page of a row where it is not the row's own; ``detail`` a second line. ``columns`` are lookups of text columns.
    ``find`` replaces the substring match where the rows have an order of relevance: it narrows and orders what the actor may see.
    ``order``: what people work on comes before what they look up.
    """

    policy: Policy[Any]
    label: Any
    columns: tuple[str, ...]
    url: Callable[[Any], str] = lambda row: str(row.get_absolute_url())
    title: Callable[[Any], str] = str
    detail: Callable[[Any], str] = lambda _row: ""
    select: tuple[str, ...] = ()
    icon: str = "file-text"
    find: Callable[[QuerySet[Any], str], QuerySet[Any]] | None = None
    order: int = 50


@dataclass(frozen=True)
class Hit:
    """One record found."""

    title: str
    detail: str
    url: str


@dataclass(frozen=True)
class HitGroup:
    """The records found of one kind; ``more`` says that there are others beyond those listed."""

    label: str
    icon: str
    hits: list[Hit]
    more: bool


@dataclass(frozen=True)
class Finder:
    """A kind of thing that is no row of a table (a field of a standard): ``find`` gives at most so many hits that the actor may see."""

    label: Any
    icon: str
    find: Callable[[Actor, str, int], list[Hit]]
    order: int = 50


LONGEST = 200  # characters of a query that are looked at
_searchables: list[Searchable | Finder] = []


def searchable(*declared: Searchable) -> None:
    """Declare kinds of records that search looks through, in this order among those of one ``order``."""
    _searchables.extend(d for d in declared if d not in _searchables)


def findable(*declared: Finder) -> None:
    """Declare things that search looks through though no table holds them."""
    _searchables.extend(d for d in declared if d not in _searchables)


def search(actor: Actor, text: str, *, first: int = 8) -> list[HitGroup]:
    """What ``actor`` may see that contains every word of ``text`` (split at white space). One query a kind of record."""
    words = text.replace("\x00", " ")[:LONGEST].split()[:8]
    if not words:
        return []
    groups = []
    for declared in sorted(_searchables, key=lambda declared: declared.order):
        if isinstance(declared, Finder):
            if hits := declared.find(actor, " ".join(words), first + 1):
                groups.append(HitGroup(str(declared.label), declared.icon, hits[:first], len(hits) > first))
            continue
        if not declared.policy.reachable(actor, "view"):
            continue
        rows = declared.policy.visible(actor).select_related(*declared.select)
        rows = declared.find(rows, " ".join(words)) if declared.find else _containing(rows, declared.columns, words)
        found = list(rows[: first + 1])
        if found:
            hits = [Hit(declared.title(row), declared.detail(row), declared.url(row)) for row in found[:first]]
            groups.append(HitGroup(str(declared.label), declared.icon, hits, len(found) > first))
    return groups


def _containing(rows: QuerySet[Any], columns: tuple[str, ...], words: list[str]) -> QuerySet[Any]:
    """The rows in which every word stands in some column; a row with two names appears once."""
    model = rows.model
    several = any(is_to_many(model, column) for column in columns)
    for word in words:
        match = Q()
        for column in columns:
            match |= Q(**{f"{column}__icontains": word})
        rows = rows.filter(Q(pk__in=model._default_manager.filter(match).values("pk")) if several else match)
    return rows
