"""A student in a round: preferences, why here and not there, changes by hand, objections; what if there were more posts."""

from __future__ import annotations

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access import APPEAL_POLICY, ENTRY_POLICY, ROUND_POLICY
from baigong.contexts.internships.forms.rounds import AppealForm, ChoicesForm, OverrideForm, WhatIfForm
from baigong.contexts.internships.models import PlacementAppeal
from baigong.contexts.internships.pages_of_rounds import entry_page
from baigong.contexts.internships.placing.asking import closed_to
from baigong.contexts.internships.placing.distances import place_names
from baigong.contexts.internships.placing.what_if import more_posts
from baigong.contexts.internships.placing.words import rule_in_words
from baigong.contexts.internships.selectors import rounds as selectors
from baigong.contexts.internships.services import publishing, rounds, solving
from baigong.contexts.internships.views.round_listings import ENTRY_TONES, ROUND_TONES
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.rules import number_on
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.workflow import available


@requires(ENTRY_POLICY, "view")
@require_GET
def entry(request: Request, pk: int) -> HttpResponse:
    """One student of a round."""
    return _show(request, pk)


def _show(request: Request, pk: int, *, refusal: Refusal | None = None, form: Any = None) -> HttpResponse:
    row = selectors.get_entry(request.actor, pk)
    page = entry_page(request.actor, row, request.now.date())
    offers = selectors.offers_of(row.round) if "override" in page.may else []
    appeals = [(one, available(one, request.actor)) for one in page.appeals if APPEAL_POLICY.decide(request.actor, "view", one)]
    context = {
        "page": page, "tones": ENTRY_TONES, "round_tones": ROUND_TONES, "refusal": refusal, "appeals": appeals,
        "override_form": form if isinstance(form, OverrideForm) else OverrideForm(offers=offers),
        "appeal_form": form if isinstance(form, AppealForm) else AppealForm(),
    }  # fmt: skip
    return render(request, "internships/entry.html", context, status=refusal.status if refusal else 422 if form else 200)


@requires(ENTRY_POLICY, "choose")
@require_http_methods(["GET", "POST"])
def entry_choose(request: Request, pk: int) -> HttpResponse:
    """Preferences, on the phone."""
    row = selectors.get_entry(request.actor, pk)
    ENTRY_POLICY.require(request.actor, "choose", row)
    every = selectors.offers_of(row.round)
    shut = closed_to(row, [offer.post for offer in every], request.now.date())
    offers = [offer for offer in every if offer.post_id not in shut]
    most = min(number_on("PLC-CHOICES", request.now.date()) or len(offers), len(offers))
    form = ChoicesForm(request.POST or None, offers=offers, most=most, chosen=row.choices)
    return form_page(
        request, form, "internships/entry_choose.html",
        lambda data: rounds.choose(actor=request.actor, now=request.now, entry=row, posts=form.posts()),
        done=_("志愿已保存，截止以前可以再改。"), to=lambda made: row,
        context={"row": row, "offers": offers, "shut": Counter(rule_in_words(rules[0], row.round.starts_on) for rules in shut.values())},
    )  # fmt: skip


@requires(ENTRY_POLICY, "override")
@require_POST
def entry_override(request: Request, pk: int) -> HttpResponse:
    """The school places by hand, with a reason."""
    row = selectors.get_entry(request.actor, pk)
    form = OverrideForm(request.POST, offers=selectors.offers_of(row.round))
    if not form.is_valid():
        return _show(request, pk, form=form)
    post = form.posts.get(form.cleaned_data["post"])
    return button_page(
        request, lambda: solving.override(actor=request.actor, now=request.now, entry=row, post=post, reason=form.cleaned_data["reason"]),
        done=_("已人工调整，公布时写入。"), to=row, show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(ENTRY_POLICY, "withdraw")
@require_POST
def entry_withdraw(request: Request, pk: int) -> HttpResponse:
    """A student leaves the round."""
    row = selectors.get_entry(request.actor, pk)
    return button_page(
        request,
        lambda: rounds.withdraw_entry(actor=request.actor, now=request.now, entry=row, reason=request.POST.get("reason", "")),
        done=_("已退出本轮。"), to=row.round, show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(ENTRY_POLICY, "override")
@require_POST
def entry_pair(request: Request, pk: int) -> HttpResponse:
    """Two go together: the other by the student number; empty parts them."""
    row = selectors.get_entry(request.actor, pk)
    number = request.POST.get("number", "").strip()
    other = selectors.entry_by_number(row.round, number) if number else None
    if not number and row.companion is None:
        return _show(request, pk, refusal=Refusal(_("请填同行者的学号；现在没有结伴可以取消。"), code="companion"))
    if number and other is None:
        words = _("本轮没有学号是“%(number)s”的学生。") % {"number": number}
        return _show(request, pk, refusal=Refusal(words, code="companion"))
    return button_page(
        request, lambda: rounds.pair_up(actor=request.actor, now=request.now, entry=row, other=other),
        done=_("已登记结伴，两人会安排到同一岗位。") if other else _("已取消结伴。"), to=row,
        show=lambda refusal: _show(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(ENTRY_POLICY, "appeal")
@require_POST
def entry_appeal(request: Request, pk: int) -> HttpResponse:
    """An objection to what was published."""
    row = selectors.get_entry(request.actor, pk)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form=form)

    def act() -> PlacementAppeal:
        return publishing.lodge_appeal(actor=request.actor, now=request.now, entry=row, grounds=form.cleaned_data["grounds"])

    return button_page(
        request, act, done=_("已提出申诉，学校答复后通知您。"), to=row, show=lambda refusal: _show(request, pk, refusal=refusal)
    )


@requires(ROUND_POLICY, "plan")
@require_GET
def what_if(request: Request) -> HttpResponse:
    """The planner's question: so many more posts for a programme in a county: who moves? Nothing is written."""
    known = selectors.solved_rounds(request.actor)
    if not known:
        messages.info(request, _("还没有算过的轮次。"))
        return redirect("internships:rounds")
    programmes = selectors.programmes_of(known)
    counties = [(code, name) for code, name in place_names().items() if code[:4] in {row.school.division_code[:4] for row in known}]
    asked = bool(request.GET)
    form = WhatIfForm(request.GET if asked else None, rounds=known, programmes=programmes, counties=counties)
    made = None
    if asked and form.is_valid():
        data = form.cleaned_data
        row = selectors.get_round(request.actor, int(data["round"]))
        made = more_posts(row, data["programme"], data["county"], data["count"], request.now.date())
    shown = made.row if made is not None else known[0]
    context = {"form": form, "made": made, "row": shown, "wanting": selectors.unplaced_by_programme(shown), "county": counties[0][0]}
    return render(request, "internships/what_if.html", context, status=422 if asked and not form.is_valid() else 200)
