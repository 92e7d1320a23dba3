"""The catalogue of outcomes: kept inside, read by everybody."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.accounts.public import CREDIT_OFFICER
from baigong.contexts.credit_bank.access import OUTCOME_TYPE_POLICY
from baigong.contexts.credit_bank.forms.outcomes import OutcomeTypeForm, initial_of_type
from baigong.contexts.credit_bank.models import OutcomeType, OutcomeTypeState
from baigong.contexts.credit_bank.selectors.outcomes import get_type, list_public_types, list_types
from baigong.contexts.credit_bank.selectors.people import homes_of
from baigong.contexts.credit_bank.services import catalogue as services
from baigong.contexts.credit_bank.views.listings import PUBLIC_TYPES, TYPE_TONES, TYPES
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.workflow import available


@requires(OUTCOME_TYPE_POLICY, "work")
@require_GET
def type_list(request: Request) -> HttpResponse:
    """The catalogue as its keepers see it."""
    context = {"may_create": OUTCOME_TYPE_POLICY.reachable(request.actor, "create")}
    rows = list_types(request.actor)
    return TYPES.respond(request, rows, "credit_bank/type_list.html", context, on_export="credit_bank.outcometype.exported")


@public
@require_GET
def public_types(request: Request) -> HttpResponse:
    """The catalogue as everybody may read and take it."""
    return PUBLIC_TYPES.respond(request, list_public_types(), "credit_bank/public_types.html")


@requires(OUTCOME_TYPE_POLICY, "work")
@require_GET
def outcome_type(request: Request, pk: int) -> HttpResponse:
    """One entry: what it says, what became of it, what one may do."""
    row = get_type(request.actor, pk)
    OUTCOME_TYPE_POLICY.require(request.actor, "work", row)
    context = {
        "row": row, "steps": available(row, request.actor), "events": audit.events_of(row)[:20], "tones": TYPE_TONES,
        "may_edit": row.state == OutcomeTypeState.DRAFT and bool(OUTCOME_TYPE_POLICY.decide(request.actor, "edit", row)),
    }  # fmt: skip
    return render(request, "credit_bank/type.html", context)


@requires(OUTCOME_TYPE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def type_add(request: Request) -> HttpResponse:
    """A new entry."""
    day = request.now.date()
    form = _form(request, {"since": day})
    return form_page(
        request, form, "credit_bank/type_form.html",
        lambda data: services.draft_type(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记，公布后可以申报。"), context={"row": None},
    )  # fmt: skip


@requires(OUTCOME_TYPE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def type_edit(request: Request, pk: int) -> HttpResponse:
    """What an entry says, while it is a draft."""
    row = get_type(request.actor, pk)
    OUTCOME_TYPE_POLICY.require(request.actor, "edit", row)
    form = _form(request, initial_of_type(row), row)
    return form_page(
        request, form, "credit_bank/type_form.html",
        lambda data: services.edit_type(actor=request.actor, now=request.now, outcome_type=row, head=form.head()),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


def _form(request: Request, initial: dict[str, Any], row: OutcomeType | None = None) -> OutcomeTypeForm:
    """Who works for bodies writes entries of these only; of a single one it stands there from the start. The office writes any. The body of
    an entry that is there may be kept by whoever edits it, else saving another word would give the entry to the first body listed.
    """
    bodies = homes_of(request.actor, request.now.date())
    writes_any = request.actor.has(CREDIT_OFFICER) or not bodies
    if not writes_any and len(bodies) == 1:
        initial = {"issuer": str(bodies[0]), "issuer_body": str(bodies[0].pk)} | initial
    if row is not None and row.issuer_body is not None and row.issuer_body not in bodies:
        bodies = [row.issuer_body, *bodies]
    form = OutcomeTypeForm(request.POST or None, bodies=bodies, initial=initial)
    if not writes_any:
        field: Any = form.fields["issuer_body"]
        blank = [("", _("请选择"))] if len(bodies) > 1 else []
        field.choices, field.required = [*blank, *((str(body.pk), str(body)) for body in bodies)], True
    return form
