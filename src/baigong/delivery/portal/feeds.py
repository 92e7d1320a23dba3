"""Atom feeds (RFC 4287): whoever wants to follow need not come and look."""

from __future__ import annotations

from datetime import datetime, time
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from baigong.contexts.plans import public as plans
from baigong.delivery.portal.caching import kept
from baigong.kernel.access import Request, public
from baigong.kernel.ui.product import product


@public
@kept
def changes(request: Request) -> HttpResponse:
    """What changed lately in the current public plan."""
    plan = plans.find_public_plan()
    rows = plans.public_changes(plan) if plan is not None else []
    entries = [_entry(request, plan, row) for row in rows if plan is not None]
    latest = max((_moment(row) for row in rows), default=datetime(2020, 12, 1, tzinfo=timezone.get_default_timezone()))
    own = request.build_absolute_uri(reverse("portal:feed"))
    title = _("%(city)s职业教育改革：进展变化") % {"city": product().city}
    text = (
        '<?xml version="1.0" encoding="utf-8"?>\n<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="zh-CN">'
        f"<title>{escape(title)}</title><id>{escape(own)}</id><updated>{latest.isoformat()}</updated>"
        f'<link rel="self" href={quoteattr(own)}/><link href={quoteattr(request.build_absolute_uri("/"))}/>'
        f"<author><name>{escape(str(plan.team) if plan else product().name)}</name></author>{''.join(entries)}</feed>\n"
    )
    return HttpResponse(text, content_type="application/atom+xml; charset=utf-8")


def _moment(row: plans.PublicChange) -> datetime:
    return row.at or datetime.combine(row.on, time(), tzinfo=timezone.get_default_timezone())


def _entry(request: Request, plan: plans.Plan, row: plans.PublicChange) -> str:
    page = reverse("portal:task" if row.is_task else "portal:target", args=[plan.key, row.number])
    address = request.build_absolute_uri(page)
    if row.kind == "light":
        words = plans.COLOUR_LABELS
        before, colour = words[plans.Colour(row.before)], words[plans.Colour(row.colour)]
        title = _("%(title)s：由%(before)s转为%(now)s") % {"title": row.title, "before": before, "now": colour}
    else:
        title = _("%(title)s：%(who)s公布进展") % {"title": row.title, "who": row.who}
    return (
        f"<entry><title>{escape(title)}</title><id>{escape(address)}#{row.key}</id><updated>{_moment(row).isoformat()}</updated>"
        f"<link href={quoteattr(address)}/><summary>{escape(row.text)}</summary></entry>"
    )
