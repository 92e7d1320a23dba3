"""The statement of one enterprise in words: every line with what it is, by which rule, from which facts, and how it comes about."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise
from baigong.contexts.incentives.credit.facts import facts_of, surcharges_in_force
from baigong.contexts.incentives.models import LedgerEntry, Surcharge
from baigong.contexts.incentives.money import yuan
from baigong.contexts.incentives.rules import RATE, WHICH, clause_of, credit_rules, credit_settings, in_force_since, spending_label
from baigong.engines.surcharge_credit import FactsError, Fault, Line, StatementResult, check_statement, credit_statement
from baigong.kernel.errors import Refusal

NOT_OURS = gettext_lazy("本表只作测算，供企业申报和税务部门核对参考；能否抵免、抵免多少以税务部门的决定为准。")
"""Said on every statement."""
WHY = {
    "kind": gettext_lazy("不属于可抵免的投资"),
    "not_listed": gettext_lazy("发生时不在产教融合型企业名单上"),
    "not_held": gettext_lazy("只是集团参股，不是全资或控股子公司"),
    "no_rule": gettext_lazy("发生时抵免政策还没有施行"),
}
NAMES = {
    "opening": gettext_lazy("上年结转"),
    "counted": gettext_lazy("计入的投资"),
    "not_counted": gettext_lazy("不计入的投资"),
    "credit": gettext_lazy("本年新增可抵免额"),
    "payable": gettext_lazy("应缴"),
    "payable_unknown": gettext_lazy("应缴附加尚未登记"),
    "used": gettext_lazy("抵免"),
    "used_of_pool": gettext_lazy("其中使用"),
    "netted": gettext_lazy("当年撤回，已在投资中扣减"),
    "withdrawn_uncounted": gettext_lazy("撤回的投资没有计入过"),
    "withdrawn": gettext_lazy("撤回投资对应的抵免额"),
    "cancelled": gettext_lazy("注销未抵免部分"),
    "clawback": gettext_lazy("退缴已抵免部分"),
    "lapsed": gettext_lazy("退出后不再抵免"),
    "closing": gettext_lazy("结转下年"),
}


@dataclass(frozen=True)
class Said:
    """One line for people. ``how`` is the sum anybody can do again; ``amount`` in fen."""

    what: str
    about: str
    rule: str
    clause: str
    how: str
    amount: int
    tone: str = ""
    url: str = ""


@dataclass(frozen=True)
class YearSaid:
    """A year of a statement for people, amounts in fen. ``source``: who said what is payable."""

    year: int
    opening: int
    new: int
    payable_education: int
    payable_local: int
    used_education: int
    used_local: int
    cancelled: int
    clawback: int
    lapsed: int
    closing: int
    is_complete: bool
    source: str
    lines: Sequence[Said]


@dataclass(frozen=True)
class StatementSaid:
    """A whole statement. ``faults`` is empty where every line could be recomputed. ``result`` is the engine's own, for checking again."""

    enterprise: Enterprise
    years: Sequence[YearSaid]
    faults: Sequence[Fault]
    result: StatementResult
    order: str
    on: date

    @property
    def used(self) -> int:
        """Credited in all."""
        return sum(year.used_education + year.used_local for year in self.years)

    @property
    def clawback(self) -> int:
        """To be paid back in all."""
        return sum(year.clawback for year in self.years)

    @property
    def closing(self) -> int:
        """Carried on."""
        return self.years[-1].closing if self.years else 0

    @property
    def missing(self) -> list[int]:
        """Years that are over and whose surcharges nobody entered, though something could be credited."""
        return [year.year for year in self.years if year.year < self.on.year and not year.is_complete and year.opening + year.new]


def statement_for(enterprise: Enterprise, last: int, on: date) -> StatementSaid:
    """The statement of an enterprise up to the year ``last``, by the settings of the day. Raises ``Refusal`` for facts that contradict
    each other."""
    facts = facts_of([enterprise.pk])
    settings = credit_settings(on)
    first, last = facts.span(last)
    try:
        result = credit_statement(facts.firms[enterprise.pk], credit_rules(), settings, first, last)
    except FactsError as error:
        raise contradiction(enterprise, error) from error
    keys = {int(str(line.facts["entry"])) for year in result.years for line in year.lines if "entry" in line.facts}
    entries = LedgerEntry.objects.in_bulk(keys)
    surcharges = surcharges_in_force([enterprise.pk]).get(enterprise.pk, {})
    years = [_year(year, entries, surcharges) for year in result.years]
    order = "、".join(str(WHICH[which]) for which in settings.order)
    return StatementSaid(enterprise, years, check_statement(result), result, order, on)


def contradiction(enterprise: Enterprise, error: FactsError) -> Refusal:
    """Facts that contradict each other, in words."""
    words = {
        "barred": _("“%(firm)s”在不得申报的期间再次列入（%(of)s），请核对名单的日期。"),
        "memberships_overlap": _("“%(firm)s”在名单上的两段时间重叠（%(of)s），请核对名单的日期。"),
        "more_than_invested": _("“%(firm)s”的撤回（分录%(of)s）超过原投资，请冲正后重记。"),
    }.get(error.code, _("“%(firm)s”的台账有矛盾（%(code)s，%(of)s），请核对。"))
    return Refusal(words % {"firm": enterprise, "of": error.of, "code": error.code}, code=error.code, status=409)


def _year(year: Any, entries: Mapping[int, LedgerEntry], surcharges: Mapping[int, Surcharge]) -> YearSaid:
    payable = {str(line.facts["which"]): line.amount for line in year.lines if line.what == "payable"}
    source = surcharges[year.year].get_source_display() if year.year in surcharges else ""
    lines = [_said(line, entries) for line in year.lines if not (line.what in {"clawback", "cancelled"} and not line.amount)]
    return YearSaid(
        year.year, year.opening, year.new, payable.get("education", 0), payable.get("local", 0), year.used_education, year.used_local,
        year.cancelled, year.clawback, year.lapsed, year.closing, year.is_complete, source, lines,
    )  # fmt: skip


def _said(line: Line, entries: Mapping[int, LedgerEntry]) -> Said:
    facts = dict(line.facts)
    entry = entries.get(int(facts["entry"])) if "entry" in facts else None  # type: ignore[arg-type]
    about, tone = "", ""
    if entry is not None:
        about = _("%(day)s %(title)s（%(voucher)s）") % {"day": entry.on, "title": entry.title, "voucher": entry.voucher_number}
    elif "which" in facts:
        about = str(WHICH[str(facts["which"])])
    elif "pool" in facts:
        about = _("%(pool)s年的投资") % {"pool": facts["pool"]}
    if line.what in {"not_counted", "lapsed", "payable_unknown"}:
        tone = "warn"
    if line.what == "clawback":
        tone = "bad"
    how = HOW[line.what](facts, line.amount)
    parameter = "INC-AFTER-EXIT" if line.rule == "INC-EXIT" else RATE
    clause = line.clause or clause_of(parameter, in_force_since(parameter))
    return Said(str(NAMES[line.what]), about, line.rule, clause, how, line.amount, tone, entry.get_absolute_url() if entry else "")


def _counted(f: Mapping[str, Any], amount: int) -> str:
    words = [spending_label(f["kind"])]
    if f.get("through"):
        words.append(_("随%(group)s列入名单") % {"group": f["through"]})
    if f["withdrawn"]:
        words.append(_("%(a)s − 当年撤回%(b)s = %(c)s") % {"a": yuan(f["invested"]), "b": yuan(f["withdrawn"]), "c": yuan(amount)})
    return "；".join(words)


def _rate(f: Mapping[str, Any]) -> str:
    """The share of an investment as people write it; one that is no whole number of hundredths as a fraction."""
    hundredths, rest = divmod(100 * int(f["numerator"]), int(f["denominator"]))
    return f"{f['numerator']}/{f['denominator']}" if rest else f"{hundredths}%"


def _share(f: Mapping[str, Any], amount: int) -> str:
    return f"{yuan(f['net'])} × {_rate(f)} = {yuan(amount)}"


HOW: Mapping[str, Callable[[Mapping[str, Any], int], str]] = {
    "opening": lambda f, a: _("%(year)s年结转") % {"year": f["year"]},
    "counted": _counted,
    "not_counted": lambda f, a: _("%(kind)s，%(amount)s元：%(why)s") % {
        "kind": spending_label(f["kind"]), "amount": yuan(f["invested"]), "why": WHY[f["why"]],
    },
    "credit": _share,
    "payable": lambda f, a: _("应缴%(due)s − 减免%(exempt)s = %(left)s") % {
        "due": yuan(f["due"]), "exempt": yuan(f["exempt"]), "left": yuan(a),
    },
    "payable_unknown": lambda f, a: _("由企业或税务部门登记后才能测算本年抵免"),
    "used": lambda f, a: _("可抵%(available)s与应缴%(payable)s中较小的") % {
        "available": yuan(f["available"]), "payable": yuan(f["payable"]),
    },
    "used_of_pool": lambda f, a: _("先用较早年度的；该年度余额%(remains)s") % {"remains": yuan(f["remains"])},
    "netted": lambda f, a: _("撤回%(amount)s") % {"amount": yuan(f["withdrawn"])},
    "withdrawn_uncounted": lambda f, a: _("撤回%(amount)s") % {"amount": yuan(f["withdrawn"])},
    "withdrawn": lambda f, a: _("%(net)s × %(rate)s − %(rest)s × %(rate)s = %(a)s") % {
        "net": yuan(f["net"]), "rest": yuan(f["net"] - f["withdrawn"]), "rate": _rate(f), "a": yuan(a),
    },
    "cancelled": lambda f, a: _("对应抵免额%(gone)s，余额%(remains)s，先注销余额") % {
        "gone": yuan(f["gone"]), "remains": yuan(f["remains"]),
    },
    "clawback": lambda f, a: _("%(gone)s − 已注销%(cancelled)s − 已失效%(lapsed)s = %(a)s") % {
        "gone": yuan(f["gone"]), "cancelled": yuan(f["cancelled"]), "lapsed": yuan(f["lapsed"]), "a": yuan(a),
    },
    "lapsed": lambda f, a: _("年末不在名单上；退出后余额的处理是设置，以税务部门意见为准"),
    "closing": lambda f, a: _("结转%(opening)s + 新增%(new)s − 抵免%(used)s − 注销%(cancelled)s − 失效%(lapsed)s = %(a)s") % {
        "opening": yuan(f["opening"]), "new": yuan(f["new"]), "used": yuan(f["used"]), "cancelled": yuan(f["cancelled"]),
        "lapsed": yuan(f["lapsed"]), "a": yuan(a),
    },
}  # fmt: skip
"""How each line comes about, in words and numbers."""
