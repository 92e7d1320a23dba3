"""Insurance and safety training, of one placement or of many at once: all of them or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.internships.access_of_work import PLACEMENT_PAPER_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.models import (
    InsuranceKind,
    InternshipInsurance,
    Payer,
    Placement,
    PlacementPaper,
    PlacementState,
    PlacementTeacher,
    SafetyTraining,
)
from baigong.contexts.internships.services.agreements import PAPERS
from baigong.contexts.internships.workflow.placements import advance
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.rules import number_on


@dataclass(frozen=True)
class PolicyHead:
    """An insurance policy."""

    kind: str
    insurer: str
    number: str
    payer: str
    bought_on: date
    first: date
    last: date


@dataclass(frozen=True)
class TrainingHead:
    """A safety training: on which day, how long, by whom; whether it was passed."""

    on: date
    hours: Decimal
    organiser: str
    is_passed: bool = True
    score: int | None = None


def hold_policy(head: PolicyHead, now: datetime) -> None:
    """Raise ``Refusal`` for a policy that students pay, whose days do not fit, or that is not bought yet."""
    if head.kind == InsuranceKind.LIABILITY and head.payer == Payer.STUDENT:
        raise at_field("payer", _("实习责任保险的费用不得由学生承担；请改由学校或单位投保，已收的退还学生。"), code="student_pays")
    if head.last < head.first:
        words = _("保险止期%(last)s早于起期%(first)s，请核对。") % {"first": head.first, "last": head.last}
        raise at_field("last", words, code="dates")
    if head.bought_on > now.date():
        raise at_field("bought_on", _("投保日期还没有到。"))


def hold_training(head: TrainingHead, now: datetime) -> None:
    """Raise ``Refusal`` for a training that has not been yet, and for one passed with a score that does not pass."""
    if head.on > now.date():
        raise at_field("on", _("培训日期还没有到，培训以后再登记。"))
    line = number_on("WRK-TRAINING-PASS", head.on)
    if head.is_passed and head.score is not None and line is not None and head.score < line:
        words = _("%(score)d分低于合格线%(line)s分，却记了合格。没有合格的去掉“考核合格”，补考后重新登记；不按百分制考核的，成绩不填。")
        raise at_field("score", words % {"score": head.score, "line": line}, code="failed")


@transaction.atomic
def insure(*, actor: Actor, now: datetime, placements: Sequence[Placement], head: PolicyHead) -> int:
    """Record one policy for placements; how many have it now. One of the same number is recorded anew, with what stood before in the log:
    it was prolonged. Raises ``Refusal`` where a student would pay or dates do not fit."""
    hold_policy(head, now)
    for row in _held(actor, placements):
        if head.first > row.starts_on or head.last < row.ends_on:
            words = _("“%(row)s”的实习从%(first)s到%(last)s，这份保单只管%(from)s到%(to)s，没有覆盖整个实习；请续保或另投后一并登记。")
            words = words % {"row": row, "first": row.starts_on, "last": row.ends_on, "from": head.first, "to": head.last}
            raise at_field("last", words, code="not_covered")
        facts = {"insurer": head.insurer.strip(), "payer": head.payer, "bought_on": head.bought_on, "first": head.first, "last": head.last}
        _record(actor, now, row, InternshipInsurance, {"kind": head.kind, "number": head.number.strip()}, facts)
        advance(row, now=now)
    return len(placements)


@transaction.atomic
def train(*, actor: Actor, now: datetime, placements: Sequence[Placement], head: TrainingHead) -> int:
    """Record one safety training for placements; how many have it now. One of the same day is recorded anew: who failed in the morning may
    have passed by the evening. Raises ``Refusal`` for one after the start or in the future."""
    hold_training(head, now)
    for row in _held(actor, placements):
        if head.on > row.starts_on:
            words = _("“%(row)s”%(start)s开始实习，%(on)s的培训在开始之后，不算上岗前培训；请推迟开始日期。")
            words = words % {"row": row, "start": row.starts_on, "on": head.on}
            raise at_field("on", words, code="after_start")
        facts = {"hours": head.hours, "organiser": head.organiser, "is_passed": head.is_passed, "score": head.score}
        _record(actor, now, row, SafetyTraining, {"on": head.on}, facts)
        advance(row, now=now)
    return len(placements)


def _record(
    actor: Actor, now: datetime, row: Placement, kind: type[InternshipInsurance] | type[SafetyTraining], key: dict[str, Any],
    facts: dict[str, Any],
) -> None:  # fmt: skip
    """Record it, or what is new of it; what stood before is in the log."""
    stamp = {"recorded_by_id": actor.user_id, "recorded_at": now}
    made, is_new = kind.objects.get_or_create(placement=row, **key, defaults=facts | stamp)
    before = {name: getattr(made, name) for name in facts}
    if not is_new and before == facts:
        return
    detail: dict[str, Any] = {"placement": row.pk}
    if not is_new:
        kind.objects.filter(pk=made.pk).update(**facts, **stamp)
        detail["before"] = {name: str(value) for name, value in before.items()}
    audit.record(actor, f"internships.{kind._meta.model_name}.{'recorded' if is_new else 'corrected'}", made, now=now, detail=detail)


def _held(actor: Actor, placements: Sequence[Placement]) -> list[Placement]:
    rows = (
        Placement.objects.select_for_update(no_key=True, of=("self",))
        .select_related("intern", "post")
        .filter(pk__in=[row.pk for row in placements])
    )
    held = list(rows.order_by("pk"))
    for row in held:
        PLACEMENT_POLICY.require(actor, "prepare", row)
        if row.state in (PlacementState.WITHDRAWN, PlacementState.ARCHIVED):
            words = _("“%(row)s”现在是“%(state)s”，手续不再办理。") % {"row": row, "state": row.get_state_display()}
            raise Conflict(words, code="over")
    if not held:
        raise Refusal(_("没有选中实习安排。"), code="empty")
    return held


@transaction.atomic
def give_teacher(*, actor: Actor, now: datetime, placements: Sequence[Placement], name: str, number: str, phone: str = "") -> int:
    """Say who of the school guides these interns. Raises ``Refusal`` without a name or a staff number."""
    if not name.strip() or not number.strip():
        words = _("请填写指导教师的姓名和教工号；国家数据标准要求教工号。")
        raise at_field("number" if name.strip() else "name", words, code="teacher")
    facts = {"name": name.strip()[:36], "number": number.strip()[:20], "phone": phone.strip()[:20]}
    held = _held(actor, placements)
    PlacementTeacher.objects.bulk_create(
        [PlacementTeacher(placement=row, **facts) for row in held], update_conflicts=True, unique_fields=["placement"],
        update_fields=list(facts),
    )  # fmt: skip
    detail = {"count": len(held), "number": facts["number"]}
    audit.record(actor, "internships.placementteacher.given", held[0] if len(held) == 1 else None, now=now, detail=detail)
    return len(placements)


@transaction.atomic
def attach(*, actor: Actor, now: datetime, placement: Placement, kind: str, upload: UploadedFile[Any]) -> PlacementPaper:
    """Add a paper to a placement's file."""
    row = Placement.objects.select_for_update(no_key=True, of=("self",)).get(pk=placement.pk)
    PLACEMENT_PAPER_POLICY.require(actor, "attach", PlacementPaper(placement=row))
    if row.state == PlacementState.ARCHIVED:
        raise Conflict(_("“%(row)s”已归档，不再增加材料。") % {"row": row}, code="archived")
    return PAPERS.add(actor=actor, now=now, to=row, kind=kind, upload=upload)
