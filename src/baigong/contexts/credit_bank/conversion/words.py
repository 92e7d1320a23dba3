"""What the engine found, in words: why a credit was given, why another was not and what would change that, what contradicts itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.conversion.facts import Names
from baigong.contexts.credit_bank.models import ConversionRule, all_outcome_kinds, shown
from baigong.engines.rules.conversion import Check, Refusal


@dataclass(frozen=True)
class Said:
    """A reason: about which outcome, rule or course; what stands against it; what would change it (may be empty)."""

    subject: str
    rule: ConversionRule | None
    what: str
    how: str


_WHY: dict[str, tuple[Any, Any]] = {
    "revoked": (gettext_lazy("认定已经撤销。"), ""),
    "not_yet": (gettext_lazy("%(found)s才取得，晚于申请日期。"), gettext_lazy("取得以后再申请。")),
    "expired": (gettext_lazy("有效期到%(found)s，申请时已过期。"), gettext_lazy("复审换证以后可以再申请。")),
    "too_old": (gettext_lazy("%(found)s取得，超过学校规定的%(asked)s年。"), gettext_lazy("学校放宽年限，或取得新的成果后可以转换。")),
    "lower_level": (gettext_lazy("同类成果里已有更高级别“%(by)s”，由它代替，不相加。"), ""),
    "repeated": (gettext_lazy("同类同级成果已有“%(by)s”，只计一项。"), ""),
    "already_used": (gettext_lazy("已在这个专业使用过，一项成果在同一专业只用一次。"), gettext_lazy("撤销原来的转换后可以重新使用。")),
    "level_used": (
        gettext_lazy("同类的另一级别“%(by)s”已在这个专业使用；换成这一级别得不到更多学分，原来的转换不动。"),
        gettext_lazy("规则对高一级给得更多时，高一级取代低一级。"),
    ),
    "no_rule": (gettext_lazy("学校还没有关于这项成果的转换规则。"), gettext_lazy("可以向学校提出；其他学校可能有规则。")),
    "other_programme": (gettext_lazy("规则只适用于专业%(asked)s。"), gettext_lazy("转换到这些专业时可以使用。")),
    "not_in_force": (gettext_lazy("申请日期不在规则的执行期内。"), gettext_lazy("规则在%(asked)s有效。")),
    "rule_too_old": (gettext_lazy("%(found)s取得，超过本规则规定的%(asked)s年。"), gettext_lazy("取得新的成果后可以转换。")),
    "level": (gettext_lazy("级别不够。"), gettext_lazy("取得更高一级后可以转换。")),
    "grade": (
        gettext_lazy("规则要求成绩不低于%(asked)s，登记的成绩是%(found)s。"),
        gettext_lazy("成绩达到%(asked)s后可以转换；成绩未登记的请补登。"),
    ),
    "hours": (gettext_lazy("规则要求不少于%(asked)s学时，这项成果是%(found)s学时。"), gettext_lazy("再学%(short)s学时后可以转换。")),
    "months": (
        gettext_lazy("规则要求不少于%(asked)s个月，这项成果是%(found)s个月。"),
        gettext_lazy("再有%(short)s个月后可以转换。"),
    ),
    "credits": (gettext_lazy("规则要求认定学分不少于%(asked)s，这项成果是%(found)s。"), gettext_lazy("认定学分达到后可以转换。")),
    "also_needs": (gettext_lazy("规则还要求另一项成果：%(asked)s。"), gettext_lazy("取得这项成果后可以转换。")),
    "no_course": (gettext_lazy("课程不在这个专业的培养方案里。"), ""),
    "course_done": (gettext_lazy("课程已经学完或已经免修。"), ""),
    "course_taken": (gettext_lazy("课程已按“%(by)s”免修，一门课只免一次。"), ""),
    "outcome_taken": (gettext_lazy("成果按“%(by)s”使用更有利，一项成果只用一次。"), ""),
    "most_courses": (gettext_lazy("按本规则每次最多免修%(asked)s门。"), gettext_lazy("可以在“希望免修的课程”里调整先后。")),
    "rule_cap": (gettext_lazy("本规则的学分上限只剩%(found)s，这里需要%(asked)s。"), ""),
    "source_cap": (gettext_lazy("这一类成果的学分上限只剩%(found)s，这里需要%(asked)s。"), ""),
    "total_cap": (gettext_lazy("可转换学分的总上限只剩%(found)s，这里需要%(asked)s。"), gettext_lazy("学校提高上限后可以转换。")),
    "gives_nothing": (gettext_lazy("条件都满足，但没有可以给的：课程已学完，或折算不到学分。"), ""),
    "not_chosen": (gettext_lazy("在上限之内，另一种组合学分更多或更合您的意愿。"), gettext_lazy("可以调整“希望免修的课程”的先后。")),
}
_CHECKS: dict[str, Any] = {
    "in_force": gettext_lazy("申请日期%(found)s在规则执行期内（%(asked)s起）"),
    "type": gettext_lazy("成果“%(outcome)s”属于规则所列"),
    "valid": gettext_lazy("%(found)s取得，申请时有效"),
    "level": gettext_lazy("级别达到要求"),
    "grade": gettext_lazy("成绩%(found)s，不低于%(asked)s"),
    "hours": gettext_lazy("%(found)s学时，不少于%(asked)s学时"),
    "months": gettext_lazy("%(found)s个月，不少于%(asked)s个月"),
    "credits": gettext_lazy("认定学分%(found)s"),
}
AMOUNTS = {"credits", "rule_cap", "source_cap", "total_cap"}


def say_why(refusal: Refusal, names: Names) -> Said:
    """A refusal in words."""
    what, how = _WHY[_counted(refusal.code, refusal.outcome, names)]
    facts = _facts(refusal.code, refusal.asked, refusal.found, names) | {"by": _by(refusal, names)}
    outcome, rule = names.outcomes.get(refusal.outcome), names.rules.get((refusal.rule, refusal.version))
    subject = " · ".join(part for part in (str(outcome) if outcome else "", names.courses.get(refusal.course, refusal.course)) if part)
    return Said(subject, rule, str(what) % facts, str(how) % facts)


def say_check(check: Check, names: Names) -> str:
    """A fact a credit rests on, in words; what asks nothing says nothing."""
    code = _counted(check.code, check.outcome, names)
    if check.code == "hours" and not check.asked:
        return (_("%(found)s个月") if code == "months" else _("%(found)s学时")) % {"found": check.found}
    return str(_CHECKS[code]) % _facts(check.code, check.asked, check.found, names, check.outcome)


def _counted(code: str, outcome: str, names: Names) -> str:
    """Hours are months where the kind of the outcome is counted in months."""
    row = names.outcomes.get(outcome)
    return "months" if code == "hours" and row is not None and row.type.declared.unit == "months" else code


def _by(refusal: Refusal, names: Names) -> str:
    if refusal.by in names.outcomes:
        return str(names.outcomes[refusal.by])
    return next((str(row.title) for (key, _version), row in names.rules.items() if key == refusal.by), refusal.by)


def _facts(code: str, asked: Any, found: Any, names: Names, outcome: str = "") -> dict[str, Any]:
    shows: Callable[[Any], Any] = shown if code in AMOUNTS else str
    short = asked - found if isinstance(asked, int) and isinstance(found, int) else ""
    return {
        "asked": _text(asked, shows), "found": _("未登记") if found is None else _text(found, shows), "short": short,
        "outcome": str(names.outcomes.get(outcome, outcome)),
    }  # fmt: skip


def _text(value: Any, shows: Callable[[Any], Any]) -> str:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int):
        return str(shows(value))
    kinds = all_outcome_kinds()
    return str(kinds[value]) if value in kinds else str(value or "").removeprefix("family ")
