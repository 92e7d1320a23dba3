"""HTTP operations of expert reviews: cases given by the working team, opinions written by their experts."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.http import Http404
from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema, Status

from baigong.contexts.schools.access import PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.models import ProjectReview, Recommendation, ReviewRound, ReviewState
from baigong.contexts.schools.selectors.projects import get_project, list_experts, list_reviews
from baigong.contexts.schools.services import reviewing as services
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import at_field
from baigong.kernel.workflow.operations import StepIn, steps_of, take

router = Router(tags=["schools"])
MOST = 200


class ReviewQuery(Schema):
    """Which cases."""

    state: str = Field("", max_length=10)
    project: int | None = Field(None, ge=1, lt=2**31)
    after: int = Field(0, ge=0, lt=2**31, description="Only those with a greater id, for the next page")
    limit: int = Field(50, ge=1, le=MOST)


class ReviewOut(Schema):
    """The opinion of one expert in one round; hosts and the public never see it."""

    id: int
    project_id: int
    project: str
    round: ReviewRound
    expert: str = Field(description="Account name")
    state: ReviewState
    due_on: date | None
    score: Decimal | None
    recommendation: Recommendation | None
    opinion: str
    assigned_at: datetime
    said_at: datetime | None
    steps: list[str] = Field(description="Steps the caller may take now")


class AssignIn(Schema):
    """A case for an expert."""

    expert: str = Field(max_length=150, description="Account name")
    due_on: date | None = None


class OpinionIn(Schema):
    """What an expert says."""

    recommendation: Recommendation | None = None
    opinion: str = Field("", max_length=5000)
    score: Decimal | None = Field(None, ge=0, le=100, max_digits=5, decimal_places=2)
    submit: bool = Field(False, description="Hand it in; after that it is not changed any more")


@router.get("/reviews", url_name="reviews-list", response=list[ReviewOut], summary="Cases in the caller's sight, by id")
@requires(REVIEW_POLICY, "view")
def list_cases(request: Request, query: Query[ReviewQuery]) -> list[dict[str, Any]]:
    """An expert's own; for the city's staff all of them."""
    asked = {name: value for name in ("state", "project") if (value := getattr(query, name))}
    rows = list_reviews(request.actor).filter(pk__gt=query.after, **asked).order_by("pk")
    return [_review(request, row) for row in rows[: query.limit]]


@router.post("/projects/{int:pk}/reviews", url_name="reviews-assign", response={201: ReviewOut}, summary="Give a case to an expert")
@requires(PROJECT_POLICY, "assign")
def assign(request: Request, pk: int, given: AssignIn) -> Status[dict[str, Any]]:
    """Refused for one of the host's own people, outside of a round, and a second time in one round."""
    if pk >= 2**31:
        raise Http404
    project = get_project(request.actor, pk)
    PROJECT_POLICY.require(request.actor, "assign", project)
    expert = list_experts(request.now.date()).filter(username=given.expert).first()
    if expert is None:
        raise at_field("expert", _("%(name)s不是专家。") % {"name": given.expert}, code="no_expert")
    row = services.assign_review(actor=request.actor, now=request.now, project=project, expert=expert, due_on=given.due_on)
    return Status(201, _review(request, row))


@router.put("/reviews/{int:pk}", url_name="reviews-write", response=ReviewOut, summary="Write an opinion")
@requires(REVIEW_POLICY, "submit")
def write(request: Request, pk: int, given: OpinionIn) -> dict[str, Any]:
    """Its expert alone; with ``submit`` it is handed in."""
    said = given.dict() | {"recommendation": given.recommendation.value if given.recommendation else ""}
    return _review(request, services.write_review(actor=request.actor, now=request.now, review=_get(request, pk), **said))


@router.post("/reviews/{int:pk}/steps", url_name="reviews-take-step", response=ReviewOut, summary="Take a step")
@requires(REVIEW_POLICY, "view")
def take_step(request: Request, pk: int, step: StepIn) -> dict[str, Any]:
    """``recuse`` for its expert, ``give_back`` for the working team; refused with 403, 409 or 422 and the reason."""
    take(request, _get(request, pk), step)
    return _review(request, _get(request, pk))


@router.delete("/reviews/{int:pk}", url_name="reviews-release", response={204: None}, summary="Take a case back")
@requires(REVIEW_POLICY, "release")
def release(request: Request, pk: int) -> Status[None]:
    """From an expert who has not said anything; the log keeps it."""
    services.release_review(actor=request.actor, now=request.now, review=_get(request, pk))
    return Status(204, None)


def _get(request: Request, pk: int) -> ProjectReview:
    if pk >= 2**31:
        raise Http404
    return REVIEW_POLICY.get_or_404(request.actor, list_reviews(request.actor), pk=pk)


def _review(request: Request, row: ProjectReview) -> dict[str, Any]:
    names = ("id", "project_id", "round", "state", "due_on", "score", "opinion", "assigned_at", "said_at")
    return {name: getattr(row, name) for name in names} | {
        "project": str(row.project),
        "expert": row.expert.username,
        "recommendation": row.recommendation or None,
        "steps": [step["name"] for step in steps_of(row, request.actor) if step["allowed"]],
    }
