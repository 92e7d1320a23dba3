"""HTTP operations of work: a unit's own system enters days and pay and reads what the rules say; returns on the national standard."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from ninja import Field, Query, Router, Schema

from baigong.contexts.internships.access_of_work import DAY_POLICY, PAY_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.models import Placement
from baigong.contexts.internships.outputs.returns import Term, returned
from baigong.contexts.internships.selectors.work import schools_of
from baigong.contexts.internships.services.days import DayEntry, enter_days
from baigong.contexts.internships.services.pay import PayEntry, enter_pays
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal

router = Router(tags=["internships"])
ID, MOST = 2**31 - 1, 2000


class DayIn(Schema):
    """A day of an intern as the unit says it was."""

    placement: int = Field(ge=1, le=ID)
    day: date
    kind: str = Field("present", max_length=8, description="present, leave or absent")
    begins: time | None = None
    ends: time | None = Field(None, description="Not later than begins: of the next day")
    pause: int = Field(0, ge=0, le=600, description="Minutes")
    reason: str = Field("", max_length=300)


class DayOut(Schema):
    """A day as it stands."""

    placement: int
    day: date
    kind: str
    minutes: int


class PayIn(Schema):
    """A month's pay of an intern. Yuan as a decimal."""

    placement: int = Field(ge=1, le=ID)
    month: date = Field(description="Any day of the month")
    paid: Decimal = Field(ge=0, le=100_000, decimal_places=2)
    present: int | None = Field(None, ge=0, le=31, description="Days present; empty: by the attendance")
    means: str = Field("bank", max_length=11, description="bank, cash, goods or third_party")
    paid_on: date | None = None
    reason: str = Field("", max_length=300)
    answer: str = Field("", max_length=300, description="What the intern who objected is answered; required then")


class PayOut(Schema):
    """A month as it stands, with the verdict of the check; money in fen."""

    placement: int
    month: date
    paid: int
    least: int | None
    verdict: str
    why: str


class ReturnQuery(Schema):
    """Which term: the year in which the school year begins, and 1 or 2."""

    year: int = Field(ge=2001, le=2099)
    term: int = Field(ge=1, le=2)


class ReturnOut(Schema):
    """The tables of the national standard with their rows; what is demanded and lacking."""

    standard: str
    school: str
    tables: dict[str, list[dict[str, str]]]
    gaps: list[str]


def _placements(request: Request, keys: Sequence[int]) -> dict[int, Placement]:
    """Those in sight; one that is not is refused by its number."""
    found = {row.pk: row for row in PLACEMENT_POLICY.visible(request.actor).filter(pk__in=set(keys))}
    unknown = [key for key in keys if key not in found]
    if unknown:
        raise Refusal(_("没有编号为%(key)d的实习安排，或不由您的单位办理。") % {"key": unknown[0]}, code="placement", status=404)
    return found


@router.post("/days", url_name="internship-days", response=list[DayOut], summary="Enter days of interns, all or none")
@requires(DAY_POLICY, "enter")
def days(request: Request, given: list[DayIn]) -> list[dict[str, Any]]:
    """Days of the unit's interns. What is not lawful is refused with both values and the way out; a day entered again is written anew."""
    if len(given) > MOST:
        raise Refusal(_("一次最多%(n)d条。") % {"n": MOST}, code="too_many")
    rows = _placements(request, [one.placement for one in given])
    entries = [(rows[one.placement], DayEntry(one.day, one.kind, one.begins, one.ends, one.pause, one.reason)) for one in given]
    made = enter_days(actor=request.actor, now=request.now, entries=entries)
    return [{"placement": row.placement_id, "day": row.day, "kind": row.kind, "minutes": row.minutes} for row in made]


@router.post("/pay", url_name="internship-pay", response=list[PayOut], summary="Enter the pay of interns, all or none")
@requires(PAY_POLICY, "enter")
def pay(request: Request, given: list[PayIn]) -> list[dict[str, Any]]:
    """A month's pay of each; checked against the wage and the days present at once."""
    if len(given) > MOST:
        raise Refusal(_("一次最多%(n)d条。") % {"n": MOST}, code="too_many")
    rows = _placements(request, [one.placement for one in given])
    entries = [
        (
            rows[one.placement],
            PayEntry(
                one.month.replace(day=1), one.paid.quantize(Decimal("0.01")), one.means, one.paid_on, one.present, one.reason, one.answer
            ),
        )
        for one in given
    ]
    made = enter_pays(actor=request.actor, now=request.now, entries=entries)
    return [
        {
            "placement": row.placement_id, "month": row.month, "paid": row.paid, "least": row.least, "verdict": row.verdict, "why": row.why,
        }
        for row in made
    ]  # fmt: skip


@router.get(
    "/returns", url_name="internship-returns", response=ReturnOut, summary="The national standard's internship tables of one's school"
)
@requires(PLACEMENT_POLICY, "work")
def returns(request: Request, query: Query[ReturnQuery]) -> dict[str, Any]:
    """The rows as the file has them, for a school's own pusher."""
    schools = schools_of(request.actor)
    if not schools:
        raise Refusal(_("返回表由学校取用；您的单位不是学校。"), code="no_school", status=404)
    made = returned(schools[0], Term(query.year, query.term), request.now)
    return {"standard": made.standard, "school": made.school.name, "tables": made.tables, "gaps": list(made.gaps)}
