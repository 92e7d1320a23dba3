"""The life of a filing. Filing is receipt, not approval: the bureau may comment but may not refuse on merits."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.models import Filing, FilingState
from baigong.kernel.access import Actor
from baigong.kernel.workflow import StateMachine, Transition

step: Any = Transition.of


def filing_is_complete(filing: Filing) -> str | None:
    """A filing needs the plan itself."""
    return None if filing.evidence.exists() else gettext("请附上方案文件。")


def filing_submitted(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour; a receipt is due at once."""
    filing.submitted_at = now
    filing.save(update_fields=["submitted_at"])


def filing_returned(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Keep what must be supplemented."""
    filing.supplement_note = reason
    filing.save(update_fields=["supplement_note"])


def filing_registered(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour; the register number is given by the service."""
    filing.registered_at = now
    filing.save(update_fields=["registered_at"])


FILING = StateMachine(
    policy=FILING_POLICY,
    states=FilingState,
    initial=FilingState.DRAFT,
    final=frozenset({FilingState.SUPERSEDED}),
    transitions=[
        step("submit", [FilingState.DRAFT, FilingState.SUPPLEMENT], FilingState.SUBMITTED, _("报送备案"), "submitted",
             guard=filing_is_complete, effect=filing_submitted, todo=_("待报送备案的方案"), due="plan__filing_due_on"),
        step("ask_supplement", FilingState.SUBMITTED, FilingState.SUPPLEMENT, _("要求补正"), "supplement_asked",
             reason_required=True, reason_label=_("补正要求"), effect=filing_returned,
             explain=_("备案是收讫而不是审批: 只审形式, 不因内容优劣退回; 对内容可提出指导意见。")),
        step("register", FilingState.SUBMITTED, FilingState.REGISTERED, _("予以备案"), "registered",
             effect=filing_registered, todo=_("待形式审查的备案")),
        step("supersede", FilingState.REGISTERED, FilingState.SUPERSEDED, _("由新方案更新"), "superseded"),
    ],
)  # fmt: skip
