"""Keeping the catalogue of outcomes."""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from baigong.contexts.credit_bank.access import OUTCOME_TYPE_POLICY
from baigong.contexts.credit_bank.models import OutcomeType, OutcomeTypeState
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Conflict


@dataclass(frozen=True)
class TypeHead:
    """What an entry says. ``credits`` in units."""

    kind: str
    code: str
    title: str
    issuer: str
    since: date
    issuer_body: Organisation | None = None
    family: str = ""
    level: str = ""
    hours: int | None = None
    credits: int | None = None
    valid_years: int | None = None
    programme_code: str = ""
    occupation_code: str = ""
    until: date | None = None
    basis: str = ""


@transaction.atomic
def draft_type(*, actor: Actor, now: datetime, head: TypeHead) -> OutcomeType:
    """Enter an entry; it is used once the office has published it. Raises ``Conflict`` where the code is taken."""
    row = OutcomeType(created_by_id=actor.user_id, created_at=now)
    _put(row, head)
    OUTCOME_TYPE_POLICY.require(actor, "create", row)
    _save(row)
    audit.record(actor, "credit_bank.outcometype.drafted", row, now=now, detail={"code": row.code})
    return row


@transaction.atomic
def edit_type(*, actor: Actor, now: datetime, outcome_type: OutcomeType, head: TypeHead) -> OutcomeType:
    """Write an entry anew while it is a draft: what outcomes were recognised by does not change under them."""
    row = OutcomeType.objects.select_for_update(no_key=True, of=("self",)).get(pk=outcome_type.pk)
    OUTCOME_TYPE_POLICY.require(actor, "edit", row)
    if row.state != OutcomeTypeState.DRAFT:
        raise Conflict(_("“%(title)s”已经公布，内容不再改动；有变化请停用后另立一项。") % {"title": row}, code="published")
    before = {f.name: str(getattr(row, f.name) or "") for f in fields(TypeHead)}
    _put(row, head)
    OUTCOME_TYPE_POLICY.require(actor, "edit", row)  # nor is it given to another issuer
    _save(row)
    changed = {name: was for name, was in before.items() if was != str(getattr(row, name) or "")}
    audit.record(actor, "credit_bank.outcometype.edited", row, now=now, detail={"from": changed})
    return row


def _put(row: OutcomeType, head: TypeHead) -> None:
    for f in fields(TypeHead):
        value = getattr(head, f.name)
        setattr(row, f.name, value.strip() if isinstance(value, str) else value)


def _save(row: OutcomeType) -> None:
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        words = _("成果代码%(code)s已被使用。") % {"code": row.code}
        raise Conflict(words, code="code_taken", fields={"code": words}) from None
