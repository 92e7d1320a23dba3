"""A year of the duty of places, for its tests: on top of the small city of internships."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from types import SimpleNamespace
from typing import Any

from django.utils import timezone

from baigong.contexts.enterprises.models import Enterprise, StaffReturn
from baigong.contexts.internships.models import DutyReturn, DutyShortfall, InternshipPost, Placement, PlacementState
from baigong.contexts.internships.services import duty
from tests.builders import SOME_TIME
from tests.internship_city import a_placement, an_intern, fire, make_city

OVER = datetime(2022, 4, 15, 10, tzinfo=SOME_TIME.tzinfo)
"""A day on which 2021 is over, and the term for confirming it too."""
RUNNING = date(2022, 4, 15)


def make_duty_city() -> SimpleNamespace:
    """A firm of 120 in the year before."""
    made = make_city()
    made.now = OVER
    a_staff(made.enterprise, 2020, 120)
    return made


def a_staff(firm: Enterprise, year: int, headcount: int, period: str | None = None, **facts: Any) -> StaffReturn:
    """A head-count that was handed in."""
    return StaffReturn.objects.create(
        enterprise=firm, period=period or str(year), ends_on=date(year, 12, 31), definition="on_post", headcount=headcount,
        state="submitted", entered_at=SOME_TIME, submitted_at=SOME_TIME, **facts,
    )  # fmt: skip


def served(
    city: SimpleNamespace,
    number: int = 1,
    state: PlacementState = PlacementState.APPRAISED,
    post: InternshipPost | None = None,
    **days: date,
) -> list[Placement]:
    """Students of age who were placed."""
    rows = []
    for n in range(number):
        intern = an_intern(city.school_body, f"学生{n}", date(2002, 1, 1))
        rows.append(a_placement(city, intern, post, state=state, **days))
    return rows


def noticed(city: SimpleNamespace) -> DutyShortfall:
    """Both firms are reminded of 2021; the notice of the first."""
    return duty.notice_shortfalls(actor=city.bureau, now=city.now, year=2021, enterprises=[city.enterprise, city.other_enterprise])[0]


def drafted(city: SimpleNamespace, by: str = "firm", **facts: Any) -> DutyReturn:
    """The year 2021, drawn up."""
    return duty.draft_return(actor=getattr(city, by), now=city.now, enterprise=city.enterprise, year=2021, **facts)


def later(row: DutyShortfall) -> datetime:
    """The day after its term."""
    return timezone.make_aware(datetime.combine(row.due_on + timedelta(days=1), datetime.min.time().replace(hour=10)))


def up_to(city: SimpleNamespace, row: DutyShortfall, *steps: str) -> DutyShortfall:
    """A notice after these steps, each on the day after its term."""
    for name in steps:
        row = DutyShortfall.objects.get(pk=row.pk)
        facts = {"document": "示例停〔2022〕1号"} if name == "suspend" else {}
        when = city.now if name == "hold" else later(row)
        row = fire(row, name, city.bureau, when, reason="逾期未答复", **facts)
        city.now = when
    return DutyShortfall.objects.get(pk=row.pk)
