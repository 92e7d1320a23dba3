"""Bodies on a day: who exists, under which name, below whom, and who bears the duties of a body that is no more."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Q, QuerySet

from baigong.contexts.organisations.models import Collective, Organisation, OrganisationName, Succession, contains
from baigong.contexts.organisations.writing import fold_collective


def existing_on(on: date) -> Q:
    """The condition of bodies that exist on a day."""
    return (Q(founded_on=None) | Q(founded_on__lte=on)) & (Q(ended_on=None) | Q(ended_on__gte=on))


def list_organisations(*, on: date, kinds: Iterable[str] = (), within: Organisation | None = None) -> QuerySet[Organisation]:
    """Bodies that exist on a day, of some kinds, at or below a body."""
    rows = Organisation.objects.filter(existing_on(on))
    if kinds:
        rows = rows.filter(kind__in=list(kinds))
    return rows.filter(path__startswith=within.path) if within else rows


def ancestors_of(organisation: Organisation) -> list[Organisation]:
    """The bodies above, the highest first. One query."""
    ids = [int(part) for part in organisation.path.split(".") if part and int(part) != organisation.pk]
    found = Organisation.objects.in_bulk(ids)
    return [found[pk] for pk in ids if pk in found]


def name_on(organisation: Organisation, on: date) -> str:
    """The full name a body bore on a day. One query, none when ``names`` is prefetched."""
    return _name_on(organisation, list(organisation.names.all()), on)


def names_on(organisations: Iterable[Organisation], on: date) -> dict[int, str]:
    """The full names that bodies bore on a day, by primary key. One query."""
    bodies = list(organisations)
    spells: dict[int, list[OrganisationName]] = defaultdict(list)
    for spell in OrganisationName.objects.filter(organisation__in=bodies):
        spells[spell.organisation_id].append(spell)
    return {body.pk: _name_on(body, spells[body.pk], on) for body in bodies}


def _name_on(organisation: Organisation, spells: list[OrganisationName], on: date) -> str:
    borne = [spell for spell in spells if contains((spell.from_on, spell.until_on), on)]
    # Two former names of one day cannot be told apart by their dates; the one that ended first was the older.
    return min(borne, key=lambda spell: spell.until_on).name if borne else organisation.name


@dataclass(frozen=True)
class Successions:
    """Who follows whom, loaded once and asked often."""

    following: dict[int, list[Succession]] = field(default_factory=dict)
    preceding: dict[int, list[Succession]] = field(default_factory=dict)

    @classmethod
    def load(cls) -> Successions:
        """Every succession with both its bodies. One query."""
        following: dict[int, list[Succession]] = defaultdict(list)
        preceding: dict[int, list[Succession]] = defaultdict(list)
        for step in Succession.objects.select_related("predecessor", "successor"):
            following[step.predecessor_id].append(step)
            preceding[step.successor_id].append(step)
        return cls(dict(following), dict(preceding))

    def bearers(self, organisation: Organisation, on: date) -> list[Organisation]:
        """The bodies that bear on a day what ``organisation`` bears: itself, those after it, or the one before it.

        Several after a split; none where it ended without a successor, or did not exist yet and came from nowhere.
        """
        known = self.following.get(organisation.pk)  # as it is stored: the caller's copy may be older than its end
        return self._bearers(known[0].predecessor if known else organisation, on, set())

    def _bearers(self, organisation: Organisation, on: date, seen: set[int]) -> list[Organisation]:
        if organisation.pk in seen:
            return []
        seen.add(organisation.pk)
        if organisation.exists_on(on):
            return [organisation]
        if organisation.ended_on is not None and organisation.ended_on < on:
            after = [step.successor for step in self.following.get(organisation.pk, []) if step.on <= on]
        else:
            before = [step.predecessor for step in self.preceding.get(organisation.pk, []) if step.on > on]
            after = before if len(before) == 1 else []  # out of several, nobody can say whose name a document meant
        found: list[Organisation] = []
        for body in after:
            found += [bearer for bearer in self._bearers(body, on, seen) if bearer not in found]
        return found


def duties_now_with(organisation: Organisation, on: date, *, successions: Successions | None = None) -> list[Organisation]:
    """The bodies that bear the duties of ``organisation`` on a day; see ``Successions.bearers``. One query."""
    return (successions or Successions.load()).bearers(organisation, on)


def find_collective(text: str) -> Collective | None:
    """The collective a text writes (各县区，各县（市、区）人民政府), or ``None``. One query."""
    wanted = fold_collective(text)
    for collective in Collective.objects.select_related("within"):
        if wanted in {fold_collective(writing) for writing in (collective.name, *collective.writings)}:
            return collective
    return None


def expand_collective(text: str, on: date) -> list[Organisation]:
    """The bodies that a collective name means on a day, in their order; empty where the text names no known collective.

    Two queries. Asks ``find_collective`` first where "unknown" and "nobody" must be told apart.
    """
    collective = find_collective(text)
    return list(members_of_collective(collective, on)) if collective else []


def members_of_collective(collective: Collective, on: date) -> QuerySet[Organisation]:
    """The bodies a collective means on a day."""
    return list_organisations(on=on, kinds=collective.kinds, within=collective.within)
