"""Claiming an outcome: what it says, its papers; the steps themselves are the machine's."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import PurePath
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import OUTCOME_EVIDENCE_POLICY, OUTCOME_POLICY
from baigong.contexts.credit_bank.credentials.backing import CREDENTIAL, ENDINGS, carried_by, hold_backing, mark_of
from baigong.contexts.credit_bank.credentials.scanning import LARGEST_FILE
from baigong.contexts.credit_bank.models import (
    Learner,
    LearnerState,
    Outcome,
    OutcomeEvidence,
    OutcomeState,
    OutcomeType,
    evidence_choices,
)
from baigong.contexts.credit_bank.workflow.outcomes import refuse_known
from baigong.contexts.organisations.public import Organisation
from baigong.engines.rules.facts import years_later
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, at_field
from baigong.kernel.files import BEGINNINGS
from baigong.kernel.papers import Papers

WRITABLE = {OutcomeState.DRAFT, OutcomeState.RETURNED}
PAPERS = Papers(OUTCOME_EVIDENCE_POLICY, owner="outcome", kinds=evidence_choices, most=10, accepted=BEGINNINGS | ENDINGS)
"""What shows an outcome. The learner sees in the log who looked."""


@dataclass(frozen=True)
class Claim:
    """What is claimed. ``reviewer`` decides: the issuer where it works with the bank, else the learner's school or the office."""

    type: OutcomeType
    reviewer: Organisation
    attained_on: date
    number: str = ""
    hours: int | None = None
    months: int | None = None
    grade: str = ""
    note: str = ""


@transaction.atomic
def draft_outcome(*, actor: Actor, now: datetime, learner: Learner, claim: Claim) -> Outcome:
    """Begin a claim for ``learner``. Raises ``Refusal`` for what cannot be, ``Conflict`` for an account that takes nothing in."""
    row = Outcome(learner=learner, created_by_id=actor.user_id, created_at=now, updated_at=now)
    _put(row, claim, now.date())
    OUTCOME_POLICY.require(actor, "claim", row)
    if learner.state not in (LearnerState.ACTIVE, LearnerState.PENDING):
        words = _("“%(row)s”现在是“%(state)s”，不再存入成果。") % {"row": learner, "state": learner.get_state_display()}
        raise Conflict(words, code="wrong_state")
    row.save(force_insert=True)
    audit.record(actor, "credit_bank.outcome.drafted", row, now=now, detail={"learner": learner.pk, "type": row.type.code})
    return row


@transaction.atomic
def edit_outcome(*, actor: Actor, now: datetime, outcome: Outcome, claim: Claim, seen: datetime | None = None) -> Outcome:
    """Write a claim anew while it is not handed in. Raises ``Conflict`` after that, or where somebody has written since ``seen``."""
    row = _locked(actor, outcome, "edit")
    if seen is not None and seen != row.updated_at:
        raise Conflict(_("“%(title)s”刚被他人改过；请核对下面的内容后再保存。") % {"title": row}, code="changed_meanwhile")
    _put(row, claim, now.date())
    row.updated_at = now
    row.save()
    audit.record(actor, "credit_bank.outcome.edited", row, now=now)
    return row


@transaction.atomic
def attach(*, actor: Actor, now: datetime, outcome: Outcome, kind: str, upload: UploadedFile[Any]) -> OutcomeEvidence:
    """Add a paper. Raises ``Refusal`` (those of ``Papers.add``), ``Conflict`` when it was handed in."""
    row = _locked(actor, outcome, "attach")
    credential = _carried(upload)
    if kind == CREDENTIAL:
        hold_backing(credential, row.learner, now)
    mark = mark_of(credential, now) if credential else ""
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload, credential=credential, credential_hash=mark)


def _carried(upload: UploadedFile[Any]) -> str:
    """The credential inside an upload; of what is too large for one nothing is read."""
    ending = PurePath(str(upload.name)).suffix.lower()
    if ending not in {*ENDINGS, ".png"} or (upload.size or 0) > LARGEST_FILE:
        return ""
    upload.seek(0)
    return carried_by(upload.read(), ending)


@transaction.atomic
def detach(*, actor: Actor, now: datetime, evidence: OutcomeEvidence) -> Outcome:
    """Take a paper out before the claim is handed in; the log keeps its hash."""
    OUTCOME_EVIDENCE_POLICY.require(actor, "detach", evidence)
    row = _locked(actor, evidence.outcome, "detach")
    PAPERS.remove(actor=actor, now=now, piece=evidence)
    return row


def _put(row: Outcome, claim: Claim, on: date) -> None:
    kind = claim.type.declared
    if claim.attained_on > on:
        raise at_field("attained_on", _("取得日期%(day)s还没有到。") % {"day": claim.attained_on.isoformat()})
    if not claim.type.is_used_on(claim.attained_on):
        words = _("“%(type)s”在%(day)s不在成果目录的使用期内，请核对取得日期或另选成果。")
        raise at_field("attained_on", words % {"type": claim.type, "day": claim.attained_on.isoformat()})
    if kind.unit == "hours" and claim.hours is None and claim.type.hours is None:
        raise at_field("hours", _("请填写学时。"))
    if kind.unit == "months" and not claim.months:
        raise at_field("months", _("请填写月数。"))
    row.type, row.reviewer, row.attained_on = claim.type, claim.reviewer, claim.attained_on
    row.number, row.grade, row.note = "".join(claim.number.split()).upper(), claim.grade.strip(), claim.note.strip()
    row.hours, row.months = claim.hours, claim.months
    row.expires_on = years_after(claim.attained_on, claim.type.valid_years)
    if row.number:
        refuse_known(row, {"number": row.number})


def years_after(day: date, years: int | None) -> date | None:
    """The last valid day; from 29 February to the 28th of a year without one."""
    return None if years is None else years_later(day, years)


def _locked(actor: Actor, outcome: Outcome, action: str) -> Outcome:
    row = Outcome.objects.select_for_update(no_key=True, of=("self",)).select_related("type", "learner", "reviewer").get(pk=outcome.pk)
    OUTCOME_POLICY.require(actor, action, row)
    if row.state not in WRITABLE:
        facts = {"title": row, "state": row.get_state_display()}
        raise Conflict(_("“%(title)s”现在是“%(state)s”，内容和材料不能再改；要改请先撤回，或请认定单位退回。") % facts, code="handed_in")
    return row
