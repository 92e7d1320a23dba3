"""The credit against two surcharges: worked cases, what cannot be, each line recomputed, and both ways held together on any facts."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from importlib import resources

import numpy as np
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.surcharge_credit import (
    EDUCATION,
    LOCAL,
    CreditRule,
    CreditSettings,
    FactsError,
    Firm,
    Investment,
    Membership,
    Payable,
    Withdrawal,
    check_statement,
    credit_statement,
)
from baigong.engines.surcharge_credit.all_firms import columns_of, compare_rules, credit_of_all, sums_of

RULES = [CreditRule("INC-CREDIT-RATE", Fraction(3, 10), date(2019, 1, 1), clause="财税〔2019〕46号")]
SETTINGS = CreditSettings((EDUCATION, LOCAL), False, 5)
BOOK = yaml.safe_load((resources.files("baigong.rulebook") / "incentives.yaml").read_text(encoding="utf-8"))
FIELDS = ("new", "used_education", "used_local", "cancelled", "clawback", "lapsed", "closing")


def fen(yuan):
    return int(Fraction(str(yuan)) * 100)


def firm_of(case):
    stay = Membership(case["listed"], case.get("left"), case.get("through", ""), case.get("held", True))
    return Firm(
        case["name"], (stay,),
        tuple(Investment(i["id"], i["day"], fen(i["amount"])) for i in case["investments"]),
        tuple(Withdrawal(w["id"], w["of"], w["day"], fen(w["amount"])) for w in case.get("withdrawals", ())),
        tuple(Payable(**{k: v if k == "year" else fen(v) for k, v in p.items()}) for p in case["payables"]),
    )  # fmt: skip


@pytest.mark.parametrize("case", BOOK["cases"], ids=lambda c: c["name"])
def test_a_worked_case_comes_out_both_ways_and_line_by_line(case):
    firm, years = firm_of(case), sorted(case["expect"])
    found = credit_statement(firm, RULES, SETTINGS, years[0], years[-1])
    for year in found.years:
        wanted = {key: fen(value) for key, value in case["expect"][year.year].items()}
        assert {key: getattr(year, key) for key in wanted} == wanted
    assert check_statement(found) == []
    same_for_all([firm], years[0], years[-1])


def same_for_all(firms, first, last, rules=RULES, how=SETTINGS):
    plain = [credit_statement(firm, rules, how, first, last) for firm in firms]
    fast = credit_of_all(sums_of(columns_of(firms, first, last), rules, how), how)
    for name in FIELDS:
        assert getattr(fast, name).tolist() == [[getattr(year, name) for year in one.years] for one in plain], name
    return plain, fast


def test_a_changed_line_is_found():
    found = credit_statement(firm_of(BOOK["cases"][0]), RULES, SETTINGS, 2019, 2021)
    first = found.years[0]
    for place, line in enumerate(first.lines):
        lines = (*first.lines[:place], replace(line, amount=line.amount + 1), *first.lines[place + 1 :])
        assert check_statement(replace(found, years=(replace(first, lines=lines), *found.years[1:])))


def test_the_other_order_credits_the_local_surcharge_first():
    case = next(c for c in BOOK["cases"] if c["name"].startswith("同年"))
    year = credit_statement(firm_of(case), RULES, replace(SETTINGS, order=(LOCAL, EDUCATION)), 2019, 2019).years[0]
    assert (year.used_education, year.used_local) == (0, fen(18000))


def test_what_is_left_may_be_used_after_exit_where_the_setting_says_so():
    case = next(c for c in BOOK["cases"] if c["name"].startswith("退出"))
    keeping = replace(SETTINGS, keeps_after_exit=True)
    years = credit_statement(firm_of(case), RULES, keeping, 2019, 2021).years
    assert [(y.used, y.lapsed, y.clawback) for y in years] == [(fen(100000), 0, 0), (fen(100000), 0, 0), (fen(100000), 0, fen(300000))]
    same_for_all([firm_of(case)], 2019, 2021, how=keeping)


def test_a_year_without_surcharges_is_said_to_be_incomplete():
    found = credit_statement(firm_of(BOOK["cases"][0]), RULES, SETTINGS, 2019, 2021)
    assert [year.is_complete for year in found.years] == [True, True, False]
    assert "payable_unknown" in {line.what for line in found.years[-1].lines}


def test_before_the_rule_nothing_is_credited_and_it_is_said_why():
    firm = Firm("F", (Membership(date(2018, 1, 1)),), (Investment("A", date(2018, 12, 31), 100), Investment("B", date(2019, 1, 1), 100)))
    found = credit_statement(firm, RULES, SETTINGS, 2018, 2019)
    assert [(line.facts["entry"], line.facts.get("why")) for y in found.years for line in y.lines if "counted" in line.what] == [
        ("A", "no_rule"), ("B", None),
    ]  # fmt: skip
    assert [year.new for year in found.years] == [0, 30]


def test_a_rule_that_changes_inside_a_year_makes_two_pools():
    rules = [replace(RULES[0], until=date(2020, 6, 30)), CreditRule("REFORM", Fraction(1, 4), date(2020, 7, 1))]
    firm = Firm("F", (Membership(date(2019, 1, 1)),), (Investment("A", date(2020, 6, 30), 1000), Investment("B", date(2020, 7, 1), 1000)))
    (plain,), _ = same_for_all([firm], 2019, 2021, rules=rules)
    assert plain.years[1].new == 300 + 250


STAY = Membership(date(2019, 1, 1), date(2020, 5, 1), is_barred=True)
ONE = Investment("A", date(2019, 6, 1), 100)


@pytest.mark.parametrize(
    ("firm", "code"),
    [
        (Firm("F", (), (replace(ONE, amount=0),)), "amount"),
        (Firm("F", (), (ONE, ONE)), "twice"),
        (Firm("F", (), (ONE,), (Withdrawal("W", "A", date(2019, 5, 1), 1),)), "withdrawn_before"),
        (Firm("F", (), (ONE,), (Withdrawal("W", "B", date(2019, 7, 1), 1),)), "withdrawn_before"),
        (
            Firm("F", (), (ONE,), (Withdrawal("W", "A", date(2019, 7, 1), 60), Withdrawal("V", "A", date(2020, 7, 1), 41))),
            "more_than_invested",
        ),
        (Firm("F", payables=(Payable(2019, 1, 1), Payable(2019, 1, 1))), "year_twice"),
        (Firm("F", payables=(Payable(2019, -1, 1),)), "amount"),
        (Firm("F", (STAY, Membership(date(2025, 4, 30)))), "barred"),
        (Firm("F", (STAY, Membership(date(2020, 4, 30)))), "memberships_overlap"),
    ],
)
def test_facts_that_contradict_each_other_are_refused(firm, code):
    with pytest.raises(FactsError) as error:
        credit_statement(firm, RULES, SETTINGS, 2019, 2020)
    assert error.value.code == code


def test_after_the_bar_a_firm_may_come_again():
    firm = Firm("F", (STAY, Membership(date(2025, 5, 1))), (Investment("A", date(2025, 5, 1), 1000),))
    assert credit_statement(firm, RULES, SETTINGS, 2025, 2025).years[0].new == 300


def test_amounts_too_large_for_the_fast_way_are_refused_and_not_wrong():
    firm = Firm("F", (Membership(date(2019, 1, 1)),), (Investment("A", date(2019, 1, 1), 2**62),))
    assert credit_statement(firm, RULES, SETTINGS, 2019, 2019).years[0].new == 2**62 * 3 // 10
    with pytest.raises(FactsError, match="too_large"):
        credit_of_all(sums_of(columns_of([firm], 2019, 2019), RULES, SETTINGS), SETTINGS)


def test_a_reform_tells_who_gains_and_who_loses():
    firms = [firm_of(case) for case in BOOK["cases"]]
    columns = columns_of(firms, 2019, 2021)
    found = compare_rules(columns, RULES, [replace(RULES[0], rate=Fraction(1, 4))], SETTINGS)
    assert found.gains == 0
    assert found.loses == int((found.change < 0).sum()) > 0
    assert not compare_rules(columns, RULES, RULES, SETTINGS).change.any()
    split = [replace(RULES[0], until=date(2019, 1, 31)), CreditRule("REFORM", Fraction(1, 4), date(2019, 2, 1))]
    assert compare_rules(columns, RULES, split, SETTINGS).loses > 0


# -- any facts at all ------------------------------------------------------------------------------------------------

FIRST, LAST = 2019, 2023
days = st.dates(date(FIRST, 1, 1), date(LAST, 12, 31))
amounts = st.one_of(st.integers(1, 50), st.integers(1, 10**9))


@st.composite
def firms(draw, name="F"):
    begin, gone = draw(days), draw(st.integers(1, 1500))
    stays = [Membership(begin, draw(st.sampled_from([None, begin + timedelta(gone)])), is_barred=draw(st.booleans()))]
    if draw(st.booleans()):
        other = draw(days)
        ends = draw(st.sampled_from([None, other + timedelta(200)]))
        stays.append(Membership(other, ends, "G", draw(st.booleans())))
    spent = [
        Investment(f"I{n}", on, amount, qualifies=qualifies)
        for n, (on, amount, qualifies) in enumerate(
            draw(st.lists(st.tuples(days, amounts, st.sampled_from([True, True, False])), max_size=5))
        )
    ]
    backs = []
    for one in spent:
        if draw(st.integers(0, 2)) == 0:
            on = one.on + timedelta(draw(st.integers(0, 900)))
            first = draw(st.integers(1, one.amount))
            backs.append(Withdrawal(f"W{one.id}", one.id, on, first))
            if first < one.amount and draw(st.booleans()):
                backs.append(Withdrawal(f"V{one.id}", one.id, on + timedelta(30), one.amount - first))
    payables = [
        Payable(year, *draw(st.tuples(amounts, amounts)), *draw(st.tuples(st.integers(0, 60), st.integers(0, 60))))
        for year in range(FIRST, LAST + 1)
        if draw(st.integers(0, 4))
    ]
    return Firm(name, tuple(stays), tuple(spent), tuple(backs), tuple(payables))


rates = st.sampled_from([Fraction(3, 10), Fraction(1, 4), Fraction(1), Fraction(1, 7)])


@st.composite
def rule_sets(draw):
    if draw(st.booleans()):
        return [CreditRule("R", draw(rates), date(2019, 1, 1))]
    change = draw(days)
    return [
        CreditRule("R", draw(rates), date(2018, 1, 1), change),
        CreditRule("S", draw(rates), change + timedelta(draw(st.integers(1, 400)))),
    ]


hows = st.builds(CreditSettings, st.sampled_from([(EDUCATION, LOCAL), (LOCAL, EDUCATION)]), st.booleans(), st.just(5))


@settings(max_examples=300, deadline=None)
@given(st.lists(firms(), min_size=1, max_size=4), rule_sets(), hows)
def test_both_ways_say_the_same_and_every_line_can_be_recomputed(several, rules, how):
    plain, fast = same_for_all(several, FIRST, LAST, rules, how)
    for one in plain:
        assert check_statement(one) == []
    assert bool((fast.closing >= 0).all())


@settings(max_examples=200, deadline=None)
@given(firms(), rule_sets(), hows)
def test_nothing_is_credited_beyond_what_was_granted_or_is_payable_nor_paid_back_beyond_what_was_used(firm, rules, how):
    found = credit_statement(firm, rules, how, FIRST, LAST)
    granted = used = back = 0
    for year in found.years:
        payable = next((p for p in firm.payables if p.year == year.year), None)
        assert year.used_education <= (payable.left(EDUCATION) if payable else 0)
        assert year.used_local <= (payable.left(LOCAL) if payable else 0)
        granted, used, back = granted + year.new, used + year.used, back + year.clawback
        assert used <= granted
        assert back <= used
        assert year.closing >= 0


@settings(max_examples=100, deadline=None)
@given(firms(), hows)
def test_who_withdraws_everything_keeps_nothing(firm, how):
    taken = {w.of: sum(x.amount for x in firm.withdrawals if x.of == w.of) for w in firm.withdrawals}
    rest = [
        Withdrawal(f"X{i.id}", i.id, date(LAST, 12, 31), i.amount - taken.get(i.id, 0))
        for i in firm.investments
        if i.amount > taken.get(i.id, 0)
    ]
    early = tuple(replace(w, on=min(w.on, date(LAST, 12, 31))) for w in firm.withdrawals)
    found = credit_statement(replace(firm, withdrawals=(*early, *rest)), RULES, how, FIRST, LAST)
    assert found.closing == 0
    assert sum(year.used - year.clawback for year in found.years) == 0


def test_columns_are_whole_numbers():
    columns = columns_of([firm_of(BOOK["cases"][0])], 2019, 2021)
    assert {columns.entry_amount.dtype, columns.education.dtype, columns.stay_from.dtype} == {np.dtype(np.int64)}
