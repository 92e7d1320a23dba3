"""Groups and alliances: the list, one with its members and what it did year by year, entering, members, records."""

from __future__ import annotations

from datetime import date

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from baigong.contexts.enterprises.access import ALLIANCE_POLICY
from baigong.contexts.enterprises.forms.cooperation import AllianceForm, MembersForm, RecordForm, initial_of_alliance
from baigong.contexts.enterprises.models import Alliance
from baigong.contexts.enterprises.pages import alliance_page
from baigong.contexts.enterprises.selectors.cooperation import bodies_to_lead, list_alliances
from baigong.contexts.enterprises.services import alliances as services
from baigong.contexts.enterprises.views.listings import ALLIANCE_TONES, ALLIANCES
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import button_page, form_page


@requires(ALLIANCE_POLICY, "work")
@require_GET
def alliance_list(request: Request) -> HttpResponse:
    """The groups and alliances one works with."""
    context = {"may_create": ALLIANCE_POLICY.reachable(request.actor, "create")}
    return ALLIANCES.respond(
        request, list_alliances(request.actor), "enterprises/alliance_list.html", context, on_export="enterprises.alliance.exported"
    )


@requires(ALLIANCE_POLICY, "work")
@require_GET
def alliance(request: Request, pk: int) -> HttpResponse:
    """One alliance."""
    row = _row(request, pk)
    return render(
        request, "enterprises/alliance.html", {"page": alliance_page(request.actor, row, ALLIANCE_POLICY), "tones": ALLIANCE_TONES}
    )


def _row(request: Request, pk: int, action: str = "") -> Alliance:
    row = ALLIANCE_POLICY.get_or_404(request.actor, Alliance.objects.select_related("lead", "organisation"), pk=pk)
    if action:
        ALLIANCE_POLICY.require(request.actor, action, row)
    return row


@requires(ALLIANCE_POLICY, "create")
@require_http_methods(["GET", "POST"])
def alliance_add(request: Request) -> HttpResponse:
    """A new group or alliance."""
    form = AllianceForm(request.POST or None, bodies=bodies_to_lead(request.now.date()))
    return form_page(
        request, form, "enterprises/alliance_form.html",
        lambda data: services.draft_alliance(actor=request.actor, now=request.now, head=form.head()),
        done=_("已登记筹建。登记成员后，凭文号登记成立。"), context={"row": None},
    )  # fmt: skip


@requires(ALLIANCE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def alliance_edit(request: Request, pk: int) -> HttpResponse:
    """What describes an alliance."""
    row = _row(request, pk, "edit")
    form = AllianceForm(request.POST or None, bodies=bodies_to_lead(request.now.date()), row=row, initial=initial_of_alliance(row))
    return form_page(
        request, form, "enterprises/alliance_form.html",
        lambda data: services.edit_alliance(actor=request.actor, now=request.now, alliance=row, head=form.head()),
        done=_("已保存。"), context={"row": row},
    )  # fmt: skip


@requires(ALLIANCE_POLICY, "record")
@require_http_methods(["GET", "POST"])
def members_add(request: Request, pk: int) -> HttpResponse:
    """Bodies that join."""
    row = _row(request, pk, "record")
    form = MembersForm(request.POST or None, initial={"since": request.now.date()})
    return form_page(
        request, form, "enterprises/members_form.html",
        lambda data: services.add_members(
            actor=request.actor, now=request.now, alliance=row, bodies=data["names"], since=data["since"], role=data["role"]
        ),
        done=lambda made: _("已登记%(n)d家。") % {"n": len(made)}, context={"row": row}, to=lambda made: row,
    )  # fmt: skip


@requires(ALLIANCE_POLICY, "record")
@require_POST
def member_end(request: Request, pk: int, member: int) -> HttpResponse:
    """A body leaves; today is its last day unless another is given."""
    row = _row(request, pk, "record")
    leaving = get_object_or_404(row.members, pk=member)
    given = request.POST.get("until", "")
    try:
        until = date.fromisoformat(given) if given else request.now.date()
    except ValueError:
        until = date.max
    return button_page(
        request, lambda: services.end_membership(actor=request.actor, now=request.now, member=leaving, until=until),
        done=_("已登记退出。"), to=row,
    )  # fmt: skip


@requires(ALLIANCE_POLICY, "record")
@require_http_methods(["GET", "POST"])
def record_add(request: Request, pk: int) -> HttpResponse:
    """An agreement, an asset or an activity."""
    row = _row(request, pk, "record")
    inside = [member.organisation for member in row.members.select_related("organisation").filter(until=None)]
    form = RecordForm(request.POST or None, bodies=inside, initial={"kind": request.GET.get("kind", "activity")})
    return form_page(
        request, form, "enterprises/record_form.html",
        lambda data: services.add_record(actor=request.actor, now=request.now, alliance=row, head=form.head()),
        done=_("已记入台账。"), context={"row": row}, to=lambda made: row,
    )  # fmt: skip


@requires(ALLIANCE_POLICY, "record")
@require_POST
def record_strike(request: Request, pk: int, record: int) -> HttpResponse:
    """Strike out what was written down wrongly."""
    row = _row(request, pk, "record")
    wrong = get_object_or_404(row.records, pk=record)
    return button_page(
        request,
        lambda: services.remove_record(actor=request.actor, now=request.now, record=wrong, reason=request.POST.get("reason", "")),
        done=_("已删除，日志里留有原来的内容。"), to=row,
    )  # fmt: skip
