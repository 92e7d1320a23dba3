"""Pages of leading bodies and their seats."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baigong.contexts.organisations import pages
from baigong.contexts.organisations.access import LEADING_BODIES
from baigong.contexts.organisations.forms.leading import EndForm, LeadingBodyEditForm, LeadingBodyForm, NameByRankForm, SeatForm
from baigong.contexts.organisations.listings import LEADING_BODIES as LISTING
from baigong.contexts.organisations.models import LeadingBody, Seat
from baigong.contexts.organisations.services import leading
from baigong.contexts.organisations.services.posts import known_person
from baigong.kernel.access import requires
from baigong.kernel.ui.form_pages import form_page

READ_WRITE = ["GET", "HEAD", "POST"]


@requires(LEADING_BODIES, "view")
@require_safe
def leading_body_list(request: Any) -> HttpResponse:
    """Every leading group, conference and committee."""
    rows = LEADING_BODIES.visible(request.actor).select_related("office_at")
    rows = rows.annotate(seat_count=Count("seats", filter=Q(seats__until_on=None)))
    context = {"may_create": LEADING_BODIES.reachable(request.actor, "create")}

    return LISTING.respond(request, rows, "organisations/leadingbody_list.html", context, on_export="organisations.leadingbody.exported")


@requires(LEADING_BODIES, "view")
@require_safe
def leading_body(request: Any, pk: int) -> HttpResponse:
    """One leading body on a day (``?on=``)."""
    body = _body(request, pk)
    day = pages.Day.asked(request.GET.get("on", ""), request.now.date())
    return render(request, "organisations/leadingbody.html", {"view": pages.leading_body_page(body, request.actor, day)})


@requires(LEADING_BODIES, "create")
@require_http_methods(READ_WRITE)
def leading_body_add(request: Any) -> HttpResponse:
    """Form a leading body."""
    return form_page(
        request,
        LeadingBodyForm(request.POST or None, day=request.now.date()),
        "organisations/leadingbody_add.html",
        lambda given: leading.form_leading_body(actor=request.actor, now=request.now, **given),
        done=_("已登记；请接着增加席位。"),
    )


@requires(LEADING_BODIES, "edit")
@require_http_methods(READ_WRITE)
def leading_body_edit(request: Any, pk: int) -> HttpResponse:
    """Change what describes a leading body."""
    body = _body(request, pk, "edit")
    initial = {f: getattr(body, f) for f in ("short_name", "kind", "office_at", "basis", "formed_on", "order")}
    return form_page(
        request,
        LeadingBodyEditForm(request.POST or None, day=request.now.date(), initial=initial),
        "organisations/leadingbody_edit.html",
        lambda given: leading.edit_leading_body(actor=request.actor, now=request.now, body=body, **given),
        done=_("已保存。"),
        context={"body": body},
    )


@requires(LEADING_BODIES, "seat")
@require_http_methods(READ_WRITE)
def leading_body_dissolve(request: Any, pk: int) -> HttpResponse:
    """Dissolve a leading body."""
    body = _body(request, pk, "seat")
    return form_page(
        request,
        EndForm(request.POST or None),
        "organisations/leadingbody_dissolve.html",
        lambda given: leading.dissolve_leading_body(actor=request.actor, now=request.now, body=body, **given),
        done=_("已撤销；席位与成员记录保留。"),
        context={"body": body},
    )


@requires(LEADING_BODIES, "seat")
@require_http_methods(READ_WRITE)
def seat_add(request: Any, pk: int) -> HttpResponse:
    """Add a seat."""
    body = _body(request, pk, "seat")

    def act(given: dict[str, Any]) -> LeadingBody:
        whose = {"organisation": given["unit"], "rank_title": given["title"]} if given["by_rank"] else {"post": given["post"]}
        leading.add_seat(actor=request.actor, now=request.now, body=body, role=given["role"], from_on=given["from_on"], **whose)
        return body

    form = SeatForm(request.POST or None, day=request.now.date())
    return form_page(request, form, "organisations/seat_add.html", act, done=_("已增加席位。"), context={"body": body})


@requires(LEADING_BODIES, "seat")
@require_http_methods(READ_WRITE)
def seat_end(request: Any, pk: int, seat: int) -> HttpResponse:
    """End a seat."""
    row = _seat(request, pk, seat)

    def act(given: dict[str, Any]) -> LeadingBody:
        leading.end_seat(actor=request.actor, now=request.now, seat=row, **given)
        return row.body

    context = {"body": row.body, "seat": row}
    return form_page(request, EndForm(request.POST or None), "organisations/seat_end.html", act, done=_("席位已撤销。"), context=context)


@requires(LEADING_BODIES, "seat")
@require_http_methods(READ_WRITE)
def seat_name(request: Any, pk: int, seat: int) -> HttpResponse:
    """Note whom the unit names for a seat of a rank."""
    row = _seat(request, pk, seat)

    def act(given: dict[str, Any]) -> LeadingBody:
        who = {"actor": request.actor, "now": request.now}
        with transaction.atomic():  # a refused naming enters nobody
            person = known_person(**who, person=given["known_person"], name=given["person_name"], note=given["person_note"])
            leading.name_by_rank(**who, seat=row, person=person, on=given["on"], basis=given["basis"])
        return row.body

    context = {"body": row.body, "seat": row}
    form = NameByRankForm(request.POST or None)
    return form_page(request, form, "organisations/seat_name.html", act, done=_("已登记人员。"), context=context)


def _body(request: Any, pk: int, action: str = "") -> LeadingBody:
    body = LEADING_BODIES.get_or_404(request.actor, LeadingBody.objects.select_related("office_at"), pk=pk)
    if action:
        LEADING_BODIES.require(request.actor, action, body)
    return body


def _seat(request: Any, pk: int, seat: int) -> Seat:
    body = _body(request, pk, "seat")
    return get_object_or_404(body.seats.select_related("body", "post__organisation", "organisation", "named_person"), pk=seat)
