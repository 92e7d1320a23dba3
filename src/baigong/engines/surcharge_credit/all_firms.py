"""The fast way: all enterprises at once, as columns of whole numbers. Says what ``credit_statement`` says, year by year, without its lines.

Facts are taken as checked (``check_firm``). What depends on no rate is added up once (``sums_of``), so that a reform costs one more pass.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import numpy.typing as npt

from baigong.engines.surcharge_credit.facts import EDUCATION, CreditRule, CreditSettings, FactsError, Firm, Pool, pools_of

Whole = npt.NDArray[np.int64]
Yes = npt.NDArray[np.bool_]
Row = tuple[int, int, int]
STILL = date.max.toordinal()
GREATEST = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Columns:
    """Enterprises, numbered from 0. Days are ordinals; ``education`` and ``local`` are what is payable after exemptions, enterprise ×
    year."""

    firms: int
    first: int
    stay_firm: Whole
    stay_from: Whole
    stay_to: Whole
    """The first day off the list."""
    entry_firm: Whole
    entry_on: Whole
    entry_amount: Whole
    back_entry: Whole
    """The entry of which something was taken back."""
    back_on: Whole
    back_amount: Whole
    education: Whole
    local: Whole

    @property
    def last(self) -> int:
        """The last year."""
        return self.first + int(self.education.shape[1]) - 1


@dataclass(frozen=True)
class _Backs:
    """Withdrawals in one year of earlier investments of one pool: by enterprise."""

    pool: int
    firm: Whole
    amount: Whole


@dataclass(frozen=True)
class Sums:
    """What no rate changes. ``net``: pool × enterprise; ``uses`` and ``stays``: may use that year, is listed at its end."""

    pools: tuple[Pool, ...]
    net: Whole
    backs: tuple[tuple[_Backs, ...], ...]
    uses: Yes
    stays: Yes
    education: Whole
    local: Whole
    first: int


@dataclass(frozen=True)
class AllCredits:
    """Per enterprise and year, in fen."""

    first: int
    new: Whole
    used_education: Whole
    used_local: Whole
    cancelled: Whole
    clawback: Whole
    lapsed: Whole
    closing: Whole

    @property
    def used(self) -> Whole:
        """Credited against both."""
        return self.used_education + self.used_local


def columns_of(firms: Sequence[Firm], first: int, last: int) -> Columns:
    """Enterprises as columns: only stays and investments that can count."""
    stays: list[Row] = []
    entries: list[Row] = []
    backs: list[Row] = []
    education, local = np.zeros((2, len(firms), last - first + 1), np.int64)
    for number, firm in enumerate(firms):
        for stay in firm.memberships:
            if stay.counts:
                stays.append((number, stay.entered_on.toordinal(), stay.left_on.toordinal() if stay.left_on else STILL))
        places = {}
        for one in firm.investments:
            if one.qualifies and first <= one.on.year <= last:
                places[one.id] = len(entries)
                entries.append((number, one.on.toordinal(), one.amount))
        backs += [(places[w.of], w.on.toordinal(), w.amount) for w in firm.withdrawals if w.of in places]
        for payable in firm.payables:
            if first <= payable.year <= last:
                education[number, payable.year - first] = payable.left(EDUCATION)
                local[number, payable.year - first] = payable.left("local")
    return Columns(len(firms), first, *_three(stays), *_three(entries), *_three(backs), education, local)


def _three(rows: list[Row]) -> tuple[Whole, Whole, Whole]:
    table = np.array(rows, np.int64).reshape(-1, 3)
    return table[:, 0].copy(), table[:, 1].copy(), table[:, 2].copy()


def sums_of(columns: Columns, rules: Sequence[CreditRule], settings: CreditSettings) -> Sums:
    """Add up investments by pool, and withdrawals by year and pool."""
    pools = pools_of(rules, columns.first, columns.last)
    starts = np.array([pool.since.toordinal() for pool in pools], np.int64)
    ends = np.array([pool.until.toordinal() for pool in pools], np.int64)
    place = np.searchsorted(starts, columns.entry_on, side="right") - 1
    in_rule = (place >= 0) & (columns.entry_on <= ends[place]) if len(pools) else np.zeros(len(columns.entry_on), bool)
    counts = in_rule & _listed(columns)
    flat = np.zeros(max(1, len(pools)) * columns.firms, np.int64)
    np.add.at(flat, (place * columns.firms + columns.entry_firm)[counts], columns.entry_amount[counts])
    years = np.array([pool.year for pool in pools], np.int64)
    back_year, of = _years_of(columns.back_on), columns.back_entry
    known = counts[of] & (back_year <= columns.last)
    same = known & (back_year == years[place[of]]) if len(pools) else known
    np.subtract.at(flat, (place[of] * columns.firms + columns.entry_firm[of])[same], columns.back_amount[same])
    later = np.flatnonzero(known & ~same)
    backs = tuple(_backs_of(columns, later[back_year[later] == year], place, len(pools)) for year in range(columns.first, columns.last + 1))
    uses, stays = _may(columns, settings)
    net = flat.reshape(max(1, len(pools)), columns.firms)[: len(pools)]
    return Sums(tuple(pools), net, backs, uses, stays, columns.education, columns.local, columns.first)


def _listed(columns: Columns) -> Yes:
    """Whether each entry lies in a stay of its enterprise, by one binary search over the stays of all.

    Stays of an enterprise that overlap (its own and its group's) are joined first.
    """
    if not len(columns.stay_firm):
        return np.zeros(len(columns.entry_on), bool)
    order = np.lexsort((columns.stay_from, columns.stay_firm))
    firm, begin, end = columns.stay_firm[order], columns.stay_from[order], columns.stay_to[order]
    key = firm * (STILL + 2)
    end = np.maximum.accumulate(key + end) - key
    place = np.searchsorted(key + begin, columns.entry_firm * (STILL + 2) + columns.entry_on, side="right") - 1
    listed: Yes = (place >= 0) & (firm[place] == columns.entry_firm) & (columns.entry_on < end[place])
    return listed


def _years_of(days: Whole) -> Whole:
    epoch = date(1970, 1, 1).toordinal()
    return (days - epoch).astype("datetime64[D]").astype("datetime64[Y]").astype(np.int64) + 1970


def _backs_of(columns: Columns, chosen: Whole, place: Whole, pools: int) -> tuple[_Backs, ...]:
    found = []
    entry = columns.back_entry[chosen]
    for pool in range(pools):
        here = place[entry] == pool
        if here.any():
            firm, inverse = np.unique(columns.entry_firm[entry[here]], return_inverse=True)
            amount = np.zeros(len(firm), np.int64)
            np.add.at(amount, inverse, columns.back_amount[chosen[here]])
            found.append(_Backs(pool, firm, amount))
    return tuple(found)


def _may(columns: Columns, settings: CreditSettings) -> tuple[Yes, Yes]:
    """Enterprise × year: may use; is listed on the last day."""
    span = columns.last - columns.first + 1
    uses, stays = np.zeros((2, columns.firms, span), bool)
    for place in range(span):
        begin, last = date(columns.first + place, 1, 1).toordinal(), date(columns.first + place, 12, 31).toordinal()
        here = columns.stay_from <= last
        uses[columns.stay_firm[here & (settings.keeps_after_exit | (columns.stay_to > begin))], place] = True
        stays[columns.stay_firm[here & (columns.stay_to > last)], place] = True
    return uses, stays | settings.keeps_after_exit


def credit_of_all(sums: Sums, settings: CreditSettings, rates: Sequence[CreditRule] | None = None) -> AllCredits:
    """The credit of every enterprise in every year. ``rates``: other rules than those the sums were made by, one for each pool."""
    rules = [pool.rule for pool in sums.pools] if rates is None else list(rates)
    count, span = sums.education.shape
    shape = (count, span)
    new, education, local, cancelled, clawback, lapsed, closing = (np.zeros(shape, np.int64) for _ in range(7))
    net = sums.net.copy()
    remains, dead = np.zeros_like(net), np.zeros_like(net)
    for place in range(span):
        year = sums.first + place
        for number, pool in enumerate(sums.pools):
            if pool.year == year:
                remains[number] = _credit(net[number], rules[number])
                new[:, place] += remains[number]
        known = [number for number, pool in enumerate(sums.pools) if pool.year <= year]
        may = sums.uses[:, place]
        available = remains[known].sum(axis=0)
        payable = {EDUCATION: sums.education[:, place], "local": sums.local[:, place]}
        for which in settings.order:
            into = education if which == EDUCATION else local
            into[:, place] = np.minimum(available, payable[which]) * may
            available -= into[:, place]
        rest = education[:, place] + local[:, place]
        for number in known:
            taken = np.minimum(rest, remains[number])
            remains[number] -= taken
            rest -= taken
        for back in sums.backs[place]:
            number, firm = back.pool, back.firm
            before = _credit(net[number, firm], rules[number])
            net[number, firm] -= back.amount
            gone = before - _credit(net[number, firm], rules[number])
            live = np.minimum(gone, remains[number, firm])
            silent = np.minimum(gone - live, dead[number, firm])
            remains[number, firm] -= live
            dead[number, firm] -= silent
            cancelled[firm, place] += live
            clawback[firm, place] += gone - live - silent
        off = np.flatnonzero(~sums.stays[:, place])
        if len(off):
            for number in known:
                gone = remains[number, off]
                lapsed[off, place] += gone
                dead[number, off] += gone
                remains[number, off] = 0
        closing[:, place] = remains[known].sum(axis=0)
    return AllCredits(sums.first, new, education, local, cancelled, clawback, lapsed, closing)


def _credit(net: Whole, rule: CreditRule) -> Whole:
    if len(net) and int(net.max()) > GREATEST // max(1, rule.rate.numerator):
        raise FactsError("too_large", rule.id)
    return net * rule.rate.numerator // rule.rate.denominator


@dataclass(frozen=True)
class Reform:
    """Two ways side by side. ``change``: per enterprise, what it is credited more (or less) over all years, paid back amounts taken off."""

    before: AllCredits
    after: AllCredits
    change: Whole

    @property
    def gains(self) -> int:
        """How many enterprises are credited more."""
        return int((self.change > 0).sum())

    @property
    def loses(self) -> int:
        """How many are credited less."""
        return int((self.change < 0).sum())


def compare_rules(columns: Columns, rules: Sequence[CreditRule], reform: Sequence[CreditRule], settings: CreditSettings) -> Reform:
    """What a reform changes for every enterprise: sums are made once where both have the same pools, else for each."""
    sums = sums_of(columns, rules, settings)
    before = credit_of_all(sums, settings)
    other = pools_of(reform, columns.first, columns.last)
    if [(p.since, p.until) for p in other] == [(p.since, p.until) for p in sums.pools]:
        after = credit_of_all(sums, settings, [pool.rule for pool in other])
    else:
        after = credit_of_all(sums_of(columns, reform, settings), settings)
    return Reform(before, after, _kept(after) - _kept(before))


def _kept(credits: AllCredits) -> Whole:
    kept: Whole = (credits.used - credits.clawback).sum(axis=1)
    return kept
