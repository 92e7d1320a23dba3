"""What is not a flow: pairs that the flow tears, groups it leaves too small, days that cross. Solved exactly on what its prices leave open.

The flow's prices bound every placing. A good placing is made by closing and narrowing until nothing is torn; an arc that would cost more
than the gap between the two is out for certain. What remains is usually little: ``proving`` searches it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from baigong.engines.placement.facts import Request
from baigong.engines.placement.groups import Group, seated, small_groups, torn_pairs
from baigong.engines.placement.machine import Machine
from baigong.engines.placement.network import Network
from baigong.engines.placement.proving import Proof, prove


def search(request: Request, net: Network, machine: Machine, groups: Sequence[Group], seconds: float) -> Proof:
    """The best placing that holds to pairs, groups and crossing rows. ``machine`` is at the optimum without them."""
    good = _good(net, machine, groups)
    value = sum(units * (machine.bonus + int(net.fit[a])) for a, units in enumerate(good) if units)
    return prove(request, net, machine, groups, good, value, seconds)


def _good(net: Network, machine: Machine, groups: Sequence[Group]) -> list[int]:
    """Close and narrow what the flow breaks, and solve again, until it breaks nothing; then place the pairs that still find room."""
    try_out = machine.copy()
    apart: list[int] = []
    while True:
        flow = try_out.flow
        sizes = seated(net, flow, try_out.means.where(flow))
        torn, small = torn_pairs(net, flow), small_groups(groups, sizes)
        over = [row for row in net.crossing if _held(net, sizes, row.posts) > row.room]
        if not (torn or small or over):
            break
        for t in torn:
            try_out.supply[t] = 0
        apart += torn
        for group in small:
            for n in group.lots:
                try_out.cap[n] = 0
        for row in over:
            lots = [n for n, (post, _) in enumerate(net.lots) if post in row.posts]
            for n in lots:
                try_out.cap[n] = min(int(try_out.cap[n]), sizes[n])
            for _ in range(_held(net, sizes, row.posts) - row.room):
                cheapest = min((n for n in lots if try_out.cap[n] > 0), key=lambda n: (int(try_out.price[n]), n), default=-1)
                if cheapest >= 0:
                    try_out.cap[cheapest] -= 1
        try_out.resume()
    found = [int(units) for units in try_out.flow]
    for t in apart:
        _together(net, try_out, t, found)
    return found


def _held(net: Network, sizes: Any, posts: frozenset[int]) -> int:
    return sum(count for n, count in sizes.items() if net.lots[n][0] in posts)


def _together(net: Network, machine: Machine, t: int, flow: list[int]) -> None:
    """Place a pair in the best lot that has two places all the way up."""
    sizes = seated(net, flow, [a for a, units in enumerate(flow) if units])
    for a in sorted(range(net.first[t], net.first[t + 1]), key=lambda a: (-net.fit[a], a)):
        n = int(net.lot[a])
        rows = [row for row in (*net.rows, *net.crossing) if net.lots[n][0] in row.posts]
        if machine.cap[n] - sizes[n] >= 2 and all(row.room - _held(net, sizes, row.posts) >= 2 for row in rows):
            flow[a] = 2
            return
