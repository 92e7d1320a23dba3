"""The life of an integration enterprise: applied, reviewed in the city and the province, cultivated, certified, re-checked, off the
list."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.incentives.access import CANDIDACY_POLICY
from baigong.contexts.incentives.conditions import check_conditions, marks_against, unmet
from baigong.contexts.incentives.models import Candidacy, CandidacyState, PaperKind, YearlyReport, YearlyReportState
from baigong.contexts.incentives.rules import clause_of, credit_settings, in_force_since, months_after
from baigong.contexts.incentives.workflow.entitlements import end_all
from baigong.contexts.incentives.workflow.telling import day_from, document_from, officers_of, team
from baigong.kernel.access import Actor
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Refusal
from baigong.kernel.notices import answered, tell
from baigong.kernel.rules import number_on
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = CandidacyState
WAITS = "incentives.candidacy.waiting"
WORDS = {
    "returned": _("产教融合型企业申报被退回：%(title)s"),
    "recommended": _("产教融合型企业申报已推荐：%(title)s"),
    "rejected": _("产教融合型企业申报未通过：%(title)s"),
    "listed": _("已列入产教融合型企业建设培育：%(title)s"),
    "certified": _("已认证为产教融合型企业：%(title)s"),
    "recheck_begun": _("产教融合型企业开始复核：%(title)s"),
    "recheck_passed": _("产教融合型企业复核通过：%(title)s"),
    "exited": _("已退出产教融合型企业：%(title)s"),
}


def is_complete(row: Candidacy) -> str | None:
    """What the enterprise has to show is shown."""
    missing = unmet(check_conditions(row, current_time().date()))
    return Unmet("".join(missing), gettext("补充条件"), row.get_absolute_url() + "#conditions", needs="edit") if missing else None


def unmarked(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """No mark stands against a general condition on the day of the step."""
    if marks := marks_against(check_conditions(row, now.date())):
        words = gettext("“%(firm)s”有未解除的标记：%(marks)s。标记解除后再办理。") % {"firm": row, "marks": "；".join(marks)}
        raise Refusal(words, code="marked", status=409)


def not_barred(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Who left for cause waits; an application begins on a day, on which no mark stands."""
    unmarked(row, actor=actor, now=now, reason=reason)
    until = barred_until(row.enterprise_id, now)
    if until is not None and now.date() < until:
        words = gettext("“%(firm)s”曾被取消资格，%(day)s前不得再次申报（%(clause)s）。") % {
            "firm": row, "day": until, "clause": clause_of("INC-BAR-YEARS", now.date()),
        }  # fmt: skip
        raise Refusal(words, code="barred", status=409)
    row.applied_on = now.date()
    row.save(update_fields=["applied_on"])


def barred_until(enterprise_id: int, now: datetime) -> Any:
    """The first day on which an enterprise that left for cause may apply; ``None`` where none did."""
    last = Candidacy.objects.filter(enterprise=enterprise_id, is_barred=True).order_by("-left_on").first()
    return credit_settings(last.left_on).barred_until(last.left_on) if last is not None and last.left_on is not None else None


def submitted(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The reviewing department is asked."""
    people = officers_of([row.reviewer_id], now) or team(now)
    tell(people, row, WAITS, _("产教融合型企业申报待审核：%(title)s"), actor=actor, now=now)


def told(event: str) -> Any:
    """An effect that tells the enterprise what came of it."""

    def effect(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
        answered(row, WAITS, now)
        people = officers_of([row.enterprise.organisation_id], now)
        tell(people, row, f"incentives.candidacy.{event}", WORDS[event], actor=actor, now=now, body=reason)

    return effect


def withdrawn(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody has to review it any more."""
    answered(row, WAITS, now)


def put_on_list(row: Candidacy, *, actor: Actor, now: datetime, reason: str, document: str = "", on: Any = "", **facts: Any) -> None:
    """On the list by the province's document, from its day on, which may lie before our own records; the plan is due some months later."""
    row.listing_document = document_from(document)
    row.entered_on = day_from(on, now, since=in_force_since("INC-PLAN-MONTHS"))
    months = number_on("INC-PLAN-MONTHS", row.entered_on)
    row.plan_due_on = months_after(row.entered_on, months) if months else None
    row.save(update_fields=["listing_document", "entered_on", "plan_due_on"])


def has_plan(row: Candidacy) -> str | None:
    """The plan is at hand."""
    if row.evidence.filter(kind=PaperKind.PLAN).exists():
        return None
    return Unmet(gettext("还没有上传三年规划。"), gettext("上传规划"), row.get_absolute_url() + "#files", needs="publish_plan")


def plan_published(row: Candidacy, *, actor: Actor, now: datetime, reason: str, on: Any = "", **facts: Any) -> None:
    """The plan is public, since the day that is told; when it was late, that stays to be seen."""
    row.plan_published_on = day_from(on, now, since=row.entered_on)
    row.save(update_fields=["plan_published_on"])


def is_cultivated_long_enough(row: Candidacy, day: Any) -> str | None:
    """At least a year on the list."""
    months = number_on("INC-CULTIVATION-MONTHS", row.entered_on) if row.entered_on else None
    if months and row.entered_on and day < months_after(row.entered_on, months):
        return gettext("%(since)s列入，建设培育不少于%(months)d个月，%(day)s起才能认证（%(clause)s）。") % {
            "since": row.entered_on, "months": months, "day": months_after(row.entered_on, months),
            "clause": clause_of("INC-CULTIVATION-MONTHS", row.entered_on),
        }  # fmt: skip
    return None


def long_enough(row: Candidacy) -> str | None:
    """The same as a guard: the button says it beforehand."""
    return is_cultivated_long_enough(row, current_time().date())


def certify(row: Candidacy, *, actor: Actor, now: datetime, reason: str, document: str = "", on: Any = "", **facts: Any) -> None:
    """Certified by a document; a re-check is due some years later."""
    row.certification_document = document_from(document)
    row.certified_on = day_from(on, now, since=row.entered_on)
    if why := is_cultivated_long_enough(row, row.certified_on):
        raise Refusal(why, code="too_early", status=409)
    _recheck_from(row, row.certified_on)
    row.save(update_fields=["certification_document", "certified_on", "recheck_due_on"])


def pass_recheck(row: Candidacy, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """Certified for another term by a document, where no mark stands."""
    unmarked(row, actor=actor, now=now, reason=reason)
    row.certification_document = document_from(document)
    _recheck_from(row, now.date())
    row.save(update_fields=["certification_document", "recheck_due_on"])


def _recheck_from(row: Candidacy, day: Any) -> None:
    years = number_on("INC-RECHECK-YEARS", day)
    row.recheck_due_on = months_after(day, 12 * years) if years else None


def leave(
    row: Candidacy, *, actor: Actor, now: datetime, reason: str, document: str = "", on: Any = "", cause: str = "", **facts: Any
) -> None:
    """Off the list by a document; for cause with a bar. What it holds of the package ends with it."""
    row.exit_document, row.exit_reason = document_from(document), reason[:300]
    row.left_on = day_from(on, now, since=row.entered_on)
    row.is_barred = cause == "yes"
    row.save(update_fields=["exit_document", "exit_reason", "left_on", "is_barred"])
    YearlyReport.objects.filter(candidacy=row, state=YearlyReportState.DRAFT).delete()


def left(row: Candidacy, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The package ends; the enterprise is told."""
    end_all(row.enterprise_id, now=now, reason=reason)
    told("exited")(row, actor=actor, now=now, reason=reason)


CANDIDACY = StateMachine(
    policy=CANDIDACY_POLICY,
    states=CandidacyState,
    initial=S.DRAFT,
    select=("enterprise__organisation",),
    transitions=[
        step("submit", [S.DRAFT, S.RETURNED], S.APPLIED, _("提交申报"), "submitted", guard=is_complete, prepare=not_barred,
             effect=submitted),
        step("return", [S.APPLIED, S.RECOMMENDED], S.RETURNED, _("退回补正"), "returned", reason_required=True, effect=told("returned")),
        step("recommend", S.APPLIED, S.RECOMMENDED, _("推荐到省"), "recommended", guard=is_complete, prepare=unmarked,
             effect=told("recommended"),
             todo=_("待审核的产教融合型企业申报")),
        step("reject", [S.APPLIED, S.RECOMMENDED], S.REJECTED, _("未通过"), "rejected", reason_required=True, danger=True,
             effect=told("rejected"), explain=_("申报到此结束，企业可以重新申报。")),
        step("list", S.RECOMMENDED, S.LISTED, _("登记列入培育"), "listed", prepare=put_on_list, effect=told("listed"),
             todo=_("待登记省级结果的产教融合型企业")),
        step("publish_plan", S.LISTED, S.CULTIVATED, _("公布三年规划"), "plan_published", guard=has_plan, prepare=plan_published,
             todo=_("待公布的产教融合三年规划"), due="plan_due_on"),
        step("certify", S.CULTIVATED, S.CERTIFIED, _("登记认证"), "certified", guard=long_enough, prepare=certify,
             effect=told("certified")),
        step("begin_recheck", S.CERTIFIED, S.RECHECKING, _("开始复核"), "recheck_begun", effect=told("recheck_begun"),
             todo=_("待复核的产教融合型企业"), due="recheck_due_on"),
        step("pass_recheck", S.RECHECKING, S.CERTIFIED, _("复核通过"), "recheck_passed", guard=is_complete, prepare=pass_recheck,
             effect=told("recheck_passed"), todo=_("复核中的产教融合型企业")),
        step("exit", [S.LISTED, S.CULTIVATED, S.CERTIFIED, S.RECHECKING], S.EXITED, _("退出"), "exited", reason_required=True,
             reason_label=_("退出原因"), danger=True, prepare=leave, effect=left,
             explain=_("退出后的投资不再抵免，享受的激励全部终止；因故取消资格的，规定年限内不得再次申报。")),
        step("withdraw", [S.DRAFT, S.APPLIED, S.RETURNED, S.RECOMMENDED], S.WITHDRAWN, _("撤回"), "withdrawn", danger=True,
             effect=withdrawn, explain=_("申报不再办理；可以重新申报。")),
    ],
)  # fmt: skip
