"""Lists of what schools have: of one school, or over all in sight; as it stood on any day."""

from __future__ import annotations

from collections.abc import Sequence

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from baigong.contexts.organisations.public import Organisation
from baigong.contexts.registers.public import DUTY_POLICY
from baigong.contexts.schools.facets.declaration import Facet
from baigong.contexts.schools.facets.declared import FACETS
from baigong.contexts.schools.facets.listings import facet_listing
from baigong.contexts.schools.facets.pages import FacetPage, feeds_in_words, named_for, nothing_there
from baigong.contexts.schools.facets.reading import facet_rows
from baigong.contexts.schools.profiles import list_schools
from baigong.kernel import audit
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.listing import DayFilter, EmptyState, PlainRows


@requires(DUTY_POLICY, "view")
@require_safe
def city_facets(request: Request) -> HttpResponse:
    """The lists over all schools begin with their programmes."""
    return redirect("schools:city-facet", next(iter(FACETS)))


@requires(DUTY_POLICY, "view")
@require_safe
def city_facet(request: Request, slug: str) -> HttpResponse:
    """A facet of every school in sight."""
    return _answer(request, _facet(slug), list_schools(request.actor), None)


@requires(DUTY_POLICY, "view")
@require_safe
def school_facet(request: Request, pk: int, slug: str) -> HttpResponse:
    """A facet of one school."""
    school = next((school for school in list_schools(request.actor) if school.pk == pk), None)
    if school is None:
        raise Http404(_("没有找到这所学校，或不在您的职责范围内。"))
    return _answer(request, _facet(slug), [school], school)


def _facet(slug: str) -> Facet:
    facet = FACETS.get(slug)
    if facet is None:
        raise Http404(_("没有这张清单。"))
    return facet


def _answer(request: Request, facet: Facet, schools: Sequence[Organisation], school: Organisation | None) -> HttpResponse:
    """The page or the file. Where names stand in full, the look is in the log; every file is."""
    today = request.now.date()
    as_of = DayFilter("on", gettext_lazy("截至"), today=today)
    day = as_of.day(request) or today
    named = named_for(request.actor, schools)
    rows = facet_rows(facet, schools, day, named)
    empty = EmptyState(facet.name) if rows else nothing_there(facet, request.actor, schools, day)
    listing = facet_listing(facet, rows, empty, as_of, is_city=school is None, asked=request.GET)
    facts = {"facet": facet.slug, "on": day.isoformat(), "page": request.GET.get("page", "1")[:10], "named": len(named)}

    def exported(file_format: str, count: int) -> None:
        detail = facts | {"format": file_format, "rows": count}
        audit.record(request.actor, "schools.facet.exported", school, now=request.now, detail=detail)

    if facet.personal and named and rows and "export" not in request.GET:
        audit.record(request.actor, "schools.facet.read", school, now=request.now, detail=facts)
    is_masked = bool(facet.personal) and len(named) < len(schools)
    page = FacetPage(facet, school, day, day == today, feeds_in_words(facet, schools), is_masked)
    context = {"about": page, "facets": FACETS.values()}
    return listing.respond(request, PlainRows(rows), "schools/facet.html", context, on_export=exported)
