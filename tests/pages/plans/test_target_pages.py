"""The page of a target: every value names the record behind it."""

from __future__ import annotations

import pytest

pytestmark = pytest.mark.django_db


def test_a_value_leads_to_its_report_whoever_may_open_it_and_names_it_to_others(cast, as_, accepted):
    page, report = cast.target.get_absolute_url(), accepted.get_absolute_url()
    assert accepted.readings.exists()
    assert report in as_(cast.reviewer_user).get(page).content.decode()
    stranger = as_(cast.stranger_user)
    assert stranger.get(report).status_code == 404
    shown = stranger.get(page).content.decode()
    assert (f"{accepted.organisation} {accepted.cycle.name}" in shown, report in shown) == (True, False)
