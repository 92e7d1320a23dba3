"""The bench of conversion decides what it says it decides."""

from bench import conversion


def test_a_small_run_compares_the_trial_with_two_runs_and_reports():
    outcome = conversion.run(rounds=1, claims=200)
    assert [case["name"] for case in outcome["cases"]] == ["one decision, explained", conversion.ONE_RULE, conversion.ALL]
    assert "target at most 2" in conversion.report(outcome)
