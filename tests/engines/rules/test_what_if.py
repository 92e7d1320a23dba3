"""Other rules tried on past claims."""

from dataclasses import replace
from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from baigong.engines.rules.decision import decide
from baigong.engines.rules.what_if import Claim, try_rules
from tests.engines.rules import test_conversion as c


def claim(name, *outcomes):
    return Claim(name, c.facts(*outcomes), c.DAY)


def test_who_gains_who_loses_and_what_changes():
    new = [replace(c.RULES[0], version=2, courses=("JS",)), c.RULES[1]]
    result = try_rules([claim("web", c.WEB), claim("farm", c.FARM)], c.RULES, new, c.SETTINGS)
    assert (result.claims, result.touched, result.difference) == (2, 1, 200)
    assert [(x.claim, x.gained, x.lost) for x in result.winners] == [("web", ("JS",), ("HTML",))]
    assert result.losers == []
    stricter = try_rules([claim("farm", c.FARM)], c.RULES, [replace(c.RULES[1], cap=200)], c.SETTINGS)
    assert [(x.before, x.after) for x in stricter.losers] == [(500, 200)]


def test_the_same_rules_change_nothing_and_decide_nothing():
    result = try_rules([claim("web", c.WEB)], c.RULES, c.RULES, c.SETTINGS)
    assert (result.claims, result.touched, result.changes) == (1, 0, [])


def test_other_settings_are_tried_on_every_claim():
    result = try_rules([claim("web", c.WEB)], c.RULES, c.RULES, c.SETTINGS, replace(c.SETTINGS, cap_ratio=Fraction(1, 20)))
    assert [(x.before, x.after, x.lost) for x in result.losers] == [(400, 0, ("HTML",))]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(c.outcomes, unique_by=lambda o: o.id, max_size=4), max_size=4), c.claims, c.claims)
def test_the_comparison_is_that_of_two_decisions(people, old, new):
    claims = [claim(str(n), *outcomes) for n, outcomes in enumerate(people)]
    result = try_rules(claims, old[1], new[1], c.SETTINGS)
    expected = {}
    for one in claims:
        before, after = (decide(one.facts, rules[1], c.SETTINGS, c.DAY) for rules in (old, new))
        if (before.credits, {g.course for g in before.exemptions}) != (after.credits, {g.course for g in after.exemptions}):
            expected[one.id] = (before.credits, after.credits)
    assert {x.claim: (x.before, x.after) for x in result.changes} == expected
