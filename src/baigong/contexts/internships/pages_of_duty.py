"""What the page of an enterprise's year shows: every step of the duty in words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, POST_SHARE_POLICY
from baigong.contexts.internships.models import DutyReturn, DutyReturnState, DutyShortfall, DutyVerdict, InternshipPost
from baigong.contexts.internships.selectors.duty import Year, placements_of_year, posts_of_year, returns_of, shortfall_of
from baigong.contexts.internships.selectors.duty_settings import RULES, RuleLine, day_of, rule_line, rule_lines
from baigong.contexts.internships.services.duty import figures
from baigong.engines.place_duty.facts import Step
from baigong.kernel import audit
from baigong.kernel.access import Actor
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
