"""HTTP operations of posts and placements: a firm's own system offers posts and learns what the rules say; who is placed where."""

from __future__ import annotations

from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.enterprises.public import Enterprise, find_enterprise
from baigong.contexts.internships.access import POST_POLICY
from baigong.contexts.internships.access_of_work import PLACEMENT_POLICY
from baigong.contexts.internships.models import InternshipPost, Placement
from baigong.contexts.internships.post_rules import Judgement, judge
from baigong.contexts.internships.selectors.posts import find_post, list_posts, school_of
from baigong.contexts.internships.services.posts import MentorHead, PostHead, enter_post
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["internships"])
ID = 2**31 - 1
FEN = 100_000_000
CODES = list[str]


class PostIn(Schema):
    """A post. Money in fen a month. The firm by its unified social credit code, its site and kind of post by their names."""

    firm: str = Field(max_length=18)
    site: str = Field(max_length=80)
    kind: str = Field("", max_length=60)
    title: str = Field(max_length=80)
    duties: str = Field(max_length=500)
    programmes: CODES = Field(max_length=20)
    occupation_code: str = Field(max_length=10)
    starts_on: date
    ends_on: date
    capacity: int = Field(ge=1, le=9999)
    minimum: int = Field(1, ge=1, le=9999)
    minority_seats: int = Field(0, ge=0, le=9999)
    hours_a_day: Decimal = Field(Decimal(8), gt=0, le=24, decimal_places=2)
    hours_a_week: Decimal = Field(Decimal(40), gt=0, le=168, decimal_places=2)
    rest_days: int = Field(2, ge=0, le=7)
    begins_at: time | None = None
    ends_at: time | None = None
    has_nights: bool = False
    has_overtime: bool = False
    has_holidays: bool = False
    is_repetitive: bool = False
    hazards: CODES = Field([], max_length=20)
    labour_grade: int | None = Field(None, ge=1, le=4)
    venue: str = Field("ordinary", max_length=14)
    organiser: str = Field("school", max_length=8)
    pay: int | None = Field(None, ge=0, le=FEN)
    trial_wage: int | None = Field(None, ge=0, le=FEN)
    post_wage: int | None = Field(None, ge=0, le=FEN)
    lowest_grade_wage: int | None = Field(None, ge=0, le=FEN)
    pay_form: str = Field("money", max_length=6)
    pay_days: int = Field(30, ge=1, le=366)
    takes_fees: bool = False
    housing: str = Field("none", max_length=10)
    mentors: CODES = Field([], max_length=20)
    reasons: dict[str, str] = Field({}, description="Rule that asks for a reason → the reason")


class FindingOut(Schema):
    """What a rule says of the post, for the days of one edition."""

    rule: str
    force: str = Field(description="prohibit, warn or inform")
    clause: str
    since: date
    until: date
    found: str
    limit: str
    fix: str
    excuse: str
    blocks: bool


class PostOut(Schema):
    """A post with what the rules say of it."""

    id: int | None
    firm: str
    title: str
    starts_on: date
    ends_on: date
    capacity: int
    held: int | None = None
    state: str
    is_lawful: bool
    findings: list[FindingOut]


class ListedPostOut(Schema):
    """A post of a list."""

    id: int
    firm: str
    enterprise: str
    site: str
    title: str
    programmes: CODES
    starts_on: date
    ends_on: date
    capacity: int
    held: int
    state: str


class ListQuery(Schema):
    """Which rows."""

    state: str = Field("", max_length=12)
    after: int = Field(0, ge=0, le=ID, description="Only those with a greater id, for the next page")
    limit: int = Field(100, ge=1, le=500)


class PlacementOut(Schema):
    """Who is placed where; the student by the number at the school."""

    id: int
    school: str
    student_number: str
    enterprise: str
    post: int
    starts_on: date
    ends_on: date
    state: str


def _head(given: PostIn) -> PostHead:
    firm = find_enterprise(given.firm.upper())
    if firm is None:
        raise Refusal(_("没有这家企业，或不由您的单位办理。"), code="firm", fields={"firm": _("没有这家企业")}, status=404)
    told = given.dict(exclude={"firm", "site", "kind", "mentors", "programmes", "hazards"})
    return PostHead(
        enterprise=firm, site=_named(firm, "sites", given.site, "site"), kind=_named(firm, "post_kinds", given.kind, "kind"),
        programmes=tuple(given.programmes), hazards=tuple(given.hazards), mentors=tuple(map(MentorHead, given.mentors)), **told,
    )  # fmt: skip


def _named(firm: Enterprise, what: str, name: str, field: str) -> Any:
    row = getattr(firm, what).filter(name=name).first() if name else None
    if row is None and (name or field == "site"):
        words = _("%(firm)s没有登记“%(what)s”。") % {"firm": firm, "what": name}
        raise Refusal(words, code=field, fields={field: words})
    return row


def _out(row: InternshipPost, said: Judgement) -> dict[str, Any]:
    return {
        "id": row.pk, "firm": row.enterprise.credit_code, "title": row.title, "starts_on": row.starts_on, "ends_on": row.ends_on,
        "capacity": row.capacity, "state": row.state, "is_lawful": said.is_lawful,
        "findings": [{name: getattr(one, name) for name in FindingOut.model_fields} for one in said.findings],
    }  # fmt: skip


@router.get("/posts", url_name="internship-posts", response=list[ListedPostOut], summary="Posts in sight")
@requires(POST_POLICY, "view")
def posts(request: Request, query: Query[ListQuery]) -> list[dict[str, Any]]:
    """Posts by id; with how many interns hold a place."""
    rows = list_posts(request.actor).filter(pk__gt=query.after).order_by("pk")
    rows = rows.filter(state=query.state) if query.state else rows
    return [
        {
            "id": row.pk, "firm": row.enterprise.credit_code, "enterprise": row.enterprise.name, "site": row.site.name, "title": row.title,
            "programmes": row.programmes, "starts_on": row.starts_on, "ends_on": row.ends_on, "capacity": row.capacity,
            "held": row.held,  # type: ignore[attr-defined]
            "state": row.state,
        }
        for row in rows[: query.limit]
    ]  # fmt: skip


@router.post("/posts", url_name="internship-post-enter", response=PostOut, summary="Enter a post, or write its draft anew")
@requires(POST_POLICY, "create")
def enter(request: Request, given: PostIn) -> dict[str, Any]:
    """A draft, whatever the rules say of it: the answer says it. The same firm, site, title and first day again is the same post."""
    head = _head(given)
    known = find_post(head.enterprise, head.site, head.title, head.starts_on)
    row = enter_post(
        actor=request.actor, now=request.now, head=head, post=known, entered_for=None if known else school_of(request.actor)
    )  # fmt: skip
    return _out(row, judge(row))


@router.get("/placements", url_name="internship-placements", response=list[PlacementOut], summary="Placements in sight")
@requires(PLACEMENT_POLICY, "view")
def placements(request: Request, query: Query[ListQuery]) -> list[dict[str, Any]]:
    """Placements by id."""
    rows = PLACEMENT_POLICY.visible(request.actor).filter(pk__gt=query.after).select_related("school", "enterprise", "intern")
    rows = rows.filter(state=query.state) if query.state else rows
    return [_placement(row) for row in rows.order_by("pk")[: query.limit]]


def _placement(row: Placement) -> dict[str, Any]:
    return {
        "id": row.pk, "school": row.school.name, "student_number": row.intern.student_number, "enterprise": row.enterprise.name,
        "post": row.post_id, "starts_on": row.starts_on, "ends_on": row.ends_on, "state": row.state,
    }  # fmt: skip
