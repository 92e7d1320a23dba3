"""The rule register looked over: contradictions of schools' rules, said in words with the rules they stand in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy

from baigong.contexts.credit_bank.conversion.facts import engine_rule, rules_of, type_of
from baigong.contexts.credit_bank.models import (
    ConversionRule,
    CreditProgramme,
    OutcomeType,
    ProgrammeCourse,
    RuleState,
    SchoolCreditSettings,
    all_outcome_kinds,
    school_year_of,
    shown,
)
from baigong.contexts.organisations.public import Organisation
from baigong.engines.rules.chains import find_chains
from baigong.engines.rules.conflicts import Conflict, Surroundings, find_conflicts
from baigong.engines.rules.facts import SchoolSettings

LOOKED_OVER = (RuleState.DRAFT, RuleState.CHECKED, RuleState.ADOPTED, RuleState.REPLACED)
_WORDS: dict[str, tuple[Any, Any]] = {
    "from_nothing": (gettext_lazy("规则不要求任何成果，等于凭空给学分。"), gettext_lazy("写明需要什么成果。")),
    "never": (gettext_lazy("执行至的日期早于执行日期，规则从不生效。"), gettext_lazy("核对两个日期。")),
    "overlap": (gettext_lazy("同一规则的两版在%(since)s至%(until)s同时有效。"), gettext_lazy("让前一版在新版执行的前一天止。")),
    "gap": (
        gettext_lazy("%(since)s至%(until)s没有有效的版本，这段时间的申请不能按它办理。"),
        gettext_lazy("有意停用的可以不管；否则接上日期。"),
    ),
    "lapsed": (
        gettext_lazy("执行期到%(since)s已满，没有接续的版本，此后的申请不能按它办理。"),
        gettext_lazy("继续执行的起草新版；不再执行的停用并说明。"),
    ),
    "ending": (gettext_lazy("执行期到%(since)s满，还没有接续的版本。"), gettext_lazy("继续执行的，在期满以前起草新版。")),
    "no_settings": (
        gettext_lazy("%(subject)s还没有登记%(asked)s–%(found)s学年的转换规定，规则虽有而不能办理转换。"),
        gettext_lazy("由学校以文件规定后登记。"),
    ),
    "double": (
        gettext_lazy("同一项成果“%(subject)s”按两条规则都能得学分。"),
        gettext_lazy("同一成果只用一次时由学习者得其优；否则请合并或排除。"),
    ),
    "same_course": (
        gettext_lazy("同一项成果“%(subject)s”按两条规则免修同一门课程。"),
        gettext_lazy("合并为一条，免得改了一条忘了另一条。"),
    ),
    "cap_too_small": (
        gettext_lazy("上限%(found)s学分（%(subject)s）少于规则最小的一份%(asked)s学分，规则给不出任何学分。"),
        gettext_lazy("提高上限，或停用规则。"),
    ),
    "cap_below_gift": (
        gettext_lazy("规则一次给%(asked)s学分，上限（%(subject)s）只有%(found)s。"),
        gettext_lazy("超出部分给不出；请统一两个数。"),
    ),
    "cap_never_reached": (
        gettext_lazy("规则的上限%(asked)s学分高于%(subject)s的上限%(found)s，永远用不满。"),
        gettext_lazy("请统一两个上限。"),
    ),
    "unknown_type": (gettext_lazy("成果“%(subject)s”不在成果目录里。"), gettext_lazy("改用目录里的成果。")),
    "unknown_course": (gettext_lazy("课程代码%(subject)s不在本校的转换专业里。"), gettext_lazy("登记课程，或从规则里删去。")),
    "level_out_of_reach": (
        gettext_lazy("要求的级别高于“%(subject)s”已有的最高级别，无人能满足。"),
        gettext_lazy("降低级别，或先登记更高一级。"),
    ),
    "cycle": (
        gettext_lazy("规则首尾相接：%(path)s。走一圈又回到原处%(ratio)s，同一份学习可以反复换学分。"),
        gettext_lazy("断开其中一条：免修所得不应再作成果。"),
    ),
    "chain": (
        gettext_lazy("规则前后相接：%(path)s%(ratio)s，免修得来的课程又被当作成果。"),
        gettext_lazy("让后一条只认实际修读的课程。"),
    ),
}
ABOUT: dict[str, tuple[Any, frozenset[str]]] = {
    "dates": (gettext_lazy("日期"), frozenset({"never", "overlap", "gap", "lapsed", "ending", "no_settings"})),
    "twice": (gettext_lazy("重复给予"), frozenset({"double", "same_course", "from_nothing"})),
    "caps": (gettext_lazy("上限"), frozenset({"cap_too_small", "cap_below_gift", "cap_never_reached"})),
    "names": (gettext_lazy("成果和课程"), frozenset({"unknown_type", "unknown_course", "level_out_of_reach"})),
    "chains": (gettext_lazy("前后相接"), frozenset({"cycle", "chain"})),
}
"""What contradictions are about, for looking at one thing at a time."""
NARROWER = {"rule": gettext_lazy("本规则"), "programme": gettext_lazy("专业可转换学分")}


@dataclass(frozen=True)
class Found:
    """A contradiction in words, with the versions it stands in."""

    kind: str
    is_serious: bool
    what: str
    how: str
    rules: Sequence[ConversionRule]
    at: str = ""

    @property
    def about(self) -> str:
        """What it is about, a name of ``ABOUT``."""
        return next(name for name, (_label, kinds) in ABOUT.items() if self.kind in kinds)


def look_over(schools: Sequence[Organisation], on: date) -> list[Found]:
    """The contradictions of each school's rules, drafts among them; chains and cycles over all schools together."""
    ground = _Ground.of([school.pk for school in schools], on)
    rows = rules_of([school.pk for school in schools], LOOKED_OVER)
    by_key: dict[str, list[ConversionRule]] = {}
    for row in rows:
        by_key.setdefault(row.key, []).append(row)
    found: list[Found] = []
    for school in schools:
        own = [engine_rule(row) for row in rows if row.school_id == school.pk]
        if own:
            found += [_said(conflict, by_key, ground.names) for conflict in find_conflicts(own, ground.around(school.pk))]
            found += _ends([row for row in rows if row.school_id == school.pk], on)
            found += ground.unsettled(school, on)
    # Two schools may use one course code: here each course is known with its school.
    all_rules = [replace(engine_rule(row), courses=tuple(_of_school(row.school_id, code) for code in row.courses)) for row in rows]
    chains = find_chains(all_rules, ground.around(None))
    found += [_said(conflict, by_key, ground.names) for conflict in chains]
    return sorted(found, key=lambda one: not one.is_serious)


@dataclass(frozen=True)
class _Ground:
    """What rules are held against, read once for all schools."""

    types: Sequence[OutcomeType]
    courses: Sequence[ProgrammeCourse]
    programmes: Sequence[CreditProgramme]
    settings: dict[int, SchoolSettings]
    settled: frozenset[int]

    @classmethod
    def of(cls, schools: Sequence[int], on: date) -> _Ground:
        """The catalogue, and the programmes and latest settings of the schools."""
        latest = list(SchoolCreditSettings.objects.filter(school__in=schools, adopted_on__lte=on).order_by("year"))
        return cls(
            list(OutcomeType.objects.all()),
            list(ProgrammeCourse.objects.filter(programme__school__in=schools).select_related("outcome_type", "programme")),
            list(CreditProgramme.objects.filter(school__in=schools)),
            {row.school_id: row.as_facts() for row in latest},
            frozenset(row.school_id for row in latest if row.year == school_year_of(on)),
        )

    @property
    def names(self) -> dict[str, str]:
        """Titles by the engine's names of types."""
        return {type_of(row): row.title for row in self.types}

    def unsettled(self, school: Organisation, on: date) -> list[Found]:
        """A school that takes applications and has fixed nothing for the school year."""
        if school.pk in self.settled or not any(row.school_id == school.pk and row.is_open for row in self.programmes):
            return []
        year = school_year_of(on)
        what, how = _WORDS["no_settings"]
        words = str(what) % {"subject": school, "asked": year, "found": year + 1}
        return [Found("no_settings", True, words, str(how), [], reverse("credit_bank:settings-add"))]

    def around(self, school: int | None) -> Surroundings:
        """What one school's rules stand in; for all schools together (``None``) no caps."""
        courses = {
            course.code if school is not None else _of_school(course.programme.school_id, course.code): course
            for course in self.courses
            if school in (None, course.programme.school_id)
        }
        facts = self.settings.get(school) if school is not None else None
        levels: dict[str, int] = {}
        for row in self.types:
            levels[type_of(row)] = max(levels.get(type_of(row), 0), row.declared.rank(row.level))
        caps: dict[str, int] = {}
        for programme in self.programmes:
            if facts is not None and programme.school_id == school:
                caps[programme.code] = min(caps.get(programme.code, programme.credits), int(programme.credits * facts.cap_ratio))
        return Surroundings(
            sources={type_of(row): row.kind for row in self.types},
            levels=levels,
            type_credits={type_of(row): row.credits for row in self.types if row.credits},
            course_credits={code: course.credits for code, course in courses.items()},
            becomes={code: type_of(course.outcome_type) for code, course in courses.items() if course.outcome_type},
            source_caps=facts.source_caps if facts else {},
            programme_caps=caps,
            outcome_once=facts.same_outcome_once if facts else True,
        )


def _ends(rows: Sequence[ConversionRule], on: date) -> list[Found]:
    """Rules that hold to a day and are followed by nothing; those that were ended on purpose are left out."""
    found = []
    for row in rows:
        if row.state != RuleState.ADOPTED or row.until is None:
            continue
        if any(other.key == row.key and other.since > row.until for other in rows):
            continue
        kind = "lapsed" if row.until < on else "ending"
        what, how = _WORDS[kind]
        found.append(Found(kind, False, str(what) % {"since": row.until.isoformat()}, str(how), [row]))
    return found


def _of_school(school: int, course: str) -> str:
    return f"{school} {course}"


def _is_then(row: ConversionRule, conflict: Conflict) -> bool:
    """Whether the version holds on one of the days of the contradiction, or beside them where there is a gap."""
    if conflict.since is None or conflict.kind == "gap":
        return True
    return row.since <= (conflict.until or date.max) and (row.until is None or row.until >= conflict.since)


def _said(conflict: Conflict, by_key: dict[str, list[ConversionRule]], names: dict[str, str]) -> Found:
    what, how = _WORDS[conflict.kind]
    kinds = all_outcome_kinds()

    def named(name: str) -> str:
        return str(kinds.get(name) or NARROWER.get(name) or names.get(name) or name)

    ratio = ""
    if conflict.ratio is not None:
        ratio = str(gettext_lazy("（每1学分变成%(n)s学分）")) % {"n": shown(int(conflict.ratio * 100))}
    facts = {
        "subject": named(conflict.subject), "since": conflict.since.isoformat() if conflict.since else "",
        "until": conflict.until.isoformat() if conflict.until else str(gettext_lazy("长期")),
        "asked": shown(conflict.asked) if conflict.asked is not None else "",
        "found": shown(conflict.found) if conflict.found is not None else "",
        "path": " → ".join(named(step) for step in conflict.path), "ratio": ratio,
    }  # fmt: skip
    rules = [row for key in conflict.rules for row in by_key.get(key, []) if _is_then(row, conflict)]
    return Found(conflict.kind, conflict.is_serious, str(what) % facts, str(how), rules)
