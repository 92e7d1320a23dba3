"""Importing a plan: upload, the document beside what was found, correction, differences, confirmation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_POST

from baigong.contexts.organisations.public import add_alias
from baigong.contexts.plans.access import DOCUMENT_POLICY, PLAN_POLICY
from baigong.contexts.plans.forms.documents import ITEM_FORMS, AddItemForm, ConfirmForm
from baigong.contexts.plans.models import DraftItemState, ItemKind, PlanDocument, PlanDocumentState
from baigong.contexts.plans.selectors.documents import (
    bodies_to_choose,
    differences,
    document_segments,
    find_item,
    find_twin_in_force,
    goal_found,
    next_to_decide,
    previous_version,
)
from baigong.contexts.plans.services.confirming import Names, confirm_document, unresolved_names
from baigong.contexts.plans.services.importing import add_item, correct_item, decide_items, import_document
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.files import open_stored
from baigong.kernel.ui.listing import ChoiceFilter, Column, EmptyState, Listing
from baigong.kernel.workflow import available

TONES = {"draft": "warn", "confirmed": "good", "superseded": "neutral", "discarded": "neutral"}
DOCUMENTS = Listing(
    name="plan-documents",
    caption=gettext_lazy("计划文件"),
    columns=[
        Column("title", gettext_lazy("标题"), value=str, width="wide"),
        Column("doc_number", gettext_lazy("文号"), priority=2),
        Column("version", pgettext_lazy("文件", "版本"), kind="number", width="narrow", priority=2),
        Column("state", gettext_lazy("状态"), kind="badge", labels=PlanDocumentState, tones=TONES, sort="state"),
        Column("imported_at", gettext_lazy("导入时间"), kind="datetime", sort="imported_at", priority=2),
    ],
    filters=[ChoiceFilter("state", gettext_lazy("状态"), choices=PlanDocumentState, many=True)],
    search=["title", "doc_number", "file_name"],
    default_sort=("-imported_at",),
    row_link="plans:document",
    empty=EmptyState(
        gettext_lazy("还没有计划文件"),
        gettext_lazy("上传计划的 txt、html、docx 或 pdf 文件，系统读出措施、任务和目标，由您核对确认。"),
        "file-import",
    ),
)


@requires(DOCUMENT_POLICY, "view")
def document_list(request: Request) -> HttpResponse:
    """Every plan document in sight; the team uploads here."""
    may_import = DOCUMENT_POLICY.reachable(request.actor, "import")
    plans = list(PLAN_POLICY.visible(request.actor)) if may_import else []
    context = {"may_import": may_import, "plans": plans, "chosen": request.GET.get("plan", "")}
    rows = DOCUMENT_POLICY.visible(request.actor).select_related("plan")
    return DOCUMENTS.respond(request, rows, "plans/document_list.html", context, on_export="plans.plandocument.exported")


@require_POST
@requires(DOCUMENT_POLICY, "import")
def document_import(request: Request) -> HttpResponse:
    """Read an uploaded document."""
    file = request.FILES.get("file")
    if not isinstance(file, UploadedFile):
        messages.error(request, _("请选择文件。"))
        return redirect("plans:documents")
    plan = PLAN_POLICY.visible(request.actor).filter(key=request.POST.get("plan") or "").first()
    try:
        document = import_document(actor=request.actor, now=request.now, data=file.read(), file_name=file.name or "", plan=plan)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("plans:documents")
    messages.success(request, _("已读出，请逐项核对后确认。"))
    return redirect(document.get_absolute_url())


@requires(DOCUMENT_POLICY, "view")
def document(request: Request, pk: int) -> HttpResponse:
    """The document on the left with every found span marked, the structure on the right."""
    row = DOCUMENT_POLICY.get_or_404(request.actor, PlanDocument.objects.select_related("plan", "imported_by"), pk=pk)
    items = list(row.items.order_by("kind", "order", "pk"))
    groups = [(kind, label, [i for i in items if i.kind == kind]) for kind, label in ItemKind.choices]
    is_draft = row.state == PlanDocumentState.DRAFT
    previous = previous_version(row)
    context = {
        "document": row,
        "segments": document_segments(row, items),
        "groups": groups,
        "goals": {i.pk: goal_found(i) for i in items if i.kind == ItemKind.TARGET},
        "open_count": sum(i.state == DraftItemState.PROPOSED for i in items),
        "twin": find_twin_in_force(request.actor, row) if is_draft else None,
        "unresolved": unresolved_names(row) if is_draft else [],
        "bodies": list(bodies_to_choose()) if is_draft else [],
        "may_correct": is_draft and bool(DOCUMENT_POLICY.decide(request.actor, "correct", row)),
        "steps": [s for s in available(row, request.actor) if s.step.name == "discard"],
        "has_previous": previous is not None,
    }
    return render(request, "plans/document.html", context)


def _draft(request: Request, pk: int) -> PlanDocument:
    row = DOCUMENT_POLICY.get_or_404(request.actor, pk=pk)
    DOCUMENT_POLICY.require(request.actor, "correct", row)
    return row


@require_POST
@requires(DOCUMENT_POLICY, "correct")
def items_decide(request: Request, pk: int) -> HttpResponse:
    """Keep or drop one finding as the page showed it, or keep all of a kind that are still open."""
    row = _draft(request, pk)
    keep = request.POST.get("decision") != "drop"
    if kind := request.POST.get("all"):
        seen = {item.pk: item.mark for item in row.items.filter(kind=kind, state=DraftItemState.PROPOSED)}
    else:
        seen = {int(v): request.POST.get("seen", "") for v in request.POST.getlist("item") if v.isdecimal()}
    ids = list(seen)
    try:
        changed = decide_items(actor=request.actor, now=request.now, document=row, items=ids, keep=keep, seen=seen)
    except Conflict as conflict:  # back to the finding, as it is now
        messages.warning(request, conflict.message)
        return redirect(f"{row.get_absolute_url()}#i{ids[0]}")
    if len(ids) != 1:
        messages.success(request, _("已处理%(n)d项。") % {"n": changed})
    following = next_to_decide(row, ids)
    return redirect(row.get_absolute_url() + (f"#i{following}" if following else ""))


@requires(DOCUMENT_POLICY, "correct")
def item_correct(request: Request, pk: int) -> HttpResponse:
    """Put one finding right, with its sentence before one's eyes."""
    item = find_item(request.actor, pk)
    row = _draft(request, item.document_id if item else 0)
    assert item is not None
    form_class = ITEM_FORMS.get(item.kind)
    if form_class is None:
        messages.info(request, _("名单请在机构与职务中修改。"))
        return redirect(row.get_absolute_url())
    initial = form_class.initial_of(item) if hasattr(form_class, "initial_of") else {"number": item.number, "title": item.data.get("title")}
    form, seen, theirs = form_class(request.POST or None, initial=initial), request.POST.get("seen") or item.mark, []
    if request.method == "POST" and form.is_valid():
        changes = form.changes() if hasattr(form, "changes") else form.cleaned_data
        try:
            correct_item(actor=request.actor, now=request.now, item=item, changes=changes, seen=seen)
        except Conflict as conflict:  # having seen what the other left, the next save is meant
            form.add_error(None, conflict.message)
            seen = item.mark
            theirs = [(form[name].label, value) for name, value in initial.items() if str(value or "") != form.data.get(name, "").strip()]
        else:
            messages.success(request, _("已更正。"))
            return redirect(f"{row.get_absolute_url()}#i{item.pk}")
    quote = row.text[item.start : item.end] if item.start is not None else ""
    context = {"document": row, "item": item, "form": form, "quote": quote, "seen": seen, "theirs": theirs}
    return render(request, "plans/document_item.html", context, status=422 if form.errors else 200)


@requires(DOCUMENT_POLICY, "correct")
def item_add(request: Request, pk: int) -> HttpResponse:
    """Add what the reader missed: first the quote, then the usual form."""
    row = _draft(request, pk)
    form = AddItemForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind, quote = form.cleaned_data["kind"], form.cleaned_data["quote"]
        blank: dict[str, Any] = {
            ItemKind.MEASURE: {"title": quote[:60]},
            ItemKind.TASK: {"text": quote, "departments": [], "lead": [], "support": []},
            ItemKind.TARGET: {"value": None, "unit": "", "comparator": "="},
        }[kind]
        try:
            item = add_item(actor=request.actor, now=request.now, document=row, kind=kind, quote=quote, data=blank)
        except Refusal as refusal:
            form.add_error("quote", refusal.message)
        else:
            return redirect("plans:document-item", item.pk)
    return render(request, "plans/document_add.html", {"document": row, "form": form}, status=422 if form.errors else 200)


@require_POST
@requires(DOCUMENT_POLICY, "correct")
def name_assign(request: Request, pk: int) -> HttpResponse:
    """Say which body an unknown writing means; it becomes an alias with the document as its source."""
    row = _draft(request, pk)
    body = bodies_to_choose().filter(pk=request.POST.get("organisation") or 0).first()
    if body is None:
        messages.error(request, _("请选择机构。"))
    else:
        try:
            add_alias(actor=request.actor, now=request.now, organisation=body, name=request.POST.get("name", ""), source=row.doc_number)
        except Refusal as refusal:
            messages.error(request, refusal.message)
        else:
            messages.success(request, _("已记为“%(b)s”的别名。") % {"b": body})
    return redirect(f"{row.get_absolute_url()}#names")


@requires(DOCUMENT_POLICY, "confirm")
def document_confirm(request: Request, pk: int) -> HttpResponse:
    """Confirm: name the plan (first version), or see what changes (amended version), then bring it into force."""
    row = DOCUMENT_POLICY.get_or_404(request.actor, PlanDocument.objects.select_related("plan"), pk=pk)
    DOCUMENT_POLICY.require(request.actor, "confirm", row)
    own = next(iter(request.actor.organisation_ids), None)
    form = None if row.plan_id else ConfirmForm(request.POST or None, initial=ConfirmForm.initial_of(row, own))
    previous = previous_version(row)
    refused = ""
    if request.method == "POST" and (form is None or form.is_valid()):
        try:
            names = Names(**form.cleaned_data) if form else None
            plan = confirm_document(actor=request.actor, now=request.now, document=row, names=names)
        except Refusal as refusal:
            refused = refusal.message
        else:
            messages.success(request, _("已确认，新版生效。") if previous else _("已确认。任务已进台账，均为“待分解”，请下达。"))
            return redirect("plans:ledger", plan.key)
    counts = [(label, row.items.filter(kind=kind, state=DraftItemState.KEPT).count()) for kind, label in ItemKind.choices]
    context = {"document": row, "form": form, "counts": counts, "previous": previous, "refused": refused}
    context["twin"] = find_twin_in_force(request.actor, row) if row.state == PlanDocumentState.DRAFT else None
    return render(request, "plans/document_confirm.html", context, status=422 if refused or (form and form.errors) else 200)


@requires(DOCUMENT_POLICY, "view")
def document_differences(request: Request, pk: int) -> HttpResponse:
    """What an amended version changes against the version before it."""
    row = DOCUMENT_POLICY.get_or_404(request.actor, PlanDocument.objects.select_related("plan"), pk=pk)
    previous = previous_version(row)
    found = []
    if previous is not None:
        old: list[Any] = list(previous.items.all()) or list(previous.clauses.all())
        found = differences(old, list(row.items.all()), previous.text, row.text)
    return render(request, "plans/document_differences.html", {"document": row, "previous": previous, "found": found})


@requires(DOCUMENT_POLICY, "view")
def document_file(request: Request, pk: int) -> HttpResponseBase:
    """The file as it was uploaded; always as a download."""
    row = DOCUMENT_POLICY.get_or_404(request.actor, pk=pk)
    if not row.file:
        messages.info(request, _("这个计划由数据包装入，没有原件。"))
        return redirect(row.get_absolute_url())
    opened = open_stored(row.file, row.file_name)
    audit.record(request.actor, "plans.plandocument.downloaded", row, now=request.now)
    return FileResponse(opened, as_attachment=True, filename=row.file_name, content_type="application/octet-stream")
