"""The life of an account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.credit_bank.access import LEARNER_POLICY
from baigong.contexts.credit_bank.models import ConversionState, EntryState, Learner, LearnerState, OutcomeState, appeals, mutual_courses
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = LearnerState


def is_known(row: Learner) -> str | None:
    """Somebody saw that the document is this person's."""
    if row.documents.exclude(checked_at=None).exists():
        return None
    return Unmet(gettext("还没有核验过身份证件：请先核对证件原件或学籍名册。"), gettext("身份证件"), "#documents", needs="verify")


def nothing_waits(row: Learner) -> str | None:
    """An account is not closed over a matter that is not decided."""
    matters: tuple[tuple[Any, Any], ...] = (
        (row.outcomes, (OutcomeState.CLAIMED, OutcomeState.RETURNED)), (row.conversions, (ConversionState.APPLIED,)),
        (row.appeals, appeals.OPEN), (row.assessment_entries, (EntryState.REGISTERED,)), (row.enrolments, mutual_courses.OPEN),
    )  # fmt: skip
    for rows, undecided in matters:
        if first := rows.filter(state__in=undecided).first():
            words = gettext("%(what)s“%(row)s”没有办完；请先办结，或由本人放弃、撤回。")
            return Unmet(words % {"what": first._meta.verbose_name, "row": first}, str(first), first.get_absolute_url())
    return None


def placed(row: Learner, *, actor: Actor, now: datetime, reason: str, kept: Learner, **facts: Any) -> None:
    """It rests in the kept one, which its person can still sign in to. Raises ``Conflict``."""
    if row.user_id is not None and kept.user_id is None:
        words = gettext("本人用“%(row)s”登录，并入以后就登录不到“%(kept)s”；请反过来，把“%(kept)s”并入它。")
        raise Conflict(words % {"row": row, "kept": kept}, code="signs_in")
    row.merged_into = kept
    row.save(update_fields=["merged_into"])


def taken_out(row: Learner, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It rests nowhere."""
    row.merged_into = None
    row.save(update_fields=["merged_into"])


LEARNER = StateMachine(
    policy=LEARNER_POLICY,
    states=LearnerState,
    initial=S.PENDING,
    transitions=[
        step("activate", S.PENDING, S.ACTIVE, _("启用账户"), "activated", guard=is_known, todo=_("待核验身份的学分账户"), basis="CRB-01"),
        step("absorb", S.ACTIVE, S.MERGED, _("并入另一账户"), "absorbed", internal=True, prepare=placed),
        step("restore", S.MERGED, S.ACTIVE, _("拆分恢复"), "restored", internal=True, effect=taken_out),
        step("close", [S.PENDING, S.ACTIVE], S.CLOSED, _("注销账户"), "closed", guard=nothing_waits, reason_required=True, danger=True,
             explain=_("注销后不再存入和使用学分；已有记录保留，可以重新启用。")),
        step("reopen", S.CLOSED, S.ACTIVE, _("重新启用"), "reopened", guard=is_known, reason_required=True),
    ],
)  # fmt: skip
