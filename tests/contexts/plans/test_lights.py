"""Lights: which number and rule made them, and what would turn them green."""

from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from baigong.contexts.plans.lights import Colour, Light, TargetFacts, TaskFacts, Thresholds, target_light, task_light

LIMITS = Thresholds(near_days=60, silent_days=185, behind_amber=Fraction(15, 100), behind_red=Fraction(40, 100), missed_cycles_red=2)
START = date(2020, 12, 1)
DUE = date(2023, 12, 31)


def target(comparator=">=", value=50, *readings, **facts):
    return TargetFacts(
        comparator, Fraction(value), "%", START, readings=tuple((day, Fraction(v)) for day, v in readings), **({"due_on": DUE} | facts)
    )


def seen(facts, today):
    light = target_light(facts, today, LIMITS)
    return str(light.colour), light.rule


@pytest.mark.parametrize(
    ("facts", "today", "expected"),
    [
        (target(">=", 50, (date(2022, 1, 1), 50)), date(2022, 2, 1), ("green", "LIGHT-MET")),
        (target(">", 50, (date(2022, 1, 1), 50)), date(2024, 1, 1), ("red", "LIGHT-OVERDUE")),
        (target(">=", 50, (date(2023, 12, 31), 49)), DUE, ("amber", "LIGHT-NEAR")),
        (target(">=", 50, (date(2023, 12, 31), 49)), DUE + timedelta(days=1), ("red", "LIGHT-OVERDUE")),
        (target(">=", 50), date(2021, 1, 1), ("grey", "LIGHT-NO-RECORD")),
        (target(">=", 50), date(2021, 12, 1), ("amber", "LIGHT-NO-RECORD")),
        (target(">=", 50, (date(2021, 3, 1), 20)), date(2021, 12, 1), ("amber", "LIGHT-SILENT")),
        (target(">=", 50, (date(2022, 6, 1), 20)), date(2022, 6, 15), ("green", "LIGHT-ON-COURSE")),
        (target(">=", 50, (date(2022, 6, 1), 10)), date(2022, 6, 15), ("amber", "LIGHT-BEHIND")),
        (target(">=", 50, (date(2022, 12, 1), 5)), date(2022, 12, 15), ("red", "LIGHT-BEHIND")),
        (target(">=", 50, (date(2022, 6, 1), 29), is_of_ended_period=True), date(2022, 6, 15), ("red", "LIGHT-ENDED-PERIOD")),
        (target(">=", 50, (date(2022, 6, 1), 31), is_of_ended_period=True), date(2022, 6, 15), ("amber", "LIGHT-ENDED-PERIOD")),
        (target(">=", 50, (date(2022, 6, 1), 50), is_of_ended_period=True), date(2022, 6, 15), ("green", "LIGHT-MET")),
        (target("=", 3, (date(2022, 6, 1), 1), due_on=None), date(2022, 6, 15), ("grey", "LIGHT-NO-DATE")),
        (target("=", 3, (date(2022, 6, 1), 3), due_on=None), date(2022, 6, 15), ("green", "LIGHT-MET")),
    ],
)
def test_the_first_rule_that_applies_decides(facts, today, expected):
    assert seen(facts, today) == expected


def test_a_period_that_has_ended_is_measured_against_the_whole_goal_and_says_what_is_lacking():
    facts = replace(target(">=", 2, (date(2022, 6, 26), "0.66")), started_on=date(2022, 1, 1), due_on=date(2022, 12, 31))
    assert "0.01" in target_light(facts, date(2022, 6, 27), LIMITS).remedy  # as if it told of half a year
    light = target_light(replace(facts, is_of_ended_period=True), date(2022, 6, 27), LIMITS)
    assert (light.colour, light.why, light.remedy) == (Colour.RED, "上一完整周期为0.66%，目标2%。", "还差1.34%。")


def test_a_target_without_a_figure_is_never_judged():
    facts = TargetFacts("=", None, "比值", START, readings=((date(2022, 1, 1), Fraction(1)),))
    assert seen(facts, date(2030, 1, 1)) == ("grey", "LIGHT-NO-FIGURE")


def test_a_missed_interim_value_is_named_with_what_is_lacking():
    facts = target("=", 20, (date(2022, 6, 1), 8), interim=((date(2022, 5, 31), Fraction(10)), (date(2023, 5, 31), Fraction(15))))
    light = target_light(facts, date(2022, 6, 15), LIMITS)
    assert (light.colour, light.rule) == (Colour.AMBER, "LIGHT-INTERIM")
    assert "10" in light.why
    assert "8" in light.why
    assert "2" in light.remedy


def test_an_interim_value_not_yet_due_colours_nothing():
    facts = target("=", 20, (date(2022, 6, 1), 12), interim=((date(2023, 5, 31), Fraction(15)),))
    assert seen(facts, date(2022, 6, 15)) == ("green", "LIGHT-ON-COURSE")


@given(st.fractions(0, 100, max_denominator=50), st.fractions(0, 10, max_denominator=50), st.integers(0, 1500))
def test_a_higher_value_never_makes_the_light_worse(value, more, days):
    today = START + timedelta(days=days)
    order = [Colour.GREEN, Colour.GREY, Colour.AMBER, Colour.RED]

    def light(reached):
        return target_light(target(">=", 50, (today, reached)), today, LIMITS).colour

    assert order.index(light(value + more)) <= order.index(light(value))


@given(st.fractions(0, 100, max_denominator=50), st.integers(0, 2000))
def test_every_light_that_is_not_green_says_why_and_what_to_do(value, days):
    today = START + timedelta(days=days)
    light = target_light(target(">=", 50, (today, value)), today, LIMITS)
    assert light.why
    assert light.remedy or light.colour == Colour.GREEN


def task(state="active", **facts):
    return TaskFacts(state, **facts)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        (task("completed"), ("green", "TASK-DONE")),
        (task("suspended", due_on=date(2020, 1, 1)), ("grey", "TASK-SUSPENDED")),
        (task("pending"), ("grey", "TASK-NOT-ASSIGNED")),
        (task(due_on=date(2022, 5, 31)), ("red", "TASK-OVERDUE")),
        (task(milestones=(("出台办法", date(2022, 5, 31), False),)), ("red", "TASK-MILESTONE")),
        (task(milestones=(("出台办法", date(2022, 5, 31), True),), accepted=1), ("green", "TASK-ON-COURSE")),
        (task(missing=(1,), accepted=3), ("amber", "TASK-NO-REPORT")),
        (task(missing=(1, 2), accepted=3), ("red", "TASK-NO-REPORT")),
        (task(missing=(0, 2), accepted=3), ("green", "TASK-ON-COURSE")),
        (task("adjusting", accepted=1), ("amber", "TASK-ADJUSTING")),
        (task(due_on=date(2022, 7, 1), accepted=1), ("amber", "TASK-NEAR")),
        (task(), ("grey", "TASK-NO-RECORD")),
    ],
)
def test_a_tasks_light_follows_its_state_dates_milestones_and_reports(facts, expected):
    light = task_light(facts, date(2022, 6, 1), LIMITS)
    assert (str(light.colour), light.rule) == expected


def test_a_task_takes_the_worst_of_its_targets_with_their_reason():
    bad = Light(Colour.RED, "LIGHT-OVERDUE", "到期未达标。", "还差3所。")
    good = Light(Colour.GREEN, "LIGHT-MET", "已达标。")
    light = task_light(task(accepted=1, targets=(("优质学校", good), ("优质专业", bad))), date(2022, 6, 1), LIMITS)
    assert (light.colour, light.rule) == (Colour.RED, "TASK-TARGET")
    assert "优质专业" in light.why
    assert light.remedy == "还差3所。"


def test_time_and_progress_are_told_in_whole_per_cent_and_chinese_punctuation():
    light = target_light(target(">=", 50, (date(2022, 6, 1), 10)), date(2022, 6, 15), LIMITS)
    assert light.why == "时间已过50%，进度为20%（10%，目标50%）。"


def test_what_is_counted_one_by_one_is_wanted_in_whole_numbers_and_a_share_exactly():
    facts = TargetFacts("=", Fraction(15), "个", START, due_on=DUE, readings=((date(2022, 6, 1), Fraction(2)),))
    assert target_light(facts, date(2022, 6, 15), LIMITS).remedy == "再有4个即跟上进度。"
    share = target(">=", 50, (date(2022, 6, 1), 10))
    assert target_light(share, date(2022, 6, 15), LIMITS).remedy == "再有7.43%即跟上进度。"


def test_every_rule_has_a_name_in_words():
    import re
    from pathlib import Path

    from baigong.contexts.plans import lights
    from baigong.contexts.plans.lights.light import RULE_LABELS

    named = "".join(file.read_text(encoding="utf-8") for file in Path(lights.__file__).parent.glob("ta*.py"))
    assert set(re.findall(r'"((?:TASK|LIGHT)-[A-Z-]+)"', named)) == set(RULE_LABELS)
