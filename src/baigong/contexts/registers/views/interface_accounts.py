"""Pages of the push interface: who has an account, what a school enters into its pusher, what came of its last pushes."""

from __future__ import annotations

import json

from django.conf import settings as house
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.registers.access import BATCH_POLICY, RETURN_ACCOUNT_POLICY
from baigong.contexts.registers.forms.interface import ApplyForm, SettingsForm
from baigong.contexts.registers.interface_pages import AccountPage, InterfaceCall, guide_page, progress, worked_example
from baigong.contexts.registers.models import AccountState, ReturnAccount
from baigong.contexts.registers.selectors.results import pushes_of
from baigong.contexts.registers.selectors.senders import bodies_sent_for
from baigong.contexts.registers.services import interface_accounts as services
from baigong.contexts.registers.views.filters import BY_STANDARD
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.ui.once import keep_for_once, shown_once
from baigong.kernel.workflow import available

TONES = {"applied": "warn", "issued": "warn", "open": "good", "suspended": "bad", "closed": "neutral"}

ACCOUNTS = Listing(
    name="interface-accounts",
    caption=pgettext_lazy("标题", "接口账号"),
    columns=[
        Column("organisation", gettext_lazy("报送单位"), value="organisation", sort="organisation__order"),
        Column("state", gettext_lazy("状态"), kind="badge", labels=AccountState, tones=TONES, sort="state"),
        Column("user_name", gettext_lazy("用户名"), kind="code", priority=2),
        Column("standard", gettext_lazy("标准"), kind="code", priority=3),
        Column("networks", gettext_lazy("外网地址"), kind="tags", priority=3),
        Column("last_used_at", gettext_lazy("最近调用"), kind="datetime", sort="last_used_at"),
        Column("applicant", gettext_lazy("申请人"), priority=3),
    ],
    filters=[
        ChoiceFilter("state", gettext_lazy("状态"), choices=AccountState, many=True),
        BY_STANDARD,
    ],
    search=["organisation__name", "organisation__short_name", "user_name", "applicant"],
    default_sort=("organisation__order", "pk"),
    row_link="registers:interface-account",
    empty=EmptyState(
        gettext_lazy("还没有接口账号"), gettext_lazy("学校有自己的推送程序时，在这里申请账号；没有的，直接上传Excel。"), "cloud-upload"
    ),
)


@requires(RETURN_ACCOUNT_POLICY, "view")
@require_safe
def account_list(request: Request) -> HttpResponse:
    """Every account in sight."""
    rows = RETURN_ACCOUNT_POLICY.visible(request.actor).select_related("organisation")
    context = {"may_apply": RETURN_ACCOUNT_POLICY.reachable(request.actor, "apply")}
    return ACCOUNTS.respond(request, rows, "registers/interface_accounts.html", context, on_export="registers.returnaccount.exported")


@public
@require_safe
def guide(request: Request) -> HttpResponse:
    """How a program pushes: the calls, the cipher, the verdict, why a call is refused, and a program that does it. Open to everybody."""
    return render(request, "registers/interface_guide.html", guide_page())


@requires(RETURN_ACCOUNT_POLICY, "apply")
@require_http_methods(["GET", "HEAD", "POST"])
def account_apply(request: Request) -> HttpResponse:
    """Apply for an account."""
    bodies = bodies_sent_for(request.actor)
    first = {"organisation": bodies[0] if len(bodies) == 1 else None, "applicant": request.actor.name}
    form = ApplyForm(request.POST or None, bodies=bodies, initial=first)
    if request.method == "POST" and form.is_valid():
        try:
            row = services.apply_for_account(actor=request.actor, now=request.now, **form.facts())
        except Refusal as refusal:
            _onto(form, refusal)
        else:
            messages.success(request, _("已申请。开通后，请在这一页生成凭据。"))
            return redirect(row)
    context = {"form": form, "title": _("申请接口账号"), "submit": _("提交申请"), "back": reverse("registers:interface")}
    return render(request, "registers/interface_form.html", context, status=422 if form.errors else 200)


@requires(RETURN_ACCOUNT_POLICY, "view")
@never_cache
@require_safe
def account(request: Request, pk: int) -> HttpResponse:
    """One account: what to do next, what the pusher needs, the last pushes. Right after credentials were made, with them."""
    row = RETURN_ACCOUNT_POLICY.get_or_404(request.actor, ReturnAccount.objects.select_related("organisation"), pk=pk)
    may_see_pushes = BATCH_POLICY.reachable(request.actor, "view")
    pushed = pushes_of(row)
    base = house.SITE_ADDRESS or request.build_absolute_uri("/").rstrip("/")
    page = AccountPage(
        account=row,
        steps=available(row, request.actor),
        progress=progress(row, has_pushed=pushed.exists()),
        may_set=bool(RETURN_ACCOUNT_POLICY.decide(request.actor, "set", row)),
        may_renew=bool(RETURN_ACCOUNT_POLICY.decide(request.actor, "renew", row)),
        credentials=shown_once(request, f"interface-{row.pk}"),
        base=base,
        calls=[InterfaceCall(*call, base=base) for call in InterfaceCall.ALL],
        example=worked_example(row) if row.app_secret_cipher else None,
        pushes=list(pushed.filter(pk__in=BATCH_POLICY.visible(request.actor).values("pk"))[:10]) if may_see_pushes else [],
        events=list(audit.events_of(row)[:12]),
    )
    return render(request, "registers/interface_account.html", {"page": page, "account": row, "tones": TONES})


@requires(RETURN_ACCOUNT_POLICY, "set")
@require_http_methods(["GET", "HEAD", "POST"])
def account_settings(request: Request, pk: int) -> HttpResponse:
    """From where the pusher calls and how it encrypts."""
    row = RETURN_ACCOUNT_POLICY.get_or_404(request.actor, ReturnAccount.objects.select_related("organisation"), pk=pk)
    RETURN_ACCOUNT_POLICY.require(request.actor, "set", row)
    form = SettingsForm(request.POST or None, initial=SettingsForm.of(row))
    if request.method == "POST" and form.is_valid():
        try:
            services.change_settings(actor=request.actor, now=request.now, account=row, **form.facts())
        except NotPermitted:
            raise
        except Refusal as refusal:
            _onto(form, refusal)
        else:
            messages.success(request, _("已保存，马上生效。"))
            return redirect(row)
    context = {"form": form, "title": _("地址与加密"), "submit": _("保存"), "back": row.get_absolute_url(), "account": row}
    return render(request, "registers/interface_form.html", context, status=422 if form.errors else 200)


@requires(RETURN_ACCOUNT_POLICY, "renew")
@require_POST
def account_renew(request: Request, pk: int) -> HttpResponse:
    """Make new credentials and show them once."""
    row = RETURN_ACCOUNT_POLICY.get_or_404(request.actor, pk=pk)
    made = services.renew_credentials(actor=request.actor, now=request.now, account=row)
    keep_for_once(request, f"interface-{row.pk}", json.dumps(made, ensure_ascii=False, indent=2))
    messages.success(request, _("凭据已生成，只显示这一次；原来的凭据和令牌已失效。"))
    return redirect(row)


def _onto(form: SettingsForm, refusal: Refusal) -> None:
    """A refusal on the form, at its fields where it names some."""
    for field, message in refusal.fields.items():
        form.add_error(field, message)
    if not refusal.fields:
        form.add_error(None, refusal.message)
