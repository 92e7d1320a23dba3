"""The life of a filing. Filing is receipt, not approval: the bureau may comment but may not refuse on merits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from baigong.contexts.plans.access import FILING_POLICY
from baigong.contexts.plans.models import Filing, FilingState, next_number
from baigong.contexts.plans.workflow.filing_notices import tell_filer, tell_team_of_filing
from baigong.contexts.plans.workflow.submissions import as_it_was_read, refuse_unless_as_read
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal
from baigong.kernel.wording import as_recorded
from baigong.kernel.workflow import StateMachine, Transition, Unmet, fire

step: Any = Transition.of

FORM_ITEMS = (
    _("文件完整可读"),
    _("有正式文号和印发日期"),
    _("加盖公章"),
    _("列明覆盖的措施"),
    _("有联系人和电话"),
)
"""What the form check looks at. No rule lists the items (the plan only says 报备案): they are the working team's own."""


def form_items() -> list[str]:
    """The items of the form check as they are kept with a filing."""
    with as_recorded():
        return [str(item) for item in FORM_ITEMS]


def filing_is_complete(filing: Filing) -> str | None:
    """A filing needs its title, a contact, and the plan itself."""
    if not filing.title.strip():
        words, act = gettext("请填写方案名称。"), gettext("填写")
    elif not filing.contact_name.strip() or not filing.contact_phone.strip():
        words, act = gettext("请填写联系人和电话，以便补正时联系。"), gettext("填写")
    elif not filing.evidence.exists():
        words, act = gettext("请附上方案文件。"), gettext("附上方案")
    else:
        return None
    return Unmet(words, act, reverse("plans:filing-write", args=[filing.pk]), needs="write")


def _unmet(filing: Filing) -> list[str] | None:
    """The items not met; ``None`` while the form check is not complete."""
    checks = {check.item: check for check in filing.checks.all()}
    if set(form_items()) - set(checks):
        return None
    return [check.label for check in checks.values() if not check.is_met]


def form_is_checked(filing: Filing) -> str | None:
    """Every item of the form check must be marked and met; what is not met is supplemented, not refused."""
    missing = _unmet(filing)
    if missing is None:
        return Unmet(gettext("请先作形式审查。"), gettext("作形式审查"), "#form-check", needs="check")
    words = gettext("形式审查有未符合项：%(items)s。请要求补正。") % {"items": "、".join(missing)}
    return Unmet(words, gettext("要求补正"), "#supplement", needs="ask_supplement") if missing else None


def form_has_gaps(filing: Filing) -> str | None:
    """A supplement is asked for what the form check found missing, so that nothing comes back on its merits."""
    missing = _unmet(filing)
    if missing is None:
        return gettext("请先作形式审查。")
    return None if missing else gettext("形式审查各项都符合，没有可补正的；对内容可提出指导意见。")


def filing_submitted(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Stamp the hour and give the receipt at once; an earlier receipt is kept when a supplement comes. The form is checked anew."""
    filing.submitted_at = now
    if not filing.receipt_number:
        year = now.year
        with as_recorded():
            filing.receipt_number = gettext("收〔%(year)d〕%(n)d号") % {"year": year, "n": next_number(f"receipt:{filing.plan_id}:{year}")}
    filing.checks.all().delete()
    filing.save(update_fields=["submitted_at", "receipt_number"])
    tell_team_of_filing(filing, actor=actor, now=now)


def supplement_has_a_day(
    filing: Filing, *, actor: Actor, now: datetime, reason: str, due_on: str | date = "", seen: str = "", **facts: Any
) -> None:
    """Refuse to ask for a supplement to what was not read, without saying by when, or by a day that has passed."""
    refuse_unless_as_read(filing, seen)
    day = _day(due_on)
    if day is None or day < now.date():
        words = gettext("请写明补正期限，不早于今天。")
        raise Refusal(words, code="supplement_due", fields={"due_on": words})


def supplement_asked(filing: Filing, *, actor: Actor, now: datetime, reason: str, due_on: str | date = "", **facts: Any) -> None:
    """Keep what must be supplemented, and by when; the body is told."""
    filing.supplement_note, filing.supplement_due_on = reason, _day(due_on)
    filing.save(update_fields=["supplement_note", "supplement_due_on"])
    with as_recorded():
        words = gettext("%(what)s 补正期限：%(day)s") % {"what": reason, "day": filing.supplement_due_on}
    tell_filer(filing, "supplement_asked", actor=actor, now=now, body=words)


def filing_registered(filing: Filing, *, actor: Actor, now: datetime, reason: str, **facts: Any) -> None:
    """Give the register number and stamp the hour; the body's plan registered before is superseded, and the body told."""
    year = now.year
    number = next_number(f"filing:{filing.plan_id}:{year}")
    with as_recorded():
        filing.register_number = gettext("备〔%(year)d〕%(n)d号") % {"year": year, "n": number}
        why = gettext("由%(number)s更新") % {"number": filing.register_number}
    filing.registered_at = now
    filing.save(update_fields=["register_number", "registered_at"])
    earlier = Filing.objects.filter(plan=filing.plan, organisation=filing.organisation, state=FilingState.REGISTERED).exclude(pk=filing.pk)
    for old in earlier:
        fire(old, "supersede", actor=actor, now=now, reason=why)
    tell_filer(filing, "registered", actor=actor, now=now)


def _day(text: str | date) -> date | None:
    if isinstance(text, date):
        return text
    try:
        return date.fromisoformat(text.strip()) if text.strip() else None
    except ValueError:
        return None


FILING = StateMachine(
    policy=FILING_POLICY,
    states=FilingState,
    initial=FilingState.DRAFT,
    final=frozenset({FilingState.SUPERSEDED}),
    select=("organisation",),
    transitions=[
        step("submit", FilingState.DRAFT, FilingState.SUBMITTED, _("报送备案"), "submitted", guard=filing_is_complete,
             effect=filing_submitted, todo=_("待报送备案的方案"), due="plan__filing_due_on"),
        step("resubmit", FilingState.SUPPLEMENT, FilingState.SUBMITTED, _("补正后报送"), "resubmitted", guard=filing_is_complete,
             effect=filing_submitted, todo=_("待补正的备案"), due="supplement_due_on"),
        step("ask_supplement", FilingState.SUBMITTED, FilingState.SUPPLEMENT, _("要求补正"), "supplement_asked",
             reason_required=True, reason_label=_("补正要求"), guard=form_has_gaps, prepare=supplement_has_a_day, effect=supplement_asked,
             explain=_("备案是收讫而不是审批：只审形式，不因内容优劣退回；对内容可提出指导意见。")),
        step("register", FilingState.SUBMITTED, FilingState.REGISTERED, _("予以备案"), "registered",
             guard=form_is_checked, prepare=as_it_was_read, effect=filing_registered, todo=_("待形式审查的备案")),
        step("supersede", FilingState.REGISTERED, FilingState.SUPERSEDED, _("由新方案更新"), "superseded", internal=True),
    ],
)  # fmt: skip
