"""Entering marks against firms: by the department that owns the kind, with the document it rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from baigong.contexts.enterprises.access import FLAG_POLICY
from baigong.contexts.enterprises.events import EnterpriseFlagged
from baigong.contexts.enterprises.models import Enterprise, Flag, flag_kinds
from baigong.contexts.enterprises.selectors.flags import owners_of
from baigong.contexts.enterprises.workflow.telling import officers_of
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import NotPermitted, Refusal, at_field
from baigong.kernel.events import publish
from baigong.kernel.notices import tell


@dataclass(frozen=True)
class FlagHead:
    """What is entered of a mark. ``until``: its last day, where it is known."""

    kind: str
    since: date
    document: str
    facts: str
    until: date | None = None


@transaction.atomic
def enter_flag(*, actor: Actor, now: datetime, enterprise: Enterprise, body: Organisation, head: FlagHead) -> Flag:
    """Mark an enterprise on behalf of ``body``, which owns the kind (the working team enters for owners without an account).

    Raises ``NotPermitted`` that names the owners, ``Refusal`` by field.
    """
    kind = flag_kinds().get(head.kind)
    if kind is None:
        raise at_field("kind", _("请从列表中选择类别。"))
    row = Flag(
        enterprise=enterprise, kind=kind.code, blocks=kind.blocks, since=head.since, until=head.until, body=body,
        document=" ".join(head.document.split()), facts=" ".join(head.facts.split()), entered_by_id=actor.user_id, entered_at=now,
    )  # fmt: skip
    FLAG_POLICY.require(actor, "create", row)
    owners = owners_of(kind, now.date())
    if owners and body not in owners:
        names = "、".join(map(str, owners))
        raise NotPermitted(
            _("“%(kind)s”由%(owners)s登记，不由%(body)s登记。") % {"kind": kind, "owners": names, "body": body}, code="not_owner"
        )
    for field, value, most in (("document", row.document, 120), ("facts", row.facts, 300)):
        if not value or len(value) > most:
            raise at_field(field, _("请填写，不超过%(n)d个字。") % {"n": most})
    if head.since > now.date():
        raise at_field("since", _("起始日期还没有到。"))
    if head.until is not None and head.until < head.since:
        raise at_field("until", _("截止日期不能早于起始日期。"))
    twin = Flag.objects.filter(enterprise=enterprise, kind=kind.code, document=row.document).exclude(state="withdrawn").first()
    if twin is not None:
        words = _("“%(name)s”凭这份文件已登记过“%(kind)s”（%(since)s起），没有重复登记。")
        raise Refusal(words % {"name": enterprise, "kind": kind, "since": twin.since.isoformat()}, code="twice", status=409)
    row.save(force_insert=True)
    audit.record(actor, "enterprises.flag.entered", row, now=now, detail={"kind": kind.code, "document": row.document, "body": str(body)})
    people = officers_of([enterprise.organisation_id], now)
    tell(people, row, "enterprises.flag.entered", gettext_lazy("被登记信用标记：%(title)s"), actor=actor, now=now, body=row.facts)
    if row.blocks:
        publish(EnterpriseFlagged(enterprise.pk, row.pk, row.since))
    return row
