"""Rounds of a school, from the first student to the closing."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access import ROUND_POLICY
from baigong.contexts.internships.forms.rounds import RoundForm, StudentsForm
from baigong.contexts.internships.models import PlacementRound
from baigong.contexts.internships.outputs.rounds import certificate_paper, round_workbook
from baigong.contexts.internships.pages_of_rounds import certificate_page, offer_page, round_page
from baigong.contexts.internships.selectors import rounds as selectors
from baigong.contexts.internships.selectors.interns import organisers_for, schools_to_take_for
from baigong.contexts.internships.selectors.posts import published_between
from baigong.contexts.internships.services import publishing, rounds, solving
from baigong.contexts.internships.views.round_listings import ENTRIES, ENTRY_TONES, ROUND_TONES, ROUNDS
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(ROUND_POLICY, "work")
@require_GET
def round_list(request: Request) -> HttpResponse:
    """Rounds one works with."""
    context = {"may_create": bool(schools_to_take_for(request.actor))}
    rows = selectors.list_rounds(request.actor)
    return ROUNDS.respond(request, rows, "internships/round_list.html", context, on_export="internships.placementround.exported")


@requires(ROUND_POLICY, "create")
@require_http_methods(["GET", "POST"])
def round_add(request: Request) -> HttpResponse:
    """A new round."""
    form = RoundForm(request.POST or None, organisers=organisers_for(request.actor), schools=schools_to_take_for(request.actor))
    return form_page(
        request, form, "internships/round_form.html",
        lambda data: rounds.open_round(actor=request.actor, now=request.now, head=form.head()), done=_("已创建轮次，接着选学生和岗位。"),
    )  # fmt: skip


@requires(ROUND_POLICY, "view")
@require_GET
def round_(request: Request, pk: int) -> HttpResponse:
    """One round: how far, the result, what one does next."""
    return _show(request, pk)


def _show(request: Request, pk: int, *, refusal: Refusal | None = None) -> HttpResponse:
    row = selectors.get_round(request.actor, pk)
    context = {"page": round_page(request.actor, row), "tones": ROUND_TONES, "entry_tones": ENTRY_TONES, "refusal": refusal}
    return render(request, "internships/round.html", context, status=refusal.status if refusal else 200)


@requires(ROUND_POLICY, "view")
@require_GET
def round_entries(request: Request, pk: int) -> HttpResponse:
    """The students of a round with their posts."""
    row = selectors.get_round(request.actor, pk)
    context = {"row": row}
    rows = selectors.list_entries(request.actor, row)
    template = "internships/round_entries.html"
    return ENTRIES.respond(request, rows, template, context, on_export="internships.placementround.exported", about=row)


@requires(ROUND_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def round_students(request: Request, pk: int) -> HttpResponse:
    """Take students in, by year and programme."""
    row = selectors.get_round(request.actor, pk)
    ROUND_POLICY.require(request.actor, "edit", row)
    schools = rounds.schools_of_round(row)
    years = selectors.years_of(schools)
    form = StudentsForm(request.POST or None, schools=schools, years=years, programmes=selectors.programmes_at(schools))

    def act(data: dict[str, Any]) -> rounds.Added:
        people = selectors.interns_to_add(row, form.chosen_schools(), data["entered"], data["programmes"])
        return rounds.add_students(actor=request.actor, now=request.now, row=row, interns=people)

    def done(made: rounds.Added) -> str:
        words = _("已加入%(n)d人。") % {"n": len(made.rows)}
        if made.refused:
            words += _("%(n)d人没有加入——%(listed)s。") % {"n": len(made.refused), "listed": rounds.reasons_in_words(made.refused)}
        return words

    return form_page(
        request, form, "internships/round_students.html", act, done=done, context={"row": row, "years": years}, to=lambda made: row
    )  # fmt: skip


@requires(ROUND_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def round_posts(request: Request, pk: int) -> HttpResponse:
    """Say which published posts the round may fill, with how many each."""
    row = selectors.get_round(request.actor, pk)
    ROUND_POLICY.require(request.actor, "edit", row)
    posts = list(published_between(row.starts_on, row.ends_on))
    known = {offer.post_id: offer.seats for offer in row.offers.all()} or selectors.seats_to_begin_with(row, posts)
    typed = {post.pk: request.POST.get(f"seats_{post.pk}", "").strip() for post in posts} if request.method == "POST" else {}
    wrong = [post for post in posts if typed.get(post.pk) and not (typed[post.pk].isascii() and typed[post.pk].isdigit())]
    context = {"row": row, "posts": [(post, typed.get(post.pk, known.get(post.pk, ""))) for post in posts], "wrong": wrong, "refusal": None}
    if request.method == "POST" and not wrong:
        seats = {post.pk: int(typed[post.pk]) for post in posts if typed[post.pk] and int(typed[post.pk])}
        return button_page(
            request, lambda: rounds.set_posts(actor=request.actor, now=request.now, row=row, seats=seats),
            done=lambda made: _("已确定%(n)d个岗位。") % {"n": len(made)}, to=row,
            show=lambda refusal: render(request, "internships/round_posts.html", context | {"refusal": refusal}, status=refusal.status),
        )  # fmt: skip
    return render(request, "internships/round_posts.html", context, status=422 if wrong else 200)


@requires(ROUND_POLICY, "solve")
@require_POST
def round_solve(request: Request, pk: int) -> HttpResponse:
    """Solve, at once or in the background."""
    row = selectors.get_round(request.actor, pk)

    def done(made: tuple[PlacementRound, Any]) -> str:
        solved, job = made
        if job is not None:
            return _("已排队计算，算好后可以在这里核对。")
        return str(_("已安排%(placed)d人，未能安排%(unplaced)d人；核对后公布。") % solved.summary)

    return button_page(
        request, lambda: solving.start_solving(actor=request.actor, now=request.now, row=row), done=done,
        to=lambda made: made[1] or made[0], show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(ROUND_POLICY, "publish")
@require_POST
def round_publish(request: Request, pk: int) -> HttpResponse:
    """Publish: only now people hear."""
    row = selectors.get_round(request.actor, pk)
    return button_page(
        request, lambda: publishing.publish_round(actor=request.actor, now=request.now, row=row),
        done=lambda made: _("已公布；申诉期到%(day)s为止。") % {"day": made.appeals_until.isoformat()},
        to=lambda made: made, show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(ROUND_POLICY, "view")
@require_GET
def round_offer(request: Request, pk: int, post: int) -> HttpResponse:
    """One post of a round: who came, why not more."""
    row = selectors.get_round(request.actor, pk)
    offer = next((one for one in selectors.offers_of(row) if one.post_id == post), None)
    if offer is None:
        raise Http404
    page = offer_page(request.actor, row, offer)
    if page is None:
        messages.info(request, _("这个岗位还没有计算过。"))
        return redirect(offer.post)
    return render(request, "internships/round_offer.html", {"page": page, "tones": ENTRY_TONES})


@requires(ROUND_POLICY, "view")
@require_GET
def round_certificate(request: Request, pk: int) -> HttpResponse:
    """How good the result provably is, checked anew on this page."""
    row = selectors.get_round(request.actor, pk)
    page = certificate_page(row)
    if page is None:
        messages.info(request, _("本轮还没有计算。"))
        return redirect(row)
    return render(request, "internships/round_certificate.html", {"page": page})


@requires(ROUND_POLICY, "view")
@require_GET
def round_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The placements as a workbook, the certificate on paper; who took it is in the log."""
    row = selectors.get_round(request.actor, pk)
    if ending == "xlsx":
        entries = selectors.list_entries(request.actor, row).exclude(standing="withdrawn")
        audit.record(request.actor, "internships.placementround.exported", row, now=request.now, detail={"format": ending})
        return attachment(round_workbook(row, entries), _("实习安排 %(round)s.xlsx") % {"round": row})
    page = certificate_page(row)
    if page is None:
        raise Http404
    audit.record(request.actor, "internships.placementround.certificate_taken", row, now=request.now, detail={"format": ending})
    paper = certificate_paper(page, request.now.date(), ending)
    return attachment(paper.content, paper.filename, paper.media_type)
