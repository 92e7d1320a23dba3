"""The life of an enterprise: in business, suspended, closed on a day by a document."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import ENTERPRISE_POLICY
from baigong.contexts.enterprises.events import EnterpriseClosed
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState
from baigong.contexts.enterprises.workflow.facts import day_from, document_from
from baigong.contexts.organisations.public import end_organisation, restore_organisation
from baigong.kernel.access import SYSTEM, Actor
from baigong.kernel.errors import Refusal, at_field
from baigong.kernel.events import publish
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = EnterpriseState


def closed_by_document(
    row: Enterprise, *, actor: Actor, now: datetime, reason: str, on: Any = "", document: str = "", **facts: Any
) -> None:
    """A firm closes on a day that has come, by a document; its subsidiaries are told apart first."""
    day = day_from(on)
    if day is None or day > now.date():
        raise at_field("on", gettext("请填写关闭日期（最后一个营业日），不能晚于今天。"), code="closed_on")
    if row.opened_on is not None and day < row.opened_on:
        raise at_field(
            "on",
            gettext("“%(name)s”%(day)s才成立，关闭日期不能早于此。") % {"name": row, "day": row.opened_on.isoformat()},
            code="closed_on",
        )
    number = document_from(document)
    if below := list(row.subsidiaries.exclude(state=S.CLOSED).select_related("organisation")[:3]):
        names = "、".join(map(str, below))
        words = gettext("“%(names)s”还登记为它的下属企业；请先改为独立或改属别的企业，再关闭。") % {"names": names}
        raise Refusal(words, code="has_subsidiaries", status=409)
    row.closed_on, row.closing_document, row.updated_at = day, number, now
    row.save(update_fields=["closed_on", "closing_document", "updated_at"])


def closed(row: Enterprise, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its organisation ends the same day, its places with it; who has interns there hears of it."""
    day: date = row.closed_on  # type: ignore[assignment]
    end_organisation(actor=SYSTEM, now=now, organisation=row.organisation, on=day + timedelta(days=1), basis=row.closing_document)
    row.sites.filter(until=None).update(until=day)
    publish(EnterpriseClosed(row.pk, day))


def reopened(row: Enterprise, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """It had been closed by mistake: it stands as if it never had been."""
    restore_organisation(actor=SYSTEM, now=now, organisation=row.organisation, basis=reason)
    row.sites.filter(until=row.closed_on).update(until=None)
    row.closed_on, row.closing_document, row.updated_at = None, "", now
    row.save(update_fields=["closed_on", "closing_document", "updated_at"])


ENTERPRISE = StateMachine(
    policy=ENTERPRISE_POLICY,
    states=EnterpriseState,
    initial=S.OPERATING,
    select=("organisation",),
    transitions=[
        step("suspend", S.OPERATING, S.SUSPENDED, _("登记停业"), "suspended", reason_required=True, danger=True,
             explain=_("停业期间不能再发布实习岗位；已在岗的不受影响。")),
        step("resume", S.SUSPENDED, S.OPERATING, _("恢复营业"), "resumed"),
        step("close", [S.OPERATING, S.SUSPENDED], S.CLOSED, _("登记关闭"), "closed", prepare=closed_by_document, effect=closed, danger=True,
             explain=_("关闭后不再报送，岗位停用；仍有实习生在岗的，会列给学校另行安排。")),
        step("reopen", S.CLOSED, S.OPERATING, _("更正误登的关闭"), "reopened", reason_required=True, effect=reopened),
    ],
)  # fmt: skip
