"""The life of a confirmed year, and the ladder for who fell short: notice → reason or plan → meeting → publication → loss of incentives.

The plan says "原则上": a reason on record ends the ladder at any rung before publication. Each rung waits for its term. Meeting is
supervision's: it is asked for by an event, and what becomes of its case comes back by ``services.supervised.shortfall_case_moved``.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.public import lift_suspension, suspend_entitlements
from baigong.contexts.internships.access_of_duty import DUTY_RETURN_POLICY, SHORTFALL_POLICY
from baigong.contexts.internships.events import DutyNotMet, DutySettled
from baigong.contexts.internships.models import DutyReturn, DutyReturnState, DutyShortfall, DutyVerdict, ShortfallState
from baigong.contexts.internships.workflow.telling_of_duty import tell_body, tell_bureau, told_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.events import publish
from baigong.kernel.rules import number_on, parameter_on
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of
R, S = DutyReturnState, ShortfallState


# -- a confirmed year ------------------------------------------------------------------------------------------------


def says_why(row: DutyReturn) -> str | None:
    """Who fell short says why: that is all the plan asks of it."""
    if row.verdict == DutyVerdict.SHORT and not row.reason:
        return gettext("没有完成的，先写明理由再确认；文件要求“原则上”，理由记录在案即可。")
    return None


def locked(row: DutyReturn, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The version before counts no more; this one is locked."""
    if row.supersedes is not None and row.supersedes.state == R.SUBMITTED:
        fire(row.supersedes, "supersede", actor=actor, now=now)
    row.submitted_at = now
    row.save(update_fields=["submitted_at"])


def answered_by_return(row: DutyReturn, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A reason given with the year ends a notice that stands; a year that turned out done withdraws it."""
    found = DutyShortfall.objects.filter(enterprise=row.enterprise_id, year=row.year, state__in=[S.NOTICED, S.PLANNED]).first()
    if found is None:
        return
    if row.verdict == DutyVerdict.SHORT:
        fire(found, "explain", actor=actor, now=now, reason=row.reason)
    else:
        with as_recorded():
            why = gettext("年度确认的结论是“%(verdict)s”。") % {"verdict": row.get_verdict_display()}
        fire(found, "void", actor=actor, now=now, reason=why)


DUTY_RETURN = StateMachine(
    policy=DUTY_RETURN_POLICY,
    states=DutyReturnState,
    initial=R.DRAFT,
    select=("enterprise__organisation",),
    transitions=[
        step("submit", R.DRAFT, R.SUBMITTED, _("确认并锁定"), "submitted", guard=says_why, prepare=locked, effect=answered_by_return,
             todo=_("待确认的实习岗位责任")),
        step("drop", R.DRAFT, R.DROPPED, _("放弃"), "dropped", danger=True, explain=_("草稿不再保留，数字可以随时重新算出。")),
        step("supersede", R.SUBMITTED, R.SUPERSEDED, _("被新版本取代"), "superseded", internal=True),
    ],
)  # fmt: skip


# -- the ladder ------------------------------------------------------------------------------------------------------


def term(parameter: str, now: datetime) -> date | None:
    """The last day of a term that begins today; ``None`` where none is fixed."""
    days = number_on(parameter, now.date())
    return None if days is None else now.date() + timedelta(days=days)


def _save(row: DutyShortfall, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


def term_is_over(row: DutyShortfall, now: datetime) -> None:
    """One goes on to the next rung when the term of this one is over. Raises ``Refusal``."""
    if row.due_on is not None and now.date() <= row.due_on:
        words = gettext("期限到%(day)s为止，期满才能进入下一步。") % {"day": row.due_on.isoformat()}
        raise Refusal(words, code="term_runs")


def explained(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The reason is on record: that suffices."""
    _save(row, reason=reason[:500], due_on=None)


def planned(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, until: str = "", **facts: Any) -> None:
    """By when how many places are made up."""
    try:
        last = date.fromisoformat(until.strip())
    except ValueError:
        raise at_field("until", gettext("请填写计划完成日期，写成2022-06-27的样子。")) from None
    if last <= now.date():
        raise at_field("until", gettext("计划完成日期应在今天之后。"))
    _save(row, plan=reason[:500], plan_until=last, due_on=last)


def answered(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for the enterprise no more."""
    told_no_more(row, now)
    tell_bureau(row, "answered", actor=actor, now=now)
    if row.state == S.EXPLAINED:
        publish(DutySettled(row.pk, reason, now))


def over(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The term was over."""
    term_is_over(row, now)


def news_of(row: DutyShortfall, reason: str, now: datetime) -> DutyNotMet:
    """What supervision hears."""
    version = parameter_on("INT-POST-SHARE", date(row.year, 12, 31))
    with as_recorded():
        words = gettext("%(year)d年度应接纳实习学生%(n)d人，接纳%(done)s人，还差%(missing)d人。%(reason)s") % {
            "year": row.year, "n": row.required, "done": f"{row.achieved:f}".rstrip("0").rstrip("."), "missing": row.missing,
            "reason": reason,
        }  # fmt: skip
    clause = str(version.citation) if version is not None else ""
    return DutyNotMet(row.pk, row.enterprise.organisation_id, row.year, clause, words, row.get_absolute_url(), now)


def summoned(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Supervision hears of it and opens a case."""
    _save(row, due_on=term("DUT-MEETING-DAYS", now))
    publish(news_of(row, reason, now))
    tell_body(row, row.enterprise.organisation_id, "summoned", actor=actor, now=now, body=reason)


def held(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, held_on: str = "", **facts: Any) -> None:
    """There was a meeting; a last term runs before anything is published."""
    try:
        day = date.fromisoformat(held_on) if held_on else now.date()
    except ValueError:
        raise at_field("held_on", gettext("请填写约谈日期，写成2022-06-27的样子。")) from None
    if day > now.date():
        raise at_field("held_on", gettext("约谈日期不能在今天之后。"))
    _save(row, met_on=day, due_on=term("DUT-PUBLISH-DAYS", now))


def to_publish(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Everybody may read it from now on."""
    term_is_over(row, now)
    _save(row, published_on=now.date(), due_on=term("DUT-SUSPEND-DAYS", now))
    tell_body(row, row.enterprise.organisation_id, "published", actor=actor, now=now, body=reason)


def to_suspend(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The package of incentives stops, by a document."""
    term_is_over(row, now)
    number = " ".join(document.split())[:120]
    if not number:
        raise at_field("document", gettext("请填写停止享受激励的文号。"), code="document_required")
    made = suspend_entitlements(actor=actor, now=now, enterprise=row.enterprise, reason=reason, basis=number, reference=f"duty:{row.pk}")
    _save(row, document=number, suspension=made, due_on=None)
    tell_body(row, row.enterprise.organisation_id, "suspended", actor=actor, now=now, body=reason)


def settled(row: DutyShortfall, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It is over; incentives that stopped because of it go on."""
    if row.suspension is not None and row.suspension.lifted_on is None:
        lift_suspension(actor=actor, now=now, suspension=row.suspension, reason=reason)
    _save(row, reason=row.reason or reason[:500], due_on=None)
    told_no_more(row, now)
    tell_body(row, row.enterprise.organisation_id, "settled", actor=actor, now=now, body=reason)
    publish(DutySettled(row.pk, reason, now))


OPEN = [S.NOTICED, S.PLANNED, S.SUMMONED, S.MET]
SHORTFALL = StateMachine(
    policy=SHORTFALL_POLICY,
    states=ShortfallState,
    initial=S.NOTICED,
    select=("enterprise__organisation",),
    transitions=[
        step("explain", OPEN, S.EXPLAINED, _("说明理由"), "explained", reason_required=True, prepare=explained, effect=answered,
             todo=_("待说明的实习岗位不足"), due="due_on", explain=_("文件要求“原则上”，理由记录在案即可；记录后提醒就此办结。")),
        step("plan", S.NOTICED, S.PLANNED, _("报补足计划"), "planned", reason_required=True, reason_label=_("补足的岗位和人数"),
             prepare=planned, effect=answered),
        step("summon", [S.NOTICED, S.PLANNED], S.SUMMONED, _("提请督查约谈"), "summoned", reason_required=True, prepare=over,
             effect=summoned, todo=_("逾期未答复或计划到期的实习岗位不足"), due="due_on"),
        step("hold", S.SUMMONED, S.MET, _("登记约谈"), "held", reason_required=True, reason_label=_("约谈情况"), prepare=held),
        step("publish", S.MET, S.PUBLISHED, _("公布"), "published", reason_required=True, danger=True, prepare=to_publish,
             explain=_("企业名称和缺额向公众公布，补足或者解除后撤下。")),
        step("suspend", S.PUBLISHED, S.SUSPENDED, _("停止享受激励"), "suspended", reason_required=True, danger=True, prepare=to_suspend,
             explain=_("“金融+财政+土地+信用”组合激励全部暂停，解除后恢复。")),
        step("make_up", [*OPEN, S.PUBLISHED], S.MADE_UP, _("确认补足"), "made_up", reason_required=True, reason_label=_("补足的情况"),
             effect=settled),
        step("lift", [S.PUBLISHED, S.SUSPENDED], S.LIFTED, _("解除"), "lifted", reason_required=True, effect=settled),
        step("withdraw", [*OPEN, S.PUBLISHED, S.SUSPENDED], S.WITHDRAWN, _("撤销提醒"), "withdrawn", reason_required=True, danger=True,
             effect=settled, explain=_("提醒有误的撤销；已停止的激励恢复。")),
        step("void", [S.NOTICED, S.PLANNED], S.WITHDRAWN, _("因确认而撤销"), "voided", internal=True, effect=settled),
    ],
)  # fmt: skip
