"""Keys of programs: made, shown once, revoked."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Case, CharField, Value, When
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import TOKENS
from baigong.contexts.accounts.forms import TokenForm
from baigong.contexts.accounts.listings import TOKEN_LIST, TOKEN_STANDINGS, TOKEN_TONES
from baigong.contexts.accounts.models import ApiToken
from baigong.contexts.accounts.views.answering import carried_out
from baigong.kernel.access import requires
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.once import keep_for_once, shown_once


@requires(TOKENS, "view")
@require_safe
def token_list(request: Any) -> HttpResponse:
    """The keys in one's sight: all, or those of one's own body."""
    rows = (
        TOKENS.visible(request.actor)
        .select_related("organisation")
        .annotate(
            standing_now=Case(
                When(revoked_at__isnull=False, then=Value("revoked")),
                When(expires_on__lt=request.now.date(), then=Value("expired")),
                default=Value("valid"),
                output_field=CharField(),
            )
        )
    )
    return TOKEN_LIST.respond(request, rows, "accounts/token_list.html", {"may_create": TOKENS.reachable(request.actor, "create")})


@requires(TOKENS, "create")
def token_add(request: Any) -> HttpResponse:
    """Make one."""
    form = TokenForm(request.POST or None)
    if request.method == "POST":
        made = carried_out(form, lambda data: services.issue_token(actor=request.actor, now=request.now, **data))
        if made:
            row, text = made
            keep_for_once(request, f"token-{row.pk}", text)
            messages.success(request, _("令牌已建立。令牌只显示这一次，请复制后交给使用的程序。"))
            return redirect(row)
    context = {
        "title": _("建立接口令牌"),
        "form": form,
        "parent": _("接口令牌"),
        "parent_url": reverse("accounts:token-list"),
        "submit": _("建立令牌"),
        "note": "",
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


@requires(TOKENS, "view")
@require_safe
def token(request: Any, pk: int) -> HttpResponse:
    """One key; right after it was made, with its text."""
    row = TOKENS.get_or_404(request.actor, ApiToken.objects.select_related("organisation", "created_by"), pk=pk)
    standing = row.standing(request.now)
    context = {
        "token": row,
        "standing": TOKEN_STANDINGS[standing],
        "standing_tone": TOKEN_TONES[standing],
        "text": shown_once(request, f"token-{row.pk}"),
        "may_revoke": TOKENS.decide(request.actor, "revoke", row).allowed,
    }
    return render(request, "accounts/token.html", context)


@require_POST
@requires(TOKENS, "revoke")
def token_revoke(request: Any, pk: int) -> HttpResponse:
    """Revoke one."""
    row = TOKENS.get_or_404(request.actor, pk=pk)
    reason = request.POST.get("reason", "")
    return button_page(
        request,
        lambda: services.revoke_token(actor=request.actor, now=request.now, token=row, reason=reason),
        done=_("令牌已吊销，使用它的程序不能再调用接口。"),
        to=row.get_absolute_url(),
    )
