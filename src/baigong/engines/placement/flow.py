"""The exact algorithm: shortest augmenting paths with prices, from any start. Written by index only, so that it runs on lists as it
stands and compiled on arrays (``kernel``).

Nodes are types of students (0 … T-1), then the tree of caps (lots of seats first, then what they nest in), then the sink. A unit flows
from a type over an arc to a lot and up the tree to the sink, or rests: it is not placed. ``price[v]`` is what a unit at ``v`` has yet to
pay on its way to the sink, ``value[t]`` what a unit of ``t`` gains at best. They obey, always:

* no arc gains more than the value of its type; an arc with flow gains just that; a type that rests has value 0;
* a cap that costs more than what it nests in is full; one that costs less is empty.

Where a start does not obey, ``settle`` lifts flow off (``excess``, ``surplus``) and marks places that must be filled again (``ghost``);
``mend`` sends these along shortest paths, a forest of them at a time, after which the flow is the best there is.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

FAR = 1 << 60


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
    supply: Any, first: Any, lot: Any, fit: Any, bonus: int, parent: Any, cap: Any, order: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
) -> None:  # fmt: skip
    """Values from prices, and what of the flow goes with them; the rest is lifted off.

    ``order``: the tree from the lots upwards. Prices must not be less than those of what they nest in.
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
    for v in order:
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


def grow(
    back: int, first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
    distance: Any, moved: Any, came: Any, over: Any, root: Any, end: Any, room: Any, touched: Any, line: Any, following: Any,
) -> int:  # fmt: skip
    """One round: a forest of shortest paths from all that waits (``back``: from the sink) to the nearest ends; prices move, units go.

    An end is a ghost or, forwards, the sink: up through slack caps, or by resting in the place of somebody. Of paths equally short those
    that move the fewest come first, as many of a tree as wait at its root. Trees share no node, so they do not stand in each other's way.
    From the sink a ghost can always be reached straight down the tree: then the place stays empty and its price falls. How many units went.
    """
    types, nodes = len(first) - 1, len(parent)
    sink = types + nodes
    by_type, by_node = (excess, surplus) if back == 0 else (rest, used)
    best, reach = FAR, FAR
    count, waits, follows, found = 0, 0, 0, 0
    d, m, seen, limit = 0, 0, 0, FAR
    heap = [(0, 0, sink)]
    heappop(heap)
    for x in range(sink):
        begin = -1
        if back == 0:
            if (x < types and excess[x] > 0) or (x >= types and surplus[x - types] > 0):
                begin = 0
        elif x < types:
            if rest[x] > 0:
                begin = 0
        elif parent[x - types] < 0 and used[x - types] > 0:
            begin = price[x - types]
        if begin >= 0:
            touched[count] = x
            count += 1
            distance[x] = begin
            moved[x] = 0
            came[x] = -1
            root[x] = x
            room[x] = by_type[x] if x < types else by_node[x - types]
            if begin == 0:
                line[waits] = x
                waits += 1
            else:
                heappush(heap, (begin, 0, x))
    while True:
        if waits == 0:  # the next level: of this distance one move further, or the next distance
            if follows > 0:
                m += 1
                for n in range(follows):
                    line[n] = following[n]
                waits = follows
                follows = 0
            elif len(heap) > 0:
                d, m = heap[0][0], heap[0][1]
            else:
                break
            if d > best:
                break
            while len(heap) > 0 and heap[0][0] == d and heap[0][1] <= m:
                x = heappop(heap)[2]
                if distance[x] == d and moved[x] == m:
                    line[waits] = x
                    waits += 1
        n = 0
        if d == best and seen > limit:  # what lies as near has been found, mostly; the rest is quicker from anew
            break
        while n < waits:
            x = line[n]
            n += 1
            if distance[x] != d or moved[x] != m:
                continue
            seen += 1
            r = root[x]
            if d == best and reach == best and room[r] <= 0:  # this tree has paths enough
                continue
            if x < types:
                base = value[x] + d
                if back == 0 and base <= best:
                    found = _found(sink + 1 + x, x, base, reach, found, end, root, room, types, sink)
                    best, reach = base, base
                    limit = 2 * seen + 100
                for a in range(first[x], first[x + 1]):
                    far = base - bonus - fit[a] + price[lot[a]]
                    if far <= best:
                        y = types + lot[a]
                        old = distance[y]
                        if far < old or (far == old and m < moved[y]):
                            if old == FAR:
                                touched[count] = y
                                count += 1
                            distance[y] = far
                            moved[y] = m
                            came[y] = x
                            over[y] = a
                            root[y] = r
                            if ghost[lot[a]] > 0:
                                best = far
                            if far == d:
                                line[waits] = y
                                waits += 1
                            else:
                                heappush(heap, (far, m, y))
                continue
            v = x - types
            if ghost[v] > 0:
                found = _found(x, x, d, reach, found, end, root, room, types, sink)
                best, reach = d, d
                limit = 2 * seen + 100
                continue
            if used[v] < cap[v]:
                far = d - price[v]
                if parent[v] < 0:
                    if back == 0 and far <= best:
                        found = _found(sink + 1 + x, x, far, reach, found, end, root, room, types, sink)
                        best, reach = far, far
                        limit = 2 * seen + 100
                else:
                    far += price[parent[v]]
                    y = types + parent[v]
                    if far <= best and (far < distance[y] or (far == distance[y] and m < moved[y])):
                        if distance[y] == FAR:
                            touched[count] = y
                            count += 1
                        distance[y] = far
                        moved[y] = m
                        came[y] = x
                        root[y] = r
                        if far == d:
                            line[waits] = y
                            waits += 1
                        else:
                            heappush(heap, (far, m, y))
            a = head[v]
            while a >= 0:
                y = owner[a]
                if d < distance[y] or (d == distance[y] and m + 1 < moved[y]):
                    if distance[y] == FAR:
                        touched[count] = y
                        count += 1
                    distance[y] = d
                    moved[y] = m + 1
                    came[y] = x
                    over[y] = a
                    root[y] = r
                    following[follows] = y
                    follows += 1
                a = after[a]
            c = child[v]
            while c >= 0:
                y = types + c
                far = d + price[c] - price[v]
                if used[c] > 0 and far <= best and (far < distance[y] or (far == distance[y] and m < moved[y])):
                    if distance[y] == FAR:
                        touched[count] = y
                        count += 1
                    distance[y] = far
                    moved[y] = m
                    came[y] = x
                    root[y] = r
                    if far == d:
                        line[waits] = y
                        waits += 1
                    else:
                        heappush(heap, (far, m, y))
                c = sibling[c]
        waits = 0
    if back == 1:
        for t in range(types):
            value[t] += best
        for v in range(nodes):
            price[v] -= best
    for n in range(count):
        x = touched[n]
        if distance[x] < best:
            if x < types:
                value[x] -= best - distance[x]
            else:
                price[x - types] += best - distance[x]
        distance[x] = FAR
    total = 0
    if reach > best:
        found = 0
    for n in range(found):
        total += _push(
            back, end[n], types, sink, lot, parent, cap, flow, rest, excess, used, ghost, surplus, head, after, before, came, over
        )
    return total


def _found(what: int, x: int, far: int, reach: int, found: int, end: Any, root: Any, room: Any, types: int, sink: int) -> int:
    """Note an end at the distance ``far``, no farther than the others; where it is nearer, those do not count any more. How many are."""
    if far < reach:
        for n in range(found):
            y = end[n] if end[n] < sink else end[n] - sink - 1
            room[root[y]] += 1
        found = 0
    end[found] = what
    room[root[x]] -= 1
    return found + 1


def _push(
    back: int, end: int, types: int, sink: int, lot: Any, parent: Any, cap: Any,
    flow: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any, came: Any, over: Any,
) -> int:  # fmt: skip
    """Move as many units as the path allows."""
    went = FAR
    y = end
    if end > sink:
        y = end - sink - 1
        if y >= types:
            went = cap[y - types] - used[y - types]
    else:
        went = ghost[end - types]
    last = y
    while came[y] >= 0:
        x = came[y]
        if x >= types:
            v = x - types
            if y < types:
                went = min(went, flow[over[y]])
            elif parent[v] == y - types:
                went = min(went, cap[v] - used[v])
            else:
                went = min(went, used[y - types])
        y = x
    by_type, by_node = (excess, surplus) if back == 0 else (rest, used)
    went = min(went, by_type[y] if y < types else by_node[y - types])
    if went <= 0:
        return 0
    y = last
    if end > sink:
        if y < types:
            rest[y] += went
        else:
            used[y - types] += went
    else:
        ghost[end - types] -= went
    while came[y] >= 0:
        x = came[y]
        if x < types:
            a = over[y]
            if flow[a] == 0:
                p = lot[a]
                before[a] = -1
                after[a] = head[p]
                if head[p] >= 0:
                    before[head[p]] = a
                head[p] = a
            flow[a] += went
        else:
            v = x - types
            if y < types:
                a = over[y]
                flow[a] -= went
                if flow[a] == 0:
                    if before[a] >= 0:
                        after[before[a]] = after[a]
                    else:
                        head[v] = after[a]
                    if after[a] >= 0:
                        before[after[a]] = before[a]
            elif parent[v] == y - types:
                used[v] += went
            else:
                used[y - types] -= went
        y = x
    if y < types:
        by_type[y] -= went
    else:
        by_node[y - types] -= went
    return int(went)


def mend(
    first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
    distance: Any, moved: Any, came: Any, over: Any, root: Any, end: Any, room: Any, touched: Any, line: Any, following: Any,
) -> int:  # fmt: skip
    """Send everything that waits on its way, then fill or give up every ghost. How many rounds it took."""
    rounds, waiting = 0, 0
    for t in range(len(first) - 1):
        waiting += excess[t]
    for v in range(len(parent)):
        waiting += surplus[v]
    while waiting > 0:
        waiting -= grow(
            0, first, lot, fit, bonus, owner, parent, cap, child, sibling, flow, price, value, rest, excess, used, ghost, surplus,
            head, after, before, distance, moved, came, over, root, end, room, touched, line, following,
        )  # fmt: skip
        rounds += 1
    ghosts = 0
    for v in range(len(parent)):
        ghosts += ghost[v]
    while ghosts > 0:
        ghosts -= grow(
            1, first, lot, fit, bonus, owner, parent, cap, child, sibling, flow, price, value, rest, excess, used, ghost, surplus,
            head, after, before, distance, moved, came, over, root, end, room, touched, line, following,
        )  # fmt: skip
        rounds += 1
    return rounds
