"""Formalities of many at once: what everybody signed by hand on one day, one policy, one training, one scan; then the start."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.utils.translation import gettext as _

from baigong.contexts.internships.access_of_work import PLACEMENT_POLICY
from baigong.contexts.internships.agreement_text import digest_of, template_on
from baigong.contexts.internships.checking.findings import refuse
from baigong.contexts.internships.checking.gates import check_signing, consents_needed, parties_needed
from baigong.contexts.internships.models import (
    AgreementState,
    InternshipAgreement,
    InternshipInsurance,
    Placement,
    PlacementPaper,
    PlacementSignature,
    PlacementState,
    SafetyTraining,
)
from baigong.contexts.internships.services.agreements import PAPERS, facts_of, hold_scan
from baigong.contexts.internships.services.formalities import PolicyHead, TrainingHead, hold_policy, hold_training
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.workflow import fire_all

GATED = (Prefetch("signatures", PlacementSignature.objects.select_related("agreement")), "insurances", "trainings")
"""What the gates before a start read."""


def _rows(keys: Collection[int]) -> QuerySet[Placement]:
    related = ("intern__learner", "post__enterprise__organisation", "post__site", "school", "enterprise")
    rows = Placement.objects.select_related(*related).prefetch_related(
        "post__filings", "post__mentors", "intern__learner__guardians", *GATED
    )
    return rows.filter(pk__in=keys).order_by("pk")


@transaction.atomic
def formalise_together(
    *, actor: Actor, now: datetime, placements: Collection[Placement], signed_on: date, policy: PolicyHead, training: TrainingHead,
    upload: UploadedFile[Any],
) -> int:  # fmt: skip
    """Record for placements of one school what everybody signed by hand on ``signed_on`` (consents and agreements, scanned together), the
    policy and the training; all of them may start then. All or none; how many there were.

    Raises ``Refusal`` for a day after a start, a policy that leaves days open or that students pay, a training too late or still to come.
    """
    keys = [row.pk for row in placements]
    held = list(_rows(keys).select_for_update(no_key=True, of=("self",)))
    if not held:
        raise Refusal(_("没有选中实习安排。"), code="empty")
    hold_policy(policy, now)
    hold_training(training, now)
    for row in held:
        PLACEMENT_POLICY.require(actor, "prepare", row)
        if row.state != PlacementState.PLANNED or row.agreements.exists():
            words = _("“%(row)s”现在是“%(state)s”，已经办过手续，不能再批量登记；请单独办理。")
            raise Conflict(words % {"row": row, "state": row.get_state_display()}, code="begun")
        refuse(check_signing("school", signed_on, row.starts_on, now.date()), code="after_start")
        _hold_covered(row, policy, training)
    hold_scan(upload)
    paper = PAPERS.add(actor=actor, now=now, to=held[0], kind="agreement", upload=upload)
    made = _agreements(actor, now, held, signed_on)
    _signatures(now, held, made, signed_on, paper)
    facts = {"recorded_by_id": actor.user_id, "recorded_at": now}
    InternshipInsurance.objects.bulk_create([InternshipInsurance(placement=row, **vars(policy), **facts) for row in held])
    SafetyTraining.objects.bulk_create([SafetyTraining(placement=row, **vars(training), **facts) for row in held])
    fire_all(
        InternshipAgreement.objects.filter(pk__in=[one.pk for one in made]).select_related("placement"), "complete", actor=SYSTEM, now=now
    )
    gated = Placement.objects.filter(pk__in=keys).select_related("intern", "post").prefetch_related(*GATED).order_by("pk")
    fire_all(gated, "formalise", actor=SYSTEM, now=now)
    detail = {"count": len(held), "signed_on": signed_on.isoformat(), "sha256": paper.sha256, "policy": policy.number}
    audit.record(actor, "internships.placement.formalised_together", None, now=now, detail=detail)
    return len(held)


def _hold_covered(row: Placement, policy: PolicyHead, training: TrainingHead) -> None:
    if policy.payer == "student" or policy.first > row.starts_on or policy.last < row.ends_on:
        words = _("“%(row)s”从%(first)s到%(last)s，保单须覆盖全程且不由学生付费；一件也没有登记。")
        raise Refusal(words % {"row": row, "first": row.starts_on, "last": row.ends_on}, code="not_covered", fields={"last": words})
    if training.on > row.starts_on or not training.is_passed:
        words = _("“%(row)s”%(first)s开始，安全培训须在之前考核合格；一件也没有登记。")
        raise Refusal(words % {"row": row, "first": row.starts_on}, code="not_trained", fields={"on": words})


def _agreements(actor: Actor, now: datetime, held: list[Placement], signed_on: date) -> list[InternshipAgreement]:
    template = template_on(signed_on)
    rows = []
    for row in held:
        facts = facts_of(row)
        rows.append(
            InternshipAgreement(
                placement=row, number=f"SX{row.starts_on.year}{row.pk:07d}-1", template=template.code, facts=facts,
                digest=digest_of(template, facts, "agreement"), drawn_up_by_id=actor.user_id, drawn_up_at=now, signed_on=signed_on,
                state=AgreementState.OPEN,
            )
        )  # fmt: skip
    return InternshipAgreement.objects.bulk_create(rows)


def _signatures(now: datetime, held: list[Placement], made: list[InternshipAgreement], on: date, paper: PlacementPaper) -> None:
    rows = []
    for row, agreement in zip(held, made, strict=True):
        intern = row.intern
        names = {
            "student": intern.name,
            "guardian": intern.guardian.name or _("监护人"),
            "school": row.school.name,
            "unit": row.enterprise.name,
        }
        common: dict[str, Any] = {"placement": row, "signed_on": on, "paper": paper, "recorded_at": now}
        for party in parties_needed(intern.birth_on, on):
            rows.append(PlacementSignature(agreement=agreement, party=party, name=names[party], relation=_relation(row, party), **common))
        for party in consents_needed(intern.birth_on, row.starts_on):
            rows.append(PlacementSignature(agreement=None, party=party, name=names[party], relation=_relation(row, party), **common))
    PlacementSignature.objects.bulk_create(rows, batch_size=1000)


def _relation(row: Placement, party: str) -> str:
    return row.intern.guardian.relation if party == "guardian" else ""


def start_together(*, actor: Actor, now: datetime, placements: Collection[Placement]) -> int:
    """Confirm that all of them are at work, all or none."""
    return len(fire_all(_rows([row.pk for row in placements]), "start", actor=actor, now=now))
