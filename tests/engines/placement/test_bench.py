"""The benchmark compares the same work and holds the targets that were set."""

from baigong.engines.placement.machine import COARSE, FINE, Machine
from baigong.engines.placement.network import build
from bench import placement


def test_the_targets_are_those_that_were_set():
    assert placement.TARGETS == {(10_000, placement.EXACT): 5.0, (100_000, placement.NEAR): 8.0, (100_000, placement.EXACT): 3.0}
    assert (placement.GAP, placement.SHARE, placement.MEMORY) == (0.0003, 0.05, 4.0)


def test_both_sides_solve_the_same_round_to_the_same_optimum_and_the_gap_is_never_told_too_small():
    net = placement._drawn(300, 1)
    machine = Machine(net)
    machine.solve()
    assert (machine.placed, machine.points) == placement._by_ortools(net)
    near = Machine(net)
    near.bid(step=COARSE * FINE)
    bonus = near.usual_bonus()
    best, got = machine.points + bonus * machine.placed, near.points + bonus * near.placed
    assert got <= best
    assert (best - got) / best <= near.gap()


def test_the_round_told_as_facts_leaves_no_legal_pair_out_and_comes_to_the_peers_optimum():
    found = placement.large(400, 40)
    assert found["pairs"] >= found["arcs"] > 0


def test_many_alike_with_room_to_spare_come_to_the_peers_optimum():
    """Where whole enterprises stay empty what they cost falls below nothing, and the way out through them is no shorter for it."""
    net = build(placement._round(20_000, 1_000))
    net.cap = [2 * room for room in net.cap]
    machine = Machine(net, compiled=True)
    machine.solve()
    assert (machine.placed, machine.points) == placement._by_ortools(net)
