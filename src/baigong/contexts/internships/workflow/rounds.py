"""The life of a round, and of an objection to what it published."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.dateparse import parse_date
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access import APPEAL_POLICY, ROUND_POLICY
from baigong.contexts.internships.models import AppealState, PlacementAppeal, PlacementRound, RoundState
from baigong.contexts.internships.workflow.telling import appeal_answered, choosing_begins
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S, A = RoundState, AppealState


def has_both_sides(row: PlacementRound) -> str | None:
    """There are students, and posts for them."""
    if not row.entries.filter(is_live=True).exists():
        return Unmet(gettext("本轮还没有学生。"), gettext("选择学生"), f"{row.get_absolute_url()}students/", needs="edit")
    if not row.offers.exists():
        return Unmet(gettext("本轮还没有岗位。"), gettext("选择岗位"), f"{row.get_absolute_url()}posts/", needs="edit")
    return None


def invited(row: PlacementRound, *, actor: Actor, now: datetime, reason: str, chooses_until: str | date = "", **facts: Any) -> None:
    """Students choose until a day."""
    day = chooses_until if isinstance(chooses_until, date) else parse_date(chooses_until or "")
    if day is None or not now.date() <= day < row.starts_on:
        raise at_field(
            "chooses_until", gettext("请填写志愿截止日期，在今天和实习开始日期%(day)s之间。") % {"day": row.starts_on.isoformat()}
        )
    row.chooses_until = day
    row.save(update_fields=["chooses_until"])


def told_to_choose(row: PlacementRound, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Those who sign in are told."""
    choosing_begins(row, actor=actor, now=now)


def released(row: PlacementRound, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its students are free for another round."""
    row.entries.filter(is_live=True).update(is_live=False)


def never_published(row: PlacementRound) -> str | None:
    """What was published is not called off."""
    return gettext("本轮已经公布过，只能结束，不能取消。") if row.times else None


def all_answered(row: PlacementRound) -> str | None:
    """No objection waits."""
    waiting = PlacementAppeal.objects.filter(entry__round=row, state=A.FILED).count()
    return gettext("还有%(n)d件申诉待答复。") % {"n": waiting} if waiting else None


def appeals_over(row: PlacementRound, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The days in which students may object are theirs."""
    if row.appeals_until is not None and now.date() <= row.appeals_until:
        words = gettext("申诉期到%(day)s为止，过了这一天才能结束。") % {"day": row.appeals_until.isoformat()}
        raise Refusal(words, code="appeals_open")


PLACEMENT_ROUND = StateMachine(
    policy=ROUND_POLICY,
    states=RoundState,
    initial=S.OPEN,
    select=("school",),
    transitions=[
        step("invite", S.OPEN, S.CHOOSING, _("开放志愿填报"), "invited", guard=has_both_sides, prepare=invited, effect=told_to_choose),
        step("start", [S.OPEN, S.CHOOSING, S.REVIEW, S.PUBLISHED], S.SOLVING, _("开始计算"), "started", internal=True,
             guard=has_both_sides),
        step("settle", S.SOLVING, S.REVIEW, _("算出结果"), "solved", internal=True),
        step("give_up", S.SOLVING, S.OPEN, _("计算未完成"), "given_up", internal=True),
        step("give_up_refill", S.SOLVING, S.PUBLISHED, _("补录计算未完成"), "refill_given_up", internal=True),
        step("publish", S.REVIEW, S.PUBLISHED, _("公布安排"), "published", internal=True, todo=_("待核对公布的实习安排"), due="starts_on"),
        step("close", S.PUBLISHED, S.CLOSED, _("结束本轮"), "closed", guard=all_answered, prepare=appeals_over, effect=released,
             danger=True, explain=_("本轮不再申诉、补录；安排好的继续办理手续。")),
        step("cancel", [S.OPEN, S.CHOOSING, S.REVIEW], S.CANCELLED, _("取消本轮"), "cancelled", reason_required=True, danger=True,
             guard=never_published, effect=released, explain=_("学生可以参加其他轮次；记录留存。")),
    ],
)  # fmt: skip


def answered(row: PlacementAppeal, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The answer is kept and told."""
    row.answer, row.answered_at = reason[:500], now
    row.save(update_fields=["answer", "answered_at"])
    appeal_answered(row, actor=actor, now=now, body=reason)


PLACEMENT_APPEAL = StateMachine(
    policy=APPEAL_POLICY,
    states=AppealState,
    initial=A.FILED,
    select=("entry__intern", "entry__round"),
    transitions=[
        step("uphold", A.FILED, A.UPHELD, _("采纳"), "upheld", reason_required=True, reason_label=_("答复"), effect=answered,
             todo=_("待答复的安排申诉"), due="entry__round__appeals_until"),
        step("reject", A.FILED, A.REJECTED, _("不采纳"), "rejected", reason_required=True, reason_label=_("答复"), effect=answered),
        step("withdraw", A.FILED, A.WITHDRAWN, _("撤回申诉"), "withdrawn"),
    ],
)  # fmt: skip
