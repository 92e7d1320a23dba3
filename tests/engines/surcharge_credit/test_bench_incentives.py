"""The bench of incentives counts what the plain way counts."""

from bench import incentives


def test_a_small_run_holds_both_ways_together_and_reports():
    outcome = incentives.run(rounds=1, enterprises=200)
    assert [case["name"] for case in outcome["cases"]] == [incentives.ONCE, incentives.REFORM]
    assert "target at most 2" in incentives.report(outcome)
    assert "target 2 s" in incentives.report(outcome)
