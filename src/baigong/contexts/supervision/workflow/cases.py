"""The life of a case: taken up, looked into, told and answered, ordered, put right, checked again, ended.

What a body is told to do stands in an opinion with number and term; from the day the text allows it (EXE-08) it may ask for a review by
somebody else. Tolerance (EXE-10) is a human decision on three tests, each put down. Nothing is deleted: a case that was opened ends.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.supervision.access import CASE_POLICY
from baigong.contexts.supervision.models import Case, CaseState, Measure, RecordKind
from baigong.contexts.supervision.workflow.below import tell_below
from baigong.contexts.supervision.workflow.recording import a_day, numbered, write
from baigong.contexts.supervision.workflow.telling import tell_handler, tell_subject
from baigong.contexts.supervision.workflow.terms import due_after, measures_on
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S, R = CaseState, RecordKind
TESTS = {
    "lawful": _("没有违反法律法规"),
    "unselfish": _("没有谋取私利"),
    "orderly": _("履行了规定的程序"),
}
"""The three tests of tolerance (EXE-10); one that fails rules it out."""


def _save(row: Case, **values: Any) -> None:
    for name, value in values.items():
        setattr(row, name, value)
    row.save(update_fields=list(values))


# -- until the opinion -----------------------------------------------------------------------------------------------


def taken(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Somebody answers for it from now on."""
    _save(row, handled_by_id=actor.user_id, due_on=due_after("SUP-INVESTIGATE", now.date()))


def fed_back(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The subject sees the case from now on, and what was found."""
    _save(row, is_shown=True, due_on=due_after("SUP-STATEMENT", now.date()))
    write(row, R.FINDING, reason, actor=actor, now=now)
    tell_subject(row, "finding", actor=actor, now=now, body=reason)


def stated(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What the subject says is on record."""
    write(row, R.STATEMENT, reason, actor=actor, now=now)
    _save(row, due_on=due_after("SUP-DECIDE", now.date()))
    tell_handler(row, "stated", actor=actor, now=now)


def term_is_over(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Without a statement one goes on when its term is over."""
    if row.due_on is not None and now.date() <= row.due_on:
        words = gettext("陈述期限到%(day)s为止，期满才能直接作出意见。") % {"day": row.due_on.isoformat()}
        raise Refusal(words, code="term_runs")
    write(row, R.STATEMENT, gettext("期满没有陈述。"), actor=actor, now=now)
    _save(row, due_on=due_after("SUP-DECIDE", now.date()))


# -- opinion, rectification, re-check --------------------------------------------------------------------------------


def to_order(row: Case, *, actor: Actor, now: datetime, reason: str, document: str = "", until: str = "", **facts: Any) -> None:
    """The opinion has a number and a term."""
    number = numbered(document, gettext("请填写督导意见书的文号。"))
    last = a_day(until, "until", gettext("整改期限"), least=now.date())
    _save(row, document=number, ordered_on=now.date(), rectify_by=last, due_on=last)


def ordered(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The subject is told what it has to do until when."""
    assert row.rectify_by is not None
    write(row, R.OPINION, reason, actor=actor, now=now, document=row.document, until=row.rectify_by.isoformat())
    tell_subject(row, "ordered", actor=actor, now=now, body=reason)
    tell_below(row, reason, now)


def interviewed(row: Case, *, actor: Actor, now: datetime, reason: str, held_on: str = "", people: str = "", **facts: Any) -> None:
    """An interview is on record: when, with whom, what was said."""
    who = " ".join(people.split())[:200]
    if not who:
        words = gettext("请写明约谈了谁、由谁约谈。")
        raise Refusal(words, code="people", fields={"people": words})
    day = a_day(held_on, "held_on", gettext("约谈日期"), least=row.opened_on, most=now.date())
    write(row, R.INTERVIEW, reason, actor=actor, now=now, on=day, people=who)
    tell_subject(row, "interview", actor=actor, now=now, body=reason)
    tell_below(row, reason, now, interviewed=True)


def reported(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """What was done is on record, and waits to be looked at."""
    write(row, R.RECTIFICATION, reason, actor=actor, now=now)
    _save(row, due_on=due_after("SUP-RECHECK", now.date()))
    tell_handler(row, "reported", actor=actor, now=now)


def sent_back(row: Case, *, actor: Actor, now: datetime, reason: str, until: str = "", **facts: Any) -> None:
    """It is not put right yet: a new term."""
    last = a_day(until, "until", gettext("整改期限"), least=now.date())
    _save(row, rectify_by=last, due_on=last)
    write(row, R.RECHECK, reason, actor=actor, now=now, until=last.isoformat())
    tell_subject(row, "returned", actor=actor, now=now, body=reason)


# -- review ----------------------------------------------------------------------------------------------------------


def may_be_reviewed(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """From the day on which the text gives the right; late requests are taken in, and said to be late."""
    assert row.ordered_on is not None
    last = due_after("SUP-REVIEW-ASK", row.ordered_on)
    if last is None:
        words = gettext("作出督导意见的日期%(day)s早于《政府督查工作条例》施行，没有申请复核的规定；可以在整改报告中说明。")
        raise Refusal(words % {"day": row.ordered_on.isoformat()}, code="no_review")
    late = gettext("（超过申请期限%(day)s）") % {"day": last.isoformat()} if now.date() > last else ""
    write(row, R.REVIEW, reason + late, actor=actor, now=now)
    _save(row, due_on=due_after("SUP-REVIEW-DECIDE", now.date()))
    tell_handler(row, "review", actor=actor, now=now)


def by_another(row: Case, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """Nobody reviews an own opinion."""
    if actor.user_id is not None and actor.user_id == row.handled_by_id:
        raise NotPermitted(gettext("督导意见由您承办，复核应当由没有承办的人办理；请转其他经办人。"), code="own_decision")
    number = numbered(document, gettext("请填写复核决定的文号。"))
    write(row, R.REVIEW, reason, actor=actor, now=now, document=number)


def upheld(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The opinion and its term stand."""
    _save(row, due_on=row.rectify_by)
    tell_subject(row, "upheld", actor=actor, now=now, body=reason)


# -- ends ------------------------------------------------------------------------------------------------------------


def _end(row: Case, kind: RecordKind, reason: str, *, actor: Actor, now: datetime, document: str = "", **facts: Any) -> None:
    number = " ".join(document.split())[:120]
    _save(row, ended_on=now.date(), ending=reason, ending_document=number, due_on=None)
    write(row, kind, reason, actor=actor, now=now, document=number, **facts)
    tell_subject(row, "ended", actor=actor, now=now, body=reason)


def told_below(row: Case, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Where it came from hears what became of it."""
    tell_below(row, reason, now)


def concluded(row: Case, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """It ends with what was concluded."""
    _end(row, R.ENDING, reason, actor=actor, now=now, document=document)


def found_right(row: Case, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """It was put right: looked at again."""
    _end(row, R.RECHECK, reason, actor=actor, now=now, document=document)


def revoked(row: Case, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The opinion falls."""
    by_another(row, actor=actor, now=now, reason=reason, document=document)
    _end(row, R.ENDING, reason, actor=actor, now=now, document=document)


def tolerable(
    row: Case, *, actor: Actor, now: datetime, reason: str, lawful: str = "", unselfish: str = "", orderly: str = "", document: str = "",
    **facts: Any,
) -> None:  # fmt: skip
    """All three tests were looked at and met."""
    met = {"lawful": lawful, "unselfish": unselfish, "orderly": orderly}
    if failed := [str(TESTS[name]) for name, value in met.items() if value != "yes"]:
        words = gettext("不能容错：没有确认“%(tests)s”。三项都由人认定并记录在案，缺一不可。") % {"tests": gettext("”“").join(failed)}
        raise Refusal(words, code="not_tolerable", fields={name: words for name, value in met.items() if value != "yes"})
    number = numbered(document, gettext("请填写容错认定的文号。"))
    _end(row, R.TOLERANCE, reason, actor=actor, now=now, document=number, tests=sorted(met))


def handed_on(row: Case, *, actor: Actor, now: datetime, reason: str, measure: str = "", document: str = "", **facts: Any) -> None:
    """Held to account by a way that there is on this day (EXE-07)."""
    there = measures_on(now.date())
    if there and measure not in there:
        names = gettext("、").join(str(Measure(code).label) for code in there)
        words = gettext("请选择问责方式：%(names)s。") % {"names": names}
        raise Refusal(words, code="measure", fields={"measure": words})
    number = numbered(document, gettext("请填写移送问责的文号。"))
    _save(row, measure=measure if there else "")
    _end(row, R.ACCOUNTABILITY, reason, actor=actor, now=now, document=number, measure=row.measure)


CASE = StateMachine(
    policy=CASE_POLICY,
    states=CaseState,
    initial=S.OPENED,
    select=("subject",),
    transitions=[
        step("take_up", S.OPENED, S.INVESTIGATING, _("受理"), "taken_up", prepare=taken, effect=told_below,
             todo=_("待受理的督查案件"), due="due_on"),
        step("dismiss", S.OPENED, S.DISMISSED, _("不予立案"), "dismissed", reason_required=True, danger=True, prepare=concluded,
             effect=told_below, explain=_("案件就此结束，记录保留；来源一方得到答复。")),
        step("feed_back", S.INVESTIGATING, S.STATING, _("反馈初步意见"), "fed_back", reason_required=True,
             reason_label=_("核查发现的事实（被督查单位看得到）"), prepare=fed_back, todo=_("核查中的督查案件"), due="due_on"),
        step("state", S.STATING, S.STATED, _("陈述意见"), "stated", reason_required=True, reason_label=_("事实、理由和证据"),
             prepare=stated, todo=_("待陈述的督查意见"), due="due_on"),
        step("go_on", S.STATING, S.STATED, _("期满未陈述"), "went_on", prepare=term_is_over),
        step("order", S.STATED, S.ORDERED, _("下达督导意见"), "ordered", reason_required=True, reason_label=_("问题和整改要求"),
             prepare=to_order, effect=ordered, todo=_("待作出督导意见的案件"), due="due_on"),
        step("interview", S.ORDERED, S.ORDERED, _("约谈"), "interviewed", reason_required=True, reason_label=_("约谈内容"),
             prepare=interviewed, basis="EXE-07"),
        step("report", S.ORDERED, S.REPORTED, _("报告整改"), "reported", reason_required=True, reason_label=_("整改措施和结果"),
             prepare=reported, todo=_("待整改的督导意见"), due="due_on"),
        step("return", S.REPORTED, S.ORDERED, _("复查不通过"), "returned", reason_required=True, reason_label=_("还有什么问题"),
             prepare=sent_back),
        step("close", S.REPORTED, S.CLOSED, _("复查通过，结案"), "closed", reason_required=True, reason_label=_("复查结论"),
             prepare=found_right, effect=told_below, todo=_("待复查的督查案件"), due="due_on"),
        step("ask_review", S.ORDERED, S.UNDER_REVIEW, _("申请复核"), "review_asked", reason_required=True, reason_label=_("理由"),
             prepare=may_be_reviewed, basis="EXE-08"),
        step("uphold", S.UNDER_REVIEW, S.ORDERED, _("维持督导意见"), "upheld", reason_required=True, prepare=by_another, effect=upheld,
             todo=_("待复核的督导意见"), due="due_on", basis="EXE-08"),
        step("revoke", S.UNDER_REVIEW, S.CLEARED, _("撤销督导意见"), "revoked", reason_required=True, danger=True, prepare=revoked,
             effect=told_below, explain=_("督导意见不再有效，案件结束。"), basis="EXE-08"),
        step("clear", [S.INVESTIGATING, S.STATED], S.CLEARED, _("查无问题"), "cleared", reason_required=True, reason_label=_("结论"),
             prepare=concluded, effect=told_below),
        step("tolerate", [S.STATED, S.ORDERED], S.TOLERATED, _("认定容错"), "tolerated", reason_required=True,
             reason_label=_("认定的事实和理由"), prepare=tolerable, effect=told_below, basis="EXE-10"),
        step("refer", [S.ORDERED, S.REPORTED], S.REFERRED, _("移送问责"), "referred", reason_required=True, danger=True,
             prepare=handed_on, effect=told_below, explain=_("逾期不改或者拒不整改的，依规定问责；案件就此移出。"), basis="EXE-07"),
    ],
)  # fmt: skip
