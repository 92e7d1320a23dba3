"""HTTP operations of enterprises: the register for partners, head-counts posted from a firm's or a county's own system, what is open."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any

from django.utils.translation import gettext as _
from ninja import Field, Header, Query, Router, Schema

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY, STAFF_BATCH_POLICY, STAFF_RETURN_POLICY
from baigong.contexts.enterprises.models import Cooperation, Enterprise, Source, StaffReturn
from baigong.contexts.enterprises.selectors.cooperation import list_cooperations
from baigong.contexts.enterprises.selectors.register import acting_bodies, list_enterprises
from baigong.contexts.enterprises.selectors.staff import list_returns
from baigong.contexts.enterprises.services.staff_posting import MOST, StaffLine, post_returns
from baigong.kernel.access import ANONYMOUS, Request, public, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["enterprises"])
KEY = "Your own name of the batch: the same key with the same content again posts nothing twice"


class EnterpriseOut(Schema):
    """An enterprise of the register."""

    id: int
    name: str
    credit_code: str
    division_code: str = Field(description="County, GB/T 2260")
    industry_code: str = Field(description="GB/T 4754-2017")
    industry: str
    ownership: str
    size: str
    state: str
    opened_on: date | None
    closed_on: date | None
    parent: str | None = Field(description="Unified social credit code of the group's parent")

    @staticmethod
    def resolve_parent(row: Enterprise) -> str | None:
        """The code of the firm to which it belongs."""
        return row.parent.credit_code if row.parent else None


class EnterpriseQuery(Schema):
    """Which enterprises."""

    credit_code: str = Field("", max_length=18)
    division_code: str = Field("", max_length=6)
    after: int = Field(0, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


class StaffOut(Schema):
    """A head-count as it stands."""

    id: int
    credit_code: str
    period: str = Field(description="2021 (average of the year), 2021-Q3, 2021-09 (ends of a quarter, of a month)")
    headcount: int
    definition: str
    version: int
    state: str
    submitted_at: datetime | None

    @staticmethod
    def resolve_credit_code(row: StaffReturn) -> str:
        """Whose it is."""
        return row.enterprise.credit_code


class StaffQuery(Schema):
    """Which head-counts."""

    credit_code: str = Field("", max_length=18)
    period: str = Field("", max_length=7)
    after: int = Field(0, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


class ByPostIn(Schema):
    """The people of one kind of post."""

    kind: str = Field(max_length=60, description="As the enterprise names it; a new one is entered with it")
    headcount: int = Field(ge=0)


class StaffIn(Schema):
    """One head-count."""

    credit_code: str = Field(max_length=18)
    period: str = Field(max_length=7, description="2021, 2021-Q3 or 2021-09")
    headcount: int = Field(ge=0)
    explanation: str = Field("", max_length=300, description="Needed where the number is striking: zero, far from last year, …")
    correction: str = Field("", max_length=300, description="Needed where another number was submitted before")
    by_post: list[ByPostIn] = Field(default_factory=list, max_length=100)


class StaffBatchIn(Schema):
    """What a body posts."""

    body: int = Field(description="Id of the organisation that posts: the enterprise's, the county's, the bureau's")
    lines: list[StaffIn] = Field(max_length=MOST)


class StaffBatchOut(Schema):
    """What was posted."""

    batch: int
    key: str
    is_new: bool = Field(description="False where this batch had been posted before")
    added: int
    corrected: int
    same: int


class CooperationOut(Schema):
    """A co-operation in force."""

    id: int
    kind: str
    title: str
    enterprise: str
    school: str
    programme_code: str
    programme: str
    places: int | None
    since: date
    until: date | None

    @staticmethod
    def resolve_enterprise(row: Cooperation) -> str:
        """The firm's name."""
        return row.enterprise.name

    @staticmethod
    def resolve_school(row: Cooperation) -> str:
        """The school's name."""
        return row.school.name


@router.get("", url_name="enterprises", response=list[EnterpriseOut], summary="The register of enterprises")
@requires(ENTERPRISE_POLICY, "view")
def enterprises(request: Request, query: Query[EnterpriseQuery]) -> list[Enterprise]:
    """The enterprises in the caller's sight, in the order of their ids."""
    rows = list_enterprises(request.actor).filter(pk__gt=query.after).order_by("pk")
    if query.credit_code:
        rows = rows.filter(organisation__credit_code=query.credit_code.upper())
    if query.division_code:
        rows = rows.filter(organisation__division_code=query.division_code)
    return list(rows[: query.limit])


@router.get("/staff", url_name="enterprise-staff", response=list[StaffOut], summary="Head-counts")
@requires(STAFF_RETURN_POLICY, "view")
def staff(request: Request, query: Query[StaffQuery]) -> list[StaffReturn]:
    """The head-counts in the caller's sight, in the order of their ids."""
    rows = list_returns(request.actor).filter(pk__gt=query.after).order_by("pk")
    if query.credit_code:
        rows = rows.filter(enterprise__organisation__credit_code=query.credit_code.upper())
    return list((rows.filter(period=query.period) if query.period else rows)[: query.limit])


@router.post("/staff", url_name="enterprise-staff-post", response=StaffBatchOut, summary="Submit head-counts")
@requires(STAFF_BATCH_POLICY, "post")
def staff_post(
    request: Request, given: StaffBatchIn, key: Annotated[str, Header(alias="Idempotency-Key", max_length=80, description=KEY)]
) -> dict[str, Any]:
    """Submit counts: all lines or none; every wrong line is named. Another number than the one that stands is its next version."""
    body = next((body for body in acting_bodies(request.actor) if body.pk == given.body), None)
    if body is None:
        raise Refusal(_("没有这个报送单位，或不由您办理。"), code="body", status=404)
    lines = [
        StaffLine(
            line.credit_code, line.period, line.headcount, line.explanation, line.correction,
            tuple((one.kind, one.headcount) for one in line.by_post),
        )
        for line in given.lines
    ]  # fmt: skip
    receipt = post_returns(actor=request.actor, now=request.now, body=body, key=key, lines=lines, source=Source.API)
    counts = {name: getattr(receipt, name) for name in ("is_new", "added", "corrected", "same")}
    return {"batch": receipt.batch.pk, "key": receipt.batch.key} | counts


@router.get("/cooperation", url_name="enterprise-cooperation", response=list[CooperationOut], summary="Co-operation in force")
@public
def cooperation(request: Request) -> list[Cooperation]:
    """What firms and schools have together, as everybody may know it."""
    return list(list_cooperations(ANONYMOUS, "view").order_by("pk")[:2000])
