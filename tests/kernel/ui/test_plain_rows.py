"""Rows that are no rows of the database, listed by the same declaration: filtered, searched, sorted, paged."""

from __future__ import annotations

from datetime import date

import pytest
from django.db.models import Q
from django.test import RequestFactory

from baigong.kernel.ui.listing import BooleanFilter, ChoiceFilter, Column, DayFilter, Listing, PlainRows

ROWS = [
    {"pk": 0, "name": "护理", "size": 3, "is_key": True, "level": "1"},
    {"pk": 1, "name": "Nursing", "size": None, "is_key": None, "level": "2"},
    {"pk": 2, "name": "会计", "size": 9, "is_key": False, "level": "1"},
]
LIST = Listing(
    "plain",
    [Column("name", "名称", sort="name"), Column("size", "人数", kind="number", sort="size")],
    filters=[ChoiceFilter("level", "层次", choices=[("1", "甲"), ("2", "乙")], many=True), BooleanFilter("is_key", "重点")],
    search=["name"],
    page_size=2,
)


def page(address=""):
    return LIST.page(RequestFactory().get(f"/{address}"), PlainRows(ROWS))


def names(address=""):
    return [row.cells[0].text for row in page(address).rows]


def test_rows_are_paged_and_counted():
    first = page()
    assert (first.count, len(first.rows), first.pager.next_url) == (3, 2, "/?page=2")
    assert names("?page=2") == ["护理"]


def test_sorting_puts_what_is_missing_last_either_way():
    assert names("?sort=size") == ["护理", "会计"]
    assert names("?sort=-size") == ["会计", "护理"]
    assert names("?sort=size&page=2") == names("?sort=-size&page=2") == ["Nursing"]


def test_filters_and_search_narrow_by_every_condition():
    assert names("?level=1") == ["会计", "护理"]
    assert names("?level=1&level=2&q=NURS") == ["Nursing"]
    assert names("?is_key=1") == ["护理"]
    assert names("?is_key=1&level=2") == []


def test_conditions_join_negate_and_compare():
    rows = PlainRows(ROWS)
    assert [row["pk"] for row in rows.filter(Q(size__gte=3) & Q(size__lt=9))] == [0]
    assert [row["pk"] for row in rows.filter(~Q(size__lte=3) | Q(level__in=["2"]))] == [1, 2]
    with pytest.raises(ValueError, match="regex"):
        rows.filter(Q(name__regex="."))


def test_a_list_is_told_as_of_a_day_and_what_is_no_day_is_said():
    today, asked = date(2022, 6, 27), DayFilter("on", "截至", today=date(2022, 6, 27))
    listing = Listing("dated", [Column("name", "名称")], filters=[asked])

    def told(address):
        request = RequestFactory().get(f"/{address}")
        page = listing.page(request, PlainRows(ROWS))
        return asked.day(request), page.filters[0].start, page.filters[0].is_active, list(page.notes)

    assert told("") == (today, "2022-06-27", False, [])
    assert told("?on=2021-09-01") == (date(2021, 9, 1), "2021-09-01", True, [])
    for wrong in ("2021-13-01", "0001-01-01"):
        day, shown, _active, notes = told(f"?on={wrong}")
        assert (day, shown) == (None, "2022-06-27")
        assert wrong in notes[0]
