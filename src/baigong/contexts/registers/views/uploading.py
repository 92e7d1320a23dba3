"""Pages on which a file is handed in: the form, the plan of what it would change, confirmation, the wrong rows to mend."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.registers.access import BATCH_POLICY, DRAFT_POLICY
from baigong.contexts.registers.forms.uploading import UploadForm
from baigong.contexts.registers.models import Draft
from baigong.contexts.registers.pages import sheet_lines
from baigong.contexts.registers.reading import refuse_too_large
from baigong.contexts.registers.selectors.senders import bodies_sent_for
from baigong.contexts.registers.services import uploading as services
from baigong.contexts.registers.standard import find_standard
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Conflict, Refusal
from baigong.kernel.ui.downloads import attachment


@requires(BATCH_POLICY, "send")
@require_http_methods(["GET", "HEAD", "POST"])
def upload(request: Request) -> HttpResponse:
    """Hand in a file; it is read and checked, and nothing is stored yet."""
    bodies = bodies_sent_for(request.actor)
    first = {"organisation": request.GET.get("body") or (bodies[0] if len(bodies) == 1 else None), "standard": request.GET.get("standard")}
    form = UploadForm(request.POST or None, request.FILES or None, bodies=bodies, initial=first)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        file = data["file"]
        name = PurePath(file.name).name
        try:
            refuse_too_large(name, file.size, file.read(8))
            file.seek(0)
            draft = services.prepare(
                actor=request.actor,
                now=request.now,
                organisation=data["organisation"],
                standard=find_standard(data["standard"]),
                data=file.read(),
                file_name=name,
                table=request.GET.get("table", ""),
            )
        except Refusal as refusal:
            form.add_error("file", refusal.message)
        else:
            return redirect(draft)
    drafts = DRAFT_POLICY.visible(request.actor).select_related("organisation", "uploaded_by")[:10]
    context = {"form": form, "drafts": drafts}
    return render(request, "registers/upload.html", context, status=422 if form.errors else 200)


def _draft(request: Request, pk: int, action: str = "view") -> Draft:
    row = DRAFT_POLICY.get_or_404(request.actor, Draft.objects.select_related("organisation", "uploaded_by"), pk=pk)
    DRAFT_POLICY.require(request.actor, action, row)
    return row


@requires(DRAFT_POLICY, "view")
@require_safe
def draft(request: Request, pk: int) -> HttpResponse:
    """What the file would change, table by table, and what is wrong in it."""
    row = _draft(request, pk)
    plans = services.plans_of(row)
    standard = find_standard(row.standard)
    context: dict[str, Any] = {
        "draft": row,
        "sheets": [(plan, sheet_lines(plan, standard)) for plan in plans],
        "sound": [plan for plan in plans if plan.is_ready],
        "stored": [plan for plan in plans if plan.stored],
        "wrong": [plan for plan in plans if not plan.is_sound],
    }
    return render(request, "registers/draft.html", context)


@requires(DRAFT_POLICY, "confirm")
@require_POST
def draft_confirm(request: Request, pk: int) -> HttpResponse:
    """Store the sound tables."""
    row = _draft(request, pk, "confirm")
    try:
        receipts = services.confirm(actor=request.actor, now=request.now, draft=row)
    except Conflict as conflict:
        messages.warning(request, conflict.message)
        if conflict.code == "changed_meanwhile":
            return redirect(services.renew(actor=request.actor, now=request.now, draft=row))
        return redirect("registers:batches")
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(row)
    rows = sum(receipt.batch.stored_count for receipt in receipts)
    words = ngettext("已入库%(num)d张表，共%(rows)d行。", "已入库%(num)d张表，共%(rows)d行。", len(receipts))
    messages.success(request, words % {"num": len(receipts), "rows": rows})
    if DRAFT_POLICY.visible(request.actor).filter(pk=row.pk).exists():
        return redirect(row)
    return redirect(receipts[0].batch) if len(receipts) == 1 else redirect("registers:batches")


@requires(DRAFT_POLICY, "discard")
@require_POST
def draft_discard(request: Request, pk: int) -> HttpResponse:
    """Put the file aside."""
    row = _draft(request, pk, "discard")
    services.discard(actor=request.actor, now=request.now, draft=row)
    messages.success(request, _("已放弃“%(f)s”，没有入库。") % {"f": row.file_name})
    return redirect("registers:upload")


@requires(DRAFT_POLICY, "view")
@require_safe
def draft_wrong_rows(request: Request, pk: int) -> HttpResponse:
    """Just the wrong rows as a workbook: wrong cells marked, reasons beside them, to be mended and uploaded again as it is."""
    row = _draft(request, pk)
    content = services.wrong_rows_of(row)
    if content is None:
        raise Http404(_("这个文件没有错误。"))
    audit.record(request.actor, "registers.draft.exported", row, now=request.now, detail={"file": row.file_name})
    return attachment(content, _("%(name)s-待改.xlsx") % {"name": PurePath(row.file_name).stem})
