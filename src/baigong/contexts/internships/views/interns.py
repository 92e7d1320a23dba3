"""Interns: taken out of the roster, with what has to be heeded of each; one's own way through the rounds."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access import ENTRY_POLICY, INTERN_POLICY
from baigong.contexts.internships.forms.rounds import CareForm, OwnUnitForm, TakeForm, initial_of_care
from baigong.contexts.internships.selectors import interns as selectors
from baigong.contexts.internships.selectors.posts import posts_found_by_students
from baigong.contexts.internships.selectors.rounds import HEAVY
from baigong.contexts.internships.services import interns as services
from baigong.contexts.internships.services.own_units import place_in_own_unit
from baigong.contexts.internships.views.round_listings import ENTRY_TONES, INTERNS, ROUND_TONES
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(INTERN_POLICY, "work")
@require_GET
def intern_list(request: Request) -> HttpResponse:
    """Interns one works with."""
    context = {"may_take": bool(selectors.schools_to_take_for(request.actor))}
    rows = selectors.list_interns(request.actor)
    return INTERNS.respond(request, rows, "internships/intern_list.html", context, on_export="internships.intern.exported")


@requires(INTERN_POLICY, "take")
@require_http_methods(["GET", "POST"])
def intern_take(request: Request) -> HttpResponse:
    """Students of the roster become interns; nobody's number is read."""
    schools = selectors.schools_to_take_for(request.actor)
    form = TakeForm(request.POST or None, schools=schools)

    def done(made: services.Taken) -> str:
        words = _("新登记%(new)d人，更新%(changed)d人。") % {"new": len(made.new), "changed": len(made.changed)}
        if made.left:
            words += _("名册记明离校%(left)d人，不再列为本校实习生。") % {"left": len(made.left)}
        if made.refused:
            listed = "；".join(f"{number}：{why}" for number, why in made.refused[:5])
            words += _("%(n)d人没有登记：%(listed)s") % {"n": len(made.refused), "listed": listed}
        return words

    return form_page(
        request, form, "internships/intern_take.html",
        lambda data: services.take_from_roster(
            actor=request.actor, now=request.now, school=form.schools[data["school"]], entered=data["entered"]
        ),
        done=done, context={"schools": schools}, to=lambda made: "internships:interns",
    )  # fmt: skip


@requires(INTERN_POLICY, "view")
@require_http_methods(["GET", "POST"])
def intern(request: Request, pk: int) -> HttpResponse:
    """One intern: rounds and placements; what has to be heeded, for the school alone, and who read it is in the log. Of the person
    others than the student and the school see no more than the name and the programme.
    """
    row = selectors.get_intern(request.actor, pk)
    may_edit, works = (bool(INTERN_POLICY.decide(request.actor, action, row)) for action in ("edit", "work"))
    if request.method == "POST":
        INTERN_POLICY.require(request.actor, "edit", row)
    elif may_edit and (row.avoids or row.is_minority):
        audit.record(request.actor, "internships.intern.read", row, now=request.now)
    form = CareForm(request.POST or None, initial=initial_of_care(row))
    context = {
        "row": row, "may_edit": may_edit, "works": works, "knows": may_edit or not works, "tones": ENTRY_TONES,
        "age": row.age_on(request.now.date()),
        "entries": list(row.entries.select_related("round", "published_post").defer(*HEAVY)),
        "own_form": OwnUnitForm(posts=found) if may_edit and (found := posts_found_by_students(request.now.date())) else None,
        "placements": list(row.placements.select_related("post__enterprise__organisation")),
    }  # fmt: skip
    return form_page(
        request, form, "internships/intern.html",
        lambda data: services.take_care(actor=request.actor, now=request.now, intern=row, care=form.care()),
        done=_("已保存。"), context=context, to=lambda made: row,
    )  # fmt: skip


@requires(INTERN_POLICY, "edit")
@require_POST
def intern_own_unit(request: Request, pk: int) -> HttpResponse:
    """The school places a student in the unit he found, under the same rules."""
    row = selectors.get_intern(request.actor, pk)
    form = OwnUnitForm(request.POST, posts=posts_found_by_students(request.now.date()))
    if not form.is_valid():
        messages.error(request, _("请选择自选单位的岗位。"))
        return redirect(row)
    post = form.posts[form.cleaned_data["post"]]
    return button_page(
        request, lambda: place_in_own_unit(actor=request.actor, now=request.now, intern=row, post=post),
        done=_("已安排，接着办理知情同意和协议。"), to=row,
    )  # fmt: skip


@requires(ENTRY_POLICY, "view")
@require_GET
def own(request: Request) -> HttpResponse:
    """My rounds: what I may choose, where I was placed."""
    context = {"entries": selectors.own_entries(request.actor), "tones": ROUND_TONES}
    return render(request, "internships/own_rounds.html", context)
