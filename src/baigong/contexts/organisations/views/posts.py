"""Pages of posts and their holders."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from baigong.contexts.organisations import pages
from baigong.contexts.organisations.access import ORGANISATIONS, POSTS
from baigong.contexts.organisations.forms.leading import EndForm
from baigong.contexts.organisations.forms.posts import AppointForm, CorrectForm, PostForm, VacateForm
from baigong.contexts.organisations.listings import POST_LIST
from baigong.contexts.organisations.models import Post
from baigong.contexts.organisations.selectors.posts import posts_on
from baigong.contexts.organisations.services import posts
from baigong.kernel.access import requires
from baigong.kernel.ui.form_pages import form_page

READ_WRITE = ["GET", "HEAD", "POST"]


@requires(POSTS, "view")
@require_safe
def post_list(request: Any) -> HttpResponse:
    """Every post on a day (``?on=``) and who holds it: vacancies, and what one person holds."""
    day = pages.Day.asked(request.GET.get("on", ""), request.now.date())
    rows = posts_on(day.on).filter(pk__in=POSTS.visible(request.actor).values("pk")).select_related("organisation")
    context = {"day": day, "may_create": ORGANISATIONS.reachable(request.actor, "create")}
    return POST_LIST.respond(request, rows, "organisations/post_list.html", context, on_export="organisations.post.exported")


@requires(POSTS, "view")
@require_safe
def post(request: Any, pk: int) -> HttpResponse:
    """One post on a day (``?on=``)."""
    row = _post(request, pk)
    day = pages.Day.asked(request.GET.get("on", ""), request.now.date())
    return render(request, "organisations/post.html", {"view": pages.post_page(row, request.actor, day)})


@requires(POSTS, "create")
@require_http_methods(READ_WRITE)
def post_add(request: Any, pk: int) -> HttpResponse:
    """Make a post at a body."""
    body = ORGANISATIONS.get_or_404(request.actor, pk=pk)
    return form_page(
        request,
        PostForm(request.POST or None),
        "organisations/post_add.html",
        lambda given: posts.create_post(actor=request.actor, now=request.now, organisation=body, **given),
        done=lambda made: _("已登记职务“%(post)s”。") % {"post": made},
        context={"body": body},
    )


@requires(POSTS, "edit")
@require_http_methods(READ_WRITE)
def post_edit(request: Any, pk: int) -> HttpResponse:
    """Correct how a post is called."""
    row = _post(request, pk, "edit")
    form = PostForm(request.POST or None, initial={f: getattr(row, f) for f in ("title", "remit", "is_head", "order")})
    return form_page(
        request,
        form,
        "organisations/post_edit.html",
        lambda given: posts.edit_post(actor=request.actor, now=request.now, post=row, **given),
        done=_("已保存。"),
        context={"post": row},
    )


@requires(POSTS, "appoint")
@require_http_methods(READ_WRITE)
def post_appoint(request: Any, pk: int) -> HttpResponse:
    """Say who holds the post from a day on."""
    row = _post(request, pk, "appoint")

    def act(given: dict[str, Any]) -> Post:
        who = {"actor": request.actor, "now": request.now}
        with transaction.atomic():  # a refused appointment enters nobody
            person = posts.known_person(**who, person=given["known_person"], name=given["person_name"], note=given["person_note"])
            posts.appoint(**who, post=row, person=person, on=given["on"], basis=given["basis"])
        return row

    return form_page(
        request,
        AppointForm(request.POST or None),
        "organisations/post_appoint.html",
        act,
        done=_("任职已登记；领导机构成员自任职之日起随之更替。"),
        context={"post": row, "present": row.holdings.filter(until_on=None).select_related("person").first()},
    )


@requires(POSTS, "appoint")
@require_http_methods(READ_WRITE)
def post_vacate(request: Any, pk: int) -> HttpResponse:
    """Say from when nobody holds the post."""
    row = _post(request, pk, "appoint")

    def act(given: dict[str, Any]) -> Post:
        posts.vacate(actor=request.actor, now=request.now, post=row, **given)
        return row

    present = row.holdings.filter(until_on=None).select_related("person").first()
    context = {"post": row, "present": present}
    return form_page(
        request, VacateForm(request.POST or None), "organisations/post_vacate.html", act, done=_("已登记空缺。"), context=context
    )


@requires(POSTS, "appoint")
@require_http_methods(READ_WRITE)
def post_abolish(request: Any, pk: int) -> HttpResponse:
    """Abolish a post."""
    row = _post(request, pk, "appoint")
    return form_page(
        request,
        EndForm(request.POST or None),
        "organisations/post_abolish.html",
        lambda given: posts.abolish_post(actor=request.actor, now=request.now, post=row, **given),
        done=_("职务已撤销。"),
        context={"post": row},
    )


@requires(POSTS, "appoint")
@require_http_methods(READ_WRITE)
def holding_correct(request: Any, pk: int, holding: int) -> HttpResponse:
    """Put right the days of a holding."""
    row = _post(request, pk, "appoint")
    spell = get_object_or_404(row.holdings.select_related("person", "post__organisation"), pk=holding)

    def act(given: dict[str, Any]) -> Post:
        posts.correct_holding(actor=request.actor, now=request.now, holding=spell, **given)
        return row

    initial = {f: getattr(spell, f) for f in ("from_on", "until_on", "basis")} | {"with_neighbours": True}
    form = CorrectForm(request.POST or None, initial=initial)
    context = {"post": row, "holding": spell}
    return form_page(request, form, "organisations/holding_correct.html", act, done=_("任职日期已更正。"), context=context)


def _post(request: Any, pk: int, action: str = "") -> Post:
    row = POSTS.get_or_404(request.actor, Post.objects.select_related("organisation"), pk=pk)
    if action:
        POSTS.require(request.actor, action, row)
    return row
