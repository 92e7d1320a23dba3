"""The package: what departments offer, asking for it, and the loss of all of it while something stands against an enterprise."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.public import Enterprise, EnterpriseFlagged, blocking_flags
from baigong.contexts.incentives.access import ENTITLEMENT_POLICY, INCENTIVE_POLICY, SUSPENSION_POLICY
from baigong.contexts.incentives.models import (
    ON_LIST,
    Candidacy,
    Entitlement,
    EntitlementState,
    Incentive,
    IncentiveState,
    Suspension,
)
from baigong.contexts.incentives.workflow.entitlements import WAITS, why_not
from baigong.contexts.incentives.workflow.telling import officers_of, team
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.clock import current_time
from baigong.kernel.errors import Conflict, Refusal, at_field
from baigong.kernel.notices import tell
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import fire

FLAG = "flag:"
"""How the reference of a suspension begins that follows a mark in the register of enterprises."""
OTHER = "other"
"""The reference of one that nothing else stands behind."""
ASKED = (EntitlementState.APPLIED, EntitlementState.GRANTED, EntitlementState.SUSPENDED)


@dataclass(frozen=True)
class IncentiveHead:
    """What a department offers."""

    pillar: str
    title: str
    owner: Organisation
    summary: str
    basis: str
    needs_certificate: bool = False


@transaction.atomic
def draft_incentive(*, actor: Actor, now: datetime, head: IncentiveHead) -> Incentive:
    """A new entry of the package, not yet open."""
    row = Incentive(owner=head.owner, created_at=now)
    INCENTIVE_POLICY.require(actor, "create", row)
    _put(row, head)
    row.save(force_insert=True)
    audit.record(actor, "incentives.incentive.drafted", row, now=now)
    return row


@transaction.atomic
def edit_incentive(*, actor: Actor, now: datetime, incentive: Incentive, head: IncentiveHead) -> Incentive:
    """Write an entry anew, before it is open."""
    row = Incentive.objects.select_for_update(no_key=True, of=("self",)).get(pk=incentive.pk)
    INCENTIVE_POLICY.require(actor, "edit", row)
    if row.state != IncentiveState.DRAFT:
        raise Conflict(_("“%(title)s”已经开放，内容不再改动；请停止后另立一项。") % {"title": row}, code="not_a_draft")
    _put(row, head)
    row.save()
    audit.record(actor, "incentives.incentive.edited", row, now=now)
    return row


def _put(row: Incentive, head: IncentiveHead) -> None:
    for f in fields(IncentiveHead):
        value = getattr(head, f.name)
        if isinstance(value, str) and not value.strip():
            words = _("请填写。")
            raise Refusal(words, code=f.name, fields={f.name: words})
        setattr(row, f.name, " ".join(value.split()) if isinstance(value, str) else value)
    if Incentive.objects.filter(owner=row.owner, title=row.title).exclude(pk=row.pk).exists():
        words = _("%(owner)s已有“%(title)s”。") % {"owner": row.owner, "title": row.title}
        raise Refusal(words, code="twice", status=409, fields={"title": words})


@transaction.atomic
def apply_for(*, actor: Actor, now: datetime, incentive: Incentive, enterprise: Enterprise, request: str) -> Entitlement:
    """Ask for an incentive. Raises ``Refusal`` where it is not open, asked for already, or not the enterprise's to have."""
    row = Entitlement(incentive=incentive, enterprise=enterprise, applied_on=now.date(), created_at=now)
    ENTITLEMENT_POLICY.require(actor, "apply", row)
    if incentive.state != IncentiveState.OPEN:
        raise Refusal(_("“%(title)s”现在不受理申请。") % {"title": incentive}, code="closed", status=409)
    if Entitlement.objects.filter(incentive=incentive, enterprise=enterprise, state__in=ASKED).exists():
        raise Refusal(_("“%(firm)s”已经申请或享受“%(title)s”。") % {"firm": enterprise, "title": incentive}, code="twice", status=409)
    if why := why_not(row):
        raise Refusal(why, code="not_entitled", status=409)
    row.request = " ".join(request.split())[:300]
    if not row.request:
        raise at_field("request", _("请写明申请享受的内容。"))
    row.save(force_insert=True)
    audit.record(actor, "incentives.entitlement.applied", row, now=now)
    people = officers_of([incentive.owner_id], now) or team(now)
    tell(people, row, WAITS, gettext_lazy("激励申请待审核：%(title)s"), actor=actor, now=now)
    return row


@transaction.atomic
def suspend_entitlements(
    *, actor: Actor, now: datetime, enterprise: Enterprise, reason: str, basis: str, reference: str = OTHER
) -> Suspension:
    """Suspend everything of the package for an enterprise until ``lift_suspension``. ``reference`` names what it comes from (``duty:7``):
    asked again for the same, the standing suspension is returned. The caller has decided; what follows is the system's.
    """
    with as_recorded():
        facts = {"reason": " ".join(reason.split())[:300], "basis": " ".join(basis.split())[:200], "since": now.date(), "entered_at": now}
        if not facts["reason"] or not facts["basis"]:
            raise Refusal(_("请写明暂停激励的事由和依据。"), code="reason_required")
        row, made = Suspension.objects.get_or_create(
            enterprise=enterprise, reference=reference, lifted_on=None, defaults=facts | {"entered_by_id": actor.user_id}
        )
        if made:
            audit.record(actor, "incentives.suspension.begun", row, now=now, detail={"reference": reference})
            for one in _held(enterprise, EntitlementState.GRANTED):
                fire(one, "suspend", actor=SYSTEM, now=now, reason=row.reason)
    return row


@transaction.atomic
def lift_suspension(*, actor: Actor, now: datetime, suspension: Suspension, reason: str) -> Suspension:
    """End a suspension; what was suspended resumes when none stands any more."""
    row = Suspension.objects.select_for_update(no_key=True, of=("self",)).select_related("enterprise__organisation").get(pk=suspension.pk)
    if row.lifted_on is not None:
        raise Conflict(_("“%(row)s”已于%(day)s恢复。") % {"row": row, "day": row.lifted_on}, code="lifted")
    row.lifted_on, row.lifting_reason = now.date(), " ".join(reason.split())[:300]
    if not row.lifting_reason:
        raise at_field("reason", _("请写明恢复的理由。"), code="reason_required")
    row.save(update_fields=["lifted_on", "lifting_reason"])
    audit.record(actor, "incentives.suspension.lifted", row, now=now)
    if not Suspension.objects.filter(enterprise=row.enterprise_id, lifted_on=None).exists():
        for one in _held(row.enterprise, EntitlementState.SUSPENDED):
            fire(one, "resume", actor=SYSTEM, now=now, reason=row.lifting_reason)
    return row


def lift_by_hand(*, actor: Actor, now: datetime, suspension: Suspension, reason: str) -> Suspension:
    """The working team ends a suspension that nothing else stands behind; one with a source ends where it came from."""
    SUSPENSION_POLICY.require(actor, "lift", suspension)
    if suspension.reference.startswith(FLAG):
        raise Conflict(_("这次暂停来自企业的信用标记；标记解除后自动恢复。"), code="follows_flag")
    if suspension.reference != OTHER:
        raise Conflict(_("这次暂停另有来源，在原处办结后自动恢复。"), code="follows_source")
    return lift_suspension(actor=actor, now=now, suspension=suspension, reason=reason)


def _held(enterprise: Enterprise, state: str) -> list[Entitlement]:
    rows = Entitlement.objects.filter(enterprise=enterprise, state=state).select_related("incentive", "enterprise__organisation")
    return list(rows.order_by("pk"))


def follow_flagged(news: EnterpriseFlagged) -> None:
    """A mark was entered, lifted or withdrawn: what it stops is stopped, what it stopped resumes, at once and not in the night."""
    follow_flags(current_time(), [news.enterprise_id])


def follow_flags(now: datetime, enterprises: list[int] | None = None) -> int:
    """Suspend where a blocking mark stands, lift where it does no longer. Run every night, and when a mark changes. Returns how many
    changed."""
    concerned = set(Candidacy.objects.filter(state__in=ON_LIST).values_list("enterprise", flat=True))
    concerned |= set(Entitlement.objects.filter(state__in=ASKED).values_list("enterprise", flat=True))
    standing = Suspension.objects.filter(lifted_on=None, reference__startswith=FLAG).select_related("enterprise__organisation")
    concerned |= {row.enterprise_id for row in standing}
    if enterprises is not None:
        concerned &= set(enterprises)
    flags = blocking_flags(concerned, now.date())
    changed = 0
    for row in standing:
        if row.enterprise_id in concerned and row.reference not in {f"{FLAG}{flag.pk}" for flag in flags[row.enterprise_id]}:
            with as_recorded():
                lift_suspension(actor=SYSTEM, now=now, suspension=row, reason=_("信用标记已解除或到期。"))
            changed += 1
    known = {row.reference for row in standing}
    for pk in sorted(concerned):
        for flag in flags[pk]:
            if f"{FLAG}{flag.pk}" not in known:
                suspend_entitlements(
                    actor=SYSTEM, now=now, enterprise=flag.enterprise, reason=f"{flag.declared}：{flag.facts}", basis=flag.document,
                    reference=f"{FLAG}{flag.pk}",
                )  # fmt: skip
                changed += 1
    return changed
