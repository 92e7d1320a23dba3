"""The administration of accounts: who there is, what they hold, and what is done to an account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import ACCOUNTS, HOLDINGS, INVITATIONS
from baigong.contexts.accounts.forms import AccountForm, GrantForm
from baigong.contexts.accounts.listings import ACCOUNT_LIST, STANDING_TONES, STANDINGS, standing_of
from baigong.contexts.accounts.models import RoleHolding, User
from baigong.contexts.accounts.selectors import find_lock, has_second_factor
from baigong.contexts.accounts.selectors.pages import holdings_of, list_accounts
from baigong.contexts.accounts.views.answering import carried_out
from baigong.kernel import audit
from baigong.kernel.access import Request, all_roles, requires
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.once import keep_for_once, shown_once


@requires(ACCOUNTS, "view")
@require_safe
def account_list(request: Any) -> HttpResponse:
    """Every account of a person."""
    listing = ACCOUNT_LIST if ACCOUNTS.reachable(request.actor, "export") else replace(ACCOUNT_LIST, export=False)

    context = {"may_invite": INVITATIONS.reachable(request.actor, "create")}
    return listing.respond(
        request, list_accounts(request.actor, request.now.date()), "accounts/user_list.html", context, on_export="accounts.user.exported"
    )


def _get(request: Any, pk: int) -> User:
    return ACCOUNTS.get_or_404(request.actor, User.objects.filter(is_program=False).select_related("person"), pk=pk)


@requires(ACCOUNTS, "view")
@require_safe
def account(request: Any, pk: int) -> HttpResponse:
    """An account with the roles it holds and held, what can be done with it, and what was done."""
    row, today = _get(request, pk), request.now.date()
    holdings = list(holdings_of(row.pk))
    standing = standing_of(row)
    context = {
        "user": row,
        "standing": STANDINGS[standing],
        "standing_tone": STANDING_TONES[standing],
        "present": [h for h in holdings if h.until_on is None or h.until_on >= today],
        "past": [h for h in holdings if h.until_on is not None and h.until_on < today],
        "has_factor": has_second_factor(row),
        "lock": find_lock(row.username, now=timezone.localtime()),
        "may_edit": ACCOUNTS.decide(request.actor, "edit", row).allowed,
        "is_self": request.actor.user_id == row.pk,
        "link": shown_once(request, f"reset-{row.pk}"),
        "events": audit.events_of(row)[:12] if ACCOUNTS.reachable(request.actor, "edit") else [],
        "today": today,
    }
    return render(request, "accounts/user.html", context)


@requires(ACCOUNTS, "edit")
def account_edit(request: Any, pk: int) -> HttpResponse:
    """Correct name, phone, mail, and the person behind the account."""
    row = _get(request, pk)
    initial = {"display_name": row.display_name, "phone": row.phone, "email": row.email, "person": row.person_id}
    form = AccountForm(request.POST or None, initial=initial)

    def act(data: dict[str, Any]) -> User:
        person = data.pop("person")
        saved = services.edit_account(actor=request.actor, now=request.now, user=row, **data)
        if (person.pk if person else None) != row.person_id:
            services.link_person(actor=request.actor, now=request.now, user=row, person=person)
        return saved

    if request.method == "POST" and carried_out(form, act):
        messages.success(request, _("已保存。"))
        return redirect(row)
    return render(request, "accounts/form.html", _page(_("修改账号资料"), form, row), status=422 if form.errors else 200)


def _page(title: str, form: Any, row: User, submit: str = "", note: str = "") -> dict[str, Any]:
    return {"title": title, "form": form, "parent": row, "parent_url": row.get_absolute_url(), "submit": submit, "note": note}


@requires(HOLDINGS, "grant")
def role_grant(request: Any, pk: int) -> HttpResponse:
    """Give a role at a body."""
    row = _get(request, pk)
    form = GrantForm(request.POST or None, roles=list(all_roles().values()))
    if request.method == "POST" and carried_out(
        form, lambda data: services.grant_role(actor=request.actor, now=request.now, user=row, **data)
    ):
        messages.success(request, _("已授权。"))
        return redirect(row)
    note = _("系统、安全、审计三类管理员须由不同的人担任；不能给自己授权。")
    return render(request, "accounts/form.html", _page(_("授权"), form, row, _("授权"), note), status=422 if form.errors else 200)


@require_POST
@requires(HOLDINGS, "end")
def role_end(request: Any, pk: int) -> HttpResponse:
    """End a role at once."""
    row = HOLDINGS.get_or_404(request.actor, RoleHolding.objects.select_related("user", "organisation"), pk=pk)
    reason = request.POST.get("reason", "").strip()
    return button_page(
        request,
        lambda: services.end_role(actor=request.actor, now=request.now, holding=row, reason=reason),
        done=_("授权已结束。"),
        to=row.get_absolute_url(),
    )


Act = Callable[..., Any]
ACTS: dict[str, tuple[Act, Any, bool]] = {
    "disable": (services.disable_account, gettext_lazy("已停用，此账号的登录都已结束。"), True),
    "enable": (services.enable_account, gettext_lazy("已重新启用。"), False),
    "require-password": (services.require_password_change, gettext_lazy("此人下次打开页面时须改密码。"), False),
    "reset-factor": (services.reset_second_factor, gettext_lazy("已解除双因素验证，此账号的登录都已结束。"), True),
    "end-sessions": (services.end_sessions_of, gettext_lazy("此账号的登录都已结束。"), False),
}
"""What one button does: the service, what is said, whether it asks for a reason."""


@require_POST
@requires(ACCOUNTS, "edit")
def account_act(request: Request, pk: int, act: str) -> HttpResponse:
    """One of the acts on an account."""
    row = _get(request, pk)
    if act not in ACTS:
        raise Http404
    service, done, asks = ACTS[act]
    facts = {"reason": request.POST.get("reason", "")} if asks else {}
    return button_page(
        request,
        lambda: service(actor=request.actor, now=request.now, user=row, **facts),
        done=str(done),
        to=row.get_absolute_url(),
    )


@require_POST
@requires(ACCOUNTS, "reset")
def account_reset(request: Any, pk: int) -> HttpResponse:
    """Make a one-time address for a new password and show it once."""
    row = _get(request, pk)

    def act() -> None:
        link = services.reset_link(actor=request.actor, now=request.now, user=row)
        keep_for_once(request, f"reset-{row.pk}", request.build_absolute_uri(link))

    return button_page(request, act, done=_("重设密码的链接已生成，只显示这一次。"), to=row.get_absolute_url())
