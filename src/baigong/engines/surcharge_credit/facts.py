"""What a credit is counted from: dated rules, settings, and one enterprise's memberships, investments, withdrawals and surcharges.

Amounts are whole fen. Nothing here has a default that decides: rates, orders and thresholds come with the call, from dated rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise

EDUCATION, LOCAL = "education", "local"
"""The two surcharges: education surcharge (教育费附加), local education surcharge (地方教育附加)."""


class FactsError(ValueError):
    """Facts that contradict each other. ``code`` says how, ``of`` which entry or year."""

    def __init__(self, code: str, of: str) -> None:
        super().__init__(f"{code}: {of}")
        self.code, self.of = code, of


@dataclass(frozen=True, slots=True)
class CreditRule:
    """Which share of an investment is credited, for investments made from ``since`` to ``until`` (``None``: still)."""

    id: str
    rate: Fraction
    since: date
    until: date | None = None
    clause: str = ""


@dataclass(frozen=True, slots=True)
class CreditSettings:
    """What no text settles. ``order``: which surcharge is credited first. ``keeps_after_exit``: whether unused credit may be used after the
    enterprise left the list. ``bar_years``: after an exit for cause.
    """

    order: tuple[str, str]
    keeps_after_exit: bool
    bar_years: int

    def __post_init__(self) -> None:
        if sorted(self.order) != [EDUCATION, LOCAL]:
            raise FactsError("order", ",".join(self.order))

    def barred_until(self, left_on: date) -> date:
        """The first day on which one who left for cause may apply again.

        >>> CreditSettings((EDUCATION, LOCAL), False, 5).barred_until(date(2020, 2, 29))
        datetime.date(2025, 3, 1)
        """
        year = left_on.year + self.bar_years
        try:
            return left_on.replace(year=year)
        except ValueError:
            return date(year, 3, 1)


@dataclass(frozen=True, slots=True)
class Membership:
    """A stay on the list, of the enterprise itself or (``through``) of the group it belongs to. ``left_on`` is the first day off it.

    ``is_held``: wholly owned or controlled by the group; others use no credit. ``is_barred``: it ended for cause, so that a stay of one's
    own may not begin again for some years.
    """

    entered_on: date
    left_on: date | None = None
    through: str = ""
    is_held: bool = True
    is_barred: bool = False

    def covers(self, day: date) -> bool:
        """Whether the stay holds on ``day``."""
        return self.entered_on <= day and (self.left_on is None or day < self.left_on)

    def touches(self, year: int) -> bool:
        """Whether any day of ``year`` lies in it."""
        return self.entered_on.year <= year and (self.left_on is None or self.left_on > date(year, 1, 1))

    @property
    def counts(self) -> bool:
        """Whether it gives a credit: one's own does, a group's where the enterprise is held by it."""
        return not self.through or self.is_held


@dataclass(frozen=True, slots=True)
class Investment:
    """What was spent on a day. ``qualifies``: its kind is one the rule knows."""

    id: str
    on: date
    amount: int
    kind: str = ""
    qualifies: bool = True


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """What was taken back of an investment, or transferred."""

    id: str
    of: str
    on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Payable:
    """The surcharges of a year before the credit, and how much of each a small taxpayer is exempted from: that goes first."""

    year: int
    education: int
    local: int
    education_exempt: int = 0
    local_exempt: int = 0

    def left(self, which: str) -> int:
        """What remains to be paid after exemptions."""
        due, exempt = (self.education, self.education_exempt) if which == EDUCATION else (self.local, self.local_exempt)
        return max(0, due - exempt)


@dataclass(frozen=True, slots=True)
class Firm:
    """One enterprise. Its investments and surcharges are its own: members of a group are not pooled."""

    id: str
    memberships: tuple[Membership, ...] = ()
    investments: tuple[Investment, ...] = ()
    withdrawals: tuple[Withdrawal, ...] = ()
    payables: tuple[Payable, ...] = ()


@dataclass(frozen=True, slots=True)
class Pool:
    """A year, or the part of it under one rule: investments of it make one pool of credit, used before younger ones."""

    year: int
    since: date
    until: date
    rule: CreditRule

    @property
    def key(self) -> str:
        """Its name in a statement."""
        whole = (self.since.month, self.since.day, self.until.month, self.until.day) == (1, 1, 12, 31)
        return str(self.year) if whole else f"{self.since.isoformat()}/{self.until.isoformat()}"

    def credit(self, net: int) -> int:
        """The credit of a net investment, to the fen below."""
        return net * self.rule.rate.numerator // self.rule.rate.denominator


def pools_of(rules: Sequence[CreditRule], first: int, last: int) -> list[Pool]:
    """The pools of the years, oldest first. Raises ``FactsError`` for rules that overlap; days without a rule make no credit."""
    found: list[Pool] = []
    for year in range(first, last + 1):
        begin, end = date(year, 1, 1), date(year, 12, 31)
        for rule in sorted(rules, key=lambda r: r.since):
            since, until = max(rule.since, begin), min(rule.until or end, end)
            if since <= until:
                if found and found[-1].until >= since:
                    raise FactsError("rules_overlap", rule.id)
                found.append(Pool(year, since, until, rule))
    return found


def check_firm(firm: Firm, settings: CreditSettings) -> None:
    """Raises ``FactsError`` for what cannot be: amounts that are none, more taken back than invested, a stay inside the bar, a year
    twice."""
    seen: dict[str, Investment] = {}
    for one in firm.investments:
        if one.amount <= 0:
            raise FactsError("amount", one.id)
        if one.id in seen:
            raise FactsError("twice", one.id)
        seen[one.id] = one
    left = {key: one.amount for key, one in seen.items()}
    for back in sorted(firm.withdrawals, key=lambda w: (w.on, w.id)):
        if back.amount <= 0:
            raise FactsError("amount", back.id)
        if back.of not in seen or back.on < seen[back.of].on:
            raise FactsError("withdrawn_before", back.id)
        left[back.of] -= back.amount
        if left[back.of] < 0:
            raise FactsError("more_than_invested", back.id)
    years = [payable.year for payable in firm.payables]
    if len(set(years)) != len(years):
        raise FactsError("year_twice", str(max(years, key=years.count)))
    for payable in firm.payables:
        if min(payable.education, payable.local, payable.education_exempt, payable.local_exempt) < 0:
            raise FactsError("amount", str(payable.year))
    own = sorted((m for m in firm.memberships if not m.through), key=lambda m: m.entered_on)
    for earlier, later in pairwise(own):
        if earlier.left_on is None or later.entered_on < earlier.left_on:
            raise FactsError("memberships_overlap", later.entered_on.isoformat())
        if earlier.is_barred and later.entered_on < settings.barred_until(earlier.left_on):
            raise FactsError("barred", later.entered_on.isoformat())
