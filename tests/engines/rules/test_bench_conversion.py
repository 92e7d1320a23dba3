"""The bench of conversion decides what it says it decides."""

from bench import conversion


def test_a_small_run_compares_the_trial_with_two_runs_and_reports():
    outcome = conversion.run(rounds=1, claims=200, hard=5)
    names = [case["name"] for case in outcome["cases"]]
    assert names == ["one decision, explained", *conversion.hard_sets(1), conversion.ONE_RULE, conversion.ALL]
    assert "not proven best" in conversion.report(outcome)
    assert "target at most 2" in conversion.report(outcome)
