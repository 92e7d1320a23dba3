"""A round as a question for the engine: its students with what keeps them from posts, its posts with their caps, and what is weighed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from datetime import date, timedelta

from baigong.contexts.internships.models import (
    AppealState,
    EntryStanding,
    Hazard,
    InternshipPost,
    PlacementAppeal,
    PlacementRound,
    RoundEntry,
)
from baigong.contexts.internships.placing import distances
from baigong.contexts.internships.placing.caps import caps_of, firm_id, held_at, held_in_posts, own_placements
from baigong.contexts.internships.post_rules.checks import barred
from baigong.contexts.internships.post_rules.findings import Facts, Staff
from baigong.contexts.internships.post_rules.judging import editions
from baigong.engines.placement.facts import BornBy, Mentor, Pair, Post, Request, Reserve, Student, Weights
from baigong.engines.placement.legality import refusals
from baigong.kernel.rules import number_on

ADULT = "CRB-ADULT-AGE"
FEMALE, MINORITY = "female", "minority"
HEALTH, MATCH, OBJECTED = "HEALTH", "INT-16-GROUP", "OBJECTED"
"""Rules of ours beside those of the law: a student's health; no post of another major group of programmes; an objection that was upheld."""
GROUP_DIGITS, CLASS_DIGITS = 2, 4
"""Digits of a programme's code that name its major group (专业大类) and its class (专业类): the make of the catalogue's codes."""


def entries_to_place(row: PlacementRound) -> list[RoundEntry]:
    """The students whom the round places: in it, not withdrawn, and not at work already."""
    rows = row.entries.filter(is_live=True).exclude(standing=EntryStanding.WITHDRAWN)
    rows = rows.select_related("intern__school", "post", "published_post")
    at_work = set(row.placements.filter(state__in=("active", "suspended")).values_list("intern", flat=True))
    return [entry for entry in rows.order_by("intern__student_number", "pk") if entry.intern_id not in at_work]


def request_of(row: PlacementRound, on: date, entries: Sequence[RoundEntry] | None = None) -> Request:
    """The question of a round; ``entries`` where they are at hand."""
    offers = list(row.offers.select_related("post__site", "post__enterprise").order_by("pk"))
    mine = own_placements(row)
    posts = [offer.post for offer in offers]
    taken = held_in_posts([post.pk for post in posts], apart_from=mine)
    room = {offer.post_id: max(0, min(offer.seats, offer.post.capacity - taken.get(offer.post_id, 0))) for offer in offers}
    who = entries_to_place(row) if entries is None else entries
    return request_from_rows(who, posts, room, mine, on, objections=_upheld(row))


def _upheld(row: PlacementRound) -> dict[int, set[str]]:
    """Posts where students are not sent again, since the school upheld their objection; by entry."""
    found: dict[int, set[str]] = defaultdict(set)
    rows = PlacementAppeal.objects.filter(entry__round=row, state=AppealState.UPHELD, post__isnull=False)
    for entry, post in rows.values_list("entry", "post"):
        found[entry].add(str(post))
    return found


def request_from_rows(
    entries: Sequence[RoundEntry], posts: Sequence[InternshipPost], room: Mapping[int, int], mine: Sequence[int], on: date, *,
    objections: Mapping[int, Collection[str]] | None = None,
) -> Request:  # fmt: skip
    """The same of rows at hand."""
    students = [student_of(entry, (objections or {}).get(entry.pk, ())) for entry in entries]
    here = {entry.pk for entry in entries}
    pairs = {tuple(sorted((entry.pk, entry.companion_id))) for entry in entries if entry.companion_id in here and entry.companion_id}
    caps = []
    if posts:
        first, last = min(post.starts_on for post in posts), max(post.ends_on for post in posts)
        held = held_at({post.enterprise_id for post in posts}, first, last, apart_from=mine)
        caps = caps_of(posts, held, on)
    groups = [Mentor(f"post:{post.pk}", post.minimum) for post in posts if post.minimum > 1]
    return Request(
        students=tuple(students),
        posts=tuple(post_of(post, room[post.pk], on) for post in posts),
        caps=tuple(caps),
        mentors=tuple(groups),
        pairs=tuple(Pair(str(one), str(other)) for one, other in sorted(pairs)),
        weights=weights_of({entry.intern.programme_code for entry in entries}, posts, on),
        distances=distances.table({student.place for student in students}, {post.site.division_code for post in posts}),
        refusal_rule=OBJECTED,
    )


def student_of(entry: RoundEntry, objections: Collection[str] = ()) -> Student:
    """What keeps a student from posts, and what he wishes; ``objections``: posts against which his objection was upheld."""
    intern = entry.intern
    traits = {f"avoids:{code}" for code in intern.avoids}
    if intern.sex == "2":
        traits.add(FEMALE)
    if intern.is_minority:
        traits.add(MINORITY)
    return Student(
        str(entry.pk),
        intern.programme_code,
        frozenset(traits),
        intern.birth_on,
        intern.home_division,
        wishes=tuple(map(str, entry.choices)),
        refuses=frozenset(objections),
    )


def born_by(day: date, age: int) -> date:
    """Who was born then or before is of ``age`` on ``day``: one is so from the day after the birthday."""
    try:
        return day.replace(year=day.year - age) - timedelta(1)
    except ValueError:  # 29 February: whoever was born on it comes of age with 1 March
        return date(day.year - age, 2, 28)


def post_of(post: InternshipPost, seats: int, on: date) -> Post:
    """A post for the engine, by the strictest edition of its days."""
    ages: list[BornBy] = []
    forbidden: dict[str, str] = {f"avoids:{code}": HEALTH for code in post.hazards if code in Hazard.values}
    for since, until in editions(post.starts_on, post.ends_on):
        facts = Facts(post, Staff(None, None), since, until)
        if (least := facts.number("INT-02")) is not None:
            ages.append(BornBy(born_by(post.starts_on, int(least)), "INT-02"))
        adult = number_on(ADULT, since)
        if adult is not None and barred(facts, "INT-03-MINOR"):
            ages.append(BornBy(born_by(post.starts_on, adult), "INT-03-MINOR"))
        if barred(facts, "INT-03-WOMEN"):
            forbidden[FEMALE] = "INT-03-WOMEN"
    reserves = (Reserve(MINORITY, post.minority_seats),) if post.minority_seats else ()
    return Post(
        id=str(post.pk), enterprise=firm_id(post.enterprise_id), kind=str(post.kind_id or ""), first=post.starts_on, last=post.ends_on,
        capacity=seats, occupation=signature(post), site=post.site.division_code, born_by=tuple(dict.fromkeys(ages)), forbids=forbidden,
        reserves=reserves, mentor=f"post:{post.pk}" if post.minimum > 1 else "",
    )  # fmt: skip


def closed_to(entry: RoundEntry, posts: Sequence[InternshipPost], on: date) -> dict[int, tuple[str, ...]]:
    """The posts to which a student may not go, whoever else is there, with the rules that forbid it."""
    known = tuple(post_of(post, post.capacity, on) for post in posts)
    groups = tuple(Mentor(post.mentor, 1) for post in known if post.mentor)
    request = Request((student_of(entry),), known, mentors=groups, weights=weights_of({entry.intern.programme_code}, posts, on))
    return {int(post.id): rules for post in known if (rules := refusals(request, request.students[0], post))}


def signature(post: InternshipPost) -> str:
    """What posts for the same programmes share."""
    return "、".join(sorted(post.programmes))


def weights_of(programmes: set[str], posts: Sequence[InternshipPost], on: date) -> Weights:
    """How a programme fits a post: the same, of the same class, of the same major group; of another group not at all."""
    points = {name: number_on(f"PLC-{name}", on) or 0 for name in ("SAME", "SAME-CLASS", "SAME-GROUP", "CHOICE", "DISTANCE", "CHOICES")}
    matches = {}
    for meant in {tuple(sorted(post.programmes)) for post in posts}:
        for code in programmes:
            if code in meant:
                fits = points["SAME"]
            elif any(code[:CLASS_DIGITS] == one[:CLASS_DIGITS] for one in meant):
                fits = points["SAME-CLASS"]
            elif any(code[:GROUP_DIGITS] == one[:GROUP_DIGITS] for one in meant):
                fits = points["SAME-GROUP"]
            else:
                continue
            matches[code, "、".join(meant)] = fits
    most = points["CHOICES"]
    wishes = tuple(points["CHOICE"] * (most - rank) // most for rank in range(most))
    return Weights(matches, MATCH, 0, wishes, points["DISTANCE"])
