"""Solving a round: at once where it is small, by a worker where it is large; and what a person changes by hand afterwards."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.internships.access import ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    EntryStanding,
    InternshipPost,
    Placement,
    PlacementRound,
    PlacementState,
    RoundEntry,
    RoundPost,
    RoundState,
)
from baigong.contexts.internships.placing import engine
from baigong.contexts.internships.placing.asking import entries_to_place, request_of
from baigong.contexts.internships.placing.caps import forbids
from baigong.contexts.internships.placing.holding import breaches, overfull
from baigong.contexts.internships.placing.plain import result_from, to_plain
from baigong.contexts.internships.placing.words import breach_in_words, rule_in_words
from baigong.contexts.internships.reasons import told_with
from baigong.contexts.internships.services.rounds import locked_entry
from baigong.engines.placement.facts import Request
from baigong.engines.placement.legality import refusals
from baigong.engines.placement.results import Result
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.bulk import pieces
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.jobs import Progress, enqueue, job
from baigong.kernel.jobs.models import Job
from baigong.kernel.workflow import fire

ROWS = 1000
AT_ONCE = 3000
"""Students up to whom a page waits for the result; more are for a worker."""


def start_solving(*, actor: Actor, now: datetime, row: PlacementRound, at_once: bool | None = None) -> tuple[PlacementRound, Job | None]:
    """Solve a round, or put it in the queue where it is large. After a publication it is a refill: as few as possible are moved.

    Raises ``Conflict`` in another state, or where the round changed meanwhile; ``Refusal`` without students or posts.
    """
    with transaction.atomic():
        ROUND_POLICY.require(actor, "solve", row)
        row = fire(row, "start", actor=actor, now=now)
        small = row.entries.filter(is_live=True).count() <= AT_ONCE
        if not (small if at_once is None else at_once):
            made = enqueue("internships.solve_round", actor=actor, now=now, label=str(row), round=row.pk)
            row.job = made
            row.save(update_fields=["job"])
            return row, made
    return solve_now(row, actor=actor, now=now), None


@job("internships.solve_round", gettext_lazy("计算实习安排"))
def solve_in_worker(progress: Progress, *, round: int) -> dict[str, str]:
    """Solve a round in the background. A round that is no longer waiting for it is left alone."""
    row = PlacementRound.objects.get(pk=round)
    if row.state == RoundState.SOLVING:
        progress.report(0, 1, _("正在计算"))
        row = solve_now(row, actor=SYSTEM, now=progress.now, large=True)
    words = _("已安排%(placed)d人，未能安排%(unplaced)d人。")
    return {"message": words % {"placed": 0, "unplaced": 0, **row.summary}, "url": row.get_absolute_url(), "label": _("核对结果")}


def solve_now(row: PlacementRound, *, actor: Actor, now: datetime, large: bool = False) -> PlacementRound:
    """Ask the engine, keep question and answer, and write where everybody would go. It is published to nobody yet.

    1. What is asked is read. 2. The engine answers; nobody waits for the database meanwhile. 3. Where the round still asks the same, the
    answer is kept. Whatever goes wrong, the round does not stay in solving.
    """
    try:
        with transaction.atomic():
            _leave_the_withdrawn(row)
            entries = entries_to_place(row)
            request = request_of(row, now.date(), entries)
            published = {str(entry.pk): str(entry.published_post_id) for entry in entries if entry.published_post_id}
            before = replace(result_from(row.answer), placements=published) if row.times and row.answer else None
        result = engine.place(request, before, large=large)
        told = told_with(request, result, held_beside(row, request))
        with transaction.atomic():
            return _keep(row, entries, request, result, told, actor, now)
    except Exception:
        fire(row, "give_up_refill" if row.times else "give_up", actor=SYSTEM, now=now)
        raise


def _keep(
    row: PlacementRound, entries: list[RoundEntry], request: Request, result: Result, told: dict[str, Any], actor: Actor, now: datetime
) -> PlacementRound:
    """Keep an answer. Raises ``Conflict`` where students left or came while it was found."""
    locked = PlacementRound.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=row.pk)
    if [entry.pk for entry in entries_to_place(locked)] != [entry.pk for entry in entries]:
        raise Conflict(_("“%(round)s”的学生在计算时有变动，结果没有采用；请重新计算。") % {"round": locked}, code="changed_meanwhile")
    _write(entries, result)
    _count(locked, request)
    locked.problem, locked.answer, locked.solved_at = to_plain(request), to_plain(result), now
    locked.summary = _summary(locked, result, entries) | {"told": told}
    locked.save(update_fields=["problem", "answer", "summary", "solved_at"])
    return fire(locked, "settle", actor=actor, now=now)


def _write(entries: Sequence[RoundEntry], result: Result) -> None:
    """Where everybody would go, post by post: one statement for those of a post whose place is another one than before."""
    going: dict[int | None, list[int]] = defaultdict(list)
    for entry in entries:
        post = result.placements.get(str(entry.pk))
        before, entry.post_id = (entry.post_id, entry.standing, entry.override), int(post) if post else None
        entry.standing, entry.override = EntryStanding.PLACED if post else EntryStanding.UNPLACED, ""
        if before != (entry.post_id, entry.standing, entry.override):
            going[entry.post_id].append(entry.pk)
    for place, keys in going.items():
        standing = EntryStanding.PLACED if place else EntryStanding.UNPLACED
        for piece in pieces(keys, ROWS):
            RoundEntry.objects.filter(pk__in=piece).update(post=place, standing=standing, override="")


def _leave_the_withdrawn(row: PlacementRound) -> None:
    """Whoever withdrew from what was published leaves the round: the refill gives the place to others."""
    if not row.times:
        return
    gone = Placement.objects.filter(round=row, state=PlacementState.WITHDRAWN).values("intern")
    still = Placement.objects.filter(round=row).exclude(state=PlacementState.WITHDRAWN).values("intern")
    left = row.entries.filter(intern__in=gone, published_post__isnull=False, is_live=True).exclude(intern__in=still)
    RoundEntry.objects.filter(companion__in=left).update(companion=None)
    left.update(standing=EntryStanding.WITHDRAWN, post=None, companion=None, is_live=False)


def _summary(row: PlacementRound, result: Any, entries: list[RoundEntry]) -> dict[str, Any]:
    wished = sum(1 for one in entries if one.post_id and one.post_id in one.choices)
    moved = sum(1 for one in entries if row.times and one.published_post_id and one.published_post_id != one.post_id)
    return {
        "students": len(entries), "placed": result.placed, "unplaced": len(entries) - result.placed, "fit": result.fit,
        "placed_bound": result.placed_bound, "fit_bound": result.fit_bound, "is_proven": result.is_proven, "proof": result.proof,
        "wished": wished, "moved": moved,
    }  # fmt: skip


def _count(row: PlacementRound, request: Request | None = None) -> None:
    """How many of a round each post has; of a ``request``, how many places there others hold."""
    counts = Counter(row.entries.filter(is_live=True, post__isnull=False).values_list("post", flat=True))
    held = held_beside(row, request) if request is not None else {}
    offers = list(row.offers.all())
    for offer in offers:
        offer.taken, offer.held = counts.get(offer.post_id, 0), held.get(offer.post_id, offer.held)
    RoundPost.objects.bulk_update(offers, ["taken", "held"], batch_size=ROWS)


def held_beside(row: PlacementRound, request: Request) -> dict[int, int]:
    """How many of the places of each post others hold: what the request leaves of them, by the post's key."""
    room = {int(post.id): post.capacity for post in request.posts}
    offers = row.offers.select_related("post")
    return {one.post_id: max(0, min(one.seats, one.post.capacity) - room[one.post_id]) for one in offers if one.post_id in room}


@transaction.atomic
def override(*, actor: Actor, now: datetime, entry: RoundEntry, post: InternshipPost | None, reason: str) -> RoundEntry:
    """The school places a student by hand, or takes the place away, with a reason; the same hard rules are asked.

    Raises ``Refusal`` with the clause and both sides' numbers, ``Conflict`` in another state.
    """
    held = locked_entry(entry)
    ENTRY_POLICY.require(actor, "override", held)
    row = held.round
    if row.state != RoundState.REVIEW:
        words = _("“%(round)s”现在是“%(state)s”，只有待核对公布时可以人工调整。")
        raise Conflict(words % {"round": row, "state": row.get_state_display()}, code="round_state")
    if not reason.strip():
        raise at_field("reason", _("请写明人工调整的理由。"), code="reason_required")
    if post is not None:
        refuse_unlawful(row, held, post, now)
    held.post, held.override = post, " ".join(reason.split())[:300]
    held.standing = EntryStanding.PLACED if post else EntryStanding.UNPLACED
    held.save(update_fields=["post", "override", "standing"])
    _count(row)
    detail = {"post": post.pk if post else None, "reason": held.override[:200]}
    audit.record(actor, "internships.roundentry.overridden", held, now=now, detail=detail)
    return held


def refuse_unlawful(row: PlacementRound, entry: RoundEntry, post: InternshipPost, now: datetime) -> None:
    """What speaks against a student at a post of the round, with everybody else where they are now."""
    entries = entries_to_place(row)
    request = request_of(row, now.date(), entries)
    posts, students = {one.id: one for one in request.posts}, {one.id: one for one in request.students}
    asked, student = posts.get(str(post.pk)), students.get(str(entry.pk))
    if asked is None or student is None:
        raise Refusal(_("“%(post)s”不是本轮的岗位。") % {"post": post}, code="post", fields={"post": _("不是本轮的岗位")})
    if rules := refusals(request, student, asked):
        words = "；".join(rule_in_words(rule, post.starts_on) for rule in rules)
        raise at_field(
            "post", _("%(name)s不能安排到“%(post)s”：%(why)s。") % {"name": entry.intern.name, "post": post, "why": words}, code="unlawful"
        )
    placing = placing_of(entries) | {str(entry.pk): str(post.pk)}
    if full := [n for one, n in overfull(request, placing) if one.id == asked.id]:
        words = _("“%(post)s”本轮只有%(n)d个名额，加上这一人是%(total)d人。")
        raise at_field("post", words % {"post": post, "n": asked.capacity, "total": full[0]}, code="full")
    mine = [one for one in breaches(request, placing) if one.cap.enterprise == asked.enterprise and one.cap.kind in ("", asked.kind)]
    if hard := [one for one in mine if forbids(one.on)]:
        raise at_field("post", breach_in_words(hard[0]), code="cap")


def placing_of(entries: Sequence[RoundEntry]) -> dict[str, str]:
    """Where students of a round would go as it stands."""
    return {str(entry.pk): str(entry.post_id) for entry in entries if entry.post_id}
