"""Mappings of courses to the modules of a standard: written by schools, a hint for rules, shown to learners."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.credit_bank.access import RULE_POLICY
from baigong.contexts.credit_bank.access_of_standards import STANDARD_MAPPING_POLICY
from baigong.contexts.credit_bank.exchange.course_mappings import MappingSheet, MappingWriter
from baigong.contexts.credit_bank.forms.course_mappings import LineForm, MappingForm
from baigong.contexts.credit_bank.models import ConversionRule, MappingState, StandardMapping
from baigong.contexts.credit_bank.selectors.course_mappings import (
    courses_of,
    get_mapping,
    list_mappings,
    mappable_programmes,
    mappable_versions,
    modules_of,
    suggestions_for,
)
from baigong.contexts.credit_bank.services import course_mappings as services
from baigong.contexts.credit_bank.views.certificate_listings import MAPPING_TONES, MAPPINGS
from baigong.contexts.organisations.public import Organisation
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.errors import NotPermitted, Refusal
from baigong.kernel.exchange import ImportPlan, execute, template
from baigong.kernel.ui.downloads import attachment
from baigong.kernel.ui.form_pages import form_page, refuse
from baigong.kernel.ui.import_pages import Import, TableForm, import_page, plan_lines
from baigong.kernel.workflow import available


@requires(STANDARD_MAPPING_POLICY, "work")
@require_GET
def mapping_list(request: Request) -> HttpResponse:
    """The mappings one works with, with how much of each standard is taught."""
    context = {"may_create": STANDARD_MAPPING_POLICY.reachable(request.actor, "create")}
    rows = list_mappings(request.actor)
    return MAPPINGS.respond(request, rows, "credit_bank/x_mappings.html", context, on_export="credit_bank.standardmapping.exported")


@requires(STANDARD_MAPPING_POLICY, "create")
@require_http_methods(["GET", "POST"])
def mapping_add(request: Request) -> HttpResponse:
    """Begin a mapping."""
    programmes, versions = mappable_programmes(request.actor), mappable_versions(request.now.date())
    form = MappingForm(request.POST or None, programmes=programmes, versions=versions)
    return form_page(
        request, form, "credit_bank/x_form.html",
        lambda data: services.draft_mapping(actor=request.actor, now=request.now, **form.values()),
        done=_("已建立。逐个模块登记由哪门课承担多少，或下载表格填好导入。"),
        context={"title": _("编制课证对应"), "at": "credit_bank:x-mappings", "at_title": _("课证对应"), "row": None},
    )  # fmt: skip


@requires(STANDARD_MAPPING_POLICY, "work")
@require_GET
def mapping(request: Request, pk: int) -> HttpResponse:
    """One mapping: every module with its courses, what is left uncovered, what it says about exemptions."""
    row = get_mapping(request.actor, pk)
    STANDARD_MAPPING_POLICY.require(request.actor, "work", row)
    return _show(request, row)


def _show(request: Request, row: StandardMapping, form: LineForm | None = None, status: int = 200) -> HttpResponse:
    may_edit = row.state == MappingState.DRAFT and bool(STANDARD_MAPPING_POLICY.decide(request.actor, "edit", row))
    modules = modules_of(row)
    own = ConversionRule(school=row.programme.school)
    context = {
        "row": row, "modules": modules, "steps": available(row, request.actor), "events": audit.events_of(row)[:20], "tones": MAPPING_TONES,
        "uncovered": [one for one in modules if one.missing], "courses": courses_of(row), "may_edit": may_edit,
        "form": form or (_line_form(row) if may_edit else None),
        "may_draft": row.state == MappingState.PUBLISHED and row.level.outcome_type_id is not None
        and bool(RULE_POLICY.decide(request.actor, "create", own)),
    }  # fmt: skip
    return render(request, "credit_bank/x_mapping.html", context, status=status)


def _line_form(row: StandardMapping, data: Any = None) -> LineForm:
    modules = list(row.version.modules.filter(level=row.level.level))
    return LineForm(data, modules=modules, courses=list(row.programme.courses.all()))


@requires(STANDARD_MAPPING_POLICY, "edit")
@require_POST
def line_save(request: Request, pk: int) -> HttpResponse:
    """A course teaches so much of a module."""
    row = get_mapping(request.actor, pk)
    form = _line_form(row, request.POST)
    if not form.is_valid():
        return _show(request, row, form, 422)
    try:
        line = services.LineHead(**form.cleaned_data)
        services.write_lines(actor=request.actor, now=request.now, mapping=row, lines=[line])
    except NotPermitted:
        raise
    except Refusal as refusal:
        refuse(form, refusal)
        return _show(request, row, form, refusal.status)
    return redirect(f"{row.get_absolute_url()}#lines")


@requires(STANDARD_MAPPING_POLICY, "work")
@require_GET
def mapping_sheet(request: Request, pk: int) -> HttpResponse:
    """The mapping in the layout of the import; ``?empty=1`` the template with its drop-downs."""
    sheet = MappingSheet(request.actor, request.now, get_mapping(request.actor, pk))
    STANDARD_MAPPING_POLICY.require(request.actor, "work", sheet.mapping)
    if request.GET.get("empty") == "1":
        return attachment(template(sheet.table), "mapping-template.xlsx")
    audit.record(request.actor, "credit_bank.standardmapping.exported", sheet.mapping, now=request.now, detail={"format": "xlsx"})
    return attachment(sheet.workbook(), "mapping.xlsx")


@requires(STANDARD_MAPPING_POLICY, "import")
@require_http_methods(["GET", "POST"])
def mapping_import(request: Request, pk: int) -> HttpResponse:
    """Read a filled table, show what it would write, and write it once confirmed."""
    row = get_mapping(request.actor, pk)
    STANDARD_MAPPING_POLICY.require(request.actor, "import", row)
    sheet = MappingSheet(request.actor, request.now, row)

    def write(plan: ImportPlan, digest: str) -> Mapping[str, int]:
        return execute(plan, MappingWriter(sheet, plan), digest=digest)

    return import_page(
        request, TableForm(request.POST or None, request.FILES or None), "credit_bank/x_mapping_import.html",
        lambda data: Import(sheet.table, sheet.plan_of, write), salt=f"credit_bank.course_mappings:{row.pk}",
        done=_("已登记%(add)d项对应，修改%(change)d项。"), to=row.get_absolute_url,
        lines=lambda plan: plan_lines(plan, {"add": _("登记"), "change": _("修改")}), context={"row": row},
    )  # fmt: skip


def hints_for_rule(request: Request, school: Organisation) -> dict[str, Any]:
    """For whoever drafts a rule: the school's published mappings, and of a chosen one (``?mapping=``) what the form begins with.

    A suggestion: courses are those ticked on the mapping's page (``?course=``), and the draft is checked and adopted like any other.
    """
    found = suggestions_for(school)
    chosen = next((row for row in found if str(row.pk) == request.GET.get("mapping", "")), None)
    if chosen is None:
        return {"hints": found, "chosen": None, "initial": {}}
    level = chosen.level
    known = {one.course.code for one in courses_of(chosen)}
    initial = {
        "code": f"X-{level.certificate.code}-{level.rank}", "need_1": f"type {level.outcome_type_id}",
        "title": (_("%(certificate)s%(level)s免修") % {"certificate": level.certificate.title, "level": level.level})[:80],
        "courses": [code for code in request.GET.getlist("course") if code in known], "programmes": [chosen.programme.code],
    }  # fmt: skip
    return {"hints": found, "chosen": chosen, "initial": initial}
