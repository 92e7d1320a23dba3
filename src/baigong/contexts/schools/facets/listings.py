"""The list of a facet, made from its declaration: of one school, or of all in sight with the school beside each row."""

from __future__ import annotations

from collections.abc import Callable, Container, Iterator, Sequence

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.facets.declaration import Facet, FacetColumn, FacetRow
from baigong.kernel.access import Request
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Filter, Listing

SCHOOL = _("学校")
PLACES = (FacetColumn("county", _("县区")), FacetColumn("school", SCHOOL))
YES_NO = {"1": _("是"), "0": _("否")}
MOST_CHOICES = 80
"""A column with more different values than this is searched, not chosen from."""


def facet_listing(
    facet: Facet, rows: Sequence[FacetRow], empty: EmptyState, as_of: Filter, *, is_city: bool, asked: Container[str] = ()
) -> Listing:
    """The list of these rows. What one can choose among is what stands in them; a filter that is ``asked`` for is always there."""
    shown = [column for column in facet.columns if not column.is_hidden]
    columns = [_column(column, is_main=column is shown[0]) for column in shown]
    if is_city:
        columns.insert(1, Column("school", SCHOOL, sort="school", link=_school))
        columns.append(Column("county", _("县区"), only_export=True))
    columns.append(Column("source", _("来源"), sub=_place, link=_batch, sort=("batch", "number"), priority=3))
    columns += [Column("batch", _("批次"), only_export=True), Column("number", _("这一批的第几行"), only_export=True)]
    chosen = [*(PLACES if is_city else ()), *(column for column in shown if column.is_filter)]
    return Listing(
        name=facet.slug,
        caption=facet.name,
        columns=columns,
        filters=[*_filters(chosen, rows, asked), as_of],
        search=[column.name for column in shown if column.is_searched] + (["school"] if is_city else []),
        default_sort=facet.sort,
        row_link=_row,
        empty=empty,
    )


def _column(column: FacetColumn, *, is_main: bool) -> Column:
    return Column(
        column.name, column.label, kind=column.kind, sort=column.name, sub=column.sub or None, labels=column.labels or None,
        tones=column.tones or None, priority=column.priority, width=column.width, main=is_main, only_export=column.only_export,
    )  # fmt: skip


def _filters(columns: Sequence[FacetColumn], rows: Sequence[FacetRow], asked: Container[str]) -> Iterator[Filter]:
    for column in columns:
        held = {row[column.name] for row in rows} - {None, ""}
        is_wanted = len(held) > 1 or column.name in asked
        if column.kind == "boolean":
            if is_wanted:
                yield ChoiceFilter(column.name, column.label, choices=YES_NO, where=_told(column.name))
        elif column.labels:
            yield ChoiceFilter(column.name, column.label, choices=column.labels)
        elif is_wanted and len(held) <= MOST_CHOICES:
            yield ChoiceFilter(column.name, column.label, choices=[(value, value) for value in sorted(held)])


def _told(name: str) -> Callable[[Request, str], Q]:
    """The condition of a chosen yes or no: what was not told is neither."""
    return lambda _request, value: Q(**{name: value == "1"})


def _school(row: FacetRow) -> str:
    return reverse("schools:school", args=[row["school_id"]])


def _row(row: FacetRow) -> str:
    """The row as it stands in what was sent."""
    return reverse("registers:batch-row", args=[row["batch"], row["number"]])


def _batch(row: FacetRow) -> str:
    return reverse("registers:batch", args=[row["batch"]])


def _place(row: FacetRow) -> str:
    return f"#{row['batch']}-{row['number']}"
