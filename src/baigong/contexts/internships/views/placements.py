"""Placements: those in sight, one with its gates and records, and the formalities before work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.internships.access_of_work import AGREEMENT_POLICY, PLACEMENT_PAPER_POLICY, PLACEMENT_POLICY
from baigong.contexts.internships.checking.gates import party_word
from baigong.contexts.internships.forms.work import (
    InsuranceForm,
    PaperForm,
    RescheduleForm,
    SignedPaperForm,
    TeacherForm,
    TogetherForm,
    TrainingForm,
)
from baigong.contexts.internships.models import BEFORE_START, Placement, PlacementPaper
from baigong.contexts.internships.outputs.agreements import agreement_document, consent_document
from baigong.contexts.internships.pages_of_work import agreement_page, placement_page
from baigong.contexts.internships.selectors.work import get_agreement, get_placement, groups_to_formalise, list_placements, schools_of
from baigong.contexts.internships.services import agreements, formalities, stays
from baigong.contexts.internships.services.agreements import PAPERS, still_to_sign
from baigong.contexts.internships.services.together import formalise_together
from baigong.contexts.internships.views.work_listings import (
    LEAVE_TONES,
    LOG_TONES,
    PAY_TONES,
    PLACEMENT_TONES,
    PLACEMENTS,
    VERDICT_TONES,
)
from baigong.kernel import audit, documents
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.ui.paper_pages import hand_out, take_in

TONES = {
    "placement": PLACEMENT_TONES, "pay": PAY_TONES, "verdict": VERDICT_TONES, "leave": LEAVE_TONES, "log": LOG_TONES,
    "agreement": {"open": "warn", "signed": "good", "ended": "neutral", "void": "neutral"},
    "day": {"present": "good", "leave": "info", "absent": "bad"},
}  # fmt: skip


@requires(PLACEMENT_POLICY, "work")
@require_GET
def placement_list(request: Request) -> HttpResponse:
    """The placements in the reader's sight: formalities, at work, over, the archive."""
    rows = list_placements(request.actor)
    context = {"may_prepare": bool(schools_of(request.actor))}
    return PLACEMENTS.respond(request, rows, "internships/placement_list.html", context, on_export="internships.placement.exported")


@requires(PLACEMENT_POLICY, "view")
@require_GET
def placement(request: Request, pk: int) -> HttpResponse:
    """One placement with its gates, days, pay, logs, papers and steps."""
    return _show(request, get_placement(request.actor, pk))


def _show(request: Request, row: Placement, *, refusal: Refusal | None = None) -> HttpResponse:
    page = placement_page(request.actor, row, request.now.date())
    context = {"page": page, "tones": TONES, "paper_form": PaperForm(), "refusal": refusal}
    return render(request, "internships/placement.html", context, status=refusal.status if refusal else 200)


def work_form(
    request: Request, row: Placement, form: forms.BaseForm, title: str, act: Callable[[dict[str, Any]], Any], done: str, *, lede: str = ""
) -> HttpResponse:
    """A page with one form about a placement; it leads back to it."""
    return form_page(
        request, form, "internships/work_form.html", act, done=done, context={"row": row, "title": title, "lede": lede},
        to=lambda made: row.get_absolute_url(),
    )  # fmt: skip


def _prepared(request: Request, pk: int) -> Placement:
    row = get_placement(request.actor, pk)
    PLACEMENT_POLICY.require(request.actor, "prepare", row)
    return row


@requires(PLACEMENT_POLICY, "view")
@require_http_methods(["GET", "POST"])
def consent(request: Request, pk: int) -> HttpResponse:
    """The consent's words and who has signed; the student signs."""
    row = get_placement(request.actor, pk)
    if request.method == "GET":
        return _show_consent(request, row)
    return button_page(
        request, lambda: agreements.consent(actor=request.actor, now=request.now, placement=row), done=_("已签知情同意书。"),
        to=row.get_absolute_url(), show=lambda refusal: _show_consent(request, row, refusal=refusal),
    )  # fmt: skip


def _show_consent(request: Request, row: Placement, *, refusal: Refusal | None = None) -> HttpResponse:
    waits = still_to_sign(row, None, request.now.date())["consent"] if row.state in BEFORE_START else []
    words = documents.render_html(consent_document(row, request.now.date()), heading_level=2)
    may_sign = "student" in waits and "student" in agreements.may_sign_as(request.actor, row)
    context = {"row": row, "words": words, "waits_for": [party_word(party) for party in waits], "may_sign": may_sign, "refusal": refusal}
    return render(request, "internships/consent.html", context, status=refusal.status if refusal else 200)


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def consent_paper(request: Request, pk: int) -> HttpResponse:
    """A consent that was signed by hand."""
    row = _prepared(request, pk)
    parties = still_to_sign(row, None, request.now.date())["consent"] or ["student"]
    names = {"student": row.intern.name, "guardian": row.intern.guardian.name}
    form = SignedPaperForm(request.POST or None, request.FILES or None, parties=parties, names=names)
    return work_form(
        request, row, form, _("登记知情同意书"),
        lambda data: agreements.consent_on_paper(
            actor=request.actor, now=request.now, placement=row, signatures=form.signatures(), upload=data["file"]
        ),
        _("已登记知情同意书。"), lede=_("打印以后由学生和监护人签字，拍照或扫描上传。签字日期不得晚于实习开始。"),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "view")
@require_GET
def consent_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The consent to print."""
    row = get_placement(request.actor, pk)
    made = documents.render(consent_document(row, request.now.date()), ending)
    return attachment(made.content, made.filename, made.media_type)


@requires(PLACEMENT_POLICY, "prepare")
@require_POST
def draw_up(request: Request, pk: int) -> HttpResponse:
    """Draw up the agreement from the records."""
    row = _prepared(request, pk)
    return button_page(
        request, lambda: agreements.draw_up(actor=request.actor, now=request.now, placement=row),
        done=_("协议已按记录拟好，请各方签字。"), to=lambda made: made, show=lambda refusal: _show(request, row, refusal=refusal),
    )  # fmt: skip


@requires(AGREEMENT_POLICY, "view")
@require_GET
def agreement(request: Request, pk: int) -> HttpResponse:
    """An agreement: its words, who has signed."""
    return _show_agreement(request, pk)


def _show_agreement(request: Request, pk: int, *, refusal: Refusal | None = None) -> HttpResponse:
    row = get_agreement(request.actor, pk)
    context = {
        "page": agreement_page(request.actor, row, request.now), "words": documents.render_html(agreement_document(row), heading_level=2),
        "tones": TONES["agreement"], "refusal": refusal,
    }  # fmt: skip
    return render(request, "internships/agreement.html", context, status=refusal.status if refusal else 200)


@requires(AGREEMENT_POLICY, "view")
@require_GET
def agreement_file(request: Request, pk: int, ending: str) -> HttpResponse:
    """The agreement as PDF or Word; who took it is in the log."""
    row = get_agreement(request.actor, pk)
    made = documents.render(agreement_document(row), ending)
    audit.record(
        request.actor, "internships.internshipagreement.taken", row, now=request.now, detail={"format": ending, "sha256": made.sha256}
    )
    return attachment(made.content, made.filename, made.media_type)


@requires(PLACEMENT_POLICY, "sign")
@require_POST
def agreement_sign(request: Request, pk: int) -> HttpResponse:
    """Sign for one's own party."""
    row = get_agreement(request.actor, pk)
    party = request.POST.get("party", "")
    return button_page(
        request, lambda: agreements.sign(actor=request.actor, now=request.now, agreement=row, party=party), done=_("已签字。"),
        to=row.get_absolute_url(), show=lambda refusal: _show_agreement(request, pk, refusal=refusal),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def agreement_paper(request: Request, pk: int) -> HttpResponse:
    """Signatures by hand, with their scan."""
    row = get_agreement(request.actor, pk)
    PLACEMENT_POLICY.require(request.actor, "prepare", row.placement)
    parties = still_to_sign(row.placement, row, request.now.date())["agreement"]
    names = {"student": row.placement.intern.name, "guardian": row.placement.intern.guardian.name}
    form = SignedPaperForm(request.POST or None, request.FILES or None, parties=parties, names=names)
    return form_page(
        request, form, "internships/work_form.html",
        lambda data: agreements.sign_on_paper(
            actor=request.actor, now=request.now, agreement=row, signatures=form.signatures(), upload=data["file"]
        ),
        done=_("已登记纸质签字。"),
        context={"row": row.placement, "title": _("登记纸质签字"), "lede": _("签字日期以纸上写的为准，不得晚于实习开始；事后补签无效。")},
        to=lambda made: row.get_absolute_url(),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def insure(request: Request, pk: int) -> HttpResponse:
    """Record an insurance."""
    row = _prepared(request, pk)
    form = InsuranceForm(
        request.POST or None, initial={"kind": "liability", "payer": "school", "first": row.starts_on, "last": row.ends_on}
    )
    return work_form(
        request, row, form, _("登记保险"),
        lambda data: formalities.insure(actor=request.actor, now=request.now, placements=_chosen(request, row), head=form.head()),
        _("已登记保险。"), lede=_also(request, row),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def train(request: Request, pk: int) -> HttpResponse:
    """Record a safety training."""
    row = _prepared(request, pk)
    form = TrainingForm(request.POST or None, initial={"organiser": "school", "is_passed": True})
    return work_form(
        request, row, form, _("登记安全培训"),
        lambda data: formalities.train(actor=request.actor, now=request.now, placements=_chosen(request, row), head=form.head()),
        _("已登记安全培训。"), lede=_also(request, row),
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def teacher(request: Request, pk: int) -> HttpResponse:
    """Say who of the school guides."""
    row = _prepared(request, pk)
    form = TeacherForm(request.POST or None)
    return work_form(
        request, row, form, _("指定指导教师"),
        lambda data: formalities.give_teacher(actor=request.actor, now=request.now, placements=_chosen(request, row), **data),
        _("已指定指导教师。"), lede=_also(request, row),
    )  # fmt: skip


def _together(request: Request, row: Placement) -> list[Placement]:
    """Those of the same school at the same post with the same days: they are insured, trained and guided together."""
    same = list_placements(request.actor).filter(school=row.school_id, post=row.post_id, starts_on=row.starts_on, state=row.state)
    return list(same[:200])


def _chosen(request: Request, row: Placement) -> list[Placement]:
    return _together(request, row) if request.GET.get("all") == "1" else [row]


def _also(request: Request, row: Placement) -> str:
    others = len(_together(request, row))
    if request.GET.get("all") == "1":
        return _("同校、同岗位、同一天开始的%(n)d人一起办。") % {"n": others}
    return ""


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def together(request: Request) -> HttpResponse:
    """Formalities of a whole group, all or none."""
    groups = groups_to_formalise(request.actor)
    choices = [(key, words) for key, (words, _rows) in groups.items()]
    form = TogetherForm(request.POST or None, request.FILES or None, groups=choices, initial={"payer": "school"})

    def act(data: dict[str, Any]) -> int:
        return formalise_together(
            actor=request.actor, now=request.now, placements=groups[data["group"]][1], signed_on=data["signed_on"], policy=form.policy(),
            training=form.training(), upload=data["file"],
        )  # fmt: skip

    return form_page(
        request, form, "internships/placements_together.html", act, done=lambda count: _("已为%(n)d人登记手续。") % {"n": count},
        context={"has_groups": bool(choices)}, to=lambda made: "internships:placements",
    )  # fmt: skip


@requires(PLACEMENT_POLICY, "prepare")
@require_http_methods(["GET", "POST"])
def reschedule(request: Request, pk: int) -> HttpResponse:
    """Move the days before the start."""
    row = _prepared(request, pk)
    form = RescheduleForm(request.POST or None, initial={"starts_on": row.starts_on, "ends_on": row.ends_on})
    return work_form(
        request, row, form, _("改期"), lambda data: stays.reschedule(actor=request.actor, now=request.now, placement=row, **data),
        _("已改期，请按新日期重办手续。"),
    )  # fmt: skip


@requires(PLACEMENT_PAPER_POLICY, "attach")
@require_POST
def attach(request: Request, pk: int) -> HttpResponse:
    """Add a paper."""
    row = get_placement(request.actor, pk)
    return take_in(
        request, PaperForm(request.POST, request.FILES),
        lambda data: formalities.attach(actor=request.actor, now=request.now, placement=row, kind=data["kind"], upload=data["file"]),
        to=row.get_absolute_url(), show=lambda refusal: _show(request, row, refusal=refusal),
    )  # fmt: skip


@requires(PLACEMENT_PAPER_POLICY, "view")
@require_GET
def paper(request: Request, pk: int) -> HttpResponseBase:
    """Download a paper; who read it is in the log."""
    piece = PLACEMENT_PAPER_POLICY.get_or_404(request.actor, PlacementPaper.objects.select_related("placement"), pk=pk)
    return hand_out(request, PAPERS, piece)
