"""The audit administrator's pages: the log, its sealed blocks, and whether anything was changed since."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from baigong.contexts.accounts.listings import AUDIT_LIST, BLOCK_LIST
from baigong.contexts.accounts.roles import AUDIT_ADMIN
from baigong.contexts.accounts.services.verifying import last_verification, verify_log
from baigong.kernel import audit
from baigong.kernel.access.routes import only
from baigong.kernel.audit.models import AuditBlock, AuditEvent


@only(AUDIT_ADMIN)
@require_safe
def audit_list(request: Any) -> HttpResponse:
    """The log, searched and filtered; an export is itself an event."""

    def exported(format_: str, count: int) -> None:
        query = {k: v for k, v in request.GET.items() if k != "export"}
        audit.record(request.actor, "audit.exported", now=request.now, detail={"format": format_, "count": count, "query": query})

    return AUDIT_LIST.respond(request, AuditEvent.objects.all(), "accounts/audit_list.html", on_export=exported)


@only(AUDIT_ADMIN)
@require_safe
def audit_event(request: Any, pk: int) -> HttpResponse:
    """One event with everything that was recorded."""
    row = AuditEvent.objects.select_related("block").filter(pk=pk).first()
    if row is None:
        raise Http404(_("没有这条审计记录。"))
    return render(request, "accounts/audit_event.html", {"event": row})


@only(AUDIT_ADMIN)
@require_safe
def audit_blocks(request: Any) -> HttpResponse:
    """The sealed blocks, and what the last check found."""
    last = last_verification()
    unsealed = AuditEvent.objects.filter(block=None).count()
    return BLOCK_LIST.respond(request, AuditBlock.objects.all(), "accounts/audit_blocks.html", {"last": last, "unsealed": unsealed})


@require_POST
@only(AUDIT_ADMIN)
def audit_verify(request: Any) -> HttpResponse:
    """Check the whole log, as a job with its progress page."""
    return redirect(verify_log(actor=request.actor, now=request.now))
