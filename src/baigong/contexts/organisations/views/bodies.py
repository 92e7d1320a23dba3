"""Pages of bodies."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from baigong.contexts.organisations import pages
from baigong.contexts.organisations.access import ORGANISATIONS
from baigong.contexts.organisations.forms.bodies import (
    ENDED,
    AliasForm,
    BodyEditForm,
    BodyForm,
    MoveForm,
    RenameForm,
    ReorganiseForm,
)
from baigong.contexts.organisations.listings import BODIES
from baigong.contexts.organisations.models import Organisation, OrganisationAlias, SuccessionKind
from baigong.contexts.organisations.selectors.tree import tree_on
from baigong.contexts.organisations.services import bodies, reorganising
from baigong.kernel.access import requires
from baigong.kernel.ui.form_pages import form_page

READ_WRITE = ["GET", "HEAD", "POST"]


@requires(ORGANISATIONS, "view")
@require_safe
def organisation_list(request: Any) -> HttpResponse:
    """Every body, in the order of the register."""
    living_posts = Count("posts", filter=Q(posts__abolished_on=None))
    rows = ORGANISATIONS.visible(request.actor).select_related("parent").annotate(post_count=living_posts)
    context = {"may_create": ORGANISATIONS.reachable(request.actor, "create")}
    return BODIES.respond(request, rows, "organisations/organisation_list.html", context, on_export="organisations.organisation.exported")


@requires(ORGANISATIONS, "view")
@require_safe
def organisation_tree(request: Any) -> HttpResponse:
    """Who stood below whom on a day (``?on=``)."""
    day = pages.Day.asked(request.GET.get("on", ""), request.now.date())
    context = {"day": day, "nodes": tree_on(day.on), "may_create": ORGANISATIONS.reachable(request.actor, "create")}
    return render(request, "organisations/organisation_tree.html", context)


@requires(ORGANISATIONS, "view")
@require_safe
def organisation(request: Any, pk: int) -> HttpResponse:
    """One body on a day (``?on=``)."""
    body = ORGANISATIONS.get_or_404(request.actor, Organisation.objects.select_related("parent"), pk=pk)
    day = pages.Day.asked(request.GET.get("on", ""), request.now.date())
    return render(request, "organisations/organisation.html", {"view": pages.body_page(body, request.actor, day)})


@requires(ORGANISATIONS, "create")
@require_http_methods(READ_WRITE)
def organisation_add(request: Any) -> HttpResponse:
    """Enter a body; ``?below=`` names its parent."""
    below = request.GET.get("below", "")
    parent = ORGANISATIONS.visible(request.actor).filter(pk=below).first() if below.isdecimal() else None
    form = BodyForm(request.POST or None, day=request.now.date(), initial={"parent": parent})
    return form_page(
        request,
        form,
        "organisations/organisation_add.html",
        lambda given: bodies.create_organisation(actor=request.actor, now=request.now, **given),
        done=lambda body: _("已登记“%(body)s”。") % {"body": body.name},
        context={"parent": parent},
    )


@requires(ORGANISATIONS, "edit")
@require_http_methods(READ_WRITE)
def organisation_edit(request: Any, pk: int) -> HttpResponse:
    """Change what describes a body."""
    body = _editable(request, pk, "edit")
    form = BodyEditForm(request.POST or None, day=request.now.date(), initial={f: getattr(body, f) for f in bodies.EDITABLE})
    return form_page(
        request,
        form,
        "organisations/organisation_edit.html",
        lambda given: bodies.edit_organisation(actor=request.actor, now=request.now, organisation=body, **given),
        done=_("已保存。"),
        context={"body": body},
    )


@requires(ORGANISATIONS, "reorganise")
@require_http_methods(READ_WRITE)
def organisation_rename(request: Any, pk: int) -> HttpResponse:
    """Give a body a new name from a day on."""
    body = _editable(request, pk, "reorganise")
    return form_page(
        request,
        RenameForm(request.POST or None),
        "organisations/organisation_rename.html",
        lambda given: bodies.rename_organisation(actor=request.actor, now=request.now, organisation=body, **given),
        done=lambda made: _("已更名为“%(name)s”；旧名称仍可识别。") % {"name": made.name},
        context={"body": body},
    )


@requires(ORGANISATIONS, "reorganise")
@require_http_methods(READ_WRITE)
def organisation_move(request: Any, pk: int) -> HttpResponse:
    """Put a body under another parent."""
    body = _editable(request, pk, "reorganise")
    return form_page(
        request,
        MoveForm(request.POST or None, day=request.now.date(), initial={"parent": body.parent}),
        "organisations/organisation_move.html",
        lambda given: bodies.move_organisation(actor=request.actor, now=request.now, organisation=body, parent=given["parent"]),
        done=_("上级机构已调整。"),
        context={"body": body},
    )


@requires(ORGANISATIONS, "reorganise")
@require_http_methods(READ_WRITE)
def organisation_reorganise(request: Any, pk: int) -> HttpResponse:
    """End a body and say who bears its duties."""
    body = _editable(request, pk, "reorganise")

    def act(given: dict[str, Any]) -> Organisation:
        who = {"actor": request.actor, "now": request.now, "organisation": body, "on": given["on"], "basis": given["basis"]}
        kind, heirs = given["kind"], given["successors"]
        if kind == ENDED:
            reorganising.end_organisation(**who)
        elif kind == SuccessionKind.SPLIT:
            reorganising.split(**who, among=heirs)
        elif kind == SuccessionKind.MERGED:
            reorganising.merge(**who, into=heirs[0])
        else:
            reorganising.reorganise(**who, successor=heirs[0])
        return body

    return form_page(
        request,
        ReorganiseForm(request.POST or None, day=request.now.date()),
        "organisations/organisation_reorganise.html",
        act,
        done=_("已办理撤并；任务与席位按生效日期转由承接机构承担。"),
        context={"body": body},
    )


@requires(ORGANISATIONS, "alias")
@require_http_methods(READ_WRITE)
def alias_add(request: Any, pk: int) -> HttpResponse:
    """Note another writing of a body's name."""
    body = _editable(request, pk, "alias")

    def act(given: dict[str, Any]) -> Organisation:
        bodies.add_alias(actor=request.actor, now=request.now, organisation=body, **given)
        return body

    template = "organisations/organisation_alias.html"
    return form_page(request, AliasForm(request.POST or None), template, act, done=_("已登记别名。"), context={"body": body})


@requires(ORGANISATIONS, "alias")
@require_POST
def alias_remove(request: Any, pk: int, alias: int) -> HttpResponse:
    """Take back a writing."""
    body = _editable(request, pk, "alias")
    row = get_object_or_404(OrganisationAlias, pk=alias, organisation=body)
    bodies.remove_alias(actor=request.actor, now=request.now, alias=row)
    messages.success(request, _("已删除别名“%(name)s”。") % {"name": row.name})
    return redirect(body)


def _editable(request: Any, pk: int, action: str) -> Organisation:
    body = ORGANISATIONS.get_or_404(request.actor, Organisation.objects.select_related("parent"), pk=pk)
    ORGANISATIONS.require(request.actor, action, body)
    return body
