"""Publishing a round: only then people hear. Firms are locked, so that of two schools the second sees what the first took; objections."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access import ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import (
    BEFORE_START,
    STANDING,
    EntryStanding,
    InternshipPost,
    Placement,
    PlacementAppeal,
    PlacementRound,
    PostState,
    RoundEntry,
    RoundState,
)
from baigong.contexts.internships.placing.asking import entries_to_place, request_of
from baigong.contexts.internships.placing.caps import firm_id, forbids
from baigong.contexts.internships.placing.holding import breaches, overfull
from baigong.contexts.internships.placing.words import breach_in_words
from baigong.contexts.internships.services.rounds import locked_entry
from baigong.contexts.internships.services.solving import placing_of
from baigong.contexts.internships.workflow.telling import placements_told, tell_school_of_appeal
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.rules import number_on
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

ROWS = 1000


@transaction.atomic
def publish_round(*, actor: Actor, now: datetime, row: PlacementRound) -> PlacementRound:
    """Publish what stands in a round as placements.

    1. The round and its firms are locked, firms in the order of their keys: of two schools that publish at once, the second waits and then
    counts what the first took. 2. The caps are counted again, over all schools and on every day. 3. Whoever moves leaves the old place.
    4. Placements are written and told.

    Raises ``Conflict`` (``cap_taken``: another school was faster; ``placed_elsewhere``; ``post_shut``), ``Refusal``.
    """
    locked = PlacementRound.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=row.pk)
    ROUND_POLICY.require(actor, "publish", locked)
    if locked.state != RoundState.REVIEW:
        words = _("“%(round)s”现在是“%(state)s”，不能公布。") % {"round": locked, "state": locked.get_state_display()}
        raise Conflict(words, code="round_state")
    entries = entries_to_place(locked)
    _lock_firms(entries)
    _refuse_passed_caps(locked, entries, now)
    moving = [entry for entry in entries if entry.post_id != entry.published_post_id]
    _leave_old_places(locked, [entry for entry in moving if entry.published_post_id], actor=actor, now=now)
    made = _write(locked, [entry for entry in moving if entry.post_id], actor=actor, now=now)
    for entry in moving:
        entry.published_post_id = entry.post_id
    locked.entries.filter(is_live=True).exclude(standing=EntryStanding.WITHDRAWN).update(published_post=F("post"))
    locked.published_at, locked.times = now, locked.times + 1
    locked.appeals_until = now.date() + timedelta(number_on("PLC-APPEAL-DAYS", now.date()) or 0)
    locked.save(update_fields=["published_at", "times", "appeals_until"])
    audit.record_all(actor, "internships.placement.planned", made, now=now, detail={"round": locked.pk})
    told = moving if locked.times > 1 else entries
    placements_told(told, actor=actor, now=now)
    return fire(locked, "publish", actor=actor, now=now)


def _lock_firms(entries: Sequence[RoundEntry]) -> None:
    """Whoever publishes at these firms waits for us."""
    firms = sorted({entry.post.enterprise_id for entry in entries if entry.post is not None})
    list(Enterprise.objects.select_for_update(no_key=True).filter(pk__in=firms).order_by("pk").values_list("pk"))


def _refuse_passed_caps(row: PlacementRound, entries: Sequence[RoundEntry], now: datetime) -> None:
    request, placing = request_of(row, now.date(), entries), placing_of(entries)
    by_hand = {firm_id(entry.post.enterprise_id) for entry in entries if entry.override and entry.post is not None}
    passed = [one for one in breaches(request, placing) if forbids(one.on) or one.cap.enterprise not in by_hand]
    if passed:
        words = _("别的学校或轮次先用了名额，没有公布：%(why)s。请重新计算后再公布。")
        raise Conflict(words % {"why": "；".join(breach_in_words(one) for one in passed[:3])}, code="cap_taken")
    if full := overfull(request, placing):
        post, number = full[0]
        title = InternshipPost.objects.get(pk=int(post.id))
        words = _("岗位“%(post)s”还有%(left)d个名额，本轮安排了%(n)d人，没有公布；请重新计算后再公布。")
        raise Conflict(words % {"post": title, "left": post.capacity, "n": number}, code="cap_taken")


def _leave_old_places(row: PlacementRound, entries: Sequence[RoundEntry], *, actor: Actor, now: datetime) -> None:
    with as_recorded():
        why = _("补录调整：%(round)s") % {"round": row}
    old = Placement.objects.filter(round=row, intern__in=[entry.intern_id for entry in entries], state__in=BEFORE_START)
    for placement in old.order_by("pk"):
        fire(placement, "withdraw", actor=actor, now=now, reason=why)


def _write(row: PlacementRound, entries: Sequence[RoundEntry], *, actor: Actor, now: datetime) -> list[Placement]:
    held = Placement.objects.filter(intern__in=[entry.intern_id for entry in entries], state__in=STANDING).select_related("intern")
    if one := held.first():
        words = _("%(name)s已另有实习安排“%(post)s”，没有公布；先让该生退出本轮。")
        raise Conflict(words % {"name": one.intern.name, "post": one.post}, code="placed_elsewhere")
    posts = InternshipPost.objects.select_related("enterprise").in_bulk({entry.post_id for entry in entries if entry.post_id})
    if shut := next((post for post in posts.values() if post.state != PostState.PUBLISHED), None):
        words = _("岗位“%(post)s”现在是“%(state)s”，不再接收，没有公布；请重新计算后再公布。")
        raise Conflict(words % {"post": shut, "state": shut.get_state_display()}, code="post_shut")
    rows = [
        Placement(
            intern=entry.intern, post=posts[entry.post_id or 0], round=row, school=entry.intern.school,
            enterprise_id=posts[entry.post_id or 0].enterprise.organisation_id, starts_on=posts[entry.post_id or 0].starts_on,
            ends_on=posts[entry.post_id or 0].ends_on, created_by_id=actor.user_id, created_at=now,
        )
        for entry in entries
    ]  # fmt: skip
    try:
        with transaction.atomic():
            return Placement.objects.bulk_create(rows, batch_size=ROWS)
    except IntegrityError:
        raise Conflict(_("有学生刚在别处被安排，没有公布；请刷新后再办。"), code="placed_elsewhere") from None


@transaction.atomic
def lodge_appeal(*, actor: Actor, now: datetime, entry: RoundEntry, grounds: str) -> PlacementAppeal:
    """A student objects to what was published. Raises ``Refusal`` without grounds, ``Conflict`` too late or while one waits."""
    held = locked_entry(entry)
    ENTRY_POLICY.require(actor, "appeal", held)
    said = " ".join(grounds.split())[:500]
    row = PlacementAppeal(entry=held, post=held.published_post, grounds=said, filed_by_id=actor.user_id, filed_at=now)
    if not row.grounds:
        raise at_field("grounds", _("请写明申诉理由。"))
    until = held.round.appeals_until
    if held.round.state != RoundState.PUBLISHED or until is None or now.date() > until:
        words = _("申诉期到%(day)s为止，现在不能再提出。") % {"day": until.isoformat() if until else _("公布以后")}
        raise Conflict(words, code="too_late")
    if held.standing == EntryStanding.WITHDRAWN:
        raise Conflict(_("已退出本轮，不能申诉。"), code="withdrawn")
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise Conflict(_("已有一件申诉待答复，没有重复提出。"), code="appeal_open") from None
    audit.record(actor, "internships.placementappeal.lodged", row, now=now)
    tell_school_of_appeal(row, actor=actor, now=now)
    return row
