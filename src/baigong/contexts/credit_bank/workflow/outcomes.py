"""The lives of types of outcomes and of outcomes: claimed → recognised, and in the ledger → revoked, and reversed there."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import OUTCOME_POLICY, OUTCOME_TYPE_POLICY
from baigong.contexts.credit_bank.credentials.backing import CREDENTIAL, hold_backings, hold_unused
from baigong.contexts.credit_bank.ledger.outcomes import deposit_outcome, revoke_outcome
from baigong.contexts.credit_bank.models import (
    UNCLAIMED,
    IssuedCertificate,
    IssuedState,
    LearnerState,
    Outcome,
    OutcomeState,
    OutcomeType,
    OutcomeTypeState,
    shown,
    units_from,
)
from baigong.contexts.credit_bank.workflow.credentials import withdraw_credentials
from baigong.contexts.credit_bank.workflow.reconsidering import outcome_by_another
from baigong.contexts.credit_bank.workflow.telling import tell_learner, tell_reviewer, waits_no_more
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, NotPermitted, at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = OutcomeState
T = OutcomeTypeState


def is_sized(row: OutcomeType) -> str | None:
    """A type says how many credits it brings, or is counted by hours that each outcome brings."""
    if row.credits is not None or row.hours is not None or row.declared.unit == "hours":
        return None
    return Unmet(gettext("还没有写明认定学分；这一类别不按学时计算。"), gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")


OUTCOME_TYPE = StateMachine(
    policy=OUTCOME_TYPE_POLICY,
    states=OutcomeTypeState,
    initial=T.DRAFT,
    transitions=[
        step("publish", T.DRAFT, T.PUBLISHED, _("公布"), "published", guard=is_sized, todo=_("待公布的成果目录"), basis="CRB-01"),
        step("retire", T.PUBLISHED, T.RETIRED, _("停用"), "retired", reason_required=True, danger=True,
             explain=_("停用后不再受理新的成果；已认定的不受影响。")),
        step("republish", T.RETIRED, T.PUBLISHED, _("恢复使用"), "republished", reason_required=True),
    ],
)  # fmt: skip


# -- guards ----------------------------------------------------------------------------------------------------------


def is_complete(row: Outcome) -> str | None:
    """The account is in use, the papers are there, the number where the kind bears one."""
    if row.learner.state != LearnerState.ACTIVE:
        return Unmet(gettext("学分账户还没有启用，先核验身份。"), gettext("学分账户"), row.learner.get_absolute_url())
    kind = row.type.declared
    if kind.needs_number and not row.number:
        return Unmet(gettext("还没有填写证书编号。"), gettext("修改"), row.get_absolute_url() + "edit/", needs="edit")
    have = set(row.evidence.values_list("kind", flat=True))
    if set(kind.evidence) - have and CREDENTIAL not in have:  # a credential that holds stands for the certificate
        return Unmet(gettext("还没有上传佐证材料。"), gettext("上传材料"), "#files", needs="attach")
    return None


def stands_in_no_register(row: Outcome) -> str | None:
    """What a certificate of the register led to is revoked with it, so that register and account always say the same."""
    behind = IssuedCertificate.objects.filter(outcome=row, state=IssuedState.ISSUED).first()
    if behind is None:
        return None
    return Unmet(gettext("这项成果出自证书登记，请在那里撤销证书。"), gettext("证书登记"), behind.get_absolute_url())


def comes_from_no_revoked_certificate(row: Outcome) -> str | None:
    """What the register revoked comes back by entering the certificate anew there, so that register and account always say the same."""
    behind = IssuedCertificate.objects.filter(outcome=row, state=IssuedState.REVOKED).first()
    if behind is None:
        return None
    words = gettext("这项成果出自证书登记，那张证书（%(number)s）已撤销；请在证书登记重新登记，登记后成果另行认定。")
    return Unmet(words % {"number": behind.number}, gettext("证书登记"), behind.get_absolute_url())


# -- preparations and effects ----------------------------------------------------------------------------------------


def refuse_known(row: Outcome, same: Mapping[str, Any]) -> None:
    """What was claimed under the ``same`` facts is not claimed again. Raises ``Conflict``."""
    found = Outcome.objects.filter(type=row.type_id, **same).exclude(pk=row.pk).exclude(state__in=UNCLAIMED)
    known = found.exclude(state=S.REVOKED).first() or found.first()  # what stands says more than what was revoked
    if known is None:
        return
    if known.learner_id == row.learner_id and known.state == S.REVOKED:
        words = gettext("这份成果认定过、后来撤销了，不能再申报；认为撤销有误的，请提出申诉。")
    elif known.learner_id == row.learner_id:
        words = gettext("这份成果已经申报过（%(state)s），没有重复登记。") % {"state": known.get_state_display()}
    else:
        words = gettext("证书编号%(number)s已登记在另一学分账户；请核对编号，确为本人的请联系认定单位。") % {"number": row.number}
    raise Conflict(words, code="claimed_twice", fields={"number": words})


def is_the_only_one(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """A certificate is claimed once. Claims of one type are taken one after the other, so that two at once do not both pass."""
    hold_backings(row, now)
    hold_unused(row)
    OutcomeType.objects.select_for_update(no_key=True).get(pk=row.type_id)
    same = {"number": row.number} if row.number else {"number": "", "learner": row.learner_id, "attained_on": row.attained_on}
    refuse_known(row, same)


def credits_settled(row: Outcome, *, actor: Actor, now: datetime, reason: str, credits: str = "", decision: str = "", **facts: Any) -> None:
    """The decision says how many credits, within the ceiling of its kind; nobody decides on an outcome of one's own."""
    if actor.user_id is not None and row.learner.user_id == actor.user_id:
        raise NotPermitted(gettext("不能认定自己的学习成果，请由其他经办人办理。"), code="own_outcome")
    outcome_by_another(row, actor)
    hold_backings(row, now)
    units = units_from(credits) if credits.strip() else row.due_credits
    if units is None:
        words = gettext("请填写认定学分；这项成果没有学时，目录也没有写明学分。")
        raise at_field("credits", words, code="credits_required")
    ceiling = row.type.declared.ceiling
    if ceiling is not None and units > ceiling:
        words = gettext("“%(kind)s”一项最多认定%(n)s学分。") % {"kind": row.type.declared, "n": shown(ceiling)}
        raise at_field("credits", words, code="ceiling")
    row.credits, row.decided_on, row.decision = units, now.date(), decision.strip()[:200]
    row.save(update_fields=["credits", "decided_on", "decision"])


def recognised(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It goes into the ledger, in this transaction, and the learner is told."""
    deposit_outcome(row, actor=actor, now=now)
    tell_learner(row, "recognised", actor=actor, now=now)


def claimed(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The body that decides is told."""
    tell_reviewer(row, actor=actor, now=now)


def recalled(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for nobody."""
    waits_no_more(row, now)


def returned(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The learner is told why."""
    tell_learner(row, "returned", actor=actor, now=now, body=reason)


def rejecting(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """By somebody else than who decided before, where a review opened it anew."""
    outcome_by_another(row, actor)


def rejected(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The decision has its day; the learner is told why."""
    row.decided_on = now.date()
    row.save(update_fields=["decided_on"])
    tell_learner(row, "rejected", actor=actor, now=now, body=reason)


def revoked(row: Outcome, *, actor: Actor, now: datetime, reason: str, document: str = "", **facts: Any) -> None:
    """The ledger reverses it, with whatever it was used for; the learner is told why."""
    revoke_outcome(row, actor=actor, now=now, reason=reason, document=" ".join(document.split())[:200])
    withdraw_credentials(row, actor=actor, now=now, reason=reason)
    tell_learner(row, "revoked", actor=actor, now=now, body=reason)


def reopened(row: Outcome, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It waits for a decision as if there had been none; the former one stays in the log and in the ledger."""
    row.credits, row.decided_on, row.decision = None, None, ""
    row.save(update_fields=["credits", "decided_on", "decision"])


OUTCOME = StateMachine(
    policy=OUTCOME_POLICY,
    states=OutcomeState,
    initial=S.DRAFT,
    select=("type", "learner"),
    transitions=[
        step("submit", [S.DRAFT, S.RETURNED], S.CLAIMED, _("申报认定"), "claimed",
             guard=is_complete, prepare=is_the_only_one, effect=claimed),
        step("recall", S.CLAIMED, S.DRAFT, _("撤回申报"), "recalled", effect=recalled),
        step("recognise", S.CLAIMED, S.RECOGNISED, _("认定"), "recognised", prepare=credits_settled, effect=recognised,
             todo=_("待认定的学习成果"), basis="CRB-01"),
        step("return", S.CLAIMED, S.RETURNED, _("退回补正"), "returned", reason_required=True, effect=returned),
        step("reject", S.CLAIMED, S.REJECTED, _("不予认定"), "rejected", reason_required=True, danger=True, prepare=rejecting,
             effect=rejected,
             explain=_("理由会告知本人；本人可以补充材料后另行申报。")),
        step("revoke", S.RECOGNISED, S.REVOKED, _("撤销认定"), "revoked", reason_required=True, danger=True,
             guard=stands_in_no_register, effect=revoked,
             explain=_("学分账上记一笔冲正，原记录保留。")),
        step("reopen", [S.REJECTED, S.REVOKED], S.CLAIMED, _("复核后重新认定"), "reopened", internal=True,
             guard=comes_from_no_revoked_certificate, prepare=is_the_only_one, effect=reopened),
        step("drop", [S.DRAFT, S.RETURNED], S.DROPPED, _("放弃"), "dropped", danger=True, explain=_("不再申报；留存备查。")),
    ],
)  # fmt: skip
