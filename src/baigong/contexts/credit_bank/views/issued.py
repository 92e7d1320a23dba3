"""The register of certificates: listed, brought by table, one with its history."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_pilots import ISSUED_POLICY
from baigong.contexts.credit_bank.exchange.assessments import CertificateSheet, LineWriter, certificate_of
from baigong.contexts.credit_bank.forms.pilots import CertificateTableForm, RenameForm
from baigong.contexts.credit_bank.pages_of_pilots import certificate_page, tabs_for
from baigong.contexts.credit_bank.selectors import pilots as selectors
from baigong.contexts.credit_bank.services.issuing import register_certificates, rename_holder
from baigong.contexts.credit_bank.views.pilot_listings import ISSUED, ISSUED_TONES
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import Refusal
from baigong.kernel.exchange import ImportPlan, execute
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import button_page
from baigong.kernel.ui.import_pages import Import, import_page, rows_as_read


@requires(ISSUED_POLICY, "work")
@require_GET
def certificate_list(request: Request) -> HttpResponse:
    """The register, as far as one works with it."""
    schools = selectors.schools_to_register(request.actor)
    context = {"tabs": tabs_for(request.actor, "x-certificates"), "may_register": bool(schools)}
    rows = selectors.list_certificates(request.actor)
    return ISSUED.respond(request, rows, "credit_bank/x_certificate_list.html", context, on_export="credit_bank.issuedcertificate.exported")


@requires(ISSUED_POLICY, "view")
@require_GET
def certificate(request: Request, pk: int) -> HttpResponse:
    """One certificate."""
    return _show(request, pk, RenameForm())


def _show(request: Request, pk: int, form: RenameForm, *, refusal: Refusal | None = None, status: int = 200) -> HttpResponse:
    row = selectors.get_certificate(request.actor, pk)
    is_own = row.learner.user_id is not None and row.learner.user_id == request.actor.user_id
    context = {"page": certificate_page(request.actor, row), "tones": ISSUED_TONES, "form": form, "refusal": refusal, "is_own": is_own}
    return render(request, "credit_bank/x_certificate.html", context, status=refusal.status if refusal else status)


@requires(ISSUED_POLICY, "rename")
@require_POST
def certificate_rename(request: Request, pk: int) -> HttpResponse:
    """The holder's name changed."""
    row = selectors.get_certificate(request.actor, pk)
    form = RenameForm(request.POST)
    if not form.is_valid():
        return _show(request, pk, form, status=422)
    return button_page(
        request, lambda: rename_holder(actor=request.actor, now=request.now, certificate=row, **form.cleaned_data),
        done=_("已登记更名。"), to=lambda made: row, show=lambda refusal: _show(request, pk, form, refusal=refusal),
    )  # fmt: skip


@requires(ISSUED_POLICY, "register")
@require_GET
def certificate_sheet(request: Request) -> HttpResponse:
    """The table of a school with everybody who passed and has no certificate in the register yet."""
    schools = {str(school.pk): school for school in selectors.schools_to_register(request.actor)}
    school = schools.get(request.GET.get("school", ""), next(iter(schools.values()), None))
    if school is None:
        messages.error(request, _("您办理的单位里没有1+X试点学校。"))
        return redirect("credit_bank:x-certificates")
    audit.record(request.actor, "credit_bank.issuedcertificate.exported", school, now=request.now, detail={"waiting": True})
    return attachment(CertificateSheet(school, request.now).filled(), "certificates.xlsx")


@requires(ISSUED_POLICY, "register")
@require_http_methods(["GET", "POST"])
def certificate_import(request: Request) -> HttpResponse:
    """Read the filled table, show what it would enter, and enter it once confirmed."""
    schools = selectors.schools_to_register(request.actor)
    if not schools:
        messages.error(request, _("您办理的单位里没有1+X试点学校。"))
        return redirect("credit_bank:x-certificates")
    form = CertificateTableForm(request.POST or None, request.FILES or None, schools=schools)

    def course(data: dict[str, Any]) -> Import:
        sheet = CertificateSheet(data["school"], request.now)

        def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
            def post(rows: Any) -> object:
                return register_certificates(
                    actor=request.actor, now=request.now, registrar=data["school"], key=f"file:{plan.digest[:40]}",
                    document=data["document"], lines=[*map(certificate_of, rows)],
                )  # fmt: skip

            return execute(plan, LineWriter(post), digest=digest)

        return Import(sheet.table, sheet.plan_of, write)

    return import_page(
        request, form, "credit_bank/x_certificate_import.html", course, salt="credit_bank.x_certificates",
        done=_("已登记%(add)d份证书，并存入学分账户。"), to=lambda: "credit_bank:x-certificates", lines=rows_as_read,
        context={"schools": schools},
    )  # fmt: skip
