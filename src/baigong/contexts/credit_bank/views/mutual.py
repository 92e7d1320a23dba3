"""Agreements of mutual recognition: the list, one with its parties and courses, drafting; and the table that everybody may read."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from baigong.contexts.credit_bank.access_of_mutual import AGREEMENT_POLICY, ENROLMENT_POLICY
from baigong.contexts.credit_bank.forms.mutual import AgreementForm, initial_of_agreement
from baigong.contexts.credit_bank.models import shown
from baigong.contexts.credit_bank.outputs.mutual import agreement_paper, table_paper
from baigong.contexts.credit_bank.pages_of_mutual import agreement_page
from baigong.contexts.credit_bank.selectors.mutual import (
    PUBLIC_COURSES,
    courses_of,
    figures_for,
    get_agreement,
    list_agreements,
    list_public_courses,
    own_bodies,
    partners_for,
)
from baigong.contexts.credit_bank.services import mutual as services
from baigong.contexts.credit_bank.views.mutual_listings import AGREEMENT_TONES, AGREEMENTS, COURSE_TONES, PARTY_TONES, PUBLIC_TABLE
from baigong.kernel import audit
from baigong.kernel.access import Request, public, requires
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page


@requires(AGREEMENT_POLICY, "work")
@require_GET
def agreement_list(request: Request) -> HttpResponse:
    """The agreements one works with, and how much came of them."""
    day = request.now.date()
    figures = figures_for(request.actor, day)
    context = {
        "may_create": bool(own_bodies(request.actor, day)), "figures": figures, "units": shown(figures.units),
        "sees_enrolments": ENROLMENT_POLICY.reachable(request.actor, "work"),
    }  # fmt: skip
    return AGREEMENTS.respond(
        request, list_agreements(request.actor), "credit_bank/agreement_list.html", context,
        on_export="credit_bank.recognitionagreement.exported",
    )  # fmt: skip


@requires(AGREEMENT_POLICY, "work")
@require_GET
def agreement(request: Request, pk: int) -> HttpResponse:
    """One agreement: what it says, what the parties say, its courses, what one may do."""
    row = get_agreement(request.actor, pk)
    AGREEMENT_POLICY.require(request.actor, "work", row)
    context = {
        "page": agreement_page(request.actor, row, request.now.date()), "tones": AGREEMENT_TONES, "party_tones": PARTY_TONES,
        "course_tones": COURSE_TONES,
    }  # fmt: skip
    return render(request, "credit_bank/agreement.html", context)


@requires(AGREEMENT_POLICY, "work")
@require_safe
def agreement_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The agreement on paper, as PDF or Word, to be signed and filed."""
    row = get_agreement(request.actor, pk)
    AGREEMENT_POLICY.require(request.actor, "work", row)
    made = agreement_paper(row, [one for one in courses_of(request.actor, row) if one.state in PUBLIC_COURSES], ending)
    audit.record(request.actor, "credit_bank.recognitionagreement.exported", row, now=request.now, detail={"format": ending})
    return attachment(made.content, made.filename, made.media_type)


@requires(AGREEMENT_POLICY, "create")
@require_http_methods(["GET", "POST"])
def agreement_add(request: Request) -> HttpResponse:
    """A new agreement of one of the actor's bodies."""
    form = _form(request, {})
    return form_page(
        request, form, "credit_bank/agreement_form.html",
        lambda data: services.draft_agreement(actor=request.actor, now=request.now, head=form.head()),
        done=_("已起草，核对后提交各方。"), context={"row": None},
    )  # fmt: skip


@requires(AGREEMENT_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def agreement_edit(request: Request, pk: int) -> HttpResponse:
    """What an agreement says, before it is proposed."""
    row = get_agreement(request.actor, pk)
    AGREEMENT_POLICY.require(request.actor, "edit", row)
    form = _form(request, initial_of_agreement(row), len(row.parties.all()))
    return form_page(
        request, form, "credit_bank/agreement_form.html",
        lambda data: services.edit_agreement(actor=request.actor, now=request.now, agreement=row, head=form.head(), seen=data["seen"]),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


def _form(request: Request, initial: dict[str, object], count: int = 0) -> AgreementForm:
    day = request.now.date()
    own, partners = own_bodies(request.actor, day), partners_for(request.actor, day)
    return AgreementForm(request.POST or None, own=own, partners=partners, count=count, initial=initial)


@public
@require_GET
def public_table(request: Request) -> HttpResponse:
    """The courses that schools recognise among each other, as everybody may read and take them."""
    return PUBLIC_TABLE.respond(request, list_public_courses(), "credit_bank/public_mutual.html")


@public
@require_safe
def public_table_file(request: Request, ending: str) -> HttpResponse:
    """The same on paper, as PDF or Word."""
    made = table_paper(list(list_public_courses()), request.now.date(), ending)
    return attachment(made.content, made.filename, made.media_type)
