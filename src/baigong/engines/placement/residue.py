"""What is not a flow: pairs that the flow tears, groups it leaves too small, days that cross. Solved exactly on what its prices leave open.

The flow's prices bound every placing. A good placing is made by closing and narrowing until nothing is torn; an arc that would cost more
than the gap between the two is out for certain. What remains is usually little; HiGHS searches it to the end, or until its time is up.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from baigong.engines.placement.groups import Group, seated, small_groups, torn_pairs
from baigong.engines.placement.machine import Machine
from baigong.engines.placement.network import Network

LARGEST = 300_000
"""Beyond so many open arcs no search is begun: the placing is then only good, within its bounds."""


@dataclass(slots=True)
class Found:
    """A flow that holds to everything; ``value`` in units with the bonus; whether the search proved that there is no better."""

    flow: list[int]
    value: int
    is_proven: bool


def search(net: Network, machine: Machine, groups: Sequence[Group], seconds: float) -> Found:
    """The best placing that holds to pairs, groups and crossing rows. ``machine`` is at the optimum without them."""
    bound = machine.bound()
    good = _good(net, machine, groups)
    value = _value(net, machine.bonus, good)
    if value == bound:
        return Found(good, value, True)
    better, is_proven = _searched(net, machine, groups, bound - value, good, seconds)
    if better is not None and _value(net, machine.bonus, better) >= value:
        return Found(better, _value(net, machine.bonus, better), is_proven)
    return Found(good, value, is_proven)


def _value(net: Network, bonus: int, flow: Sequence[int]) -> int:
    return sum(units * (bonus + int(net.fit[a])) for a, units in enumerate(flow) if units)


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


def _searched(
    net: Network, machine: Machine, groups: Sequence[Group], gap: int, good: Sequence[int], seconds: float
) -> tuple[list[int] | None, bool]:
    """Search the arcs that the prices leave open: first for the most placements, then for the best fit of so many."""
    try:
        import highspy
        import numpy as np
    except ImportError:  # a page's process may do without them: the placing is then only good
        return None, False
    open_arcs, weight = [], []
    for t in range(machine.types):
        size = 2 if t in net.pairs else 1
        for a in range(net.first[t], net.first[t + 1]):
            lost = int(machine.value[t]) - machine.bonus - int(net.fit[a]) + int(machine.price[net.lot[a]])
            if size * lost <= gap and machine.cap[net.lot[a]] > 0:
                open_arcs.append(a)
                weight.append(size)
    if len(open_arcs) > LARGEST:
        return None, False
    count = len(open_arcs)
    rows: list[tuple[float, float, list[int], list[float]]] = []
    by_type: dict[int, list[int]] = defaultdict(list)
    by_post: dict[int, list[int]] = defaultdict(list)
    by_lot: dict[int, list[int]] = defaultdict(list)
    for number, a in enumerate(open_arcs):
        n = int(net.lot[a])
        by_type[int(machine.owner[a])].append(number)
        by_post[net.lots[n][0]].append(number)
        by_lot[n].append(number)
    infinite = highspy.kHighsInf
    for t, numbers in by_type.items():
        rows.append((-infinite, int(machine.supply[t]), numbers, [weight[n] for n in numbers]))
    for lot, numbers in by_lot.items():
        rows.append((-infinite, int(machine.cap[lot]), numbers, [weight[n] for n in numbers]))
    for row in (*net.rows, *net.crossing):
        numbers = [n for post in row.posts for n in by_post.get(post, ())]
        rows.append((-infinite, row.room, numbers, [weight[n] for n in numbers]))
    for number, group in enumerate(groups):
        numbers = [n for lot in group.lots for n in by_lot.get(lot, ())]
        most = sum(int(machine.cap[lot]) for lot in group.lots)
        units = [float(weight[n]) for n in numbers]
        rows.append((0, infinite, [*numbers, count + number], [*units, -group.minimum]))
        rows.append((-infinite, 0, [*numbers, count + number], [*units, -most]))
    upper = np.array(
        [1.0 if size == 2 else float(machine.supply[machine.owner[a]]) for a, size in zip(open_arcs, weight, strict=True)]
        + [1.0] * len(groups)
    )
    placed = np.array([*map(float, weight), *[0.0] * len(groups)])
    points = np.array([*(size * float(net.fit[a]) for a, size in zip(open_arcs, weight, strict=True)), *[0.0] * len(groups)])
    least = float(sum(good))
    counted = _highs(highspy, np, rows, placed, upper, seconds / 2)
    if counted is None:
        return None, False
    most_placed, is_proven, _ = counted
    rows.append((max(most_placed, least), infinite, list(range(count)), list(placed[:count])))
    second = _highs(highspy, np, rows, points, upper, seconds / 2)
    if second is None:
        return None, False
    _, second_proven, values = second
    flow = [0] * len(net.lot)
    for number, a in enumerate(open_arcs):
        flow[a] = round(values[number]) * weight[number]
    return flow, is_proven and second_proven


def _highs(highspy: Any, np: Any, rows: Sequence[Any], gain: Any, upper: Any, seconds: float) -> tuple[float, bool, Any] | None:
    """The most of ``gain``, whether that is proven, and by which values; None where nothing was found in time."""
    lp = highspy.HighsLp()
    lp.num_col_, lp.num_row_ = len(gain), len(rows)
    lp.sense_ = highspy.ObjSense.kMaximize
    lp.col_cost_, lp.col_lower_, lp.col_upper_ = gain, np.zeros(len(gain)), upper
    lp.row_lower_ = np.array([float(row[0]) for row in rows])
    lp.row_upper_ = np.array([float(row[1]) for row in rows])
    lp.a_matrix_.format_ = highspy.MatrixFormat.kRowwise
    lp.a_matrix_.start_ = np.concatenate([[0], np.cumsum([len(row[2]) for row in rows])])
    lp.a_matrix_.index_ = np.array([n for row in rows for n in row[2]], dtype=np.int32)
    lp.a_matrix_.value_ = np.array([float(n) for row in rows for n in row[3]])
    lp.integrality_ = [highspy.HighsVarType.kInteger] * len(gain)
    solver = _quiet(highspy.Highs)
    for name, value in (("output_flag", False), ("mip_rel_gap", 0.0), ("mip_abs_gap", 0.5), ("time_limit", float(seconds)), ("threads", 1)):
        solver.setOptionValue(name, value)
    solver.passModel(lp)
    solver.run()
    status = solver.getModelStatus()
    info = solver.getInfo()
    if info.primal_solution_status != 2:
        return None
    return float(round(info.objective_function_value)), status == highspy.HighsModelStatus.kOptimal, solver.getSolution().col_value


def _quiet(make: Callable[[], Any]) -> Any:
    """Make a solver: HiGHS tells its version on standard output, where a command's JSON goes; this once it tells it elsewhere."""
    own = os.dup(1)
    os.dup2(2, 1)
    try:
        return make()
    finally:
        os.dup2(own, 1)
        os.close(own)
