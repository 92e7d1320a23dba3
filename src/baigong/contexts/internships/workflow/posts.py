"""The life of a post: drafted, submitted, reviewed, published, paused, closed; what the rules forbid does not come past them."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.models import STANDING, InternshipPost, PostState
from baigong.contexts.internships.post_rules import judge
from baigong.contexts.internships.workflow.telling import post_decided, post_waits, post_waits_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = PostState


def unlawful(row: InternshipPost) -> str | None:
    """The first clause that forbids it, with both sides' values and the lawful way; or the reason that is lacking."""
    said = judge(row)
    if said.blocking:
        others = len(said.blocking) - 1
        more = ngettext("另有%(num)d处不符。", "另有%(num)d处不符。", others) % {"num": others} if others else ""
        return Unmet(f"{said.blocking[0].words}{more}", gettext("修改岗位"), f"{row.get_absolute_url()}edit/", needs="edit")
    if said.reasonless:
        return Unmet(said.reasonless[0].words, gettext("写明理由"), f"{row.get_absolute_url()}edit/", needs="edit")
    return None


def incomplete(row: InternshipPost) -> str | None:
    """A post that goes on its way names who guides the interns, and breaks no rule."""
    if not row.mentors.exists():
        return Unmet(gettext("还没有企业导师。"), gettext("填写企业导师"), f"{row.get_absolute_url()}edit/", needs="edit")
    return unlawful(row)


def not_over(row: InternshipPost, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A post whose days are over takes nobody."""
    if row.ends_on < now.date():
        raise at_field(
            "ends_on", gettext("岗位到%(day)s为止，日期已经过了；请改日期再提交。") % {"day": row.ends_on.isoformat()}, code="over"
        )


def submitted(row: InternshipPost, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for the county, or the city's team."""
    post_waits(row, actor=actor, now=now)


def decided(row: InternshipPost, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Who entered it is told."""
    post_decided(row, actor=actor, now=now, body=reason)


def taken_back(row: InternshipPost, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    post_waits_no_more(row, now)


def nobody_is_lost(row: InternshipPost, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A post with interns is not closed: they are placed elsewhere first."""
    held = row.placements.filter(state__in=STANDING).count()
    if held:
        words = gettext("“%(post)s”还有%(n)d名实习生；先为他们变更单位或办理结束，再关闭岗位。") % {"post": row, "n": held}
        raise Refusal(words, code="has_interns")


INTERNSHIP_POST = StateMachine(
    policy=POST_POLICY,
    states=PostState,
    initial=S.DRAFT,
    select=("enterprise__organisation",),
    transitions=[
        step("submit", S.DRAFT, S.SUBMITTED, _("提交审核"), "submitted", guard=incomplete, prepare=not_over, effect=submitted),
        step("recall", S.SUBMITTED, S.DRAFT, _("撤回修改"), "recalled", effect=taken_back),
        step("return", [S.SUBMITTED, S.REVIEWED], S.DRAFT, _("退回修改"), "returned", reason_required=True, effect=decided),
        step("review", S.SUBMITTED, S.REVIEWED, _("审核通过"), "reviewed", guard=unlawful, effect=taken_back,
             todo=_("待审核的实习岗位"), due="starts_on"),
        step("publish", S.REVIEWED, S.PUBLISHED, _("公布"), "published", guard=unlawful, effect=decided,
             todo=_("待公布的实习岗位"), due="starts_on"),
        step("pause", S.PUBLISHED, S.PAUSED, _("暂停接收"), "paused", reason_required=True,
             explain=_("不再安排新的学生；已安排的不受影响。")),
        step("resume", S.PAUSED, S.PUBLISHED, _("恢复接收"), "resumed", guard=unlawful),
        step("close", [S.PUBLISHED, S.PAUSED], S.CLOSED, _("关闭"), "closed", reason_required=True, danger=True, prepare=nobody_is_lost,
             explain=_("关闭后不再安排学生，记录留存。")),
        step("withdraw", [S.DRAFT, S.SUBMITTED, S.REVIEWED], S.WITHDRAWN, _("撤回岗位"), "withdrawn", danger=True, effect=taken_back,
             explain=_("岗位不再办理，记录留存。")),
    ],
)  # fmt: skip
