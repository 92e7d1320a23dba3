"""The learner's own pages: the account, opening it, whom one lets look; and what such a link shows."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import LEARNER_POLICY, SHARE_POLICY
from baigong.contexts.credit_bank.forms.people import OpeningForm, ShareForm
from baigong.contexts.credit_bank.models import Learner
from baigong.contexts.credit_bank.pages import learner_page
from baigong.contexts.credit_bank.selectors.looks import who_looked
from baigong.contexts.credit_bank.selectors.people import own_learner, schools_on
from baigong.contexts.credit_bank.services import people, sharing
from baigong.contexts.credit_bank.views.listings import OUTCOME_TONES
from baigong.kernel.access import Request, public, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.ui.form_pages import form_page, refuse
from baigong.kernel.ui.link_pages import privately


@requires(LEARNER_POLICY, "register")
@require_GET
def mine(request: Request) -> HttpResponse:
    """My account: credits by source, outcomes, what waits, whom I let look and who looked."""
    row = own_learner(request.actor)
    if row is None:
        return redirect("credit_bank:register")
    return _show_mine(request, row, ShareForm())


def _show_mine(
    request: Request, row: Learner, form: ShareForm, *, link: str = "", refusal: Refusal | None = None, status: int = 200
) -> HttpResponse:
    day = request.now.date()
    shares = [(share, share.is_open(day)) for share in row.shares.all()]
    context = {
        "page": learner_page(request.actor, row, day), "shares": shares, "looked": who_looked(row), "share_form": form, "link": link,
        "tones": OUTCOME_TONES, "is_minor": people.is_minor(row, day), "refusal": refusal,
    }  # fmt: skip
    return render(request, "credit_bank/mine.html", context, status=refusal.status if refusal else status)


@requires(LEARNER_POLICY, "register")
@require_http_methods(["GET", "POST"])
def register(request: Request) -> HttpResponse:
    """Open my own account."""
    if own_learner(request.actor) is not None:
        return redirect("credit_bank:mine")
    day = request.now.date()
    form = OpeningForm(request.POST or None, homes=schools_on(day), needs_home=False, initial={"name": request.actor.name})
    return form_page(
        request, form, "credit_bank/register.html",
        lambda data: people.register_oneself(actor=request.actor, now=request.now, opening=form.opening(), home=form.chosen_home),
        done=_("已开户。请带证件到办理单位核验后启用。"), to=lambda made: "credit_bank:mine",
    )  # fmt: skip


@requires(LEARNER_POLICY, "share")
@require_POST
def share_give(request: Request) -> HttpResponse:
    """Let somebody look. The link is shown once, on this answer."""
    row = own_learner(request.actor)
    if row is None:
        raise Http404
    form = ShareForm(request.POST)
    if not form.is_valid():
        return _show_mine(request, row, form, status=422)
    try:
        made, token = sharing.give_share(actor=request.actor, now=request.now, learner=row, **form.cleaned_data)
    except NotPermitted:
        raise
    except Refusal as refusal:
        refuse(form, refusal)
        return _show_mine(request, row, form, refusal=refusal)
    messages.success(request, _("已授权%(who)s查看。") % {"who": made.recipient})
    link = request.build_absolute_uri(reverse("credit_bank:shared", args=[token]))
    return _show_mine(request, row, ShareForm(), link=link)


@requires(SHARE_POLICY, "end")
@require_POST
def share_end(request: Request, pk: int) -> HttpResponse:
    """Take it back."""
    share = SHARE_POLICY.get_or_404(request.actor, pk=pk)
    sharing.end_share(actor=request.actor, now=request.now, share=share)
    messages.success(request, _("已收回，链接不再有效。"))
    return redirect("credit_bank:mine")


@public
@require_GET
def shared(request: Request, token: str) -> HttpResponse:
    """What the recipient of a link sees: recognised outcomes, no document number, nothing that waits. Each opening is in the log."""
    share = sharing.open_share(actor=request.actor, now=request.now, token=token)
    if share is None:
        raise Http404(_("这个链接不存在、已收回或已过期；请向本人要新的链接。"))
    page = learner_page(request.actor, share.learner, request.now.date())
    valid = [row for row in page.outcomes if row.is_valid_on(request.now.date())]
    return privately(render(request, "credit_bank/shared.html", {"share": share, "page": page, "outcomes": valid}))
