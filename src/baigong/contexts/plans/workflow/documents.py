"""The life of a plan document: read, settled by a person, in force, superseded."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import DOCUMENT_POLICY
from baigong.contexts.plans.models import DraftItemState, PlanDocument, PlanDocumentState
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of


def document_is_settled(document: PlanDocument) -> str | None:
    """Every finding must have been kept or dropped by a person."""
    open_items = document.items.filter(state=DraftItemState.PROPOSED).count()
    return gettext("还有 %(n)d 项识别结果没有核对。") % {"n": open_items} if open_items else None


def document_confirmed(document: PlanDocument, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour."""
    document.confirmed_at = now
    document.save(update_fields=["confirmed_at"])


DOCUMENT = StateMachine(
    policy=DOCUMENT_POLICY,
    states=PlanDocumentState,
    initial=PlanDocumentState.DRAFT,
    final=frozenset({PlanDocumentState.SUPERSEDED, PlanDocumentState.DISCARDED}),
    transitions=[
        step("confirm", PlanDocumentState.DRAFT, PlanDocumentState.CONFIRMED, _("确认"), "confirmed",
             guard=document_is_settled, effect=document_confirmed, todo=_("待确认的计划文件")),
        step("discard", PlanDocumentState.DRAFT, PlanDocumentState.DISCARDED, _("放弃"), "discarded", danger=True,
             reason_required=True, explain=_("放弃的文件不再处理，记录保留。")),
        step("supersede", PlanDocumentState.CONFIRMED, PlanDocumentState.SUPERSEDED, _("由新版本取代"), "superseded"),
    ],
)  # fmt: skip
