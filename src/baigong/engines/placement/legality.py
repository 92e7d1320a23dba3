"""One student and one post, in plain sight: which rules keep them apart, and how well they fit."""

from __future__ import annotations

from baigong.engines.placement.facts import Post, Request, Student


def refusals(request: Request, student: Student, post: Post) -> tuple[str, ...]:
    """The rules that keep this student from this post, in the order they are told; none: it is legal."""
    found = [rule for trait, rule in sorted(post.forbids.items()) if trait in student.traits]
    found += [each.rule for each in post.born_by if student.born_on is None or student.born_on > each.day]
    found += [each.rule for each in post.demands if not each.any_of & student.traits]
    weights = request.weights
    if weights.match_rule and (student.programme, post.occupation) not in weights.matches:
        found.append(weights.match_rule)
    if student.farthest is not None and _kilometres(request, student, post) > student.farthest:
        found.append(request.distance_rule)
    if (student.free_from and post.first < student.free_from) or (student.free_until and post.last > student.free_until):
        found.append(request.free_rule)
    if post.id in student.refuses or post.enterprise in student.refuses:
        found.append(request.refusal_rule)
    return tuple(dict.fromkeys(found))


def fit(request: Request, student: Student, post: Post) -> int:
    """Points of fit, never below 0."""
    weights = request.weights
    points = weights.base + weights.matches.get((student.programme, post.occupation), 0)
    if post.id in student.wishes:
        rank = student.wishes.index(post.id)
        points += weights.wishes[rank] if rank < len(weights.wishes) else 0
    return max(0, points - weights.per_km * _kilometres(request, student, post))


def _kilometres(request: Request, student: Student, post: Post) -> int:
    return request.distances.get((student.place, post.site), 0)
