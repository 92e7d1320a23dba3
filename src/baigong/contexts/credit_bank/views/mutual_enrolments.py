"""Enrolments: what a pupil may choose, applying from the phone, and what the desks on both sides answer."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access_of_mutual import ENROLMENT_POLICY
from baigong.contexts.credit_bank.forms.mutual import EnrolForm
from baigong.contexts.credit_bank.pages_of_mutual import choice_page, enrolment_page
from baigong.contexts.credit_bank.selectors.mutual import (
    choices_for,
    enrolments_of,
    get_course,
    get_enrolment,
    list_enrolments,
)
from baigong.contexts.credit_bank.selectors.people import own_learner
from baigong.contexts.credit_bank.services.mutual_enrolments import enrol
from baigong.contexts.credit_bank.views.mutual_listings import ENROLMENT_TONES, ENROLMENTS
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page


@requires(ENROLMENT_POLICY, "work")
@require_GET
def enrolment_list(request: Request) -> HttpResponse:
    """The enrolments one answers for."""
    rows = list_enrolments(request.actor)
    return ENROLMENTS.respond(request, rows, "credit_bank/enrolment_list.html", on_export="credit_bank.courseenrolment.exported")


@requires(ENROLMENT_POLICY, "view")
@require_GET
def enrolment(request: Request, pk: int) -> HttpResponse:
    """One enrolment: how far it has come, what is recognised for it and why, what one may do."""
    row = get_enrolment(request.actor, pk)
    context = {
        "page": enrolment_page(request.actor, row, request.now.date()), "tones": ENROLMENT_TONES,
        "works": bool(ENROLMENT_POLICY.decide(request.actor, "work", row)),
    }  # fmt: skip
    return render(request, "credit_bank/enrolment.html", context)


@requires(ENROLMENT_POLICY, "apply")
@require_GET
def choose(request: Request) -> HttpResponse:
    """What I may choose at other schools, why not where I may not, and what I have chosen."""
    learner = own_learner(request.actor)
    if learner is None:
        return redirect("credit_bank:register")
    found = choices_for(learner, request.now.date())
    context = {
        "learner": learner, "open": [one for one in found if not one.reasons], "shut": [one for one in found if one.reasons],
        "mine": enrolments_of(learner), "tones": ENROLMENT_TONES,
    }  # fmt: skip
    return render(request, "credit_bank/choose.html", context)


@requires(ENROLMENT_POLICY, "apply")
@require_http_methods(["GET", "POST"])
def choose_one(request: Request, pk: int) -> HttpResponse:
    """One course as a pupil sees it, and applying for it."""
    learner = own_learner(request.actor)
    if learner is None:
        raise Http404(_("请先开立学分账户。"))
    row = get_course(request.actor, pk)
    context = {"page": choice_page(learner, row, request.now.date()), "tones": ENROLMENT_TONES}
    return form_page(
        request, EnrolForm(request.POST or None), "credit_bank/choose_one.html",
        lambda data: enrol(actor=request.actor, now=request.now, learner=learner, course=row, note=data["note"]),
        done=_("已报名，等待学籍学校同意。"), context=context,
    )  # fmt: skip
