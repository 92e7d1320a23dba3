"""The life of a version of a conversion rule: written, looked over by another, adopted by a document, and the version before it ends."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.models import ConversionRule, RuleState
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, at_field
from baigong.kernel.workflow import Available, StateMachine, Transition, Unmet, available, fire

step: Any = Transition.of
S = RuleState


def says_something(row: ConversionRule) -> str | None:
    """A rule asks for an outcome and gives something; else it would create credit from nothing, or none at all."""
    if not row.needs.exists():
        return Unmet(gettext("规则没有写明需要什么成果。"), gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")
    if not row.gives:
        return Unmet(gettext("规则没有写明给予什么：课程或学分。"), gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")
    return None


def by_another(row: ConversionRule, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Who drafted a rule does not check it."""
    if _drafted_by(row, actor):
        raise NotPermitted(_own_draft(), code="own_draft")


def _drafted_by(row: ConversionRule, actor: Actor) -> bool:
    return actor.user_id is not None and actor.user_id == row.created_by_id


def _own_draft() -> str:
    return gettext("起草人不能核对自己起草的规则，请由其他经办人或学分银行核对。")


def by_document(row: ConversionRule, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """A rule holds by the document that adopted it; the version in force before ends the day before it begins."""
    if not document.strip():
        raise at_field("document", gettext("请填写通过这条规则的文件文号。"), code="document_required")
    others = ConversionRule.objects.select_for_update(no_key=True).filter(school=row.school_id, code=row.code).exclude(pk=row.pk)
    for earlier in others.filter(state__in=[S.ADOPTED, S.REPLACED]).order_by("since"):
        if earlier.since >= row.since:
            facts_ = {"day": row.since.isoformat(), "other": earlier, "since": earlier.since.isoformat()}
            words = gettext("执行日期%(day)s不晚于“%(other)s”的%(since)s，两版会同时有效；请把执行日期改晚。") % facts_
            raise Conflict(words, code="versions_overlap")
        if earlier.state == S.ADOPTED:
            fire(earlier, "replace", actor=actor, now=now, reason=document.strip(), last=row.since - timedelta(days=1))
        elif earlier.until is not None and earlier.until >= row.since:
            ended(earlier, actor=actor, now=now, reason=reason, last=row.since - timedelta(days=1))
            audit.record(actor, "credit_bank.conversionrule.edited", earlier, now=now, detail={"until": str(earlier.until)})
    row.document = document.strip()[:120]
    row.save(update_fields=["document"])


def _has_begun(row: ConversionRule, on: date) -> bool:
    return row.since <= on


def has_begun(row: ConversionRule, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What has not begun has no last day: it is called off."""
    if not _has_begun(row, now.date()):
        words = gettext("“%(row)s”%(day)s才开始执行，请用“取消执行”。") % {"row": row, "day": row.since.isoformat()}
        raise Conflict(words, code="not_begun")


def has_not_begun(row: ConversionRule, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What conversions may have been decided by is not undone."""
    if _has_begun(row, now.date()):
        raise Conflict(gettext("“%(row)s”%(day)s已开始执行，请用“停用”。") % {"row": row, "day": row.since.isoformat()}, code="begun")


def ended(row: ConversionRule, *, actor: Actor, now: datetime, reason: str, last: date | None = None, **facts: Any) -> None:
    """Its last day: the day before the next version, or today."""
    day = last or now.date()
    if row.until is None or row.until > day:
        row.until = day
        row.save(update_fields=["until"])


CONVERSION_RULE = StateMachine(
    policy=RULE_POLICY,
    states=RuleState,
    initial=S.DRAFT,
    transitions=[
        step("check", S.DRAFT, S.CHECKED, _("核对无误"), "checked", guard=says_something, prepare=by_another, todo=_("待核对的转换规则")),
        step("return", S.CHECKED, S.DRAFT, _("退回修改"), "returned", reason_required=True),
        step("adopt", S.CHECKED, S.ADOPTED, _("登记通过"), "adopted", guard=says_something, prepare=by_document,
             todo=_("待登记通过的转换规则"), basis="CRB-04"),
        step("replace", S.ADOPTED, S.REPLACED, _("由新版替代"), "replaced", internal=True, effect=ended),
        step("retire", S.ADOPTED, S.REPLACED, _("停用"), "retired", reason_required=True, danger=True, prepare=has_begun,
             effect=ended, explain=_("明天起不再受理新的转换；已同意的不受影响。")),
        step("call_off", S.ADOPTED, S.DROPPED, _("取消执行"), "called_off", reason_required=True, danger=True, prepare=has_not_begun,
             explain=_("只用于还没有开始执行的一版；它已替代的前一版不因此恢复。")),
        step("drop", S.DRAFT, S.DROPPED, _("放弃"), "dropped", danger=True, explain=_("草稿不再保留在待办里。")),
    ],
)  # fmt: skip


def offered(row: ConversionRule, actor: Actor, on: date) -> list[Available]:
    """What somebody may do with a version on a day: a version that began is ended, one that did not is called off, and who drafted it is
    told before that another checks it."""
    steps = []
    for item in available(row, actor):
        if item.step.name == ("call_off" if _has_begun(row, on) else "retire"):
            continue
        if item.step.name == "check" and item.allowed and _drafted_by(row, actor):
            item = Available(item.step, allowed=False, why_not=Unmet(_own_draft()))
        steps.append(item)
    return steps
