"""Spans of days against the obvious: the days themselves."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from baigong.contexts.organisations.models import contains, overlaps

START = date(2020, 1, 1)
DAYS = [START + timedelta(days=n) for n in range(12)]
ENDS = st.one_of(st.none(), st.sampled_from(DAYS[1:-1]))  # open ends reach beyond every closed one


@st.composite
def spans(draw):
    first, last = draw(ENDS), draw(ENDS)
    return (last, first) if first and last and last < first else (first, last)


@given(spans(), st.sampled_from(DAYS))
def test_a_span_holds_exactly_the_days_between_its_ends(span, day):
    first, last = span
    assert contains(span, day) == ((first or START) <= day <= (last or DAYS[-1]))


@given(spans(), spans())
def test_two_spans_overlap_exactly_if_they_share_a_day(a, b):
    assert overlaps(a, b) == any(contains(a, day) and contains(b, day) for day in DAYS)


@given(spans(), spans())
def test_overlapping_is_mutual(a, b):
    assert overlaps(a, b) == overlaps(b, a)
