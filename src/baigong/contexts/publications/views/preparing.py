"""Preparing what becomes public: the list, one document's bench, its form, its files, its examination."""

from __future__ import annotations

from copy import copy

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.publications.access import ATTACHMENT_POLICY, PUBLICATION_POLICY
from baigong.contexts.publications.forms import AttachmentForm, ExaminationForm, PublicationForm, ValidityForm
from baigong.contexts.publications.listings import PREPARING, TONES
from baigong.contexts.publications.models import OPEN_STATES, Publication, SourceKind
from baigong.contexts.publications.selectors import find_drafted_from, get_publication, timeliness
from baigong.contexts.publications.services import writing
from baigong.contexts.publications.workflow import content_hash
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Conflict, NotPermitted, Refusal
from baigong.kernel.ui.form_pages import button_page, form_page
from baigong.kernel.workflow import available

EVENTS = 40
"""The latest of what happened to a document, on its page; the rest is in the log."""


def _get(request: Request, pk: int) -> Publication:
    return get_publication(request.actor, pk, "work")


@requires(PUBLICATION_POLICY, "work")
@require_GET
def work_list(request: Request) -> HttpResponse:
    """Everything, whatever its state."""
    may_create = bool(PUBLICATION_POLICY.decide(request.actor, "create", Publication()))
    rows = PUBLICATION_POLICY.visible(request.actor, "work").select_related("issuer")

    return PREPARING.respond(
        request, rows, "publications/work_list.html", {"may_create": may_create}, on_export="publications.publication.exported"
    )


@requires(PUBLICATION_POLICY, "work")
@require_GET
def work(request: Request, pk: int) -> HttpResponse:
    """One document: where it is, what is missing, what one may do."""
    row = _get(request, pk)
    actor = request.actor
    examinations = list(row.examinations.select_related("examined_by"))
    context = {
        "row": row,
        "attachments": list(row.attachments.all()),
        "examinations": examinations,
        "is_current": bool(examinations) and examinations[0].content_hash == content_hash(row),
        "steps": available(row, actor),
        "timely": timeliness(row, request.now.date()),
        "may_edit": row.state in writing.OPEN and bool(PUBLICATION_POLICY.decide(actor, "edit", row)),
        "may_examine": row.state in {"review", "issued"} and bool(PUBLICATION_POLICY.decide(actor, "examine", row)),
        "validity": ValidityForm(initial={"validity": row.validity or ""})
        if row.state == "published" and PUBLICATION_POLICY.decide(actor, "set_validity", row)
        else None,
        "file_form": AttachmentForm(),
        "events": list(audit.events_of(row)[:EVENTS]),
        "tones": TONES,
        "is_public": row.state in OPEN_STATES,
    }
    return render(request, "publications/work.html", context)


@requires(PUBLICATION_POLICY, "create")
@require_http_methods(["GET", "POST"])
def work_add(request: Request) -> HttpResponse:
    """A new document, or one that will take the place of another (``?replaces=``)."""
    old = request.GET.get("replaces", "")
    replaces = _get(request, int(old)) if old.isdigit() and len(old) < 15 else None
    names = ("title", "issuer", "openness", "category", "source", "body")
    initial = {name: getattr(replaces, name) for name in names} if replaces else {}
    form = PublicationForm(request.POST or None, actor=request.actor, on=request.now.date(), initial=initial)
    return form_page(
        request, form, "publications/work_form.html",
        lambda data: writing.draft_publication(actor=request.actor, now=request.now, head=form.head(), replaces=replaces),
        done=_("已保存草稿。"), context={"row": None, "replaces": replaces},
    )  # fmt: skip


@requires(PUBLICATION_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def work_edit(request: Request, pk: int) -> HttpResponse:
    """Head and text."""
    row = _get(request, pk)
    PUBLICATION_POLICY.require(request.actor, "edit", row)
    form = PublicationForm(request.POST or None, actor=request.actor, on=request.now.date(), instance=copy(row))
    return form_page(
        request, form, "publications/work_form.html",
        lambda data: writing.write_publication(actor=request.actor, now=request.now, publication=row, head=form.head()),
        done=_("已保存。"), context={"row": row, "replaces": None},
    )  # fmt: skip


@requires(PUBLICATION_POLICY, "create")
@require_http_methods(["GET", "POST"])
def work_from(request: Request, kind: str, source: int) -> HttpResponse:
    """Begin from where a record stands: asked once, then drafted."""
    if kind not in SourceKind.values:
        raise Http404
    before = find_drafted_from(kind, source)
    if request.method == "GET":
        return render(request, "publications/work_from.html", {"kind": SourceKind(kind).label, "before": before})
    try:
        row = writing.draft_from(actor=request.actor, now=request.now, kind=kind, pk=source)
    except NotPermitted:
        raise
    except Conflict as conflict:
        messages.info(request, conflict.message)
        return redirect(before or "publications:works")
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("publications:works")
    messages.success(request, _("已由记录带出，请核对后送审。"))
    return redirect(row)


@requires(PUBLICATION_POLICY, "examine")
@require_http_methods(["GET", "POST"])
def work_examine(request: Request, pk: int) -> HttpResponse:
    """The examination before publishing."""
    row = _get(request, pk)
    PUBLICATION_POLICY.require(request.actor, "examine", row)
    form = ExaminationForm(request.POST or None)
    return form_page(
        request, form, "publications/work_examine.html",
        lambda data: writing.examine(actor=request.actor, now=request.now, publication=row, **form.answers()),
        done=_("审查结果已记录。"), context={"row": row, "attachments": list(row.attachments.all())}, to=lambda made: row,
    )  # fmt: skip


@requires(PUBLICATION_POLICY, "edit")
@require_POST
def work_attach(request: Request, pk: int) -> HttpResponse:
    """Add a file."""
    row = _get(request, pk)
    form = AttachmentForm(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, _("请先选择文件。"))
        return redirect(row)
    file, title = form.cleaned_data["file"], form.cleaned_data["title"]
    return button_page(
        request, lambda: writing.attach(actor=request.actor, now=request.now, publication=row, upload=file, title=title),
        done=_("附件已保存。"), to=row,
    )  # fmt: skip


@requires(ATTACHMENT_POLICY, "remove")
@require_POST
def work_detach(request: Request, pk: int) -> HttpResponse:
    """Take a file out."""
    piece = ATTACHMENT_POLICY.get_or_404(request.actor, pk=pk)
    row = piece.publication
    return button_page(
        request, lambda: writing.detach(actor=request.actor, now=request.now, attachment=piece), done=_("附件已删除。"), to=row
    )


@requires(PUBLICATION_POLICY, "set_validity")
@require_POST
def work_validity(request: Request, pk: int) -> HttpResponse:
    """Say whether it is valid."""
    row = _get(request, pk)
    form = ValidityForm(request.POST)
    if form.is_valid():
        validity = form.cleaned_data["validity"] or None
        writing.set_validity(actor=request.actor, now=request.now, publication=row, validity=validity)
        messages.success(request, _("已保存。"))
    return redirect(row)
