"""What the pages of the city's duty show: its tables with their lists, and what everybody may read.

Among few enterprises they are counted when they are asked for, among many they come from a dated count of the day (``kernel.counts``).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import choices, edition_in_force
from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.models import DutyVerdict
from baigong.contexts.internships.pages_of_duty import shown
from baigong.contexts.internships.selectors.duty import Year, enterprises_in_sight, years_of
from baigong.contexts.internships.selectors.duty_published import Counted
from baigong.kernel.access import Actor
from baigong.kernel.counts.counting import Asked, Counting
from baigong.kernel.indicators.disclosure import hidden_cells
from baigong.kernel.rules import number_on

SMALL_CELL = "DSC-SMALL-CELL"
TOTAL = ("total", "")
TABLES = ("counties", "industries")
KEYS = (
    "pk", "year", "name", "county", "industry", "industry_name", "staff", "required", "offered", "filled", "served", "person_days",
    "missing", "verdict",
)  # fmt: skip
COUNTED_AT_ONCE = 500
"""Enterprises up to which nothing is kept: counting them takes less than a tenth of a second."""


@dataclass
class Line:
    """A county or an industry: how many enterprises owe what, and what was done. ``url`` is the list of those behind it."""

    name: str
    url: str = ""
    enterprises: int = 0
    staff: Fraction = Fraction(0)
    required: int = 0
    offered: int = 0
    filled: int = 0
    served: Fraction = Fraction(0)
    person_days: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)

    def add(self, one: Year) -> None:
        """Count an enterprise."""
        self.enterprises += 1
        if one.staff is not None:
            self.staff += one.staff.value
        self.required += one.duty.required or 0
        self.offered += one.offered
        self.filled += one.filled
        if one.done.heads:  # of most nothing: adding fractions is what takes the time
            self.served += one.done.heads
        self.person_days += one.done.person_days
        self.verdicts[one.verdict] += 1

    @property
    def asked(self) -> int:
        """Of how many something is asked."""
        return sum(self.verdicts[v.value] for v in (DutyVerdict.MET, DutyVerdict.MET_BY_GROUP, DutyVerdict.SHORT, DutyVerdict.UNSETTLED))

    @property
    def done(self) -> int:
        """How many did it."""
        return self.verdicts[DutyVerdict.MET.value] + self.verdicts[DutyVerdict.MET_BY_GROUP.value]

    @property
    def share(self) -> str:
        """What was taken in, of the staff."""
        return "—" if not self.staff else f"{float(self.served / self.staff * 100):.2f}%"

    def cells(self) -> list[str]:
        """The line as a table shows it."""
        numbers = (self.enterprises, self.asked, self.done, self.staff, self.required, self.offered, self.filled, self.served)
        return [*(shown(number) for number in numbers), shown(self.person_days), self.share]


def headings() -> list[str]:
    """Of the tables of the city."""
    return [
        _("企业"), _("有要求的"), _("完成的"), _("上年平均职工"), _("应接纳"), _("设岗"), _("安排"), _("接纳"), _("接纳人日"), _("占职工"),
    ]  # fmt: skip


@dataclass(frozen=True)
class City:
    """Everything of a year: the whole, by county, by industry."""

    year: int
    total: Line
    counties: Sequence[Line]
    industries: Sequence[Line]


def city_of(years: Iterable[Year], year: int, today: date) -> City:
    """Add up the enterprises' years; each line leads to its enterprises, and those to their posts."""
    base, sections = reverse("internships:duty-enterprises"), sections_on(today)
    total = Line(_("合计"), f"{base}?{urlencode({'year': year})}")
    counties: dict[str, Line] = {}
    industries: dict[str, Line] = {}
    for one in years:
        county, industry = county_of(one.enterprise), one.enterprise.industry_section
        asked = {"year": year}
        counties.setdefault(county, Line(county, f"{base}?{urlencode(asked | {'county': county})}")).add(one)
        name = f"{industry} {sections.get(industry, '')}".strip()
        industries.setdefault(industry, Line(name, f"{base}?{urlencode(asked | {'industry': industry})}")).add(one)
        total.add(one)
    return City(year, total, sorted(counties.values(), key=lambda line: -line.enterprises), [industries[key] for key in sorted(industries)])


def county_of(enterprise: Enterprise) -> str:
    """The county that an enterprise lies in."""
    parent = enterprise.organisation.parent
    return str(parent) if parent is not None else str(_("未注明"))


def sections_on(day: date) -> dict[str, str]:
    """The industries of GB/T 4754 by their letter."""
    return _names("industries", "section", day)


@dataclass(frozen=True)
class Tables:
    """A year of the enterprises in sight: what was added up, and each by itself. ``counted_at``: when, where it was not just now."""

    city: City
    rows: Sequence[Mapping[str, Any]]
    counted_at: datetime | None = None


def tables_for(*, actor: Actor, now: datetime, year: int, anew: bool = False) -> Tables:
    """The year of those with whose duty the actor works; counted ``anew`` on demand."""
    enterprises = enterprises_in_sight(actor, year)
    if enterprises.count() <= COUNTED_AT_ONCE:
        return _tables(years_of(list(enterprises), year, now.date()), year, now.date())
    found = DUTY.kept(actor=actor, now=now, asked=_asked(year), anew=anew)
    return Tables(_restored(found.content), [dict(zip(KEYS, row, strict=True)) for row in found.content["rows"]], found.at)


def _tables(years: Sequence[Year], year: int, today: date) -> Tables:
    return Tables(city_of(years, year, today), _rows(years, today))


def _count(actor: Actor, now: datetime, asked: Asked) -> dict[str, Any]:
    year, today = int(asked["year"]), now.date()
    found = _tables(years_of(list(enterprises_in_sight(actor, year)), year, today), year, today)
    city = {"total": vars(found.city.total)} | {name: [vars(line) for line in getattr(found.city, name)] for name in TABLES}
    return {"year": year, "city": city, "rows": [list(row.values()) for row in found.rows]}


def _asked(year: int) -> Asked:
    return {"year": str(year)}


DUTY = Counting("internships.duty", _count, nightly=lambda today: _asked(today.year))
"""Each night the year that runs."""


def _rows(years: Iterable[Year], today: date) -> list[dict[str, Any]]:
    """Each enterprise as the list shows it."""
    sections = sections_on(today)
    return [
        dict(
            zip(
                KEYS,
                (
                    one.enterprise.pk, one.year, str(one.enterprise), county_of(one.enterprise), one.enterprise.industry_section,
                    sections.get(one.enterprise.industry_section, ""), float(one.staff.value) if one.staff is not None else None,
                    one.duty.required, one.offered, one.filled, float(one.done.heads), one.done.person_days, one.duty.missing, one.verdict,
                ),
                strict=True,
            )
        )
        for one in years
    ]  # fmt: skip


def _restored(content: Mapping[str, Any]) -> City:
    """A city out of what was kept of it."""
    kept = content["city"]
    counties, industries = ([_line(line) for line in kept[name]] for name in TABLES)
    return City(content["year"], _line(kept["total"]), counties, industries)


def _line(kept: Mapping[str, Any]) -> Line:
    exact = {name: Fraction(kept[name]) for name in ("staff", "served")}
    return Line(**{**kept, **exact, "verdicts": Counter(kept["verdicts"])})


@dataclass(frozen=True)
class PublicTable:
    """By county or industry, for everybody: ``None`` in the place of a number of students too small to tell."""

    title: str
    rows: Sequence[tuple[str, int, int, int, int | None]]
    is_suppressed: bool


def public_tables(found: Sequence[Counted], today: date) -> list[PublicTable]:
    """Enterprises, places asked for and students taken in: numbers of students below the floor are left out, and those that would give
    one away by subtracting."""
    floor = number_on(SMALL_CELL, today) or 0
    counties, sections = _names("divisions", "county", today), sections_on(today)
    groups: dict[str, dict[str, list[int]]] = {"county": {}, "industry": {}}
    whole = [0, 0, 0, 0]
    for one in found:
        counts = (one.enterprises, one.asked, one.required, one.taken)
        industry = f"{one.section} {sections.get(one.section, '')}".strip()
        for kind, name in (("county", counties.get(one.county, one.county)), ("industry", industry)):
            groups[kind][name] = [a + b for a, b in zip(groups[kind].get(name, [0, 0, 0, 0]), counts, strict=True)]
        whole = [a + b for a, b in zip(whole, counts, strict=True)]
    cells = {(kind, name): counts[-1] for kind, lines in groups.items() for name, counts in lines.items()} | {TOTAL: whole[-1]}
    hidden = hidden_cells(cells, [(TOTAL, frozenset((kind, name) for name in lines)) for kind, lines in groups.items()], floor)
    titles = {"county": _("按县区"), "industry": _("按行业")}
    tables = []
    for kind, lines in groups.items():
        rows = [
            (name, firms, asked, required, None if (kind, name) in hidden else taken)
            for name, (firms, asked, required, taken) in sorted(lines.items())
        ]
        rows.append((_("合计"), whole[0], whole[1], whole[2], None if TOTAL in hidden else whole[3]))
        tables.append(PublicTable(titles[kind], rows, any(cell[0] == kind for cell in hidden)))
    return tables


def _names(scheme: str, tier: str, day: date) -> dict[str, str]:
    return dict(choices(scheme, tier, on=day)) if edition_in_force(scheme, day) is not None else {}
