"""The register, one enterprise with everything about it, its own first screen; entering, changing, the table in and out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.classifications.public import choices
from baigong.contexts.enterprises.access import ENTERPRISE_POLICY, STAFF_RETURN_POLICY
from baigong.contexts.enterprises.exchange.register import EnterpriseSheet, EnterpriseWriter
from baigong.contexts.enterprises.forms.register import DescribingForm, EnterpriseForm, IdentityForm, initial_of, initial_of_identity
from baigong.contexts.enterprises.models import Enterprise
from baigong.contexts.enterprises.pages import enterprise_page, may_change
from baigong.contexts.enterprises.selectors.register import (
    counties_for,
    get_enterprise,
    list_enterprises,
    own_enterprises,
    standing_figures,
    with_staff,
)
from baigong.contexts.enterprises.services import registering as services
from baigong.contexts.enterprises.views.listings import (
    COOPERATION_TONES,
    ENTERPRISES,
    FLAG_TONES,
    NO_STAFF,
    STAFF_TONES,
    STATE_TONES,
)
from baigong.contexts.enterprises.views.marking import wrong_rows
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines

TONES = {
    "tones": STATE_TONES, "flag_tones": FLAG_TONES, "staff_tones": STAFF_TONES, "cooperation_tones": COOPERATION_TONES,
}  # fmt: skip


@requires(ENTERPRISE_POLICY, "work")
@require_GET
def enterprise_list(request: Request) -> HttpResponse:
    """The enterprises one works with or looks for."""
    actor = request.actor
    sees_staff = STAFF_RETURN_POLICY.reachable(actor, "work")
    rows = list_enterprises(actor, "work")
    context = {
        "may_create": bool(counties_for(actor, request.now.date())), "may_import": ENTERPRISE_POLICY.reachable(actor, "import"),
        "figures": standing_figures(rows, request.now.date()) if sees_staff else None,
    }  # fmt: skip
    listing = ENTERPRISES if sees_staff else NO_STAFF
    return listing.respond(
        request, with_staff(rows) if sees_staff else rows, "enterprises/enterprise_list.html", context,
        on_export="enterprises.enterprise.exported",
    )  # fmt: skip


@requires(ENTERPRISE_POLICY, "view")
@require_GET
def enterprise(request: Request, pk: int) -> HttpResponse:
    """One enterprise: everything about it that the reader may see, and what one may do."""
    return _show(request, get_enterprise(request.actor, pk))


@requires(ENTERPRISE_POLICY, "own")
@require_GET
def mine(request: Request) -> HttpResponse:
    """My enterprise: quota, posts, people, money and what is returned. Who works for several chooses one."""
    own = own_enterprises(request.actor)
    if not own:
        return render(request, "enterprises/none.html", {})
    asked = request.GET.get("firm", "")
    chosen = next((row for row in own if str(row.pk) == asked), own[0])
    return _show(request, get_enterprise(request.actor, chosen.pk), own)


def _show(request: Request, row: Enterprise, own: Sequence[Enterprise] = ()) -> HttpResponse:
    """An enterprise's page; its own officer comes to it from "my enterprise", others from the register."""
    context = {
        "page": enterprise_page(request.actor, row, request.now.date()), "change": may_change(request.actor, row),
        "others": own if len(own) > 1 else [], "is_own": bool(ENTERPRISE_POLICY.decide(request.actor, "own", row)),
    }  # fmt: skip
    return render(request, "enterprises/enterprise.html", context | TONES)


def industries_of(request: Request) -> Callable[[], list[tuple[str, str]]]:
    """Industries to suggest by code and name: the groups of GB/T 4754; a class is typed."""

    def suggest() -> list[tuple[str, str]]:
        try:
            return list(choices("industries", "group", on=request.now.date()))
        except LookupError:
            return []

    return suggest


@requires(ENTERPRISE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def enterprise_add(request: Request) -> HttpResponse:
    """A new enterprise of one of the actor's counties."""
    counties = counties_for(request.actor, request.now.date())
    form = EnterpriseForm(request.POST or None, counties=counties, industries=industries_of(request))
    return form_page(
        request, form, "enterprises/enterprise_form.html",
        lambda data: services.enter_enterprise(actor=request.actor, now=request.now, head=form.head()), done=_("已登记。"),
        context={"row": None},
    )  # fmt: skip


@requires(ENTERPRISE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def enterprise_edit(request: Request, pk: int) -> HttpResponse:
    """What describes an enterprise."""
    row = get_enterprise(request.actor, pk)
    ENTERPRISE_POLICY.require(request.actor, "edit", row)
    form = DescribingForm(request.POST or None, industries=industries_of(request), initial=initial_of(row))

    def act(data: dict[str, Any]) -> Enterprise:
        return services.edit_enterprise(
            actor=request.actor, now=request.now, enterprise=row, industry_code=data["industry_code"], parent=form.parent,
            stake=data["stake"], facts=form.facts(), seen=data["seen"],
        )  # fmt: skip

    return form_page(request, form, "enterprises/enterprise_form.html", act, done=_("已保存。"), context={"row": row})


@requires(ENTERPRISE_POLICY, "identify")
@require_http_methods(["GET", "POST"])
def enterprise_identify(request: Request, pk: int) -> HttpResponse:
    """What identifies an enterprise: name, code, county, founding day."""
    row = get_enterprise(request.actor, pk)
    ENTERPRISE_POLICY.require(request.actor, "identify", row)
    counties = counties_for(request.actor, request.now.date())
    form = IdentityForm(request.POST or None, counties=counties, initial=initial_of_identity(row))
    return form_page(
        request, form, "enterprises/identity_form.html",
        lambda data: services.identify_enterprise(actor=request.actor, now=request.now, enterprise=row, **form.given()),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(ENTERPRISE_POLICY, "import")
@require_GET
def enterprise_sheet(request: Request) -> HttpResponse:
    """The register in the layout of the import; ``?empty=1`` gives the template."""
    sheet = EnterpriseSheet(request.actor, request.now)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "enterprises-template.xlsx")
    audit.record(request.actor, "enterprises.enterprise.exported", now=request.now)
    return attachment(sheet.workbook(), "enterprises.xlsx")


@requires(ENTERPRISE_POLICY, "import")
@require_http_methods(["GET", "POST"])
def enterprise_import(request: Request) -> HttpResponse:
    """Read a filled register, show what it would write, and write it once confirmed."""
    sheet = EnterpriseSheet(request.actor, request.now)
    if not sheet.counties:
        raise Http404
    if (back := wrong_rows(request, sheet.table, sheet.plan_of)) is not None:
        return back

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, EnterpriseWriter(sheet), digest=digest)
        audit.record(request.actor, "enterprises.enterprise.imported", now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "enterprises/enterprise_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt="enterprises.register", done=_("已登记%(add)d家，改写%(change)d家。"),
        to=lambda: "enterprises:enterprises", lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("改写")}),
    )  # fmt: skip
