"""Questions about the editions: which tables and fields a word means, what an edition changed. No database is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.translation import gettext as _

from baigong.contexts.registers.describing import code_set_of, code_set_words
from baigong.contexts.registers.standard import Standard, StandardField, StandardTable, all_standards


@dataclass(frozen=True)
class TableHit:
    """A table that was found; ``fields`` are those of its fields that the words mean, where it was found by them."""

    table: StandardTable
    fields: tuple[StandardField, ...] = ()


@dataclass(frozen=True)
class FieldChange:
    """What differs of a field that both editions have: (what, before, after)."""

    field: StandardField
    changes: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True)
class TableChanges:
    """What an edition changes of a table against the edition before; ``before`` is None for a table that was not there."""

    edition: Standard
    before: StandardTable | None
    added: tuple[StandardField, ...] = ()
    dropped: tuple[StandardField, ...] = ()
    changed: tuple[FieldChange, ...] = ()


def find_tables(standard: Standard, *, text: str = "", subset: str = "", source: str = "", frequency: str = "") -> list[TableHit]:
    """The tables of an edition, in its order, that meet every condition; each word stands in the table or in one of its fields."""
    words = text.casefold().split()
    return [
        hit
        for table in standard.tables.values()
        if (not subset or table.subset == subset)
        and (not source or table.source == source)
        and (not frequency or table.frequency == frequency)
        and (hit := _hit(table, words))
    ]


def search_dictionary(text: str) -> Iterator[tuple[Standard, StandardTable, StandardField | None]]:
    """Tables, then fields, that bear every word; editions in force first. Of a field that many tables have only the first is told."""
    words = text.casefold().split()
    for standard in all_standards():
        for table in standard.tables.values():
            if _bears(words, table.name, table.label):
                yield standard, table, None
    seen: set[tuple[str, str, str]] = set()
    for standard in all_standards():
        for table in standard.tables.values():
            for field in table.fields:
                mark = (standard.code, field.name, field.label)
                if mark not in seen and _bears(words, field.name, field.label):
                    seen.add(mark)
                    yield standard, table, field


def edition_before(standard: Standard) -> Standard | None:
    """The edition that this one replaced."""
    return next((edition for edition in all_standards() if edition.superseded_by == standard.code), None)


def compare_table(table: StandardTable, standard: Standard) -> TableChanges | None:
    """What this edition changed of ``table``; None where no earlier edition is carried."""
    edition = edition_before(standard)
    if edition is None:
        return None
    before = counterpart(table, edition)
    if before is None:
        return TableChanges(edition, None)
    old = {field.name: field for field in before.fields}
    new = {field.name: field for field in table.fields}
    changed = [
        FieldChange(field, changes)
        for name, field in new.items()
        if name in old and (changes := _differences(old[name], edition, field, standard))
    ]
    return TableChanges(
        edition,
        before,
        added=tuple(field for name, field in new.items() if name not in old),
        dropped=tuple(field for name, field in old.items() if name not in new),
        changed=tuple(changed),
    )


def counterpart(table: StandardTable, edition: Standard) -> StandardTable | None:
    """The same table in another edition: of the same name, or else of the same label."""
    return edition.tables.get(table.name) or next((other for other in edition.tables.values() if other.label == table.label), None)


def users_of(standard: Standard, code_set: str) -> list[tuple[StandardTable, StandardField]]:
    """The fields that take their values from a code set."""
    return [(table, field) for table in standard.tables.values() for field in table.fields if field.field.code_set == code_set]


def _hit(table: StandardTable, words: list[str]) -> TableHit | None:
    if not words or _bears(words, table.name, table.label, table.subset):
        return TableHit(table)
    fields = tuple(field for field in table.fields if _bears(words, field.name, field.label))
    return TableHit(table, fields) if fields else None


def _bears(words: list[str], *texts: str) -> bool:
    whole = " ".join(texts).casefold()
    return bool(words) and all(word in whole for word in words)


def _differences(old: StandardField, edition: Standard, new: StandardField, standard: Standard) -> tuple[tuple[str, str, str], ...]:
    pairs = [
        (_("名称"), old.label, new.label),
        (_("类型"), f"{old.type} {old.length}".strip(), f"{new.type} {new.length}".strip()),
        (_("必填"), _yes_no(old.field.is_required), _yes_no(new.field.is_required)),
        (_("代码集"), code_set_words(old, edition), code_set_words(new, standard)),
    ]
    found = [pair for pair in pairs if pair[1] != pair[2]]
    if not found or pairs[-1][1] == pairs[-1][2]:
        gone, come = _code_changes(old, edition, new, standard)
        if gone or come:
            found.append((_("代码"), _listed(gone), _listed(come)))
    return tuple(found)


def _code_changes(
    old: StandardField, edition: Standard, new: StandardField, standard: Standard
) -> tuple[Mapping[str, str], Mapping[str, str]]:
    before, after = code_set_of(old, edition), code_set_of(new, standard)
    if before is None or after is None:
        return {}, {}
    gone = {code: label for code, label in before.codes.items() if after.codes.get(code) != label}
    come = {code: label for code, label in after.codes.items() if before.codes.get(code) != label}
    return gone, come


def _listed(codes: Mapping[str, str], most: int = 6) -> str:
    shown = "、".join(f"{code} {label}" for code, label in list(codes.items())[:most])
    return shown + (_("等 %(n)s 个") % {"n": len(codes)} if len(codes) > most else "")


def _yes_no(value: bool) -> str:
    return _("是") if value else _("否")
