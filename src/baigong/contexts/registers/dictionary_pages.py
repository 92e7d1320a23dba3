"""What the pages of the data dictionary may read."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.registers import describing
from baigong.contexts.registers.selectors.dictionary import TableChanges, TableHit, compare_table, counterpart, edition_before, users_of
from baigong.contexts.registers.standard import CodeSet, Correction, Standard, StandardField, StandardTable
from baigong.contexts.registers.standard.model import Frequency

Crumbs = list[tuple[str, str | None]]


@dataclass(frozen=True)
class EditionCard:
    """An edition on the overview."""

    standard: Standard
    url: str
    tables: int
    fields: int
    mandatory: int
    code_sets: int
    codes: int


@dataclass(frozen=True)
class Choice:
    """A value a filter may take."""

    value: str
    label: str
    is_chosen: bool


@dataclass(frozen=True)
class EditionPage:
    """The tables of an edition that were asked for, by subset."""

    standard: Standard
    before: Standard | None
    groups: list[tuple[str, list[TableHit]]]
    found: int
    text: str
    filters: list[tuple[str, str, list[Choice]]]
    is_filtered: bool
    crumbs: Crumbs


@dataclass(frozen=True)
class FieldLine:
    """A field as the page shows it; ``codes_url`` leads to its values."""

    field: StandardField
    kind: str
    length: str
    codes: str
    codes_url: str
    example: str
    note: str
    is_key: bool
    misprint: Correction | None


@dataclass(frozen=True)
class TablePage:
    """One table."""

    standard: Standard
    table: StandardTable
    fields: list[FieldLine]
    changes: TableChanges | None
    later: tuple[Standard, StandardTable] | None
    neighbours: tuple[StandardTable | None, StandardTable | None]
    crumbs: Crumbs

    @property
    def mandatory(self) -> int:
        """How many fields must be given."""
        return sum(line.field.field.is_required for line in self.fields)


@dataclass(frozen=True)
class CodeSetPage:
    """One code set and the fields that use it."""

    standard: Standard
    codes: CodeSet
    users: list[tuple[StandardTable, StandardField]]
    crumbs: Crumbs


def edition_cards(standards: tuple[Standard, ...]) -> list[EditionCard]:
    """Every edition, those in force first."""
    return [
        EditionCard(
            standard,
            reverse("registers:standard", args=[standard.code]),
            len(standard.tables),
            sum(len(table.fields) for table in standard.tables.values()),
            sum(field.field.is_required for table in standard.tables.values() for field in table.fields),
            len(standard.code_sets),
            sum(len(codes.codes) for codes in standard.code_sets.values()),
        )
        for standard in standards
    ]


def edition_page(standard: Standard, hits: list[TableHit], asked: dict[str, str]) -> EditionPage:
    """The tables found, under the subsets of the document."""
    groups: dict[str, list[TableHit]] = {}
    for hit in hits:
        groups.setdefault(hit.table.subset, []).append(hit)
    tables = standard.tables.values()
    filters = [
        ("subset", _("子集"), _choices(dict.fromkeys(t.subset for t in tables if t.subset), asked["subset"])),
        ("source", _("来源系统"), _choices(dict.fromkeys(t.source for t in tables if t.source), asked["source"])),
        (
            "frequency",
            _("报送周期"),
            [Choice(f.value, str(f.label), f.value == asked["frequency"]) for f in Frequency if any(t.frequency == f for t in tables)],
        ),
    ]
    return EditionPage(
        standard,
        edition_before(standard),
        list(groups.items()),
        len(hits),
        asked["text"],
        filters,
        any(asked.values()),
        [*_home(), (standard.short_title, None)],
    )


def table_page(standard: Standard, table: StandardTable, standards: tuple[Standard, ...]) -> TablePage:
    """One table with its fields, and what became of it."""
    misprints = {wrong.field: wrong for wrong in standard.corrections if wrong.table == table.name}
    names = list(standard.tables)
    place = names.index(table.name)
    newer = next((edition for edition in standards if edition.code == standard.superseded_by), None)
    heir = counterpart(table, newer) if newer else None
    return TablePage(
        standard,
        table,
        [_field_line(field, table, standard, misprints.get(field.name)) for field in table.fields],
        compare_table(table, standard),
        (newer, heir) if newer and heir else None,
        (
            standard.tables[names[place - 1]] if place else None,
            standard.tables[names[place + 1]] if place + 1 < len(names) else None,
        ),
        [*_edition_crumbs(standard), (table.label, None)],
    )


def code_set_page(standard: Standard, codes: CodeSet) -> CodeSetPage:
    """One code set."""
    return CodeSetPage(standard, codes, users_of(standard, codes.name), [*_edition_crumbs(standard), (codes.label or codes.name, None)])


def _field_line(field: StandardField, table: StandardTable, standard: Standard, misprint: Correction | None) -> FieldLine:
    scheme = describing.scheme_of(field)
    codes_url = ""
    if describing.code_set_of(field, standard):
        codes_url = reverse("registers:standard-codes", args=[standard.code, field.field.code_set])
    elif scheme:
        codes_url = reverse("classifications:scheme", args=[scheme])
    return FieldLine(
        field,
        describing.kind_words(field),
        describing.length_words(field),
        describing.code_set_words(field, standard),
        codes_url,
        describing.example_of(field, standard),
        describing.note_of(field),
        field.name in table.rules.key,
        misprint,
    )


def _choices(values: dict[str, None], chosen: str) -> list[Choice]:
    return [Choice(value, value, value == chosen) for value in values]


def _home() -> Crumbs:
    return [(_("数据字典"), reverse("registers:standards"))]


def _edition_crumbs(standard: Standard) -> Crumbs:
    return [*_home(), (standard.short_title, reverse("registers:standard", args=[standard.code]))]
