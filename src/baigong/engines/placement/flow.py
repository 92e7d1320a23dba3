"""The flow with its prices, from any start. Written by index only, as ``mending`` is, so that it runs on lists as it stands and compiled on
arrays (``kernel``).

Nodes are types of students (0 … T-1), then the tree of caps (lots of seats first, then what they nest in), then the sink. A unit flows
from a type over an arc to a lot and up the tree to the sink, or rests: it is not placed. ``price[v]`` is what a unit at ``v`` has yet to
pay on its way to the sink, ``value[t]`` what a unit of ``t`` gains at best. They obey, always:

* no arc gains more than the value of its type; an arc with flow gains just that; a type that rests has value 0;
* a cap that costs more than what it nests in is full; one that costs less is empty.

Where a start does not obey, ``settle`` lifts flow off (``excess``, ``surplus``) and marks places that must be filled again (``ghost``).
``mending`` sees to these, after which the flow is the best there is.
"""

from __future__ import annotations

from typing import Any


def level(parent: Any, price: Any) -> None:
    """Nothing costs less than what it nests in: where it does it is empty, and nobody minds the price of empty places."""
    for v in range(len(parent) - 1, -1, -1):
        above = parent[v]
        floor = 0
        if above >= 0:
            floor = price[above]
        if price[v] < floor:
            price[v] = floor


def settle(
    supply: Any, first: Any, lot: Any, fit: Any, bonus: int, parent: Any, cap: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
) -> None:  # fmt: skip
    """Values from prices, and what of the flow goes with them; the rest is lifted off.

    Prices must not be less than those of what they nest in.
    """
    for v in range(len(parent)):
        used[v] = 0
        ghost[v] = 0
        surplus[v] = 0
        head[v] = -1
    for t in range(len(supply)):
        best = 0
        for a in range(first[t], first[t + 1]):
            net = bonus + fit[a] - price[lot[a]]
            if net > best:
                best = net
        value[t] = best
        left = supply[t]
        for a in range(first[t], first[t + 1]):
            if flow[a] > 0:
                if bonus + fit[a] - price[lot[a]] < best or left == 0:
                    flow[a] = 0
                    continue
                if flow[a] > left:
                    flow[a] = left
                left -= flow[a]
                p = lot[a]
                used[p] += flow[a]
                before[a] = -1
                after[a] = head[p]
                if head[p] >= 0:
                    before[head[p]] = a
                head[p] = a
        rest[t] = 0
        excess[t] = 0
        if best > 0:
            excess[t] = left
        else:
            rest[t] = left
    for v in range(len(parent)):
        above = parent[v]
        floor = 0
        if above >= 0:
            floor = price[above]
        came = used[v]
        goes = came
        if price[v] > floor or goes > cap[v]:
            goes = cap[v]
        used[v] = goes
        if came < goes:
            ghost[v] = goes - came
        elif came > goes:
            surplus[v] = came - goes
        if above >= 0:
            used[above] += goes


def promising(
    width: int, first: Any, lot: Any, fit: Any, bonus: int, price: Any,
    flow: Any, value: Any, seat: Any, place: Any, order: Any, start: Any, arcs: Any,
) -> int:  # fmt: skip
    """Into ``arcs`` those that at these prices come within ``width`` of the best of their type, or have flow. How many.

    Types come into ``order`` by where they sit, so that those who sit together are looked at together; ``start``: where the arcs of each
    begin then.
    """
    types, lots = len(first) - 1, len(place) - 2
    for p in range(lots + 2):
        place[p] = 0
    for t in range(types):
        best, sits = 0, lots
        for a in range(first[t], first[t + 1]):
            best = max(best, bonus + fit[a] - price[lot[a]])
            if flow[a] > 0:
                sits = 0 + lot[a]
        value[t] = best - width
        seat[t] = sits
        place[sits + 1] += 1
    for p in range(lots + 1):
        place[p + 1] += place[p]
    for t in range(types):
        order[place[seat[t]]] = t
        place[seat[t]] += 1
    count = 0
    for n in range(types):
        t = order[n]
        start[n] = count
        for a in range(first[t], first[t + 1]):
            if flow[a] > 0 or bonus + fit[a] - price[lot[a]] >= value[t]:
                arcs[count] = a
                count += 1
    start[types] = count
    return count
