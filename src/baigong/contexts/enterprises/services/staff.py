"""Head-counts of one enterprise: drafted, written anew, corrected by a new version. Submitting is the machine's step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.access import STAFF_RETURN_POLICY
from baigong.contexts.enterprises.models import (
    Enterprise,
    EnterpriseState,
    Period,
    PostKind,
    Source,
    StaffByPost,
    StaffReturn,
    StaffReturnState,
)
from baigong.contexts.enterprises.selectors.staff import STANDING, definition_on
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.wording import as_recorded

LARGEST = 9_999_999
"""The most people that a count may say; more is no count of one firm."""
S = StaffReturnState


@dataclass(frozen=True)
class StaffHead:
    """What a return says: the count of a period and, where the firm tells, of kinds of posts (``PostKind`` key → people)."""

    period: Period
    headcount: int
    by_post: Mapping[int, int] | None = None
    explanation: str = ""


@transaction.atomic
def draft_return(*, actor: Actor, now: datetime, enterprise: Enterprise, head: StaffHead, source: str = Source.PAGE) -> StaffReturn:
    """Begin a return of an enterprise. Raises ``Conflict`` where one for the period was submitted, or is being drafted."""
    locked = Enterprise.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=enterprise.pk)
    row = StaffReturn(enterprise=locked, version=1, source=source, entered_by_id=actor.user_id, entered_at=now)
    STAFF_RETURN_POLICY.require(actor, "create", row)
    _refuse_before_and_after(locked, head.period)
    standing = locked.staff_returns.filter(period=head.period.code, state__in=STANDING).first()
    if standing is not None:
        words = {
            S.DRAFT: _("“%(row)s”已有一份草稿（%(n)d人），没有另存；请打开那一份，改好后报送。"),
            S.SUBMITTED: _("“%(row)s”已报送%(n)d人，没有另存；人数有变化的，请打开那一份更正。"),
        }[S(standing.state)]
        raise Conflict(words % {"row": standing, "n": standing.headcount}, code="stands")
    row.version = (locked.staff_returns.filter(period=head.period.code).aggregate(last=Max("version"))["last"] or 0) + 1
    row.correction = returned_anew() if row.version > 1 else ""
    _write(row, head)
    audit.record(actor, "enterprises.staffreturn.drafted", row, now=now, detail={"headcount": head.headcount})
    return row


@transaction.atomic
def edit_return(*, actor: Actor, now: datetime, staff_return: StaffReturn, head: StaffHead) -> StaffReturn:
    """Write a draft anew. Raises ``Conflict`` once it was submitted: then ``correct_return`` makes the next version."""
    row = (
        StaffReturn.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=staff_return.pk)
    )
    STAFF_RETURN_POLICY.require(actor, "edit", row)
    if row.state != S.DRAFT:
        words = _("“%(row)s”现在是“%(state)s”，已锁定；要改请更正，另立版本。") % {"row": row, "state": row.get_state_display()}
        raise Conflict(words, code="locked")
    _write(row, StaffHead(row.when, head.headcount, head.by_post, head.explanation))
    audit.record(actor, "enterprises.staffreturn.edited", row, now=now, detail={"headcount": head.headcount})
    return row


@transaction.atomic
def correct_return(*, actor: Actor, now: datetime, staff_return: StaffReturn, head: StaffHead, correction: str) -> StaffReturn:
    """Begin the next version of a submitted return, with the reason. It counts once it is submitted; until then the former one does."""
    old = (
        StaffReturn.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=staff_return.pk)
    )
    STAFF_RETURN_POLICY.require(actor, "correct", old)
    if old.state != S.SUBMITTED:
        words = _("“%(row)s”现在是“%(state)s”，只有已报送的才更正。") % {"row": old, "state": old.get_state_display()}
        raise Conflict(words, code="not_submitted")
    reason = " ".join(correction.split())[:300]
    if not reason:
        raise at_field("correction", _("请写明更正理由。"))
    if old.enterprise.staff_returns.filter(period=old.period, state=S.DRAFT).exists():
        raise Conflict(_("“%(row)s”已有一份更正在起草；请先报送或放弃它。") % {"row": old}, code="stands")
    row = StaffReturn(
        enterprise=old.enterprise, version=_next_version(old), supersedes=old, correction=reason, source=Source.PAGE,
        entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    _write(row, StaffHead(old.when, head.headcount, head.by_post, head.explanation))
    audit.record(actor, "enterprises.staffreturn.corrected", row, now=now, detail={"was": old.headcount, "headcount": head.headcount})
    return row


def returned_anew() -> str:
    """Why there is a later version of a period of which no version counts, in the language of records."""
    with as_recorded():
        return _("重新填报")


def _next_version(old: StaffReturn) -> int:
    """Beside versions that were dropped; a dropped one gives its place as successor back."""
    StaffReturn.objects.filter(supersedes=old, state=S.DROPPED).update(supersedes=None)
    last = StaffReturn.objects.filter(enterprise=old.enterprise_id, period=old.period).aggregate(last=Max("version"))["last"]
    return int(last) + 1


def _write(row: StaffReturn, head: StaffHead) -> None:
    if not 0 <= head.headcount <= LARGEST:
        raise at_field("headcount", _("职工人数应在0和%(most)d之间。") % {"most": LARGEST})
    row.period, row.ends_on, row.definition = head.period.code, head.period.ends_on, definition_on(head.period.ends_on)
    row.headcount, row.explanation = head.headcount, " ".join(head.explanation.split())[:300]
    by_post = dict(head.by_post or {})
    total = sum(by_post.values())
    if total > head.headcount:
        raise at_field(
            "headcount", _("分岗位人数合计%(total)d人，超过职工人数%(n)d人。") % {"total": total, "n": head.headcount}, code="by_post"
        )
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise Conflict(_("这一期刚有人填报，没有重复保存；请刷新后核对。"), code="raced") from None
    if head.by_post is not None:
        kinds = {kind.pk: kind for kind in PostKind.objects.filter(enterprise=row.enterprise_id, pk__in=by_post)}
        row.by_post.all().delete()
        StaffByPost.objects.bulk_create(
            StaffByPost(staff_return=row, kind=kinds[pk], headcount=n) for pk, n in by_post.items() if pk in kinds
        )


def _refuse_before_and_after(enterprise: Enterprise, period: Period) -> None:
    """A firm returns nothing for a time before it opened or after it closed."""
    if enterprise.opened_on is not None and period.ends_on < enterprise.opened_on:
        raise at_field(
            "period", _("“%(name)s”%(day)s才成立，没有这一期的职工人数。") % {"name": enterprise, "day": enterprise.opened_on.isoformat()}
        )
    closed = enterprise.closed_on
    if enterprise.state == EnterpriseState.CLOSED and closed is not None and period.ends_on > closed and period.year > closed.year:
        raise at_field("period", _("“%(name)s”%(day)s已关闭，没有这一期的职工人数。") % {"name": enterprise, "day": closed.isoformat()})
