"""Cases of experts: given by the working team, written by the expert."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.schools.access import EVIDENCE_POLICY, PROJECT_POLICY, REVIEW_POLICY
from baigong.contexts.schools.forms.projects import AssignForm, ReviewForm
from baigong.contexts.schools.models import ReviewState
from baigong.contexts.schools.selectors.projects import get_project, list_reviews
from baigong.contexts.schools.services import reviewing as services
from baigong.contexts.schools.views.listings import REVIEW_TONES, REVIEWS
from baigong.contexts.schools.views.projects import show_project
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.workflow import available


@requires(REVIEW_POLICY, "view")
@require_GET
def review_list(request: Request) -> HttpResponse:
    """The cases one is asked about; for the working team all of them."""
    return REVIEWS.respond(request, list_reviews(request.actor), "schools/review_list.html", on_export="schools.projectreview.exported")


@requires(REVIEW_POLICY, "view")
@require_http_methods(["GET", "POST"])
def review(request: Request, pk: int) -> HttpResponse:
    """One case: what was applied for, its papers, the opinion."""
    row = REVIEW_POLICY.get_or_404(request.actor, list_reviews(request.actor), pk=pk)
    may_write = row.state == ReviewState.ASSIGNED and bool(REVIEW_POLICY.decide(request.actor, "submit", row))
    evidence = list(EVIDENCE_POLICY.visible(request.actor).filter(project=row.project))
    steps = [item for item in available(row, request.actor) if item.step.name != "submit"]
    context = {"row": row, "may_write": may_write, "evidence": evidence, "steps": steps, "tones": REVIEW_TONES}
    if not may_write:
        if request.method == "POST":
            REVIEW_POLICY.require(request.actor, "submit", row)
            messages.error(request, _("评审意见%(state)s，不能再改。") % {"state": row.get_state_display()})
            return redirect(row)
        return render(request, "schools/review.html", context | {"form": None})
    form = ReviewForm.of(request.POST or None, row)
    submit = request.POST.get("action") == "submit"
    return form_page(
        request, form, "schools/review.html",
        lambda data: services.write_review(actor=request.actor, now=request.now, review=row, submit=submit, **data),
        done=_("评审意见已提交。") if submit else _("已保存，还没有提交。"), context=context, to=lambda made: row,
    )  # fmt: skip


@requires(PROJECT_POLICY, "assign")
@require_http_methods(["GET", "POST"])
def review_assign(request: Request, pk: int) -> HttpResponse:
    """Give the case to an expert."""
    row = get_project(request.actor, pk)
    PROJECT_POLICY.require(request.actor, "assign", row)
    form = AssignForm(request.POST or None, on=request.now.date())
    return form_page(
        request, form, "schools/review_assign.html",
        lambda data: services.assign_review(
            actor=request.actor, now=request.now, project=row, expert=data["expert"], due_on=data["due_on"]
        ),
        done=_("已指派并通知专家。"), context={"row": row, "reviews": list(row.reviews.select_related("expert"))}, to=lambda made: row,
    )  # fmt: skip


@requires(REVIEW_POLICY, "release")
@require_POST
def review_release(request: Request, pk: int) -> HttpResponse:
    """Take the case back from an expert who has not answered."""
    row = REVIEW_POLICY.get_or_404(request.actor, list_reviews(request.actor), pk=pk)
    return button_page(
        request, lambda: services.release_review(actor=request.actor, now=request.now, review=row), done=_("已撤回指派。"),
        to=row.project, show=lambda refusal: show_project(request, row.project, refusal=refusal),
    )  # fmt: skip
