"""The life of a placement after it is published: formalities, work, end. Nobody starts without agreement, consent, insurance and training.

The gates follow from what is recorded, in whatever order it comes: ``advance`` takes as many steps as the facts allow. What was left
(changed, ended early) keeps its row; its ``ends_on`` becomes the last day.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.internships.access_of_work import PLACEMENT_POLICY
from baigong.contexts.internships.checking.findings import refuse
from baigong.contexts.internships.checking.gates import check_start
from baigong.contexts.internships.models import BEFORE_START, AgreementState, DayKind, Placement, PlacementState
from baigong.contexts.internships.workflow.formalities import formalities_of, lacking
from baigong.contexts.internships.workflow.telling_of_work import tell
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.notices import answered
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of
S = PlacementState
TO_FORMALISE = "internships.placement.to_formalise"
"""Formalities wait; settled by the start or the withdrawal."""
TO_REPLACE = "internships.placement.to_replace"
"""The unit closed under an intern: the school finds another."""


GATES = ("consent", "agree", "insure", "train")


def _gate(name: str) -> Callable[[Placement], str | None]:
    def guard(row: Placement) -> str | None:
        found = [str(one) for one in lacking(row, name) if one.blocks]
        return "\n".join(found) or None

    return guard


def _all_gates(row: Placement) -> str | None:
    return next((said for name in GATES if (said := _gate(name)(row))), None)


def _open_unit(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody works in a firm that does not exist any more."""
    closed = row.post.enterprise.closed_on
    if closed is not None and closed <= now.date():
        words = gettext("“%(firm)s”已于%(day)s注销，不能上岗；请改安排其他单位。") % {"firm": row.enterprise, "day": closed.isoformat()}
        raise Refusal(words, code="unit_closed")


def _startable(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """All gates again, on the day; the unit is open."""
    _open_unit(row, actor=actor, now=now, reason=reason)
    refuse(check_start(formalities_of(row), now.date()), code="not_ready", reason=reason)


def _started(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    answered(row, TO_FORMALISE, now)
    tell(row, ["intern"], "internships.placement.started", _("已上岗：%(title)s"), actor=actor, now=now)


def last_day_from(text: str, row: Placement, now: datetime) -> date:
    """The last day of work as it was typed; empty is today. Raises ``Refusal`` outside of the placement or in the future."""
    try:
        day = date.fromisoformat(text.strip()) if text.strip() else now.date()
    except ValueError:
        raise at_field("last_day", gettext("“%(text)s”不是日期，请写成2022-06-27的样子。") % {"text": text.strip()[:20]}) from None
    if not row.starts_on <= day <= min(row.ends_on, now.date()):
        words = gettext("最后一天应在%(first)s至%(last)s之间。") % {
            "first": row.starts_on.isoformat(), "last": min(row.ends_on, now.date()).isoformat()
        }  # fmt: skip
        raise at_field("last_day", words)
    return day


def end_agreements(row: Placement, day: date, *, actor: Actor, now: datetime, reason: str) -> None:
    """What was signed ends with the placement; what was not signed yet is void."""
    for agreement in row.agreements.filter(state__in=[AgreementState.OPEN, AgreementState.SIGNED]):
        if agreement.state == AgreementState.SIGNED:
            agreement.ended_on = day
            agreement.save(update_fields=["ended_on"])
            fire(agreement, "end", actor=SYSTEM, now=now, reason=reason)
        else:
            fire(agreement, "void", actor=SYSTEM, now=now, reason=reason)


def _last_day(row: Placement, *, actor: Actor, now: datetime, reason: str, last_day: str = "", **facts: Any) -> None:
    """The last day is the last day of the row. Raises ``Refusal`` where he was at work later; leave that lies behind it falls away."""
    day = last_day_from(last_day, row, now)
    later = row.days.filter(day__gt=day)
    worked = later.filter(kind=DayKind.PRESENT).order_by("-day").first()
    if worked is not None:
        words = gettext("%(worked)s还有签到或出勤，最后一天不能早于它；那天没有上岗的，先由单位更正为缺勤或请假。")
        raise at_field("last_day", words % {"worked": worked.day.isoformat()}, code="worked_later")
    later.delete()
    row.ends_on = day
    row.save(update_fields=["ends_on"])


def _ended(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    end_agreements(row, row.ends_on, actor=actor, now=now, reason=reason)
    answered(row, TO_REPLACE, now)
    tell(row, ["intern", "school", "unit"], "internships.placement.ended", _("实习结束：%(title)s"), actor=actor, now=now, body=reason)


def _withdrawn(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    end_agreements(row, row.starts_on, actor=actor, now=now, reason=reason)
    answered(row, TO_FORMALISE, now)
    tell(row, ["intern", "unit"], "internships.placement.withdrawn", _("未上岗撤回：%(title)s"), actor=actor, now=now, body=reason)


def _suspended(row: Placement, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    tell(row, ["intern", "school", "unit"], "internships.placement.suspended", _("实习中止：%(title)s"), actor=actor, now=now, body=reason)


_WHY = _("原因（各方都会看到）")
PLACEMENT = StateMachine(
    policy=PLACEMENT_POLICY,
    states=PlacementState,
    initial=S.PLANNED,
    select=("intern", "post"),
    transitions=[
        step("consent", S.PLANNED, S.CONSENTED, _("知情同意齐备"), "consented", guard=_gate("consent"), internal=True),
        step("agree", S.CONSENTED, S.AGREED, _("协议签订"), "agreed", guard=_gate("agree"), internal=True),
        step("insure", S.AGREED, S.INSURED, _("保险齐备"), "insured", guard=_gate("insure"), internal=True),
        step("train", S.INSURED, S.TRAINED, _("安全培训合格"), "trained", guard=_gate("train"), internal=True),
        step("formalise", S.PLANNED, S.TRAINED, _("手续一次办齐"), "formalised", guard=_all_gates, internal=True),
        step("reset", BEFORE_START[1:], S.PLANNED, _("改期，手续重办"), "reset", internal=True),
        step("start", S.TRAINED, S.ACTIVE, _("确认上岗"), "started", prepare=_startable, effect=_started, todo=_("到期上岗"),
             due="starts_on"),
        step("suspend", S.ACTIVE, S.SUSPENDED, _("中止实习"), "suspended", reason_required=True, reason_label=_WHY, danger=True,
             effect=_suspended, explain=_("学生暂不上岗，天数和工时停止计算；学生、单位和学校都会收到理由。")),
        step("resume", S.SUSPENDED, S.ACTIVE, _("恢复实习"), "resumed", prepare=_open_unit),
        step("change", [S.ACTIVE, S.SUSPENDED], S.CHANGED, _("变更单位"), "changed", internal=True, prepare=_last_day, effect=_ended),
        step("end_early", [S.ACTIVE, S.SUSPENDED], S.ENDED_EARLY, _("提前结束"), "ended_early", reason_required=True, reason_label=_WHY,
             danger=True, prepare=_last_day, effect=_ended, explain=_("协议随之终止，不能撤回；还要换单位的请用“变更单位”。")),
        step("withdraw", BEFORE_START, S.WITHDRAWN, _("未上岗撤回"), "withdrawn", reason_required=True, reason_label=_WHY, danger=True,
             effect=_withdrawn, explain=_("名额退回，可以补录别人；已拟的协议作废。")),
        step("appraise", [S.ACTIVE, S.CHANGED, S.ENDED_EARLY], S.APPRAISED, _("鉴定"), "appraised", internal=True),
        step("archive", [S.APPRAISED, S.CHANGED, S.ENDED_EARLY], S.ARCHIVED, _("归档"), "archived", todo=_("待归档的实习")),
    ],
)  # fmt: skip


def advance(placement: Placement, *, now: datetime) -> Placement:
    """Take the steps that the recorded facts allow."""
    for gate in GATES[BEFORE_START.index(PlacementState(placement.state)) :] if placement.state in BEFORE_START[:-1] else ():
        if any(one.blocks for one in lacking(placement, gate)):
            break
        fire(placement, gate, actor=SYSTEM, now=now)
    return placement
