"""The life of an application for conversion: applied for; granted, and in the ledger; reversed there where it was wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import CONVERSION_POLICY
from baigong.contexts.credit_bank.conversion.deciding import Decided, decide_for, name_of, refused_of, write_lines
from baigong.contexts.credit_bank.ledger.conversions import post_conversion, reverse_conversion
from baigong.contexts.credit_bank.models import Conversion, ConversionRule, ConversionState, Learner, LearnerState, SchoolCreditSettings
from baigong.contexts.credit_bank.workflow.reconsidering import conversion_by_another
from baigong.contexts.credit_bank.workflow.telling import conversion_waits_no_more, tell_of_conversion
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, Refusal, at_field
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = ConversionState


def is_in_use(row: Conversion) -> str | None:
    """Credits are used from an account that is in use."""
    if row.learner.state != LearnerState.ACTIVE:
        return Unmet(gettext("学分账户没有启用，先核验身份。"), gettext("学分账户"), row.learner.get_absolute_url())
    return None


def not_ones_own(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody decides on an application of one's own."""
    if actor.user_id is not None and row.learner.user_id == actor.user_id:
        raise NotPermitted(gettext("不能审批自己的申请，请由其他经办人办理。"), code="own_conversion")


def deciding(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Nobody decides on an own application, nor once more on one that was appealed against with success."""
    not_ones_own(row, actor=actor, now=now, reason=reason)
    conversion_by_another(row, actor)


def granted(row: Conversion, *, actor: Actor, now: datetime, reason: str, decision: str = "", seen: str = "", **facts: Any) -> None:
    """The rules decide by what stands now; what they give is written with its explanation and posted, in this transaction.

    ``seen``: the digest of what the desk saw; where something else comes out now, nothing is granted. ``refused_lines``: what the desk
    refuses of it, each with its reason; a fact that no form of a button can send. Conversions of one person wait for each other, and the
    ledger holds the cap whoever posts.
    """
    deciding(row, actor=actor, now=now, reason=reason)
    Learner.objects.select_for_update(no_key=True).get(pk=row.learner_id)
    decided = decide_for(row.learner, row.programme, row.applied_on, row.wishes)
    if seen and seen != decided.digest:
        words = gettext("规则或学习成果刚有变化，算出的结果与您看到的不同，没有办理；请重新核对后再决定。")
        raise Conflict(words, code="changed_meanwhile")
    _hold(decided, row)
    if not decided.decision.grants:
        raise Refusal(gettext("按现行规则没有可以转换的课程或学分；请查看理由，可以“不同意”并说明。"), code="nothing_to_grant")
    refused: Mapping[str, str] = facts.get("refused_lines") or {}
    if all(name_of(grant) in refused for grant in decided.decision.grants):
        raise Refusal(gettext("每一条都不同意的，请用“不同意”整份办理。"), code="all_refused")
    row.decided_on, row.decision = now.date(), " ".join(decision.split())[:160]
    row.save(update_fields=["decided_on", "decision"])
    lines = write_lines(row, decided, refused)
    post_conversion(row, lines, cap=decided.decision.cap, actor=actor, now=now, freed=decided.freed)


def _hold(decided: Decided, row: Conversion) -> None:
    """The versions that something is granted by stay in force until it is written, and what the school fixed stays so; what changed at this
    moment grants nothing.
    """
    used = sorted({decided.names.rules[grant.rule, grant.version].pk for grant in decided.decision.grants})
    held = ConversionRule.objects.select_for_update(no_key=True).filter(pk__in=used).order_by("pk")
    fixed = SchoolCreditSettings.objects.select_for_update(no_key=True).get(pk=decided.settings.pk)
    if fixed.as_facts() != decided.settings.as_facts() or not all(rule.is_in_force(row.applied_on) for rule in held):
        raise Conflict(gettext("规则的执行期或转换规定刚刚变化，没有办理；请重新核对后再决定。"), code="changed_meanwhile")


def approved(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The learner is told, and of what was refused why."""
    with as_recorded():
        said = [gettext("“%(line)s”不同意：%(reason)s") % {"line": line, "reason": why} for line, why in refused_of(row)]
    tell_of_conversion(row, "approved", actor=actor, now=now, body="\n".join(said))


def refused(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The decision has its day; the learner is told why."""
    row.decided_on = now.date()
    row.save(update_fields=["decided_on"])
    tell_of_conversion(row, "refused", actor=actor, now=now, body=reason)


def withdrawn(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    conversion_waits_no_more(row, now)


def withdrawn_for(row: Conversion, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Somebody acted for the learner, who is told so with what was given as the reason."""
    tell_of_conversion(row, "withdrawn_for", actor=actor, now=now, body=reason)


def by_document(row: Conversion, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """A reversal has the decision that orders it; nobody reverses an own conversion."""
    not_ones_own(row, actor=actor, now=now, reason=reason)
    if not document.strip():
        raise at_field("document", gettext("请填写撤销转换的决定文号或说明。"), code="document_required")


def reversed_(row: Conversion, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The ledger sets the outcomes free; the learner is told why."""
    row.reversal = " ".join(document.split())[:160]
    row.save(update_fields=["reversal"])
    reverse_conversion(row, actor=actor, now=now, reason=reason, document=row.reversal)
    tell_of_conversion(row, "reversed", actor=actor, now=now, body=reason)


CONVERSION = StateMachine(
    policy=CONVERSION_POLICY,
    states=ConversionState,
    initial=S.APPLIED,
    select=("learner", "programme"),
    transitions=[
        step("approve", S.APPLIED, S.APPROVED, _("同意转换"), "approved", guard=is_in_use, prepare=granted, effect=approved,
             todo=_("待审批的学分转换"), basis="CRB-06"),
        step("refuse", S.APPLIED, S.REFUSED, _("不同意"), "refused", reason_required=True, danger=True, prepare=deciding,
             effect=refused, explain=_("理由会告知本人；本人可以另行申请。")),
        step("withdraw", S.APPLIED, S.WITHDRAWN, _("撤回申请"), "withdrawn", effect=withdrawn),
        step("withdraw_for", S.APPLIED, S.WITHDRAWN, _("代本人撤回申请"), "withdrawn_for", reason_required=True, danger=True,
             effect=withdrawn_for, reason_label=_("本人怎样要求撤回的"),
             explain=_("只在本人要求撤回时代办；写明的内容记入日志并告知本人。")),
        step("reverse", S.APPROVED, S.REVERSED, _("撤销转换"), "reversed", reason_required=True, danger=True, prepare=by_document,
             effect=reversed_, explain=_("学分账作冲正，免修随即失效；原来的记录都保留。")),
    ],
)  # fmt: skip
