"""Entering projects from an existing list: what other offices have listed and accepted, with its documents."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.schools.access import PROJECT_POLICY
from baigong.contexts.schools.models import Project, ProjectState, kind_of
from baigong.contexts.schools.selectors.projects import county_above
from baigong.contexts.schools.services.projects import PROGRAMMES, save, subject_of
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.workflow import fire

NOTES = ("leader", "contact", "partners", "course", "programme_edition", "programme_code", "programme_name", "budget")
"""What the register may correct of a project that stands in it, beside nothing that a decision has fixed."""


@dataclass(frozen=True)
class Entry:
    """One line of an existing list. What a line does not say stays empty."""

    kind: str
    level: str
    title: str
    host: Organisation
    listing_number: str
    listed_on: date
    leader: str = ""
    contact: str = ""
    partners: str = ""
    programme_edition: str = ""
    programme_code: str = ""
    programme_name: str = ""
    course: str = ""
    budget: Decimal | None = None
    acceptance_number: str = ""
    accepted_on: date | None = None
    title_until: date | None = None
    withdrawal_number: str = ""
    withdrawn_on: date | None = None


@transaction.atomic
def register_project(*, actor: Actor, now: datetime, entry: Entry) -> Project:
    """Enter a project as its documents have it: listed, then accepted, then withdrawn, as far as the line goes."""
    kind = kind_of(entry.kind)
    PROJECT_POLICY.require(actor, "import", Project(host=entry.host))
    if entry.level not in kind.levels:
        raise Refusal(_("“%(kind)s”没有这个级别。") % {"kind": kind}, code="level")
    row = Project(
        kind=entry.kind, level=entry.level, title=entry.title.strip(), host=entry.host, county=county_above(entry.host), is_imported=True,
        created_by_id=actor.user_id, created_at=now, updated_at=now, **{name: getattr(entry, name) for name in NOTES},
    )  # fmt: skip
    row.programme_level = PROGRAMMES.get(entry.host.kind, "") if row.programme_code else ""
    row.subject_key = subject_of(row, kind)
    save(row, force_insert=True)
    audit.record(actor, "schools.project.registered", row, now=now, detail={"kind": entry.kind, "host": entry.host.pk})
    row = fire(row, "register_listed", actor=actor, now=now, document_number=entry.listing_number, listed_on=entry.listed_on)
    return _carry_on(actor, now, row, entry)


@transaction.atomic
def update_registered(*, actor: Actor, now: datetime, project: Project, entry: Entry) -> Project:
    """Bring an entered project to what the list says now: its notes, and steps that it has not yet taken.

    Raises ``Refusal`` where the list contradicts a decision that stands here.
    """
    row = Project.objects.select_for_update(no_key=True, of=("self",)).select_related("host").get(pk=project.pk)
    PROJECT_POLICY.require(actor, "import", row)
    before = {name: str(getattr(row, name) or "") for name in NOTES if getattr(row, name) != getattr(entry, name)}
    for name in before:
        setattr(row, name, getattr(entry, name))
    row.updated_at = now
    row.save(update_fields=[*NOTES, "updated_at"])
    if before:
        audit.record(actor, "schools.project.edited", row, now=now, detail={"from": before})
    return _carry_on(actor, now, row, entry)


def _carry_on(actor: Actor, now: datetime, row: Project, entry: Entry) -> Project:
    if entry.accepted_on is not None and row.state == ProjectState.LISTED:
        row = fire(
            row, "register_accepted", actor=actor, now=now, document_number=entry.acceptance_number or entry.listing_number,
            accepted_on=entry.accepted_on, title_until=entry.title_until or "",
        )  # fmt: skip
    if entry.withdrawn_on is not None and row.state != ProjectState.WITHDRAWN:
        why = _("按已有名单登记")
        row = fire(
            row, "withdraw", actor=actor, now=now, reason=why, document_number=entry.withdrawal_number, withdrawn_on=entry.withdrawn_on
        )
    return row
