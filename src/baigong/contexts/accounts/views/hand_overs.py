"""Hand-overs: what a post carried, who takes it up, and the open work that stays with the body."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts import services
from baigong.contexts.accounts.access import HAND_OVERS
from baigong.contexts.accounts.forms import HandToForm, SuccessorForm
from baigong.contexts.accounts.listings import HAND_OVER_LIST
from baigong.contexts.accounts.models import HandOver, HandOverState
from baigong.contexts.accounts.selectors.pages import account_of_new_holder, tokens_at_hand_over
from baigong.contexts.accounts.views.answering import carried_out
from baigong.contexts.accounts.views.invitations import link_of
from baigong.kernel.access import Actor, Holding, all_roles, requires
from baigong.kernel.ui.once import keep_for_once, shown_once
from baigong.kernel.workflow import available, todos


@requires(HAND_OVERS, "view")
@require_safe
def hand_over_list(request: Any) -> HttpResponse:
    """Every hand-over, the open ones on top."""
    rows = HAND_OVERS.visible(request.actor).select_related("post__organisation", "former", "new_person", "successor")
    return HAND_OVER_LIST.respond(request, rows, "accounts/handover_list.html")


def _get(request: Any, pk: int) -> HandOver:
    return HAND_OVERS.get_or_404(
        request.actor, HandOver.objects.select_related("post__organisation", "former", "new_person", "successor"), pk=pk
    )


def _work_of(row: HandOver) -> list[Any]:
    """What waits for whoever holds the roles handed over: the to-do list as they see it, at these bodies only."""
    roles = all_roles()
    held = tuple(
        Holding(roles[h.role], h.organisation_id, h.organisation.path)
        for h in row.holdings.select_related("organisation")
        if h.role in roles
    )
    return todos(Actor(None, str(row.post), held), first=5) if held else []


@requires(HAND_OVERS, "view")
def hand_over(request: Any, pk: int) -> HttpResponse:
    """One hand-over: what ended, what waits at the body, and the two ways on."""
    row = _get(request, pk)
    known = account_of_new_holder(row)
    context = {
        "row": row,
        "holdings": row.holdings.select_related("organisation", "user"),
        "work": _work_of(row),
        "tokens": tokens_at_hand_over(row, request.now.date()),
        "invitations": row.invitations.select_related("organisation").order_by("-pk"),
        "links": [link for link in shown_once(request, f"hand-over-{row.pk}").split("\n") if link],
        "steps": [a for a in available(row, request.actor) if a.step.name in {"set_aside", "reopen"} and a.allowed],
        "is_open": row.state in {HandOverState.OPEN, HandOverState.INVITED},
        "hand_form": HandToForm(initial={"user": known.pk if known else None}, former=row.former),
        "successor_form": SuccessorForm(initial={"display_name": row.new_person.name if row.new_person else ""}),
        "known": known,
        "now": request.now,
    }
    return render(request, "accounts/handover.html", context)


@require_POST
@requires(HAND_OVERS, "hand")
def hand_over_hand(request: Any, pk: int) -> HttpResponse:
    """Give what the post carried to an existing account."""
    row = _get(request, pk)
    form = HandToForm(request.POST, former=row.former)
    if carried_out(form, lambda data: services.hand_to(actor=request.actor, now=request.now, hand_over=row, **data)):
        messages.success(request, _("已移交。"))
    else:
        _say_errors(request, form)
    return redirect(row)


@require_POST
@requires(HAND_OVERS, "invite")
def hand_over_invite(request: Any, pk: int) -> HttpResponse:
    """Invite the successor; the links are shown once."""
    row = _get(request, pk)
    form = SuccessorForm(request.POST)
    sent = carried_out(form, lambda data: services.invite_successor(actor=request.actor, now=request.now, hand_over=row, **data))
    if sent:
        keep_for_once(request, f"hand-over-{row.pk}", "\n".join(link_of(request, code) for _row, code in sent))
        messages.success(request, _("邀请已建立。链接只显示这一次，请复制后交给本人。"))
    else:
        _say_errors(request, form)
    return redirect(row)


def _say_errors(request: Any, form: Any) -> None:
    for errors in form.errors.values():
        for error in errors:
            messages.error(request, error)
