"""HTTP operations of outcomes: the catalogue for anybody, and posting results from a school's own system."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Field, Header, Query, Router, Schema

from baigong.contexts.credit_bank.access import OUTCOME_BATCH_POLICY
from baigong.contexts.credit_bank.models import OutcomeType
from baigong.contexts.credit_bank.selectors.outcomes import issuers_of, list_public_types
from baigong.contexts.credit_bank.services.posting import MOST, Line, post_outcomes
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["credit_bank"])
KEY = "Your own name of the batch: the same key with the same content again posts nothing twice"


class TypeOut(Schema):
    """An entry of the catalogue."""

    code: str
    kind: str
    title: str
    issuer: str
    level: str
    family: str = Field(description="Of one family a higher level replaces a lower one")
    hours: int | None
    credits: int | None = Field(description="Hundredths of a credit; null: by the hours")
    valid_years: int | None
    since: date
    until: date | None


class CatalogueQuery(Schema):
    """Which entries."""

    kind: str = Field("", max_length=20)
    after: str = Field("", max_length=40, description="Only those with a greater code, for the next page")
    limit: int = Field(100, ge=1, le=500)


class LineIn(Schema):
    """One outcome."""

    account: str = Field(max_length=20, description="Number of the learner's credit account")
    name: str = Field(max_length=80, description="As in the account; guards against a wrong number")
    code: str = Field(max_length=40, description="Code of the catalogue's entry, issued by this body")
    attained_on: date
    number: str = Field("", max_length=60, description="Number of the certificate, where it bears one")
    hours: int | None = Field(None, ge=1, le=5000)
    grade: str = Field("", max_length=20)


class BatchIn(Schema):
    """What a body posts."""

    body: int = Field(description="Id of the issuing body")
    decision: str = Field(max_length=200, description="By which document or record of results; written on every posting")
    lines: list[LineIn] = Field(max_length=MOST)


class BatchOut(Schema):
    """What was posted."""

    batch: int
    key: str
    count: int
    is_new: bool = Field(description="False where this batch had been posted before")


@router.get("/outcome-types", url_name="outcome-types", response=list[TypeOut], summary="The catalogue of outcomes")
@public
def outcome_types(request: Request, query: Query[CatalogueQuery]) -> list[OutcomeType]:
    """What the credit bank takes in, and with how many credits."""
    rows = list_public_types().filter(code__gt=query.after).order_by("code")
    return list(rows.filter(kind=query.kind)[: query.limit] if query.kind else rows[: query.limit])


@router.post("/results", url_name="results-post", response=BatchOut, summary="Post results")
@requires(OUTCOME_BATCH_POLICY, "post")
def results(
    request: Request, given: BatchIn, key: Annotated[str, Header(alias="Idempotency-Key", max_length=80, description=KEY)]
) -> dict[str, Any]:
    """Recognise and post what a body itself issued: all lines or none; every wrong line is named."""
    body = next((body for body in issuers_of(request.actor) if body.pk == given.body), None)
    if body is None:
        raise Refusal(_("没有这个颁发单位，或不由您办理。"), code="body", status=404)
    lines = [Line(**line.dict()) for line in given.lines]
    receipt = post_outcomes(actor=request.actor, now=request.now, body=body, key=key, decision=given.decision, lines=lines)
    return {"batch": receipt.batch.pk, "key": receipt.batch.key, "count": receipt.batch.count, "is_new": receipt.is_new}
