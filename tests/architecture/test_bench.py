"""The bench's own arithmetic."""

from __future__ import annotations

import pytest

from bench import checking, reading, storing
from bench.measure import Rates, interleaved
from bench.pages import PAGES, report


def test_cases_are_interleaved_in_rotated_order_after_a_warm_up():
    order = []
    cases = {name: lambda name=name: order.append(name) or {"limit": 10.0, "page": 5.0}[name] for name in ("limit", "page")}
    rates = interleaved(cases, yardstick="limit", rounds=3)
    assert order == ["limit", "page", "page", "limit"] * 2
    assert rates.ratio("page") == (0.5, 0.5, 0.5)


@pytest.mark.parametrize(("rates", "noisy"), [([10, 15], False), ([10, 17], True)])
def test_a_yardstick_that_varies_too_much_is_noise(rates, noisy):
    assert Rates("limit", [{"limit": rate} for rate in rates]).is_noisy is noisy


def test_a_noisy_run_publishes_nothing_and_an_absent_page_is_said():
    cases = [
        {"name": "a", "ratio": 0.9, "least": 0.8, "most": 1.0, "target": 0.5, "met": True},
        {"name": "b", "ratio": None, "why": "x", "target": 1},
    ]
    said = report({"rounds": 3, "spread": 2.0, "noisy": True, "demonstration": True, "cases": cases})
    assert "0.90" not in said
    assert "b: not measured" in said


@pytest.mark.parametrize(("noisy", "told"), [(False, "0.91x COPY (0.80 to 1.00, target 0.75)"), (True, "withheld")])
def test_what_is_stored_is_told_as_a_ratio_to_copy_unless_copy_itself_varied(noisy, told):
    case = {"name": storing.OURS, "ratio": 0.91, "least": 0.8, "greatest": 1.0, "target": storing.TARGET, "met": True}
    said = storing.report({"rows": 10, "bytes": 2**20, "noisy": noisy, "spread": 1.1, "rates": {storing.YARDSTICK: 5.0}, "cases": [case]})
    assert f"{storing.OURS}: {told}" in said
    assert ("0.91" in said) is not noisy


def test_the_targets_of_the_issue_are_declared():
    assert (checking.TARGET, storing.TARGET, reading.TARGET) == (8.0, 0.75, 12.0)
    assert {page.name: page.target for page in PAGES} == {"one-page overview": 0.5, "portal page": 0.8, "50-row ledger": 0.2}
