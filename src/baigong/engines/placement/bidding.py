"""A quick good start: an auction. Students bid for seats in steps of so many points; what comes out is nearly the best, with its prices.

Written by index only, as ``flow`` is, which makes exact what this leaves.
"""

from __future__ import annotations

from typing import Any

FAR = 1 << 60


def bid(
    supply: Any, first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any,
    scale: int, steps: Any,
    flow: Any, price: Any, used: Any, low: Any, start: Any, seat_bid: Any, seat_arc: Any, held: Any, begin: Any, stop: Any, cost: Any,
    waiting: Any, stack: Any,
) -> int:  # fmt: skip
    """Fill ``flow`` and ``price``. How many bids it took.

    ``start``: where the seats of a lot begin in ``seat_bid`` and ``seat_arc``, a heap each. ``begin``, ``stop``: the lots inside each node.
    A full cap is entered by outbidding the lowest bid inside it. A student who gains nothing at these prices stops bidding. For every step
    but the first, those who would gain more than the step elsewhere leave their seats, whose bids stay behind without a bidder.
    """
    lots = len(start) - 1
    for v in range(len(parent)):
        low[v] = FAR
        used[v] = 0
    for p in range(lots):
        held[p] = 0
        _cost(p, parent, cap, used, low, cost)
    for t in range(len(supply)):
        waiting[t] = supply[t]
    bids = 0
    for number in range(len(steps)):
        step = steps[number]
        if number > 0:
            _leave(step, first, lot, fit, bonus, scale, owner, cost, flow, start, seat_arc, held, waiting)
        top = 0
        for t in range(len(supply) - 1, -1, -1):
            if waiting[t] > 0:
                stack[top] = t
                top += 1
        while top > 0:
            t = stack[top - 1]
            b1, b2, arc = -bonus * scale, -bonus * scale, -1
            for a in range(first[t], first[t + 1]):
                net = fit[a] * scale - cost[lot[a]]
                if net > b2:
                    if net > b1:
                        b2 = b1
                        b1 = net
                        arc = a
                    else:
                        b2 = net
            if arc < 0:
                waiting[t] = 0
                top -= 1
                continue
            bids += 1
            waiting[t] -= 1
            if waiting[t] == 0:
                top -= 1
            offer = fit[arc] * scale - b2 + step
            flow[arc] += 1
            p = 0 + lot[arc]
            v = p
            while v >= 0 and used[v] < cap[v]:
                v = parent[v]
            if v >= 0:  # full: the lowest bid inside gives way
                w = v
                while child[w] >= 0:
                    c = child[w]
                    while low[c] != low[v]:
                        c = sibling[c]
                    w = c
                out = seat_arc[start[w]]
                if out >= 0:
                    flow[out] -= 1
                    loser = owner[out]
                    if waiting[loser] == 0:
                        stack[top] = loser
                        top += 1
                    waiting[loser] += 1
                if w == p:
                    _sink_in(start[p], held[p], offer, arc, seat_bid, seat_arc)
                    _entered(p, 0, parent, cap, child, sibling, used, low, held, start, seat_bid, begin, stop, cost)
                    continue
                held[w] -= 1
                n = start[w] + held[w]
                _sink_in(start[w], held[w], seat_bid[n], seat_arc[n], seat_bid, seat_arc)
                _entered(w, -1, parent, cap, child, sibling, used, low, held, start, seat_bid, begin, stop, cost)
            n = held[p]
            held[p] += 1
            o = start[p]
            while n > 0:  # rise in the heap
                q = (n - 1) >> 1
                if seat_bid[o + q] <= offer:
                    break
                seat_bid[o + n] = seat_bid[o + q]
                seat_arc[o + n] = seat_arc[o + q]
                n = q
            seat_bid[o + n] = offer
            seat_arc[o + n] = arc
            _entered(p, 1, parent, cap, child, sibling, used, low, held, start, seat_bid, begin, stop, cost)
    for v in range(len(parent) - 1, -1, -1):  # from the top down: parents stand after their children
        floor = 0
        if parent[v] >= 0:
            floor = price[parent[v]]
        price[v] = floor
        if used[v] >= cap[v] and low[v] < FAR and low[v] > floor:
            price[v] = low[v]
    for v in range(len(parent)):
        price[v] = (price[v] + scale // 2) // scale
    return bids


def _leave(
    step: int, first: Any, lot: Any, fit: Any, bonus: int, scale: int, owner: Any, cost: Any, flow: Any, start: Any, seat_arc: Any,
    held: Any, waiting: Any,
) -> None:  # fmt: skip
    """Let go the seats of those who would gain more than ``step`` elsewhere; and those who rest may bid again."""
    for p in range(len(start) - 1):
        for n in range(start[p], start[p] + held[p]):
            arc = seat_arc[n]
            if arc >= 0:
                t = owner[arc]
                limit = fit[arc] * scale - cost[p] + step
                if limit < step - bonus * scale:
                    limit = step - bonus * scale
                for a in range(first[t], first[t + 1]):
                    if fit[a] * scale - cost[lot[a]] > limit:
                        flow[arc] -= 1
                        seat_arc[n] = -1
                        waiting[t] += 1
                        break


def _sink_in(o: int, n: int, what: int, arc: int, seat_bid: Any, seat_arc: Any) -> None:
    """Put a bid in the place of the first of a heap of ``n``."""
    c = 0
    while True:
        k = 2 * c + 1
        if k >= n:
            break
        if k + 1 < n and seat_bid[o + k + 1] < seat_bid[o + k]:
            k += 1
        if seat_bid[o + k] >= what:
            break
        seat_bid[o + c] = seat_bid[o + k]
        seat_arc[o + c] = seat_arc[o + k]
        c = k
    if n > 0:
        seat_bid[o + c] = what
        seat_arc[o + c] = arc


def _entered(
    p: int, by: int, parent: Any, cap: Any, child: Any, sibling: Any, used: Any, low: Any, held: Any, start: Any, seat_bid: Any,
    begin: Any, stop: Any, cost: Any,
) -> None:  # fmt: skip
    """Somebody entered lot ``p`` or left it: the lowest bids of all that it nests in, and what entering costs wherever that changed."""
    top = -1
    v = p
    while v >= 0:
        least = FAR
        if v == p:
            if held[p] > 0:
                least = seat_bid[start[p]]
        else:
            c = child[v]
            while c >= 0:
                if low[c] < least:
                    least = low[c]
                c = sibling[c]
        was = used[v] >= cap[v]
        used[v] += by
        now = used[v] >= cap[v]
        if was != now or (now and least != low[v]):
            top = v
        elif by == 0 and least == low[v]:
            break
        low[v] = least
        v = parent[v]
    if top >= 0:
        for q in range(begin[top], stop[top]):
            _cost(q, parent, cap, used, low, cost)


def _cost(p: int, parent: Any, cap: Any, used: Any, low: Any, cost: Any) -> None:
    """What entering a lot costs: the lowest bid inside the nearest full cap."""
    cost[p] = 0
    v = p
    while v >= 0:
        if used[v] >= cap[v]:
            cost[p] = low[v]
            return
        v = parent[v]
