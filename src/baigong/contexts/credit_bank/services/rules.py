"""Writing conversion rules: drafts, and the next version of one that holds. The steps after that are the machine's."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.models import ConversionRule, OutcomeType, ProgrammeCourse, RuleNeed, RuleState
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field


@dataclass(frozen=True)
class NeedHead:
    """One outcome asked for: an entry of the catalogue (or a higher level of its family), or any of a kind."""

    outcome_type: OutcomeType | None = None
    kind: str = ""
    minimum_grade: int | None = None
    minimum_hours: int | None = None


@dataclass(frozen=True)
class RuleHead:
    """What a rule says. Amounts in units; ``programmes`` and ``courses`` are codes."""

    school: Organisation
    code: str
    title: str
    since: date
    clause: str
    needs: tuple[NeedHead, ...]
    until: date | None = None
    programmes: tuple[str, ...] = ()
    courses: tuple[str, ...] = ()
    most_courses: int | None = None
    credits: int = 0
    hours_per_credit: int | None = None
    keeps_credits: bool = False
    category: str = "elective"
    cap: int | None = None
    valid_years: int | None = None
    grade: str = "pass"


@transaction.atomic
def draft_rule(*, actor: Actor, now: datetime, head: RuleHead) -> ConversionRule:
    """A new rule, or the next version where the school has one of that code. One version of a rule is in the making at a time."""
    row = ConversionRule(school=head.school, code=head.code.strip(), created_by_id=actor.user_id, created_at=now, updated_at=now)
    RULE_POLICY.require(actor, "create", row)
    Organisation.objects.select_for_update(no_key=True).get(pk=head.school.pk)
    known = ConversionRule.objects.filter(school=head.school, code=row.code)
    waiting = known.filter(state__in=[RuleState.DRAFT, RuleState.CHECKED]).first()
    if waiting is not None:
        words = _("“%(rule)s”还没有登记通过，请在它上面修改，或先放弃它。") % {"rule": waiting}
        raise Conflict(words, code="version_waits", fields={"code": words})
    row.version = (known.aggregate(most=Max("version"))["most"] or 0) + 1
    _put(row, head)
    row.save(force_insert=True)
    _write_needs(row, head)
    audit.record(actor, "credit_bank.conversionrule.drafted", row, now=now, detail={"code": row.code, "version": row.version})
    return row


@transaction.atomic
def edit_rule(*, actor: Actor, now: datetime, rule: ConversionRule, head: RuleHead, seen: datetime | None = None) -> ConversionRule:
    """Write a draft anew. Raises ``Conflict`` once it is checked: what was adopted never changes, a new version takes its place."""
    row = ConversionRule.objects.select_for_update(no_key=True, of=("self",)).select_related("school").get(pk=rule.pk)
    RULE_POLICY.require(actor, "edit", row)
    if row.state != RuleState.DRAFT:
        words = _("“%(rule)s”现在是“%(state)s”，内容不再改动；有变化请起草新版。") % {"rule": row, "state": row.get_state_display()}
        raise Conflict(words, code="not_a_draft")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(rule)s”刚被他人改过；请核对下面的内容后再保存。") % {"rule": row}, code="changed_meanwhile")
    _put(row, replace(head, school=row.school, code=row.code))
    row.updated_at = now
    row.save()
    row.needs.all().delete()
    _write_needs(row, head)
    audit.record(actor, "credit_bank.conversionrule.edited", row, now=now)
    return row


def head_of(row: ConversionRule, since: date) -> RuleHead:
    """What a version says, as the start of the next one."""
    names = [f.name for f in fields(RuleHead) if f.name not in ("needs", "since", "until", "programmes", "courses")]
    needs = tuple(NeedHead(n.outcome_type, n.kind, n.minimum_grade, n.minimum_hours) for n in row.needs.select_related("outcome_type"))
    return RuleHead(
        **{name: getattr(row, name) for name in names}, since=since, programmes=tuple(row.programmes), courses=tuple(row.courses),
        needs=needs,
    )  # fmt: skip


def _put(row: ConversionRule, head: RuleHead) -> None:
    if not head.needs:
        raise at_field("need_1", _("请写明需要什么成果。"))
    if head.until is not None and head.until < head.since:
        raise at_field("until", _("执行至的日期不能早于执行日期。"))
    if not (head.courses or head.credits or head.hours_per_credit or head.keeps_credits):
        raise at_field("courses", _("请写明给予什么：可免修课程，或者学分。"))
    titles = course_titles(head.school)
    unknown = sorted(set(head.courses) - titles.keys())
    if unknown:
        raise at_field("courses", _("本校的转换专业里没有课程代码：%(codes)s。") % {"codes": "、".join(unknown)})
    for f in fields(RuleHead):
        value = getattr(head, f.name)
        if f.name == "needs":
            continue
        if isinstance(value, tuple):
            value = list(dict.fromkeys(value))
        setattr(row, f.name, value.strip() if isinstance(value, str) else value)
    row.course_titles = {code: titles[code] for code in row.courses}


def _write_needs(row: ConversionRule, head: RuleHead) -> None:
    RuleNeed.objects.bulk_create(
        RuleNeed(
            rule=row, outcome_type=need.outcome_type, kind="" if need.outcome_type else need.kind, minimum_grade=need.minimum_grade,
            minimum_hours=need.minimum_hours,
        )
        for need in head.needs
    )  # fmt: skip


def course_titles(school: Organisation) -> dict[str, str]:
    """Courses of a school's programmes: titles by code, those of the latest programme where they differ."""
    return dict(ProgrammeCourse.objects.filter(programme__school=school).order_by("programme__year").values_list("code", "title"))
