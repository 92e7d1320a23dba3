"""Pages of schools: all in sight, and one with what it has, what it lacks and what it owes."""

from __future__ import annotations

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from baigong.contexts.registers.public import DUTY_POLICY
from baigong.contexts.schools.facets.declared import FACETS
from baigong.contexts.schools.profiles import condition_lines, list_schools, school_page
from baigong.kernel.access import Request, requires


@requires(DUTY_POLICY, "view")
@require_safe
def school_list(request: Request) -> HttpResponse:
    """Every school in sight, with how many conditions it meets."""
    today = request.now.date()
    rows = [(school, condition_lines(school, today)) for school in list_schools(request.actor)]
    return render(request, "schools/school_list.html", {"rows": rows})


@requires(DUTY_POLICY, "view")
@require_safe
def school(request: Request, pk: int) -> HttpResponse:
    """One school."""
    found = next((school for school in list_schools(request.actor) if school.pk == pk), None)
    if found is None:
        raise Http404(_("没有找到这所学校，或不在您的职责范围内。"))
    page = school_page(request.actor, found, request.now.date())
    return render(request, "schools/school.html", {"page": page, "facets": FACETS.values()})
