"""The audit administrator's pages: the log, its sealed blocks, and whether anything was changed since."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts.forms import HeadForm
from baigong.contexts.accounts.listings import AUDIT_LIST, BLOCK_LIST
from baigong.contexts.accounts.roles import AUDIT_ADMIN
from baigong.contexts.accounts.selectors.history import all_blocks, all_events, find_event, last_verification, unsealed_count
from baigong.contexts.accounts.services.verifying import verify_log
from baigong.kernel.access.routes import only
from baigong.kernel.errors import Refusal


@only(AUDIT_ADMIN)
@require_safe
def audit_list(request: Any) -> HttpResponse:
    """The log, searched and filtered; an export is itself an event."""
    return AUDIT_LIST.respond(request, all_events(), "accounts/audit_list.html", on_export="audit.exported")


@only(AUDIT_ADMIN)
@require_safe
def audit_event(request: Any, pk: int) -> HttpResponse:
    """One event with everything that was recorded."""
    row = find_event(pk)
    if row is None:
        raise Http404(_("没有这条审计记录。"))
    return render(request, "accounts/audit_event.html", {"event": row})


@only(AUDIT_ADMIN)
@require_safe
def audit_blocks(request: Any) -> HttpResponse:
    """The sealed blocks, and what the last check found."""
    last = last_verification()
    context = {"last": last, "unsealed": unsealed_count(), "form": HeadForm()}
    return BLOCK_LIST.respond(request, all_blocks(), "accounts/audit_blocks.html", context, on_export="audit.blocks_exported")


@require_POST
@only(AUDIT_ADMIN)
def audit_verify(request: Any) -> HttpResponse:
    """Check the whole log, as a job with its progress page."""
    try:
        return redirect(verify_log(actor=request.actor, now=request.now, head=request.POST.get("head", "")))
    except Refusal as refusal:
        messages.error(request, refusal.message)
        return redirect("accounts:audit-blocks")
