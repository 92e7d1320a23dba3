"""The life of one expert's review."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.schools.access import REVIEW_POLICY
from baigong.contexts.schools.models import ProjectReview, ProjectState, ReviewRound, ReviewState
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
PLACE = {ReviewRound.LISTING: ProjectState.REVIEW, ReviewRound.ACCEPTANCE: ProjectState.ACCEPTANCE}
"""The state of the project in which a round takes place."""


def is_said(row: ProjectReview) -> str | None:
    """An opinion has a recommendation and words."""
    if row.recommendation and row.opinion.strip():
        return None
    return Unmet(gettext("请先写评审建议和意见。"), gettext("写评审意见"), reverse("schools:review", args=[row.pk]), needs="submit")


def is_still_undecided(row: ProjectReview) -> str | None:
    """After the decision an opinion stays as it was said."""
    if row.project.state == PLACE[ReviewRound(row.round)]:
        return None
    return gettext("项目“%(title)s”已作决定，评审意见不再修改。") % {"title": row.project}


def said(row: ProjectReview, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour."""
    row.said_at = now
    row.save(update_fields=["said_at"])


REVIEW = StateMachine(
    policy=REVIEW_POLICY,
    states=ReviewState,
    initial=ReviewState.ASSIGNED,
    final=frozenset({ReviewState.RECUSED}),
    select=("project",),
    transitions=[
        step("submit", ReviewState.ASSIGNED, ReviewState.SUBMITTED, _("提交评审意见"), "submitted", guard=is_said, effect=said,
             todo=_("待评审的项目"), due="due_on"),
        step("give_back", ReviewState.SUBMITTED, ReviewState.ASSIGNED, _("退回补充"), "given_back", guard=is_still_undecided,
             reason_required=True),
        step("recuse", ReviewState.ASSIGNED, ReviewState.RECUSED, _("回避"), "recused", reason_required=True,
             reason_label=_("回避事由"), explain=_("与申报单位有利害关系的，应当回避。")),
    ],
)  # fmt: skip
