"""Where an enterprise works, and which kinds of posts it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from baigong.contexts.classifications.public import find_code
from baigong.contexts.enterprises.access import POST_KIND_POLICY, SITE_POLICY
from baigong.contexts.enterprises.models import Enterprise, EnterpriseState, PostKind, Site
from baigong.kernel import audit
from baigong.kernel.access import Actor
from baigong.kernel.errors import Refusal, at_field


@dataclass(frozen=True)
class SiteHead:
    """A place of business."""

    name: str
    division_code: str
    address: str
    is_main: bool = False
    since: date | None = None
    until: date | None = None


@transaction.atomic
def save_site(*, actor: Actor, now: datetime, enterprise: Enterprise, head: SiteHead, site: Site | None = None) -> Site:
    """Enter a place, or write one anew. A new main place makes the former one an ordinary one; what has an end is in use no more after it.

    Raises ``Refusal`` for a name in use, dates that cannot be, a division that is none, a firm that is closed.
    """
    locked = Enterprise.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=enterprise.pk)
    row = Site(enterprise=locked) if site is None else Site.objects.get(pk=site.pk, enterprise=locked)
    SITE_POLICY.require(actor, "edit", row)
    if locked.state == EnterpriseState.CLOSED:
        raise Refusal(_("“%(name)s”已关闭，场所不再改动。") % {"name": locked}, code="closed", status=409)
    name, address = " ".join(head.name.split()), " ".join(head.address.split())
    for field, value, most in (("name", name, 80), ("address", address, 160)):
        if not value or len(value) > most:
            raise at_field(field, _("请填写，不超过%(n)d个字。") % {"n": most})
    if find_code("divisions", head.division_code, on=now.date()) is None:
        raise at_field("division_code", _("没有行政区划代码“%(code)s”。") % {"code": head.division_code})
    if head.since and head.until and head.until < head.since:
        raise at_field("until", _("停用日期不能早于启用日期。"))
    if head.until is None and locked.sites.filter(name=name, until=None).exclude(pk=row.pk).exists():
        raise at_field("name", _("“%(name)s”已有同名的在用场所。") % {"name": name})
    if head.is_main and head.until is None:
        locked.sites.filter(is_main=True, until=None).exclude(pk=row.pk).update(is_main=False)
    row.name, row.division_code, row.address = name, head.division_code, address
    row.is_main, row.since, row.until = head.is_main and head.until is None, head.since, head.until
    row.save()
    audit.record(actor, "enterprises.site.saved", locked, now=now, detail={"site": name, "until": str(head.until) if head.until else None})
    return row


@transaction.atomic
def save_post_kind(
    *, actor: Actor, now: datetime, enterprise: Enterprise, name: str, occupation_code: str = "", kind: PostKind | None = None
) -> PostKind:
    """Enter a kind of post, or name one anew: posts and head-counts that point at it follow."""
    locked = Enterprise.objects.select_for_update(no_key=True, of=("self",)).select_related("organisation").get(pk=enterprise.pk)
    row = PostKind(enterprise=locked) if kind is None else PostKind.objects.get(pk=kind.pk, enterprise=locked)
    POST_KIND_POLICY.require(actor, "edit", row)
    text, code = " ".join(name.split()), occupation_code.strip()
    if not text or len(text) > 60:
        raise at_field("name", _("请填写岗位类别，不超过60个字。"))
    if locked.post_kinds.filter(name=text).exclude(pk=row.pk).exists():
        raise at_field("name", _("“%(name)s”已有这个岗位类别。") % {"name": text})
    if code and find_code("occupations", code, on=now.date()) is None:
        raise at_field("occupation_code", _("《职业分类大典》里没有代码“%(code)s”。") % {"code": code})
    row.name, row.occupation_code = text, code
    row.save()
    audit.record(actor, "enterprises.postkind.saved", locked, now=now, detail={"kind": text})
    return row
