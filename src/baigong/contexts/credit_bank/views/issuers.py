"""The office's pages of keys and of issuers that it accepts."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import ISSUER_KEY_POLICY, TRUSTED_ISSUER_POLICY
from baigong.contexts.credit_bank.credentials.addresses import issuer_did, issuer_name
from baigong.contexts.credit_bank.forms.credentials import RotationForm, TrustForm
from baigong.contexts.credit_bank.selectors.credentials import list_keys, list_trusted, signed_by
from baigong.contexts.credit_bank.services import issuer_keys, trusted_issuers
from baigong.contexts.credit_bank.views.credential_listings import KEYS, TRUSTED
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page


@requires(ISSUER_KEY_POLICY, "view")
@require_GET
def key_list(request: Request) -> HttpResponse:
    """The bank's identifier and its keys."""
    context = {"did": issuer_did(), "issuer": issuer_name()}
    return KEYS.respond(request, list_keys(request.actor), "credit_bank/key_list.html", context)


@requires(ISSUER_KEY_POLICY, "rotate")
@require_http_methods(["GET", "POST"])
def key_rotate(request: Request) -> HttpResponse:
    """A new key signs from now on."""
    return form_page(
        request, RotationForm(request.POST or None), "credit_bank/key_rotate.html",
        lambda data: issuer_keys.rotate_key(actor=request.actor, now=request.now, **data),
        done=lambda made: _("从现在起用%(name)s签发。") % {"name": made}, to=lambda made: "credit_bank:issuer-keys",
    )  # fmt: skip


@requires(ISSUER_KEY_POLICY, "view")
@require_GET
def key(request: Request, pk: int) -> HttpResponse:
    """One key: its public half, since when, what it signed."""
    row = ISSUER_KEY_POLICY.get_or_404(request.actor, pk=pk)
    context = {"row": row, "count": signed_by(row), "events": list(audit.events_of(row)[:20])}
    return render(request, "credit_bank/key.html", context)


@requires(ISSUER_KEY_POLICY, "revoke")
@require_POST
def key_revoke(request: Request, pk: int) -> HttpResponse:
    """Nothing that it signed is believed any more."""
    row = ISSUER_KEY_POLICY.get_or_404(request.actor, pk=pk)
    issuer_keys.revoke_key(actor=request.actor, now=request.now, key=row, reason=request.POST.get("reason", ""))
    messages.success(request, _("密钥%(name)s已作废；它签过的凭证需要换发。") % {"name": row})
    return redirect("credit_bank:issuer-key", pk=row.pk)


@requires(TRUSTED_ISSUER_POLICY, "view")
@require_GET
def trusted_list(request: Request) -> HttpResponse:
    """Issuers whose credentials are accepted."""
    return TRUSTED.respond(request, list_trusted(request.actor), "credit_bank/trusted_list.html")


@requires(TRUSTED_ISSUER_POLICY, "create")
@require_http_methods(["GET", "POST"])
def trusted_add(request: Request) -> HttpResponse:
    """Accept one more, or bring its keys up to date."""
    return form_page(
        request, TrustForm(request.POST or None), "credit_bank/trusted_add.html",
        lambda data: trusted_issuers.trust_issuer(actor=request.actor, now=request.now, **data),
        done=_("已登记。"), to=lambda made: "credit_bank:trusted-issuers",
    )  # fmt: skip


@requires(TRUSTED_ISSUER_POLICY, "view")
@require_GET
def trusted(request: Request, pk: int) -> HttpResponse:
    """One issuer with its keys."""
    row = TRUSTED_ISSUER_POLICY.get_or_404(request.actor, pk=pk)
    return render(request, "credit_bank/trusted.html", {"row": row, "events": list(audit.events_of(row)[:20])})


@requires(TRUSTED_ISSUER_POLICY, "end")
@require_POST
def trusted_end(request: Request, pk: int) -> HttpResponse:
    """Accept it no longer."""
    row = TRUSTED_ISSUER_POLICY.get_or_404(request.actor, pk=pk)
    trusted_issuers.end_trust(actor=request.actor, now=request.now, issuer=row)
    messages.success(request, _("已停止认可%(name)s。") % {"name": row})
    return redirect("credit_bank:trusted-issuers")
