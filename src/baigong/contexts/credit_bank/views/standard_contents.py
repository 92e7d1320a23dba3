"""What a standard says: its versions, and the modules of each level; written by the office, or by a school for its own draft."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, LOCAL_STANDARD_POLICY
from baigong.contexts.credit_bank.exchange.standard_modules import ModuleSheet, ModuleWriter
from baigong.contexts.credit_bank.forms.certificate_types import ModuleForm, VersionForm
from baigong.contexts.credit_bank.models import CertificateType, LocalStandardState, StandardVersion
from baigong.contexts.credit_bank.selectors.certificate_types import get_certificate, get_module, get_version, versions_with_modules
from baigong.contexts.credit_bank.selectors.local_standards import get_standard
from baigong.contexts.credit_bank.services import standard_versions as services
from baigong.kernel.access import Request, requires, signed_in
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import refuse
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines


@requires(CERTIFICATE_TYPE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def type_content(request: Request, pk: int) -> HttpResponse:
    """The content of a national standard."""
    row = get_certificate(request.actor, pk)
    CERTIFICATE_TYPE_POLICY.require(request.actor, "edit", row)
    return _content(request, row, row.get_absolute_url())


@requires(LOCAL_STANDARD_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def local_content(request: Request, pk: int) -> HttpResponse:
    """The content of a local standard in the making."""
    row = get_standard(request.actor, pk)
    LOCAL_STANDARD_POLICY.require(request.actor, "edit", row)
    return _content(request, row.certificate, row.get_absolute_url())


def _content(request: Request, row: CertificateType, back: str) -> HttpResponse:
    """Two forms: ``what`` says which was sent."""
    what = request.POST.get("what", "")
    levels = list(row.levels.all())
    version_form = VersionForm(request.POST if what == "version" else None)
    module_form = ModuleForm(request.POST if what == "module" else None, levels=levels)
    versions = versions_with_modules(row)
    status = 200
    if request.method == "POST":
        form: Any = module_form if what == "module" else version_form
        status = 422
        if form.is_valid():
            try:
                _write(request, row, what, form.cleaned_data, versions)
            except NotPermitted:
                raise
            except Refusal as refusal:
                refuse(form, refusal)
                status = refusal.status
            else:
                return redirect(request.path)
    context = {
        "row": row, "back": back, "versions": versions, "version_form": version_form, "module_form": module_form, "levels": levels,
        "current": versions[0] if versions else None, "may_write": services.may_write(request.actor, row),
    }  # fmt: skip
    return render(request, "credit_bank/x_content.html", context, status=status)


def _write(request: Request, row: CertificateType, what: str, data: dict[str, Any], versions: list[StandardVersion]) -> None:
    if what != "module":
        services.save_version(actor=request.actor, now=request.now, certificate=row, **data)
        return
    if not versions:
        raise Refusal(_("请先登记标准版次。"), code="no_version")
    services.write_modules(actor=request.actor, now=request.now, version=versions[0], modules=[services.ModuleHead(**data)])


def _version(request: Request, pk: int) -> StandardVersion:
    """A version whose content the actor writes; 404 otherwise."""
    row = get_version(pk)
    if not services.may_write(request.actor, row.certificate):
        raise Http404
    return row


def _page_of(row: CertificateType) -> str:
    local = getattr(row, "local_standard", None)
    if local is None or local.state == LocalStandardState.PUBLISHED:  # a national one by now, which the office keeps
        return reverse("credit_bank:x-type-content", args=[row.pk])
    return reverse("credit_bank:x-local-content", args=[local.pk])


@require_POST
@signed_in
def module_remove(request: Request, pk: int) -> HttpResponse:
    """Take a module out; whose standard it is decides who may."""
    module = get_module(pk)
    _version(request, module.version_id)
    services.remove_module(actor=request.actor, now=request.now, module=module)
    return redirect(_page_of(module.version.certificate))


@signed_in
@require_GET
def module_sheet(request: Request, pk: int) -> HttpResponse:
    """The modules of a version in the layout of the import; ``?empty=1`` the template."""
    sheet = ModuleSheet(request.actor, request.now, _version(request, pk))
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "modules-template.xlsx")
    return attachment(sheet.workbook(), "modules.xlsx")


@signed_in
@require_http_methods(["GET", "POST"])
def module_import(request: Request, pk: int) -> HttpResponse:
    """Read a filled table of modules, show what it would write, and write it once confirmed."""
    version = _version(request, pk)
    sheet = ModuleSheet(request.actor, request.now, version)

    def write(plan: ImportPlan, digest: str) -> Any:
        return execute(plan, ModuleWriter(sheet), digest=digest)

    back = _page_of(version.certificate)
    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/x_module_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt=f"credit_bank.standard_modules:{version.pk}",
        done=_("已登记%(add)d个模块，修改%(change)d个。"), to=lambda: back,
        lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("修改")}), context={"version": version, "back": back},
    )  # fmt: skip
