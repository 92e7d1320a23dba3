"""What the pages of the duty show: a year with every step in words, the city's tables with their lists, what everybody may read."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import choices, edition_in_force
from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, POST_SHARE_POLICY
from baigong.contexts.internships.models import DutyReturn, DutyReturnState, DutyShortfall, DutyVerdict, InternshipPost
from baigong.contexts.internships.selectors.duty import Year, placements_of_year, posts_of_year, returns_of, shortfall_of
from baigong.contexts.internships.selectors.duty_published import Counted
from baigong.contexts.internships.selectors.duty_settings import RULES, RuleLine, day_of, rule_line, rule_lines
from baigong.contexts.internships.services.duty import figures
from baigong.engines.place_duty.facts import Step
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.indicators.disclosure import hidden_cells
from baigong.kernel.rules import number_on
from baigong.kernel.workflow import Available, available

TONES = {
    DutyVerdict.NO_DATA: "warn", DutyVerdict.NOT_APPLICABLE: "neutral", DutyVerdict.MET: "good", DutyVerdict.MET_BY_GROUP: "good",
    DutyVerdict.UNSETTLED: "info", DutyVerdict.SHORT: "bad",
}  # fmt: skip
SMALL_CELL = "DSC-SMALL-CELL"
TOTAL = ("total", "")


def shown(value: Fraction | int | str | None) -> str:
    """A number as people read it: whole, or with two places."""
    if value is None:
        return "—"
    number = Fraction(value)
    return f"{number.numerator:,}" if number.denominator == 1 else f"{float(number):,.2f}"


def percent(value: Fraction | int | str | None) -> str:
    """A share in per cent."""
    return "—" if value is None else f"{float(Fraction(value) * 100):g}%"


def standing(found: Year, today: date) -> tuple[str, str]:
    """What is said of a year, and its tone: who has not done enough by now is not short before the year is over."""
    verdict = DutyVerdict(found.verdict)
    if verdict == DutyVerdict.SHORT and found.year >= today.year:
        return _("进行中，还差%(n)s人") % {"n": shown(found.duty.missing)}, "info"
    return str(verdict.label), TONES[verdict]


def step_words(step: Step) -> str:
    """One step of an answer in words, with its numbers."""
    numbers = {name: shown(value) for name, value in step.numbers.items() if name not in ("share", "cap")}
    numbers |= {name: percent(step.numbers[name]) for name in ("share", "cap") if name in step.numbers}
    return _words()[step.code] % numbers


def _words() -> dict[str, str]:
    return {
        "no_staff": _("上一年度平均职工人数没有报送，不能计算。"),
        "share": _("上年平均职工%(staff)s人，按%(share)s为%(exact)s人，取整后应接纳%(high)s人。"),
        "cap": _("在岗职工%(on_post)s人，实习学生不超过%(cap)s，最多接纳%(at_most)s人。"),
        "nobody": _("没有职工，不作要求。"),
        "small": _("职工%(staff)s人，不超过小微企业界限%(small_staff)s人，不作要求，可作储备。"),
        "reserve_only": _("按上限一人也不能接纳，不作要求，只作储备：不能为完成比例突破上限。"),
        "nothing_owed": _("取整后为0人，不作要求。"),
        "limited": _("应接纳人数超过上限，只要求到%(at_most)s人。"),
        "counting_open": _("市里还没有定下怎样算完成（按人数，或按多少人日折合1人），不作结论；现有接纳%(heads)s人、%(person_days)s人日。"),
        "rounding_open": _("市里还没有规定取整方式：折合%(achieved)s人，舍去则完成，进位则未完成。"),
        "met": _("接纳折合%(achieved)s人，达到应接纳的%(high)s人。"),
        "short": _("接纳折合%(achieved)s人，应接纳%(high)s人，还差%(missing)s人。"),
        "met_by_group": _("集团%(members)s家合计应接纳%(required)s人，接纳折合%(achieved)s人，集团合并完成。"),
        "group_short": _("集团%(members)s家合计应接纳%(required)s人，接纳折合%(achieved)s人，合并计算也未完成。"),
    }


@dataclass(frozen=True)
class StepLine:
    """A step with the rule behind it."""

    words: str
    rule: RuleLine


@dataclass(frozen=True)
class YearPage:
    """An enterprise's year as one reader sees it."""

    enterprise: Enterprise
    year: int
    years: Sequence[int]
    found: Year | None
    steps: Sequence[StepLine]
    settings: Sequence[RuleLine]
    posts: Sequence[InternshipPost]
    schools: Sequence[tuple[str, int]]
    returns: Sequence[DutyReturn]
    moves: Mapping[int, Sequence[Available]]
    shortfall: DutyShortfall | None
    events: Sequence[Any]
    may: frozenset[str]
    is_over: bool
    drift: Sequence[str] = ()
    """What the records say otherwise than the year that is locked."""
    verdict: tuple[str, str] = ("", "neutral")
    """What is said of the year, and its tone."""
    numbers: Mapping[str, str] = field(default_factory=dict)


def year_page(actor: Actor, enterprise: Enterprise, year: int, years: Sequence[int], found: Year | None, today: date) -> YearPage:
    """The page's content. Students are shown as numbers by school; who they are stands on their placements, for whom that is."""
    returns = returns_of(actor, enterprise, year)
    draft = DUTY_RETURN_POLICY.decide(actor, "draft", DutyReturn(enterprise=enterprise))
    schools = Counter(str(row.school) for row in placements_of_year(enterprise, year))
    posts = (
        posts_of_year(year).filter(enterprise=enterprise).prefetch_related("shares__enterprise__organisation").order_by("starts_on", "pk")
    )
    day = day_of(year)
    may = {"draft"} if draft and year < today.year else set()
    if POST_SHARE_POLICY.reachable(actor, "share") and draft:
        may.add("share")
    return YearPage(
        enterprise=enterprise, year=year, years=years, found=found,
        steps=[StepLine(step_words(step), rule_line(RULES[step.rule], day)) for step in found.duty.steps] if found else [],
        settings=rule_lines(day), posts=list(posts), schools=sorted(schools.items()), returns=returns,
        moves={row.pk: available(row, actor) for row in returns if row.state == DutyReturnState.DRAFT},
        shortfall=shortfall_of(actor, enterprise, year),
        drift=_drift(returns, found), events=[event for row in returns for event in audit.events_of(row)[:10]],
        may=frozenset(may), is_over=year < today.year,
        verdict=standing(found, today) if found else ("", "neutral"), numbers=_numbers(found) if found else {},
    )  # fmt: skip


def _drift(returns: Sequence[DutyReturn], found: Year | None) -> list[str]:
    standing = next((row for row in returns if row.state == DutyReturnState.SUBMITTED), None)
    if standing is None or found is None:
        return []
    now, lines = figures(found), []
    for name in ("staff", "required", "offered", "filled", "served", "person_days", "missing", "verdict"):
        was, other = getattr(standing, name), now[name]
        if was != other:
            label = DutyReturn._meta.get_field(name).verbose_name  # type: ignore[union-attr]
            pair = [str(DutyVerdict(value).label) if name == "verdict" else shown(value) for value in (was, other)]
            lines.append(_("%(what)s：确认时%(was)s，现在%(now)s。") % {"what": label, "was": pair[0], "now": pair[1]})
    return lines


def _numbers(found: Year) -> dict[str, str]:
    return {
        "staff": shown(found.staff.value) if found.staff is not None else "", "required": shown(found.duty.required),
        "at_most": shown(found.duty.at_most), "offered": shown(found.offered), "filled": shown(found.filled),
        "served": shown(found.done.heads), "person_days": shown(found.done.person_days), "missing": shown(found.duty.missing),
    }  # fmt: skip


# -- the city --------------------------------------------------------------------------------------------------------


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
