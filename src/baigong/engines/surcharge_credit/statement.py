"""The plain way: one enterprise, year by year, every line with its rule and the facts it is made of.

A year runs in this order: what was carried over; investments that count, less what was taken back of them in the same year; their credit;
surcharges after exemptions; use, oldest credit first; withdrawals of earlier years' investments, which cancel their unused credit first and
have the rest paid back; what lapses where the enterprise is off the list; what is carried on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from baigong.engines.surcharge_credit.facts import (
    EDUCATION,
    CreditRule,
    CreditSettings,
    Firm,
    Investment,
    Membership,
    Payable,
    Pool,
    check_firm,
    pools_of,
)

Fact = int | str | date | None


@dataclass(frozen=True, slots=True)
class Line:
    """One line: ``what`` it is, by which rule and clause, the amount, and the facts it follows from."""

    what: str
    rule: str
    amount: int
    facts: Mapping[str, Fact]
    clause: str = ""


@dataclass(frozen=True, slots=True)
class YearResult:
    """A year of a statement. ``is_complete``: its surcharges are known."""

    year: int
    opening: int
    new: int
    used_education: int
    used_local: int
    cancelled: int
    clawback: int
    lapsed: int
    closing: int
    is_complete: bool
    lines: tuple[Line, ...]

    @property
    def used(self) -> int:
        """Credited against both surcharges."""
        return self.used_education + self.used_local


@dataclass(frozen=True, slots=True)
class StatementResult:
    """All years of one enterprise."""

    firm: str
    years: tuple[YearResult, ...]

    @property
    def closing(self) -> int:
        """What is carried on after the last year."""
        return self.years[-1].closing if self.years else 0


@dataclass(slots=True)
class _Balance:
    """One pool of one enterprise: credit granted is used, cancelled, lapsed, or remains."""

    pool: Pool
    net: int = 0
    remains: int = 0
    lapsed: int = 0


@dataclass(slots=True)
class _Course:
    """A statement in the making."""

    firm: Firm
    settings: CreditSettings
    pools: Sequence[Pool]
    balances: list[_Balance] = field(default_factory=list)
    at: dict[str, int] = field(default_factory=dict)
    """Investment → place of its pool; only those that count."""


def credit_statement(firm: Firm, rules: Sequence[CreditRule], settings: CreditSettings, first: int, last: int) -> StatementResult:
    """The statement of ``firm`` for the years ``first`` to ``last``. Raises ``FactsError`` for facts that contradict each other."""
    check_firm(firm, settings)
    course = _Course(firm, settings, pools_of(rules, first, last))
    course.balances = [_Balance(pool) for pool in course.pools]
    carried, years = 0, []
    for year in range(first, last + 1):
        years.append(_year(course, year, carried))
        carried = years[-1].closing
    return StatementResult(firm.id, tuple(years))


def _year(course: _Course, year: int, opening: int) -> YearResult:
    lines = [Line("opening", "TAX-03", opening, {"year": year - 1})]
    lines += _investments(course, year)
    new = _grant(course, year, lines)
    payable = next((p for p in course.firm.payables if p.year == year), None)
    used = _use(course, year, payable, opening + new, lines)
    cancelled, clawback = _withdraw(course, year, lines)
    lapsed = _lapse(course, year, lines)
    closing = sum(balance.remains for balance in course.balances)
    facts: dict[str, Fact] = {"opening": opening, "new": new, "used": sum(used.values()), "cancelled": cancelled, "lapsed": lapsed}
    lines.append(Line("closing", "TAX-03", closing, facts))
    return YearResult(
        year, opening, new, used.get(EDUCATION, 0), sum(used.values()) - used.get(EDUCATION, 0), cancelled, clawback, lapsed, closing,
        payable is not None, tuple(lines),
    )  # fmt: skip


def membership_on(memberships: Sequence[Membership], day: date) -> Membership | None:
    """The stay by which a day counts; one that does not count where there is no other."""
    covering = [one for one in memberships if one.covers(day)]
    return next((one for one in covering if one.counts), covering[0] if covering else None)


def _investments(course: _Course, year: int) -> list[Line]:
    """Each investment of the year: counted, or why not."""
    lines = []
    for one in sorted((i for i in course.firm.investments if i.on.year == year), key=lambda i: (i.on, i.id)):
        why, stay, place = _why_not(course, one)
        facts: dict[str, Fact] = {"entry": one.id, "on": one.on, "kind": one.kind, "invested": one.amount}
        if stay is not None:
            facts |= {"listed_on": stay.entered_on, "through": stay.through}
        if why:
            lines.append(
                Line("not_counted", "TAX-02" if why == "kind" else "TAX-04" if why == "not_held" else "TAX-01", 0, facts | {"why": why})
            )
            continue
        back = sum(w.amount for w in course.firm.withdrawals if w.of == one.id and w.on.year == year)
        course.at[one.id] = place
        course.balances[place].net += one.amount - back
        rule = "TAX-04" if stay is not None and stay.through else "TAX-01"
        pool = course.pools[place]
        lines.append(Line("counted", rule, one.amount - back, facts | {"withdrawn": back, "pool": pool.key}, pool.rule.clause))
    return lines


def _why_not(course: _Course, one: Investment) -> tuple[str, Membership | None, int]:
    stay = membership_on(course.firm.memberships, one.on)
    place = next((n for n, pool in enumerate(course.pools) if pool.since <= one.on <= pool.until), -1)
    if not one.qualifies:
        return "kind", stay, place
    if stay is None:
        return "not_listed", None, place
    if not stay.counts:
        return "not_held", stay, place
    return ("no_rule" if place < 0 else ""), stay, place


def _grant(course: _Course, year: int, lines: list[Line]) -> int:
    total = 0
    for balance in course.balances:
        if balance.pool.year == year and balance.net:
            balance.remains = balance.pool.credit(balance.net)
            total += balance.remains
            rate = balance.pool.rule.rate
            facts: dict[str, Fact] = {
                "pool": balance.pool.key, "net": balance.net, "numerator": rate.numerator, "denominator": rate.denominator,
            }  # fmt: skip
            lines.append(Line("credit", balance.pool.rule.id, balance.remains, facts, balance.pool.rule.clause))
    return total


def _use(course: _Course, year: int, payable: Payable | None, available: int, lines: list[Line]) -> dict[str, int]:
    """Credit the surcharges in their order, from the oldest pool on."""
    if payable is None:
        lines.append(Line("payable_unknown", "TAX-06", 0, {"year": year}))
        return {}
    for which in course.settings.order:
        due, exempt = (
            (payable.education, payable.education_exempt) if which == EDUCATION else (payable.local, payable.local_exempt)
        )  # fmt: skip
        lines.append(Line("payable", "TAX-06", payable.left(which), {"which": which, "due": due, "exempt": exempt}))
    if not may_use(course.firm.memberships, year, course.settings):
        return {}
    used = {}
    for which in course.settings.order:
        used[which] = min(available, payable.left(which))
        facts: dict[str, Fact] = {"which": which, "available": available, "payable": payable.left(which)}
        lines.append(Line("used", "TAX-01", used[which], facts))
        available -= used[which]
    rest = sum(used.values())
    for balance in course.balances:
        taken = min(rest, balance.remains)
        if taken:
            lines.append(Line("used_of_pool", "TAX-03", taken, {"pool": balance.pool.key, "rest": rest, "remains": balance.remains}))
            balance.remains -= taken
            rest -= taken
    return used


def may_use(memberships: Sequence[Membership], year: int, settings: CreditSettings) -> bool:
    """Whether credit may be used against a year's surcharges: while listed on any day of it; afterwards where the setting keeps it."""
    own = [one for one in memberships if one.counts]
    return any(one.touches(year) for one in own) or (settings.keeps_after_exit and any(one.entered_on.year <= year for one in own))


def _withdraw(course: _Course, year: int, lines: list[Line]) -> tuple[int, int]:
    """What was taken back this year of earlier years' investments."""
    cancelled = clawback = 0
    invested = {one.id: one for one in course.firm.investments}
    for back in sorted((w for w in course.firm.withdrawals if w.on.year == year), key=lambda w: (w.on, w.id)):
        facts: dict[str, Fact] = {"entry": back.id, "of": back.of, "on": back.on, "withdrawn": back.amount}
        if invested[back.of].on.year == year:
            lines.append(Line("netted", "TAX-05", 0, facts))
            continue
        if back.of not in course.at:
            lines.append(Line("withdrawn_uncounted", "TAX-05", 0, facts))
            continue
        balance = course.balances[course.at[back.of]]
        before, after = balance.pool.credit(balance.net), balance.pool.credit(balance.net - back.amount)
        gone = before - after
        live = min(gone, balance.remains)
        dead = min(gone - live, balance.lapsed)
        again = gone - live - dead
        rate = balance.pool.rule.rate
        facts |= {"pool": balance.pool.key, "net": balance.net, "numerator": rate.numerator, "denominator": rate.denominator}
        lines.append(Line("withdrawn", "TAX-05", gone, facts))
        lines.append(Line("cancelled", "TAX-05", live, {"pool": balance.pool.key, "gone": gone, "remains": balance.remains}))
        lines.append(Line("clawback", "TAX-05", again, {"pool": balance.pool.key, "gone": gone, "cancelled": live, "lapsed": dead}))
        balance.net -= back.amount
        balance.remains -= live
        balance.lapsed -= dead
        cancelled, clawback = cancelled + live, clawback + again
    return cancelled, clawback


def _lapse(course: _Course, year: int, lines: list[Line]) -> int:
    last = date(year, 12, 31)
    counting = [one for one in course.firm.memberships if one.counts]
    if course.settings.keeps_after_exit or any(one.covers(last) for one in counting):
        return 0
    lapsed = 0
    for balance in course.balances:
        if balance.remains:
            facts: dict[str, Fact] = {"pool": balance.pool.key, "remains": balance.remains}
            lines.append(Line("lapsed", "INC-EXIT", balance.remains, facts))
            lapsed += balance.remains
            balance.lapsed += balance.remains
            balance.remains = 0
    return lapsed
