"""A student is in one place at a time: overlaps are found when a span of days is entered; spans are moved before the start."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.access_of_work import PLACEMENT_POLICY
from baigong.contexts.internships.checking.overlaps import Stay, check_overlap
from baigong.contexts.internships.models import BEFORE_START, Placement, PlacementState
from baigong.contexts.internships.workflow.placements import end_agreements
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.workflow import fire


def stay_of(placement: Placement) -> Stay:
    """A placement as a span of days."""
    return Stay(
        placement.pk, placement.enterprise.name, placement.post.title, placement.starts_on, placement.ends_on,
        str(PlacementState(placement.state).label),
    )  # fmt: skip


def refuse_overlap(placement: Placement) -> None:
    """Raise ``Conflict`` (``overlap``) where a placement, new or moved, covers a day of another one of the same student."""
    others = Placement.objects.filter(
        intern=placement.intern_id, starts_on__lte=placement.ends_on, ends_on__gte=placement.starts_on
    ).exclude(state=PlacementState.WITHDRAWN)  # fmt: skip
    stays = [stay_of(row) for row in others.exclude(pk=placement.pk).select_related("enterprise", "post")]
    if found := check_overlap(stay_of(placement), stays):
        raise Conflict("\n".join(map(str, found)), code="overlap", fields={found[0].field: str(found[0])})


@transaction.atomic
def reschedule(*, actor: Actor, now: datetime, placement: Placement, starts_on: date, ends_on: date, reason: str) -> Placement:
    """Move a placement before it begins; what was agreed for the old days is agreed anew.

    Raises ``Conflict`` after the start, ``Refusal`` for the past, for days outside of the post, and for an overlap (both sides named).
    """
    rows = Placement.objects.select_for_update(no_key=True, of=("self",)).select_related("intern", "post", "enterprise", "school")
    row = rows.get(pk=placement.pk)
    PLACEMENT_POLICY.require(actor, "prepare", row)
    if row.state not in BEFORE_START:
        raise Conflict(_("“%(row)s”已经上岗或结束，起止日期不再改；要换单位请办变更。") % {"row": row}, code="begun")
    if not reason.strip():
        raise at_field("reason", _("请写明改期的原因。"), code="reason_required")
    if starts_on < now.date():
        raise at_field("starts_on", _("开始日期%(day)s已经过了，请填今天或以后。") % {"day": starts_on.isoformat()}, code="past")
    post = row.post
    if starts_on < post.starts_on or ends_on > post.ends_on:
        words = _("岗位“%(post)s”只从%(first)s到%(last)s，实习要在这中间。")
        raise at_field(
            "starts_on", words % {"post": post, "first": post.starts_on.isoformat(), "last": post.ends_on.isoformat()}, code="outside_post"
        )
    before = [row.starts_on.isoformat(), row.ends_on.isoformat()]
    row.starts_on, row.ends_on = starts_on, ends_on
    refuse_overlap(row)
    row.save(update_fields=["starts_on", "ends_on"])
    end_agreements(row, now.date(), actor=actor, now=now, reason=reason)
    consents = row.signatures.filter(agreement=None)
    undone = [str(one) for one in consents]
    consents.delete()
    if row.state != PlacementState.PLANNED:
        row = fire(row, "reset", actor=SYSTEM, now=now, reason=reason)
    detail = {"from": before, "reason": reason.strip(), "consents": undone}
    audit.record(actor, "internships.placement.rescheduled", row, now=now, detail=detail)
    return row
