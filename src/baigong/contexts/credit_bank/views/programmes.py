"""Programmes with their courses, and what schools fix about conversion."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from baigong.contexts.credit_bank.access import CREDIT_SETTINGS_POLICY, PROGRAMME_POLICY
from baigong.contexts.credit_bank.forms.conversion import (
    CourseForm,
    ProgrammeForm,
    SettingsForm,
    initial_of_programme,
    initial_of_settings,
)
from baigong.contexts.credit_bank.models import shown
from baigong.contexts.credit_bank.selectors.conversion import (
    get_programme,
    list_programmes,
    list_settings,
    schools_of,
    types_for_rules,
)
from baigong.contexts.credit_bank.services import programmes as services
from baigong.contexts.credit_bank.views.conversion_listings import PROGRAMMES, SETTINGS
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page


@requires(PROGRAMME_POLICY, "work")
@require_GET
def programme_list(request: Request) -> HttpResponse:
    """The programmes one works with."""
    context = {
        "may_create": bool(schools_of(request.actor, request.now.date())),
        "may_settings": CREDIT_SETTINGS_POLICY.reachable(request.actor, "work"),
    }
    rows = list_programmes(request.actor)
    return PROGRAMMES.respond(request, rows, "credit_bank/programme_list.html", context, on_export="credit_bank.creditprogramme.exported")


@requires(PROGRAMME_POLICY, "create")
@require_http_methods(["GET", "POST"])
def programme_add(request: Request) -> HttpResponse:
    """A new programme."""
    form = ProgrammeForm(request.POST or None, schools=schools_of(request.actor, request.now.date()))
    return form_page(
        request, form, "credit_bank/programme_form.html",
        lambda data: services.save_programme(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记专业，请继续登记课程。"), context={"row": None},
    )  # fmt: skip


@requires(PROGRAMME_POLICY, "work")
@require_http_methods(["GET", "POST"])
def programme(request: Request, pk: int) -> HttpResponse:
    """One programme with its courses; a course is added, or written anew by its code."""
    row = get_programme(request.actor, pk)
    PROGRAMME_POLICY.require(request.actor, "edit" if request.method == "POST" else "work", row)
    courses = list(row.courses.select_related("outcome_type"))
    chosen = next((c for c in courses if c.code == request.GET.get("course")), None)
    initial = None
    if chosen is not None:
        names = ("code", "title", "category", "hours", "is_required", "order")
        initial = {name: getattr(chosen, name) for name in names} | {
            "credits": shown(chosen.credits), "outcome_type": chosen.outcome_type_id
        }  # fmt: skip
    form = CourseForm(request.POST or None, types=types_for_rules(), initial=initial)
    context = {
        "row": row, "courses": courses, "total": shown(sum(c.credits for c in courses)), "chosen": chosen,
        "minimums": [shown(value) if value is not None else None for value in (row.general, row.major)],
        "may_edit": bool(PROGRAMME_POLICY.decide(request.actor, "edit", row)),
    }  # fmt: skip
    return form_page(
        request, form, "credit_bank/programme.html",
        lambda data: services.save_courses(actor=request.actor, now=request.now, programme=row, courses=[form.head()]),
        done=_("已保存课程。"), context=context, to=lambda made: row,
    )  # fmt: skip


@requires(PROGRAMME_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def programme_edit(request: Request, pk: int) -> HttpResponse:
    """What a programme says."""
    row = get_programme(request.actor, pk)
    PROGRAMME_POLICY.require(request.actor, "edit", row)
    form = ProgrammeForm(request.POST or None, schools=schools_of(request.actor, request.now.date()), initial=initial_of_programme(row))
    return form_page(
        request, form, "credit_bank/programme_form.html",
        lambda data: services.save_programme(actor=request.actor, now=request.now, head=form.head(), programme=row),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(CREDIT_SETTINGS_POLICY, "work")
@require_GET
def settings_list(request: Request) -> HttpResponse:
    """What schools fixed, year by year."""
    rows = list_settings(request.actor)
    return SETTINGS.respond(request, rows, "credit_bank/settings_list.html", on_export="credit_bank.schoolcreditsettings.exported")


@requires(CREDIT_SETTINGS_POLICY, "set")
@require_http_methods(["GET", "POST"])
def settings_add(request: Request) -> HttpResponse:
    """What a school fixed for a year."""
    form = SettingsForm(request.POST or None, schools=schools_of(request.actor, request.now.date()))
    return form_page(
        request, form, "credit_bank/settings_form.html",
        lambda data: services.set_settings(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记转换规定。"), context={"row": None, "in_use": False}, to=lambda made: "credit_bank:settings",
    )  # fmt: skip


@requires(CREDIT_SETTINGS_POLICY, "set")
@require_http_methods(["GET", "POST"])
def settings_edit(request: Request, pk: int) -> HttpResponse:
    """The same, until something was decided by it."""
    row = get_object_or_404(list_settings(request.actor), pk=pk)
    CREDIT_SETTINGS_POLICY.require(request.actor, "set", row)
    form = SettingsForm(request.POST or None, schools=[row.school], initial=initial_of_settings(row))
    return form_page(
        request, form, "credit_bank/settings_form.html",
        lambda data: services.set_settings(actor=request.actor, now=request.now, head=form.head()),
        done=_("已保存。"), context={"row": row, "in_use": services.decided_by(row)}, to=lambda made: "credit_bank:settings",
    )  # fmt: skip
