"""What placing is told: students, posts, caps, rules and weights. No number of policy is known here: whoever calls passes every threshold.

Days are inclusive on both ends. Points of fit are integers. A rule is a word of the caller (``INT-02``): it is handed back in explanations.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Taken:
    """Places that others hold on each day from ``first`` to ``last``: interns of other rounds and of other schools."""

    first: date
    last: date
    count: int


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody to be placed.

    ``traits``: whatever rules of posts ask after, in the caller's words (``female``, ``health:no-heights``, ``minority:hui``).
    ``place``: where distances are counted from; ``farthest``: the kilometres that the student, or the school, will not exceed.
    ``free_from``, ``free_until``: the days on which the whole internship must lie. ``wishes``: posts by their id, the dearest first.
    ``refuses``: posts or enterprises, by id, where this student is not to go.
    """

    id: str
    programme: str = ""
    traits: frozenset[str] = frozenset()
    born_on: date | None = None
    place: str = ""
    farthest: int | None = None
    free_from: date | None = None
    free_until: date | None = None
    wishes: tuple[str, ...] = ()
    refuses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BornBy:
    """Only who was born on or before ``day`` (16 on the first day, 18 for night work: the caller counts). Unknown births fail."""

    day: date
    rule: str


@dataclass(frozen=True, slots=True)
class Demand:
    """Only who has at least one of these traits."""

    any_of: frozenset[str]
    rule: str


@dataclass(frozen=True, slots=True)
class Reserve:
    """``seats`` of a post that only students with ``trait`` may take. They stay empty where none does; a refill asks for fewer."""

    trait: str
    seats: int


@dataclass(frozen=True, slots=True)
class Post:
    """A post: ``capacity`` places from ``first`` to ``last`` in an enterprise, of a kind (that the cap on a kind of post counts).

    ``forbids``: trait → rule that keeps its bearers out. ``mentor``: who leads the group; posts of one mentor make one group.
    """

    id: str
    enterprise: str
    kind: str
    first: date
    last: date
    capacity: int
    occupation: str = ""
    site: str = ""
    taken: tuple[Taken, ...] = ()
    born_by: tuple[BornBy, ...] = ()
    forbids: Mapping[str, str] = field(default_factory=dict)
    demands: tuple[Demand, ...] = ()
    reserves: tuple[Reserve, ...] = ()
    mentor: str = ""


@dataclass(frozen=True, slots=True)
class Cap:
    """At most ``limit`` interns on any one day at an enterprise, or at its posts of one ``kind``; all schools together.

    ``changes``: from that day on another limit (the staff grew or fell). ``taken``: interns whom this request does not place.
    """

    id: str
    enterprise: str
    limit: int
    rule: str
    kind: str = ""
    changes: tuple[tuple[date, int], ...] = ()
    taken: tuple[Taken, ...] = ()


@dataclass(frozen=True, slots=True)
class Mentor:
    """A group under one mentor is at least ``minimum`` interns, or none."""

    id: str
    minimum: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Two students who go to the same post, or neither is placed. A reserved seat serves them only where both may take it."""

    first: str
    second: str


@dataclass(frozen=True, slots=True)
class Weights:
    """How points of fit are counted: match of programme and occupation, a wish by its rank, and kilometres taken off; never below 0.

    ``matches``: (programme, occupation) → points. What does not stand there is refused by ``match_rule``, or fits with 0 points where no
    such rule is given. ``wishes``: points of the first wish, of the second …; ``per_km``: points that each kilometre costs.
    """

    matches: Mapping[tuple[str, str], int] = field(default_factory=dict)
    match_rule: str = ""
    base: int = 0
    wishes: tuple[int, ...] = ()
    per_km: int = 0


@dataclass(frozen=True, slots=True)
class Request:
    """A whole round. ``distances``: (place, site) → kilometres; unknown ones count as 0 and keep nobody out.

    ``distance_rule``, ``free_rule``, ``refusal_rule``: how the caller calls what students' own limits refuse.
    """

    students: tuple[Student, ...]
    posts: tuple[Post, ...]
    caps: tuple[Cap, ...] = ()
    mentors: tuple[Mentor, ...] = ()
    pairs: tuple[Pair, ...] = ()
    weights: Weights = field(default_factory=Weights)
    distances: Mapping[tuple[str, str], int] = field(default_factory=dict)
    distance_rule: str = "distance"
    free_rule: str = "free"
    refusal_rule: str = "refused"

    def __post_init__(self) -> None:
        """Refuse what cannot be asked: an id twice, a day after the last, a pair of one, counts below 0."""
        for what in ("students", "posts", "caps", "mentors"):
            ids = [each.id for each in getattr(self, what)]
            if len(ids) != len(set(ids)):
                raise ValueError(f"{what}: an id stands twice: {next(i for i in ids if ids.count(i) > 1)}")
        for post in self.posts:
            if post.last < post.first or post.capacity < 0 or any(reserve.seats < 0 for reserve in post.reserves):
                raise ValueError(f"post {post.id}: it ends before it begins, or its places are fewer than none")
        mentors, students = {each.id for each in self.mentors}, {each.id for each in self.students}
        if missing := sorted({post.mentor for post in self.posts} - mentors - {""}):
            raise ValueError(f"posts name mentors that are not told: {', '.join(missing)}")
        paired = [student for pair in self.pairs for student in (pair.first, pair.second)]
        if len(paired) != len(set(paired)) or not set(paired) <= students:
            raise ValueError("pairs: a student stands in two pairs, or is not among the students")
