"""HTTP operations of the duty of places and of apprenticeship: what is asked of an enterprise, and its classes."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.enterprises.public import get_enterprise
from baigong.contexts.internships.access_of_apprenticeship import COHORT_POLICY
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY
from baigong.contexts.internships.models import DutyReturn
from baigong.contexts.internships.pages_of_duty import step_words
from baigong.contexts.internships.selectors.apprenticeship import list_cohorts
from baigong.contexts.internships.selectors.duty import Year, enterprises_in_sight, year_of, years_known, years_of
from baigong.contexts.internships.services.duty import draft_return
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["internships"])
ID = 2**31 - 1


class DutyOut(Schema):
    """An enterprise's year. Numbers of students are whole; ``staff`` is the average of the year before."""

    enterprise: int
    name: str
    year: int
    staff: float | None = Field(description="Null where no head-count was returned")
    required: int | None
    at_most: int | None = Field(description="What the cap lets it take")
    offered: int
    filled: int
    served: float
    person_days: int
    missing: int
    verdict: str
    steps: list[str] = Field(description="How it came about, in words")


class DutyQuery(Schema):
    """Which year."""

    year: int = Field(ge=2000, le=2100)
    after: int = Field(0, ge=0, le=ID, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


class DraftIn(Schema):
    """What an enterprise says of a year; the figures follow from the records."""

    reason: str = Field("", max_length=500, description="Why it fell short: a reason on record suffices")
    correction: str = Field("", max_length=300, description="Why there is a new version of a year that is locked")


class ReturnOut(Schema):
    """A year as it was drawn up."""

    id: int
    version: int
    state: str
    verdict: str
    missing: int


class CohortOut(Schema):
    """A class of apprentices."""

    id: int
    kind: str
    title: str
    enterprise: str
    school: str
    level: str
    starts_on: date
    ends_on: date
    people: int
    certified: int
    document: str
    state: str


class CohortQuery(Schema):
    """Which classes."""

    after: int = Field(0, ge=0, le=ID, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


def _told(one: Year) -> dict[str, Any]:
    return {
        "enterprise": one.enterprise.pk, "name": str(one.enterprise), "year": one.year,
        "staff": float(one.staff.value) if one.staff is not None else None, "required": one.duty.required, "at_most": one.duty.at_most,
        "offered": one.offered, "filled": one.filled, "served": float(one.done.heads), "person_days": one.done.person_days,
        "missing": one.duty.missing, "verdict": one.verdict, "steps": [step_words(step) for step in one.duty.steps],
    }  # fmt: skip


@router.get("/duty", url_name="duty-list", response=list[DutyOut], summary="List what is asked of enterprises")
@requires(DUTY_RETURN_POLICY, "work")
def duties(request: Request, asked: Query[DutyQuery]) -> list[dict[str, Any]]:
    """The enterprises in one's work, in the order of their ids, each with its year."""
    if asked.year not in years_known(request.now.date()):
        raise Refusal(_("没有这一年度的实习岗位责任。"), code="year", status=404)
    firms = sorted((one for one in enterprises_in_sight(request.actor, asked.year) if one.pk > asked.after), key=lambda one: one.pk)
    return [_told(one) for one in years_of(firms, asked.year, request.now.date())[: asked.limit]]


@router.get("/duty/{pk}/{year}", url_name="duty-one", response=DutyOut, summary="One enterprise's year")
@requires(DUTY_RETURN_POLICY, "view")
def duty(request: Request, pk: int, year: int) -> dict[str, Any]:
    """What is asked of one enterprise and what it did, step by step."""
    enterprise = get_enterprise(request.actor, pk)
    found = year_of(enterprise, year, request.now.date()) if year in years_known(request.now.date()) else None
    if found is None or not DUTY_RETURN_POLICY.decide(request.actor, "view", DutyReturn(enterprise=enterprise)):
        raise Refusal(_("没有这家企业这一年度的实习岗位责任，或不在您的职责范围内。"), code="year", status=404)
    return _told(found)


@router.post("/duty/{pk}/{year}", url_name="duty-draft", response=ReturnOut, summary="Draw up an enterprise's year")
@requires(DUTY_RETURN_POLICY, "draft")
def draft(request: Request, pk: int, year: int, given: DraftIn) -> DutyReturn:
    """Draw up a year that is over from the records; it is confirmed and locked by the workflow's step ``submit``."""
    enterprise = get_enterprise(request.actor, pk)
    return draft_return(
        actor=request.actor, now=request.now, enterprise=enterprise, year=year, reason=given.reason, correction=given.correction
    )


@router.get("/apprenticeship", url_name="cohorts", response=list[CohortOut], summary="List classes of apprentices")
@requires(COHORT_POLICY, "view")
def cohorts(request: Request, asked: Query[CohortQuery]) -> list[dict[str, Any]]:
    """The classes in one's sight, in the order of their ids."""
    rows = list_cohorts(request.actor).filter(pk__gt=asked.after).order_by("pk")[: asked.limit]
    names = ("kind", "title", "level", "starts_on", "ends_on", "people", "certified", "document", "state")
    return [
        {"id": row.pk, "enterprise": str(row.enterprise), "school": str(row.school), **{name: getattr(row, name) for name in names}}
        for row in rows
    ]
