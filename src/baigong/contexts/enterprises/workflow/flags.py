"""The life of a mark against a firm: it stands, is lifted by a document, or turns out to have been entered wrongly."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import FLAG_POLICY
from baigong.contexts.enterprises.events import EnterpriseFlagged
from baigong.contexts.enterprises.models import Flag, FlagState
from baigong.contexts.enterprises.workflow.facts import day_from, document_from
from baigong.contexts.enterprises.workflow.telling import officers_of
from baigong.kernel.access import Actor
from baigong.kernel.errors import at_field
from baigong.kernel.events import publish
from baigong.kernel.notices import tell
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of
S = FlagState


def lifted_by_document(row: Flag, *, actor: Actor, now: datetime, reason: str, on: Any = "", document: str = "", **facts: Any) -> None:
    """``on`` is the last day on which it counts."""
    day = day_from(on)
    if day is None or day > now.date() or day < row.since:
        raise at_field(
            "on", gettext("请填写解除日期（最后一天），在%(since)s和今天之间。") % {"since": row.since.isoformat()}, code="lifted_on"
        )
    row.lifting_document, row.lifted_on = document_from(document), day
    row.save(update_fields=["lifting_document", "lifted_on"])


def told(row: Flag, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """The firm is told; whoever withholds something because of the mark hears it at once."""
    people = officers_of([row.enterprise.organisation_id], now)
    tell(people, row, f"enterprises.flag.{row.state}", _("信用标记有变化：%(title)s"), actor=actor, now=now, body=reason)
    if row.blocks:
        publish(EnterpriseFlagged(row.enterprise_id, row.pk, row.since))


FLAG = StateMachine(
    policy=FLAG_POLICY,
    states=FlagState,
    initial=S.STANDING,
    select=("enterprise__organisation",),
    transitions=[
        step("lift", S.STANDING, S.LIFTED, _("解除"), "lifted", prepare=lifted_by_document, effect=told),
        step("withdraw", S.STANDING, S.WITHDRAWN, _("撤销误登"), "withdrawn", reason_required=True, effect=told, danger=True,
             explain=_("视为从未登记，已停的激励按没有这个标记重新核算；确实发生过的请用“解除”。")),
    ],
)  # fmt: skip
