"""What is striking about a head-count, in words: against last year, against who is insured, nobody at all, more than anybody has."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from django.db.models import Q
from django.utils.translation import gettext as _

from baigong.contexts.enterprises.models import InsuredCount, StaffReturn, StaffReturnState
from baigong.kernel.rules import number_on


@dataclass(frozen=True)
class Remark:
    """One thing to say. ``asks``: it must be explained before the return goes in."""

    words: str
    asks: bool = False

    @property
    def tone(self) -> str:
        """How it is shown."""
        return "warn" if self.asks else "info"


@dataclass(frozen=True)
class Beside:
    """What a return is held against: the same period of last year, and who is insured. ``None``: not known."""

    last: int | None
    insured: int | None


def beside(rows: Iterable[StaffReturn]) -> dict[int, Beside]:
    """What each return is held against, by its key. Two queries."""
    given = list(rows)
    enterprises = {row.enterprise_id for row in given}
    before = {(row.enterprise_id, row.when.year_before.code): row.pk for row in given}
    last = {
        (enterprise, period): count
        for enterprise, period, count in StaffReturn.objects.filter(
            enterprise__in=enterprises, period__in={period for _one, period in before}, state=StaffReturnState.SUBMITTED
        ).values_list("enterprise", "period", "headcount")
    }
    insured = {
        (enterprise, year): count
        for enterprise, year, count in InsuredCount.objects.filter(
            Q(enterprise__in=enterprises), year__in={row.when.year for row in given}
        ).values_list("enterprise", "year", "headcount")
    }
    return {
        row.pk: Beside(last.get((row.enterprise_id, row.when.year_before.code)), insured.get((row.enterprise_id, row.when.year)))
        for row in given
    }


def remarks_on(rows: Iterable[StaffReturn]) -> dict[int, list[Remark]]:
    """What is to be said of each return, by its key. Two queries, whatever the number of rows."""
    given = list(rows)
    held = beside(given)
    return {row.pk: remarks(row, held[row.pk]) for row in given}


def remarks(row: StaffReturn, held: Beside) -> list[Remark]:
    """What is to be said of one return, against what is known."""
    found = []
    most = number_on("ENT-STAFF-MOST", row.ends_on)
    if row.headcount == 0:
        found.append(Remark(_("职工人数为0：没有职工的企业不计应接纳人数。"), asks=True))
    elif most is not None and row.headcount > most:
        words = _("职工人数%(n)s人超过%(most)s人，看看是否多写了位数。") % {"n": f"{row.headcount:,}", "most": f"{most:,}"}
        found.append(Remark(words, asks=True))
    if held.last is None:
        found.append(Remark(_("没有上年同期数，无从比较。")))
    else:
        found.append(_against(row, held.last, "ENT-STAFF-CHANGE", _("上年同期")))
    if held.insured is None:
        found.append(Remark(_("人社部门没有提供该年参保人数。")))
    else:
        found.append(_against(row, held.insured, "ENT-STAFF-INSURED-GAP", _("参保人数")))
    return found


def _against(row: StaffReturn, other: int, rule: str, what: str) -> Remark:
    """The difference to another number, in words; asked about where it exceeds what the rule says."""
    difference = row.headcount - other
    if not difference:
        return Remark(_("与%(what)s%(other)d人相同。") % {"what": what, "other": other})
    way = _("多") if difference > 0 else _("少")
    facts = {"what": what, "other": other, "way": way, "n": abs(difference)}
    if not other:
        return Remark(_("%(what)s为0人，现报多%(n)d人。") % facts, asks=True)
    share = Fraction(abs(difference) * 100, other)
    bound = number_on(rule, row.ends_on)
    words = _("比%(what)s%(other)d人%(way)s%(n)d人（%(share)s%%）。") % (facts | {"share": f"{float(share):.1f}"})
    return Remark(words, asks=bound is not None and share > bound)
