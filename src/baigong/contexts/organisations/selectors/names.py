"""From a name in a document to the body that bears the duty on a day; what cannot be told is reported with suggestions."""

from __future__ import annotations

import difflib
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from baigong.contexts.organisations.models import (
    Collective,
    Organisation,
    OrganisationAlias,
    OrganisationKind,
    OrganisationName,
    Range,
    contains,
)
from baigong.contexts.organisations.selectors.bodies import Successions
from baigong.contexts.organisations.writing import Places, fold_collective, place_of

NEAR = 3
NEAR_ENOUGH = 0.6


class How(StrEnum):
    """By which writing a body was found, the surest first."""

    NAME = "name"
    SHORT_NAME = "short_name"
    ALIAS = "alias"
    OTHER_TIME = "other_time"  # a name the body bears, but not on that day
    PREFIX = "prefix"  # 市 or the county left out


class Why(StrEnum):
    """Why a text names no single body."""

    UNKNOWN = "unknown"
    AMBIGUOUS = "ambiguous"
    SPLIT = "split"  # the body was split: its duties are with several
    ENDED = "ended"  # the body does not exist on that day and nobody follows it
    COLLECTIVE = "collective"  # a collective name: expand it


@dataclass(frozen=True)
class Resolution:
    """What a text names on a day.

    ``named`` is the body whose name it is, ``organisation`` the one that bears its duties on that day (a successor may).
    Without an ``organisation``, ``why`` says the reason and ``near`` lists candidates or the nearest names.
    """

    text: str
    organisation: Organisation | None = None
    how: How | None = None
    named: Organisation | None = None
    why: Why | None = None
    near: tuple[Organisation, ...] = ()

    @property
    def is_by_succession(self) -> bool:
        """Whether another body than the one named bears the duties."""
        return self.organisation is not None and self.organisation != self.named


@dataclass(frozen=True)
class Resolutions(Mapping[str, Resolution]):
    """The answers to many texts, by text as it was given."""

    answers: dict[str, Resolution]

    def __getitem__(self, text: str) -> Resolution:
        return self.answers[text]

    def __iter__(self):  # type: ignore[no-untyped-def]
        return iter(self.answers)

    def __len__(self) -> int:
        return len(self.answers)

    def organisation(self, text: str) -> Organisation | None:
        """The body of a text that was asked for."""
        return self.answers[text].organisation

    @property
    def unresolved(self) -> list[Resolution]:
        """The texts without a body, with why and suggestions."""
        return [answer for answer in self.answers.values() if answer.organisation is None]


@dataclass(frozen=True)
class _Entry:
    organisation: Organisation
    how: How
    span: Range


class NameBook:
    """Every writing of every body, loaded once (five queries) and asked for any number of texts.

    ``without``: kinds of bodies that cannot be meant. A city has thousands of enterprises: who asks for a department leaves them out.
    """

    def __init__(self, without: Collection[OrganisationKind] = ()) -> None:
        self.bodies = {body.pk: body for body in Organisation.objects.exclude(kind__in=without)}
        former: dict[int, list[OrganisationName]] = defaultdict(list)
        for spell in OrganisationName.objects.order_by("until_on"):
            former[spell.organisation_id].append(spell)
        aliases: dict[int, list[str]] = defaultdict(list)
        for owner, name in OrganisationAlias.objects.values_list("organisation_id", "name"):
            aliases[owner].append(name)
        self.successions = Successions.load()
        self.collectives = {
            fold_collective(writing) for c in Collective.objects.only("name", "writings") for writing in (c.name, *c.writings)
        }
        self.places = self._places(aliases)
        self.entries: dict[str, list[_Entry]] = defaultdict(list)
        for body in self.bodies.values():
            self._enter(body, former[body.pk], aliases[body.pk])

    def _places(self, aliases: Mapping[int, list[str]]) -> Places:
        cities = [body for body in self.bodies.values() if body.kind == OrganisationKind.CITY]
        counties = [body for body in self.bodies.values() if body.kind == OrganisationKind.COUNTY]
        # Two cities in one database would make 市教育局 ambiguous, so then 市 stands for none of them.
        city = cities[0].name if len(cities) == 1 else ""
        return Places.of(city, [(c.name, [n for n in (c.short_name, *aliases.get(c.pk, [])) if n]) for c in counties])

    def _enter(self, body: Organisation, former: list[OrganisationName], aliases: list[str]) -> None:
        last = former[-1].until_on if former else None
        self._add(body.name, _Entry(body, How.NAME, (_day_after(last) or body.founded_on, body.ended_on)))
        for spell in former:
            self._add(spell.name, _Entry(body, How.NAME, (spell.from_on or body.founded_on, spell.until_on)))
        life = (body.founded_on, body.ended_on)
        if body.short_name:
            self._add(body.short_name, _Entry(body, How.SHORT_NAME, life))
        for alias in aliases:
            self._add(alias, _Entry(body, How.ALIAS, life))

    def _add(self, writing: str, entry: _Entry) -> None:
        key = self.places.key(writing)
        if key:
            self.entries[key].append(entry)

    def resolve(self, text: str, on: date, *, within: Organisation | None = None) -> Resolution:
        """What ``text`` names on a day; ``within`` a county, 县教育局 and 教育局 mean its own."""
        key = self.places.key(text)
        if not key:
            return Resolution(text, why=Why.UNKNOWN)
        if fold_collective(text) in self.collectives:
            return Resolution(text, why=Why.COLLECTIVE)
        county = place_of(within.name) if within is not None and within.kind == OrganisationKind.COUNTY else ""
        keys = [(key, False), *((prefixed, True) for prefixed in self.places.prefixed(text, county))]
        if county:
            keys = [keys[1], keys[0], *keys[2:]]
        for candidate, is_prefixed in keys:
            if candidate in self.entries:
                return self._choose(text, self.entries[candidate], on, is_prefixed)
        return Resolution(text, why=Why.UNKNOWN, near=self.near(text))

    def _choose(self, text: str, entries: list[_Entry], on: date, is_prefixed: bool) -> Resolution:
        """The bearers of the name on that day come first, then names and aliases whatever the day, through succession."""
        current = [entry for entry in entries if contains(entry.span, on)]
        for how in (How.NAME, How.SHORT_NAME, How.ALIAS):
            named = _distinct(entry.organisation for entry in current if entry.how is how)
            if len(named) > 1:
                return Resolution(text, why=Why.AMBIGUOUS, near=tuple(named))
            if named:
                return Resolution(text, named[0], How.PREFIX if is_prefixed else how, named[0])
        named = _distinct(entry.organisation for entry in entries)
        bearers = _distinct(bearer for body in named for bearer in self.successions.bearers(body, on))
        if len(bearers) == 1:
            source = next(body for body in named if bearers[0] in self.successions.bearers(body, on))
            return Resolution(text, bearers[0], How.PREFIX if is_prefixed else How.OTHER_TIME, source)
        if not bearers:
            return Resolution(text, why=Why.ENDED, named=named[0], near=tuple(named))
        return Resolution(text, why=Why.SPLIT if len(named) == 1 else Why.AMBIGUOUS, named=named[0], near=tuple(bearers))

    def near(self, text: str) -> tuple[Organisation, ...]:
        """The bodies whose writings are nearest to a text, at most three."""
        key = self.places.key(text)
        keys = difflib.get_close_matches(key, self.entries.keys(), n=NEAR * 2, cutoff=NEAR_ENOUGH)
        return tuple(_distinct(entry.organisation for close in keys for entry in self.entries[close])[:NEAR])


def book_of_authorities() -> NameBook:
    """The book of those that can own or decide something by rule."""
    return NameBook(without=[OrganisationKind.ENTERPRISE])


def resolve_name(text: str, on: date, *, within: Organisation | None = None) -> Organisation | None:
    """The body that bears on a day the duties of the body a document calls ``text``; ``None`` where no single one does.

    Understood are full, short and former names, aliases, blanks and full-width forms, and names without the city's or
    county's. Never guessed: what is ambiguous, split or unknown is ``None``; ``NameBook.resolve`` says why.
    """
    return NameBook().resolve(text, on, within=within).organisation


def resolve_names(texts: Iterable[str], on: date, *, within: Organisation | None = None) -> Resolutions:
    """``NameBook.resolve`` for many texts with the same five queries; ``.unresolved`` lists what needs a person."""
    book = NameBook()
    return Resolutions({text: book.resolve(text, on, within=within) for text in texts})


def _distinct(bodies: Iterable[Organisation]) -> list[Organisation]:
    return list(dict.fromkeys(bodies))


def _day_after(day: date | None) -> date | None:
    return date.fromordinal(day.toordinal() + 1) if day else None
