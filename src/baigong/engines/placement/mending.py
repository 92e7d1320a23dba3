"""The exact algorithm: shortest augmenting paths with prices. Three ways mend what ``flow.settle`` left, and all keep to what it says of
prices: ``spread`` fills ghosts many at a time, ``carry`` sends off one who waits, ``fill`` fills one ghost. The last two look near by only
and move the fewest. When nobody waits and nothing is missing the flow is the best there is.
"""

from __future__ import annotations

from heapq import heappop, heappush
from typing import Any

FAR = 1 << 60


def spread(
    first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
    distance: Any, moved: Any, came: Any, over: Any, touched: Any, line: Any, few: int,
) -> int:  # fmt: skip
    """Fill ghosts many at a time, until ``few`` places have some. How many rounds it took.

    A forest of shortest paths grows from all who wait, and from the sink, until it has reached every ghost; prices move by the distance, so
    that every branch costs nothing; then every tree gives what it has. What comes from the sink is somebody who rests, or somebody from
    where there is room: that place stays empty.
    """
    types, nodes = len(first) - 1, len(parent)
    sink, rounds = types + nodes, 0
    wide = sink + 1
    while True:
        left = 0
        for v in range(nodes):
            if ghost[v] > 0:
                left += 1
        if left <= few:
            return rounds
        rounds += 1
        heap = [0]
        heappop(heap)
        waits, d, ends = 0, 0, 0
        distance[sink], came[sink] = 0, -1
        for x in range(types):
            if excess[x] > 0 or rest[x] > 0:
                distance[x] = 0
                came[x] = -1 if excess[x] > 0 else sink
                line[waits] = x
                waits += 1
        for v in range(nodes):
            x = types + v
            if surplus[v] > 0:
                _grow(-1, x, 0, wide, heap, distance, came)
            elif parent[v] < 0 and used[v] > 0:
                _grow(sink, x, price[v], wide, heap, distance, came)
        while True:
            while waits > 0:
                waits -= 1
                x = line[waits]
                base = value[x] + distance[x] - bonus
                for a in range(first[x], first[x + 1]):
                    p = lot[a]
                    far = base - fit[a] + price[p]
                    y = types + p
                    if far < distance[y]:
                        over[y] = a
                        _grow(x, y, far, wide, heap, distance, came)
            if len(heap) == 0 or ends == left:
                break
            key = heappop(heap)
            far = key // wide
            x = key - far * wide
            if distance[x] != far:
                continue
            d = far
            v = x - types
            if ghost[v] > 0:
                touched[ends] = x
                ends += 1
            above = parent[v]
            if above >= 0 and used[v] < cap[v]:
                _grow(x, types + above, d - price[v] + price[above], wide, heap, distance, came)
            b = head[v]
            while b >= 0:
                y = owner[b]
                if distance[y] == FAR:
                    distance[y], came[y], over[y] = d, x, b
                    line[waits] = y
                    waits += 1
                b = after[b]
            c = child[v]
            while c >= 0:
                if used[c] > 0:
                    _grow(x, types + c, d + price[c] - price[v], wide, heap, distance, came)
                c = sibling[c]
        for t in range(types):
            value[t] += min(distance[t], d)
            distance[t] = FAR
        for v in range(nodes):
            price[v] -= min(distance[types + v], d)
            distance[types + v] = FAR
        for n in range(ends):
            _push(0, touched[n], types, lot, parent, cap, flow, rest, excess, used, ghost, surplus, head, after, before, came, over)


def carry(
    first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
    distance: Any, moved: Any, came: Any, over: Any, touched: Any, line: Any,
) -> int:  # fmt: skip
    """Send every unit that waits along the shortest path to a ghost or to the sink: up through slack caps, or to rest. How many paths.

    Prices move by what the path is long, near it only: whoever waits where most are content looks at few others.
    Of paths equally short the one that moves the fewest is taken.
    """
    types, paths = len(first) - 1, 0
    for source in range(types + len(parent)):
        while (source < types and excess[source] > 0) or (source >= types and surplus[source - types] > 0):
            paths += 1
            heap = [(0, 0, source)]
            best, least, end, count, waits = FAR, FAR, source, 1, 0
            touched[0] = source
            distance[source], moved[source], came[source] = 0, 0, -1
            if source < types:
                heappop(heap)
                line[0] = source
                waits = 1
            while True:
                while waits > 0:  # a type that is reached is at its distance at once: it sits where this has been settled
                    waits -= 1
                    x = line[waits]
                    d, m = distance[x], moved[x]
                    base = value[x] + d
                    if base < best or (base == best and m < least):
                        best, least, end = base, m, x
                    base -= bonus
                    for a in range(first[x], first[x + 1]):
                        p = lot[a]
                        far = base - fit[a] + price[p]
                        if far <= best:
                            y = types + p
                            if (far < best or m < least) and _nearer(y, far, m, distance, moved):
                                count = _reach(x, y, a, far, m, count, distance, moved, came, over, touched)
                                if ghost[p] > 0:
                                    best, least, end = far, m, y
                                else:
                                    heappush(heap, (far, m, y))
                if len(heap) == 0:
                    break
                d, m, x = heappop(heap)
                if d > best or (d == best and m >= least):
                    break
                if distance[x] != d or moved[x] != m:
                    continue
                v = x - types
                if ghost[v] > 0:
                    best, least, end = d, m, x
                    break
                if used[v] < cap[v]:
                    above = parent[v]
                    far = d - price[v]
                    if above < 0:
                        if far < best or (far == best and m < least):  # farther than here where it is empty and costs less than nothing
                            best, least, end = far, m, x
                    else:
                        far += price[above]
                        y = types + above
                        if _nearer(y, far, m, distance, moved):
                            count = _reach(x, y, 0, far, m, count, distance, moved, came, over, touched)
                            heappush(heap, (far, m, y))
                b = head[v]
                while b >= 0:
                    y = owner[b]
                    if distance[y] == FAR:
                        count = _reach(x, y, b, d, m + 1, count, distance, moved, came, over, touched)
                        line[waits] = y
                        waits += 1
                    b = after[b]
                c = child[v]
                while c >= 0:
                    far = d + price[c] - price[v]
                    y = types + c
                    if used[c] > 0 and far <= best and _nearer(y, far, m, distance, moved):
                        count = _reach(x, y, 0, far, m, count, distance, moved, came, over, touched)
                        heappush(heap, (far, m, y))
                    c = sibling[c]
            for n in range(count):
                x = touched[n]
                if distance[x] < best:
                    if x < types:
                        value[x] -= best - distance[x]
                    else:
                        price[x - types] += best - distance[x]
                distance[x] = FAR
            _push(0, end, types, lot, parent, cap, flow, rest, excess, used, ghost, surplus, head, after, before, came, over)
    return paths


def fill(
    first: Any, lot: Any, fit: Any, bonus: int, owner: Any, parent: Any, cap: Any, child: Any, sibling: Any, start: Any, into: Any,
    flow: Any, price: Any, value: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any,
    distance: Any, moved: Any, came: Any, over: Any, touched: Any,
) -> int:  # fmt: skip
    """Fill every ghost along the shortest path back to somebody who rests, or leave the place empty, whose price falls. How many paths.

    ``into``: the arcs by their lots, those of lot ``p`` from ``start[p]`` on.
    """
    types, lots, paths = len(first) - 1, len(start) - 1, 0
    for goal in range(len(parent)):
        while ghost[goal] > 0:
            paths += 1
            best, least, end, count = FAR, FAR, -1, 1
            heap = [(0, 0, types + goal)]
            touched[0] = types + goal
            distance[types + goal], moved[types + goal], came[types + goal] = 0, 0, -1
            while len(heap) > 0:
                d, m, x = heappop(heap)
                if d > best or (d == best and m >= least):
                    break
                if distance[x] != d or moved[x] != m:
                    continue
                v = x - types
                above = parent[v]
                if used[v] > 0:
                    far = d + price[v]
                    if above < 0:
                        if far < best or (far == best and m < least):
                            best, least, end = far, m, x
                    else:
                        far -= price[above]
                        y = types + above
                        if far <= best and _nearer(y, far, m, distance, moved):
                            count = _reach(x, y, 0, far, m, count, distance, moved, came, over, touched)
                            heappush(heap, (far, m, y))
                c = child[v]
                while c >= 0:
                    far = d + price[v] - price[c]
                    y = types + c
                    if used[c] < cap[c] and far <= best and _nearer(y, far, m, distance, moved):
                        count = _reach(x, y, 0, far, m, count, distance, moved, came, over, touched)
                        heappush(heap, (far, m, y))
                    c = sibling[c]
                if v < lots:
                    m += 1
                    for n in range(start[v], start[v + 1]):
                        a = into[n]
                        t = owner[a]
                        far = d + value[t] - bonus - fit[a] + price[v]
                        if (far < best or (far == best and m < least)) and _nearer(t, far, m, distance, moved):
                            count = _reach(x, t, a, far, m, count, distance, moved, came, over, touched)
                            if rest[t] > 0:
                                best, least, end = far, m, t
                                continue
                            for b in range(first[t], first[t + 1]):
                                y = types + lot[b]
                                if flow[b] > 0 and _nearer(y, far, m, distance, moved):
                                    count = _reach(t, y, b, far, m, count, distance, moved, came, over, touched)
                                    heappush(heap, (far, m, y))
            for n in range(count):
                x = touched[n]
                if distance[x] < best:
                    if x < types:
                        value[x] += best - distance[x]
                    else:
                        price[x - types] -= best - distance[x]
                distance[x] = FAR
            _push(1, end, types, lot, parent, cap, flow, rest, excess, used, ghost, surplus, head, after, before, came, over)
    return paths


def _grow(x: int, y: int, far: int, wide: int, heap: Any, distance: Any, came: Any) -> None:
    """A branch of the forest reaches from ``x`` to ``y``, if none is nearer."""
    if far < distance[y]:
        distance[y], came[y] = far, x
        heappush(heap, far * wide + y)


def _nearer(y: int, far: int, m: int, distance: Any, moved: Any) -> bool:
    """Whether a path so long, that moves so many, is better than what ``y`` has been reached by."""
    return bool(far < distance[y] or (far == distance[y] and m < moved[y]))


def _reach(
    x: int, y: int, arc: int, far: int, m: int, count: int, distance: Any, moved: Any, came: Any, over: Any, touched: Any
) -> int:  # fmt: skip
    """A path comes from ``x`` to ``y``, over an arc or up or down the tree. How many have been touched now."""
    if distance[y] == FAR:
        touched[count] = y
        count += 1
    distance[y], moved[y], came[y], over[y] = far, m, x, arc
    return count


def _push(
    back: int, end: int, types: int, lot: Any, parent: Any, cap: Any,
    flow: Any, rest: Any, excess: Any, used: Any, ghost: Any, surplus: Any, head: Any, after: Any, before: Any, came: Any, over: Any,
) -> None:  # fmt: skip
    """Move as many units as the path allows: to its ``end``, or ``back`` from it."""
    went, sink = FAR, types + len(parent)
    if end >= types:
        v = end - types
        if back == 1:
            went = used[v]
        elif ghost[v] > 0:
            went = ghost[v]
        else:
            went = cap[v] - used[v]
    elif back == 1:
        went = rest[end]
    y = end
    while came[y] >= 0:
        x = came[y]
        f, g = (x, y) if back == 0 else (y, x)
        if f == sink:
            went = min(went, rest[g] if g < types else used[g - types])
        elif f >= types:
            if g < types:
                went = min(went, flow[over[y]])
            elif parent[f - types] == g - types:
                went = min(went, cap[f - types] - used[f - types])
            else:
                went = min(went, used[g - types])
        y = x
    if back == 1:
        went = min(went, ghost[y - types])
        ghost[y - types] -= went
    elif y == sink:
        pass
    elif y < types:
        went = min(went, excess[y])
        excess[y] -= went
    else:
        went = min(went, surplus[y - types])
        surplus[y - types] -= went
    if went == 0:
        return
    if end < types:
        rest[end] += went if back == 0 else -went
    elif back == 1:
        used[end - types] -= went
    elif ghost[end - types] > 0:
        ghost[end - types] -= went
    else:
        used[end - types] += went
    y = end
    while came[y] >= 0:
        x = came[y]
        f, g = (x, y) if back == 0 else (y, x)
        a = over[y]
        if f == sink:
            if g < types:
                rest[g] -= went
            else:
                used[g - types] -= went
        elif f < types:
            if flow[a] == 0:
                p = lot[a]
                before[a] = -1
                after[a] = head[p]
                if head[p] >= 0:
                    before[head[p]] = a
                head[p] = a
            flow[a] += went
        elif g < types:
            flow[a] -= went
            if flow[a] == 0:
                if before[a] >= 0:
                    after[before[a]] = after[a]
                else:
                    head[f - types] = after[a]
                if after[a] >= 0:
                    before[after[a]] = before[a]
        elif parent[f - types] == g - types:
            used[f - types] += went
        else:
            used[g - types] -= went
        y = x
