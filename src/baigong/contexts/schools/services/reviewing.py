"""Cases given to experts, and what they say."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.accounts.public import User
from baigong.contexts.schools.access import PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.models import Project, ProjectReview, ProjectState, Recommendation, ReviewRound, ReviewState
from baigong.contexts.schools.selectors.projects import is_of_host, list_experts
from baigong.contexts.schools.workflow.telling import tell_expert
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.notices import settle
from baigong.kernel.workflow import fire

ROUNDS = {ProjectState.REVIEW: ReviewRound.LISTING, ProjectState.ACCEPTANCE: ReviewRound.ACCEPTANCE}


@transaction.atomic
def assign_review(*, actor: Actor, now: datetime, project: Project, expert: User, due_on: date | None = None) -> ProjectReview:
    """Give a case to an expert.

    Raises ``Refusal`` for one of the host's own people, ``Conflict`` outside of a round or when it was given before.
    """
    row = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("host").get(pk=project.pk)
    PROJECT_POLICY.require(actor, "assign", row)
    round_ = ROUNDS.get(ProjectState(row.state))
    if round_ is None:
        words = _("“%(title)s”现在是“%(state)s”，不在评审或验收中。") % {"title": row, "state": row.get_state_display()}
        raise Conflict(words, code="wrong_state")
    if not list_experts(now.date()).filter(pk=expert.pk).exists():
        raise at_field("expert", _("%(name)s不是专家。") % {"name": expert}, code="no_expert")
    if is_of_host(expert.pk, row, now.date()):
        words = _("%(name)s任职于申报单位，应当回避；请另选专家。") % {"name": expert}
        raise Refusal(words, code="own_case", fields={"expert": words})
    if due_on is not None and due_on < now.date():
        raise Refusal(_("评审期限不能早于今天。"), code="due", fields={"due_on": _("不能早于今天")})
    if row.reviews.filter(round=round_, expert=expert).exists():
        raise Conflict(_("本轮已请%(name)s评审。") % {"name": expert}, code="assigned_twice")
    review = ProjectReview.objects.create(project=row, round=round_, expert=expert, due_on=due_on, assigned_at=now)
    audit.record(actor, "schools.projectreview.assigned", review, now=now, detail={"project": row.pk, "expert": expert.pk})
    tell_expert(review, actor=actor, now=now)
    return review


@transaction.atomic
def release_review(*, actor: Actor, now: datetime, review: ProjectReview) -> Project:
    """Take a case back from an expert who has not said anything; the log keeps it."""
    row = ProjectReview.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=review.pk)
    REVIEW_POLICY.require(actor, "release", row)
    audit.record(actor, "schools.projectreview.released", row, now=now, detail={"project": row.project_id, "expert": row.expert_id})
    settle(kind="schools.projectreview.assigned", url=row.get_absolute_url(), now=now)
    project = row.project
    row.delete()
    return project


@transaction.atomic
def write_review(
    *, actor: Actor, now: datetime, review: ProjectReview, recommendation: str, opinion: str, score: Decimal | None = None,
    submit: bool = False,
) -> ProjectReview:  # fmt: skip
    """Write an opinion, and hand it in with ``submit``. Raises ``Conflict`` once it was handed in."""
    row = ProjectReview.objects.select_for_update(no_key=True, of=("self",)).select_related("project").get(pk=review.pk)
    REVIEW_POLICY.require(actor, "submit", row)
    if row.state != ReviewState.ASSIGNED:
        raise Conflict(_("评审意见%(state)s，不能再改。") % {"state": row.get_state_display()}, code="handed_in")
    if recommendation not in {"", *Recommendation.values}:
        raise at_field("recommendation", _("请选择评审建议。"))
    if score is not None and not 0 <= score <= 100:
        raise Refusal(_("评分应在0至100之间。"), code="score", fields={"score": _("评分应在0至100之间。")})
    if submit and not (recommendation and opinion.strip()):
        asked = {"recommendation": _("请选择评审建议。"), "opinion": _("请写明评审意见：依据什么、建议怎样办。")}
        empty = {name for name, value in (("recommendation", recommendation), ("opinion", opinion.strip())) if not value}
        words = _("提交前请写明评审建议和意见。")
        raise Refusal(words, code="review_incomplete", fields={name: asked[name] for name in asked if name in empty})
    row.recommendation, row.opinion, row.score = recommendation, opinion.strip(), score
    row.save(update_fields=["recommendation", "opinion", "score"])
    audit.record(actor, "schools.projectreview.written", row, now=now, detail={"project": row.project_id})
    if submit:
        settle(kind="schools.projectreview.assigned", url=row.get_absolute_url(), now=now)
        return fire(row, "submit", actor=actor, now=now)
    return row
