"""The duty to offer places: what is owed, what counts, and that the fast way says what the plain one says."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.engines.place_duty.counting import count_stays
from baigong.engines.place_duty.deciding import duties_of, duty_of
from baigong.engines.place_duty.facts import Counting, DutySettings, EnterpriseYear, Rounding, Sharing, Stay, Verdict
from baigong.engines.place_duty.many import NONE, VERDICTS, EnterpriseYears, duties_of_many

FIXED = DutySettings(share=Fraction(2, 100), cap=Fraction(1, 10), rounding=Rounding.CEIL, counting=Counting.HEADS, least_days=1)


def a_firm(staff, heads=0, **facts):
    return EnterpriseYear("甲", staff, Fraction(heads), **facts)


# -- what is owed ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("staff", "required", "at_most", "verdict"),
    [
        (None, None, None, Verdict.NO_DATA), (0, 0, 0, Verdict.NOT_APPLICABLE), (1, 0, 0, Verdict.NOT_APPLICABLE),
        (9, 0, 0, Verdict.NOT_APPLICABLE), (10, 1, 1, Verdict.SHORT), (50, 1, 5, Verdict.SHORT), (51, 2, 5, Verdict.SHORT),
        (1_000_000, 20_000, 100_000, Verdict.SHORT),
    ],
)  # fmt: skip
def test_two_in_a_hundred_rounded_up_but_nobody_whom_the_cap_lets_take_nobody_is_asked(staff, required, at_most, verdict):
    duty = duty_of(a_firm(staff), FIXED)
    assert (duty.required, duty.at_most, duty.verdict) == (required, at_most, verdict)


@pytest.mark.parametrize(("rounding", "required"), [(Rounding.CEIL, 2), (Rounding.FLOOR, 1), (Rounding.HALF_UP, 2)])
def test_rounding_is_a_setting(rounding, required):
    assert duty_of(a_firm(75), replace(FIXED, rounding=rounding)).required == required


def test_where_nobody_fixed_the_rounding_only_what_holds_either_way_is_said():
    open_ = replace(FIXED, rounding=None)
    assert [duty_of(a_firm(75, heads), open_).verdict for heads in (0, 1, 2)] == [Verdict.SHORT, Verdict.UNSETTLED, Verdict.MET]


def test_where_nobody_fixed_what_counts_nothing_is_concluded():
    assert duty_of(a_firm(100, 50), replace(FIXED, counting=None)).verdict is Verdict.UNSETTLED


def test_a_firm_that_shrank_is_not_asked_beyond_the_cap_of_those_it_has_now():
    duty = duty_of(a_firm(500, 1, staff_on_post=20), FIXED)
    assert (duty.required, duty.at_most, duty.missing) == (2, 2, 1)
    assert [step.code for step in duty.steps] == ["share", "cap", "limited", "short"]


def test_a_band_of_small_firms_is_a_setting_beside_the_cap():
    assert duty_of(a_firm(30), replace(FIXED, small_staff=30)).verdict is Verdict.NOT_APPLICABLE
    assert duty_of(a_firm(31), replace(FIXED, small_staff=30)).verdict is Verdict.SHORT


def test_person_days_are_held_against_the_days_that_make_a_place():
    by_days = replace(FIXED, counting=Counting.PERSON_DAYS, days_a_place=120)
    assert duty_of(a_firm(100, 9, person_days=239), by_days).missing == 1
    assert duty_of(a_firm(100, 0, person_days=240), by_days).verdict is Verdict.MET


@pytest.mark.parametrize("staff", [-1, 10_000_001])
def test_a_head_count_that_no_enterprise_has_is_refused_on_both_ways(staff):
    with pytest.raises(ValueError, match="head-count"):
        a_firm(staff)
    if staff > 0:
        with pytest.raises(ValueError, match="head-count"):
            in_columns([a_firm(1)], staff=np.array([staff]), staff_parts=1)


def test_settings_that_cannot_be_meant_are_refused():
    for wrong in (
        {"share": Fraction(0)},
        {"cap": Fraction(2)},
        {"least_days": 0},
        {"counting": Counting.PERSON_DAYS, "days_a_place": None},
    ):
        with pytest.raises(ValueError, match=r"share|days"):
            replace(FIXED, **wrong)


# -- groups ----------------------------------------------------------------------------------------------------------


def test_a_group_that_did_its_part_together_is_not_short_where_pooling_is_fixed():
    firms = [replace(a_firm(500, 14, group="G"), key="母"), replace(a_firm(200, 1, group="G"), key="子"), replace(a_firm(200), key="外")]
    assert [d.verdict for d in duties_of(firms, replace(FIXED, pools_groups=True))] == [Verdict.MET, Verdict.MET_BY_GROUP, Verdict.SHORT]
    assert [d.verdict for d in duties_of(firms, FIXED)] == [Verdict.MET, Verdict.SHORT, Verdict.SHORT]


def test_what_a_member_took_beyond_its_own_cap_does_not_stand_in_for_another():
    firms = [a_firm(50, 9, group="G"), a_firm(200, 0, group="G")]  # five of the nine count; one and four are owed
    assert duties_of(firms, replace(FIXED, pools_groups=True))[1].verdict is Verdict.MET_BY_GROUP
    firms = [a_firm(50, 9, group="G"), a_firm(250, 0, group="G")]
    assert duties_of(firms, replace(FIXED, pools_groups=True))[1].verdict is Verdict.SHORT


# -- what counts -----------------------------------------------------------------------------------------------------


def a_stay(student="s", first=date(2022, 3, 1), last=date(2022, 3, 10), hosts=(("甲", Fraction(1)),)):
    return Stay(student, first, last, hosts)


def test_a_student_who_comes_twice_is_one_head_and_days_that_overlap_count_once():
    done = count_stays([a_stay(), a_stay(first=date(2022, 3, 5), last=date(2022, 3, 12))], FIXED, 2022)["甲"]
    assert (done.heads, done.person_days, done.students) == (1, 12, 1)


def test_a_stay_over_new_year_counts_in_each_year_with_its_days_and_only_as_far_as_it_has_come():
    over = [a_stay(first=date(2021, 12, 30), last=date(2022, 1, 5))]
    assert count_stays(over, FIXED, 2021)["甲"].person_days == 2
    assert count_stays(over, FIXED, 2022, until=date(2022, 1, 2))["甲"].person_days == 2
    assert count_stays(over, FIXED, 2023) == {}


def test_too_short_a_stay_is_no_head_but_its_days_are_days():
    done = count_stays([a_stay()], replace(FIXED, least_days=11), 2022)["甲"]
    assert (done.heads, done.person_days) == (0, 10)


def test_of_a_shared_post_the_host_or_each_by_its_part_is_credited():
    shared = [a_stay(hosts=(("甲", Fraction(1, 3)), ("乙", Fraction(2, 3))))]
    assert {k: v.heads for k, v in count_stays(shared, FIXED, 2022).items()} == {"甲": 1}
    split = count_stays(shared, replace(FIXED, sharing=Sharing.SPLIT), 2022)
    assert {k: v.heads for k, v in split.items()} == {"甲": Fraction(1, 3), "乙": Fraction(2, 3)}
    with pytest.raises(ValueError, match="make up one"):
        count_stays([a_stay(hosts=(("甲", Fraction(1, 3)), ("乙", Fraction(1, 3))))], replace(FIXED, sharing=Sharing.SPLIT), 2022)


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 700), st.integers(0, 90)), max_size=8))
def test_heads_are_at_most_students_and_days_of_all_years_are_the_days_of_the_stays(drawn):
    start = date(2021, 1, 1).toordinal()
    stays = [a_stay(s, date.fromordinal(start + a), date.fromordinal(start + a + n)) for s, a, n in drawn]
    years = [count_stays(stays, FIXED, year).get("甲") for year in (2021, 2022, 2023)]
    days = {(stay.student, day) for stay in stays for day in range(stay.first.toordinal(), stay.last.toordinal() + 1)}
    assert sum(done.person_days for done in years if done) == len(days)
    assert all(done.heads == done.students <= 3 for done in years if done)


# -- properties ------------------------------------------------------------------------------------------------------

SETTINGS = st.builds(
    DutySettings,
    share=st.sampled_from([Fraction(2, 100), Fraction(1, 3), Fraction(15, 1000)]),
    cap=st.sampled_from([None, Fraction(1, 10), Fraction(1, 7)]),
    rounding=st.sampled_from([None, *Rounding]), counting=st.sampled_from([None, *Counting]), least_days=st.just(1),
    days_a_place=st.sampled_from([1, 30, 120]), small_staff=st.sampled_from([None, 0, 20]), pools_groups=st.booleans(),
)  # fmt: skip
FIRMS = st.lists(
    st.builds(
        EnterpriseYear, key=st.just("x"), staff=st.one_of(
            st.none(), st.integers(0, 120), st.integers(0, 10_000_000), st.integers(0, 1440).map(lambda n: Fraction(n, 12))
        ),
        heads=st.integers(0, 12).map(Fraction), person_days=st.integers(0, 2000), staff_on_post=st.one_of(st.none(), st.integers(0, 200)),
        group=st.one_of(st.none(), st.sampled_from(["g", "h"])),
    ),
    min_size=1, max_size=12,
)  # fmt: skip


def in_columns(firms, **columns):
    groups = {name: place for place, name in enumerate(sorted({f.group for f in firms if f.group}))}
    given = {
        "staff": np.array([NONE if f.staff is None else int(f.staff * 12) for f in firms], np.int64),
        "heads": np.array([int(f.heads) for f in firms], np.int64),
        "person_days": np.array([f.person_days for f in firms], np.int64),
        "staff_on_post": np.array([NONE if f.staff_on_post is None else f.staff_on_post * 12 for f in firms], np.int64),
        "group": np.array([NONE if f.group is None else groups[f.group] for f in firms], np.int64),
    }
    return EnterpriseYears(**(given | {"staff_parts": 12} | columns))


@given(FIRMS, SETTINGS)
def test_many_at_once_are_told_what_each_is_told(firms, settings):
    plain, fast = duties_of(firms, settings), duties_of_many(in_columns(firms), settings)
    assert [VERDICTS[code] for code in fast.verdict] == [duty.verdict for duty in plain]
    assert fast.required.tolist() == [NONE if d.required is None else d.required for d in plain]
    assert fast.at_most.tolist() == [NONE if d.at_most is None else d.at_most for d in plain]
    assert fast.missing.tolist() == [d.missing for d in plain]


@given(FIRMS, SETTINGS)
def test_nobody_is_asked_beyond_the_cap_and_whoever_did_what_is_asked_misses_nothing(firms, settings):
    for duty in duties_of(firms, settings):
        if duty.at_most is not None and duty.required is not None:
            assert duty.required <= max(duty.at_most, 0)
        if duty.verdict in (Verdict.MET, Verdict.MET_BY_GROUP, Verdict.NOT_APPLICABLE, Verdict.NO_DATA):
            assert duty.missing == 0
        assert duty.steps


@given(st.integers(0, 100_000), st.integers(0, 1000), SETTINGS)
def test_more_staff_owe_no_less_and_one_student_more_is_no_worse(staff, heads, settings):
    owed = [duty_of(a_firm(n), settings).required or 0 for n in (staff, staff + 1)]
    assert owed[0] <= owed[1]
    if settings.counting is Counting.HEADS:
        missing = [duty_of(a_firm(staff, n), settings).missing for n in (heads, heads + 1)]
        assert missing[1] <= missing[0]
