"""The catalogue of certificates and the bodies behind it: kept by the office, read by everybody."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access_of_standards import CERTIFICATE_TYPE_POLICY, TRAINING_BODY_POLICY
from baigong.contexts.credit_bank.exchange.certificate_types import CertificateSheet, CertificateWriter
from baigong.contexts.credit_bank.forms.certificate_types import BodyForm, CertificateForm, LevelForm, initial_of_certificate
from baigong.contexts.credit_bank.models import BodyState, CertificateState, TrainingBody
from baigong.contexts.credit_bank.selectors.certificate_types import (
    all_bodies,
    get_body,
    get_certificate,
    get_level,
    link_groups,
    linkable_types,
    list_bodies,
    list_certificates,
    list_public_certificates,
    versions_with_modules,
)
from baigong.contexts.credit_bank.selectors.course_mappings import published_mappings
from baigong.contexts.credit_bank.selectors.people import homes_of
from baigong.contexts.credit_bank.services import certificate_types as services
from baigong.contexts.credit_bank.services.standard_versions import may_write
from baigong.contexts.credit_bank.views.certificate_listings import (
    BODIES,
    BODY_TONES,
    CERTIFICATE_TONES,
    CERTIFICATES,
    PUBLIC_CERTIFICATES,
)
from baigong.kernel import audit
from baigong.kernel.access import ANONYMOUS, Request, public, requires
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines
from baigong.kernel.workflow import available

EVENTS = 20

# -- bodies ----------------------------------------------------------------------------------------------------------


@requires(TRAINING_BODY_POLICY, "work")
@require_GET
def body_list(request: Request) -> HttpResponse:
    """Who assesses, and whether on the national list."""
    context = {"may_create": TRAINING_BODY_POLICY.reachable(request.actor, "create")}
    rows = list_bodies(request.actor, request.now.date())
    return BODIES.respond(request, rows, "credit_bank/x_bodies.html", context, on_export="credit_bank.trainingbody.exported")


@requires(TRAINING_BODY_POLICY, "work")
@require_GET
def body(request: Request, pk: int) -> HttpResponse:
    """One body: onto the list, off it, why; its certificates."""
    row = get_body(request.actor, pk)
    today = request.now.date()
    context = {
        "row": row, "standing": BodyState(row.standing_on(today)), "coming": row.coming_after(today),
        "steps": available(row, request.actor), "events": audit.events_of(row)[:EVENTS], "tones": BODY_TONES,
        "certificates": list(list_certificates(request.actor).filter(body=row)), "certificate_tones": CERTIFICATE_TONES,
        "may_edit": bool(TRAINING_BODY_POLICY.decide(request.actor, "edit", row)), "today": today,
    }  # fmt: skip
    return render(request, "credit_bank/x_body.html", context)


@requires(TRAINING_BODY_POLICY, "create")
@require_http_methods(["GET", "POST"])
def body_add(request: Request) -> HttpResponse:
    """A new body."""
    return _body_page(request, None, {})


@requires(TRAINING_BODY_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def body_edit(request: Request, pk: int) -> HttpResponse:
    """What it is called."""
    row = get_body(request.actor, pk)
    TRAINING_BODY_POLICY.require(request.actor, "edit", row)
    return _body_page(request, row, {"name": row.name, "batch": row.batch, "organisation": str(row.organisation_id or "")})


def _body_page(request: Request, row: TrainingBody | None, initial: dict[str, Any]) -> HttpResponse:
    form = BodyForm(request.POST or None, bodies=homes_of(request.actor, request.now.date()), initial=initial)
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.save_body(actor=request.actor, now=request.now, body=row, **form.values()),
        done=_("已保存。"), context=_crumbs(_("修改评价组织") if row else _("登记评价组织"), "x-bodies", _("培训评价组织"), row),
    )  # fmt: skip


def _crumbs(title: str, at: str, at_title: str, row: Any) -> dict[str, Any]:
    return {"title": title, "at": f"credit_bank:{at}", "at_title": at_title, "row": row}


# -- certificates ----------------------------------------------------------------------------------------------------


@requires(CERTIFICATE_TYPE_POLICY, "work")
@require_GET
def type_list(request: Request) -> HttpResponse:
    """The catalogue as one works with it."""
    context = {"may_create": CERTIFICATE_TYPE_POLICY.reachable(request.actor, "create")}
    rows = list_certificates(request.actor)
    return CERTIFICATES.respond(request, rows, "credit_bank/x_types.html", context, on_export="credit_bank.certificatetype.exported")


@public
@require_GET
def public_list(request: Request) -> HttpResponse:
    """The catalogue as everybody may read and take it."""
    return PUBLIC_CERTIFICATES.respond(request, list_public_certificates(), "credit_bank/public_certificates.html")


@public
@require_GET
def public_certificate(request: Request, pk: int) -> HttpResponse:
    """One certificate for learners: what it is, what it is worth here, which programmes teach how much of it."""
    row = get_certificate(ANONYMOUS, pk)
    return render(request, "credit_bank/public_certificate.html", _content(request, row))


@requires(CERTIFICATE_TYPE_POLICY, "view")
@require_GET
def certificate(request: Request, pk: int) -> HttpResponse:
    """One certificate: levels and what they post by, versions, what one may do. Who does not work with it is led to its public page."""
    row = get_certificate(request.actor, pk)
    if not CERTIFICATE_TYPE_POLICY.decide(request.actor, "work", row):
        return redirect("credit_bank:x-public-type", row.pk)
    context = _content(request, row) | {
        "steps": available(row, request.actor), "events": audit.events_of(row)[:EVENTS],
        "may_edit": may_write(request.actor, row) and bool(CERTIFICATE_TYPE_POLICY.decide(request.actor, "edit", row)),
        "may_link": bool(CERTIFICATE_TYPE_POLICY.decide(request.actor, "link", row)),
    }  # fmt: skip
    return render(request, "credit_bank/x_type.html", context)


def _content(request: Request, row: Any) -> dict[str, Any]:
    day = request.now.date()
    versions = versions_with_modules(row)
    return {
        "row": row, "levels": list(row.levels.all()), "versions": versions, "current": next((v for v in versions if v.holds_on(day)), None),
        "links": link_groups(row.links.all(), day), "why_closed": row.why_closed_on(day) if row.state != CertificateState.DRAFT else "",
        "mappings": published_mappings(row), "tones": CERTIFICATE_TONES, "local": getattr(row, "local_standard", None), "today": day,
    }  # fmt: skip


@requires(CERTIFICATE_TYPE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def type_add(request: Request) -> HttpResponse:
    """A new national certificate."""
    day = request.now.date()
    form = CertificateForm(request.POST or None, bodies=all_bodies(), initial={"since": day})
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.draft_certificate(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记，启用后可以开班。"), context=_crumbs(_("登记证书"), "x-types", _("证书目录"), None),
    )  # fmt: skip


@requires(CERTIFICATE_TYPE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def type_edit(request: Request, pk: int) -> HttpResponse:
    """What a certificate says."""
    row = get_certificate(request.actor, pk)
    CERTIFICATE_TYPE_POLICY.require(request.actor, "edit", row)
    form = CertificateForm(request.POST or None, bodies=all_bodies(), initial=initial_of_certificate(row))
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.edit_certificate(
            actor=request.actor, now=request.now, certificate=row, head=form.head(), seen=data["seen"]
        ),
        done=_("已保存。"), context=_crumbs(_("修改证书"), "x-types", _("证书目录"), row),
    )  # fmt: skip


@requires(CERTIFICATE_TYPE_POLICY, "link")
@require_http_methods(["GET", "POST"])
def level_link(request: Request, pk: int) -> HttpResponse:
    """By which entry of the catalogue of outcomes a level posts into accounts."""
    level = get_level(request.actor, pk)
    row = level.certificate
    CERTIFICATE_TYPE_POLICY.require(request.actor, "link", row)
    form = LevelForm(
        request.POST or None, level=level, types=linkable_types(level), initial={"outcome_type": str(level.outcome_type_id or "")}
    )  # fmt: skip

    def act(data: dict[str, Any]) -> object:
        if data["outcome_type"] == LevelForm.NEW:
            services.draft_outcome_type(
                actor=request.actor, now=request.now, level=level, credits=data["credits"], valid_years=data["valid_years"],
                basis=data["basis"],
            )  # fmt: skip
        else:
            chosen = form.types.get(data["outcome_type"])
            services.link_outcome_type(actor=request.actor, now=request.now, level=level, outcome_type=chosen)
        return row

    context = _crumbs(_("%(level)s对应成果目录") % {"level": level.level}, "x-types", _("证书目录"), row)
    return form_page(request, form, "credit_bank/x_form.html", act, done=_("已保存。"), context=context)


# -- as a table ------------------------------------------------------------------------------------------------------


@requires(CERTIFICATE_TYPE_POLICY, "import")
@require_GET
def type_sheet(request: Request) -> HttpResponse:
    """The catalogue in the layout of the import; ``?empty=1`` the template, ``?bundled=1`` the list that comes with the system."""
    sheet = CertificateSheet(request.actor, request.now)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "certificates-template.xlsx")
    if request.GET.get("bundled") == "1":
        return attachment(sheet.bundled(), "certificates-bundled.xlsx")
    facts = {"format": "xlsx", "rows": len(sheet.known())}
    audit.record(request.actor, "credit_bank.certificatetype.exported", None, now=request.now, detail=facts)
    return attachment(sheet.workbook(), "certificates.xlsx")


@requires(CERTIFICATE_TYPE_POLICY, "import")
@require_http_methods(["GET", "POST"])
def type_import(request: Request) -> HttpResponse:
    """Read a filled table, show what it would enter, and enter it once confirmed."""
    sheet = CertificateSheet(request.actor, request.now)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        counts = execute(plan, CertificateWriter(sheet), digest=digest)
        audit.record(request.actor, "credit_bank.certificatetype.imported", None, now=request.now, detail=dict(counts))
        return counts

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/x_type_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt="credit_bank.certificates",
        done=_("已登记%(add)d种证书，修改%(change)d种。"), to=lambda: "credit_bank:x-types",
        lines=lambda plan: _lines(sheet, plan),
    )  # fmt: skip


def _lines(sheet: CertificateSheet, plan: ImportPlan) -> list[tuple[str, ...]]:
    """What the file would do, line by line; where it would enter a body too, that is said."""
    new, words = sheet.entering_bodies(plan), _("评价组织不在名录，将一并登记；名称写错的请改正后重新上传")
    lines = plan_lines(plan, {"add": _("登记"), "change": _("修改")})
    return [(row, code, what, f"{said}；{words}" if row in new else said) for row, code, what, said in lines]
