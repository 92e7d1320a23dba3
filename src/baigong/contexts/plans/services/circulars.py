"""Composing and finishing circulars; issuing is the machine's step (``workflow.circulars``)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core.files.base import File
from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from baigong.contexts.plans.access import CIRCULAR_POLICY
from baigong.contexts.plans.models import Circular, CircularState, CycleState, ReportingCycle
from baigong.contexts.plans.selectors.circulars import circular_before, compose, problems_told
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.documents import agency_problem
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.files import open_stored


@dataclass(frozen=True)
class Words:
    """What a person writes: head and free text of the circular."""

    title: str
    agency: str
    signatory: str
    addressees: str
    copies_to: str = ""
    remarks: str = ""
    problems: str = ""
    requirements: str = ""


@transaction.atomic
def draft_circular(*, actor: Actor, now: datetime, cycle: ReportingCycle) -> Circular:
    """Compose the circular of a cycle from the records as they stand. Raises ``Refusal`` before the cycle opened."""
    CIRCULAR_POLICY.require(actor, "create", Circular(plan=cycle.plan, cycle=cycle))
    if cycle.state == CycleState.PLANNED:
        raise Refusal(_("报告期“%(name)s”还没有开放，没有可通报的情况。") % {"name": cycle}, code="not_open")
    if open_draft := Circular.objects.filter(cycle=cycle, state=CircularState.DRAFT).first():
        raise Conflict(_("“%(title)s”已在草拟中，请接着改。") % {"title": open_draft}, code="drafted")
    before = circular_before(Circular(plan=cycle.plan))
    with translation.override(settings.LANGUAGE_CODE):
        row = Circular.objects.create(
            plan=cycle.plan,
            cycle=cycle,
            title=_("关于%(plan)s%(cycle)s进展情况的通报") % {"plan": cycle.plan.short_title, "cycle": cycle.name},
            agency=before.agency if before else "",
            signatory=before.signatory if before else cycle.plan.team.name,
            addressees=before.addressees if before else _("各责任单位"),
            copies_to=before.copies_to if before else "",
            problems=problems_told(cycle),
            as_of=now.date(),
            facts=compose(cycle, now.date()),
            drafted_by_id=actor.user_id,
            drafted_at=now,
        )
    audit.record(actor, "plans.circular.drafted", row, now=now, detail={"cycle": cycle.name})
    return row


@transaction.atomic
def write_circular(*, actor: Actor, now: datetime, circular: Circular, words: Words) -> Circular:
    """Replace head and free text of a draft; the figures are not a person's to change."""
    row = _draft(actor, circular)
    if not words.title.strip() or not words.signatory.strip() or not words.addressees.strip():
        raise Refusal(_("标题、发文单位和主送都要填写。"), code="head_required")
    if words.agency.strip() and (problem := agency_problem(words.agency.strip())):
        raise Refusal(problem, code="agency", fields={"agency": problem})
    for name, value in vars(words).items():
        setattr(row, name, value.strip())
    row.save()
    audit.record(actor, "plans.circular.written", row, now=now)
    return row


@transaction.atomic
def refresh_circular(*, actor: Actor, now: datetime, circular: Circular) -> Circular:
    """Compose the figures of a draft anew from the records as they stand now; the words stay."""
    row = _draft(actor, circular)
    with translation.override(settings.LANGUAGE_CODE):
        row.facts, row.as_of = compose(row.cycle, now.date()), now.date()
    row.save(update_fields=["facts", "as_of"])
    audit.record(actor, "plans.circular.refreshed", row, now=now, detail={"as_of": str(row.as_of)})
    return row


def open_circular(circular: Circular, form: str) -> File[bytes]:
    """The issued paper, ``pdf`` or ``docx``, as it was issued. Raises ``Refusal`` for a draft, or where the storage has lost it."""
    if circular.state != CircularState.ISSUED:
        raise Refusal(_("通报还没有印发。"), code="not_issued", status=404)
    return open_stored(getattr(circular, form), circular)


def _draft(actor: Actor, circular: Circular) -> Circular:
    CIRCULAR_POLICY.require(actor, "edit", circular)
    row = Circular.objects.select_for_update(no_key=True, of=("self",)).select_related("cycle__plan").get(pk=circular.pk)
    if row.state != CircularState.DRAFT:
        raise Conflict(_("“%(title)s”%(state)s，不能再改。") % {"title": row, "state": row.get_state_display()}, code="issued")
    return row
