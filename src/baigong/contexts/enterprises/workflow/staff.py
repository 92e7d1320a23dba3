"""The life of a head-count: drafted, submitted and locked, replaced by the next version."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import STAFF_RETURN_POLICY
from baigong.contexts.enterprises.events import StaffCorrected
from baigong.contexts.enterprises.models import StaffReturn, StaffReturnState
from baigong.contexts.enterprises.workflow.remarks import remarks_on
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.events import publish
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of
S = StaffReturnState


def is_explained(row: StaffReturn) -> str | None:
    """What is striking is explained before it goes in; nothing is refused for being striking."""
    asked = [remark for remark in remarks_on([row])[row.pk] if remark.asks]
    if not asked or row.explanation:
        return None
    words = gettext("%(what)s请核对；确实如此的，写明情况再报送。") % {"what": "".join(str(remark.words) for remark in asked)}
    return Unmet(words, gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")


def not_of_the_future(row: StaffReturn, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A count is of a period that is over; its earlier version gives way in the same transaction."""
    if row.ends_on > now.date():
        words = gettext("“%(period)s”截至%(day)s，还没有到，不能报送。") % {"period": row.when.label, "day": row.ends_on.isoformat()}
        raise Refusal(words, code="not_over", status=409)
    standing = StaffReturn.objects.filter(enterprise=row.enterprise_id, period=row.period, state=S.SUBMITTED).exclude(pk=row.pk).first()
    if standing is not None:
        if row.supersedes_id != standing.pk:
            words = gettext("“%(row)s”已报送（%(n)d人）；要改请在那一份上更正。") % {"row": row, "n": standing.headcount}
            raise Conflict(words, code="stands")
        fire(standing, "supersede", actor=actor, now=now)
    row.submitted_at = now
    row.save(update_fields=["submitted_at"])


def submitted(row: StaffReturn, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A corrected number is news to whoever computed from the old one."""
    if row.version > 1:
        publish(StaffCorrected(row.enterprise_id, row.period))


STAFF_RETURN = StateMachine(
    policy=STAFF_RETURN_POLICY,
    states=StaffReturnState,
    initial=S.DRAFT,
    select=("enterprise__organisation",),
    transitions=[
        step("submit", S.DRAFT, S.SUBMITTED, _("报送"), "submitted", guard=is_explained, prepare=not_of_the_future, effect=submitted,
             todo=_("待报送的职工人数")),
        step("supersede", S.SUBMITTED, S.SUPERSEDED, _("由新版本取代"), "superseded", internal=True),
        step("drop", S.DRAFT, S.DROPPED, _("放弃"), "dropped", danger=True, explain=_("草稿不再报送；留存备查。")),
    ],
)  # fmt: skip
