"""The check of a month's pay (INT-11, INT-12): at least the share of the wage for the days present, in money, direct, in time."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_CEILING, Decimal, InvalidOperation
from enum import StrEnum
from fractions import Fraction

from django.utils.translation import gettext as _

from baigong.contexts.internships.checking.findings import Finding, blocks, clause, codes_on
from baigong.kernel.errors import Refusal
from baigong.kernel.rules import parameter_on

CENT = Decimal("0.01")
MOST = Decimal(100_000)
"""The most a month's pay may be; more is a slip of the pen."""


class Verdict(StrEnum):
    """What the check says of a month."""

    PASSED = "passed"
    SHORT = "short"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Month:
    """What was agreed and done in a month. ``wage``: the base of a kind (``basis``), or unknown. ``means``: how it was paid."""

    first: date
    wage: Decimal | None
    basis: str
    present: int
    working: int
    paid: Decimal
    means: str
    paid_on: date | None


@dataclass(frozen=True)
class PayChecked:
    """``least``: the least lawful pay, up to the cent; nothing where it cannot be told, with the reason in ``why``."""

    verdict: Verdict
    least: Decimal | None
    why: str
    findings: tuple[Finding, ...]


def money_of(text: object, *, field: str = "paid") -> Decimal:
    """An amount as people write it. Raises ``Refusal`` for words, for parts of a cent, for less than nothing and for too much.

    >>> money_of("1,600.5")
    Decimal('1600.50')
    """
    plain = str(text).strip().replace(",", "").replace("，", "").removesuffix(_("元")).strip()
    if not re.fullmatch(r"-?\d+(\.\d+)?", plain):
        words = _("“%(text)s”不是数额：工资要填阿拉伯数字，单位元，如1600或1600.50；没有付的填0，不要写“面议”“一千六”。")
        raise _refused(words % {"text": str(text).strip()[:20]}, field)
    try:
        value = Decimal(plain)
    except InvalidOperation:  # pragma: no cover  (the pattern has seen to it)
        raise _refused(_("这个数额读不出来。"), field) from None
    if value < 0 or value > MOST:
        raise _refused(_("数额应在0至%(most)s元之间。") % {"most": MOST}, field)
    if value != value.quantize(CENT):
        raise _refused(_("数额最多到分，“%(text)s”多了。") % {"text": plain}, field)
    return value.quantize(CENT)


def _refused(words: str, field: str) -> Refusal:
    return Refusal(words, code="pay_in_words", fields={field: words})


def check_pay(month: Month) -> PayChecked:
    """The verdict on a month with everything that is found. An unknown wage cannot pass; no working day is no data."""
    found = [*_days(month), *_means(month), *_in_time(month)]
    share = parameter_on("WRK-PAY-SHARE", month.first)
    if share is None or share.value is None:
        return PayChecked(Verdict.UNKNOWN, None, _("当月还没有实习报酬的规定。"), tuple(found))
    found += _basis(month)
    if month.wage is None:
        why = _("工资基数不明，不能判为达标；请先登记同岗位的工资标准。")
        missing = _("实习报酬原则上不低于工资基数的%(share)s%%，没有基数就没法比") % {"share": share.value}
        paid = _("已付%(paid)s元，没有登记工资基数") % {"paid": month.paid}
        found.append(Finding("INT-11", clause(share), False, paid, missing, _("请登记该岗位的工资基数后再核。"), "wage"))
        return PayChecked(Verdict.UNKNOWN, None, why, tuple(found))
    if month.working == 0:
        return PayChecked(Verdict.UNKNOWN, None, _("当月没有工作日，没有可比的数。"), tuple(found))
    exact = share.value / 100 * Fraction(month.wage) * Fraction(month.present, month.working)
    least = (Decimal(exact.numerator) / Decimal(exact.denominator)).quantize(CENT, rounding=ROUND_CEILING)
    if Fraction(month.paid) >= exact:
        return PayChecked(Verdict.PASSED, least, "", tuple(found))
    facts = {
        "wage": month.wage, "share": share.value, "present": month.present, "working": month.working, "least": least,
        "paid": month.paid, "gap": least - month.paid, "month": f"{month.first:%Y-%m}",
    }  # fmt: skip
    here = _("%(month)s已付%(paid)s元") % facts
    there = _("工资基数%(wage)s元×%(share)s%%×出勤%(present)d天÷工作日%(working)d天，至少%(least)s元") % facts
    fix = _("补付%(gap)s元；原则上应达到，确有特殊情况的写明原因。") % facts
    found.append(Finding("INT-11", clause(share), False, here, there, fix, "paid"))
    return PayChecked(Verdict.SHORT, least, there, tuple(found))


def _days(month: Month) -> list[Finding]:
    if month.present <= month.working:
        return []
    facts = {"present": month.present, "working": month.working}
    here, there = _("出勤%(present)d天") % facts, _("当月约定的工作日只有%(working)d天") % facts
    return [Finding("INT-08", "", True, here, there, _("请核对出勤；休息日上岗的，在出勤里逐日登记并安排补休。"), "present")]


def _basis(month: Month) -> list[Finding]:
    version, allowed = codes_on("WRK-PAY-BASIS", month.first)
    if version is None or month.wage is None or month.basis in allowed:
        return []
    here = _("工资基数登记为“%(basis)s”") % {"basis": basis_word(month.basis)}
    there = _("%(month)s适用的基数是%(allowed)s") % {
        "month": f"{month.first:%Y-%m}", "allowed": _("或").join(f"“{basis_word(code)}”" for code in allowed)
    }  # fmt: skip
    return [Finding("INT-11", clause(version), True, here, there, _("请按当月适用的规定另填基数。"), "basis")]


def _means(month: Month) -> list[Finding]:
    version, allowed = codes_on("WRK-PAY-MEANS", month.first)
    if version is None or month.means in allowed or not month.paid:
        return []
    here = _("登记的支付方式是“%(means)s”") % {"means": means_word(month.means)}
    there = _("实习报酬应以货币足额直接付给学生")
    fix = _("改为银行转账或现金直接付给本人；实物、代金券和经他人转付的不算。")
    return [Finding("INT-12", clause(version), blocks(version), here, there, fix, "means")]


def _in_time(month: Month) -> list[Finding]:
    version = parameter_on("WRK-PAY-PERIOD", month.first)
    if version is None or version.value is None or month.paid_on is None:
        return []
    months = (month.paid_on.year - month.first.year) * 12 + month.paid_on.month - month.first.month
    if months <= version.value:
        return []
    here = _("%(month)s的报酬到%(day)s才付") % {"month": f"{month.first:%Y-%m}", "day": month.paid_on.isoformat()}
    there = _("支付周期不超过%(n)d个月") % {"n": int(version.value)}
    return [Finding("INT-12", clause(version), False, here, there, _("按月支付；已经迟付的写明原因。"), "paid_on")]


def basis_word(code: str) -> str:
    """A kind of base for people."""
    return {"probation": _("同岗位试用期工资"), "same_post": _("同岗位工资"), "lowest_grade": _("最低档工资标准")}.get(
        code, code or _("未登记")
    )


def means_word(code: str) -> str:
    """A way of paying for people."""
    return {"bank": _("银行转账"), "cash": _("现金"), "goods": _("实物或代金券"), "third_party": _("经他人转付")}.get(
        code, code or _("未登记")
    )
