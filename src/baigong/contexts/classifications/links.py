"""What sources say across schemes: programmes and occupations, skill functions, courses, what stands under a code elsewhere."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet

from baigong.contexts.classifications.models import Edition, Entry, Mapping, Supplement
from baigong.contexts.classifications.schemes import GRADES, beneath, get_scheme
from baigong.contexts.classifications.selectors import edition_in_force, find_code, find_entries

LINKS = "programme_occupations"


@dataclass(frozen=True)
class Linked:
    """One end of a mapping. ``entry`` is ``None`` where the code is not in the edition that answers for the day.

    ``via`` is the code the source names when it is not the one asked for but stands above it (a minor group).
    """

    part: str
    code: str
    entry: Entry | None
    caution: str = ""
    via: str = ""


@dataclass(frozen=True)
class SkillGroup:
    """The skill functions of one grade of an occupation. ``total`` is the sum of the weights, ``None`` where none is given.

    A total other than 100 means that the standard was parsed wrongly.
    """

    grade: str
    label: str
    functions: list[Supplement]
    total: int | None

    @property
    def is_doubtful(self) -> bool:
        """Whether the weights do not add up."""
        return self.total is not None and self.total != 100


def occupations_for_programme(level: str, code: str, *, on: date) -> list[Linked]:
    """The occupations a programme prepares for, by the teaching standards in force on ``on``. At most four queries."""
    edition = edition_in_force(LINKS, on)
    if edition is None:
        return []
    return _resolved(mappings_from(edition, level, code), on)


def mappings_from(edition: Edition, part: str, code: str) -> QuerySet[Mapping]:
    """The links of ``edition`` that lead from a code."""
    return edition.mappings.filter(from_part=part, from_code=code).order_by("position")


def _resolved(rows: QuerySet[Mapping], on: date) -> list[Linked]:
    found = list(rows)
    target = edition_in_force(get_scheme(LINKS).target, on)
    entries = find_entries(target, ((row.to_part, row.to_code) for row in found)) if target and found else {}
    return [Linked(row.to_part, row.to_code, entries.get((row.to_part, row.to_code)), row.caution) for row in found]


def programmes_for_occupation(code: str, *, on: date) -> list[Linked]:
    """The programmes whose teaching standard names the occupation or a group it stands in. At most six queries."""
    edition, subject = edition_in_force(LINKS, on), edition_in_force(get_scheme(LINKS).subject, on)
    if edition is None:
        return []
    occupation = find_code("occupations", code, on=on)
    codes = [code, *(occupation.ancestor_codes if occupation else [])]
    rows = list(edition.mappings.filter(to_part="", to_code__in=codes).order_by("position"))
    entries = find_entries(subject, ((row.from_part, row.from_code) for row in rows)) if subject and rows else {}
    linked = [
        Linked(
            row.from_part,
            row.from_code,
            entries.get((row.from_part, row.from_code)),
            row.caution,
            via=row.to_code if row.to_code != code else "",
        )
        for row in rows
    ]
    return sorted(linked, key=lambda one: bool(one.via))


def skills_of(occupation_code: str, *, on: date) -> list[SkillGroup]:
    """The skill functions of an occupation by grade, lowest grade first. Two queries."""
    edition = edition_in_force("occupation_skills", on)
    groups: dict[str, list[Supplement]] = defaultdict(list)
    for row in supplements_of(edition, "", occupation_code) if edition else ():
        groups[row.group].append(row)
    order = list(GRADES)
    return [
        SkillGroup(grade, str(GRADES.get(grade, grade)), rows, _total(rows))
        for grade, rows in sorted(groups.items(), key=lambda pair: order.index(pair[0]) if pair[0] in order else len(order))
    ]


def courses_of(level: str, programme_code: str, *, on: date) -> list[str]:
    """Course names found in a programme's teaching standard: suggestions for a form, never a rule (noisy). Two queries."""
    edition = edition_in_force("programme_courses", on)
    return list(supplements_of(edition, level, programme_code).values_list("name", flat=True)) if edition else []


def supplements_of(edition: Edition, part: str, code: str) -> QuerySet[Supplement]:
    """What ``edition`` says of a code."""
    return edition.supplements.filter(part=part, code=code).order_by("position")


def standing_under(entry: Entry, *, on: date) -> list[tuple[Edition, QuerySet[Entry]]]:
    """The entries of other schemes that stand under ``entry``: the townships of a county, the colleges of a province."""
    found = []
    for scheme in beneath(entry.edition.scheme):
        edition = edition_in_force(scheme.key, on)
        if edition is not None:
            rows = edition.entries.filter(part="", parent_code=entry.code).select_related("edition").order_by("position")
            found.append((edition, rows))
    return found


def _total(rows: list[Supplement]) -> int | None:
    weights = [int(row.attributes["weight"]) for row in rows if "weight" in row.attributes]
    return sum(weights) if weights else None
