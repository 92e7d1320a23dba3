"""Enterprises as the engine takes them: stays on the list (their own, their group's), investments, withdrawals, surcharges. Five queries
for any number."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet

from baigong.contexts.enterprises.public import Enterprise, Stake
from baigong.contexts.incentives.models import HELD, Candidacy, EntryKind, LedgerEntry, Surcharge, SurchargeSource
from baigong.contexts.incentives.rules import spendings
from baigong.engines.surcharge_credit import Firm, Investment, Membership, Payable, Withdrawal

HOLDS = {Stake.WHOLE.value, Stake.HOLDING.value}


@dataclass(frozen=True)
class Facts:
    """The firms, by their keys, and the years in which anything happened."""

    firms: Mapping[int, Firm]
    years: tuple[int, ...]

    def span(self, last: int) -> tuple[int, int]:
        """From the first year in which something happened to ``last``."""
        first = min(self.years, default=last)
        return min(first, last), last


def facts_of(enterprises: Collection[int] | None = None) -> Facts:
    """The facts of some enterprises, or of all that have any."""
    chain = _parents()
    wanted = None if enterprises is None else set(enterprises)
    above = None if wanted is None else {pk for one in wanted for pk, _held in _up(one, chain)}
    stays = _stays(above if wanted is None else wanted | (above or set()))
    entries, backs = _ledger(wanted)
    payables = _payables(wanted)
    keys = (
        wanted
        if wanted is not None
        else {*stays, *entries, *payables, *(pk for pk in chain if any(up in stays for up, _h in _up(pk, chain)))}
    )
    names = {} if wanted is None else dict(Enterprise.objects.filter(pk__in=above or ()).values_list("pk", "organisation__name"))
    firms = {
        pk: Firm(
            str(pk), (*_own(stays.get(pk, ())), *_of_group(pk, chain, stays, names)), tuple(entries.get(pk, ())), tuple(backs.get(pk, ())),
            tuple(payables.get(pk, ())),
        )
        for pk in keys
    }  # fmt: skip
    return Facts(firms, tuple(sorted({year for firm in firms.values() for year in _years(firm)})))


def facts_of_one(enterprise: int) -> Firm:
    """The facts of one enterprise."""
    return facts_of([enterprise]).firms[enterprise]


def _years(firm: Firm) -> Iterator[int]:
    yield from (one.on.year for one in firm.investments)
    yield from (one.year for one in firm.payables)
    yield from (one.entered_on.year for one in firm.memberships if not one.through)


def _parents() -> dict[int, tuple[int, str]]:
    rows = Enterprise.objects.exclude(parent=None).values_list("pk", "parent", "stake")
    return {pk: (parent, stake) for pk, parent, stake in rows if parent is not None}


def _up(pk: int, chain: Mapping[int, tuple[int, str]]) -> Iterator[tuple[int, bool]]:
    """Those above an enterprise, and whether they hold it through every step."""
    held, seen = True, {pk}
    while pk in chain:
        parent, stake = chain[pk]
        if parent in seen:
            return
        held = held and stake in HOLDS
        yield parent, held
        seen.add(parent)
        pk = parent


Stay = tuple[Any, Any, bool]


def _stays(enterprises: Collection[int] | None) -> dict[int, list[Stay]]:
    found: dict[int, list[Stay]] = defaultdict(list)
    rows = _of(Candidacy.objects.filter(state__in=HELD), enterprises)
    for pk, entered, left, barred in rows.order_by("entered_on", "pk").values_list("enterprise", "entered_on", "left_on", "is_barred"):
        found[pk].append((entered, left, barred))
    return found


def _own(stays: Collection[Stay]) -> list[Membership]:
    return [Membership(entered, left, is_barred=barred) for entered, left, barred in stays]


def _of_group(pk: int, chain: Mapping[int, tuple[int, str]], stays: Mapping[int, list[Stay]], names: Mapping[int, str]) -> list[Membership]:
    return [
        Membership(entered, left, through=names.get(up, str(up)), is_held=held)
        for up, held in _up(pk, chain)
        for entered, left, _barred in stays.get(up, ())
    ]


def standing_entries(enterprises: Collection[int] | None = None) -> QuerySet[LedgerEntry]:
    """Entries that are no reversal and were not reversed."""
    rows = LedgerEntry.objects.exclude(kind=EntryKind.REVERSAL).exclude(after__kind=EntryKind.REVERSAL)
    return _of(rows, enterprises)


def _ledger(enterprises: Collection[int] | None) -> tuple[dict[int, list[Investment]], dict[int, list[Withdrawal]]]:
    kinds = spendings()
    spent: dict[int, list[Investment]] = defaultdict(list)
    backs: dict[int, list[Withdrawal]] = defaultdict(list)
    rows = standing_entries(enterprises).order_by("on", "pk")
    for pk, owner, kind, spending, on, amount, of in rows.values_list("pk", "enterprise", "kind", "spending", "on", "amount", "of"):
        if kind == EntryKind.INVESTMENT:
            counts = spending in kinds and kinds[spending].counts
            spent[owner].append(Investment(str(pk), on, amount, spending, counts))
        else:
            backs[owner].append(Withdrawal(str(pk), str(of), on, amount))
    return spent, backs


def surcharges_in_force(enterprises: Collection[int] | None = None) -> dict[int, dict[int, Surcharge]]:
    """By enterprise and year what counts: the tax bureau's latest, else the enterprise's."""
    found: dict[int, dict[int, Surcharge]] = defaultdict(dict)
    for row in _of(Surcharge.objects.all(), enterprises).order_by("entered_at", "pk"):
        standing = found[row.enterprise_id].get(row.year)
        if standing is None or row.source == SurchargeSource.TAX or standing.source != SurchargeSource.TAX:
            found[row.enterprise_id][row.year] = row
    return found


def _payables(enterprises: Collection[int] | None) -> dict[int, list[Payable]]:
    return {
        pk: [
            Payable(year, row.education, row.local, row.education_exempt, row.local_exempt) for year, row in sorted(years.items())
        ]
        for pk, years in surcharges_in_force(enterprises).items()
    }  # fmt: skip


def _of(rows: QuerySet[Any], enterprises: Collection[int] | None) -> QuerySet[Any]:
    return rows if enterprises is None else rows.filter(enterprise__in=enterprises)
