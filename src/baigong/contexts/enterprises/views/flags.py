"""Marks against firms: the list, one of them, entering one."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.accounts.public import WORKING_TEAM
from baigong.contexts.enterprises.access import FLAG_POLICY
from baigong.contexts.enterprises.forms.flags import FlagForm
from baigong.contexts.enterprises.models import flag_kinds
from baigong.contexts.enterprises.selectors.flags import kinds_for, list_flags, owners_of
from baigong.contexts.enterprises.selectors.register import acting_bodies, get_enterprise
from baigong.contexts.enterprises.services.flags import enter_flag
from baigong.contexts.enterprises.views.listings import FLAG_TONES, FLAGS
from baigong.contexts.organisations.public import Organisation, book_of_authorities
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.workflow import available, reason_of


@requires(FLAG_POLICY, "work")
@require_GET
def flag_list(request: Request) -> HttpResponse:
    """The marks one may see."""
    return FLAGS.respond(request, list_flags(request.actor), "enterprises/flag_list.html", on_export="enterprises.flag.exported")


@requires(FLAG_POLICY, "view")
@require_GET
def flag(request: Request, pk: int) -> HttpResponse:
    """One mark: by which document, from when to when, by whom."""
    row = FLAG_POLICY.get_or_404(request.actor, list_flags(request.actor), pk=pk)
    events = list(audit.events_of(row)[:40])
    context = {
        "row": row, "steps": available(row, request.actor), "events": events, "reason": reason_of(row, events), "tones": FLAG_TONES,
        "stands": row.stands_on(request.now.date()),
    }  # fmt: skip
    return render(request, "enterprises/flag.html", context)


@requires(FLAG_POLICY, "create")
@require_http_methods(["GET", "POST"])
def flag_add(request: Request, pk: int) -> HttpResponse:
    """A mark against an enterprise, by a department that owns the kind."""
    firm, day = get_enterprise(request.actor, pk), request.now.date()
    kinds = kinds_for(request.actor, day)
    form = FlagForm(request.POST or None, kinds=kinds, bodies=_bodies(request), initial={"since": day})
    return form_page(
        request, form, "enterprises/flag_form.html",
        lambda data: enter_flag(actor=request.actor, now=request.now, enterprise=firm, body=form.chosen_body, head=form.head()),
        done=_("已登记，并告知企业。"), context={"firm": firm, "kinds": kinds},
    )  # fmt: skip


def _bodies(request: Request) -> list[Organisation]:
    """On whose behalf: the actor's bodies; the working team enters for the owners of every kind too."""
    own = acting_bodies(request.actor)
    if not request.actor.has(WORKING_TEAM):
        return own
    book = book_of_authorities()
    owners = [body for kind in flag_kinds().values() for body in owners_of(kind, request.now.date(), book)]
    return list(dict.fromkeys([*own, *owners]))
