"""The rows of a facet: every feed read as it stood on the day, told in the facet's columns, one row for what several tables tell."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import BATCH, BODY, StandardField, current, find_standard
from baigong.contexts.schools.facets.declaration import Facet, FacetRow, Feed
from baigong.contexts.schools.selectors.projects import list_counties
from baigong.engines.checking.fields import SEPARATOR

if TYPE_CHECKING:
    import polars as pl

LISTED = "、"
"""Stands between the values of a field that holds several."""
Frames = list[tuple[Feed, "pl.DataFrame"]]


def facet_rows(facet: Facet, schools: Sequence[Organisation], on: date, named: Collection[int]) -> list[FacetRow]:
    """The rows of these schools at the end of ``on``; a person's name in full only where the school is in ``named``.

    Two queries a feed at most, whatever the number of schools and rows.
    """
    by_id = {school.pk: school for school in schools}
    counties = list(list_counties())
    rows: dict[Any, FacetRow] = {}
    for feed, frame in _frames(facet, list(by_id), end_of(on)):
        for told in _told(feed, frame, facet):
            own = tuple(told.get(name) for name in facet.key)
            known = rows.setdefault((told["school_id"], *own) if facet.key else len(rows), told)
            if known is not told:
                known.update({name: value for name, value in told.items() if known.get(name) in (None, "")})
    found = list(rows.values())
    empty = {column.name: None for column in facet.columns}
    for number, row in enumerate(found):
        school = by_id[row["school_id"]]
        county = next((body for body in counties if school.path.startswith(body.path)), None)
        row |= {"pk": number, "school": str(school), "county": str(county) if county else "", "kind_of_school": str(school.kind)}
        row |= {name: value for name, value in empty.items() if name not in row}
        row["is_named"] = school.pk in named
    if facet.derive is not None:
        facet.derive(found, schools, on)
    for row in found:
        for name in () if row["is_named"] else facet.personal:
            row[name] = masked(row[name])
    return found


def end_of(day: date) -> datetime:
    """The last moment of a day."""
    return datetime.combine(day, time.max, tzinfo=timezone.get_default_timezone())


def masked(name: Any) -> Any:
    """A person's name as it is shown to those who have no need of it: the first character."""
    return name[:1] + "*" * (len(name) - 1) if name else name


def _frames(facet: Facet, schools: list[int], as_of: datetime) -> Frames:
    """What lies in the lake, feed by feed. Of a superseded edition only the schools that returned nothing on the one after it."""
    import polars as pl

    frames = [(feed, current(feed.declared, organisations=schools, as_of=as_of, fields=set(feed.fields.values()))) for feed in facet.feeds]
    sent = {(feed.standard, feed.table): set(frame[BODY].to_list()) for feed, frame in frames}
    kept: Frames = []
    for feed, frame in frames:
        standard = find_standard(feed.standard)
        later = sent.get((standard.superseded_by, feed.table), set()) if standard and standard.superseded_by else set()
        kept.append((feed, frame.filter(~pl.col(BODY).is_in(list(later))) if later else frame))
    return kept


def _told(feed: Feed, frame: pl.DataFrame, facet: Facet) -> Iterator[FacetRow]:
    """The rows of one table in the facet's columns."""
    if frame.is_empty():
        return
    kinds = {column.name: column.kind for column in facet.columns}
    source = {"source": feed.declared.label, **feed.fixed}
    columns = {"school_id": frame[BODY].to_list(), "batch": frame[BATCH].to_list(), "number": [n + 1 for n in frame["_row"].to_list()]}
    for name, wanted in feed.fields.items():
        read = _reader(feed, wanted, kinds[name])
        texts = frame[wanted].to_list() if wanted in frame.columns else [""] * frame.height
        columns[name] = [read(text) if text else None for text in texts]
    names = tuple(columns)
    for values in zip(*columns.values(), strict=True):
        yield source | dict(zip(names, values, strict=True))


def _reader(feed: Feed, name: str, kind: str) -> Callable[[str], Any]:
    """How a text of the lake becomes a value of the column."""
    field = feed.declared.field(name)
    if field is None:
        raise LookupError(f"table {feed.table} of {feed.standard} has no field {name}")
    if kind == "boolean":
        return lambda text: text == "1"
    if kind in ("number", "money"):
        return _number
    if kind in ("date", "month"):
        return _day
    if kind == "code":
        return str
    words = _words(feed, field)
    if field.field.is_list:
        return lambda text: LISTED.join(words.get(part, part) for part in text.split(SEPARATOR))
    return lambda text: words.get(text, text)


def _words(feed: Feed, field: StandardField) -> Mapping[str, str]:
    standard = find_standard(feed.standard)
    known = standard.code_sets.get(field.field.code_set) if standard else None
    return known.codes if known else {}


def _number(text: str) -> int | Decimal | None:
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return int(value) if value == value.to_integral_value() else value


def _day(text: str) -> date | None:
    """A day of YYYYMMDD; of a month or a year its first."""
    padded = text[:8] + "00000101"[len(text) :] if len(text) in (4, 6) else text[:8]
    try:
        return date(int(padded[:4]), int(padded[4:6]), int(padded[6:8]))
    except ValueError:
        return None
