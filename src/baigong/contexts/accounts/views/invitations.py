"""Invitations: sent, seen, withdrawn."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import INVITATIONS
from baigong.contexts.accounts.forms import InviteForm
from baigong.contexts.accounts.listings import INVITATION_LIST, INVITATION_STANDINGS, INVITATION_TONES
from baigong.contexts.accounts.models import Invitation
from baigong.contexts.accounts.views.answering import carried_out
from baigong.kernel.access import requires
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.once import keep_for_once, shown_once


def with_standing(rows: Any, now: Any) -> Any:
    """Rows whose column ``standing_now`` the list reads: the standing at the moment of the request."""
    from django.db.models import Case, CharField, Value, When

    return rows.annotate(
        standing_now=Case(
            When(accepted_at__isnull=False, then=Value("accepted")),
            When(withdrawn_at__isnull=False, then=Value("withdrawn")),
            When(expires_at__lte=now, then=Value("expired")),
            default=Value("pending"),
            output_field=CharField(),
        )
    )


@requires(INVITATIONS, "view")
@require_safe
def invitation_list(request: Any) -> HttpResponse:
    """Every invitation."""
    rows = with_standing(INVITATIONS.visible(request.actor).select_related("organisation", "invited_by"), request.now)
    return INVITATION_LIST.respond(request, rows, "accounts/invitation_list.html")


@requires(INVITATIONS, "create")
def invitation_add(request: Any) -> HttpResponse:
    """Invite somebody."""
    form = InviteForm(request.POST or None, roles=services.may_invite_to(request.actor))
    if request.method == "POST":
        sent = carried_out(form, lambda data: services.invite(actor=request.actor, now=request.now, **data))
        if sent:
            row, code = sent
            keep_for_once(request, f"invitation-{row.pk}", link_of(request, code))
            messages.success(request, _("邀请已建立。链接只显示这一次，请复制后交给本人。"))
            return redirect(row)
    context = {
        "title": _("发出邀请"),
        "form": form,
        "parent": _("邀请"),
        "parent_url": reverse("accounts:invitation-list"),
        "submit": _("建立邀请"),
        "note": _("对方打开链接，自己设置用户名和密码。链接七天内有效，只能用一次。"),
    }
    return render(request, "accounts/form.html", context, status=422 if form.errors else 200)


def link_of(request: Any, code: str) -> str:
    """The whole address of an invitation."""
    return str(request.build_absolute_uri(reverse("accounts:invitation-accept", args=[code])))


@requires(INVITATIONS, "view")
@require_safe
def invitation(request: Any, pk: int) -> HttpResponse:
    """One invitation; right after it was made, with its link."""
    row = INVITATIONS.get_or_404(
        request.actor,
        Invitation.objects.select_related("organisation", "post__organisation", "invited_by", "accepted_by", "person", "hand_over__post"),
        pk=pk,
    )
    standing = row.standing(request.now)
    context = {
        "invitation": row,
        "standing": INVITATION_STANDINGS[standing],
        "standing_tone": INVITATION_TONES[standing],
        "is_pending": standing == "pending",
        "link": shown_once(request, f"invitation-{row.pk}"),
        "may_withdraw": INVITATIONS.decide(request.actor, "withdraw", row).allowed,
    }
    return render(request, "accounts/invitation.html", context)


@require_POST
@requires(INVITATIONS, "withdraw")
def invitation_withdraw(request: Any, pk: int) -> HttpResponse:
    """Withdraw one."""
    row = INVITATIONS.get_or_404(request.actor, Invitation.objects.select_related("organisation"), pk=pk)
    return button_page(
        request,
        lambda: services.withdraw_invitation(actor=request.actor, now=request.now, invitation=row),
        done=_("邀请已撤回，链接不再有效。"),
        to=row.get_absolute_url(),
    )
