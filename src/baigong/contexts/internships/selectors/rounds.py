"""Rounds in an actor's sight, who is in them, and what of them can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import Count, Q, QuerySet

from baigong.contexts.internships.access import APPEAL_POLICY, ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    STANDING,
    EntryStanding,
    Intern,
    InternshipPost,
    Placement,
    PlacementAppeal,
    PlacementRound,
    RoundEntry,
    RoundPost,
    RoundState,
)
from baigong.contexts.internships.placing.asking import GROUP_DIGITS
from baigong.contexts.organisations.public import Organisation
from baigong.kernel.access import Actor

LIVE = Q(entries__is_live=True)


HEAVY = ("round__problem", "round__answer")
"""What the engine was asked and answered weighs as much as all students: rows that lead to their round come without it."""


def list_rounds(actor: Actor) -> QuerySet[PlacementRound]:
    """Rounds an actor works with, counted."""
    rows = ROUND_POLICY.visible(actor, "work").select_related("school").defer("problem", "answer")
    placed = Count("entries", filter=Q(entries__standing=EntryStanding.PLACED), distinct=True)
    return rows.annotate(students=Count("entries", distinct=True), placed=placed)


def get_round(actor: Actor, pk: int) -> PlacementRound:
    """One of them; 404 otherwise."""
    return ROUND_POLICY.get_or_404(actor, PlacementRound.objects.select_related("school", "job").defer("problem", "answer"), pk=pk)


def list_entries(actor: Actor, row: PlacementRound) -> QuerySet[RoundEntry]:
    """The students of a round."""
    rows = ENTRY_POLICY.visible(actor, "work").filter(round=row)
    return rows.select_related(
        "intern__school", "post__enterprise__organisation", "published_post__enterprise__organisation", "companion__intern", "round"
    ).defer(*HEAVY)


def get_entry(actor: Actor, pk: int) -> RoundEntry:
    """One in sight: one's own, or of a round one works with; 404 otherwise."""
    rows = RoundEntry.objects.select_related(
        "round__school",
        "intern__learner",
        "intern__school",
        "post__enterprise__organisation",
        "published_post__enterprise__organisation",
        "companion__intern",
    )
    return ENTRY_POLICY.get_or_404(actor, rows, pk=pk)


def entry_by_number(row: PlacementRound, number: str) -> RoundEntry | None:
    """The student of a round with a student number; ``None`` where there is none."""
    return row.entries.filter(intern__student_number=number, is_live=True).first()


def placement_of(entry: RoundEntry) -> Placement | None:
    """What stands of a round for one of its students, published."""
    return (
        Placement.objects.filter(round=entry.round_id, intern=entry.intern_id, state__in=STANDING).select_related("intern", "post").first()
    )


def programmes_at(schools: Sequence[Organisation]) -> list[tuple[str, str]]:
    """Codes and names of the programmes of schools' interns."""
    rows = Intern.objects.filter(school__in=schools, left_on=None).order_by("programme_code")
    return list(rows.values_list("programme_code", "programme_name").distinct())


def offers_of(row: PlacementRound) -> list[RoundPost]:
    """The posts of a round with what they need to be shown."""
    rows = row.offers.select_related("post__enterprise__organisation", "post__site", "post__kind")
    return list(rows.order_by("post__enterprise__organisation__name", "post__title"))


def offers_listed(row: PlacementRound) -> list[RoundPost]:
    """The posts of a round with what a line tells of them: a round of a city has hundreds, each in the middle of five wide tables."""
    rows = row.offers.select_related("post__enterprise__organisation").only(
        "seats", "taken", "held", "round_id", "post__title", "post__programmes", "post__starts_on", "post__ends_on", "post__enterprise__id",
        "post__enterprise__organisation__name", "post__enterprise__organisation__short_name",
    )  # fmt: skip
    return list(rows.order_by("post__enterprise__organisation__name", "post__title"))


def seats_to_begin_with(row: PlacementRound, posts: Sequence[InternshipPost]) -> dict[int, int]:
    """All places of the posts that are meant for the major groups of a round's students: what a school looks over and changes."""
    groups = {code[:GROUP_DIGITS] for code in row.entries.filter(is_live=True).values_list("intern__programme_code", flat=True).distinct()}
    return {post.pk: post.capacity for post in posts if any(code[:GROUP_DIGITS] in groups for code in post.programmes)}


def years_of(schools: Sequence[Organisation]) -> list[tuple[int, int]]:
    """Years of entry of schools' interns with how many there are."""
    rows = Intern.objects.filter(school__in=schools, left_on=None).values_list("entered").annotate(n=Count("pk")).order_by("-entered")
    return [(year, n) for year, n in rows]


def interns_to_add(row: PlacementRound, schools: Sequence[Organisation], entered: int, programmes: Sequence[str] = ()) -> list[Intern]:
    """Students of schools, of a year and of some programmes (none: of all), who are not in the round yet."""
    rows = Intern.objects.filter(school__in=schools, entered=entered, left_on=None).exclude(entries__round=row).select_related("school")
    return list(rows.filter(programme_code__in=programmes) if programmes else rows)


def appeals_of(actor: Actor, row: PlacementRound) -> list[PlacementAppeal]:
    """Objections to a round in an actor's sight, those that wait first."""
    rows = APPEAL_POLICY.visible(actor).filter(entry__round=row).select_related("entry__intern", "entry__round")
    return list(rows.defer(*(f"entry__{name}" for name in HEAVY)).order_by("state", "-filed_at"))


def unplaced_by_programme(row: PlacementRound) -> list[tuple[str, str, int]]:
    """Where places are wanting: code and name of programmes with how many of a round have none, the most first."""
    rows = row.entries.filter(standing=EntryStanding.UNPLACED).order_by()
    counted = rows.values_list("intern__programme_code", "intern__programme_name").annotate(n=Count("pk"))
    return sorted(counted, key=lambda one: (-one[2], one[0]))


def solved_rounds(actor: Actor) -> list[PlacementRound]:
    """Rounds that a planner can ask what-if questions of: those that were solved, the latest first."""
    rows = ROUND_POLICY.visible(actor, "work").select_related("school").exclude(solved_at=None).exclude(state=RoundState.CANCELLED)
    return list(rows.defer("problem", "answer").order_by("-starts_on", "school__order"))


def programmes_of(rounds: list[PlacementRound]) -> list[tuple[str, str]]:
    """Codes and names of the programmes whose students are in these rounds."""
    rows = Intern.objects.filter(entries__round__in=rounds).order_by("programme_code")
    return list(rows.values_list("programme_code", "programme_name").distinct())
