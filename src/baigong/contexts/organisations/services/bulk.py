"""Entering many bodies of one kind at once: checked together, written together, all of them or none."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from baigong.contexts.organisations.access import ORGANISATIONS
from baigong.contexts.organisations.models import Organisation
from baigong.contexts.organisations.services.racing import first_come
from baigong.kernel import audit
from baigong.kernel.access import Actor


@dataclass(frozen=True)
class NewBody:
    """A body to enter. Whoever makes one has checked its name and code (``identifiers.check_credit_code``)."""

    name: str
    parent: Organisation
    credit_code: str = ""
    division_code: str = ""
    founded_on: date | None = None
    note: str = ""


@transaction.atomic
def create_organisations(*, actor: Actor, now: datetime, kind: str, bodies: Sequence[NewBody], order: int = 900) -> list[Organisation]:
    """Enter ``bodies`` below their parents, in their order. Raises ``Conflict`` where a name or code was taken meanwhile.

    A fixed number of queries a thousand bodies, and one for each parent.
    """
    ORGANISATIONS.require(actor, "create", Organisation(kind=kind))
    with first_come():
        rows = Organisation.objects.bulk_create(
            [
                Organisation(
                    name=one.name, kind=kind, parent=one.parent, credit_code=one.credit_code, division_code=one.division_code,
                    founded_on=one.founded_on, note=one.note, order=order, path=f"new-{uuid.uuid4()}",
                )
                for one in bodies
            ],
            batch_size=1000,
        )  # fmt: skip
    for parent in {one.parent.pk: one.parent for one in bodies}.values():
        below = Organisation.objects.filter(parent=parent, path__startswith="new-")
        below.update(path=Concat(Value(parent.path), Cast(F("pk"), CharField()), Value(".")))
    for row in rows:
        row.path = f"{row.parent.path if row.parent else ''}{row.pk}."
    audit.record_all(actor, "organisations.organisation.created", rows, now=now, detail={"kind": kind, "together": len(rows)})
    return rows
