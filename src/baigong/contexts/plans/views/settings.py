"""The plan's own numbers: parameters of the lights, dates and slices of targets."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from baigong.contexts.organisations.public import ORGANISATIONS
from baigong.contexts.plans.access import PLAN_POLICY, TARGET_POLICY
from baigong.contexts.plans.forms.ledger import DueDateForm, InterimForm, OutcomeForm, RuleSettingForm, TargetTasksForm
from baigong.contexts.plans.models import Target
from baigong.contexts.plans.pages import SettingsPage
from baigong.contexts.plans.selectors import ledger
from baigong.contexts.plans.selectors.thresholds import list_thresholds
from baigong.contexts.plans.services import targets as services
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.workflow import available


@requires(PLAN_POLICY, "edit")
def plan_settings(request: Request, key: str) -> HttpResponse:
    """Which numbers colour the lights, where each comes from, and setting one's own."""
    plan = ledger.get_plan(request.actor, key)
    PLAN_POLICY.require(request.actor, "edit", plan)
    form = RuleSettingForm(request.POST or None, initial={"since": request.now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_rule(actor=request.actor, now=request.now, plan=plan, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("参数已设定，灯色已重新计算。"))
            return redirect("plans:settings", plan.key)
    page = SettingsPage(plan, list_thresholds(plan, request.now.date()), form, available(plan, request.actor))
    return render(request, "plans/settings.html", {"page": page}, status=422 if form.errors else 200)


def _target(request: Request, pk: int, action: str) -> Target:
    row = TARGET_POLICY.get_or_404(request.actor, Target.objects.select_related("plan"), pk=pk)
    TARGET_POLICY.require(request.actor, action, row)
    return row


def _answer(request: Request, row: Target, form: Any, title: str, act: Any) -> HttpResponse:
    context = {"target": row, "title": title}
    return form_page(request, form, "plans/target_form.html", act, done=_("已保存。"), context=context, to=lambda made: row)


@requires(TARGET_POLICY, "set_date")
def target_date(request: Request, pk: int) -> HttpResponse:
    """Set the date the plan left open."""
    row = _target(request, pk, "set_date")
    form = DueDateForm(request.POST or None, initial={"due_on": row.due_on})
    return _answer(
        request, row, form, _("确定期限"),
        lambda data: services.set_target_date(actor=request.actor, now=request.now, target=row, **data),
    )  # fmt: skip


@requires(TARGET_POLICY, "edit")
def target_interim(request: Request, pk: int) -> HttpResponse:
    """Where the target should stand on the way."""
    row = _target(request, pk, "edit")
    shown = "\n".join(f"{v.due_on:%Y-%m-%d} {v.value.normalize():f}" for v in row.interim_values.all())
    form = InterimForm(request.POST or None, initial={"lines": shown})
    return _answer(
        request, row, form, _("阶段值"),
        lambda data: services.set_interim_values(actor=request.actor, now=request.now, target=row, values=data["lines"]),
    )  # fmt: skip


@requires(TARGET_POLICY, "edit")
def target_outcome(request: Request, pk: int) -> HttpResponse:
    """Which outcome the target should move."""
    row = _target(request, pk, "edit")
    form = OutcomeForm(request.POST or None, plan=row.plan, initial={"outcome": row.outcome_id})
    return _answer(
        request, row, form, _("应带动的成效"),
        lambda data: services.name_outcome(actor=request.actor, now=request.now, target=row, **data),
    )  # fmt: skip


@requires(TARGET_POLICY, "edit")
def target_tasks(request: Request, pk: int) -> HttpResponse:
    """By which tasks the target is reached."""
    row = _target(request, pk, "edit")
    form = TargetTasksForm(request.POST or None, target=row)
    return _answer(
        request, row, form, _("对应任务"),
        lambda data: services.name_tasks(actor=request.actor, now=request.now, target=row, **data),
    )  # fmt: skip


@requires(TARGET_POLICY, "edit")
def target_slices(request: Request, pk: int) -> HttpResponse:
    """What each county and school owes of the target."""
    row = _target(request, pk, "edit")
    bodies = (
        ORGANISATIONS.visible(request.actor).filter(ended_on=None, kind__in=["county", "secondary_school", "college"]).order_by("order")
    )
    have = {p.organisation_id: p.value for p in row.parts.all()}
    errors: dict[int, str] = {}
    values: dict[int, Decimal] = {}
    typed = {b.pk: request.POST.get(f"value-{b.pk}", "").strip() for b in bodies} if request.method == "POST" else {}
    for pk_, text in typed.items():
        if text:
            try:
                values[pk_] = Decimal(text)
            except ArithmeticError:
                errors[pk_] = _("“%(text)s”不是数值。") % {"text": text}
    if request.method == "POST" and not errors:
        try:
            services.slice_target(actor=request.actor, now=request.now, target=row, parts=values)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("分解值已保存。"))
            return redirect(row.get_absolute_url())
    rows = [(b, typed.get(b.pk, f"{have[b.pk].normalize():f}" if b.pk in have else ""), errors.get(b.pk, "")) for b in bodies]
    return render(request, "plans/target_slices.html", {"target": row, "rows": rows}, status=422 if errors else 200)
