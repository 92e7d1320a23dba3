"""Pages that bring bodies, posts and seats from Excel, and give them out in the same layout."""

from __future__ import annotations

from pathlib import PurePath
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.organisations.access import IMPORTS, ORGANISATIONS
from baigong.contexts.organisations.exchange import IMPORTS_BY_NAME, confirm_import, discard_import, plan_of, prepare_import
from baigong.contexts.organisations.exchange.importing import TableImport
from baigong.contexts.organisations.exchange.plans import plan_page
from baigong.contexts.organisations.forms.imports import ImportForm
from baigong.kernel import audit, exchange
from baigong.kernel.access import requires
from baigong.kernel.errors import Refusal
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page


@requires(IMPORTS, "create")
@require_safe
def import_index(request: Any) -> HttpResponse:
    """The three tables: template, present content, upload, and drafts that wait."""
    drafts = {draft.table: draft for draft in IMPORTS.visible(request.actor)}
    items = [(item, drafts.get(name)) for name, item in IMPORTS_BY_NAME.items()]
    return render(request, "organisations/import_index.html", {"items": items})


@requires(IMPORTS, "create")
@require_http_methods(["GET", "HEAD", "POST"])
def import_add(request: Any, table: str) -> HttpResponse:
    """Bring a file; what it would do is shown next."""
    item = _item(table)

    def act(given: dict[str, Any]) -> Any:
        file = given["file"]
        return prepare_import(actor=request.actor, now=request.now, table=table, data=file.read(), filename=file.name)

    form = ImportForm(request.POST or None, request.FILES or None)
    return form_page(request, form, "organisations/import_add.html", act, done=_("已读取文件，请核对。"), context={"item": item})


@requires(IMPORTS, "create")
@require_safe
def import_template(request: Any, table: str) -> HttpResponse:
    """The empty workbook."""
    item = _item(table)
    return attachment(exchange.template(item.table), _("%(title)s模板.xlsx") % {"title": item.table.title})


@requires(ORGANISATIONS, "export")
@require_safe
def table_export(request: Any, table: str) -> HttpResponse:
    """What there is, in the layout of the template."""
    item = _item(table)
    rows = item.rows(request.now.date())
    detail = {"what": table, "format": "xlsx", "rows": len(rows)}
    audit.record(request.actor, "organisations.organisation.exported", now=request.now, detail=detail)
    return attachment(exchange.export(item.table, rows), f"{item.table.title}{request.now.date():%Y%m%d}.xlsx")


@requires(IMPORTS, "view")
@require_safe
def import_plan(request: Any, pk: int) -> HttpResponse:
    """What a file would add and change, and every wrong cell."""
    draft = IMPORTS.get_or_404(request.actor, pk=pk)
    item = IMPORTS_BY_NAME[draft.table]
    return render(request, "organisations/import_plan.html", {"draft": draft, "item": item, "view": plan_page(plan_of(draft))})


@requires(IMPORTS, "view")
@require_safe
def import_marked(request: Any, pk: int) -> HttpResponse:
    """The uploaded file with every wrong cell marked, to be put right and uploaded again."""
    draft = IMPORTS.get_or_404(request.actor, pk=pk)
    if not draft.marked:
        raise Http404(_("这个文件没有错误，不必改。"))
    return attachment(bytes(draft.marked), _("%(name)s（标出错误）.xlsx") % {"name": PurePath(draft.filename).stem})


@requires(IMPORTS, "confirm")
@require_POST
def import_confirm(request: Any, pk: int) -> HttpResponse:
    """Write what was shown."""
    draft = IMPORTS.get_or_404(request.actor, pk=pk)
    try:
        counts = confirm_import(actor=request.actor, now=request.now, draft=draft, digest=request.POST.get("digest", ""))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect(draft)
    messages.success(request, _("已导入：新增 %(add)s，修改 %(change)s，未变 %(same)s。") % dict(counts))
    return redirect("organisations:leading-body-list" if draft.table == "seats" else "organisations:organisation-list")


@requires(IMPORTS, "discard")
@require_POST
def import_discard(request: Any, pk: int) -> HttpResponse:
    """Put the file aside."""
    draft = IMPORTS.get_or_404(request.actor, pk=pk)
    discard_import(actor=request.actor, now=request.now, draft=draft)
    messages.success(request, _("已放弃这次导入，没有写入任何内容。"))
    return redirect("organisations:import-index")


def _item(table: str) -> TableImport:
    if table not in IMPORTS_BY_NAME:
        raise Http404(_("没有这张表。"))
    return IMPORTS_BY_NAME[table]
