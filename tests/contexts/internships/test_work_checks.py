"""The rules of work under both editions: each finding says both values and the lawful way out; settings never block."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from importlib import resources

import pytest
import yaml

from baigong.contexts.internships.checking.findings import is_minor, refuse
from baigong.contexts.internships.checking.gates import (
    Cover,
    Formalities,
    Signed,
    check_agreement,
    check_consent,
    check_insurance,
    check_signing,
    check_start,
    check_training,
    consents_needed,
    parties_needed,
)
from baigong.contexts.internships.checking.hours import Frame, Shift, check_apart, check_day, working_days
from baigong.contexts.internships.checking.overlaps import Stay, check_overlap
from baigong.contexts.internships.checking.pay import Month, Verdict, check_pay, money_of
from baigong.kernel.errors import Refusal

OLD, NEW = date(2021, 12, 30), date(2021, 12, 31)
"""The last day of the edition of 2016, the first of that of 2021."""
CASES = yaml.safe_load((resources.files("baigong.rulebook") / "work.yaml").read_text(encoding="utf-8"))["cases"]
ADULT, CHILD = date(2000, 1, 1), date(2005, 6, 1)


def a_month(first=date(2022, 5, 1), wage="2500.00", present=19, working=19, paid="2000.00", means="bank", paid_on=None, basis=None):
    basis = basis or ("probation" if first < NEW else "same_post")
    return Month(first, None if wage is None else Decimal(wage), basis, present, working, Decimal(paid), means, paid_on)


# -- pay -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_worked_cases_of_the_rulebook(case):
    said = check_pay(a_month(case["month"], case["wage"], case["present"], case["working"], case["paid"]))
    verdict = {True: Verdict.PASSED, False: Verdict.SHORT, None: Verdict.UNKNOWN}[case["passes"]]
    assert (said.verdict, said.least) == (verdict, None if case["least"] is None else Decimal(case["least"]))


def test_pay_below_says_both_amounts_and_what_to_pay_and_needs_a_reason():
    said = check_pay(a_month(paid="1500.00"))
    (found,) = said.findings
    words = str(found)
    for part in ("已付1500.00元", "2500.00元×80%×出勤19天÷工作日19天，至少2000.00元", "补付500.00元", "教职成〔2021〕4号"):
        assert part in words
    with pytest.raises(Refusal, match="写明原因") as refused:
        refuse(said.findings, code="pay")
    assert refused.value.code == "reason_required"
    assert refuse(said.findings, code="pay", reason="试运行停产半月") == [found]


def test_an_unknown_wage_cannot_pass_however_much_is_paid():
    said = check_pay(a_month(wage=None, paid="9000.00"))
    assert (said.verdict, said.least) == (Verdict.UNKNOWN, None)
    assert "不能判为达标" in said.why


@pytest.mark.parametrize(
    ("first", "right", "wrong"), [(date(2021, 12, 1), "probation", "same_post"), (date(2022, 1, 1), "same_post", "probation")]
)
def test_the_base_is_the_trial_wage_before_and_the_posts_wage_or_lowest_grade_after(first, right, wrong):
    assert not check_pay(a_month(first, basis=right)).findings
    (found,) = check_pay(a_month(first, basis=wrong)).findings
    assert found.blocks
    assert ("教职成〔2016〕3号" if first.year == 2021 else "教职成〔2021〕4号") in str(found)


def test_the_lowest_grade_is_a_base_of_the_new_edition_alone():
    assert not check_pay(a_month(basis="lowest_grade")).findings
    assert check_pay(a_month(date(2021, 5, 1), basis="lowest_grade")).findings[0].blocks


@pytest.mark.parametrize("means", ["goods", "third_party"])
@pytest.mark.parametrize("first", [date(2021, 5, 1), date(2022, 5, 1)])
def test_goods_vouchers_and_third_hands_are_no_pay_under_either_edition(means, first):
    (found,) = check_pay(a_month(first, means=means)).findings
    assert found.blocks
    assert "直接付给本人" in found.fix


def test_a_month_is_paid_by_the_end_of_the_next_one_since_the_new_edition():
    assert not check_pay(a_month(paid_on=date(2022, 6, 30))).findings
    (late,) = check_pay(a_month(paid_on=date(2022, 7, 1))).findings
    assert not late.blocks
    assert "到2022-07-01才付" in late.here
    assert not check_pay(a_month(date(2021, 5, 1), paid_on=date(2021, 9, 1))).findings


def test_more_days_present_than_days_of_work_are_a_slip_or_work_on_days_of_rest():
    found = check_pay(a_month(present=22, working=19)).findings[0]
    assert (found.blocks, found.here, "只有19天" in found.there) == (True, "出勤22天", True)


@pytest.mark.parametrize("text", ["一千六", "面议", "1600左右", "按公司规定", "", "1e3", "NaN"])
def test_pay_in_words_is_refused_with_how_to_write_it(text):
    with pytest.raises(Refusal, match="阿拉伯数字") as refused:
        money_of(text)
    assert refused.value.fields["paid"]


@pytest.mark.parametrize(("text", "amount"), [("1600", "1600.00"), ("1,600.5 元", "1600.50"), (1600, "1600.00"), ("0", "0.00")])
def test_pay_in_figures_is_read(text, amount):
    assert money_of(text) == Decimal(amount)


@pytest.mark.parametrize("text", ["-1", "100001", "12.345"])
def test_less_than_nothing_too_much_and_parts_of_a_cent_are_refused(text):
    with pytest.raises(Refusal, match="数额"):
        money_of(text)


# -- hours -----------------------------------------------------------------------------------------------------------

FRAME = Frame(date(2021, 3, 1), date(2022, 8, 31))


def a_shift(day=date(2022, 6, 14), begins="08:00", ends="17:00", pause=60):
    return Shift(day, time.fromisoformat(begins), time.fromisoformat(ends), pause)


def test_a_day_of_eight_hours_on_a_day_of_work_is_lawful():
    assert check_day(a_shift(), FRAME, {}) == []


def test_a_long_day_says_its_hours_the_limit_and_when_to_go_home():
    (found,) = check_day(a_shift(ends="19:00"), FRAME, {})
    words = str(found)
    for part in ("2022-06-14 08:00—19:00，休息60分钟，共10小时", "每日不超过8小时，超出2小时", "最晚17:00下班", "国务院令第174号"):
        assert part in words
    assert found.blocks


def test_a_long_week_names_each_day_already_entered():
    others = {date(2022, 6, 13): 600, date(2022, 6, 15): 600, date(2022, 6, 16): 540, date(2022, 6, 20): 480}
    (found,) = check_day(a_shift(day=date(2022, 6, 17), ends="20:00", begins="12:00", pause=0), FRAME, others | {date(2022, 6, 14): 480})
    assert "06-13 10小时、06-14 8小时、06-15 10小时、06-16 9小时" in found.there
    assert "合计45小时" in found.there
    assert "最多还能安排3小时" in found.fix


@pytest.mark.parametrize("day", [date(2021, 6, 15), date(2022, 6, 14)])
@pytest.mark.parametrize(("begins", "ends"), [("22:00", "06:00"), ("16:00", "23:00"), ("05:00", "12:00"), ("23:30", "05:00")])
def test_nights_are_forbidden_under_both_editions(day, begins, ends):
    found = [one for one in check_day(a_shift(day, begins, ends, 0), FRAME, {}) if one.rule == "INT-09"]
    assert len(found) == 1
    assert found[0].blocks


@pytest.mark.parametrize(("begins", "ends"), [("06:00", "14:00"), ("14:00", "22:00")])
def test_the_edges_of_the_night_are_day(begins, ends):
    assert check_day(a_shift(begins=begins, ends=ends, pause=0), FRAME, {}) == []


@pytest.mark.parametrize(("day", "found"), [(date(2021, 10, 1), 1), (date(2022, 6, 3), 1), (date(2021, 6, 19), 0), (date(2022, 6, 18), 1),
                                            (date(2022, 5, 7), 0)])  # fmt: skip
def test_statutory_holidays_before_and_days_of_rest_too_since_the_new_edition(day, found):
    """A Saturday of 2021 was lawful, one of 2022 is not, a Saturday that is a day of work by the calendar is."""
    assert len(check_day(a_shift(day), FRAME, {})) == found


def test_a_day_of_rest_names_the_next_day_of_work():
    (found,) = check_day(a_shift(date(2022, 6, 18)), FRAME, {})
    assert "星期六" in found.here
    assert "改到2022-06-20" in found.fix


def test_what_was_filed_beforehand_stands_with_a_reason():
    filed = Frame(FRAME.first, FRAME.last, filing="示例备〔2022〕3号")
    (found,) = check_day(a_shift(begins="22:00", ends="05:00", pause=0), filed, {})
    assert not found.blocks
    assert "已备案示例备〔2022〕3号" in found.there


def test_a_day_outside_of_the_placement_names_its_days():
    found = check_day(a_shift(date(2022, 9, 1)), FRAME, {})
    assert found[0].field == "day"
    assert "从2021-03-01到2022-08-31" in found[0].there


def test_no_work_between_two_hours_is_a_slip_of_the_pen():
    (found,) = check_day(a_shift(ends="08:30", pause=60), FRAME, {})
    assert (found.clause, found.blocks) == ("", True)


def test_check_in_and_entry_that_differ_are_shown_side_by_side_and_never_block():
    (found,) = check_apart(a_shift(), time(8, 2), time(19, 5))
    assert not found.blocks
    assert "手机签到08:02、签退19:05" in found.there
    assert check_apart(a_shift(), time(8, 20), time(17, 10)) == []


def test_working_days_of_a_month_follow_the_nations_calendar():
    assert working_days(date(2022, 5, 1), date(2022, 5, 31)) == 20
    assert working_days(date(2022, 6, 1), date(2022, 6, 30)) == 21


# -- overlaps --------------------------------------------------------------------------------------------------------


def a_stay(key=None, where="示例乙公司", first=date(2022, 6, 1), last=date(2022, 8, 31)):
    return Stay(key, where, "护理员", first, last)


def test_an_overlap_names_both_stays_the_common_days_and_the_ways_out():
    old = a_stay(1, "示例甲公司", date(2022, 3, 1), date(2022, 6, 30))
    (found,) = check_overlap(a_stay(), [old])
    words = str(found)
    for part in ("示例乙公司“护理员”2022-06-01至2022-08-31", "示例甲公司“护理员”2022-03-01至2022-06-30", "2022-06-01至2022-06-30同时在两处",
                 "改为2022-07-01起", "止于2022-05-31"):  # fmt: skip
        assert part in words
    assert found.blocks


def test_stays_that_touch_do_not_overlap_and_one_does_not_overlap_itself():
    assert check_overlap(a_stay(), [a_stay(1, first=date(2022, 3, 1), last=date(2022, 5, 31))]) == []
    assert check_overlap(a_stay(7), [a_stay(7)]) == []


def test_a_stay_that_ends_before_it_begins_is_refused():
    assert check_overlap(a_stay(last=date(2022, 5, 1)), [])[0].field == "ends_on"


# -- gates -----------------------------------------------------------------------------------------------------------


def formal(**facts):
    start = facts.pop("starts_on", date(2022, 3, 1))
    signed = facts.pop("signed_on", date(2022, 2, 21))
    own = {
        "starts_on": start, "ends_on": date(2022, 8, 31), "birth_on": ADULT,
        "consents": [Signed("student", signed), Signed("guardian", signed)],
        "signatures": [Signed(party, signed) for party in ("student", "school", "unit")],
        "covers": [Cover("liability", "school", date(2022, 3, 1), date(2022, 8, 31))], "trained_on": date(2022, 2, 25),
    }  # fmt: skip
    return Formalities(**(own | facts))


def test_with_all_four_gates_passed_one_starts_on_the_day():
    assert check_start(formal(), date(2022, 3, 1)) == []


def test_nobody_starts_before_the_day_agreed():
    (found,) = check_start(formal(), date(2022, 2, 28))
    assert "约定从2022-03-01开始" in found.here


@pytest.mark.parametrize(("missing", "rule"), [({"consents": ()}, "INT-15"), ({"signatures": ()}, "INT-14"), ({"covers": ()}, "INT-17"),
                                               ({"trained_on": None}, "TRAIN")])  # fmt: skip
def test_nobody_starts_without_each_of_them(missing, rule):
    found = check_start(formal(**missing), date(2022, 3, 1))
    assert {one.rule for one in found} == {rule}
    assert all(one.blocks for one in found)


@pytest.mark.parametrize(("day", "born", "needed"), [(OLD, ADULT, ()), (OLD, CHILD, ("guardian",)), (NEW, ADULT, ("student", "guardian")),
                                                     (NEW, CHILD, ("student", "guardian"))])  # fmt: skip
def test_consent_is_the_guardians_of_minors_before_and_everybodys_since(day, born, needed):
    assert consents_needed(born, day) == needed


def test_who_is_not_of_age_on_the_day_of_signing_signs_with_the_guardian():
    """The birthday itself does not count: of age from the day after."""
    assert "guardian" in parties_needed(date(2004, 3, 15), date(2022, 3, 15))
    assert "guardian" not in parties_needed(date(2004, 3, 15), date(2022, 3, 16))
    assert is_minor(None, NEW)


def test_who_was_a_minor_when_signing_needs_the_guardian_though_of_age_at_the_start():
    facts = formal(birth_on=date(2004, 2, 25), signed_on=date(2022, 2, 21))
    (found,) = check_agreement(facts, facts.starts_on)
    assert "还差监护人" in found.there


def test_a_signature_after_the_start_is_refused_in_plain_words():
    (found,) = check_signing("unit", date(2022, 3, 5), date(2022, 3, 1), date(2022, 3, 5))
    assert found.blocks
    assert "实习单位在2022-03-05签字" in found.here
    assert "事后补签无效" in found.there
    assert "开始日期改到2022-03-05以后" in found.fix


def test_a_signature_of_tomorrow_has_not_happened():
    (found,) = check_signing("unit", date(2022, 2, 25), date(2022, 3, 1), date(2022, 2, 24))
    assert "还没有到" in found.there


def test_a_signature_on_the_day_of_the_start_is_in_time():
    assert check_signing("unit", date(2022, 3, 1), date(2022, 3, 1), date(2022, 3, 1)) == []


def test_a_consent_after_the_start_is_none():
    facts = formal(consents=[Signed("student", date(2022, 3, 2)), Signed("guardian", date(2022, 2, 1))])
    (found,) = check_consent(facts, facts.starts_on)
    assert "还差学生" in found.there


def test_insurance_covers_every_day_in_one_piece_or_in_several():
    half = Cover("liability", "school", date(2022, 3, 1), date(2022, 5, 31))
    (found,) = check_insurance(formal(covers=[half]))
    assert "2022-06-01起没有保险" in found.there
    assert check_insurance(formal(covers=[half, Cover("liability", "unit", date(2022, 6, 1), date(2022, 8, 31))])) == []


def test_insurance_that_the_student_pays_does_not_count_and_accident_cover_is_another_thing():
    paid = check_insurance(formal(covers=[Cover("liability", "student", date(2022, 3, 1), date(2022, 8, 31))]))
    assert [one.field for one in paid] == ["payer", "last"]
    assert check_insurance(formal(covers=[Cover("accident", "school", date(2022, 3, 1), date(2022, 8, 31))]))


def test_training_after_the_start_is_none():
    assert check_training(formal(trained_on=date(2022, 3, 2)))
