"""Two editions side by side."""

from __future__ import annotations

from datetime import date

import pytest

from baigong.contexts.classifications.comparing import compare_editions

OLD = [
    {"code": "A", "name": "农业", "tier": "section"},
    {"code": "01", "name": "种植", "tier": "division", "parent": "A"},
    {"code": "02", "name": "林业", "tier": "division", "parent": "A"},
    {"code": "03", "name": "畜牧", "tier": "division", "parent": "A"},
    {"code": "04", "name": "捕捞", "tier": "division", "parent": "A"},
]
NEW = [
    {"code": "A", "name": "农、林、牧、渔业", "tier": "section"},
    {"code": "B", "name": "采矿", "tier": "section"},
    {"code": "02", "name": "林业", "tier": "division", "parent": "A"},
    {"code": "01", "name": "种植", "tier": "division", "parent": "B"},
    {"code": "05", "name": "畜牧", "tier": "division", "parent": "A"},
]


@pytest.fixture
def both(an_edition):
    return an_edition("industries", "2002", date(2002, 1, 1), OLD), an_edition("industries", "2011", date(2011, 1, 1), NEW)


def test_what_came_went_changed_and_was_renumbered_is_told_apart(both):
    found = compare_editions(*both)
    assert [entry.code for entry in found.added] == ["B"]
    assert [entry.code for entry in found.ended] == ["04"]
    assert [(pair.before.code, pair.after.code) for pair in found.recoded] == [("03", "05")]
    assert {one.entry.code: one.changes for one in found.changed} == {
        "A": (("名称", "农业", "农、林、牧、渔业"),),
        "01": (("上级", "A", "B"),),
    }
    assert found.same == 1, "02 stands elsewhere in the list, which is no difference"


def test_a_name_that_several_codes_bore_is_not_taken_for_renumbered(an_edition):
    rows = [{"code": code, "name": "其他", "tier": "section"} for code in ("A", "B")]
    before = an_edition("industries", "2002", date(2002, 1, 1), rows)
    after = an_edition("industries", "2011", date(2011, 1, 1), [{"code": "C", "name": "其他", "tier": "section"}])
    found = compare_editions(before, after)
    assert (found.recoded, len(found.ended), len(found.added)) == ((), 2, 1)


def test_it_asks_twice_whatever_the_number_of_codes(load, django_assert_num_queries):
    load("secondary_standard")
    from baigong.contexts.classifications.models import Edition

    older, newer = Edition.objects.filter(scheme="secondary_standard").order_by("effective_from")
    with django_assert_num_queries(2):
        found = compare_editions(older, newer)
    assert found.same > 300
    kept = found.same + len(found.changed)
    assert kept + len(found.ended) + len(found.recoded) == older.row_count
    assert kept + len(found.added) + len(found.recoded) == newer.row_count
