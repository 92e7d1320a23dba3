"""Pages of the calendar: who owes which table, what came, what is late; what a body owes is set here, and those behind are reminded."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.access import BATCH_POLICY, DRAFT_POLICY, DUTY_POLICY
from baigong.contexts.registers.forms.duties import DutyForm
from baigong.contexts.registers.models import Batch
from baigong.contexts.registers.selectors.calendar import STANDING_LABELS, Account, Standing, accounts
from baigong.contexts.registers.selectors.senders import bodies_sent_for, bodies_that_owe, duties_of, find_lasting_duty
from baigong.contexts.registers.services import duties as services
from baigong.contexts.registers.standard import all_standards, find_standard
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal


def _bodies(request: Request) -> list[Organisation]:
    """The bodies whose duties the reader sees."""
    return list(bodies_that_owe(request.actor))


@requires(DUTY_POLICY, "view")
@require_safe
def home(request: Request) -> HttpResponse:
    """Every body in sight with what it owes; who sees only one comes to its page at once."""
    found = accounts(_bodies(request), request.now.date())
    if len(found) == 1:
        return _account(request, found[0].organisation)
    total = {standing: sum(account.counts[standing] for account in found) for standing in Standing}
    context = {
        "accounts": found,
        "total": total,
        "labels": STANDING_LABELS,
        "Standing": Standing,
        "may_set": DUTY_POLICY.reachable(request.actor, "set"),
        "may_send": BATCH_POLICY.reachable(request.actor, "send"),
        "without": list(bodies_sent_for(request.actor).exclude(pk__in=[a.organisation.pk for a in found]))
        if DUTY_POLICY.reachable(request.actor, "set")
        else [],
    }
    return render(request, "registers/home.html", context)


@requires(DUTY_POLICY, "view")
@require_safe
def account(request: Request, pk: int) -> HttpResponse:
    """What one body owes."""
    body = next((body for body in _bodies(request) if body.pk == pk), None)
    if body is None and DUTY_POLICY.reachable(request.actor, "set"):
        body = bodies_sent_for(request.actor).filter(pk=pk).first()
    if body is None:
        raise Http404(_("没有找到这个单位的报送义务，或不在您的职责范围内。"))
    return _account(request, body)


def _account(request: Request, body: Organisation) -> HttpResponse:
    found = accounts([body], request.now.date())
    wanted = request.GET.get("standing", "")
    owed = [item for item in (found[0].owed if found else ()) if wanted in ("", item.standing)]
    context = {
        "body": body,
        "account": found[0] if found else None,
        "owed": owed,
        "wanted": wanted,
        "labels": STANDING_LABELS,
        "drafts": list(DRAFT_POLICY.visible(request.actor).filter(organisation=body)[:5]),
        "templates": _templates(found[0]) if found else [],
        "duties": list(duties_of([body.pk], request.now.date())),
        "standards": all_standards(),
        "may_set": DUTY_POLICY.reachable(request.actor, "set"),
        "may_send": bool(BATCH_POLICY.decide(request.actor, "send", Batch(organisation=body))),
        "may_read": bool(BATCH_POLICY.decide(request.actor, "read", Batch(organisation=body))),
    }
    return render(request, "registers/account.html", context)


def _templates(account: Account) -> list[tuple[str, int, str]]:
    """For each edition the one workbook with every table that is owed: its title, how many tables, its address."""
    owed: dict[str, list[str]] = {}
    for item in account.owed:
        owed.setdefault(item.table.standard, []).append(item.table.name)
    titled = [(edition, tables) for code, tables in owed.items() if (edition := find_standard(code))]
    return [(edition.short_title, len(tables), _template_of(edition.code, tables)) for edition, tables in titled]


def _template_of(code: str, tables: list[str]) -> str:
    return f"{reverse('registers:standard-templates', args=[code])}?{urlencode({'table': tables}, doseq=True)}"


@requires(DUTY_POLICY, "set")
@require_http_methods(["GET", "HEAD", "POST"])
def duty_set(request: Request, pk: int, standard: str) -> HttpResponse:
    """What one body returns on one edition."""
    body = bodies_sent_for(request.actor).filter(pk=pk).first()
    known = find_standard(standard)
    if body is None or known is None:
        raise Http404(_("没有这个单位或这个标准。"))
    now_owed = find_lasting_duty(body, standard)
    tables = (now_owed.tables or list(known.tables)) if now_owed else []
    form = DutyForm(request.POST or None, standard=known, initial={"tables": tables, "from_on": request.now.date()})
    if request.method == "POST" and form.is_valid():
        try:
            services.set_duty(actor=request.actor, now=request.now, organisation=body, standard=standard, **form.cleaned_data)
        except Refusal as refusal:
            form.add_error(None, refusal.message)
        else:
            messages.success(request, _("已设定“%(body)s”的报送义务。") % {"body": body})
            return redirect("registers:account", body.pk)
    context = {"body": body, "standard": known, "form": form}
    return render(request, "registers/duty.html", context, status=422 if form.errors else 200)


@requires(DUTY_POLICY, "remind")
@require_POST
def remind(request: Request) -> HttpResponse:
    """Tell those whose returns are late or failed."""
    bodies = _bodies(request)
    if chosen := request.POST.get("body"):
        bodies = [body for body in bodies if str(body.pk) == chosen]
    done = services.remind(actor=request.actor, now=request.now, bodies=bodies)
    if not done["bodies"]:
        messages.info(request, _("没有逾期或有误的报送，不必提醒。"))
    elif done["told"]:
        messages.success(request, _("已提醒%(told)d人，涉及%(bodies)d个单位；今天提醒过的不再重复。") % done)
    elif done["without_officer"] < done["bodies"]:
        messages.info(request, _("今天已经提醒过了，不再重复。"))
    if done["without_officer"]:
        messages.warning(request, _("有%(n)d个单位没有经办人账号，没有人收到提醒。") % {"n": done["without_officer"]})
    return redirect("registers:home")
