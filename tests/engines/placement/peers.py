"""Others who place: OR-Tools as the exact peer, and the greedy way of portals."""

from collections import Counter

from baigong.engines.placement.legality import fit, refusals
from baigong.engines.placement.network import Network
from baigong.engines.placement.rows import rows_of, seats


def by_ortools(net: Network) -> tuple[int, int]:
    """Placements and units of fit by OR-Tools' min-cost flow on the same network."""
    from ortools.graph.python import min_cost_flow

    solver = min_cost_flow.SimpleMinCostFlow()
    types, nodes = len(net.supply), len(net.parent)
    sink = types + nodes
    arcs = []
    for t, supply in enumerate(net.supply):
        solver.set_node_supply(t, supply)
        solver.add_arc_with_capacity_and_unit_cost(t, sink, supply, 0)
        for a in range(net.first[t], net.first[t + 1]):
            arcs.append((solver.add_arc_with_capacity_and_unit_cost(t, types + net.lot[a], supply, -net.bonus - net.fit[a]), net.fit[a]))
    for v, above in enumerate(net.parent):
        solver.add_arc_with_capacity_and_unit_cost(types + v, types + above if above >= 0 else sink, net.cap[v], 0)
    solver.set_node_supply(sink, -sum(net.supply))
    assert solver.solve() == solver.OPTIMAL
    return sum(solver.flow(a) for a, _ in arcs), sum(solver.flow(a) * points for a, points in arcs)


def greedily(request) -> tuple[int, int]:
    """Best fit first, while there is room on every day: what portals do. Pairs and groups are not looked at."""
    ways = [
        (-fit(request, student, post), student.id, post.id, student, post)
        for student in request.students
        for post in request.posts
        if not refusals(request, student, post)
    ]
    placing: dict[str, str] = {}
    in_seats: Counter[tuple[str, str]] = Counter()
    total = 0
    posts = {post.id: post for post in request.posts}
    for points, student, post, who, where in sorted(ways, key=lambda way: way[:3]):
        if student in placing:
            continue
        kept = seats(where)
        kind = next((k for k in kept if in_seats[post, k] < kept[k] and (not k or k in who.traits)), None)
        if kind is None or not _has_room(request, posts, {**placing, student: post}):
            continue
        placing[student] = post
        in_seats[post, kind] += 1
        total -= points
    return len(placing), total


def _has_room(request, posts, placing) -> bool:
    from baigong.engines.placement.rows import room_on

    for cap in request.caps:
        mine = [posts[p] for p in placing.values() if posts[p].enterprise == cap.enterprise and cap.kind in ("", posts[p].kind)]
        days = {p.first for p in mine} | {d for d, _ in cap.changes} | {t.first for t in cap.taken}
        for day in days:
            here = sum(p.first <= day <= p.last for p in mine)
            if here and here > room_on(cap, day):
                return False
    return True


def by_constraints(request) -> tuple[int, int]:
    """The most placements and the best fit of so many, by OR-Tools' search of constraints, which knows nothing of flows or prices."""
    from ortools.sat.python import cp_model

    model = cp_model.CpModel()
    sits = {}
    for student in request.students:
        for post in request.posts:
            if not refusals(request, student, post):
                for kind in seats(post):
                    if kind == "" or kind in student.traits:
                        sits[student.id, post.id, kind] = model.new_bool_var("")
    points = {(student.id, post.id): fit(request, student, post) for student in request.students for post in request.posts}
    for student in request.students:
        model.add(sum(var for (who, _, _), var in sits.items() if who == student.id) <= 1)
    for post in request.posts:
        for kind, count in seats(post).items():
            model.add(sum(var for (_, name, own), var in sits.items() if (name, own) == (post.id, kind)) <= count)
    for row in (row for each in rows_of(request) for row in each):
        names = {request.posts[n].id for n in row.posts}
        model.add(sum(var for (_, name, _), var in sits.items() if name in names) <= row.room)
    for mentor in request.mentors:
        names = {post.id for post in request.posts if post.mentor == mentor.id}
        group, has = sum(var for (_, name, _), var in sits.items() if name in names), model.new_bool_var("")
        model.add(group >= mentor.minimum).only_enforce_if(has)
        model.add(group == 0).only_enforce_if(has.negated())
    for pair in request.pairs:
        for post in request.posts:
            for kind in seats(post):
                one, other = sits.get((pair.first, post.id, kind), 0), sits.get((pair.second, post.id, kind), 0)
                model.add(one == other)
    placed = sum(sits.values())
    gained = sum(points[who, name] * var for (who, name, _), var in sits.items())
    model.maximize(placed * (1 + sum(points.values())) + gained)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    assert solver.solve(model) == cp_model.OPTIMAL
    return int(solver.value(placed)), int(solver.value(gained))
