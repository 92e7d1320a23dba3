"""Cycles: the list, making them, and the page "who has not reported" with what the working team does there."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.accounts.public import CITY_STAFF
from baigong.contexts.organisations.public import Organisation
from baigong.contexts.plans.access import CYCLE_POLICY, RESPONSIBILITY_POLICY
from baigong.contexts.plans.forms.reporting import CycleForm, ExtensionForm, GenerateForm
from baigong.contexts.plans.models import CycleState, Plan, ReportingCycle
from baigong.contexts.plans.selectors.ledger import get_plan
from baigong.contexts.plans.selectors.reporting import Due, dues_of
from baigong.contexts.plans.selectors.standing import cycle_page, own_bodies
from baigong.contexts.plans.services import cycles as services
from baigong.contexts.plans.services.reminders import remind
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import Sheet, write_xlsx
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.workflow import available

STATES = {CycleState.PLANNED: "neutral", CycleState.OPEN: "info", CycleState.LOCKED: "good"}

CYCLES = Listing(
    name="cycles",
    caption=gettext_lazy("报告期"),
    columns=[
        Column("name", gettext_lazy("名称"), sort=("period_until", "pk")),
        Column("state", gettext_lazy("状态"), kind="badge", labels=CycleState, tones=STATES, sort="state"),
        Column("opens_on", gettext_lazy("开放"), kind="date", sort="opens_on", priority=2),
        Column("closes_on", gettext_lazy("截止"), kind="date", sort="closes_on"),
        Column("locks_on", gettext_lazy("自动锁定"), kind="date", priority=3),
        Column("period_from", gettext_lazy("报告期起"), kind="date", priority=3),
        Column("period_until", gettext_lazy("报告期止"), kind="date", priority=3),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=CycleState, many=True)],
    default_sort=("-period_until", "-pk"),
    row_link="plans:cycle",
    empty=EmptyState(gettext_lazy("还没有报告期"), gettext_lazy("设定报送间隔后可按年生成，也可以逐个建立。"), "calendar-due"),
)


def _get(request: Request, pk: int) -> ReportingCycle:
    return CYCLE_POLICY.get_or_404(request.actor, ReportingCycle.objects.select_related("plan"), pk=pk)


@requires(CYCLE_POLICY, "view")
@require_GET
def cycle_list(request: Request) -> HttpResponse:
    """The cycles of a plan, the latest first."""
    plan = get_plan(request.actor, request.GET.get("plan"))
    may_create = bool(CYCLE_POLICY.decide(request.actor, "create", ReportingCycle(plan=plan)))
    rows = CYCLE_POLICY.visible(request.actor).filter(plan=plan)
    context = {"plan": plan, "may_create": may_create}
    return CYCLES.respond(request, rows, "plans/cycle_list.html", context, on_export="plans.reportingcycle.list_exported", about=plan)


def _form_page(request: Request, form: Form, title: str, back: str, act: Callable[[], tuple[str, Any]], note: str = "") -> HttpResponse:
    """``act`` gives what is said and where it leads."""
    return form_page(
        request, form, "plans/cycle_form.html", lambda data: act(), done=lambda made: made[0], to=lambda made: made[1],
        context={"title": title, "back": back, "note": note},
    )  # fmt: skip


@requires(CYCLE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def cycle_add(request: Request) -> HttpResponse:
    """Make one by hand."""
    plan = get_plan(request.actor, request.GET.get("plan"))
    form = CycleForm(request.POST or None)

    def act() -> tuple[str, Any]:
        row = services.create_cycle(actor=request.actor, now=request.now, plan=plan, dates=form.dates())
        return _("报告期“%(name)s”已建立，到开放日期自动开放。") % {"name": row}, row

    return _form_page(request, form, _("建立报告期"), _list_url(plan), act)


@requires(CYCLE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def cycle_generate(request: Request) -> HttpResponse:
    """Make a year's cycles."""
    plan = get_plan(request.actor, request.GET.get("plan"))
    form = GenerateForm(request.POST or None, initial={"year": request.now.year})

    def act() -> tuple[str, Any]:
        made = services.generate_cycles(
            actor=request.actor, now=request.now, plan=plan, year=form.cleaned_data["year"], rhythm=form.rhythm()
        )
        return _("已生成%(n)d个报告期；已有的没有改动。") % {"n": len(made)}, _list_url(plan)

    months = plan.reporting_months
    note = _("本计划每%(n)d个月报送一次。") % {"n": months} if months else _("本计划还没有设定报送间隔，请先在计划设置中设定。")
    return _form_page(request, form, _("按年生成报告期"), _list_url(plan), act, note)


@requires(CYCLE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def cycle_edit(request: Request, pk: int) -> HttpResponse:
    """Change name and days."""
    row = _get(request, pk)
    form = CycleForm(request.POST or None, initial={name: getattr(row, name) for name in CycleForm.base_fields})

    def act() -> tuple[str, Any]:
        return _("已保存。"), services.edit_cycle(actor=request.actor, now=request.now, cycle=row, dates=form.dates())

    return _form_page(request, form, _("修改%(name)s") % {"name": row}, row.get_absolute_url(), act)


@requires(CYCLE_POLICY, "view")
@require_GET
def cycle(request: Request, pk: int) -> HttpResponse:
    """Who has not reported: body by body, with reminders, extensions and export."""
    return show_cycle(request, _get(request, pk))


def show_cycle(request: Request, row: ReportingCycle, *, refusal: Refusal | None = None) -> HttpResponse:
    """The page; after a refusal with its reason on top. Others than city staff see their own bodies."""
    actor = request.actor
    only = None if actor.has(*CITY_STAFF) else own_bodies(actor, row)
    may = frozenset(a for a in ("edit", "remind", "grant_exception", "circular") if CYCLE_POLICY.decide(actor, a, row))
    shown = request.GET.get("show", "missing") if request.GET.get("show") in ("missing", "all") else "missing"
    words = request.GET.get("q", "").strip()[:60]
    page = cycle_page(row, request.now.date(), shown=shown, words=words, steps=available(row, actor), may=may, only=only)
    context = {"page": page, "words": words, "refusal": refusal, "today": request.now.date()}
    return render(request, "plans/cycle.html", context, status=refusal.status if refusal else 200)


@requires(CYCLE_POLICY, "remind")
@require_POST
def cycle_remind(request: Request, pk: int) -> HttpResponse:
    """Remind those ticked, or all who owe."""
    row = _get(request, pk)
    chosen = {int(v) for v in request.POST.getlist("body") if v.isascii() and v.isdigit() and len(v) < 15}
    everybody = request.POST.get("whom") == "all"
    if not chosen and not everybody:
        return show_cycle(request, row, refusal=Refusal(_("请先勾选要催报的单位。"), code="nobody_chosen"))
    try:
        done = remind(actor=request.actor, now=request.now, cycle=row, organisations=None if everybody else chosen)
    except NotPermitted:
        raise
    except Refusal as refusal:
        return show_cycle(request, row, refusal=refusal)
    messages.success(request, _("已提醒%(told)d人（%(bodies)d个单位）；今天提醒过的不再重复。") % done)
    if done["without_officer"]:
        messages.warning(request, _("%(without_officer)d个单位没有经办账号，请电话联系或请安全管理员设立。") % done)
    return redirect(row)


@requires(CYCLE_POLICY, "grant_exception")
@require_http_methods(["GET", "POST"])
def cycle_extension(request: Request, pk: int) -> HttpResponse:
    """Give one body more time."""
    row = _get(request, pk)
    number = request.POST.get("organisation") or request.GET.get("body", "")
    body = get_object_or_404(Organisation, pk=int(number) if number.isascii() and number.isdigit() and len(number) < 15 else 0)
    form = ExtensionForm(request.POST or None, initial={"organisation": body.pk})

    def act() -> tuple[str, Any]:
        until_on, reason = form.cleaned_data["until_on"], form.cleaned_data["reason"]
        services.grant_extension(actor=request.actor, now=request.now, cycle=row, organisation=body, until_on=until_on, reason=reason)
        return _("已批准%(body)s延至%(day)s，并已通知。") % {"body": body, "day": until_on}, row

    title = _("批准延期：%(body)s") % {"body": body}
    return _form_page(request, form, title, row.get_absolute_url(), act, _("%(c)s于%(d)s截止。") % {"c": row, "d": row.closes_on})


@requires(RESPONSIBILITY_POLICY, "report")
@require_POST
def cycle_ask(request: Request, pk: int) -> HttpResponse:
    """A body asks for more time."""
    row = _get(request, pk)
    number = request.POST.get("organisation", "")
    body = get_object_or_404(Organisation, pk=int(number) if number.isascii() and number.isdigit() and len(number) < 15 else 0)
    reason = request.POST.get("reason", "")
    return button_page(
        request, lambda: services.ask_extension(actor=request.actor, now=request.now, cycle=row, organisation=body, reason=reason),
        done=_("申请已送达工作专班；批准后会通知您。"), to="plans:dues",
    )  # fmt: skip


@requires(CYCLE_POLICY, "view")
@require_GET
def cycle_export(request: Request, pk: int) -> HttpResponse:
    """The cycle body by body and task by task, as a workbook."""
    row = _get(request, pk)
    dues = dues_of(row, request.now.date())
    if not request.actor.has(*CITY_STAFF):
        seen = own_bodies(request.actor, row)
        dues = [d for d in dues if d.organisation.pk in seen]
    audit.record(request.actor, "plans.reportingcycle.exported", row, now=request.now, detail={"rows": len(dues)})
    heads = [_("单位"), _("任务"), _("职责"), _("应报"), _("状态"), _("截止"), _("报送时间"), _("逾期")]
    return attachment(write_xlsx([Sheet(str(row), heads, (_line(due) for due in dues))]), f"cycle-{row.pk}.xlsx")


def _line(due: Due) -> list[Any]:
    return [
        due.organisation.name,
        f"{due.task.number} {due.task.title}",
        due.duty_label,
        _("是") if due.owes else _("可报"),
        due.state_label,
        due.due_on,
        due.report.submitted_at if due.report else None,
        _("是") if due.is_late and due.is_missing else "",
    ]


def _list_url(plan: Plan) -> str:
    return f"{reverse('plans:cycles')}?plan={plan.key}"
