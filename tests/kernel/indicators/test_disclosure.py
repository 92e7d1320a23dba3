"""What the public does not see cannot be found by adding and subtracting what it sees."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import example, given
from hypothesis import strategies as st

from baigong.kernel.indicators.disclosure import exposed_cells, hidden_cells, sums_of

WHOLE = ("city", "")


def groups(*schools):
    """School and county of each finest group, as the compiler hands them over."""
    return [{"city": "", "county": county, "school": school} for school, county in schools]


def test_a_small_cell_is_hidden_and_none_at_all_is_no_secret():
    sums = sums_of(groups(("s1", "A"), ("s2", "A"), ("s3", "A")))
    counts = {("school", "s1"): 3, ("school", "s2"): 0, ("school", "s3"): 5, ("county", "A"): 8, WHOLE: 8}
    assert hidden_cells(counts, sums, floor=10) >= {("school", "s1"), ("school", "s3")}
    assert hidden_cells(counts, sums, floor=4) == {("school", "s1"), ("school", "s3")}, "one beside it, and not the one that has nobody"


def test_a_single_hidden_cell_takes_the_next_smallest_with_it():
    sums = sums_of(groups(("s1", "A"), ("s2", "A"), ("s3", "A"), ("s4", "B"), ("s5", "B")))
    counts = {("school", "s1"): 3, ("school", "s2"): 40, ("school", "s3"): 50, ("school", "s4"): 60, ("school", "s5"): 70}
    counts |= {("county", "A"): 93, ("county", "B"): 130, WHOLE: 223}
    assert hidden_cells(counts, sums, floor=10) == {("school", "s1"), ("school", "s2")}


def test_the_only_school_of_a_county_hides_the_county_and_another():
    sums = sums_of(groups(("s1", "A"), ("s2", "B"), ("s3", "C")))
    counts = {("school", "s1"): 3, ("school", "s2"): 40, ("school", "s3"): 50}
    counts |= {("county", "A"): 3, ("county", "B"): 40, ("county", "C"): 50, WHOLE: 93}
    hidden = hidden_cells(counts, sums, floor=10)
    assert hidden == {(kind, key) for kind, keys in {"county": "AB", "school": ("s1", "s2")}.items() for key in keys}


def test_control_without_the_second_cell_the_first_is_found():
    sums = sums_of(groups(("s1", "A"), ("s2", "A")))
    assert exposed_cells({("school", "s1")}, sums) == {("school", "s1")}
    assert exposed_cells({("school", "s1"), ("school", "s2")}, sums) == set()


@example([("A", "21", 0), ("A", "22", 10), ("B", "21", 1), ("B", "21", 11), ("C", "22", 1)])  # what tells lies two sums away
@given(st.lists(st.tuples(st.sampled_from("ABC"), st.sampled_from(["21", "22"]), st.integers(0, 30)), min_size=1, max_size=7))
def test_no_hidden_count_has_only_one_possible_value(schools):
    """By brute force over another way: adding a vector that all published sums agree with must be able to change every hidden cell."""
    cuts = [{"city": "", "county": c, "year": y, "school": f"s{n}"} for n, (c, y, _count) in enumerate(schools)]
    counts: dict = {}
    for cut, (_c, _y, count) in zip(cuts, schools, strict=True):
        for cell in cut.items():
            counts[cell] = counts.get(cell, 0) + count
    hidden = hidden_cells(counts, sums_of(cuts), floor=10)
    # Every cell is a sum of schools: a change of schools' counts that leaves each published cell alone
    published = [cell for cell in counts if cell not in hidden]
    free = null_space([[Fraction(int(cut[kind] == key)) for cut in cuts] for kind, key in published], len(cuts))
    for kind, key in hidden:
        moves = [sum(vector[n] for n, cut in enumerate(cuts) if cut[kind] == key) for vector in free]
        assert any(moves), f"{kind} {key} can be computed"


def null_space(rows, width):
    """A basis of what every row multiplies to nought."""
    rows, pivots = [list(r) for r in rows], []
    for column in range(width):
        found = next((r for r in range(len(pivots), len(rows)) if rows[r][column]), None)
        if found is None:
            continue
        at = len(pivots)
        rows[at], rows[found] = rows[found], rows[at]
        rows[at] = [value / rows[at][column] for value in rows[at]]
        for other in range(len(rows)):
            if other != at and rows[other][column]:
                factor = rows[other][column]
                rows[other] = [a - factor * b for a, b in zip(rows[other], rows[at], strict=True)]
        pivots.append(column)
    free = []
    for column in set(range(width)) - set(pivots):
        vector = [Fraction(int(n == column)) for n in range(width)]
        for at, pivot in enumerate(pivots):
            vector[pivot] = -rows[at][column]
        free.append(vector)
    return free
