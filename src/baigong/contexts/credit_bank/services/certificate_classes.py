"""Classes that prepare for a certificate: opened under a quota, filled from learners' accounts."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access_of_pilots import CLASS_POLICY
from baigong.contexts.credit_bank.models import CertificateClass, ClassState, Learner, PilotQuota, QuotaState, Trainee
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict, Refusal, at_field

FILLABLE = {ClassState.PLANNED, ClassState.RUNNING}


@dataclass(frozen=True)
class ClassHead:
    """What a class is."""

    title: str
    teacher: str
    hours: int
    starts_on: date
    ends_on: date


@transaction.atomic
def open_class(*, actor: Actor, now: datetime, quota: PilotQuota, head: ClassHead) -> CertificateClass:
    """Plan a class under a quota. Raises ``Conflict`` where that does not stand, ``Refusal`` where the certificate takes nothing new."""
    row = CertificateClass(quota=quota, created_by_id=actor.user_id, created_at=now)
    CLASS_POLICY.require(actor, "open", row)
    if quota.state != QuotaState.APPROVED:
        words = _("试点配额“%(quota)s”现在是“%(state)s”，核准以后才能开班。")
        raise Conflict(words % {"quota": quota, "state": quota.get_state_display()}, code="quota_state")
    if why := quota.level.certificate.why_closed_on(max(head.starts_on, now.date())):
        raise at_field("starts_on", why, code="certificate_closed")
    _put(row, head)
    audit.record(actor, "credit_bank.certificateclass.opened", row, now=now, detail={"quota": quota.pk})
    return row


@transaction.atomic
def edit_class(*, actor: Actor, now: datetime, certificate_class: CertificateClass, head: ClassHead) -> CertificateClass:
    """Write a class anew while it has not ended. Raises ``Conflict`` after that."""
    row = _locked(actor, certificate_class, "edit")
    if row.state == ClassState.PLANNED and (why := row.quota.level.certificate.why_closed_on(head.starts_on)):
        raise at_field("starts_on", why, code="certificate_closed")
    _put(row, head)
    audit.record(actor, "credit_bank.certificateclass.edited", row, now=now)
    return row


@transaction.atomic
def enrol(*, actor: Actor, now: datetime, certificate_class: CertificateClass, learners: Sequence[Learner]) -> int:
    """Take learners into a class; who is in it stays once. Returns how many came. All of them or none."""
    row = _locked(actor, certificate_class, "enrol")
    inside = set(row.trainees.values_list("learner_id", flat=True))
    coming = [learner for learner in learners if learner.pk not in inside]
    Trainee.objects.bulk_create(
        [Trainee(certificate_class=row, learner=learner, joined_on=now.date()) for learner in coming], batch_size=500
    )  # fmt: skip
    audit.record(actor, "credit_bank.certificateclass.enrolled", row, now=now, detail={"count": len(coming)})
    return len(coming)


@transaction.atomic
def leave(*, actor: Actor, now: datetime, trainee: Trainee) -> CertificateClass:
    """Take somebody out of a class that has not ended."""
    row = _locked(actor, trainee.certificate_class, "enrol")
    audit.record(actor, "credit_bank.certificateclass.left", row, now=now, detail={"learner": trainee.learner_id})
    trainee.delete()
    return row


def _locked(actor: Actor, certificate_class: CertificateClass, action: str) -> CertificateClass:
    rows = CertificateClass.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "quota__level__certificate__body", "quota__school"
    )
    row = rows.get(pk=certificate_class.pk)
    CLASS_POLICY.require(actor, action, row)
    if row.state not in FILLABLE:
        raise Conflict(_("“%(title)s”现在是“%(state)s”，不能再改。") % {"title": row, "state": row.get_state_display()}, code="class_ended")
    return row


def _put(row: CertificateClass, head: ClassHead) -> None:
    if head.ends_on < head.starts_on:
        raise Refusal(_("结业日期早于开班日期。"), code="dates", fields={"ends_on": _("早于开班日期")})
    row.title, row.teacher, row.hours = " ".join(head.title.split()), " ".join(head.teacher.split()), head.hours
    row.starts_on, row.ends_on = head.starts_on, head.ends_on
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("这项配额下已有叫“%(title)s”的班。") % {"title": row.title}
        raise Conflict(words, code="class_known", fields={"title": words}) from None
