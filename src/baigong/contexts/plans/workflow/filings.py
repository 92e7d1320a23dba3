"""The life of a filing. Filing is receipt, not approval: the bureau may comment but may not refuse on merits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.models import Filing, FilingState, next_number
from baigong.kernel.access import Actor
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, fire

step: Any = Transition.of


def filing_is_complete(filing: Filing) -> str | None:
    """A filing needs its title, a contact, and the plan itself."""
    if not filing.title.strip():
        return gettext("请填写方案名称。")
    if not filing.contact_name.strip() or not filing.contact_phone.strip():
        return gettext("请填写联系人和电话，以便补正时联系。")
    return None if filing.evidence.exists() else gettext("请附上方案文件。")


def form_is_checked(filing: Filing) -> str | None:
    """Every item of the form check must be marked and met; what is not met is supplemented, not refused."""
    checks = list(filing.checks.all())
    if not checks:
        return gettext("请先作形式审查。")
    missing = [check.item for check in checks if not check.is_met]
    return gettext("形式审查有未符合项：%(items)s。请要求补正。") % {"items": "、".join(missing)} if missing else None


def filing_submitted(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour and give the receipt at once; an earlier receipt is kept when a supplement comes."""
    filing.submitted_at = now
    if not filing.receipt_number:
        year = now.year
        with as_recorded():
            filing.receipt_number = gettext("收〔%(year)d〕%(n)d号") % {"year": year, "n": next_number(f"receipt:{filing.plan_id}:{year}")}
    filing.checks.all().delete()
    filing.save(update_fields=["submitted_at", "receipt_number"])


def filing_returned(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Keep what must be supplemented, and by when."""
    filing.supplement_note = reason
    filing.supplement_due_on = _day(facts.get("due_on"))
    filing.save(update_fields=["supplement_note", "supplement_due_on"])


def filing_registered(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Give the register number and stamp the hour; the body's plan registered before is superseded."""
    year = now.year
    number = next_number(f"filing:{filing.plan_id}:{year}")
    with as_recorded():
        filing.register_number = gettext("备〔%(year)d〕%(n)d号") % {"year": year, "n": number}
    filing.registered_at = now
    filing.save(update_fields=["register_number", "registered_at"])
    earlier = Filing.objects.filter(plan=filing.plan, organisation=filing.organisation, state=FilingState.REGISTERED).exclude(pk=filing.pk)
    for old in earlier:
        fire(old, "supersede", actor=actor, now=now)


def _day(text: Any) -> date | None:
    try:
        return date.fromisoformat(str(text)) if text else None
    except ValueError:
        return None


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
             explain=_("备案是收讫而不是审批：只审形式，不因内容优劣退回；对内容可提出指导意见。")),
        step("register", FilingState.SUBMITTED, FilingState.REGISTERED, _("予以备案"), "registered",
             guard=form_is_checked, effect=filing_registered, todo=_("待形式审查的备案")),
        step("supersede", FilingState.REGISTERED, FilingState.SUPERSEDED, _("由新方案更新"), "superseded"),
    ],
)  # fmt: skip
