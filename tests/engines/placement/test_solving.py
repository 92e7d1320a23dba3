"""The best placing: reference, plain path, compiled kernel and OR-Tools find the same, and the certificate proves it."""

from hypothesis import given, settings

from baigong.engines.placement.checking import check
from baigong.engines.placement.reference import faults, place_exhaustively
from baigong.engines.placement.solving import solve
from tests.engines.placement.rounds import requests


@settings(max_examples=120, deadline=None)
@given(requests(together=False, chains=False))
def test_a_flow_finds_what_trying_everything_finds_and_its_certificate_proves_it(request):
    result = solve(request)
    assert faults(request, result.placements) == []
    assert (result.placed, result.fit) == place_exhaustively(request)
    assert result.proof == "certificate"
    assert check(request, result).holds, check(request, result).faults


@settings(max_examples=150, deadline=None)
@given(requests(students=4))
def test_pairs_groups_and_days_that_cross_are_held_to_and_nothing_better_exists(request):
    result = solve(request)
    assert faults(request, result.placements) == []
    assert check(request, result).holds, check(request, result).faults
    most = place_exhaustively(request)
    assert result.proof == "certificate"
    assert (result.placed, result.fit) == most
    assert most[0] <= result.placed_bound
