"""Pages with which an administrator brings a newer edition: template, upload, plan, confirmation."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.classifications import pages, uploads
from baigong.contexts.classifications.access import UPLOAD_POLICY
from baigong.contexts.classifications.exchange import table_of
from baigong.contexts.classifications.forms import UploadForm
from baigong.contexts.classifications.models import UploadState
from baigong.contexts.classifications.schemes import SCHEMES, get_scheme
from baigong.contexts.classifications.upload_pages import UPLOADS, upload_page
from baigong.kernel import exchange
from baigong.kernel.access import requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment


@requires(UPLOAD_POLICY, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def upload_add(request: Any, scheme: str) -> HttpResponse:
    """The form; a file with wrong cells is answered with every one of them, or (``marked``) handed back with them marked."""
    _known(scheme)
    form = UploadForm(request.POST or None, request.FILES or None)
    context: dict[str, Any] = {
        "form": form,
        "scheme": get_scheme(scheme),
        "crumbs": pages.scheme_crumbs(scheme, (_("上传新版本"), None)),
        "rejected": None,
    }
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            upload = uploads.prepare_upload(
                actor=request.actor, now=request.now, facts=form.facts(scheme), data=file.read(), filename=file.name
            )
            return redirect(upload)
        except uploads.Rejected as rejected:
            if "marked" in request.POST:
                return attachment(
                    exchange.marked(rejected.parsed, rejected.issues), _("标出错误的%(name)s.xlsx") % {"name": PurePath(file.name).stem}
                )
            context["rejected"] = rejected
        except Refusal as refusal:
            for name, message in (refusal.fields or {"file": refusal.message}).items():
                form.add_error(name, message)
    status = 422 if request.method == "POST" else 200
    return render(request, "classifications/editionupload_add.html", context, status=status)


@requires(UPLOAD_POLICY, "create")
@require_safe
def template(request: Any, scheme: str) -> HttpResponse:
    """The empty workbook to fill in."""
    _known(scheme)
    return attachment(exchange.template(table_of(scheme)), _("%(scheme)s模板.xlsx") % {"scheme": get_scheme(scheme).label})


@requires(UPLOAD_POLICY, "view")
@require_safe
def upload_list(request: Any) -> HttpResponse:
    """Every file that was brought, and what became of it."""
    rows = UPLOAD_POLICY.visible(request.actor).select_related("edition", "job")
    crumbs = [*pages.scheme_crumbs("divisions")[:1], (_("上传记录"), None)]
    template, action = "classifications/editionupload_list.html", "classifications.editionupload.exported"
    return UPLOADS.respond(request, rows, template, {"crumbs": crumbs}, on_export=action)


@requires(UPLOAD_POLICY, "view")
@require_safe
def upload_view(request: Any, pk: int) -> HttpResponse:
    """What a file would add, change and end."""
    upload = UPLOAD_POLICY.get_or_404(request.actor, pk=pk)
    crumbs = pages.scheme_crumbs(upload.scheme, (_("新版本 %(edition)s") % {"edition": upload.code}, None))
    return render(request, "classifications/editionupload_view.html", {"view": upload_page(upload, request.actor), "crumbs": crumbs})


@requires(UPLOAD_POLICY, "load")
@require_POST
def upload_load(request: Any, pk: int) -> HttpResponse:
    """Load what was shown."""
    upload = UPLOAD_POLICY.get_or_404(request.actor, pk=pk)
    try:
        upload = uploads.confirm_upload(
            actor=request.actor, now=request.now, upload=upload, plan_digest=request.POST.get("plan_digest", "")
        )
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(upload)
    if upload.state == UploadState.LOADING:
        messages.info(request, _("已交给后台载入，完成后即可使用。"))
        return redirect("jobs:job", upload.job_id) if upload.job_id else redirect(upload)
    messages.success(request, _("“%(upload)s”已载入，旧版本原样保留。") % {"upload": upload})
    return redirect(upload.edition or upload)


@requires(UPLOAD_POLICY, "discard")
@require_POST
def upload_discard(request: Any, pk: int) -> HttpResponse:
    """Put the file aside."""
    upload = UPLOAD_POLICY.get_or_404(request.actor, pk=pk)
    try:
        uploads.discard_upload(actor=request.actor, now=request.now, upload=upload)
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(upload)
    messages.success(request, _("已放弃“%(upload)s”。") % {"upload": upload})
    return redirect("classifications:scheme", upload.scheme)


def _known(scheme: str) -> None:
    if scheme not in SCHEMES:
        raise Http404(_("没有这个代码表。"))
