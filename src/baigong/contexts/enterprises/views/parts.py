"""Places and kinds of posts of an enterprise."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from baigong.contexts.enterprises.access import POST_KIND_POLICY, SITE_POLICY
from baigong.contexts.enterprises.forms.register import PostKindForm, SiteForm, initial_of_post_kind, initial_of_site
from baigong.contexts.enterprises.models import PostKind, Site
from baigong.contexts.enterprises.selectors.register import get_enterprise, list_counties
from baigong.contexts.enterprises.services import places as services
from baigong.kernel.access import Request, requires
from baigong.kernel.ui.form_pages import form_page


@requires(SITE_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def site_form(request: Request, pk: int, site: int | None = None) -> HttpResponse:
    """A place of business, new or written anew."""
    firm = get_enterprise(request.actor, pk)
    row = get_object_or_404(Site, pk=site, enterprise=firm) if site is not None else None
    SITE_POLICY.require(request.actor, "edit", row or Site(enterprise=firm))
    divisions = [(county.division_code, str(county)) for county in list_counties(request.now.date())]
    initial = initial_of_site(row) if row else {"division_code": firm.division_code, "since": firm.opened_on}
    form = SiteForm(request.POST or None, divisions=divisions, initial=initial)
    return form_page(
        request, form, "enterprises/part_form.html",
        lambda data: services.save_site(actor=request.actor, now=request.now, enterprise=firm, head=form.head(), site=row),
        done=_("已保存。"), context={"firm": firm, "heading": _("修改场所") if row else _("登记场所")}, to=lambda made: firm,
    )  # fmt: skip


@requires(POST_KIND_POLICY, "edit")
@require_http_methods(["GET", "POST"])
def post_kind_form(request: Request, pk: int, kind: int | None = None) -> HttpResponse:
    """A kind of post, new or named anew."""
    firm = get_enterprise(request.actor, pk)
    row = get_object_or_404(PostKind, pk=kind, enterprise=firm) if kind is not None else None
    POST_KIND_POLICY.require(request.actor, "edit", row or PostKind(enterprise=firm))
    form = PostKindForm(request.POST or None, initial=initial_of_post_kind(row) if row else {})
    return form_page(
        request, form, "enterprises/part_form.html",
        lambda data: services.save_post_kind(actor=request.actor, now=request.now, enterprise=firm, kind=row, **data),
        done=_("已保存。"), context={"firm": firm, "heading": _("修改岗位类别") if row else _("登记岗位类别")}, to=lambda made: firm,
    )  # fmt: skip
