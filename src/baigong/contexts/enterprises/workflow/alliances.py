"""The life of a group or alliance: being formed, at work by its document, dissolved."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.enterprises.access import ALLIANCE_POLICY
from baigong.contexts.enterprises.models import Alliance, AllianceState
from baigong.contexts.enterprises.workflow.facts import day_from, document_from
from baigong.kernel.access import Actor
from baigong.kernel.errors import at_field
from baigong.kernel.workflow import StateMachine, Transition, Unmet

step: Any = Transition.of
S = AllianceState


def has_members(row: Alliance) -> str | None:
    """Somebody belongs to it beside who leads it."""
    if row.members.filter(until=None).exclude(organisation=row.lead_id).exists():
        return None
    return Unmet(
        gettext("除牵头单位外还没有成员；请先登记成员单位。"), gettext("登记成员"), row.get_absolute_url() + "members/", needs="record"
    )


def by_document(row: Alliance, *, actor: Actor, now: datetime, reason: str, on: Any = "", document: str = "", **facts: Any) -> None:
    """It is founded on a day by a document."""
    day = day_from(on)
    if day is None or day > now.date():
        raise at_field("on", gettext("请填写成立日期，不能晚于今天。"), code="founded_on")
    row.document, row.founded_on = document_from(document), day
    row.save(update_fields=["document", "founded_on"])


def ended(row: Alliance, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Its members' time in it is over."""
    row.dissolved_on = now.date()
    row.save(update_fields=["dissolved_on"])
    row.members.filter(until=None).update(until=now.date())


ALLIANCE = StateMachine(
    policy=ALLIANCE_POLICY,
    states=AllianceState,
    initial=S.FORMING,
    select=("lead",),
    transitions=[
        step("found", S.FORMING, S.ACTIVE, _("登记成立"), "founded", guard=has_members, prepare=by_document, todo=_("筹建中的集团和联盟")),
        step("dissolve", S.ACTIVE, S.DISSOLVED, _("登记撤销"), "dissolved", reason_required=True, effect=ended, danger=True,
             explain=_("成员关系到今天为止；台账留存，仍可查阅。")),
        step("drop", S.FORMING, S.DROPPED, _("放弃筹建"), "dropped", danger=True, explain=_("不再筹建；留存备查。")),
    ],
)  # fmt: skip
