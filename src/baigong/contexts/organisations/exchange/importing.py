"""What the three imports share: names in a file are brought to the register's, findings become errors of their cell."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any, ClassVar

from django.utils.translation import gettext as _

from baigong.contexts.organisations.models import Organisation
from baigong.contexts.organisations.selectors.names import NameBook
from baigong.kernel.access import Actor
from baigong.kernel.exchange import ImportPlan, Issue, Parsed, ParsedRow, Table, Writer


@dataclass
class Found:
    """What stands in the way of a file, cell by cell."""

    parsed: Parsed
    issues: list[Issue] = field(default_factory=list)

    def at(self, row: ParsedRow, key: str, message: str) -> None:
        """Note what is wrong with a value."""
        column = self.parsed.table.by_key[key]
        value = row.values.get(key)
        shown = "" if value is None else str(value)
        self.issues.append(Issue(message, "check", self.parsed.sheet, self.parsed.cell(row, key), row.number, str(column.label), shown))

    def applied(self) -> Parsed:
        """The file with these errors added; a row with one is no longer planned."""
        wrong = {issue.row for issue in self.issues}
        rows = [ParsedRow(row.number, row.values, row.is_sound and row.number not in wrong) for row in self.parsed.rows]
        issues = in_order([*self.parsed.issues, *self.issues])
        return replace(self.parsed, rows=rows, issues=issues)


def in_order(issues: Iterable[Issue]) -> list[Issue]:
    """Errors as one reads a sheet: row by row, from left to right."""
    return sorted(issues, key=lambda issue: (issue.row, len(issue.cell), issue.cell))


@dataclass
class Names:
    """The names of bodies in a file, as the register has them on a day."""

    on: date
    book: NameBook = field(default_factory=NameBook)

    def body(self, text: str) -> Organisation | None:
        """The body a text names: by its full name whenever it is not yet there, else as documents of the day write it."""
        exact = next((body for body in self.book.bodies.values() if body.name == text and body.is_living), None)
        return exact or self.book.resolve(text, self.on).organisation

    def unknown(self, text: str) -> str:
        """What to say of a name that means no single body."""
        near = [str(body) for body in self.book.resolve(text, self.on).near]
        if near:
            return _("没有叫“%(name)s”的机构；是否指：%(near)s？") % {"name": text, "near": "、".join(near)}
        return _("没有叫“%(name)s”的机构；请先登记该机构，或改用登记的名称。") % {"name": text}


def with_names(found: Found, keys: Sequence[str], names: Names, *, known: Callable[[str], bool] = lambda _text: False) -> Found:
    """Bring the bodies named in ``keys`` to their registered full name; unknown ones become errors, ``known`` ones stay."""
    rows = []
    for row in found.parsed.rows:
        values: dict[str, Any] = dict(row.values)
        for key in keys:
            text = values.get(key)
            if not text or known(text):
                continue
            body = names.body(text)
            if body is None:
                found.at(row, key, names.unknown(text))
            else:
                values[key] = body.name
        rows.append(ParsedRow(row.number, values, row.is_sound))
    brought = Found(replace(found.parsed, rows=rows), found.issues)
    _find_twice(brought)
    return brought


def _find_twice(found: Found) -> None:
    """Two writings of one body in one file: the key now names one row twice."""
    table = found.parsed.table
    seen: dict[tuple[Any, ...], ParsedRow] = {}
    for row in found.parsed.rows:
        key = tuple(row.values.get(name) for name in table.key)
        first = seen.setdefault(key, row)
        if first is not row and row.is_sound and first.is_sound:
            message = _("与第 %(row)s 行是同一条；请合并或删去一行。") % {"row": first.number}
            if not any(issue.row == row.number for issue in found.parsed.issues):
                found.at(row, table.key[0], message)


def keep_blank(found: Found, key: str) -> None:
    """A blank of ``key`` leaves what there is: nobody who fills in a list means to take a row's place away."""
    for row in found.parsed.rows:
        if row.values.get(key, "") is None:
            del row.values[key]  # type: ignore[attr-defined]  # made by with_names


@dataclass
class BodiesWriter(Writer):
    """What every writer holds. Rows go through the services: one refusal, and nothing is written."""

    actor: Actor
    now: datetime
    table: ClassVar[Table]

    @property
    def who(self) -> dict[str, Any]:
        """Actor and clock for the services."""
        return {"actor": self.actor, "now": self.now}


@dataclass(frozen=True)
class TableImport:
    """One table's way in and out: the rows there are, the review of a file, the review of its plan, the writer."""

    table: Table
    rows: Callable[[date], list[Mapping[str, Any]]]
    review: Callable[[Parsed, date], Parsed]
    review_plan: Callable[[ImportPlan, Parsed], list[Issue]]
    writer: Callable[[Actor, datetime], Any]
    icon: str
