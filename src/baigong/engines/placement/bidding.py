"""A quick good start: an auction. Students bid for seats in steps of so many points; what comes out is nearly the best, with its prices.

Written by index only, as ``mending`` is, which makes exact what this leaves.
"""

from __future__ import annotations

from typing import Any

FAR = 1 << 60
WIDE = 1 << 32


def bid(
    supply: Any, first: Any, lot: Any, fit: Any, bonus: int, parent: Any, cap: Any, child: Any, sibling: Any,
    scale: int, step: int,
    flow: Any, price: Any, used: Any, low: Any, start: Any, seat: Any, begin: Any, stop: Any, cost: Any, waiting: Any, ring: Any,
) -> int:  # fmt: skip
    """Fill ``flow`` and ``price``. How many bids it took.

    ``start``: where the seats of a lot begin in ``seat``, the highest bid first; a bid and who made it are one number there. ``begin``,
    ``stop``: the lots inside each node. A full cap is entered by outbidding the lowest bid inside it. A student who gains nothing at these
    prices bids no more. Who has waited longest bids next (``ring``): that takes fewer bids than to let losers answer at once.
    """
    lots = len(start) - 1
    for v in range(len(parent)):
        low[v] = FAR
        used[v] = 0
    for p in range(lots):
        _cost(p, parent, cap, used, low, cost)
    head, tail = 0, 0
    for t in range(len(supply)):
        waiting[t] = supply[t]
        if supply[t] > 0:
            ring[tail] = t
            tail += 1
    bids = 0
    none = -bonus * scale
    while head != tail:
        t = ring[head]
        b1, b2, arc = none, none, first[t]
        for a in range(first[t], first[t + 1]):
            net = fit[a] * scale - cost[lot[a]]
            b2 = max(b2, min(b1, net))
            if net > b1:
                b1 = net
                arc = a
        if b1 == none:
            waiting[t] = 0
            head = _next(head, ring)
            continue
        bids += 1
        waiting[t] -= 1
        if waiting[t] == 0:
            head = _next(head, ring)
        p = 0 + lot[arc]
        offer = (fit[arc] * scale - b2 + step) * WIDE + t
        full = p
        while full >= 0 and used[full] < cap[full]:
            full = parent[full]
        if full >= 0:  # the lowest bid inside gives way
            v = full
            while child[v] >= 0:
                c = child[v]
                while low[c] != low[full]:
                    c = sibling[c]
                v = c
            loser = seat[start[v] + used[v] - 1] & (WIDE - 1)
            if waiting[loser] == 0:
                ring[tail] = loser
                tail = _next(tail, ring)
            waiting[loser] += 1
            while v != full:
                used[v] -= 1
                _lowest(v, child, sibling, used, low, start, seat)
                v = parent[v]
        o = start[p]
        n = o + used[p]
        if full == p:
            n -= 1
        while n > o and seat[n - 1] < offer:
            seat[n] = seat[n - 1]
            n -= 1
        seat[n] = offer
        changed = full
        lowest = offer >> 32
        v = p
        while v != full:
            used[v] += 1
            low[v] = min(low[v], lowest)
            if full < 0 and used[v] >= cap[v]:
                changed = v
            v = parent[v]
        while v >= 0:
            lowest = 0 + low[v]
            _lowest(v, child, sibling, used, low, start, seat)
            if low[v] == lowest:
                break
            v = parent[v]
        if changed >= 0:
            for q in range(begin[changed], stop[changed]):
                _cost(q, parent, cap, used, low, cost)
    for v in range(len(parent) - 1, -1, -1):  # from the top down: parents stand after their children
        floor = 0
        if parent[v] >= 0:
            floor = price[parent[v]]
        price[v] = floor
        if used[v] >= cap[v] and low[v] < FAR and low[v] > floor:
            price[v] = low[v]
    for v in range(len(parent)):
        price[v] = (price[v] + scale // 2) // scale
    for p in range(lots):
        for n in range(start[p], start[p] + used[p]):
            a = 0 + first[seat[n] & (WIDE - 1)]
            while lot[a] != p:
                a += 1
            flow[a] += 1
    return bids


def _next(n: int, ring: Any) -> int:
    """The place after this one."""
    return n + 1 if n + 1 < len(ring) else 0


def _lowest(v: int, child: Any, sibling: Any, used: Any, low: Any, start: Any, seat: Any) -> None:
    """The lowest bid inside."""
    c = child[v]
    least = FAR
    if c < 0 and used[v] > 0:
        least = seat[start[v] + used[v] - 1] >> 32
    while c >= 0:
        least = min(least, low[c])
        c = sibling[c]
    low[v] = least


def _cost(p: int, parent: Any, cap: Any, used: Any, low: Any, cost: Any) -> None:
    """What entering a lot costs: the lowest bid inside the nearest full cap."""
    cost[p] = 0
    v = p
    while v >= 0:
        if used[v] >= cap[v]:
            cost[p] = low[v]
            return
        v = parent[v]
